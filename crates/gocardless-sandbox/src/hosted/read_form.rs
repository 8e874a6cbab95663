//! What the fields of a sent form say.

use bank_details::Scheme;
use signup_api::Submission;

use super::bank_form::BankForm;

/// What was entered, and into which form for an account in which country.
pub(super) struct Sent {
    pub(super) submission: Submission,
    pub(super) bank: BankForm,
    pub(super) account_country: String,
    /// Whether the payer says not to be allowed to authorise alone.
    pub(super) refuses_authority: bool,
}

/// The hidden field that says which country's details were asked for: the payer's own country is another.
pub(super) const ACCOUNT_COUNTRY: &str = "account_country_code";

/// Reads a sent form; `scheme` is what the merchant named.
pub(super) fn read(fields: impl Iterator<Item = (String, String)>, scheme: Option<Scheme>) -> Sent {
    let mut submission = Submission::default();
    let mut refuses_authority = false;
    let (payer, account) = (&mut submission.payer, &mut submission.bank_account);
    for (name, value) in fields {
        let place = match name.as_str() {
            "given_name" => &mut payer.given_name,
            "family_name" => &mut payer.family_name,
            "company_name" => &mut payer.company_name,
            "swedish_identity_number" => &mut payer.swedish_identity_number,
            "danish_identity_number" => &mut payer.danish_identity_number,
            "email" => &mut payer.email,
            "address_line1" => &mut payer.address_line1,
            "address_line2" => &mut payer.address_line2,
            "city" => &mut payer.city,
            "region" => &mut payer.region,
            "postal_code" => &mut payer.postal_code,
            "country_code" => &mut payer.country_code,
            ACCOUNT_COUNTRY => &mut account.country_code,
            "bank_code" => &mut account.bank_code,
            "branch_code" => &mut account.branch_code,
            "account_number" => &mut account.account_number,
            "account_type" => &mut account.account_type,
            "iban" => &mut account.iban,
            "account_holder_name" => {
                account.account_holder_name = value;
                continue;
            }
            "authority" => {
                submission.authority = value == "yes";
                refuses_authority |= value == "no";
                continue;
            }
            _ => continue,
        };
        *place = Some(value);
    }
    let country = account.country_code.as_deref().or(scheme.and_then(Scheme::country)).unwrap_or("GB");
    let (account_country, bank) = (country.to_owned(), BankForm::of(scheme, country, account.iban.is_some()));
    Sent { submission, bank, account_country, refuses_authority }
}
