//! What the payer agrees to, on screen.

use leptos::prelude::*;
use signup_api::{Payer, Terms};

use crate::draft::Draft;
use crate::elements::{El, el, fragment};
use crate::form::Form;
use crate::format::{self, CountryNames};
use crate::i18n::Word;
use crate::scheme_text::{Case, Part};

/// What GoCardless tells payers about their personal data.
const PRIVACY_NOTICE: &str = "https://gocardless.com/privacy";

/// What the payer is about to agree to, as far as it is known.
pub(super) fn case(form: Form, payer: &Payer) -> Case {
    let locale = form.options().locale;
    let scheme = form.draft.with_untracked(Draft::collecting_scheme);
    let mut terms = form.terms(scheme).unwrap_or_else(|| Terms { creditor: form.creditor(), ..Terms::default() });
    if terms.creditor.name.is_empty() {
        terms.creditor = form.creditor();
    }
    if let Some(code) = terms.creditor.country_code.take() {
        terms.creditor.address.push(CountryNames::new(form.words.language()).get(&code));
    }
    let plan = form.plan();
    Case {
        scheme,
        is_business: payer.company_name.is_some(),
        description: plan.as_ref().map(|plan| plan.name.clone()).or_else(|| form.description()),
        price: plan.as_ref().map(|plan| format::price(plan, form.words, &locale)),
        interval: plan.map(|plan| plan.interval),
        first_date: terms.earliest_charge_date.as_deref().map(|date| format::date(date, &locale)),
        terms,
    }
}

/// The parts of a scheme's text, set apart from everything else.
pub(super) fn agreement(form: Form, parts: Vec<Part>) -> El {
    fragment().children(parts.into_iter().map(|part| section(form, part)))
}

fn section(form: Form, part: Part) -> El {
    let mut section = el("div").class("signup__legal");
    if let Some(language) = part.language {
        section = section.attr("lang", &language);
    }
    if !part.title.is_empty() {
        section = section.child(el("h3").class("signup__subtitle").text(part.title));
    }
    section
        .children(part.paragraphs.into_iter().map(|paragraph| el("p").text(paragraph)))
        // The link speaks the form's language beside a merchant's own wording in another.
        .children(part.link.map(|(words, url)| el("p").attr("lang", form.words.language()).child(link(words, &url))))
}

/// A link out of the form, which leaves the form open.
fn link(words: &str, url: &str) -> El {
    el("a").class("signup__link").attr("href", url).attr("target", "_blank").attr("rel", "noopener").text(words)
}

/// Who processes the payments, and what they say of personal data.
///
/// Source: the guides on payment pages of GoCardless, which ask for both on every page that takes bank details.
pub(super) fn footer(form: Form) -> El {
    el("p")
        .class("signup__hint signup__footer")
        .text([form.say(Word::FooterGocardless), ". "].concat())
        .child(link(form.say(Word::FooterPrivacy), PRIVACY_NOTICE))
}
