//! While something is on its way.

use leptos::prelude::*;

use crate::form::Form;
use crate::i18n::Word;
use crate::journey::Journey;

/// While the backend is asked.
#[component]
pub(crate) fn Loading() -> impl IntoView {
    let form = Form::expect();
    view! {
        <div class="signup__waiting">
            <span class="signup__spinner" aria-hidden="true"></span>
            <p class="signup__text">{form.say(Word::Busy)}</p>
        </div>
    }
}

/// While the browser goes to another page; the link serves where it does not go by itself.
#[component]
pub(crate) fn Leaving() -> impl IntoView {
    let form = Form::expect();
    let url = form.journey.with_untracked(|journey| match journey {
        Journey::Leaving { url, .. } => url.clone(),
        _ => String::new(),
    });
    view! {
        <div class="signup__waiting">
            <span class="signup__spinner" aria-hidden="true"></span>
            <p class="signup__text">{form.say(Word::Leaving)}</p>
            <a class="signup__link" href=url>
                {form.say(Word::LeavingLink)}
            </a>
        </div>
    }
}
