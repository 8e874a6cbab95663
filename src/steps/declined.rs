//! Other ways, for a payer who may not authorise debits alone.

use super::title;
use crate::elements::{El, el, fragment};
use crate::field::Field;
use crate::form::Form;
use crate::i18n::Word;

/// The mandate on paper, another way to pay, and the way back.
pub(crate) fn declined(form: Form) -> El {
    let creditor = form.creditor();
    let fill = |word| form.words.fill(word, &[("creditor", &creditor.name)]);
    let paper = form.mandate_pdf().map(|address| {
        let link =
            el("a").class("signup__button").attr("href", &address).attr("target", "_blank").attr("rel", "noopener");
        fragment()
            .child(el("p").class("signup__text").text(fill(Word::DeclinedPaper)))
            .child(link.text(form.say(Word::DeclinedPdf)))
    });
    let back = el("button")
        .class("signup__link")
        .attr("type", "button")
        .on("click", move |_| form.change(Field::Authority))
        .text(form.say(Word::DeclinedBack));
    fragment()
        .child(title(form, form.say(Word::DeclinedTitle)))
        .child(el("p").class("signup__text").text(form.say(Word::DeclinedText)))
        .children(paper)
        .child(el("p").class("signup__text").text(fill(Word::DeclinedOther)))
        .child(el("p").class("signup__text").child(back))
}
