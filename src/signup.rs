//! The whole form: owns the journey and shows its current step.

use std::cell::RefCell;

use leptos::ev;
use leptos::html::section;
use leptos::prelude::*;
use signup_api::Signup;
use web_sys::{Element, Node};

use crate::draft::Draft;
use crate::elements::{El, el, fragment};
use crate::form::{Form, Listeners};
use crate::history;
use crate::i18n::{Word, Words};
use crate::journey::{Event, Journey};
use crate::options::Options;
use crate::steps::{confirming, declined, details, done, interrupted, leaving, loading, review, stopped};

/// A Direct Debit signup form.
#[component]
pub fn MandateSignup(
    /// Where the form stands and what for.
    options: Options,
    /// What it says, in one language.
    words: Words,
    /// What the payer has typed already, into the plain form that stood in its place.
    #[prop(optional)]
    draft: Draft,
    /// Called once the mandate exists.
    #[prop(optional, into)]
    on_done: Option<UnsyncCallback<Signup>>,
    /// Called when the payer says not to be allowed to authorise debits alone.
    #[prop(optional, into)]
    on_declined: Option<UnsyncCallback<()>>,
    /// Asked for what the payer has typed, in place of `draft`: again with the first answer that the form waits for, since
    /// the payer may go on typing into the plain form until then.
    #[prop(optional, into)]
    typed: Option<UnsyncCallback<(), Draft>>,
) -> impl IntoView {
    let form = Form::new(options, words, draft, Listeners { on_done, on_declined, typed });
    listen(form);
    form.begin();

    let awaited = move |word: Option<Word>| fragment().children(word.map(|word| fragment().text(form.say(word))));
    let step = move |_| form.journey.with(|journey| view(form, journey));
    let content = fragment()
        .child(el("p").class("visually-hidden").attr("role", "status").changing(move || form.awaited(), awaited))
        .changing(move || form.journey.with(Step::of), step);
    let content = StoredValue::new_local(content.into_node());
    section()
        .class("signup")
        .lang(words.language())
        .dir(words.direction())
        .directive(move |element: Element, ()| put(content, &element), ())
}

/// Puts `content` into an element that is not in the page yet.
fn put(content: StoredValue<Node, LocalStorage>, element: &Element) {
    content.with_value(|content| {
        // Only a node that holds the element cannot be put into it.
        let _ = element.append_child(content);
    });
}

/// What the payer sees: a form that is being sent stays where it is.
fn view(form: Form, journey: &Journey) -> El {
    match journey {
        Journey::Asking(_) => loading(form),
        Journey::Confirming { hosted_page, .. } => confirming(form, hosted_page.as_deref()),
        Journey::Declined { .. } => declined(form),
        Journey::Details { .. } | Journey::Starting(_) => details(form),
        Journey::Done(signup) => done(form, signup),
        Journey::Interrupted { question, failure } => interrupted(form, question, failure),
        Journey::Leaving { url, .. } => leaving(form, url),
        Journey::Review { submission, .. } | Journey::Submitting { submission, .. } => review(form, submission),
        Journey::Stopped(stop) => stopped(form, stop),
    }
}

/// The views: within one, the journey goes on without a new view.
#[derive(Clone, Copy, Eq, PartialEq)]
enum Step {
    Confirming,
    Declined,
    Details,
    Done,
    Interrupted,
    Leaving,
    Loading,
    Review,
    Stopped,
}

impl Step {
    fn of(journey: &Journey) -> Self {
        match journey {
            Journey::Asking(_) => Self::Loading,
            Journey::Confirming { .. } => Self::Confirming,
            Journey::Declined { .. } => Self::Declined,
            Journey::Details { .. } | Journey::Starting(_) => Self::Details,
            Journey::Done(_) => Self::Done,
            Journey::Interrupted { .. } => Self::Interrupted,
            Journey::Leaving { .. } => Self::Leaving,
            Journey::Review { .. } | Journey::Submitting { .. } => Self::Review,
            Journey::Stopped(_) => Self::Stopped,
        }
    }
}

/// Back from the step behind the form, and the page shown again as it was left.
fn listen(form: Form) {
    let fragment = RefCell::new(history::fragment());
    let back = window_event_listener(ev::popstate, move |_| {
        // A link within the page makes a history entry too, and the browser tells of it in the same way.
        let earlier = fragment.replace(history::fragment());
        if earlier == *fragment.borrow() {
            form.send(Event::Back);
        }
    });
    let restored = window_event_listener(ev::pageshow, move |event| {
        if event.persisted() {
            form.send(Event::Restored);
        }
    });
    on_cleanup(move || {
        back.remove();
        restored.remove();
    });
}
