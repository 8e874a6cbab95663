//! Reading how often to charge, and on which day. Source: API reference, "Subscriptions", recurrence rules; the words
//! are the sandbox's own.

use crate::parameters::Form;
use crate::recurrence::{Day, MONTHS, Rule, Unit};
use crate::validation::Problem;

/// The rule, where what was sent makes one; all that is wrong is noted.
pub(crate) fn read_rule(form: &mut Form) -> Option<Rule> {
    let unit = Unit::named(&form.required_one_of("interval_unit", &Unit::NAMES));
    let interval = read_interval(form, unit);
    let day = read_day(form);
    let month = form.one_of("month", &MONTHS).and_then(|name| MONTHS.iter().position(|month| *month == name));
    let unit = unit?;
    let blank = || Problem::Other("must be blank".into());
    if unit == Unit::Weekly && form.has("day_of_month") {
        form.problem("day_of_month", blank());
    }
    if unit != Unit::Yearly && form.has("month") {
        form.problem("month", blank());
    }
    if unit == Unit::Yearly && form.has("month") != form.has("day_of_month") {
        form.problem(if form.has("month") { "day_of_month" } else { "month" }, Problem::Required);
    }
    let month = month.and_then(|place| i8::try_from(place + 1).ok());
    Some(Rule { unit, interval: interval?, day, month })
}

/// 1 by default; `None` where it is wrong, which is noted.
pub(crate) fn read_interval(form: &mut Form, unit: Option<Unit>) -> Option<u32> {
    if !form.has("interval") {
        return Some(1);
    }
    let interval = form.whole_number("interval")?;
    let longest = unit.map_or(u32::MAX, Unit::longest_interval);
    match u32::try_from(interval) {
        Ok(interval) if interval > 0 && interval <= longest => return Some(interval),
        Ok(interval) if interval > 0 => {
            form.problem("interval", Problem::Other("must result in at least one charge date per year".into()));
        }
        _ => form.problem("interval", Problem::Other("must be greater than or equal to 1".into())),
    }
    None
}

fn read_day(form: &mut Form) -> Option<Day> {
    match form.whole_number("day_of_month")? {
        -1 => return Some(Day::Last),
        number @ 1..=28 => return i8::try_from(number).ok().map(Day::Number),
        _ => form.problem("day_of_month", Problem::Other("must be between 1 and 28, or -1".into())),
    }
    None
}
