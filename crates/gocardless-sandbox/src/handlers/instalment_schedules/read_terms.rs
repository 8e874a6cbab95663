//! Reading what an instalment schedule collects, whatever it is to be made on.

use gocardless_api::Metadata;

use super::read_instalments::{Shape, read_instalments};
use crate::authentication::Caller;
use crate::ledger::Instalments;
use crate::parameters::Form;
use crate::validation::Problem;

/// The longest name. Source: API reference, "Instalment Schedules".
const LONGEST_NAME: usize = 100;

/// What was sent; what is wrong with it is noted, but for what depends on the scheme.
pub(crate) struct Terms {
    pub(crate) name: String,
    pub(crate) currency: String,
    pub(crate) total_amount: u64,
    /// `None` where they are wrong.
    pub(crate) instalments: Option<Instalments>,
    pub(crate) payment_reference: Option<String>,
    pub(crate) retry_if_possible: bool,
    pub(crate) app_fee: Option<u64>,
    pub(crate) metadata: Metadata,
}

/// Reads them, with the instalments in this shape under `field`.
pub(crate) fn read_terms(form: &mut Form, caller: &Caller, field: &str, shape: Shape) -> Terms {
    let mut metadata = Metadata::new();
    form.change_metadata(&mut metadata);
    let name = form.required_text_up_to("name", LONGEST_NAME);
    let currency = form.required_text("currency");
    let total_amount = form.required_number("total_amount");
    let instalments = read_instalments(form, field, shape);
    let payment_reference = form.text("payment_reference");
    let retry_if_possible = form.flag("retry_if_possible").unwrap_or(false);
    let app_fee = form.app_fee(caller, instalments.as_ref().map_or(0, Instalments::smallest));
    if form.is_number("total_amount") && instalments.as_ref().is_some_and(|it| it.total() != u128::from(total_amount)) {
        form.problem("total_amount", Problem::Other("must be equal to the sum of the instalments' amounts".into()));
    }
    Terms { name, currency, total_amount, instalments, payment_reference, retry_if_possible, app_fee, metadata }
}
