//! A fast stand-in for GoCardless: answers in the API's shapes at once, over connections that stay open, and keeps nothing.
//!
//! What it would have to remember stands in the ids: the mandate of the flow `RE7` is `MD7`, its customer `CU7`.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use anyhow::Result;
use tokio::io::AsyncWriteExt as _;
use tokio::net::{TcpListener, TcpStream};

use crate::http::{self, Message};

/// A stand-in that answers until the program ends.
pub(crate) struct Stub {
    address: SocketAddr,
    calls: Arc<AtomicU64>,
}

const TIME: &str = "2026-03-02T09:00:00.000Z";

impl Stub {
    pub(crate) async fn start() -> Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?;
        let calls = Arc::<AtomicU64>::default();
        let counter = Arc::clone(&calls);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let calls = Arc::clone(&counter);
                // A caller that goes away is no failure.
                tokio::spawn(async move { serve(stream, address, &calls).await.ok() });
            }
        });
        Ok(Self { address, calls })
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// How many calls it has answered.
    pub(crate) fn calls(&self) -> u64 {
        self.calls.load(Ordering::Relaxed)
    }
}

async fn serve(mut stream: TcpStream, address: SocketAddr, calls: &AtomicU64) -> Result<()> {
    stream.set_nodelay(true)?;
    let mut buffer = Vec::with_capacity(8192);
    while let Some(request) = http::read(&mut stream, &mut buffer).await? {
        let number = calls.fetch_add(1, Ordering::Relaxed);
        let (status, body) = answer(&request, address, number);
        let answer = format!(
            "HTTP/1.1 {status}\r\nContent-Type: application/json\r\nContent-Length: {}\r\nX-Request-Id: bench-{number}\r\n\
             RateLimit-Limit: 1000000000\r\nRateLimit-Remaining: 999999999\r\n\
             RateLimit-Reset: Fri, 31 Dec 2100 23:59:00 GMT\r\n\r\n{body}",
            body.len()
        );
        stream.write_all(answer.as_bytes()).await?;
    }
    Ok(())
}

fn answer(request: &Message<'_>, address: SocketAddr, number: u64) -> (&'static str, String) {
    let mut words = request.head.split(' ');
    let (method, target) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    let path = target.split('?').next().unwrap_or_default();
    let parts: Vec<&str> = path.split('/').skip(1).collect();
    match (method, parts.as_slice()) {
        ("POST", ["redirect_flows"]) => {
            let token = text_after(request.body, "session_token").unwrap_or("none");
            let url = format!(r#","redirect_url":"http://{address}/flow/RE{number}""#);
            ("201 Created", redirect_flow(&number.to_string(), token, &url, ""))
        }
        ("GET", ["redirect_flows", id]) => {
            let url = format!(r#","redirect_url":"http://{address}/flow/{id}""#);
            ("200 OK", redirect_flow(digits(id), "none", &url, ""))
        }
        ("POST", ["redirect_flows", id, "actions", "complete"]) => {
            let of = digits(id);
            let token = text_after(request.body, "session_token").unwrap_or("none");
            let url =
                format!(r#","confirmation_url":"http://{address}/flow/{id}/done","mandate_reference":"BENCH-{of}""#);
            let links = format!(r#","mandate":"MD{of}","customer":"CU{of}","customer_bank_account":"BA{of}""#);
            ("200 OK", redirect_flow(of, token, &url, &links))
        }
        ("GET", ["mandates", id]) => {
            let of = digits(id);
            let body = format!(
                r#"{{"mandates":{{"id":"{id}","created_at":"{TIME}","reference":"BENCH-{of}","status":"pending_submission","scheme":"bacs","next_possible_charge_date":"2026-03-09","payments_require_approval":false,"metadata":{{}},"links":{{"customer_bank_account":"BA{of}","creditor":"CR1","customer":"CU{of}"}},"consent_parameters":null,"verified_at":null,"funds_settlement":"managed"}}}}"#
            );
            ("200 OK", body)
        }
        ("POST", ["subscriptions"]) => {
            let mandate = text_after(request.body, "mandate").unwrap_or("MD0");
            let body = format!(
                r#"{{"subscriptions":{{"id":"SB{number}","created_at":"{TIME}","amount":1000,"currency":"GBP","status":"active","name":"Magazine subscription","start_date":"2026-03-09","end_date":null,"interval":1,"interval_unit":"monthly","day_of_month":null,"month":null,"count":null,"payment_reference":null,"app_fee":null,"retry_if_possible":false,"earliest_charge_date_after_resume":null,"parent_plan_paused":false,"upcoming_payments":[{{"charge_date":"2026-03-09","amount":1000}},{{"charge_date":"2026-04-09","amount":1000}}],"metadata":{{}},"links":{{"mandate":"{mandate}"}}}}}}"#
            );
            ("201 Created", body)
        }
        ("GET", ["creditors"]) => ("200 OK", list("creditors", CREDITOR)),
        ("GET", ["events"]) => ("200 OK", list("events", "")),
        _ => (
            "404 Not Found",
            format!(
                r#"{{"error":{{"message":"Resource not found","errors":[{{"reason":"resource_not_found","message":"Resource not found"}}],"documentation_url":"","type":"invalid_api_usage","request_id":"bench-{number}","code":404}}}}"#
            ),
        ),
    }
}

const CREDITOR: &str = r#"{"id":"CR1","created_at":"2026-01-01T00:00:00.000Z","name":"Acme Magazines","address_line1":"1 High Street","address_line2":null,"address_line3":null,"city":"London","region":null,"postal_code":"E8 3GX","country_code":"GB","scheme_identifiers":[{"name":"ACME MAGS","scheme":"bacs","reference":"420042","email":"help@acme.example","phone_number":"+442071838674","address_line1":"1 High Street","city":"London","postal_code":"E8 3GX","country_code":"GB","currency":"GBP","status":"active","minimum_advance_notice":3}],"links":{}}"#;

fn list(name: &str, items: &str) -> String {
    format!(r#"{{"{name}":[{items}],"meta":{{"cursors":{{"before":null,"after":null}},"limit":50}}}}"#)
}

fn redirect_flow(of: &str, token: &str, urls: &str, links: &str) -> String {
    format!(
        r#"{{"redirect_flows":{{"id":"RE{of}","description":"Magazine subscription","session_token":"{token}","scheme":null,"success_redirect_url":"http://localhost/ok","created_at":"{TIME}","links":{{"creditor":"CR1","billing_request":"BRQ{of}"{links}}},"metadata":{{}}{urls}}}}}"#
    )
}

/// The id without its two letters.
fn digits(id: &str) -> &str {
    id.get(2..).unwrap_or_default()
}

/// The text of a key in a JSON body, written with or without a space; what is sent here holds no escapes.
fn text_after<'a>(body: &'a [u8], key: &str) -> Option<&'a str> {
    let (_, rest) = std::str::from_utf8(body).ok()?.split_once(&format!("\"{key}\":"))?;
    rest.trim_start().strip_prefix('"')?.split('"').next()
}
