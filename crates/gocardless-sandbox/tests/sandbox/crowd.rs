//! A hundred clients at once, over sockets.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use gocardless_sandbox::{Options, RunningSandbox, Seed, start};
use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Barrier;

use crate::answers;

const CLIENTS: usize = 100;

/// Customers that are there before.
const BEFORE: usize = 60;

/// One client with one connection, which it keeps.
struct Client(BufReader<TcpStream>);

impl Client {
    async fn connect(sandbox: &RunningSandbox) -> Self {
        let address = sandbox.url().socket_addrs(|| None).unwrap()[0];
        Self(BufReader::new(TcpStream::connect(address).await.unwrap()))
    }

    async fn call(&mut self, method: &str, path: &str, key: &str, body: &Value) -> (u16, Value) {
        let body = if method == "GET" { String::new() } else { body.to_string() };
        let request = format!(
            "{method} {path} HTTP/1.1\r\nhost: sandbox\r\nauthorization: Bearer sandbox_demo\r\n\
             gocardless-version: 2015-07-06\r\ncontent-type: application/json\r\nidempotency-key: {key}\r\n\
             content-length: {}\r\n\r\n{body}",
            body.len()
        );
        self.0.write_all(request.as_bytes()).await.unwrap();
        let (mut status, mut length, mut line) = (0, 0, String::new());
        loop {
            line.clear();
            self.0.read_line(&mut line).await.unwrap();
            match line.trim_end().split_once(' ') {
                None => break,
                Some((name, value)) if name.starts_with("HTTP/") => status = value[..3].parse().unwrap(),
                Some(("content-length:", value)) => length = value.parse().unwrap(),
                Some(_) => {}
            }
        }
        let mut answer = vec![0; length];
        self.0.read_exact(&mut answer).await.unwrap();
        let answer = serde_json::from_slice(&answer).unwrap();
        assert_eq!(answers::findings(path, status, &answer), Vec::<String>::new(), "{answer}");
        (status, answer)
    }

    async fn get(&mut self, path: &str) -> Value {
        let (status, answer) = self.call("GET", path, "", &Value::Null).await;
        assert_eq!(status, 200, "{path}: {answer}");
        answer
    }

    /// Makes what the key stands for, or finds what another has made with it: its id, and whether it is our own.
    async fn make(&mut self, kind: &str, key: &str, resource: Value) -> (String, bool) {
        let (status, answer) = self.call("POST", &format!("/{kind}"), key, &json!({ kind: resource })).await;
        let id = match status {
            201 => &answer[kind]["id"],
            409 => {
                let told = &answer["error"]["errors"][0];
                assert_eq!(told["reason"], "idempotent_creation_conflict", "{answer}");
                &told["links"]["conflicting_resource_id"]
            }
            _ => panic!("{kind}: {status} {answer}"),
        };
        let id = id.as_str().unwrap().to_owned();
        assert_eq!(self.get(&format!("/{kind}/{id}")).await[kind]["id"], id.as_str());
        (id, status == 201)
    }

    /// Everything that the list has, page by page, newest first.
    async fn walk(&mut self, kind: &str, limit: usize) -> Vec<Value> {
        let (mut all, mut after) = (Vec::new(), String::new());
        loop {
            let page = self.get(&format!("/{kind}?limit={limit}{after}")).await;
            all.extend(page[kind].as_array().unwrap().iter().cloned());
            match page["meta"]["cursors"]["after"].as_str() {
                Some(cursor) => after = format!("&after={cursor}"),
                None => return all,
            }
        }
    }
}

/// What one client has made or found: kind, key, id, and whether it made it.
type Made = Vec<(&'static str, String, String, bool)>;

/// Signs one payer up and charges her, in a race with the other client that has the same key.
async fn sign_up(client: &mut Client, key: &str) -> Made {
    let mut made = Made::new();
    let (customer, own) = client.make("customers", key, json!({"company_name": key})).await;
    made.push(("customers", key.to_owned(), customer.clone(), own));
    let account = json!({
        "account_holder_name": "Frank Osborne", "country_code": "GB", "branch_code": "200000",
        "account_number": "55779911", "links": {"customer": customer},
    });
    let (account, own) = client.make("customer_bank_accounts", key, account).await;
    made.push(("customer_bank_accounts", key.to_owned(), account.clone(), own));
    let (mandate, own) = client.make("mandates", key, json!({"links": {"customer_bank_account": account}})).await;
    made.push(("mandates", key.to_owned(), mandate.clone(), own));
    let payment = json!({"amount": 1000, "currency": "GBP", "links": {"mandate": mandate}});
    let (payment, own) = client.make("payments", key, payment).await;
    made.push(("payments", key.to_owned(), payment, own));
    made
}

fn ids(resources: &[Value]) -> Vec<&str> {
    resources.iter().map(|resource| resource["id"].as_str().unwrap()).collect()
}

/// Lists what others add to: nothing twice, and everything that was there before.
async fn list_meanwhile(client: &mut Client) {
    let seen = client.walk("customers", 7).await;
    let seen = ids(&seen);
    let once: BTreeSet<_> = seen.iter().collect();
    assert_eq!(once.len(), seen.len());
    let old: Vec<_> = seen.iter().filter(|id| id.starts_with("OLD")).collect();
    assert_eq!(old.len(), BEFORE);
}

async fn crowded_sandbox() -> RunningSandbox {
    let old: Vec<_> = (0..BEFORE).map(|number| json!({"id": format!("OLD{number}")})).collect();
    let options = Options {
        clock: Some("2026-03-02T09:00:00Z".parse().unwrap()),
        seed: Some(Seed::from_json(&json!({ "customers": old }).to_string()).unwrap()),
        ..Options::default()
    };
    start(TcpListener::bind("127.0.0.1:0").await.unwrap(), options).await.unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_hundred_clients_make_each_thing_once_and_see_all_of_it() {
    let sandbox = Arc::new(crowded_sandbox().await);
    let together = Arc::new(Barrier::new(CLIENTS));
    let clients = (0..CLIENTS).map(|number| {
        let (sandbox, together) = (Arc::clone(&sandbox), Arc::clone(&together));
        tokio::spawn(async move {
            let mut client = Client::connect(&sandbox).await;
            together.wait().await;
            if number % 10 == 0 {
                list_meanwhile(&mut client).await;
            }
            let made = sign_up(&mut client, &format!("signup-{}", number / 2)).await;
            if number % 10 == 5 {
                list_meanwhile(&mut client).await;
            }
            made
        })
    });
    let mut by_key: BTreeMap<(&str, String), Vec<(String, bool)>> = BTreeMap::new();
    for client in clients.collect::<Vec<_>>() {
        for (kind, key, id, own) in client.await.unwrap() {
            by_key.entry((kind, key)).or_default().push((id, own));
        }
    }
    assert_eq!(by_key.len(), 4 * CLIENTS / 2);
    for (key, made) in &by_key {
        let [(one, own), (other, too)] = &made[..] else { panic!("{key:?} {made:?}") };
        assert!(one == other && own != too, "{key:?} {made:?}");
    }

    sandbox.advance(Duration::from_hours(24 * 30));
    let mut client = Client::connect(&sandbox).await;
    for (kind, count) in [
        ("customers", BEFORE + CLIENTS / 2),
        ("customer_bank_accounts", CLIENTS / 2),
        ("mandates", CLIENTS / 2),
        ("payments", CLIENTS / 2),
    ] {
        let all = client.walk(kind, 33).await;
        assert_eq!((all.len(), ids(&all).into_iter().collect::<BTreeSet<_>>().len()), (count, count), "{kind}");
    }
    let events = client.walk("events", 33).await;
    let (payouts, events): (Vec<_>, Vec<_>) = events.into_iter().partition(|it| it["resource_type"] == "payouts");
    assert!(!payouts.is_empty());
    every_event_is_told_once_in_its_order(&events);
}

fn every_event_is_told_once_in_its_order(events: &[Value]) {
    let once: BTreeSet<_> = ids(events).into_iter().collect();
    assert_eq!((events.len(), once.len()), (7 * CLIENTS / 2, 7 * CLIENTS / 2));
    let mut told: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for event in events.iter().rev() {
        let about = event["links"]["payment"].as_str().or_else(|| event["links"]["mandate"].as_str()).unwrap();
        told.entry(about).or_default().push(event["action"].as_str().unwrap());
    }
    for (about, actions) in told {
        let expected = match &about[..2] {
            "MD" => vec!["created", "submitted", "active"],
            _ => vec!["created", "submitted", "confirmed", "paid_out"],
        };
        assert_eq!(actions, expected, "{about}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn whoever_comes_later_has_not_an_earlier_time() {
    let sandbox = Arc::new(start(TcpListener::bind("127.0.0.1:0").await.unwrap(), Options::default()).await.unwrap());
    let together = Arc::new(Barrier::new(CLIENTS));
    let clients = (0..CLIENTS).map(|number| {
        let (sandbox, together) = (Arc::clone(&sandbox), Arc::clone(&together));
        tokio::spawn(async move {
            let mut client = Client::connect(&sandbox).await;
            together.wait().await;
            for again in 0..20 {
                client.make("customers", &format!("{number}-{again}"), json!({"company_name": "Hut Ltd"})).await;
            }
        })
    });
    for client in clients.collect::<Vec<_>>() {
        client.await.unwrap();
    }
    let times: Vec<_> = sandbox.customers().into_iter().map(|customer| customer.created_at).collect();
    assert_eq!(times.len(), 20 * CLIENTS);
    assert!(times.is_sorted(), "of two customers, the later one was made earlier");
}
