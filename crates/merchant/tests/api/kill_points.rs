//! The real program, killed at every point of every step: promises 2 and 7.
//!
//! After the death, one reconcile, and nobody has come back: every mandate that GoCardless made is known, once, and
//! nothing is stuck. Then the payer does come back, and nothing is made twice.

use std::time::Duration;

use gocardless_sandbox::Fault;
use serde_json::{Value, json};

use crate::receive_webhook::cases;
use crate::support::{Browser, Payer, Point, Step, TestMerchant, magazine, self_hosted};

/// When a step that was just recorded is no longer taken to be under way.
const LATER: Duration = Duration::from_secs(61);

const CREATE: Step = Step {
    request: "POST /api/signups ",
    before: None,
    follows_at_once: false,
    call: "POST /redirect_flows ",
    is_transaction: true,
};
const COMPLETE: Step = Step {
    request: "/actions/complete ",
    before: None,
    follows_at_once: false,
    call: "/actions/complete ",
    is_transaction: true,
};
const COLLECT: Step =
    Step { before: Some(COMPLETE.call), follows_at_once: true, call: "POST /subscriptions ", ..COMPLETE };
const CUSTOMER: Step =
    Step { request: "/actions/submit ", call: "POST /customers ", is_transaction: false, ..COMPLETE };
const BANK_ACCOUNT: Step = Step { before: Some(CUSTOMER.call), call: "POST /customer_bank_accounts ", ..CUSTOMER };
const MANDATE: Step =
    Step { before: Some(BANK_ACCOUNT.call), call: "POST /mandates ", is_transaction: true, ..CUSTOMER };
const COLLECT_OWN: Step = Step { request: CUSTOMER.request, before: Some(MANDATE.call), ..COLLECT };

/// 200 kills at each point with `MERCHANT_TEST_FULL=1`.
#[tokio::test]
pub(crate) async fn promise_2_killed_at_every_point_of_creating_a_flow() {
    let mut merchant = TestMerchant::start().await;
    for (point, number) in deaths(2, 200) {
        // By the program's clock, which is the machine's: each round takes it further ahead, and a page is open for 30 minutes.
        merchant.put_clock_back(Duration::ZERO);
        let made = merchant.sandbox.redirect_flows().len();
        let key = format!("{point:?}-{number:024}");
        let death = CREATE.death(point, number, merchant.store.engine(), "-redirect_flow");
        let context = format!("{death:?}");
        let is_made = point.is_made(death.when);
        let header = format!("idempotency-key: {key}\r\n");
        merchant.crash(death, async |program| program.post("/api/signups", &header, &magazine()).await).await;
        assert_made(is_made, merchant.sandbox.redirect_flows().len() - made, &context);

        merchant.advance(LATER);
        merchant.reconcile().await;
        merchant.assert_nothing_is_stuck(&context).await;
        // The payer tries again: there is one flow, and it leads to a mandate.
        let mut browser = merchant.browser();
        let signup = browser.start_under(&key, &magazine()).await.signup(201);
        assert!(signup["redirect_url"].is_string(), "{context}: {signup}");
        assert_eq!(merchant.sandbox.redirect_flows().len(), made + 1, "{context}");
        let flow = merchant.confirm(signup["redirect_url"].as_str().unwrap()).await;
        browser.complete(signup["id"].as_str().unwrap(), &flow).await.signup(200);
        merchant.assert_all_known(&context).await;
    }
}

/// 200 kills at each point with `MERCHANT_TEST_FULL=1`.
#[tokio::test]
pub(crate) async fn promise_2_killed_at_every_point_of_completing() {
    killed_while_completing(&COMPLETE, 2, 200).await;
}

/// 50 kills at each point with `MERCHANT_TEST_FULL=1`.
#[tokio::test]
pub(crate) async fn promise_2_killed_at_every_point_of_collecting() {
    killed_while_completing(&COLLECT, 1, 50).await;
}

async fn killed_while_completing(step: &Step, few: u32, all: u32) {
    let mut merchant = TestMerchant::start().await;
    for (point, number) in deaths(few, all) {
        let mut browser = merchant.browser();
        let signup = browser.start().await.signup(201);
        let (id, cookie) = (signup["id"].as_str().unwrap(), browser.cookie.take());
        drop(browser);
        let flow = merchant.confirm(signup["redirect_url"].as_str().unwrap()).await;
        let body = json!({ "data": { "redirect_flow_id": flow } });
        let payer = Dying { step, point, number, id, cookie, action: "complete", body: &body };
        payer.dies(&mut merchant).await;
        let done = payer.browser(&merchant).complete(id, &flow).await.signup(200);
        assert!(done["first_charge_date"].is_string(), "{point:?} {number}: {done}");
        merchant.assert_all_known("and nothing is made twice").await;
    }
    let count = merchant.sandbox.redirect_flows().len();
    assert_eq!(merchant.sandbox.mandates().len(), count, "whoever came back has a mandate");
}

/// 50 kills at each point with `MERCHANT_TEST_FULL=1`. Nobody asks for anything: it is the reconciler that completes and dies.
#[tokio::test]
pub(crate) async fn promise_2_killed_at_every_point_of_finishing_what_nobody_came_back_for() {
    let mut merchant = TestMerchant::start().await;
    for (point, number) in deaths(1, 50).into_iter().filter(|(point, _)| *point != Point::BeforeIntent) {
        // Long enough ago for the program, whose clock is the machine's.
        merchant.put_clock_back(Duration::from_mins(2));
        let mut browser = merchant.browser();
        let signup = browser.start().await.signup(201);
        let id = signup["id"].as_str().unwrap();
        let flow = merchant.confirm(signup["redirect_url"].as_str().unwrap()).await;
        let path = "/redirect_flows/*/actions/complete".to_owned();
        merchant.sandbox.add_fault(Fault { path, status: Some(503), times: u32::MAX, ..Fault::default() });
        assert_eq!(browser.complete(id, &flow).await.status, 503);
        merchant.sandbox.clear_faults();
        drop(browser);

        let made = merchant.sandbox.mandates().len();
        let mut death = COMPLETE.death(point, number, merchant.store.engine(), &format!("{id}-"));
        death.calls.remove(0);
        let context = format!("{death:?}");
        let (is_made, is_stored) = (point.is_made(death.when), point.is_stored(&death));
        let known = merchant.known_mandates().await.len();
        merchant.crash(death, async |_| ()).await;
        assert_made(is_made, merchant.sandbox.mandates().len() - made, &context);
        if let Some(is_stored) = is_stored {
            assert_eq!(merchant.known_mandates().await.len() - known, usize::from(is_stored), "{context}");
        }
        // Whoever dies over a signup leaves it to nobody for as long as it is old.
        merchant.advance(Duration::from_mins(6));
        merchant.reconcile().await;
        merchant.assert_all_known(&context).await;
        merchant.assert_nothing_is_stuck(&context).await;
        assert_eq!(merchant.sandbox.mandates().len(), made + 1, "{context}");
    }
}

/// 50 kills at each point with `MERCHANT_TEST_FULL=1`.
#[tokio::test]
pub(crate) async fn promise_7_killed_at_every_point_of_making_a_customer() {
    killed_while_submitting(&CUSTOMER).await;
}

/// 50 kills at each point with `MERCHANT_TEST_FULL=1`.
#[tokio::test]
pub(crate) async fn promise_7_killed_at_every_point_of_making_a_bank_account() {
    killed_while_submitting(&BANK_ACCOUNT).await;
}

/// 50 kills at each point with `MERCHANT_TEST_FULL=1`.
#[tokio::test]
pub(crate) async fn promise_7_killed_at_every_point_of_making_a_mandate() {
    killed_while_submitting(&MANDATE).await;
}

/// 50 kills at each point with `MERCHANT_TEST_FULL=1`.
#[tokio::test]
pub(crate) async fn promise_7_killed_at_every_point_of_collecting() {
    killed_while_submitting(&COLLECT_OWN).await;
}

async fn killed_while_submitting(step: &Step) {
    let Payer { mut merchant, submission, .. } = Payer::of("bacs", "monthly").await;
    for (signups, (point, number)) in deaths(1, 50).into_iter().enumerate() {
        let mut browser = merchant.browser();
        let signup = browser.post("/api/signups", &self_hosted()).await.signup(201);
        let (id, cookie) = (signup["id"].as_str().unwrap(), browser.cookie.take());
        drop(browser);
        let payer = Dying { step, point, number, id, cookie, action: "submit", body: &submission };
        payer.dies(&mut merchant).await;

        // Under its holder's other name an account is no new one, though asked for under another key: GoCardless refuses
        // (`bank_account_exists`), and the account that there is is taken.
        let mut again = submission.clone();
        if number % 2 == 1 {
            again["data"]["bank_account"]["account_holder_name"] = json!("F Osborne");
        }
        let path = format!("/api/signups/{id}/actions/submit");
        let done = payer.browser(&merchant).post(&path, &again).await.signup(200);
        assert!(done["first_charge_date"].is_string(), "{point:?} {number}: {done}");
        let sandbox = &merchant.sandbox;
        let counts = [
            sandbox.customers().len(),
            sandbox.customer_bank_accounts().len(),
            sandbox.mandates().len(),
            sandbox.subscriptions().len(),
        ];
        assert_eq!(counts, [signups + 1; 4], "{point:?} {number}: exactly one of each");
        merchant.assert_all_known("and nothing is made twice").await;
    }
}

/// A payer whose request ends the program.
struct Dying<'a> {
    step: &'a Step,
    point: Point,
    number: u32,
    id: &'a str,
    cookie: Option<String>,
    action: &'a str,
    body: &'a Value,
}

impl Dying<'_> {
    /// Sends the request, and checks what is left of it when nobody comes back.
    async fn dies(&self, merchant: &mut TestMerchant) {
        let (step, point) = (self.step, self.point);
        let count = |merchant: &TestMerchant| match step.call {
            call if call == CUSTOMER.call => merchant.sandbox.customers().len(),
            call if call == BANK_ACCOUNT.call => merchant.sandbox.customer_bank_accounts().len(),
            call if call == COLLECT.call => merchant.sandbox.subscriptions().len(),
            _ => merchant.sandbox.mandates().len(),
        };
        let (made, known) = (count(merchant), merchant.known_mandates().await.len());
        let death = step.death(point, self.number, merchant.store.engine(), &format!("{}-", self.id));
        let context = format!("{death:?}");
        let (is_made, is_stored) = (point.is_made(death.when), point.is_stored(&death));
        let path = format!("/api/signups/{}/actions/{}", self.id, self.action);
        let cookie = format!("cookie: __Host-signup={}\r\n", self.cookie.as_deref().unwrap());
        let answer = merchant.crash(death, async |program| program.post(&path, &cookie, self.body).await).await;
        assert_eq!(answer, None, "{context}");
        assert_made(is_made, count(merchant) - made, &context);
        // The points are where they say: what is stored of the mandate is what is stored then.
        if let (true, Some(is_stored)) = ([COMPLETE.call, MANDATE.call].contains(&step.call), is_stored) {
            assert_eq!(merchant.known_mandates().await.len() - known, usize::from(is_stored), "{context}");
        }

        merchant.advance(LATER);
        merchant.reconcile().await;
        merchant.assert_all_known(&context).await;
        merchant.assert_nothing_is_stuck(&context).await;
    }

    /// The payer's browser, back again.
    fn browser(&self, merchant: &TestMerchant) -> Browser {
        merchant.browser_with(self.cookie.clone())
    }
}

/// So many deaths at each point, numbered so that each number differs from its neighbours in what it takes with it.
fn deaths(few: u32, all: u32) -> Vec<(Point, u32)> {
    let at_each = cases(few, all);
    let numbered = Point::ALL.into_iter().zip(1..);
    numbered.flat_map(|(point, first)| (first..first + at_each).map(move |number| (point, number))).collect()
}

#[track_caller]
fn assert_made(expected: Option<bool>, made: usize, context: &str) {
    match expected {
        Some(expected) => assert_eq!(made, usize::from(expected), "{context}"),
        None => assert!(made <= 1, "{context}"),
    }
}
