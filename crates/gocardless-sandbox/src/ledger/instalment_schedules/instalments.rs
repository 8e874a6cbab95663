//! Instalments as they are asked for: a list with dates, or amounts at regular intervals.

use jiff::civil::Date;

use super::NewInstalment;
use crate::calendar::Calendar;
use crate::recurrence::{Recurrence, Rule};

/// The instalments, in either shape; their amounts and dates are not checked against the mandate.
#[derive(Clone, Debug)]
pub(crate) enum Instalments {
    Dates(Vec<NewInstalment>),
    Schedule { amounts: Vec<u64>, rule: Rule, start_date: Option<Date> },
}

impl Instalments {
    /// The least amount of one.
    pub(crate) fn smallest(&self) -> u64 {
        let smallest = match self {
            Self::Dates(all) => all.iter().map(|it| it.amount).min(),
            Self::Schedule { amounts, .. } => amounts.iter().copied().min(),
        };
        smallest.unwrap_or_default()
    }

    pub(crate) fn total(&self) -> u128 {
        match self {
            Self::Dates(all) => all.iter().map(|it| u128::from(it.amount)).sum(),
            Self::Schedule { amounts, .. } => amounts.iter().map(|amount| u128::from(*amount)).sum(),
        }
    }

    /// Each with its date, beginning on `earliest` where no start was given; `None` after the year 9999.
    pub(crate) fn dated(self, earliest: Date, calendar: Calendar) -> Option<Vec<NewInstalment>> {
        match self {
            Self::Dates(all) => Some(all),
            Self::Schedule { amounts, rule, start_date } => {
                let recurrence = Recurrence::from(rule, start_date.unwrap_or(earliest), calendar);
                let dated = (0..).zip(amounts).map(|(n, amount)| {
                    let charge_date = Some(recurrence.charge_date(n)?);
                    Some(NewInstalment { amount, charge_date, description: None })
                });
                dated.collect()
            }
        }
    }
}
