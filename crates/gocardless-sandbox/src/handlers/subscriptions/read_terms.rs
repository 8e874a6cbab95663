//! Reading what a subscription collects, whatever it is to be made on.

use gocardless_api::Metadata;
use jiff::civil::Date;

use super::read_rule::read_rule;
use crate::authentication::Caller;
use crate::parameters::Form;
use crate::recurrence::Rule;
use crate::validation::Problem;

/// What was sent; what is wrong with it is noted, but for what depends on the scheme.
pub(crate) struct Terms {
    pub(crate) amount: u64,
    pub(crate) currency: String,
    /// `None` where it is wrong.
    pub(crate) rule: Option<Rule>,
    pub(crate) start_date: Option<Date>,
    pub(crate) count: Option<u32>,
    pub(crate) name: Option<String>,
    pub(crate) payment_reference: Option<String>,
    pub(crate) retry_if_possible: bool,
    pub(crate) app_fee: Option<u64>,
    pub(crate) metadata: Metadata,
}

pub(crate) fn read_terms(form: &mut Form, caller: &Caller) -> Terms {
    let mut metadata = Metadata::new();
    form.change_metadata(&mut metadata);
    let amount = form.required_number("amount");
    Terms {
        amount,
        currency: form.required_text("currency"),
        rule: read_rule(form),
        start_date: form.date("start_date"),
        count: read_count(form),
        name: form.text("name"),
        payment_reference: form.text("payment_reference"),
        retry_if_possible: form.flag("retry_if_possible").unwrap_or(false),
        app_fee: form.app_fee(caller, amount),
        metadata,
    }
}

fn read_count(form: &mut Form) -> Option<u32> {
    let count = form.whole_number("count")?;
    let checked = u32::try_from(count).ok().filter(|count| *count > 0);
    if checked.is_none() {
        form.problem("count", Problem::Other("must be greater than or equal to 1".into()));
    }
    checked
}
