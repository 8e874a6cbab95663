//! Label, hint and error around an input, wired for assistive technology.

use leptos::ev::Event;

use crate::elements::{El, el, fragment};
use crate::field::Field;
use crate::form::Form;
use crate::i18n::Word;
use crate::problem::Problem;
use crate::wire::get;

/// A field, and the ids by which its input names its hint and error.
pub(crate) struct Wiring {
    form: Form,
    field: Field,
    id: String,
    hint_id: Option<String>,
    error_id: String,
}

impl Wiring {
    pub(crate) fn new(form: Form, field: Field) -> Self {
        let id = form.input_id(field);
        Self {
            form,
            field,
            hint_id: form.hint(field).map(|_| [&id, "-hint"].concat()),
            error_id: [&id, "-error"].concat(),
            id,
        }
    }

    /// Gives `input` its id, and what it says of its hint and error, as far as they show.
    pub(crate) fn describe(&self, input: El) -> El {
        let Self { form, field, .. } = *self;
        let (hint_id, error_id) = (self.hint_id.clone(), self.error_id.clone());
        let described_by = move || match (&hint_id, form.problem(field)) {
            (None, None) => None,
            (Some(hint), None) => Some(hint.clone()),
            (None, Some(_)) => Some(error_id.clone()),
            (Some(hint), Some(_)) => Some([hint, " ", &error_id].concat()),
        };
        input
            .attr("id", &self.id)
            .attr_when("aria-describedby", described_by)
            .attr_when("aria-invalid", move || form.problem(field).map(|_| "true".to_owned()))
    }

    /// Label, hint and error around `input`.
    pub(crate) fn label(self, input: El) -> El {
        let Self { form, field, id, hint_id, error_id } = self;
        let class = move || match form.problem(field) {
            Some(_) => Some("signup__field signup__field--wrong".to_owned()),
            None => Some("signup__field".to_owned()),
        };
        let hint = form.hint(field).zip(hint_id);
        el("div")
            .attr_when("class", class)
            .child(el("label").class("signup__label").attr("for", &id).text(form.label(field)))
            .children(hint.map(|(word, id)| el("p").class("signup__hint").attr("id", &id).text(form.say(word))))
            .child(error_line(form, field, error_id))
            .child(input)
    }
}

/// What is wrong with the field now, if anything.
pub(crate) fn error_line(form: Form, field: Field, id: String) -> El {
    fragment().changing(
        move || form.problem(field),
        move |problem: Option<Problem>| {
            fragment().children(problem.map(|problem| {
                el("p")
                    .class("signup__error")
                    .attr("id", &id)
                    .child(el("span").class("visually-hidden").text([form.say(Word::ErrorPrefix), " "].concat()))
                    .text(form.message(problem))
            }))
        },
    )
}

/// What now stands in the input that the event is about; an input and a select both have a `value`.
pub(crate) fn typed(event: &Event) -> String {
    event.target().and_then(|input| get(&input, "value").ok()).unwrap_or_default()
}
