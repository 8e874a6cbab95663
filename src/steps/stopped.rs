//! Where it does not go on, or not yet: always with a way forward.

use super::done::contact;
use super::title;
use crate::elements::{El, el, fragment};
use crate::error_summary::failure_text;
use crate::failure::Failure;
use crate::form::Form;
use crate::i18n::Word;
use crate::journey::{Event, Question, Stop};
use crate::options::Page;

/// Why it does not go on here, and where it does.
pub(crate) fn stopped(form: Form, stop: &Stop) -> El {
    let (heading, text, link) = match stop {
        Stop::Expired(url) => (Word::StoppedExpiredTitle, Word::StoppedExpiredText, url.as_deref()),
        Stop::NotFound => (Word::StoppedNotFoundTitle, Word::StoppedNotFoundText, None),
        Stop::NotPermitted => (Word::StoppedNotPermittedTitle, Word::StoppedNotPermittedText, None),
        Stop::OtherBrowser => (Word::StoppedOtherBrowserTitle, Word::StoppedOtherBrowserText, None),
        Stop::PlanUnavailable => (Word::StoppedPlanTitle, Word::StoppedPlanText, None),
        Stop::Submitted(url) => (Word::StoppedSubmittedTitle, Word::StoppedSubmittedText, url.as_deref()),
    };
    let go_on = link.map(|url| {
        let text = form.words.fill(Word::ButtonGoOn, &[("creditor", &form.creditor().name)]);
        el("a").class("signup__button").attr("href", url).text(text)
    });
    // Starting again does not help where the merchant may not do it at all.
    let out = match stop {
        Stop::NotPermitted => contact(form, &form.creditor()),
        _ => (form.page != Page::Hosted).then(|| start_again(form)),
    };
    fragment()
        .child(title(form, form.say(heading)))
        .child(el("p").class("signup__text").text(form.say(text)))
        .children(go_on)
        .children(out)
}

/// A question without an answer: try again, or start again.
pub(crate) fn interrupted(form: Form, question: &Question, failure: &Failure) -> El {
    let incomplete = *failure == Failure::Incomplete;
    let text = match (failure, question) {
        (Failure::Incomplete, _) => Word::FailureIncomplete,
        (Failure::TooMany(_), _) => Word::FailureTooMany,
        (_, Question::Open { .. }) => Word::FailureOpening,
        (_, Question::Completion { .. }) => Word::FailureCompleting,
        _ => Word::FailureAsking,
    };
    fragment()
        .child(title(form, form.say(Word::FailureTitle)))
        .child(failure_text(form, text, failure))
        .child(button(form, Word::ButtonTryAgain, Event::Retried))
        .children((form.page != Page::Hosted && incomplete).then(|| start_again(form)))
}

fn start_again(form: Form) -> El {
    let event = match form.page {
        Page::SelfHosted => Event::Opened { another: false },
        Page::Hosted | Page::Merchant => Event::StartedAgain,
    };
    button(form, Word::ButtonStartAgain, event)
}

fn button(form: Form, label: Word, event: Event) -> El {
    el("button")
        .class("signup__button")
        .attr("type", "button")
        .on("click", move |_| form.send(event.clone()))
        .text(form.say(label))
}
