//! Looking up bank details before they are anybody's: by our own rules first, then at GoCardless.

use bank_details::{Account, Scheme};
use gocardless_api::NewBankDetailsLookup;
use serde::{Deserialize, Serialize};
use signup_api::BankAccount;

use crate::AppState;
use crate::cookie::BrowserToken;
use crate::error::AppError;
use crate::store::OrganisationId;

/// `{"bank_details_lookups": …}`: bank details, or what is known of them.
#[derive(Deserialize, Serialize)]
pub(crate) struct BankDetailsLookups<T> {
    pub(crate) bank_details_lookups: T,
}

/// What is known of an account.
#[derive(Serialize)]
pub(crate) struct BankDetailsLookup {
    /// The bank's name, where GoCardless knows it.
    bank_name: Option<String>,
    /// The schemes that reach the account, by GoCardless's identifiers; none where it cannot be collected from.
    available_debit_schemes: Vec<String>,
}

/// Looks an account up for a browser that has started a signup.
///
/// What cannot be an account by its country's rules is refused here, field by field, and never sent. GoCardless watches
/// who asks: a stranger's browser is told nothing.
pub(crate) async fn look_up(
    state: &AppState,
    browser: Option<&BrowserToken>,
    details: &BankAccount,
) -> Result<BankDetailsLookup, AppError> {
    let is_known = match browser {
        Some(browser) => state.store.knows_browser(OrganisationId::OWN, browser.hash()).await?,
        None => false,
    };
    if !is_known {
        return Err(AppError::OtherBrowser);
    }
    let account =
        details.account().map_err(|errors| AppError::InvalidFields(errors.into_iter().map(Into::into).collect()))?;
    let holder = Some(details.account_holder_name.trim()).filter(|name| !name.is_empty());
    let new = NewBankDetailsLookup { account_holder_name: holder.map(str::to_owned), ..sendable(&account) };
    let found = state.gocardless.look_up_bank_details(&new).await?;
    Ok(BankDetailsLookup {
        bank_name: found.bank_name,
        available_debit_schemes: found.available_debit_schemes.into_iter().map(String::from).collect(),
    })
}

/// The account in its canonical form, under GoCardless's names.
pub(crate) fn sendable(account: &Account) -> NewBankDetailsLookup {
    match account {
        Account::Australia { bsb, account_number } => {
            local(Scheme::Becs, None, Some(bsb.as_str()), account_number.as_str())
        }
        Account::Canada { institution_number, transit_number, account_number } => local(
            Scheme::Pad,
            Some(institution_number.as_str()),
            Some(transit_number.as_str()),
            account_number.as_str(),
        ),
        Account::Denmark(account) => local(
            Scheme::Betalingsservice,
            Some(account.registration_number.as_str()),
            None,
            account.account_number.as_str(),
        ),
        Account::Iban(iban) => {
            NewBankDetailsLookup { iban: Some(iban.as_str().to_owned()), ..NewBankDetailsLookup::default() }
        }
        Account::NewZealand(account) => local(Scheme::BecsNz, None, None, account.as_str()),
        Account::Sweden(account) => {
            local(Scheme::Autogiro, None, Some(account.clearing_number().as_str()), account.account_number())
        }
        Account::UnitedKingdom(account) => {
            local(Scheme::Bacs, None, Some(account.sort_code().as_str()), account.account_number().as_str())
        }
        Account::UnitedStates { routing_number, account_number } => {
            local(Scheme::Ach, Some(routing_number.as_str()), None, account_number.as_str())
        }
    }
}

/// Local details of the scheme's country.
fn local(
    scheme: Scheme,
    bank_code: Option<&str>,
    branch_code: Option<&str>,
    account_number: &str,
) -> NewBankDetailsLookup {
    NewBankDetailsLookup {
        country_code: scheme.country().map(str::to_owned),
        bank_code: bank_code.map(str::to_owned),
        branch_code: branch_code.map(str::to_owned),
        account_number: Some(account_number.to_owned()),
        ..NewBankDetailsLookup::default()
    }
}

#[cfg(test)]
mod tests {
    use bank_details::Details;
    use serde_json::{Value, json};

    use super::*;

    #[test]
    fn an_account_is_sent_as_its_country_writes_it_for_machines() {
        for (country, [bank_code, branch_code, account_number], expected) in [
            ("AU", ["", "123-456", "12345678a"], json!({"branch_code": "123456", "account_number": "12345678A"})),
            (
                "CA",
                ["036", "00063", "0123456"],
                json!({"account_number": "0123456", "bank_code": "0036", "branch_code": "00063"}),
            ),
            ("DK", ["", "", "345-3179681"], json!({"bank_code": "0345", "account_number": "0003179681"})),
            ("GB", ["", "20-00-00", "5577 9911"], json!({"branch_code": "200000", "account_number": "55779911"})),
            ("NZ", ["", "", "01-0902-0068389-000"], json!({"account_number": "0109020068389000"})),
            ("SE", ["", "7507", "121 120-3"], json!({"branch_code": "7507", "account_number": "1211203"})),
            ("US", ["026073150", "", "2715500356"], json!({"bank_code": "026073150", "account_number": "2715500356"})),
        ] {
            let details = Details { account_number, bank_code, branch_code, iban: "" };
            let sent = serde_json::to_value(sendable(&Account::parse(country, &details).unwrap())).unwrap();
            let mut expected: Value = expected;
            expected["country_code"] = json!(country);
            assert_eq!(sent, expected);
        }
        let iban = Account::parse("", &Details { iban: "DE89 3704 0044 0532 0130 00", ..Details::default() }).unwrap();
        assert_eq!(serde_json::to_value(sendable(&iban)).unwrap(), json!({"iban": "DE89370400440532013000"}));
    }
}
