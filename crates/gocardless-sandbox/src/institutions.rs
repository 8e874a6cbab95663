//! The institutions that payers can authorise at: one of GoCardless's own examples, the others invented.

use serde::Serialize;

use crate::ledger::Record;

/// A bank. Source: API reference, "Institutions".
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Institution {
    pub(crate) id: &'static str,
    pub(crate) name: &'static str,
    pub(crate) country_code: &'static str,
    icon_url: &'static str,
    logo_url: &'static str,
    autocompletes_collect_bank_account: bool,
    status: &'static str,
    roles: [&'static str; 1],
    limits: (),
    #[serde(skip)]
    pub(crate) schemes: &'static [&'static str],
}

const ICON: &str = "https://bank.example/icon.svg";
const LOGO: &str = "https://bank.example/logo.svg";

/// Every institution, in the order of lists.
pub(crate) static INSTITUTIONS: [Institution; 5] = [
    institution("monzo", "Monzo", "GB", &["faster_payments", "bacs"]),
    institution("sandbox_bank_gb", "Sandbox Bank", "GB", &["faster_payments", "bacs"]),
    institution("sandbox_bank_de", "Sandbox-Bank", "DE", &["sepa_credit_transfer", "sepa_core"]),
    institution("sandbox_bank_fr", "Banque Sandbox", "FR", &["sepa_credit_transfer", "sepa_core"]),
    institution("sandbox_bank_au", "Sandbox Bank Australia", "AU", &["pay_to"]),
];

const fn institution(
    id: &'static str,
    name: &'static str,
    country_code: &'static str,
    schemes: &'static [&'static str],
) -> Institution {
    Institution {
        id,
        name,
        country_code,
        icon_url: ICON,
        logo_url: LOGO,
        autocompletes_collect_bank_account: true,
        status: "enabled",
        roles: ["read_account_details"],
        limits: (),
        schemes,
    }
}

impl Record for Institution {
    fn id(&self) -> &str {
        self.id
    }

    /// Lists of institutions cannot be narrowed by time.
    fn created_at(&self) -> &'static str {
        "2015-07-06T00:00:00.000Z"
    }
}
