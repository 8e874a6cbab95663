//! The PDF of a mandate that there is.

use bank_details::Scheme;
use gocardless_api::Customer;
use jiff::Timestamp;

use super::NAME;
use super::blank::{Address, blank};
use crate::error::Refusal;
use crate::ledger::Organisation;
use crate::mandate_pdfs::{Numbers, Paper, PaperAccount, PaperPayer};
use crate::parameters::Form;
use crate::validation::Problem;

/// The mandate that is asked for; nothing else may be asked for with it.
pub(super) fn read(
    form: &mut Form,
    mandate: &str,
    organisation: &Organisation,
    now: Timestamp,
) -> Result<Paper, Refusal> {
    let others: Vec<_> = form.raw().keys().filter(|field| *field != "links" && form.has(field)).cloned().collect();
    for field in others {
        form.problem(&field, Problem::Other("cannot be given together with a mandate".into()));
    }
    if form.link("creditor").is_some() {
        form.problem("links/creditor", Problem::Other("cannot be given together with a mandate".into()));
    }
    form.check()?;
    paper_of_mandate(mandate, organisation, now)
}

/// The mandate on paper, its account censored, as agreed to on the day that it was made.
pub(crate) fn paper_of_mandate(mandate: &str, organisation: &Organisation, now: Timestamp) -> Result<Paper, Refusal> {
    let not_found = || Refusal::link_not_found(NAME, "mandate");
    let mandate = &organisation.mandates.get(mandate).ok_or_else(not_found)?.mandate;
    let creditor = organisation.creditor_for(Some(mandate.links.creditor.as_str())).map_err(|_| not_found())?;
    let account = organisation.customer_bank_accounts.get(mandate.links.customer_bank_account.as_str());
    let account = account.ok_or_else(not_found)?;
    let Some(customer) = organisation.customer(mandate.links.customer.as_str()) else {
        return Err(Refusal::state("customer_data_removed", "Customer's data has been removed"));
    };
    let scheme = mandate.scheme.as_ref().and_then(|scheme| scheme.as_str().parse().ok()).unwrap_or(Scheme::SepaCore);
    Ok(Paper {
        payer: payer(customer, scheme),
        account: PaperAccount {
            holder: Some(account.account_holder_name.clone()),
            numbers: Numbers::Censored {
                country_code: account.country_code.clone().unwrap_or_default(),
                ending: account.account_number_ending.clone(),
            },
            account_type: account.account_type.as_deref().and_then(|text| text.parse().ok()),
            bic: None,
        },
        reference: mandate.reference.clone(),
        signed_on: mandate.created_at.get(..10).and_then(|date| date.parse().ok()),
        ..blank(creditor, scheme, now)
    })
}

fn payer(customer: &Customer, scheme: Scheme) -> PaperPayer {
    let person: Vec<_> = [&customer.given_name, &customer.family_name].into_iter().flatten().cloned().collect();
    let name = customer.company_name.clone().unwrap_or_else(|| person.join(" "));
    let address = Address {
        lines: [customer.address_line1.clone(), customer.address_line2.clone(), customer.address_line3.clone()],
        city: customer.city.clone(),
        region: customer.region.clone(),
        postal_code: customer.postal_code.clone(),
        country_code: customer.country_code.clone(),
    };
    PaperPayer {
        name: Some(name).filter(|name| !name.is_empty()),
        address: address.printed(),
        identity_number: match scheme {
            Scheme::Autogiro => customer.swedish_identity_number.clone(),
            Scheme::Betalingsservice => customer.danish_identity_number.clone(),
            _ => None,
        },
        phone_number: customer.phone_number.clone(),
        ip_address: None,
    }
}
