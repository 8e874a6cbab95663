//! What a payer is told of a scheme before an authority is given.

use serde::{Deserialize, Serialize};

use crate::Creditor;

/// What a payer is told of a scheme before an authority is given, besides the scheme's own words.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
pub struct Terms {
    /// The scheme, by GoCardless's identifier.
    pub scheme: String,
    /// Who collects, as the creditor's scheme identifier has it: the name on the statement, the scheme's reference.
    #[serde(default)]
    pub creditor: Creditor,
    /// Working days of notice before each collection.
    #[serde(default)]
    pub notice_days: Option<u16>,
    /// A date, `YYYY-MM-DD`, before which nothing is collected if the payer confirms today.
    #[serde(default)]
    pub earliest_charge_date: Option<String>,
    /// The merchant's own agreement that belongs to the authority, such as BECS's service agreement.
    #[serde(default)]
    pub agreement_url: Option<String>,
    /// The merchant's own wording of the authority, in place of the form's.
    #[serde(default)]
    pub wording: Option<Wording>,
}

/// The wording of an authority in one language.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
pub struct Wording {
    /// The language, as in BCP 47.
    pub language: String,
    /// The heading.
    pub title: String,
    /// What the payer agrees to, a paragraph each.
    #[serde(default)]
    pub paragraphs: Vec<String>,
}
