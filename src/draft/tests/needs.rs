//! What each scheme and payer is asked for.

use super::*;

/// What is asked for besides name, email address, the account and who may authorise.
fn further(draft: &Draft, page: Page) -> Vec<&'static str> {
    let usual = [
        Field::GivenName,
        Field::FamilyName,
        Field::Email,
        Field::AccountHolderName,
        Field::BranchCode,
        Field::BankCode,
        Field::AccountNumber,
        Field::Iban,
        Field::Authority,
    ];
    let fields = draft.fields(page).into_iter().filter(|field| !usual.contains(field));
    fields.map(Field::as_str).collect()
}

#[test]
fn every_scheme_asks_what_it_needs() {
    let address = ["country_code", "address_line1", "address_line2", "city", "postal_code"];
    let american = ["country_code", "address_line1", "address_line2", "city", "region", "postal_code", "account_type"];
    for (scheme, iban, asked) in [
        ("bacs", "", &address[..]),
        ("sepa_core", "", &[]),
        ("sepa_core", "DE", &[]),
        ("sepa_core", "NO93", &[]),
        ("sepa_core", "CH", &address),
        ("sepa_core", "IBAN: CH93 0076 2011 6238 5295 7", &address),
        ("sepa_core", "GB", &address),
        ("sepa_core", "MC", &address),
        ("autogiro", "", &["swedish_identity_number"]),
        ("betalingsservice", "", &["danish_identity_number"]),
        ("becs", "", &[]),
        ("becs_nz", "", &[]),
        ("pad", "", &[]),
        ("ach", "", &american),
    ] {
        let mut draft = Draft::default();
        draft.fix_scheme(Some(scheme));
        draft.prefill(&Payer::default());
        draft.set(Field::Iban, iban.to_owned());
        assert_eq!(further(&draft, Page::SelfHosted), asked, "{scheme} {iban}");
        assert_eq!(further(&draft, Page::Hosted), asked, "{scheme} {iban}");
        assert_eq!(draft.fields(Page::SelfHosted).last(), Some(&Field::Authority));
    }
}

#[test]
fn a_hosted_page_asks_the_country_where_nothing_else_tells_the_scheme() {
    for (country, asked) in [
        ("GB", &["country_code", "address_line1", "address_line2", "city", "postal_code"][..]),
        ("DE", &["country_code"]),
        ("SE", &["swedish_identity_number", "country_code"]),
        ("NZ", &["country_code"]),
    ] {
        let mut draft = Draft::default();
        draft.set(Field::CountryCode, country.to_owned());
        assert_eq!(further(&draft, Page::Hosted), asked, "{country}");
    }
}

#[test]
fn a_company_gives_its_name_in_place_of_a_persons() {
    let mut draft = filled();
    draft.is_company = true;
    draft.set(Field::CompanyName, "Osborne Ltd".to_owned());
    let payer = draft.payer(Page::SelfHosted);
    assert_eq!((payer.company_name.as_deref(), payer.given_name), (Some("Osborne Ltd"), None));
    draft.is_company = false;
    let payer = draft.payer(Page::SelfHosted);
    assert_eq!((payer.company_name, payer.given_name.as_deref()), (None, Some("Frank")));
    let company = Payer { company_name: Some("Osborne Ltd".into()), ..Payer::default() };
    assert!(Draft::prefilled(&company).is_company);
}

#[test]
fn identity_numbers_are_checked_and_handed_in_as_they_are_printed() {
    for (scheme, field, typed, wrong) in [
        ("autogiro", Field::SwedishIdentityNumber, "19811228 9874", "811228-9875"),
        ("betalingsservice", Field::DanishIdentityNumber, "0101901234", "3202901234"),
    ] {
        let mut draft = Draft::default();
        draft.fix_scheme(Some(scheme));
        draft.set(field, wrong.to_owned());
        assert_eq!(draft.problem(field), Some(ProblemKind::Identity));
        draft.set(field, typed.to_owned());
        assert_eq!(draft.problem(field), None);
        let payer = draft.payer(Page::SelfHosted);
        let numbers = [payer.swedish_identity_number, payer.danish_identity_number];
        let printed = if scheme == "autogiro" { "811228-9874" } else { "010190-1234" };
        assert_eq!(numbers.into_iter().flatten().collect::<Vec<_>>(), [printed]);
    }
}

#[test]
fn a_state_is_two_letters_in_the_united_states() {
    let mut draft = Draft::default();
    draft.fix_scheme(Some("ach"));
    draft.prefill(&Payer::default());
    assert_eq!(draft.get(Field::CountryCode), "US");
    draft.set(Field::Region, "California".to_owned());
    assert_eq!(draft.problem(Field::Region), Some(ProblemKind::Region));
    draft.set(Field::Region, "ca".to_owned());
    assert_eq!(draft.problem(Field::Region), None);
    assert_eq!(draft.payer(Page::SelfHosted).region.as_deref(), Some("CA"));
}

#[test]
fn the_address_is_taken_to_be_in_the_ibans_country_until_the_payer_says_otherwise() {
    let mut draft = Draft::default();
    draft.fix_scheme(Some("sepa_core"));
    draft.prefill(&Payer::default());
    draft.set(Field::Iban, "CH93".to_owned());
    assert_eq!(draft.get(Field::CountryCode), "CH");
    draft.set(Field::CountryCode, "DE".to_owned());
    draft.leave(Field::CountryCode);
    draft.set(Field::Iban, "MC58".to_owned());
    assert_eq!(draft.get(Field::CountryCode), "DE");
}

#[test]
fn a_locked_field_stays_as_long_as_it_is_right() {
    let mut draft = filled();
    draft.lock(Field::Email);
    draft.set(Field::Email, "other@example.com".to_owned());
    assert_eq!((draft.get(Field::Email), draft.is_locked(Field::Email)), ("frank@example.com", true));
    draft.refuse(&[Problem { field: Field::Email, kind: ProblemKind::Refused }]);
    assert!(!draft.is_locked(Field::Email), "nobody could go on otherwise");
    draft.set(Field::Email, "other@example.com".to_owned());
    assert_eq!(draft.get(Field::Email), "other@example.com");
    draft.lock(Field::BranchCode);
    draft.lock(Field::AddressLine2);
    assert!(!draft.is_locked(Field::BranchCode) && !draft.is_locked(Field::AddressLine2));
}

#[test]
fn an_iban_abroad_does_not_do_for_a_plan_in_pounds() {
    let mut draft = filled();
    draft.fix_scheme(Some("bacs"));
    draft.wants_iban = true;
    assert_eq!(draft.problem(Field::Iban), None);
    draft.set(Field::Iban, "DE89370400440532013000".to_owned());
    assert_eq!(draft.problem(Field::Iban), Some(ProblemKind::Unreachable));
}
