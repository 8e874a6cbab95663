//! While something is on its way.

use super::title;
use crate::elements::{El, el, fragment};
use crate::form::Form;
use crate::i18n::Word;

/// While the backend is asked.
pub(crate) fn loading(form: Form) -> El {
    waiting(form.say(Word::Busy))
}

/// While the provider does not know yet that the payer has finished; the link serves where they have not.
pub(crate) fn confirming(form: Form, hosted_page: Option<&str>) -> El {
    let link = |url| {
        let link = el("a").class("signup__link").attr("href", url).text(form.say(Word::ButtonStart));
        el("p").class("signup__text").child(link)
    };
    fragment()
        .child(title(form, form.say(Word::ConfirmingTitle)))
        .child(waiting(form.say(Word::ConfirmingText)).children(hosted_page.map(link)))
}

/// While the browser goes to `url`; the link serves where it does not go by itself.
pub(crate) fn leaving(form: Form, url: &str) -> El {
    let link = el("a").class("signup__link").attr("href", url).text(form.say(Word::LeavingLink));
    waiting(form.say(Word::Leaving)).child(link)
}

fn waiting(text: &str) -> El {
    el("div")
        .class("signup__waiting")
        .child(el("span").class("signup__spinner").attr("aria-hidden", "true"))
        .child(el("p").class("signup__text").text(text))
}
