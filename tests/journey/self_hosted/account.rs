//! An account in each scheme, with what its payer types and is shown.

use gocardless_api::Scheme;

use crate::support::Payer;

/// Who pays; nothing of this is a word that anything else could say.
pub(super) const PAYER: [(&str, &str); 4] = [
    ("First name", "Ottilie"),
    ("Last name", "Quenneville"),
    ("Email address", "ottilie@quenneville.example"),
    ("Name on the account", "O Quenneville-Hartsfield"),
];

/// Where, in the schemes that ask.
pub(super) const ADDRESS: [(&str, &str); 2] =
    [("Address line 1", "7 Gallowgate Wynd"), ("Town or city", "Cockermouth")];

/// An account, and how its payer signs up.
pub(super) struct Account {
    pub(super) scheme: Scheme,
    /// The plan that the scheme collects.
    pub(super) plan: &'static str,
    /// What is typed besides [`PAYER`], by label.
    pub(super) typed: &'static [(&'static str, &'static str)],
    pub(super) chosen: Option<&'static str>,
    /// What the review must show of it.
    pub(super) shown: &'static [&'static str],
    /// The title of what is agreed to, and the button that does it.
    pub(super) agreement: &'static str,
    pub(super) confirm: &'static str,
    /// Its numbers, as typed and as sent on.
    pub(super) numbers: &'static [&'static str],
    /// The numbers of its bank, as far as they are long enough to be looked for.
    pub(super) branch: &'static [&'static str],
}

/// One for each scheme. Sources of the numbers: the modulus specification's cases; the SWIFT registry; the README of
/// `ibandit`; GoCardless's test details. Where there are no check digits, any will do.
pub(super) const ACCOUNTS: [Account; 8] = [
    Account {
        scheme: Scheme::Ach,
        plan: "magazine-usd",
        typed: &[
            ("State", "il"),
            ("ZIP code", "62701"),
            ("Routing number", "026073150"),
            ("Account number", "84739201561234"),
        ],
        chosen: Some("Savings"),
        shown: &["7 Gallowgate Wynd", "IL", "026073150", "84739201561234", "Savings"],
        agreement: "ACH debit authorization",
        confirm: "Authorize these debits",
        numbers: &["84739201561234"],
        branch: &["026073150"],
    },
    Account {
        scheme: Scheme::Autogiro,
        plan: "magazine-sek",
        typed: &[
            ("Personal identity number (personnummer)", "811228-9874"),
            ("Clearing number (clearingnummer)", "7507"),
            ("Account number (kontonummer)", "121 12 03"),
        ],
        chosen: None,
        shown: &["811228-9874", "7507", "1211203"],
        agreement: "Mandate for payment by Autogiro",
        confirm: "Set up Autogiro",
        numbers: &["811228-9874", "8112289874", "198112289874", "121 12 03", "1211203"],
        branch: &[],
    },
    Account {
        scheme: Scheme::Bacs,
        plan: "magazine",
        typed: &[("Postcode", "CA13 0AB"), ("Sort code", "08-99-99"), ("Account number", "66374958")],
        chosen: None,
        shown: &["7 Gallowgate Wynd", "Cockermouth", "08-99-99", "66374958", "The Direct Debit Guarantee"],
        agreement: "Instruction to your bank or building society to pay by Direct Debit",
        confirm: "Set up Direct Debit",
        numbers: &["66374958"],
        branch: &["089999", "08-99-99"],
    },
    Account {
        scheme: Scheme::Becs,
        plan: "magazine-aud",
        typed: &[("BSB", "062-184"), ("Account number", "847392015")],
        chosen: None,
        shown: &["062-184", "847392015"],
        agreement: "Direct Debit Request",
        confirm: "Set up Direct Debit",
        numbers: &["847392015"],
        branch: &["062184", "062-184"],
    },
    Account {
        scheme: Scheme::BecsNz,
        plan: "magazine-nzd",
        typed: &[("Account number", "010902006838900")],
        chosen: None,
        shown: &["01-0902-0068389-00"],
        agreement: "Direct Debit Authority",
        confirm: "Set up Direct Debit",
        numbers: &["010902006838900", "01-0902-0068389-00", "0068389"],
        branch: &[],
    },
    Account {
        scheme: Scheme::Betalingsservice,
        plan: "magazine-dkk",
        typed: &[
            ("CPR number", "0101901234"),
            ("Registration number (registreringsnummer)", "345"),
            ("Account number (kontonummer)", "8473920156"),
        ],
        chosen: None,
        shown: &["010190-1234", "0345", "8473920156"],
        agreement: "Payment agreement through Betalingsservice",
        confirm: "Set up Betalingsservice",
        numbers: &["0101901234", "010190-1234", "8473920156"],
        branch: &[],
    },
    Account {
        scheme: Scheme::Pad,
        plan: "magazine-cad",
        typed: &[("Transit number", "00063"), ("Institution number", "036"), ("Account number", "847392015612")],
        chosen: None,
        shown: &["00063", "036", "847392015612"],
        agreement: "Payor's Pre-Authorized Debit (PAD) Agreement",
        confirm: "Agree to these debits",
        numbers: &["847392015612"],
        branch: &[],
    },
    Account {
        scheme: Scheme::SepaCore,
        plan: "magazine-eur",
        typed: &[("IBAN", "de89370400440532013000")],
        chosen: None,
        shown: &["DE89 3704 0044 0532 0130 00", "Germany, bank code 37040044"],
        agreement: "SEPA Direct Debit mandate",
        confirm: "Set up Direct Debit",
        numbers: &["DE89370400440532013000", "de89370400440532013000", "DE89 3704 0044 0532 0130 00"],
        branch: &["37040044"],
    },
];

impl Account {
    pub(super) fn of(scheme: &Scheme) -> &'static Self {
        ACCOUNTS.iter().find(|account| account.scheme == *scheme).expect("an account in each scheme")
    }

    /// Fills in the whole form that the payer is at.
    pub(super) async fn is_filled_in_by(&self, payer: &Payer) {
        let address: &[_] = if matches!(self.scheme, Scheme::Ach | Scheme::Bacs) { &ADDRESS } else { &[] };
        for (label, text) in PAYER.iter().chain(address).chain(self.typed) {
            payer.types(label, text).await;
        }
        for choice in self.chosen.into_iter().chain(["Yes"]) {
            payer.chooses(choice).await;
        }
    }

    /// From the filled-in form to the end.
    pub(super) async fn is_confirmed_by(&self, payer: &Payer) {
        payer.presses("Continue").await;
        payer.find("heading", "Check your details").await;
        payer.presses(self.confirm).await;
        payer.find("heading", "Your Direct Debit is set up").await;
    }
}
