//! `/blocks`: whom a merchant will not take mandates from.

mod block_by_reference;
mod create;
mod disable;
mod enable;
mod get;
mod list;

pub(crate) use self::block_by_reference::block_by_reference;
pub(crate) use self::create::create_block;
pub(crate) use self::disable::disable_block;
pub(crate) use self::enable::enable_block;
pub(crate) use self::get::get_block;
pub(crate) use self::list::list_blocks;
use crate::parameters::Form;
use crate::validation::Problem;

const NAME: &str = "blocks";

/// Source: API reference, "Blocks".
const BLOCK_TYPES: [&str; 4] = ["email", "email_domain", "bank_account", "bank_name"];
const REASON_TYPES: [&str; 4] = ["identity_fraud", "no_intent_to_pay", "unfair_chargeback", "other"];

/// Reads why something is blocked; other reasons than the usual ones need words.
fn read_reason(form: &mut Form) -> (String, Option<String>) {
    let reason_type = form.required_one_of("reason_type", &REASON_TYPES);
    let description = form.text("reason_description");
    if reason_type == "other" && description.is_none() {
        form.problem("reason_description", Problem::Required);
    }
    (reason_type, description)
}
