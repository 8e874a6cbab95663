//! The PDF of details that are sent along, or of none.

use std::net::IpAddr;

use bank_details::{Account, Scheme};
use jiff::Timestamp;

use super::NAME;
use super::blank::{Address, blank};
use crate::error::Refusal;
use crate::ledger::{Organisation, WhichCreditor};
use crate::mandate_pdfs::{Frequency, Numbers, Paper, PaperAccount, PaperPayer};
use crate::parameters::Form;
use crate::schemes;
use crate::validation::{
    BankDetails, Problem, Problems, bank_of, check_account_type, in_currency, is_country, is_phone_number,
    read_account, scheme_of,
};

/// The longest name of an account's holder. Source: API reference, "Mandate PDFs".
const LONGEST_HOLDER: usize = 18;

/// The paper that the parameters describe; what is absent is left blank on it.
pub(super) fn read(form: &mut Form, organisation: &Organisation, now: Timestamp) -> Result<Paper, Refusal> {
    let creditor = form.link("creditor");
    let creditor = organisation.creditor_for(creditor.as_deref());
    if creditor.as_ref().err() == Some(&WhichCreditor::NotSaid) {
        form.problem("links/creditor", Problem::Required);
    }
    let payer = read_payer(form);
    let (scheme, account) = read_account_of(form);
    let scheme = scheme.unwrap_or(Scheme::SepaCore);
    let reference = read_reference(form);
    let signed_on = form.date("signature_date");
    let subscription = read_subscription(form);
    let payer = PaperPayer {
        identity_number: read_identity_number(form, scheme),
        phone_number: read_phone_number(form, scheme),
        ip_address: read_ip_address(form, scheme),
        ..payer
    };
    if subscription.is_some() {
        only_for(form, "subscription_amount", Scheme::Ach, scheme);
    }
    form.check()?;
    let creditor = creditor.map_err(|_| Refusal::link_not_found(NAME, "creditor"))?;
    Ok(Paper { payer, account, reference, subscription, signed_on, ..blank(creditor, scheme, now) })
}

fn read_payer(form: &mut Form) -> PaperPayer {
    let person: Vec<_> = ["given_name", "family_name"].iter().filter_map(|field| form.text(field)).collect();
    let company = form.text("company_name");
    let name = company.unwrap_or_else(|| person.join(" "));
    let address = Address {
        lines: ["address_line1", "address_line2", "address_line3"].map(|field| form.text(field)),
        city: form.text("city"),
        region: form.text("region"),
        postal_code: form.text("postal_code"),
        country_code: form.text("country_code"),
    };
    if address.country_code.as_deref().is_some_and(|code| !is_country(code)) {
        form.problem("country_code", Problem::Invalid);
    }
    PaperPayer { name: Some(name).filter(|name| !name.is_empty()), address: address.printed(), ..PaperPayer::default() }
}

/// The scheme and the account: numbers that are given name the scheme too.
fn read_account_of(form: &mut Form) -> (Option<Scheme>, PaperAccount) {
    let words: Vec<_> = Scheme::ALL.iter().map(|scheme| scheme.as_str()).collect();
    let wanted: Option<Scheme> = form.one_of("scheme", &words).and_then(|word| word.parse().ok());
    let holder = form.text_up_to("account_holder_name", LONGEST_HOLDER);
    let bic = form.text_up_to("bic", 11);
    if bic.as_deref().is_some_and(|bic| !is_bic(bic)) {
        form.problem("bic", Problem::Invalid);
    }
    let details = BankDetails {
        account_holder_name: None,
        // An IBAN says its country itself: the payer may live in another.
        country_code: form.text("country_code").filter(|_| !form.has("iban")),
        bank_code: form.text("bank_code"),
        branch_code: form.text("branch_code"),
        account_number: form.text("account_number"),
        account_type: form.text("account_type"),
        iban: form.text("iban"),
        currency: wanted.map(|scheme| schemes::currency(scheme).to_owned()),
    };
    let numbers = [&details.bank_code, &details.branch_code, &details.account_number, &details.iban];
    if numbers.into_iter().all(Option::is_none) {
        if wanted.is_none() && !form.sent("scheme") {
            form.problem("scheme", Problem::Required);
        }
        let account_type = form.one_of("account_type", &["checking", "savings"]).and_then(|word| word.parse().ok());
        if account_type.is_some() && wanted.is_some_and(|scheme| scheme != Scheme::Ach) {
            form.problem("account_type", Problem::Other("can only be given for USD accounts".into()));
        }
        return (wanted, PaperAccount { holder, account_type, bic, ..PaperAccount::default() });
    }
    let mut problems = Problems::new();
    let account = checked(&details, wanted, &mut problems);
    let account_type = check_account_type(&details, &mut problems);
    for (field, problem) in problems {
        // One country code cannot be wrong twice.
        if field != "country_code" || details.country_code.as_deref().is_none_or(is_country) {
            form.problem(field, problem);
        }
    }
    let scheme = account.as_ref().map(scheme_of).or(wanted);
    let bic = bic.or_else(|| account.as_ref().and_then(bank_of).map(|bank| bank.bic.to_owned()));
    let numbers = account.map_or(Numbers::Blank, Numbers::Known);
    (scheme, PaperAccount { holder, numbers, account_type, bic })
}

/// The account that the numbers name, if the scheme that was asked for collects from it.
fn checked(details: &BankDetails, wanted: Option<Scheme>, problems: &mut Problems) -> Option<Account> {
    let account = read_account(details, problems)?;
    let mut mismatch = Problems::new();
    let found = in_currency(account, details.currency.as_deref(), &mut mismatch);
    // The scheme stands for its currency, so the problem is the scheme's.
    let told = |(field, problem)| match field {
        "currency" => ("scheme", Problem::Other("is not a scheme of the bank account".into())),
        _ => (field, problem),
    };
    problems.extend(mismatch.into_iter().map(told));
    let found = found?;
    if wanted.is_some_and(|wanted| wanted != scheme_of(&found)) {
        problems.push(("scheme", Problem::Other("is not a scheme of the bank account".into())));
    }
    Some(found)
}

/// Four letters of the bank, two of the country, two or five letters or digits more.
fn is_bic(text: &str) -> bool {
    let letters = |range| text.get(range).is_some_and(|part: &str| part.bytes().all(|c| c.is_ascii_uppercase()));
    matches!(text.len(), 8 | 11) && letters(0..6) && text.bytes().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit())
}

/// 6 to 18 characters. Source: API reference, "Mandate PDFs".
fn read_reference(form: &mut Form) -> Option<String> {
    let reference = form.text_up_to("mandate_reference", 18)?;
    if reference.trim().chars().count() < 6 {
        let words = "is too short (minimum is 6 characters)";
        form.problem("mandate_reference", Problem::Other(words.into()));
    }
    Some(reference.trim().to_owned())
}

/// An amount and how often, both or neither.
fn read_subscription(form: &mut Form) -> Option<(u64, Frequency)> {
    let amount = form.amount_or_digits("subscription_amount");
    let frequency = form.one_of("subscription_frequency", &Frequency::WORDS);
    if amount == Some(0) {
        form.problem("subscription_amount", Problem::Other("must be greater than 0".into()));
    }
    for (field, other) in
        [("subscription_amount", "subscription_frequency"), ("subscription_frequency", "subscription_amount")]
    {
        if form.has(other) && !form.has(field) {
            form.problem(field, Problem::Required);
        }
    }
    amount.zip(frequency.as_deref().and_then(Frequency::from_word))
}

fn read_identity_number(form: &mut Form, scheme: Scheme) -> Option<String> {
    let swedish = form.text("swedish_identity_number");
    let danish = form.text("danish_identity_number");
    only_for(form, "swedish_identity_number", Scheme::Autogiro, scheme);
    only_for(form, "danish_identity_number", Scheme::Betalingsservice, scheme);
    if scheme == Scheme::Autogiro { swedish } else { danish }
}

fn read_phone_number(form: &mut Form, scheme: Scheme) -> Option<String> {
    let number = form.text("phone_number");
    only_for(form, "phone_number", Scheme::BecsNz, scheme);
    if number.as_deref().is_some_and(|number| !is_phone_number(number)) {
        form.problem("phone_number", Problem::Invalid);
    }
    number
}

fn read_ip_address(form: &mut Form, scheme: Scheme) -> Option<IpAddr> {
    let text = form.text("payer_ip_address");
    only_for(form, "payer_ip_address", Scheme::Ach, scheme);
    let address = text.as_deref().and_then(|text| text.parse().ok());
    if text.is_some() && address.is_none() {
        form.problem("payer_ip_address", Problem::Invalid);
    }
    address
}

/// Notes that a field is another scheme's.
fn only_for(form: &mut Form, field: &str, its: Scheme, scheme: Scheme) {
    if form.has(field) && scheme != its {
        form.problem(field, Problem::Other(format!("can only be given for {its} mandates").into()));
    }
}
