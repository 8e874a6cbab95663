//! The whole form: owns the journey and shows its current step.

use leptos::prelude::*;
use leptos::{ev, html};
use signup_api::Signup;

use crate::draft::Draft;
use crate::form::Form;
use crate::i18n::Word;
use crate::journey::{Event, Journey};
use crate::options::Options;
use crate::steps::{Details, Done, Interrupted, Leaving, Loading, Review, Stopped};

/// A Direct Debit signup form.
#[component]
pub fn MandateSignup(
    /// Where the form stands and what for.
    options: Options,
    /// What the payer has typed already, into the plain form that stood in its place.
    #[prop(optional)]
    draft: Draft,
    /// Called once the mandate exists.
    #[prop(optional, into)]
    on_done: Option<UnsyncCallback<Signup>>,
) -> impl IntoView {
    let form = Form::new(options, draft);
    provide_context(form);
    listen(form);
    form.begin();

    Effect::new(move |_| {
        if let (Journey::Done(signup), Some(on_done)) = (form.journey.get(), &on_done) {
            on_done.run(*signup);
        }
    });

    let step = Memo::new(move |_| form.journey.with(Step::of));
    view! {
        <section class="signup">
            <p class="visually-hidden" role="status">
                {move || form.journey.with(is_busy).then(|| form.say(Word::Busy))}
            </p>
            {move || match step.get() {
                Step::Details => view! { <Details /> }.into_any(),
                Step::Done => view! { <Done /> }.into_any(),
                Step::Interrupted => view! { <Interrupted /> }.into_any(),
                Step::Leaving => view! { <Leaving /> }.into_any(),
                Step::Loading => view! { <Loading /> }.into_any(),
                Step::Review => view! { <Review /> }.into_any(),
                Step::Stopped => view! { <Stopped /> }.into_any(),
            }}
        </section>
    }
}

/// What the payer sees: a form that is being sent stays where it is.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Step {
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
            Journey::Details { .. } | Journey::Starting(_) => Self::Details,
            Journey::Done(_) => Self::Done,
            Journey::Interrupted { .. } => Self::Interrupted,
            Journey::Leaving { .. } => Self::Leaving,
            Journey::Review { .. } | Journey::Submitting(_) => Self::Review,
            Journey::Stopped(_) => Self::Stopped,
        }
    }
}

fn is_busy(journey: &Journey) -> bool {
    matches!(journey, Journey::Asking(_) | Journey::Leaving { .. } | Journey::Starting(_) | Journey::Submitting(_))
}

/// Back from the review, and the page shown again as it was left.
fn listen(form: Form) {
    let back = window_event_listener(ev::popstate, move |_| form.send(Event::Back));
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

/// A step's title; it takes focus when the payer has just come to the step, so that a screen reader says where one is.
#[component]
pub(crate) fn Title(
    /// What the step is called.
    #[prop(into)]
    text: String,
) -> impl IntoView {
    let form = Form::expect();
    let node = NodeRef::<html::H2>::new();
    node.on_load(move |heading| {
        if form.has_moved() && form.wanted.get_value().is_none() {
            crate::focus::focus_soon(heading.into());
        }
    });
    view! { <h2 class="signup__title" tabindex="-1" node_ref=node>{text}</h2> }
}
