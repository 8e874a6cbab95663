//! Whether a mandate can be collected from like this: the one place that every payment passes, whoever makes it.

use jiff::Timestamp;
use jiff::civil::Date;

use super::{MandateRecord, Organisation};
use crate::caps::Collected;
use crate::validation::{Problem, check_amount, check_charge_date};

/// What is wrong, by the field of a payment.
pub(crate) type PaymentProblems = Vec<(&'static str, Problem)>;

impl Organisation {
    /// The charge date of a payment of `amount` made at `now`, on the wanted date or as soon as can be.
    pub(crate) fn check_payment(
        &self,
        mandate: &MandateRecord,
        amount: u64,
        wanted: Option<Date>,
        now: Timestamp,
    ) -> Result<Date, PaymentProblems> {
        self.check_payment_after(mandate, &[], amount, wanted, now)
    }

    /// As [`check_payment`](Self::check_payment), when the payments `before` have been made as well.
    pub(crate) fn check_payment_after(
        &self,
        mandate: &MandateRecord,
        before: &[Collected],
        amount: u64,
        wanted: Option<Date>,
        now: Timestamp,
    ) -> Result<Date, PaymentProblems> {
        let mut problems: PaymentProblems = Vec::new();
        problems.extend(check_amount(mandate.scheme(), amount).map(|problem| ("amount", problem)));
        match check_charge_date(mandate.scheme(), wanted, mandate.next_charge_date(now)) {
            Ok(date) if problems.is_empty() => {
                if self.cap_allows(mandate, before, Collected { on: date, amount }) {
                    return Ok(date);
                }
                problems.push(("amount", Problem::Other("exceeds mandate cap".into())));
            }
            Ok(_) => {}
            Err(problem) => problems.push(("charge_date", problem)),
        }
        Err(problems)
    }
}
