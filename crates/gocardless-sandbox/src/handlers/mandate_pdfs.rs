//! `/mandate_pdfs`: mandates on paper, to fill in, to sign or to keep.

mod blank;
mod create;
mod from_details;
mod from_mandate;

pub(crate) use self::blank::blank;
pub(crate) use self::create::{accepted_languages, create_mandate_pdf};
pub(crate) use self::from_mandate::paper_of_mandate;

const NAME: &str = "mandate_pdfs";
