mod needs;

use super::check::looks_like_email;
use super::*;
use crate::i18n::Words;

fn filled() -> Draft {
    let mut draft = Draft::prefilled(&Payer::default());
    for (field, text) in [
        (Field::GivenName, "Frank"),
        (Field::FamilyName, " Osborne "),
        (Field::Email, "frank@example.com"),
        (Field::AddressLine1, "27 Acer Road"),
        (Field::City, "London"),
        (Field::PostalCode, "E8 3GX"),
        (Field::AccountHolderName, "F Osborne"),
        (Field::BranchCode, "20-00-00"),
        (Field::AccountNumber, "55779911"),
        (Field::Authority, "yes"),
    ] {
        draft.set(field, text.to_owned());
    }
    draft.wants_iban = true;
    draft.set(Field::Iban, "gb60 barc 2000 0055 7799 11".to_owned());
    draft.wants_iban = false;
    draft
}

/// A draft of a payer in `country` who has typed this and then gone on.
fn submitted(country: &str, numbers: &[(Field, &str)]) -> Draft {
    let mut draft = Draft::default();
    draft.set(Field::CountryCode, country.to_owned());
    for (field, text) in numbers {
        draft.set(*field, (*text).to_owned());
    }
    let _ = draft.submit(Page::Hosted);
    draft
}

#[test]
fn a_submission_is_canonical() {
    let mut draft = filled();
    assert_eq!(draft.submit(Page::Hosted), Ok(()));
    let submission = draft.submission(Page::Hosted);
    assert_eq!(submission.payer.family_name.as_deref(), Some("Osborne"));
    assert_eq!(submission.bank_account.branch_code.as_deref(), Some("200000"));
    assert_eq!(submission.bank_account.iban, None);

    draft.wants_iban = true;
    let account = draft.submission(Page::Hosted).bank_account;
    assert_eq!(account.iban.as_deref(), Some("GB60BARC20000055779911"));
    assert_eq!((account.branch_code, account.account_number, account.country_code), (None, None, None));
}

#[test]
fn payers_outside_the_uk_give_an_iban() {
    let mut draft = filled();
    draft.set(Field::CountryCode, "DE".to_owned());
    assert_eq!(draft.bank_form(), BankForm::Iban);
    assert!(!draft.asks(Page::Hosted, Field::BranchCode));
}

#[test]
fn the_merchants_page_asks_for_name_and_email_only() {
    assert_eq!(Draft::default().fields(Page::Merchant), [Field::GivenName, Field::FamilyName, Field::Email]);
    assert_eq!(filled().payer(Page::Merchant).city, None);
}

#[test]
fn complaints_come_when_it_is_time() {
    let short = ProblemKind::Number(ErrorKind::Short { found: 3, least: 6 });
    let letter = ProblemKind::Number(ErrorKind::Character { position: 2 });
    let long = ProblemKind::Number(ErrorKind::Long { most: 8 });
    for (field, text, typing, left) in [
        (Field::BranchCode, "", None, None),
        (Field::BranchCode, "200", None, Some(short)),
        (Field::BranchCode, "20x", Some(letter), Some(letter)),
        (Field::BranchCode, "20-00-00", None, None),
        (Field::AccountNumber, "123456789", Some(long), Some(long)),
        (Field::Email, "frank@", None, Some(ProblemKind::Email)),
        (Field::AddressLine2, "", None, None),
    ] {
        let mut draft = Draft::prefilled(&Payer::default());
        draft.set(field, text.to_owned());
        assert_eq!(draft.shown_problem(field).map(|problem| problem.kind), typing, "typing {text:?}");
        draft.leave(field);
        assert_eq!(draft.shown_problem(field).map(|problem| problem.kind), left, "left {text:?}");
    }
}

#[test]
fn every_scheme_has_its_details_in_canonical_form() {
    for (country, numbers, canonical) in [
        ("AU", &[(Field::BranchCode, "123-456"), (Field::AccountNumber, "12 345 678")][..], "123456 12345678"),
        (
            "CA",
            &[(Field::BranchCode, "00063"), (Field::BankCode, "036"), (Field::AccountNumber, "0123456")],
            "0036 00063 0123456",
        ),
        ("DE", &[(Field::Iban, "de89 3704 0044 0532 0130 00")], "DE89370400440532013000"),
        ("DK", &[(Field::BankCode, "345"), (Field::AccountNumber, "3179681")], "0345 0003179681"),
        ("NZ", &[(Field::AccountNumber, "01-0902-0068389-00")], "0109020068389000"),
        ("SE", &[(Field::BranchCode, "7507"), (Field::AccountNumber, "121 12 03")], "7507 1211203"),
        (
            "US",
            &[(Field::BankCode, "021000021"), (Field::AccountNumber, "00-271"), (Field::AccountType, "savings")],
            "021000021 00271 savings",
        ),
    ] {
        let draft = submitted(country, numbers);
        for field in draft.fields(Page::Hosted).into_iter().filter(|field| Field::OF_BANK.contains(field)) {
            assert_eq!(draft.problem(field), None, "{country} {field:?}");
        }
        let account = draft.submission(Page::Hosted).bank_account;
        let parts =
            [account.bank_code, account.branch_code, account.account_number, account.account_type, account.iban];
        assert_eq!(parts.into_iter().flatten().collect::<Vec<_>>().join(" "), canonical);
        assert_eq!(account.country_code.as_deref(), (country != "DE").then_some(country));
    }
}

#[test]
fn a_failed_modulus_check_names_both_fields_once_both_were_left() {
    let mut draft = Draft::default();
    draft.set(Field::CountryCode, "GB".to_owned());
    draft.set(Field::BranchCode, "20-30-99".to_owned());
    draft.leave(Field::BranchCode);
    draft.set(Field::AccountNumber, "66831036".to_owned());
    let shown = |draft: &Draft, field| draft.shown_problem(field).map(|problem| problem.kind);
    assert_eq!(shown(&draft, Field::BranchCode), None, "the account number may still grow");
    draft.leave(Field::AccountNumber);
    let modulus = Some(ProblemKind::Number(ErrorKind::Modulus));
    assert_eq!((shown(&draft, Field::BranchCode), shown(&draft, Field::AccountNumber)), (modulus, modulus));
    let message = draft.shown_problem(Field::BranchCode).unwrap().message(&draft, Words::english());
    assert!(message.starts_with("Sort code does not fit the account number"), "{message}");
}

#[test]
fn what_is_missing_is_said_once_the_payer_wants_to_go_on() {
    let mut draft = Draft::prefilled(&Payer::default());
    draft.set(Field::BranchCode, "200000".to_owned());
    draft.leave(Field::BranchCode);
    draft.set(Field::BranchCode, String::new());
    assert_eq!(draft.shown_problem(Field::BranchCode), None);
    assert!(draft.submit(Page::Hosted).is_err());
    assert_eq!(draft.shown_problem(Field::BranchCode).map(|problem| problem.kind), Some(ProblemKind::Missing));
}

#[test]
fn refused_numbers_are_no_longer_refused_when_any_of_them_changes() {
    for kind in [ProblemKind::Number(ErrorKind::Modulus), ProblemKind::Refused] {
        let mut draft = filled();
        draft.refuse(&[Problem { field: Field::AccountNumber, kind }]);
        assert_eq!(draft.problem(Field::AccountNumber), Some(kind));
        draft.set(Field::BranchCode, "20-00-01".to_owned());
        assert_eq!(draft.problem(Field::AccountNumber), None);
    }
}

#[test]
fn a_refusal_is_told_where_the_form_asks() {
    let mut draft = filled();
    assert_eq!(draft.nearest(Page::Hosted, Field::AccountNumber), Some(Field::AccountNumber));
    assert_eq!(draft.nearest(Page::Hosted, Field::Iban), Some(Field::BranchCode));
    draft.wants_iban = true;
    assert_eq!(draft.nearest(Page::Hosted, Field::BranchCode), Some(Field::Iban));
    assert_eq!(draft.nearest(Page::Merchant, Field::Iban), None);
}

#[test]
fn looking_at_another_country_loses_nothing() {
    let mut draft = filled();
    draft.set(Field::CountryCode, "AU".to_owned());
    assert_eq!(draft.get(Field::BranchCode), "");
    draft.set(Field::BranchCode, "062-000".to_owned());
    draft.set(Field::CountryCode, "GB".to_owned());
    assert_eq!(draft.get(Field::BranchCode), "20-00-00");
}

#[test]
fn the_merchant_may_fix_the_scheme() {
    let mut draft = filled();
    draft.fix_scheme(Some("sepa_core"));
    assert_eq!((draft.bank_form(), draft.has_choice_of_form()), (BankForm::Iban, false));
    draft.fix_scheme(Some("becs"));
    assert_eq!(draft.submission(Page::Hosted).bank_account.country_code.as_deref(), Some("AU"));
    draft.fix_scheme(Some("unheard_of"));
    assert_eq!(draft.bank_form(), BankForm::UnitedKingdom, "the country decides");
}

#[test]
fn what_is_wrong_with_a_number_is_said_in_the_words_of_its_country() {
    for (country, field, text, message) in [
        ("GB", Field::BranchCode, "2000", "Sort code must be 6 digits"),
        ("GB", Field::BranchCode, "20x", "Sort code must have digits only"),
        ("GB", Field::AccountNumber, "", "Enter an account number"),
        ("AU", Field::BranchCode, "", "Enter a BSB"),
        ("AU", Field::AccountNumber, "000000", "Account number must not be zeros only"),
        ("AU", Field::AccountNumber, "1234*", "Account number must have letters and digits only"),
        ("CA", Field::BankCode, "12345", "Institution number must be 3 digits"),
        ("SE", Field::BranchCode, "75071", "must be 4 digits, or 5 where it begins with 8"),
        ("SE", Field::AccountNumber, "12x", "Account number (kontonummer) must have digits only"),
        ("SE", Field::BranchCode, "1001", "Clearing number (clearingnummer) is not one that a bank uses"),
        ("US", Field::BankCode, "112000025", "Routing number has a mistake in it"),
        ("US", Field::AccountType, "", "Choose checking or savings"),
        ("NZ", Field::AccountNumber, "01", "Account number must be 15 or 16 digits"),
        ("DE", Field::Iban, "DE8937040044053201300", "An IBAN that begins with DE has 22 characters"),
        ("DE", Field::Iban, "DE88370400440532013000", "IBAN has a mistake in it"),
        ("DE", Field::Iban, "DE8937O400440532013000", "digit for a letter, at place 7, spaces not counted"),
        ("DE", Field::Iban, "ZZ8937", "No IBAN begins with ZZ"),
        ("DE", Field::Iban, "8937", "IBAN must begin with two letters for its country"),
        ("DE", Field::Iban, "BR1800360305000010009795493C1", "Direct Debit does not reach accounts"),
    ] {
        let draft = submitted(country, &[(field, text)]);
        let said = draft.shown_problem(field).map(|problem| problem.message(&draft, Words::english()));
        assert!(said.as_ref().is_some_and(|said| said.contains(message)), "{country} {text:?}: {said:?}");
    }
}

#[test]
fn a_refusal_holds_until_the_field_changes() {
    let mut draft = filled();
    draft.refuse(&[Problem { field: Field::BranchCode, kind: ProblemKind::Refused }]);
    assert_eq!(draft.shown_problem(Field::BranchCode).map(|problem| problem.kind), Some(ProblemKind::Refused));
    draft.set(Field::BranchCode, "20-00-00".to_owned());
    assert!(draft.shown_problem(Field::BranchCode).is_some(), "the same text is still refused");
    draft.set(Field::BranchCode, "20-00-01".to_owned());
    assert_eq!(draft.shown_problem(Field::BranchCode), None);
}

#[test]
fn prefill_never_replaces_what_the_payer_typed() {
    let mut draft = filled();
    draft.prefill(&Payer { given_name: Some("Francis".into()), country_code: Some("IE".into()), ..Payer::default() });
    assert_eq!((draft.get(Field::GivenName), draft.get(Field::CountryCode)), ("Frank", "GB"));
}

#[test]
fn a_country_that_cannot_be_chosen_is_not_kept() {
    let from = |code: &str| Payer { country_code: Some(code.into()), ..Payer::default() };
    for (typed, prefilled, kept) in [("", "JP", "GB"), ("JP", "IE", "IE"), ("FR", "US", "FR"), ("XX", "XX", "GB")] {
        let mut draft = Draft::default();
        draft.set(Field::CountryCode, typed.to_owned());
        draft.prefill(&from(prefilled));
        assert_eq!(draft.get(Field::CountryCode), kept, "{typed:?} {prefilled:?}");
    }
}

#[test]
fn handed_in_details_are_forgotten_and_never_shown() {
    let mut draft = filled();
    assert!(!format!("{draft:?}").contains("5577"));
    draft.forget_bank_details();
    assert_eq!(draft.get(Field::AccountNumber), "");
    draft.wants_iban = true;
    assert_eq!(draft.get(Field::Iban), "");
}

#[test]
fn email_addresses_have_one_at_and_a_dotted_domain() {
    for (text, right) in [
        ("a@b.co", true),
        ("first.last+tag@sub.example.org", true),
        ("ü@exämple.de", true),
        ("a@b", false),
        ("a@@b.co", false),
        ("a b@c.de", false),
        ("@b.co", false),
        ("a@b..co", false),
    ] {
        assert_eq!(looks_like_email(text), right, "{text}");
    }
}

#[test]
fn a_number_is_not_taken_for_the_one_beside_it() {
    for (country, first) in [("SE", Field::BranchCode), ("DK", Field::BankCode)] {
        let draft = submitted(country, &[(Field::AccountNumber, "3179681")]);
        assert_eq!((draft.problem(first), draft.problem(Field::AccountNumber)), (Some(ProblemKind::Missing), None));
    }
}
