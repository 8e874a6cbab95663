use serde_json::{Value, json};

use super::*;

/// What is refused of a submission: field and reason each.
fn refused(scheme: Scheme, submission: Value) -> Vec<(String, String)> {
    let problems = check(serde_json::from_value(submission).unwrap(), scheme).err().unwrap_or_default();
    problems.into_iter().map(|it| (it.field.unwrap_or_default(), it.reason.unwrap_or_default())).collect()
}

fn payer() -> Value {
    json!({"given_name": "Frank", "family_name": "Osborne", "email": "frank@example.com"})
}

fn submission(payer: &Value, mut bank_account: Value) -> Value {
    bank_account["account_holder_name"] = json!("Frank Osborne");
    json!({"payer": payer, "bank_account": bank_account, "authority": true})
}

#[test]
fn all_that_is_missing_is_told_at_once() {
    let told = refused(Scheme::Bacs, json!({"bank_account": {"country_code": "GB"}}));
    let fields: Vec<_> = told.iter().map(|(field, _)| field.as_str()).collect();
    assert_eq!(
        fields,
        [
            "branch_code",
            "account_number",
            "account_holder_name",
            "given_name",
            "family_name",
            "email",
            "address_line1",
            "city",
            "postal_code",
            "authority"
        ]
    );
}

#[test]
fn an_address_is_needed_where_the_scheme_or_the_account_is_far() {
    for (scheme, account, extra, expected) in [
        (Scheme::SepaCore, json!({"iban": "DE89370400440532013000"}), json!({}), vec![]),
        (
            Scheme::SepaCore,
            json!({"iban": "CH9300762011623852957"}),
            json!({"city": "Bern"}),
            vec![("address_line1", "missing"), ("postal_code", "missing")],
        ),
        (
            Scheme::Ach,
            json!({"country_code": "US", "bank_code": "026073150", "account_number": "2715500356"}),
            json!({"address_line1": "1 Main", "city": "Albany", "postal_code": "12207", "region": "New York"}),
            vec![("account_type", "missing"), ("region", "structure")],
        ),
    ] {
        let mut payer = payer();
        for (field, value) in extra.as_object().unwrap() {
            payer[field] = value.clone();
        }
        let expected: Vec<_> = expected.iter().map(|(field, reason)| ((*field).into(), (*reason).into())).collect();
        assert_eq!(refused(scheme, submission(&payer, account)), expected, "{scheme}");
    }
}

#[test]
fn identity_numbers_are_checked_and_sent_only_where_they_belong() {
    let swedish = json!({"country_code": "SE", "branch_code": "7507", "account_number": "1211203"});
    let with = |number: &str| {
        let mut payer = payer();
        payer["swedish_identity_number"] = json!(number);
        payer["danish_identity_number"] = json!("13585628");
        submission(&payer, swedish.clone())
    };
    let told = |reason: &str| vec![("swedish_identity_number".to_owned(), reason.to_owned())];
    assert_eq!(refused(Scheme::Autogiro, with("")), told("missing"));
    assert_eq!(refused(Scheme::Autogiro, with("811228-9875")), told("invalid_identity_number"));
    let submission = serde_json::from_value(with("19811228-9874")).unwrap();
    let payer = check(submission, Scheme::Autogiro).ok().unwrap().payer;
    assert_eq!(payer.swedish_identity_number.as_deref(), Some("811228-9874"));
    assert_eq!((payer.danish_identity_number, payer.country_code.as_deref()), (None, Some("SE")));
}

#[test]
fn an_account_of_another_scheme_is_refused_by_its_first_part() {
    for (scheme, account, part) in [
        (Scheme::Bacs, json!({"iban": "DE89370400440532013000"}), "iban"),
        (Scheme::Autogiro, json!({"iban": "SE4550000000058398257466"}), "iban"),
        (
            Scheme::SepaCore,
            json!({"country_code": "GB", "branch_code": "200000", "account_number": "55779911"}),
            "branch_code",
        ),
        (Scheme::SepaCore, json!({"iban": "BR1800360305000010009795493C1"}), "iban"),
        (Scheme::Bacs, json!({"country_code": "NZ", "account_number": "01-0902-0068389-00"}), "account_number"),
    ] {
        let told = refused(scheme, submission(&payer(), account));
        assert!(told.contains(&(part.to_owned(), "unreachable".to_owned())), "{scheme}: {told:?}");
    }
}

#[test]
fn an_email_address_has_a_name_and_a_domain() {
    for (text, expected) in [
        ("frank@example.com", true),
        ("f+a.b@mail.example.co.uk", true),
        ("frank", false),
        ("@example.com", false),
        ("frank@example", false),
        ("frank@.com", false),
        ("frank@example.", false),
        ("fr ank@example.com", false),
        ("a@b@example.com", false),
    ] {
        assert_eq!(is_email(text), expected, "{text}");
    }
}
