use bank_details::{AccountNumberError, SortCodeError};

use super::*;

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
        (Field::Iban, "gb60 barc 2000 0055 7799 11"),
    ] {
        draft.set(field, text.to_owned());
    }
    draft
}

#[test]
fn a_submission_is_canonical() {
    let mut draft = filled();
    assert_eq!(draft.submit(Page::Hosted), Ok(()));
    let submission = draft.submission();
    assert_eq!(submission.payer.family_name.as_deref(), Some("Osborne"));
    assert_eq!(submission.bank_account.branch_code.as_deref(), Some("200000"));
    assert_eq!(submission.bank_account.iban, None);

    draft.bank_form = BankForm::Iban;
    let account = draft.submission().bank_account;
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
    let short = ProblemKind::SortCode(SortCodeError::Short { digits: 3 });
    let letter = ProblemKind::SortCode(SortCodeError::Character { position: 2 });
    let long = ProblemKind::AccountNumber(AccountNumberError::Long);
    for (field, text, typing, left) in [
        (Field::BranchCode, "", None, Some(ProblemKind::Missing)),
        (Field::BranchCode, "200", None, Some(short)),
        (Field::BranchCode, "20x", Some(letter), Some(letter)),
        (Field::BranchCode, "20-00-00", None, None),
        (Field::AccountNumber, "123456789", Some(long), Some(long)),
        (Field::Email, "frank@", None, Some(ProblemKind::Email)),
        (Field::AddressLine2, "", None, None),
    ] {
        let mut draft = Draft::default();
        draft.set(field, text.to_owned());
        assert_eq!(draft.shown_problem(field).map(|problem| problem.kind), typing, "typing {text:?}");
        draft.leave(field);
        assert_eq!(draft.shown_problem(field).map(|problem| problem.kind), left, "left {text:?}");
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
    for (typed, prefilled, kept) in [("", "US", "GB"), ("US", "IE", "IE"), ("FR", "US", "FR"), ("XX", "XX", "GB")] {
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
    assert_eq!((draft.get(Field::AccountNumber), draft.get(Field::Iban)), ("", ""));
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
