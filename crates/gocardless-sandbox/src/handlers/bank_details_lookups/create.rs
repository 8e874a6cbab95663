//! `POST /bank_details_lookups`.

use axum::extract::State;
use axum::response::Response;
use bank_details::Account;
use gocardless_api::BankDetailsLookup;

use super::NAME;
use crate::authentication::Caller;
use crate::error::Refusal;
use crate::idempotency::IdempotencyKey;
use crate::magic_accounts::{self, MagicAccount};
use crate::parameters::{Document, Form};
use crate::sandbox::Sandbox;
use crate::validation::{BankDetails, Problem, Problems, bank_of, in_currency, read_account, scheme_of};
use crate::{countries, reply, schemes};

/// Tells the bank and the schemes of an account; nothing is kept.
///
/// A well-formed IBAN that no scheme reaches has no schemes, nor has a magic account out of reach; a magic name is not
/// the one that the bank has.
pub(crate) async fn create_bank_details_lookup(
    State(_): State<Sandbox>,
    _: Caller,
    _: IdempotencyKey,
    document: Document,
) -> Result<Response, Refusal> {
    let mut form = document.envelope(NAME)?;
    let mut problems = Problems::new();
    let details = read(&mut form);
    let account = read_account(&details, &mut problems);
    let holder = details.account_holder_name.as_deref().unwrap_or_default();
    if account.as_ref().is_some_and(|account| magic_accounts::has_other_name(account, holder)) {
        problems.push(("account_holder_name", Problem::NameMismatch));
    }
    let lookup = account.and_then(|account| look_up(account, &mut problems));
    for (field, problem) in problems {
        form.problem(field, problem);
    }
    form.check()?;
    Ok(reply::found(NAME, lookup.ok_or_else(Refusal::internal)?))
}

fn look_up(account: Account, problems: &mut Problems) -> Option<BankDetailsLookup> {
    match &account {
        Account::Iban(iban) if !countries::is_in_sepa(iban.country_code()) => {
            Some(BankDetailsLookup { bank_name: None, available_debit_schemes: Vec::new(), bic: None })
        }
        _ => {
            let account = in_currency(account, None, problems)?;
            let bank = bank_of(&account);
            let is_reached = magic_accounts::of(&account) != Some(MagicAccount::Unreachable);
            Some(BankDetailsLookup {
                bank_name: bank.map(|bank| bank.name.to_owned()),
                available_debit_schemes: is_reached
                    .then(|| schemes::on_the_wire(scheme_of(&account)))
                    .into_iter()
                    .collect(),
                bic: bank.map(|bank| bank.bic.to_owned()),
            })
        }
    }
}

fn read(form: &mut Form) -> BankDetails {
    BankDetails {
        account_holder_name: form.text("account_holder_name"),
        country_code: form.text("country_code"),
        bank_code: form.text("bank_code"),
        branch_code: form.text("branch_code"),
        account_number: form.text("account_number"),
        iban: form.text("iban"),
        ..BankDetails::default()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use crate::testing::{Answer, TestSandbox};

    async fn look_up(details: Value) -> Answer {
        let body = json!({ "bank_details_lookups": details });
        TestSandbox::new().post("/bank_details_lookups", body).await
    }

    #[tokio::test]
    async fn a_lookup_has_every_key_in_the_recorded_order_and_keeps_nothing() {
        let answer =
            look_up(json!({"country_code": "GB", "branch_code": "20-00-00", "account_number": "55779911"})).await;
        assert_eq!(
            (answer.status, answer.text.as_str()),
            (
                200,
                "{\"bank_details_lookups\":{\"bank_name\":\"BARCLAYS BANK PLC\",\
                 \"available_debit_schemes\":[\"bacs\"],\"bic\":\"BUKBGB22XXX\"}}"
            )
        );
        assert!(!answer.headers.contains_key("location"));
    }

    #[tokio::test]
    async fn each_account_has_the_scheme_of_its_country() {
        for (details, schemes) in [
            (json!({"iban": "GB60BARC20000055779911", "account_holder_name": "Frank Osborne"}), json!(["bacs"])),
            (json!({"iban": "DE89370400440532013000"}), json!(["sepa_core"])),
            (json!({"iban": "SE4550000000058398257466"}), json!(["sepa_core"])),
            (json!({"iban": "DE69370400440532055555"}), json!([])),
            (json!({"country_code": "GB", "branch_code": "200000", "account_number": "25055555"}), json!([])),
            (json!({"country_code": "GB", "branch_code": "200000", "account_number": "24044444"}), json!(["bacs"])),
            (json!({"iban": "BR1800360305000010009795493C1"}), json!([])),
            (json!({"country_code": "SE", "branch_code": "7507", "account_number": "1211203"}), json!(["autogiro"])),
            (json!({"country_code": "US", "bank_code": "026073150", "account_number": "2715500356"}), json!(["ach"])),
            (json!({"country_code": "NZ", "account_number": "01-0902-0068389-00"}), json!(["becs_nz"])),
        ] {
            let answer = look_up(details.clone()).await;
            assert_eq!(answer.status, 200, "{details}: {}", answer.text);
            assert_eq!(answer.json["bank_details_lookups"]["available_debit_schemes"], schemes, "{details}");
        }
    }

    #[tokio::test]
    async fn a_name_that_the_bank_has_not_is_told() {
        let details = json!({"iban": "DE89370400440532013000", "account_holder_name": "Frank Mismatch"});
        let error = look_up(details).await.assert_invalid();
        assert_eq!(error.errors[0].field.as_deref(), Some("account_holder_name"));
        assert_eq!(error.errors[0].message, "Account holder name does not match bank account details provided");
    }

    #[tokio::test]
    async fn each_wrong_field_is_pointed_at() {
        for (details, fields) in [
            (json!({}), vec!["country_code", "account_number"]),
            (json!({"iban": "DE89370400440532013001"}), vec!["iban"]),
            (json!({"country_code": "GB", "branch_code": "2000"}), vec!["branch_code", "account_number"]),
            (json!({"country_code": "US", "bank_code": 5, "account_number": "1234"}), vec!["bank_code", "bank_code"]),
        ] {
            let error = look_up(details.clone()).await.assert_invalid();
            let pointers: Vec<_> = error.errors.iter().filter_map(|detail| detail.request_pointer.clone()).collect();
            let expected: Vec<_> = fields.iter().map(|field| format!("/bank_details_lookups/{field}")).collect();
            assert_eq!(pointers, expected, "{details}");
        }
    }
}
