//! Where it does not go on, or not yet: always with a way forward.

use leptos::prelude::*;

use crate::error_summary::FailureText;
use crate::failure::Failure;
use crate::form::Form;
use crate::i18n::Word;
use crate::journey::{Event, Journey, Question, Stop};
use crate::options::Page;
use crate::signup::Title;

/// Why it does not go on here, and where it does.
#[component]
pub(crate) fn Stopped() -> impl IntoView {
    let form = Form::expect();
    let Journey::Stopped(stop) = form.journey.get_untracked() else {
        return ().into_any();
    };
    let (title, text, link) = match stop {
        Stop::Expired(url) => (Word::StoppedExpiredTitle, Word::StoppedExpiredText, url),
        Stop::NotFound => (Word::StoppedNotFoundTitle, Word::StoppedNotFoundText, None),
        Stop::OtherBrowser => (Word::StoppedOtherBrowserTitle, Word::StoppedOtherBrowserText, None),
        Stop::PlanUnavailable => (Word::StoppedPlanTitle, Word::StoppedPlanText, None),
        Stop::Submitted(url) => (Word::StoppedSubmittedTitle, Word::StoppedSubmittedText, url),
    };
    let go_on = link.map(|url| {
        let text = form.words.fill(Word::ButtonGoOn, &[("creditor", &form.creditor().name)]);
        view! {
            <a class="signup__button" href=url>
                {text}
            </a>
        }
    });
    view! {
        <Title text=form.say(title) />
        <p class="signup__text">{form.say(text)}</p>
        {go_on}
        {(form.page == Page::Merchant).then(|| view! { <StartAgain /> })}
    }
    .into_any()
}

/// A question without an answer: try again, or start again.
#[component]
pub(crate) fn Interrupted() -> impl IntoView {
    let form = Form::expect();
    let Journey::Interrupted { question, failure } = form.journey.get_untracked() else {
        return ().into_any();
    };
    let completing = matches!(question, Question::Completion { .. });
    let incomplete = failure == Failure::Incomplete;
    view! {
        <Title text=form.say(Word::FailureTitle) />
        {if completing && !incomplete {
            view! { <p class="signup__text">{form.say(Word::FailureCompleting)}</p> }.into_any()
        } else {
            view! { <FailureText failure /> }.into_any()
        }}
        <button class="signup__button" type="button" on:click=move |_| form.send(Event::Retried)>
            {form.say(Word::ButtonTryAgain)}
        </button>
        {(form.page == Page::Merchant && incomplete).then(|| view! { <StartAgain /> })}
    }
    .into_any()
}

#[component]
fn StartAgain() -> impl IntoView {
    let form = Form::expect();
    view! {
        <button class="signup__button" type="button" on:click=move |_| form.send(Event::StartedAgain)>
            {form.say(Word::ButtonStartAgain)}
        </button>
    }
}
