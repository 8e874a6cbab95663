//! What a payer submits, checked: from here on every part is known to be acceptable to its scheme.

use bank_details::identity::{DanishIdentityNumber, IdentityError, SwedishIdentityNumber};
use bank_details::{Account, Scheme};
use signup_api::{BankAccount, FieldError, Needs, Payer, Submission};

use super::request::Problems;

/// A submission, checked.
pub(crate) struct Checked {
    /// Only what the scheme needs of identity numbers, in the form that GoCardless takes.
    pub(super) payer: Payer,
    pub(super) account: Account,
    pub(crate) account_holder_name: String,
    /// `checking` or `savings`, with ACH.
    pub(super) account_type: Option<String>,
    /// The part of the bank details to name where the account as a whole is refused.
    pub(super) first_part: &'static str,
}

/// Checks every part of a submission for a plan that `scheme` collects, by the same rules as the form.
///
/// # Errors
///
/// All that is wrong, in the form's order.
pub(crate) fn check(submission: Submission, scheme: Scheme) -> Result<Checked, Vec<FieldError>> {
    let mut problems = Problems::default();
    let Submission { payer, bank_account, authority } = submission;
    let first_part = first_part(&bank_account);
    let account = account(&mut problems, &bank_account, scheme, first_part);
    let holder = problems.text("account_holder_name", Some(bank_account.account_holder_name));
    require(&mut problems, "account_holder_name", holder.as_deref());
    let account_type = (scheme == Scheme::Ach).then(|| bank_account.account_type.unwrap_or_default());
    match account_type.as_deref() {
        None | Some("checking" | "savings") => {}
        Some("") => missing(&mut problems, "account_type"),
        Some(_) => problems.add_reason("account_type", "structure", "is neither checking nor savings"),
    }

    let country = account.as_ref().map(country_of).or(scheme.country());
    let payer = problems.payer(payer);
    let payer = required(&mut problems, payer, scheme, country);
    if !authority {
        missing(&mut problems, "authority");
    }
    match (account, holder, problems.0) {
        (Some(account), Some(account_holder_name), problems) if problems.is_empty() => {
            Ok(Checked { payer, account, account_holder_name, account_type, first_part })
        }
        (_, _, problems) => Err(problems),
    }
}

/// What GoCardless and the scheme need of a payer with an account in `country`.
fn required(problems: &mut Problems, payer: Payer, scheme: Scheme, country: Option<&str>) -> Payer {
    let needs = Needs::of(scheme, country);
    if payer.company_name.is_none() {
        require(problems, "given_name", payer.given_name.as_deref());
        require(problems, "family_name", payer.family_name.as_deref());
    }
    require(problems, "email", payer.email.as_deref());
    if payer.email.as_deref().is_some_and(|email| !is_email(email)) {
        problems.add_reason("email", "structure", "is not an email address");
    }
    if needs.address {
        require(problems, "address_line1", payer.address_line1.as_deref());
        require(problems, "city", payer.city.as_deref());
        require(problems, "postal_code", payer.postal_code.as_deref());
    }
    if needs.region {
        require(problems, "region", payer.region.as_deref());
        let two_letters = |text: &str| text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_alphabetic());
        if payer.region.as_deref().is_some_and(|region| !two_letters(region)) {
            problems.add_reason("region", "structure", "is not the two letters of a state");
        }
    }
    let text = |number: &Option<String>| number.clone().unwrap_or_default();
    let swedish = needs.swedish_identity_number.then(|| {
        text(&payer.swedish_identity_number).parse().map(|number: SwedishIdentityNumber| number.as_str().to_owned())
    });
    let danish = needs.danish_identity_number.then(|| {
        text(&payer.danish_identity_number).parse().map(|number: DanishIdentityNumber| number.as_str().to_owned())
    });
    Payer {
        swedish_identity_number: identity_number(problems, "swedish_identity_number", swedish),
        danish_identity_number: identity_number(problems, "danish_identity_number", danish),
        region: payer.region.map(|region| if needs.region { region.to_ascii_uppercase() } else { region }),
        country_code: payer.country_code.or_else(|| country.map(str::to_owned)),
        ..payer
    }
}

fn identity_number(
    problems: &mut Problems,
    field: &str,
    number: Option<Result<String, IdentityError>>,
) -> Option<String> {
    match number? {
        Ok(number) => Some(number),
        Err(error) => {
            problems.add_reason(field, error.as_str(), "is not such a number");
            None
        }
    }
}

/// The account, if its numbers can be right and the scheme collects from such accounts.
fn account(problems: &mut Problems, details: &BankAccount, scheme: Scheme, first_part: &str) -> Option<Account> {
    match details.account() {
        Ok(account) if collects_from(scheme, &account) => Some(account),
        Ok(_) => {
            problems.add_reason(first_part, "unreachable", "is not of an account that the plan is collected from");
            None
        }
        Err(errors) => {
            problems.0.extend(errors.into_iter().map(FieldError::from));
            None
        }
    }
}

/// Whether the scheme takes such accounts. Source: API reference, "Local bank details".
fn collects_from(scheme: Scheme, account: &Account) -> bool {
    match (scheme, account) {
        (Scheme::Bacs, Account::Iban(iban)) => iban.country_code() == "GB",
        (Scheme::SepaCore, Account::Iban(iban)) => iban.country().is_sepa(),
        (_, Account::Iban(_)) => false,
        (scheme, account) => scheme.country() == Some(country_of(account)),
    }
}

fn country_of(account: &Account) -> &'static str {
    match account {
        Account::Australia { .. } => "AU",
        Account::Canada { .. } => "CA",
        Account::Denmark(_) => "DK",
        Account::Iban(iban) => iban.country_code(),
        Account::NewZealand(_) => "NZ",
        Account::Sweden(_) => "SE",
        Account::UnitedKingdom(_) => "GB",
        Account::UnitedStates { .. } => "US",
    }
}

/// The first part that was filled in.
fn first_part(details: &BankAccount) -> &'static str {
    let parts = [("iban", &details.iban), ("bank_code", &details.bank_code), ("branch_code", &details.branch_code)];
    let is_given = |text: &Option<String>| text.as_deref().is_some_and(|text| !text.trim().is_empty());
    parts.into_iter().find(|(_, text)| is_given(text)).map_or("account_number", |(name, _)| name)
}

fn require(problems: &mut Problems, field: &str, text: Option<&str>) {
    if text.is_none() {
        missing(problems, field);
    }
}

fn missing(problems: &mut Problems, field: &str) {
    problems.add_reason(field, "missing", "is required");
}

/// Something, an at sign, and a domain with a dot: what else is an address only its server knows.
fn is_email(text: &str) -> bool {
    let Some((local, domain)) = text.rsplit_once('@') else { return false };
    let dotted = domain.contains('.') && domain.split('.').all(|label| !label.is_empty());
    !local.is_empty() && dotted && !text.contains(char::is_whitespace) && !local.contains('@')
}

#[cfg(test)]
mod tests;
