//! Reading the instalments: a list with dates, or amounts at regular intervals.

use crate::handlers::subscriptions::read_interval;
use crate::ledger::{Instalments, NewInstalment};
use crate::parameters::Form;
use crate::recurrence::{Rule, Unit};
use crate::validation::Problem;

/// In which shape instalments are sent.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Shape {
    /// A list.
    Dates,
    /// An object.
    Schedule,
}

impl Shape {
    /// The shape of what was sent.
    pub(super) fn of(form: &Form) -> Self {
        if form.raw().get("instalments").is_some_and(serde_json::Value::is_object) {
            Self::Schedule
        } else {
            Self::Dates
        }
    }
}

/// The instalments in this shape; all that is wrong is noted.
pub(crate) fn read_instalments(form: &mut Form, field: &str, shape: Shape) -> Option<Instalments> {
    if !form.has(field) {
        form.problem(field, Problem::Required);
        return None;
    }
    match shape {
        Shape::Dates => read_dates(form, field),
        Shape::Schedule => read_schedule(form, field),
    }
}

fn read_dates(form: &mut Form, field: &str) -> Option<Instalments> {
    let groups = form.groups(field)?;
    let mut all = Vec::new();
    for mut group in groups {
        let amount = group.required_number("amount");
        all.push(NewInstalment {
            amount,
            charge_date: group.date("charge_date"),
            description: group.text("description"),
        });
        form.absorb(group);
    }
    if all.is_empty() {
        form.problem(field, Problem::Required);
    }
    Some(Instalments::Dates(all))
}

fn read_schedule(form: &mut Form, field: &str) -> Option<Instalments> {
    let mut group = form.group(field)?;
    let amounts = group.numbers("amounts");
    let unit = Unit::named(&group.required_one_of("interval_unit", &Unit::NAMES));
    if !group.has("interval") {
        group.problem("interval", Problem::Required);
    }
    let interval = read_interval(&mut group, unit);
    let start_date = group.date("start_date");
    form.absorb(group);
    let rule = Rule { unit: unit?, interval: interval?, day: None, month: None };
    Some(Instalments::Schedule { amounts: amounts?, rule, start_date })
}
