//! `POST /customer_bank_accounts`.

use axum::extract::State;
use axum::response::Response;
use gocardless_api::{Customer, Metadata};
use signup_api::Needs;

use super::NAME;
use crate::authentication::Caller;
use crate::error::Refusal;
use crate::idempotency::IdempotencyKey;
use crate::ledger::Added;
use crate::magic_accounts::{self, MagicAccount};
use crate::parameters::{Document, Form};
use crate::reply;
use crate::sandbox::Sandbox;
use crate::validation::{BankDetails, CheckedAccount, Problem, check_account};

/// Makes a bank account of a customer, from an IBAN or from local details.
///
/// The details of a disabled account of the customer enable that one again. A magic account that its bank has closed is
/// made, and disabled at once; a magic name is not the one that the bank has, and a magic account out of reach is refused.
pub(crate) async fn create_customer_bank_account(
    State(sandbox): State<Sandbox>,
    caller: Caller,
    key: IdempotencyKey,
    document: Document,
) -> Result<Response, Refusal> {
    let mut ledger = sandbox.ledger();
    let now = ledger.now();
    let organisation = ledger.organisation_of(&caller)?;
    organisation.made.check(&caller, &key)?;

    let mut form = document.envelope(NAME)?;
    let mut metadata = Metadata::new();
    form.change_metadata(&mut metadata);
    let customer = form.link("customer");
    if customer.is_none() {
        form.problem("links/customer", Problem::Required);
    }
    if form.link("customer_bank_account_token").is_some() {
        let words = "is not simulated by this sandbox";
        form.problem("links/customer_bank_account_token", Problem::Other(words.into()));
    }
    let details = check_account(&BankDetails::read(|field| form.text(field)));
    for (field, problem) in details.as_ref().err().into_iter().flatten() {
        form.problem(field, problem.clone());
    }
    let known = customer.as_deref().and_then(|id| organisation.customer(id));
    if let Ok(details) = &details {
        check_magic(&mut form, details);
        check_identity(&mut form, details, known);
    }
    form.check()?;
    let Ok(details) = details else { return Err(Refusal::internal()) };

    let customer =
        known.map(|customer| customer.id.clone()).ok_or_else(|| Refusal::link_not_found(NAME, "customer"))?;
    organisation.may_have_own_pages()?;
    let is_closed = magic_accounts::of(&details.account) == Some(MagicAccount::Closed);
    match organisation.add_bank_account(&customer, details, metadata, now) {
        Added::Duplicate(account) => Err(Refusal::bank_account_exists(account.id.as_str())),
        Added::Usable(account) => {
            let account = is_closed
                .then(|| organisation.disable_bank_account(account.id.as_str(), now))
                .flatten()
                .unwrap_or(account);
            organisation.made.remember(&caller, &key, account.id.as_str());
            Ok(reply::created(NAME, account.id.as_str(), &account))
        }
    }
}

fn check_magic(form: &mut Form, details: &CheckedAccount) {
    if magic_accounts::is_anothers(details) {
        form.problem("account_holder_name", Problem::NameMismatch);
    }
    if magic_accounts::of(&details.account) == Some(MagicAccount::Unreachable) {
        let field = if form.has("iban") { "iban" } else { "account_number" };
        form.problem(field, Problem::Unreachable);
    }
}

/// The customer of an account in kronor or kroner has an identity number. Source: API reference, "Customers"; that it is
/// asked for here is the sandbox's own.
fn check_identity(form: &mut Form, details: &CheckedAccount, customer: Option<&Customer>) {
    let Some(customer) = customer else { return };
    let needs = Needs::of(details.scheme(), None);
    for (field, is_needed, number) in [
        ("swedish_identity_number", needs.swedish_identity_number, &customer.swedish_identity_number),
        ("danish_identity_number", needs.danish_identity_number, &customer.danish_identity_number),
    ] {
        if is_needed && number.is_none() {
            form.problem(field, Problem::Required);
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use crate::testing::TestSandbox;

    fn uk(customer: &str) -> Value {
        json!({"customer_bank_accounts": {
            "account_holder_name": "Frank Osborne", "country_code": "GB",
            "branch_code": "20-00-00", "account_number": "55779911", "links": {"customer": customer}
        }})
    }

    #[tokio::test]
    async fn an_account_has_every_key_in_the_recorded_order_and_no_number() {
        let sandbox = TestSandbox::new();
        let customer = sandbox.customer("Hut Ltd").await;
        let answer = sandbox.post("/customer_bank_accounts", uk(&customer)).await;
        assert_eq!(answer.status, 201);
        let id = answer.json["customer_bank_accounts"]["id"].as_str().unwrap();
        assert_eq!(answer.headers["location"], format!("/customer_bank_accounts/{id}"));
        assert_eq!(
            answer.text,
            format!(
                "{{\"customer_bank_accounts\":{{\"id\":\"{id}\",\"created_at\":\"2026-03-02T09:00:00.000Z\",\
                 \"account_number_ending\":\"11\",\"account_holder_name\":\"FRANK OSBORNE\",\"account_type\":null,\
                 \"bank_name\":\"BARCLAYS BANK PLC\",\"currency\":\"GBP\",\"country_code\":\"GB\",\"metadata\":{{}},\
                 \"enabled\":true,\"links\":{{\"customer\":\"{customer}\"}}}}}}"
            )
        );
    }

    #[tokio::test]
    async fn a_customers_account_exists_once_however_it_is_written() {
        let sandbox = TestSandbox::new();
        let customer = sandbox.customer("Hut Ltd").await;
        let first = sandbox.bank_account(&customer).await;
        let iban = json!({"customer_bank_accounts": {
            "account_holder_name": "F Osborne", "iban": "GB60 BARC 2000 0055 7799 11", "links": {"customer": customer}
        }});
        for body in [uk(&customer), iban] {
            let answer = sandbox.post("/customer_bank_accounts", body).await;
            let error = answer.assert_refused(409, "validation_failed", "bank_account_exists");
            assert_eq!(error.link("customer_bank_account"), Some(first.as_str()));
        }
        let other = sandbox.customer("Other Ltd").await;
        assert_eq!(sandbox.post("/customer_bank_accounts", uk(&other)).await.status, 201);
    }

    #[tokio::test]
    async fn american_accounts_have_a_type_and_those_of_new_zealand_four_digits() {
        let sandbox = TestSandbox::new();
        let customer = sandbox.customer("Hut Ltd").await;
        let american = json!({"country_code": "US", "bank_code": "026073150", "account_number": "2715500356",
            "account_type": "savings"});
        let of_new_zealand = json!({"country_code": "NZ", "account_number": "01-0902-0068389-000"});
        for (details, currency, account_type, ending) in
            [(american, "USD", json!("savings"), "56"), (of_new_zealand, "NZD", json!(null), "9000")]
        {
            let mut body = json!({ "customer_bank_accounts": details });
            body["customer_bank_accounts"]["account_holder_name"] = json!("Hut Ltd");
            body["customer_bank_accounts"]["links"] = json!({ "customer": customer });
            let made =
                sandbox.post("/customer_bank_accounts", body.clone()).await.json["customer_bank_accounts"].clone();
            assert_eq!((&made["currency"], &made["account_type"]), (&json!(currency), &account_type));
            assert_eq!(made["account_number_ending"], ending);
            let again = sandbox.post("/customer_bank_accounts", body).await;
            again.assert_refused(409, "validation_failed", "bank_account_exists");
        }
    }

    #[tokio::test]
    async fn the_details_of_a_disabled_account_enable_it_again() {
        let sandbox = TestSandbox::new();
        let customer = sandbox.customer("Hut Ltd").await;
        let id = sandbox.bank_account(&customer).await;
        sandbox.post(&format!("/customer_bank_accounts/{id}/actions/disable"), json!(null)).await;
        let answer = sandbox.post("/customer_bank_accounts", uk(&customer)).await;
        assert_eq!((answer.status, &answer.json["customer_bank_accounts"]["id"]), (201, &json!(id)));
        assert_eq!(answer.json["customer_bank_accounts"]["enabled"], true);
    }

    #[tokio::test]
    async fn each_wrong_field_is_pointed_at() {
        let sandbox = TestSandbox::new();
        let customer = sandbox.customer("Hut Ltd").await;
        for (field, value, pointer, message) in [
            ("branch_code", json!("2000"), "branch_code", "is the wrong length (should be 6 characters)"),
            ("account_number", json!("5577991x"), "account_number", "is invalid"),
            ("account_number", json!(55_779_911), "account_number", "must be a string"),
            ("account_holder_name", json!(null), "account_holder_name", "is required"),
            ("country_code", json!("ZZ"), "country_code", "is invalid"),
            ("currency", json!("SEK"), "currency", "is invalid"),
            ("account_type", json!("savings"), "account_type", "can only be given for USD accounts"),
            ("links", json!({}), "links/customer", "is required"),
            ("iban", json!("GB60BARC20000055779911"), "iban", "cannot be given together with local details"),
        ] {
            let mut body = uk(&customer);
            body["customer_bank_accounts"][field] = value;
            let error = sandbox.post("/customer_bank_accounts", body).await.assert_invalid();
            let pointer = format!("/customer_bank_accounts/{pointer}");
            assert_eq!(error.errors[0].request_pointer.as_deref(), Some(pointer.as_str()));
            assert_eq!(error.errors[0].message, message, "{pointer}");
        }
    }

    #[tokio::test]
    async fn an_account_may_be_closed_out_of_reach_or_anothers() {
        let sandbox = TestSandbox::new();
        let customer = sandbox.customer("Hut Ltd").await;
        let with = |field: &str, value: &str| {
            let mut body = uk(&customer);
            body["customer_bank_accounts"][field] = json!(value);
            body
        };
        for (field, value, message) in [
            ("account_holder_name", "F Mismatch", "Account holder name does not match bank account details provided"),
            ("account_number", "25055555", "does not support payments"),
        ] {
            let error = sandbox.post("/customer_bank_accounts", with(field, value)).await.assert_invalid();
            assert_eq!((error.errors[0].field.as_deref(), error.errors[0].message.as_str()), (Some(field), message));
        }
        let closed = sandbox.post("/customer_bank_accounts", with("account_number", "24044444")).await;
        let closed = &closed.json["customer_bank_accounts"];
        assert_eq!(closed["enabled"], false);
        let mandate = json!({"mandates": {"links": {"customer_bank_account": closed["id"]}}});
        sandbox.post("/mandates", mandate).await.assert_refused(422, "invalid_state", "bank_account_disabled");
    }

    #[tokio::test]
    async fn an_account_in_kronor_or_kroner_needs_its_customers_number() {
        let sandbox = TestSandbox::new();
        let customer = json!({"customers": {"company_name": "Hut AB"}});
        let customer = sandbox.post("/customers", customer).await.json["customers"]["id"].clone();
        for (details, field) in [
            (json!({"country_code": "SE", "branch_code": "7507", "account_number": "1211203"}), "swedish"),
            (json!({"country_code": "DK", "bank_code": "0345", "account_number": "3179681"}), "danish"),
        ] {
            let mut body = json!({ "customer_bank_accounts": details });
            body["customer_bank_accounts"]["account_holder_name"] = json!("Hut AB");
            body["customer_bank_accounts"]["links"] = json!({ "customer": customer });
            let error = sandbox.post("/customer_bank_accounts", body).await.assert_invalid();
            assert_eq!(error.errors[0].field, Some(format!("{field}_identity_number")));
        }
    }

    #[tokio::test]
    async fn an_unknown_customer_is_a_link_that_is_not_found() {
        let sandbox = TestSandbox::new();
        let answer = sandbox.post("/customer_bank_accounts", uk("CU123")).await;
        let error = answer.assert_refused(404, "invalid_api_usage", "link_not_found");
        assert_eq!(error.errors[0].request_pointer.as_deref(), Some("/customer_bank_accounts/links/customer"));
    }
}
