//! A partner's app and two merchants, at the sandbox.

use std::time::Duration;

use gocardless_api::{NewCustomer, Scope};
use gocardless_client::{Authorization, Client, ClientError, InitialView, ListQuery, OAuthError, PartnerApp, Prefill};
use gocardless_sandbox::{Options, RunningSandbox, start};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use crate::endpoints::key;
use crate::stub::{Reply, SETTINGS, Stub};

const REDIRECT: &str = "http://localhost:8080/oauth/callback";

async fn sandbox() -> RunningSandbox {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let clock = Some("2026-03-02T09:00:00Z".parse().unwrap());
    start(listener, Options { clock, ..Options::default() }).await.unwrap()
}

fn app(sandbox: &RunningSandbox) -> PartnerApp {
    PartnerApp::new(sandbox.url(), "sandbox_demo_app".to_owned(), "sandbox_demo_app_secret".to_owned().into()).unwrap()
}

fn asking(scope: Scope) -> Authorization {
    Authorization::new(REDIRECT.to_owned(), scope, "s&1".to_owned())
}

/// The merchant fills in the authorise page's form; the code that comes back.
async fn allow(url: &str, fields: &str) -> String {
    let url = url::Url::parse(url).unwrap();
    let address = url.socket_addrs(|| None).unwrap()[0];
    let mut stream = TcpStream::connect(address).await.unwrap();
    let request = format!(
        "POST {}?{} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\nSec-Fetch-Site: same-origin\r\n\
         Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{fields}",
        url.path(),
        url.query().unwrap(),
        fields.len()
    );
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    let location = answer.lines().find_map(|line| line.strip_prefix("location: ")).unwrap_or(&answer);
    let location = url::Url::parse(location).unwrap();
    let value = |name: &str| location.query_pairs().find(|pair| pair.0 == name).unwrap().1.into_owned();
    assert_eq!(value("state"), "s&1");
    value("code")
}

const NORTHWIND: &str = "view=login&email=subscriptions%40northwind.example&decision=allow";
const HUT: &str = "view=signup&organisation_name=Hut+Ltd&given_name=Ada&family_name=Hut&email=ada%40hut.example\
                   &country_code=GB&decision=allow";

#[tokio::test]
async fn two_merchants_let_an_app_in_and_it_keeps_them_apart() {
    let sandbox = sandbox().await;
    let app = app(&sandbox);
    let mut clients = Vec::new();
    let mut tokens = Vec::new();
    for fields in [NORTHWIND, HUT] {
        let code = allow(&app.authorization_url(&asking(Scope::ReadWrite)), fields).await;
        let access = app.exchange_code(&code, REDIRECT).await.unwrap();
        let found = app.look_up(&access.access_token).await.unwrap();
        assert_eq!((found.active, found.organisation_id.as_ref()), (true, Some(&access.organisation_id)));
        assert_eq!(found.email.as_deref(), Some(access.email.as_str()));
        assert!(app.exchange_code("other", REDIRECT).await.unwrap_err().is_refusal("invalid_grant"));
        clients.push(Client::new(sandbox.url().clone(), access.access_token.clone()).unwrap());
        tokens.push(access.access_token);
    }
    let new = NewCustomer { company_name: Some("Reader Ltd".to_owned()), ..NewCustomer::default() };
    let of_northwind = clients[0].create_customer(&new, &key()).await.unwrap();
    // The same key makes another customer of another merchant's.
    let of_hut = clients[1].create_customer(&new, &key()).await.unwrap();
    assert_ne!(of_northwind.id, of_hut.id);
    let refused = clients[1].customer(&of_northwind.id).await.unwrap_err();
    assert!(refused.has_reason("resource_not_found"), "{refused}");
    assert_eq!(clients[1].customers(&ListQuery::default()).await.unwrap().items, [of_hut]);

    app.revoke(&tokens[0]).await.unwrap();
    app.revoke(&tokens[0]).await.unwrap();
    assert!(!app.look_up(&tokens[0]).await.unwrap().active);
    let refused = clients[0].customer(&of_northwind.id).await.unwrap_err();
    assert!(refused.has_reason("access_token_revoked"), "{refused}");
    assert!(clients[1].creditors(&ListQuery::default()).await.is_ok());
    let told = sandbox.events().pop().unwrap();
    assert_eq!((told.id, &*told.resource_type, &*told.action), (None, "organisations", "disconnected"));
    sandbox.stop().await;
}

#[tokio::test]
async fn an_app_that_may_read_changes_nothing() {
    let sandbox = sandbox().await;
    let app = app(&sandbox);
    let code = allow(&app.authorization_url(&asking(Scope::ReadOnly)), NORTHWIND).await;
    let access = app.exchange_code(&code, REDIRECT).await.unwrap();
    let client = Client::new(sandbox.url().clone(), access.access_token).unwrap();
    let new = NewCustomer { company_name: Some("Reader Ltd".to_owned()), ..NewCustomer::default() };
    assert!(client.create_customer(&new, &key()).await.unwrap_err().has_reason("insufficient_permissions"));
    assert!(client.creditors(&ListQuery::default()).await.is_ok());
}

#[test]
fn the_authorise_page_is_asked_in_full() {
    let app = PartnerApp::new(&"https://connect.example/".parse().unwrap(), "a b".to_owned(), String::new().into());
    let some = |text: &str| Some(text.to_owned());
    let authorization = Authorization {
        initial_view: Some(InitialView::Login),
        prefill: Prefill { email: some("a+b@x"), country_code: some("GB"), ..Prefill::default() },
        language: some("fr"),
        ..Authorization::new("https://a.example/cb?c=d".to_owned(), Scope::ReadOnly, "é&".to_owned())
    };
    let app = app.unwrap();
    assert_eq!(
        app.authorization_url(&authorization),
        "https://connect.example/oauth/authorize?client_id=a+b&redirect_uri=https%3A%2F%2Fa.example%2Fcb%3Fc%3Dd\
         &scope=read_only&response_type=code&initial_view=login&state=%C3%A9%26&prefill%5Bemail%5D=a%2Bb%40x\
         &prefill%5Bcountry_code%5D=GB&language=fr"
    );
    let short =
        app.authorization_url(&Authorization::new("https://a.example".to_owned(), Scope::ReadWrite, "s".to_owned()));
    assert!(!short.contains("prefill") && !short.contains("language") && !short.contains("initial_view"), "{short}");
    let wrong = PartnerApp::new(&"ftp://connect.example".parse().unwrap(), String::new(), String::new().into());
    assert!(matches!(wrong, Err(ClientError::BaseUrl)));
}

fn scripted(stub: &Stub, settings: gocardless_client::Settings) -> PartnerApp {
    let url = stub.url.parse().unwrap();
    PartnerApp::with_settings(&url, "app".to_owned(), "secret-canary".to_owned().into(), settings).unwrap()
}

#[tokio::test]
async fn what_is_sent_once_is_not_sent_again_and_nothing_of_it_is_told() {
    let grant = r#"{"access_token":"token-canary","scope":"read_write","token_type":"bearer","organisation_id":"OR1","email":"ada@canary.example"}"#;
    let refusal = r#"{"error":"invalid_grant","error_description":"code-canary"}"#;
    for (reply, expected) in [
        (Reply::json(200, grant), None),
        (Reply::json(400, refusal), Some("OAuthError(GoCardless refused: invalid_grant)")),
        (Reply::Cut, Some("OAuthError(the outcome at GoCardless is unknown: the connection was cut)")),
        (Reply::Silence, Some("OAuthError(the outcome at GoCardless is unknown: timed out)")),
        (Reply::html(502), Some("OAuthError(the outcome at GoCardless is unknown: status 502)")),
        (Reply::html(404), Some("OAuthError(the outcome at GoCardless is unknown: status 404 without readable JSON)")),
        (
            Reply::json(200, "{}"),
            Some("OAuthError(the outcome at GoCardless is unknown: status 200 without readable JSON)"),
        ),
    ] {
        let stub = Stub::answering([reply]).await;
        let app = scripted(&stub, SETTINGS);
        let result = app.exchange_code("code-canary", REDIRECT).await;
        let shown = format!("{result:?} {app:?} {:?}", asking(Scope::ReadOnly));
        assert_eq!(result.err().map(|error| format!("{error:?}")).as_deref(), expected);
        assert!(!shown.contains("canary") && !shown.contains("s&1"), "{shown}");
        assert_eq!(stub.requests().len(), 1);
        assert_eq!(stub.requests()[0].line, "POST /oauth/access_token HTTP/1.1");
        assert!(stub.requests()[0].body.starts_with("client_id=app&client_secret=secret-canary&grant_type="));
    }
    let closed = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", closed.local_addr().unwrap()).parse().unwrap();
    drop(closed);
    let settings = gocardless_client::Settings { connect_timeout: Duration::from_millis(200), ..SETTINGS };
    let app = PartnerApp::with_settings(&url, "app".to_owned(), "s".to_owned().into(), settings).unwrap();
    assert!(matches!(app.exchange_code("c", REDIRECT).await, Err(OAuthError::NotSent(_))));
}
