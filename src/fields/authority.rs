//! Whether the payer may authorise debits alone.

use crate::elements::El;
use crate::field::Field;
use crate::fields::choice::field_choice;
use crate::form::Form;
use crate::i18n::Word;

/// The question that a paperless mandate depends on; nothing is chosen for the payer.
pub(crate) fn authority_choice(form: Form) -> El {
    let values = [("yes", form.say(Word::AuthorityYes)), ("no", form.say(Word::AuthorityNo))];
    field_choice(form, Field::Authority, values)
}
