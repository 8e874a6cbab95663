//! Asking for events: promise 16.

use std::num::NonZeroU32;
use std::time::{Duration, Instant};

use gocardless_sandbox::{Fault, WebhookEndpoint};
use serde_json::{Value, json};
use tokio::net::TcpListener;

use crate::receive_webhook::cases;
use crate::support::{SECRET, TestMerchant};

const PERIOD: Duration = Duration::from_mins(5);
/// As late as GoCardless's webhooks have been at worst.
const DELAY: Duration = Duration::from_mins(6 * 60 + 36);

/// Statuses as GoCardless has them, and as the merchant does.
async fn statuses(merchant: &TestMerchant) -> (Vec<Value>, Vec<Value>) {
    let (mut theirs, mut ours) = (Vec::new(), Vec::new());
    for mandate in merchant.sandbox.mandates() {
        theirs.push(serde_json::to_value(&mandate.status).unwrap());
        ours.push(merchant.status_of("mandates", mandate.id.as_str()).await);
    }
    for payment in merchant.sandbox.payments() {
        theirs.push(serde_json::to_value(&payment.status).unwrap());
        ours.push(merchant.status_of("payments", payment.id.as_str()).await);
    }
    (theirs, ours)
}

/// Kind, id and status of whatever GoCardless has.
fn statuses_of_theirs(merchant: &TestMerchant) -> Vec<(&'static str, String, Value)> {
    let mandates = merchant.sandbox.mandates();
    let mandates = mandates.iter().map(|it| ("mandates", it.id.to_string(), serde_json::to_value(&it.status).unwrap()));
    let payments = merchant.sandbox.payments();
    let payments = payments.iter().map(|it| ("payments", it.id.to_string(), serde_json::to_value(&it.status).unwrap()));
    mandates.chain(payments).collect()
}

async fn sign_up(merchant: &TestMerchant) {
    let mut browser = merchant.browser();
    let signup = browser.start().await.signup(201);
    let flow = merchant.confirm(signup["redirect_url"].as_str().unwrap()).await;
    browser.complete(signup["id"].as_str().unwrap(), &flow).await.signup(200);
}

#[tokio::test]
pub(crate) async fn promise_16_what_48_silent_hours_did_not_tell_is_known_within_a_period() {
    let merchant = TestMerchant::start().await;
    sign_up(&merchant).await;
    merchant.poll().await;
    merchant.apply().await;
    let (theirs, ours) = statuses(&merchant).await;
    assert_eq!(ours, theirs);

    for _ in 0..6 {
        sign_up(&merchant).await;
        merchant.advance(Duration::from_hours(48));
        let missed = merchant.poll().await;
        assert!(missed > 0);
        assert_eq!(merchant.apply().await, missed);
        let (theirs, ours) = statuses(&merchant).await;
        assert_eq!(ours, theirs);
        assert_eq!(merchant.poll().await, 0);
    }
    let kept = merchant.ask("/merchant/events?limit=500").await["events"].as_array().unwrap().len();
    assert_eq!(kept, merchant.sandbox.events().len());
}

/// A long list is not begun anew when the rate limit ends it.
#[tokio::test]
async fn promise_32_asking_for_events_waits_for_the_rate_limit() {
    let mut merchant = TestMerchant::start().await;
    // Of ten a minute, four are the payers'.
    merchant.config.gocardless.requests_per_minute = NonZeroU32::new(10);
    merchant.restart().await;
    let began = Instant::now();
    sign_up(&merchant).await;
    for _ in 0..2 {
        merchant.browser().start().await.signup(201);
    }
    merchant.advance(Duration::from_secs(58));
    let calls = merchant.sandbox.requests().len();
    assert!(merchant.poll().await > 0);
    // The first call was a minute ago by then.
    assert!(began.elapsed() >= Duration::from_secs(2), "{:?}", began.elapsed());
    assert_eq!(merchant.sandbox.requests().len(), calls + 1);
}

/// Webhooks that come again late, and in between: only some are lost, and the gap is not where the silence is.
#[tokio::test]
pub(crate) async fn promise_16_a_gap_between_webhooks_is_closed_too() {
    let merchant = TestMerchant::start().await;
    sign_up(&merchant).await;
    merchant.poll().await;
    merchant.advance(Duration::from_hours(24 * 12));
    let all = merchant.sandbox.events();
    merchant.deliver_events(&all[all.len() - 1..]).await;
    merchant.apply().await;
    merchant.advance(PERIOD);
    assert!(merchant.poll().await > 0);
    merchant.apply().await;
    let (theirs, ours) = statuses(&merchant).await;
    assert_eq!(ours, theirs);
    // Those of before come after all, a day late.
    merchant.deliver_events(&all).await;
    assert_eq!(merchant.apply().await, 0);
}

/// GoCardless's worst: every webhook comes 6 hours and 36 minutes after what it tells of, some in the wrong order.
/// For 60 days with `MERCHANT_TEST_FULL=1`.
#[tokio::test]
pub(crate) async fn promise_16_webhooks_that_are_six_hours_late_take_nothing_back() {
    let merchant = TestMerchant::start().await;
    let mut told = 0;
    for round in 0..cases(40, 218) {
        if round % 8 == 0 {
            sign_up(&merchant).await;
        }
        let late = merchant.sandbox.events_since(told);
        told += late.len();
        merchant.advance(DELAY);
        // What had happened by then is told now; meanwhile it was asked for, as every five minutes.
        merchant.poll().await;
        merchant.apply().await;
        let (theirs, ours) = statuses(&merchant).await;
        assert_eq!(ours, theirs, "after round {round}");
        merchant.deliver_events(&late).await;
        assert_eq!(merchant.apply().await, 0, "all of it was known");
        assert_eq!(statuses(&merchant).await.1, ours, "after round {round}");
    }
    assert!(told > 20, "{told}");
}

/// The same when nothing is asked for: late webhooks alone come to what was so by then.
#[tokio::test]
pub(crate) async fn promise_16_webhooks_that_are_six_hours_late_are_enough() {
    let merchant = TestMerchant::start().await;
    let mut told = 0;
    sign_up(&merchant).await;
    for round in 0..cases(40, 218) {
        let then = statuses_of_theirs(&merchant);
        let late = merchant.sandbox.events_since(told);
        told += late.len();
        merchant.advance(DELAY);
        merchant.deliver_events(&late).await;
        merchant.apply().await;
        for (kind, id, status) in &then {
            assert_eq!(&merchant.status_of(kind, id).await, status, "{id} after round {round}");
        }
    }
    assert!(told > 5, "{told}");
}

#[tokio::test]
async fn a_list_that_breaks_off_is_read_again_and_a_long_one_to_its_end() {
    let merchant = TestMerchant::start().await;
    for number in 0..230 {
        let customer = json!({ "customers": { "company_name": format!("Hut {number}") } });
        merchant.call_sandbox("/customers", &customer).await;
    }
    for customer in merchant.sandbox.customers() {
        let account = json!({ "customer_bank_accounts": { "account_holder_name": "Hut", "country_code": "GB",
            "branch_code": "200000", "account_number": "55779911", "links": { "customer": customer.id } } });
        merchant.call_sandbox("/customer_bank_accounts", &account).await;
    }
    for account in merchant.sandbox.customer_bank_accounts() {
        let mandate = json!({ "mandates": { "links": { "customer_bank_account": account.id } } });
        merchant.call_sandbox("/mandates", &mandate).await;
    }
    let fault = Fault { path: "/events".to_owned(), times: 9, status: Some(503), ..Fault::default() };
    merchant.sandbox.add_fault(fault);
    assert_eq!(merchant.poll().await, 0);
    merchant.sandbox.clear_faults();
    assert_eq!(merchant.poll().await, 0, "its turn is over");
    merchant.advance(PERIOD);
    assert_eq!(merchant.poll().await, 230);
    let calls = merchant.upstream("GET", "/events");
    merchant.advance(PERIOD);
    assert_eq!(merchant.poll().await, 0);
    assert!(merchant.upstream("GET", "/events") - calls <= 2);
}

/// The real program's parts together: a socket, signed webhooks, everything in the background.
#[tokio::test]
async fn a_running_merchant_knows_what_happens_by_itself() {
    let mut test = TestMerchant::start().await;
    test.config.server.listen_addr = "127.0.0.1:0".parse().unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/webhooks", listener.local_addr().unwrap());
    let running = merchant::start(listener, test.config.clone()).await.unwrap();
    test.sandbox.set_webhook_endpoint(Some(WebhookEndpoint::new(&url, SECRET).unwrap()));
    sign_up(&test).await;
    test.sandbox.webhooks_delivered().await;
    let mandate = test.sandbox.mandates().remove(0);
    let path = format!("/merchant/mandates/{}", mandate.id);
    loop {
        let answer = test.ask_as(&path, crate::support::MERCHANT_TOKEN).await;
        if answer.status == 200 && answer.json()["mandates"]["status"] == "pending_submission" {
            break;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    assert!(test.sandbox.webhooks().iter().all(|webhook| webhook.successful));
    running.stop().await;
}
