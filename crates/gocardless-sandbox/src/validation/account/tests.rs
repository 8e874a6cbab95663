use super::*;

fn uk(branch_code: &str, account_number: &str) -> BankDetails {
    BankDetails {
        account_holder_name: Some("Frank Osborne".to_owned()),
        country_code: Some("GB".to_owned()),
        branch_code: Some(branch_code.to_owned()),
        account_number: Some(account_number.to_owned()),
        ..BankDetails::default()
    }
}

fn iban(iban: &str, currency: Option<&str>) -> BankDetails {
    BankDetails {
        account_holder_name: Some("Frank Osborne".to_owned()),
        iban: Some(iban.to_owned()),
        currency: currency.map(str::to_owned),
        ..BankDetails::default()
    }
}

#[track_caller]
fn first_problem(details: &BankDetails) -> (&'static str, String) {
    let problems = check_account(details).expect_err("should be refused");
    (problems[0].0, problems[0].1.message())
}

#[test]
fn uk_details_make_a_bacs_account_in_pounds() {
    let account = check_account(&uk("20-00-00", "55779911")).unwrap();
    assert_eq!((account.currency, account.scheme(), &*account.country_code), ("GBP", Scheme::Bacs, "GB"));
    assert_eq!(account.numbers.ending(), "11");
    assert_eq!(account.numbers.bank_name(), Some("BARCLAYS BANK PLC"));
    assert_eq!(account.holder.0, "FRANK OSBORNE");
}

#[test]
fn a_british_iban_is_the_same_account_as_its_local_details() {
    let local = check_account(&uk("200000", "55779911")).unwrap();
    assert_eq!(check_account(&iban("GB60 BARC 2000 0055 7799 11", None)), Ok(local));
    let in_euros = check_account(&iban("GB60BARC20000055779911", Some("EUR"))).unwrap();
    assert_eq!(in_euros.scheme(), Scheme::SepaCore);
}

#[test]
fn an_iban_of_a_sepa_country_makes_a_sepa_account_in_euros() {
    let account = check_account(&iban("DE89 3704 0044 0532 0130 00", None)).unwrap();
    assert_eq!((account.currency, account.scheme(), &*account.country_code), ("EUR", Scheme::SepaCore, "DE"));
    assert_eq!(account.numbers.ending(), "00");
}

#[test]
fn the_banks_of_the_test_details_are_known_and_no_others() {
    for (text, bank) in [
        ("GB60BARC20000055779911", Some("BARCLAYS BANK PLC")),
        ("DE89370400440532013000", Some("COMMERZBANK AG")),
        ("FR1420041010050500013M02606", Some("LA BANQUE POSTALE")),
        ("NL91ABNA0417164300", None),
    ] {
        assert_eq!(check_account(&iban(text, None)).unwrap().numbers.bank_name(), bank, "{text}");
    }
}

#[test]
fn wrong_uk_details_are_told_in_the_providers_words() {
    for (branch_code, account_number, field, message) in [
        ("", "55779911", "branch_code", "is required"),
        ("20-00-0", "55779911", "branch_code", "is the wrong length (should be 6 characters)"),
        ("20-00-0x", "55779911", "branch_code", "is invalid"),
        ("200000", "", "account_number", "is required"),
        ("200000", "12345", "account_number", "is the wrong length (should be 8 characters)"),
        ("200000", "123456789", "account_number", "is the wrong length (should be 8 characters)"),
        ("200000", "5577991l", "account_number", "is invalid"),
    ] {
        let problem = first_problem(&uk(branch_code, account_number));
        assert_eq!(problem, (field, message.to_owned()), "{branch_code} {account_number}");
    }
}

#[test]
fn wrong_ibans_are_told_in_the_providers_words() {
    for (text, message) in [
        ("", "is required"),
        ("GB61BARC20000055779911", "did not pass checksum test"),
        ("GB60BARC", "length is invalid"),
        ("GB60BARC2000005577991€", "is invalid"),
        ("BR1800360305000010009795493C1", "does not support payments"),
    ] {
        assert_eq!(first_problem(&iban(text, None)), ("iban", message.to_owned()), "{text}");
    }
    assert_eq!(first_problem(&iban("DE89370400440532013000", Some("GBP"))).0, "currency");
}

#[test]
fn every_missing_field_is_told_at_once() {
    let problems = check_account(&BankDetails::default()).unwrap_err();
    let fields: Vec<_> = problems.iter().map(|(field, _)| *field).collect();
    assert_eq!(fields, ["account_holder_name", "country_code", "branch_code", "account_number"]);
}

#[test]
fn debug_shows_neither_name_nor_number() {
    let account = check_account(&uk("200000", "55779911")).unwrap();
    let shown = format!("{account:?} {:?}", uk("200000", "55779911"));
    assert!(!shown.contains("OSBORNE") && !shown.contains("Osborne") && !shown.contains("557799"), "{shown}");
}
