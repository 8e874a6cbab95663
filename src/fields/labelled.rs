//! Label, hint and error around an input, wired for assistive technology.

use leptos::prelude::*;

use crate::error_summary::input_id;
use crate::field::Field;
use crate::form::Form;
use crate::i18n::Word;
use crate::problem::Problem;

/// The ids by which an input names its hint and error, and the problem that shows.
#[derive(Clone)]
pub(crate) struct Wiring {
    pub(crate) id: String,
    hint_id: Option<String>,
    error_id: String,
    problem: Memo<Option<Problem>>,
}

impl Wiring {
    pub(crate) fn new(form: Form, field: Field) -> Self {
        let id = input_id(form, field);
        Self {
            hint_id: field.hint().map(|_| format!("{id}-hint")),
            error_id: format!("{id}-error"),
            id,
            problem: Memo::new(move |_| form.draft.with(|draft| draft.shown_problem(field))),
        }
    }

    /// The value of `aria-describedby`: hint, then error, as far as they show.
    pub(crate) fn described_by(&self) -> Option<String> {
        let error = self.problem.get().map(|_| self.error_id.as_str());
        let ids: Vec<_> = self.hint_id.as_deref().into_iter().chain(error).collect();
        (!ids.is_empty()).then(|| ids.join(" "))
    }

    /// The value of `aria-invalid`: absent on a field that nothing is said about.
    pub(crate) fn invalid(&self) -> Option<&'static str> {
        self.problem.get().map(|_| "true")
    }
}

/// Label, hint and error around an input.
#[component]
pub(crate) fn Labelled(
    /// Which field it is.
    field: Field,
    /// The ids that the input uses.
    wiring: Wiring,
    /// The input.
    children: Children,
) -> impl IntoView {
    let form = Form::expect();
    let problem = wiring.problem;
    let hint = field.hint().zip(wiring.hint_id.clone());
    view! {
        <div class="signup__field" class:signup__field--wrong=move || problem.get().is_some()>
            <label class="signup__label" for=wiring.id.clone()>
                {form.say(field.label())}
            </label>
            {hint.map(|(word, id)| view! { <p class="signup__hint" id=id>{form.say(word)}</p> })}
            {move || {
                problem
                    .get()
                    .map(|problem| {
                        view! {
                            <p class="signup__error" id=wiring.error_id.clone()>
                                <span class="visually-hidden">{form.say(Word::ErrorPrefix)}" "</span>
                                {problem.message(form.words)}
                            </p>
                        }
                    })
            }}
            {children()}
        </div>
    }
}
