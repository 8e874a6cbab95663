use bank_details::{Error, ErrorKind, Part};

use super::*;

/// Local details; empty what is not given.
fn local(country_code: &str, [bank_code, branch_code, account_number]: [&str; 3]) -> BankDetails {
    let given = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
    BankDetails {
        account_holder_name: Some("Frank Osborne".to_owned()),
        country_code: Some(country_code.to_owned()),
        bank_code: given(bank_code),
        branch_code: given(branch_code),
        account_number: given(account_number),
        account_type: (country_code == "US").then(|| "checking".to_owned()),
        ..BankDetails::default()
    }
}

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
    assert_eq!((account.currency(), account.scheme(), account.country_code()), ("GBP", Scheme::Bacs, "GB"));
    assert_eq!(account.ending(), "11");
    assert_eq!(bank_of(&account.account).map(|bank| bank.name), Some("BARCLAYS BANK PLC"));
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
fn local_details_of_each_country_make_an_account_of_its_scheme() {
    for (country, parts, currency, scheme, ending) in [
        ("AU", ["", "123-456", "123456789"], "AUD", Scheme::Becs, "89"),
        ("CA", ["036", "00063", "0123456"], "CAD", Scheme::Pad, "56"),
        ("DK", ["345", "", "3179681"], "DKK", Scheme::Betalingsservice, "81"),
        ("DK", ["", "", "345-3179681"], "DKK", Scheme::Betalingsservice, "81"),
        ("NZ", ["", "", "01-0902-0068389-000"], "NZD", Scheme::BecsNz, "9000"),
        ("SE", ["", "7507", "1211203"], "SEK", Scheme::Autogiro, "03"),
        ("US", ["026073150", "", "2715500356"], "USD", Scheme::Ach, "56"),
    ] {
        let account = check_account(&local(country, parts)).unwrap();
        assert_eq!((account.currency(), account.scheme(), account.country_code()), (currency, scheme, country));
        assert_eq!(account.ending(), ending, "{country}");
        let wrong = BankDetails { currency: Some("EUR".to_owned()), ..local(country, parts) };
        assert_eq!(first_problem(&wrong), ("currency", "is invalid".to_owned()), "{country}");
    }
}

#[test]
fn an_account_is_the_same_however_it_is_written() {
    for (country, one, other) in [
        ("AU", ["", "123-456", "12345678a"], ["", "123456", "1234 5678 A"]),
        ("CA", ["0036", "00063", "0123456"], ["036", "00063", "0123456"]),
        ("DK", ["0345", "", "0003179681"], ["", "", "345-3179681"]),
        ("US", ["026073150", "", "2715500356"], ["026 073 150", "", "2715 500 356"]),
    ] {
        assert_eq!(check_account(&local(country, one)), check_account(&local(country, other)), "{country}");
    }
}

#[test]
fn swedish_and_danish_ibans_are_in_euros() {
    for text in ["SE4550000000058398257466", "DK5000400440116243"] {
        let account = check_account(&iban(text, None)).unwrap();
        assert_eq!((account.currency(), account.scheme()), ("EUR", Scheme::SepaCore), "{text}");
    }
    assert_eq!(first_problem(&iban("SE4550000000058398257466", Some("SEK"))).0, "currency");
}

#[test]
fn the_type_of_an_account_is_for_the_united_states() {
    let american = local("US", ["026073150", "", "2715500356"]);
    let savings = BankDetails { account_type: Some("savings".to_owned()), ..american.clone() };
    assert_eq!(check_account(&savings).unwrap().account_type, Some(AccountType::Savings));
    for (account_type, message) in [(None, "is required"), (Some("current".to_owned()), "is invalid")] {
        let details = BankDetails { account_type, ..american.clone() };
        assert_eq!(first_problem(&details), ("account_type", message.to_owned()));
    }
    let elsewhere = BankDetails { account_type: Some("savings".to_owned()), ..uk("200000", "55779911") };
    assert_eq!(first_problem(&elsewhere), ("account_type", "can only be given for USD accounts".to_owned()));
}

#[test]
fn an_iban_of_a_sepa_country_makes_a_sepa_account_in_euros() {
    let account = check_account(&iban("DE89 3704 0044 0532 0130 00", None)).unwrap();
    assert_eq!((account.currency(), account.scheme(), account.country_code()), ("EUR", Scheme::SepaCore, "DE"));
    assert_eq!(account.ending(), "00");
}

#[test]
fn the_banks_of_the_test_details_are_known_and_no_others() {
    for (text, bank) in [
        ("GB60BARC20000055779911", Some("BARCLAYS BANK PLC")),
        ("DE89370400440532013000", Some("COMMERZBANK AG")),
        ("FR1420041010050500013M02606", Some("LA BANQUE POSTALE")),
        ("NL91ABNA0417164300", None),
    ] {
        let account = check_account(&iban(text, None)).unwrap().account;
        assert_eq!(bank_of(&account).map(|bank| bank.name), bank, "{text}");
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
fn wrong_local_details_are_told_in_the_providers_words() {
    for (country, parts, field, message) in [
        ("AU", ["", "12345", "123456789"], "branch_code", "is the wrong length (should be 6 characters)"),
        ("AU", ["", "123456", "1234"], "account_number", "length is invalid"),
        ("AU", ["", "123456", "0000000"], "account_number", "is invalid"),
        ("CA", ["36", "00063", "0123456"], "bank_code", "is the wrong length (should be 4 characters)"),
        ("CA", ["036", "00000", "0123456"], "branch_code", "is invalid"),
        ("DK", ["0345", "", "12345678901"], "account_number", "is the wrong length (should be 10 characters)"),
        ("NZ", ["", "", "01-0902"], "account_number", "length is invalid"),
        ("SE", ["", "750", "1211203"], "branch_code", "length is invalid"),
        ("US", ["112000025", "", "2715500356"], "bank_code", "did not pass checksum test"),
        ("US", ["02607315", "", "2715500356"], "bank_code", "is the wrong length (should be 9 characters)"),
        ("BR", ["", "", "1"], "country_code", "does not support payments"),
        ("XX", ["", "", "1"], "country_code", "is invalid"),
        (
            "DE",
            ["37040044", "", "532013000"],
            "country_code",
            "is not simulated with local details by this sandbox: use an IBAN",
        ),
    ] {
        assert_eq!(first_problem(&local(country, parts)), (field, message.to_owned()), "{country}");
    }
}

#[test]
fn a_failed_modulus_check_is_told_in_the_providers_words() {
    for part in [Part::AccountNumber, Part::BranchCode, Part::Iban] {
        let problem = told::problem(Error { part, kind: ErrorKind::Modulus }, "GB");
        assert_eq!((problem.message().as_str(), problem.reason()), ("did not pass modulus check", Some("modulus")));
    }
}

/// Source: Vocalink, *Validating account numbers*, test cases.
#[test]
fn numbers_that_do_not_belong_together_are_refused() {
    let problems = check_account(&uk("08-99-99", "66374959")).unwrap_err();
    let told: Vec<_> = problems.iter().map(|(field, problem)| (*field, problem.message())).collect();
    let words = "did not pass modulus check".to_owned();
    assert_eq!(told, [("branch_code", words.clone()), ("account_number", words.clone())]);
    assert_eq!(first_problem(&iban("GB36CPBK08999966374959", None)), ("iban", words));
    assert!(check_account(&iban("GB36CPBK08999966374959", Some("EUR"))).is_ok());
    assert!(check_account(&uk("08-99-99", "66374958")).is_ok());
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
    assert_eq!(fields, ["account_holder_name", "country_code", "account_number"]);
    let problems = check_account(&local("CA", ["", "", ""])).unwrap_err();
    let fields: Vec<_> = problems.iter().map(|(field, _)| *field).collect();
    assert_eq!(fields, ["bank_code", "branch_code", "account_number"]);
}

#[test]
fn debug_shows_neither_name_nor_number() {
    let account = check_account(&uk("200000", "55779911")).unwrap();
    let shown = format!("{account:?} {:?}", uk("200000", "55779911"));
    assert!(!shown.contains("OSBORNE") && !shown.contains("Osborne") && !shown.contains("557799"), "{shown}");
}
