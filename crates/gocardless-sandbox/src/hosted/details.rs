//! What a payer must enter.

use bank_details::Scheme;
use signup_api::{BankAccount, Needs, Payer, Submission};

use super::payer::{check_payer, entered};
use crate::ledger::Details;
use crate::magic_accounts::{self, MagicAccount};
use crate::validation::{BankDetails, CheckedAccount, FieldProblem, Problem, Problems, check_account};
use crate::{countries, schemes};

/// Checks what a payer entered; on the way, white space around it goes, and what is blank counts as not entered.
///
/// What is required of the payer depends on the scheme and the account's country; the payer must say to be allowed to
/// authorise alone. The account must be one that `scheme` collects from, where the merchant named a scheme. What of the
/// payer is not asked for stays as `known`.
pub(super) fn check_details(
    submission: &Submission,
    scheme: Option<Scheme>,
    known: &Payer,
) -> Result<Details, Vec<FieldProblem>> {
    let mut problems = Vec::new();
    let account = check_bank_account(&submission.bank_account, scheme);
    let country = account.as_ref().ok().map(CheckedAccount::country_code);
    let needs = needs(&submission.bank_account, account.as_ref().ok(), scheme);
    let payer = check_payer(&submission.payer, needs, known, country, &mut problems);
    problems.extend(of_account(account.as_ref().err()));
    problems.extend(of_authority(submission));
    match account {
        Ok(account) if problems.is_empty() => Ok(Details { payer, account }),
        _ => Err(problems),
    }
}

/// The problems of an account, with their places.
pub(super) fn of_account(problems: Option<&Problems>) -> impl Iterator<Item = FieldProblem> {
    let problems = problems.into_iter().flatten();
    problems.map(|(field, problem)| FieldProblem::new("customer_bank_accounts", field, problem.clone()))
}

/// What is missing where the payer does not say to be allowed to authorise alone.
pub(super) fn of_authority(submission: &Submission) -> Option<FieldProblem> {
    (!submission.authority).then(|| FieldProblem::new("mandates", "authority", Problem::Required))
}

/// What the payer of the account must say; of one that is not right yet, as far as it shows its scheme and country.
pub(super) fn needs(account: &BankAccount, checked: Option<&CheckedAccount>, scheme: Option<Scheme>) -> Needs {
    if let Some(checked) = checked {
        return Needs::of(checked.scheme(), Some(checked.country_code()));
    }
    let details = bank_details(account, scheme);
    let iban = details.iban.as_deref().map(|iban| iban.trim().to_ascii_uppercase());
    let of_iban = iban.as_deref().and_then(|iban| iban.get(..2)).filter(|code| countries::is_in_sepa(code));
    match (scheme, details.country_code.as_deref()) {
        (Some(scheme), _) => Needs::of(scheme, of_iban),
        (None, Some(country)) => Needs::of(Scheme::of_country(country), Some(country)),
        (None, None) => Needs::of(Scheme::SepaCore, of_iban),
    }
}

pub(super) fn check_bank_account(account: &BankAccount, scheme: Option<Scheme>) -> Result<CheckedAccount, Problems> {
    let details = bank_details(account, scheme);
    let field = if details.iban.is_some() { "iban" } else { "country_code" };
    let checked = check_account(&details)?;
    if scheme.is_some_and(|scheme| scheme != checked.scheme()) {
        return Err(vec![(field, Problem::Unreachable)]);
    }
    if magic_accounts::is_anothers(&checked) {
        return Err(vec![("account_holder_name", Problem::NameMismatch)]);
    }
    let number = if details.iban.is_some() { "iban" } else { "account_number" };
    match magic_accounts::of(&checked.account) {
        Some(MagicAccount::Closed) => Err(vec![(number, Problem::AccountClosed)]),
        Some(MagicAccount::Unreachable) => Err(vec![(number, Problem::Unreachable)]),
        None => Ok(checked),
    }
}

/// An IBAN where one was entered or nothing else can be; without any country the account is in the scheme's, or in the
/// United Kingdom.
fn bank_details(account: &BankAccount, scheme: Option<Scheme>) -> BankDetails {
    let [bank_code, branch_code, account_number, account_type, iban, country_code] = [
        &account.bank_code,
        &account.branch_code,
        &account.account_number,
        &account.account_type,
        &account.iban,
        &account.country_code,
    ]
    .map(|text| entered(text.as_ref()));
    let account_holder_name = Some(account.account_holder_name.clone());
    let country_code = country_code.unwrap_or_else(|| scheme.and_then(Scheme::country).unwrap_or("GB").to_owned());
    let is_sepa = scheme == Some(Scheme::SepaCore);
    let is_blank = [&bank_code, &branch_code, &account_number].into_iter().all(Option::is_none);
    let has_ibans_only = countries::is_in_sepa(&country_code) && schemes::of_local_details(&country_code).is_none();
    if is_sepa || iban.is_some() || (is_blank && (account.iban.is_some() || has_ibans_only)) {
        let currency = is_sepa.then(|| "EUR".to_owned());
        return BankDetails {
            account_holder_name,
            iban: Some(iban.unwrap_or_default()),
            currency,
            ..BankDetails::default()
        };
    }
    BankDetails {
        account_holder_name,
        country_code: Some(country_code),
        bank_code,
        branch_code,
        account_number,
        account_type,
        ..BankDetails::default()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::testing::frank;

    fn check(changes: &[(&str, &str, Value)], scheme: Option<Scheme>) -> Result<Details, Vec<String>> {
        let mut submission = frank();
        for (part, field, value) in changes {
            submission[part][field] = value.clone();
        }
        let submission = serde_json::from_value(submission).unwrap();
        check_details(&submission, scheme, &Payer::default()).map_err(|problems| {
            problems.into_iter().map(|it| format!("{} {}", it.pointer, it.problem.message())).collect()
        })
    }

    #[test]
    fn a_payer_without_a_country_lives_where_the_account_is() {
        let german =
            [("payer", "country_code", json!(null)), ("bank_account", "iban", json!("DE89 3704 0044 0532 0130 00"))];
        let details = check(&german, None).unwrap();
        assert_eq!(details.payer.country_code.as_deref(), Some("DE"));
        assert_eq!(details.account.scheme(), Scheme::SepaCore);
    }

    #[test]
    fn each_problem_points_at_customer_or_account() {
        for (part, field, value, expected) in [
            ("payer", "given_name", json!("  "), "/customers/given_name is required"),
            ("payer", "email", json!("frank"), "/customers/email is invalid"),
            ("payer", "postal_code", json!(null), "/customers/postal_code is required"),
            ("payer", "country_code", json!("Britain"), "/customers/country_code is invalid"),
            ("payer", "city", json!("x".repeat(256)), "/customers/city is too long (maximum is 255 characters)"),
            (
                "bank_account",
                "account_holder_name",
                json!(""),
                "/customer_bank_accounts/account_holder_name is required",
            ),
            (
                "bank_account",
                "branch_code",
                json!("20-00"),
                "/customer_bank_accounts/branch_code is the wrong length (should be 6 characters)",
            ),
            (
                "bank_account",
                "iban",
                json!("GB61BARC20000055779911"),
                "/customer_bank_accounts/iban did not pass checksum test",
            ),
        ] {
            assert_eq!(check(&[(part, field, value)], None), Err(vec![expected.to_owned()]));
        }
    }

    #[test]
    fn where_there_are_no_postcodes_none_is_required() {
        let changes = [("payer", "country_code", json!("HK")), ("payer", "postal_code", json!(null))];
        assert!(check(&changes, None).is_ok());
    }

    /// What the component sends for an account in the country.
    fn account_in(country_code: &str, numbers: &Value) -> Value {
        let mut account = json!({"account_holder_name": "Frank Osborne", "country_code": country_code});
        for (name, value) in numbers.as_object().unwrap() {
            account[name] = value.clone();
        }
        account
    }

    #[test]
    fn each_scheme_takes_its_countrys_accounts_and_no_others() {
        let accounts = [
            (
                Scheme::Ach,
                "US",
                json!({"bank_code": "026073150", "account_number": "2715500356", "account_type": "checking"}),
            ),
            (Scheme::Autogiro, "SE", json!({"branch_code": "7507", "account_number": "1211203"})),
            (Scheme::Bacs, "GB", json!({"branch_code": "200000", "account_number": "55779911"})),
            (Scheme::Becs, "AU", json!({"branch_code": "123-456", "account_number": "123456789"})),
            (Scheme::BecsNz, "NZ", json!({"account_number": "01-0902-0068389-00"})),
            (Scheme::Betalingsservice, "DK", json!({"bank_code": "0345", "account_number": "3179681"})),
            (Scheme::Pad, "CA", json!({"bank_code": "036", "branch_code": "00063", "account_number": "0123456"})),
            (Scheme::SepaCore, "FR", json!({"iban": "FR1420041010050500013M02606"})),
        ];
        for (scheme, country, numbers) in &accounts {
            let mut submission = Submission {
                bank_account: serde_json::from_value(account_in(country, numbers)).unwrap(),
                ..serde_json::from_value(frank()).unwrap()
            };
            submission.payer.swedish_identity_number = Some("811218-9876".to_owned());
            submission.payer.danish_identity_number = Some("010190-1231".to_owned());
            for wanted in Scheme::ALL {
                let checked = check_details(&submission, Some(wanted), &Payer::default());
                assert_eq!(checked.is_ok(), *scheme == wanted, "{country} {wanted}");
            }
            let checked = check_details(&submission, None, &Payer::default());
            assert_eq!(checked.map(|details| details.account.scheme()), Ok(*scheme));
        }
    }

    #[test]
    fn without_a_country_the_account_is_in_the_schemes() {
        let changes =
            [("bank_account", "country_code", json!(null)), ("bank_account", "branch_code", json!("123-456"))];
        assert_eq!(check(&changes, Some(Scheme::Becs)).unwrap().account.country_code(), "AU");
    }

    #[test]
    fn a_country_with_ibans_only_needs_one() {
        let blank = account_in("DE", &json!({}));
        let account = serde_json::from_value(blank).unwrap();
        assert_eq!(bank_details(&account, None).iban.as_deref(), Some(""));
    }

    #[test]
    fn the_account_must_be_of_the_scheme_that_the_merchant_named() {
        let british = ("bank_account", "iban", json!("GB60BARC20000055779911"));
        let german = ("bank_account", "iban", json!("DE89370400440532013000"));
        let currency = |changes: &[_], scheme| check(changes, Some(scheme)).map(|details| details.account.currency());
        assert_eq!(currency(&[], Scheme::Bacs), Ok("GBP"));
        assert_eq!(currency(std::slice::from_ref(&british), Scheme::Bacs), Ok("GBP"));
        assert_eq!(currency(&[british], Scheme::SepaCore), Ok("EUR"));
        let unsupported = vec!["/customer_bank_accounts/iban does not support payments".to_owned()];
        assert_eq!(currency(&[german], Scheme::Bacs), Err(unsupported));
        let missing = vec!["/customer_bank_accounts/iban is required".to_owned()];
        assert_eq!(currency(&[], Scheme::SepaCore), Err(missing));
    }
}
