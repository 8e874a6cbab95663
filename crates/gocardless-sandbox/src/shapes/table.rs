//! What each shape needs.

/// A kind of resource that is only a shape.
#[derive(Clone, Copy, Debug)]
pub(super) struct Shape {
    /// The name of its envelope, and of its look in `shapes.json`.
    pub(super) name: &'static str,
    /// How its ids begin.
    pub(super) prefix: &'static str,
    /// What must be sent to make one.
    pub(super) required: &'static [&'static str],
    /// What must be asked for to list them.
    pub(super) listed_by: &'static [&'static str],
    /// Whether only those that were made are there; otherwise every id leads to the look of one.
    pub(super) is_remembered: bool,
}

const fn shape(name: &'static str, prefix: &'static str) -> Shape {
    Shape { name, prefix, required: &[], listed_by: &[], is_remembered: false }
}

impl Shape {
    const fn needs(self, required: &'static [&'static str]) -> Self {
        Self { required, is_remembered: true, ..self }
    }

    const fn listed_by(self, listed_by: &'static [&'static str]) -> Self {
        Self { listed_by, ..self }
    }
}

// Required fields: API reference, each resource's "Create".
pub(super) const BANK_ACCOUNT_DETAILS: Shape = shape("bank_account_details", "");
pub(super) const BANK_ACCOUNT_HOLDER_VERIFICATIONS: Shape =
    shape("bank_account_holder_verifications", "BAHV").needs(&["type", "links/bank_account"]);
pub(super) const CURRENCY_EXCHANGE_RATES: Shape = shape("currency_exchange_rates", "");
pub(super) const EXPORTS: Shape = shape("exports", "EX");
pub(super) const FUNDS_AVAILABILITY: Shape = shape("funds_availability", "");
pub(super) const LOGOS: Shape = shape("logos", "LGO").needs(&["image"]);
pub(super) const NEGATIVE_BALANCE_LIMITS: Shape = shape("negative_balance_limits", "NBL");
pub(super) const OUTBOUND_PAYMENTS: Shape =
    shape("outbound_payments", "OUT").needs(&["amount", "scheme", "links/recipient_bank_account"]);
/// An outbound payment to the creditor itself.
pub(super) const WITHDRAWALS: Shape = shape("outbound_payments", "OUT").needs(&["amount", "scheme"]);
pub(super) const OUTBOUND_PAYMENT_IMPORTS: Shape = shape("outbound_payment_imports", "OUTI").needs(&["entry_items"]);
pub(super) const OUTBOUND_PAYMENT_IMPORT_ENTRIES: Shape =
    shape("outbound_payment_import_entries", "OUTIE").listed_by(&["outbound_payment_import"]);
pub(super) const PAYER_THEMES: Shape = shape("payer_themes", "PTH").needs(&[]);
pub(super) const PAYMENT_ACCOUNTS: Shape = shape("payment_accounts", "BA");
pub(super) const PAYMENT_ACCOUNT_TRANSACTIONS: Shape =
    shape("payment_account_transactions", "PATR").listed_by(&["value_date_from", "value_date_to"]);
pub(super) const TAX_RATES: Shape = shape("tax_rates", "");
pub(super) const TRANSFERRED_MANDATES: Shape = shape("transferred_mandates", "");
pub(super) const VERIFICATION_DETAILS: Shape = shape("verification_details", "VD")
    .needs(&[
        "address_line1",
        "city",
        "company_number",
        "description",
        "directors",
        "name",
        "postal_code",
        "links/creditor",
    ])
    .listed_by(&["creditor"]);
