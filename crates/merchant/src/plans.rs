//! What the merchant sells. Amounts come from here, never from a browser.

use std::fs;
use std::path::Path;

use gocardless_api::Scheme;
use serde::Deserialize;
use signup_api::Plan;

use crate::creditor::scheme_of_currency;

/// The plans on sale, in the file's order.
#[derive(Clone, Debug, Deserialize)]
pub struct Plans {
    plans: Vec<Listed>,
}

/// A plan as the file lists it: what a payer may see, and what GoCardless alone is told.
#[derive(Clone, Debug, Deserialize)]
struct Listed {
    #[serde(flatten)]
    plan: Plan,
    scheme: Option<Scheme>,
}

/// Why a plans file cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum PlansError {
    /// Two plans have the same id.
    #[error("two plans have the id {0:?}; each needs its own")]
    Duplicate(String),
    /// There is no plan in it.
    #[error("it lists no plan; add one")]
    Empty,
    /// An id, a name, an amount, a currency or a scheme is not acceptable.
    #[error("plan {id:?}: {problem}")]
    Plan {
        /// The plan's id.
        id: String,
        /// What is wrong, and what would be right.
        problem: &'static str,
    },
    /// It is not JSON of the right shape.
    #[error(
        "it is not of the shape {{\"plans\": [{{\"id\", \"name\", \"amount\", \"currency\", \"interval\", and perhaps \
         \"scheme\"}}]}} ({0})"
    )]
    Shape(#[from] serde_json::Error),
    /// It cannot be read.
    #[error("{0} cannot be read ({1}); write one as in plans.json, or set it to where yours is")]
    Unreadable(String, std::io::Error),
}

impl Plans {
    /// Reads a plans file.
    ///
    /// # Errors
    ///
    /// [`PlansError`] when it is missing, not of the right shape, or lists a plan that cannot be sold.
    pub fn read(path: &Path) -> Result<Self, PlansError> {
        let json =
            fs::read_to_string(path).map_err(|error| PlansError::Unreadable(path.display().to_string(), error))?;
        Self::from_json(&json)
    }

    /// Reads plans from JSON.
    ///
    /// # Errors
    ///
    /// As [`Plans::read`].
    pub fn from_json(json: &str) -> Result<Self, PlansError> {
        let plans: Self = serde_json::from_str(json)?;
        if plans.plans.is_empty() {
            return Err(PlansError::Empty);
        }
        for (index, Listed { plan, scheme }) in plans.plans.iter().enumerate() {
            check(plan)
                .and_then(|()| check_scheme(plan, scheme.as_ref()))
                .map_err(|problem| PlansError::Plan { id: plan.id.clone(), problem })?;
            if plans.plans.iter().take(index).any(|other| other.plan.id == plan.id) {
                return Err(PlansError::Duplicate(plan.id.clone()));
            }
        }
        Ok(plans)
    }

    /// The demo's plans.
    pub(crate) fn for_testing() -> Self {
        Self::from_json(include_str!("../../../plans.json")).expect("the demo's plans can be sold")
    }

    /// The plan with this id.
    pub fn get(&self, id: &str) -> Option<&Plan> {
        self.listed(id).map(|listed| &listed.plan)
    }

    /// The scheme that the plan with this id is collected by; `None` leaves it to the payer's country.
    pub fn scheme(&self, id: &str) -> Option<&Scheme> {
        self.listed(id)?.scheme.as_ref()
    }

    fn listed(&self, id: &str) -> Option<&Listed> {
        self.plans.iter().find(|listed| listed.plan.id == id)
    }
}

fn check(plan: &Plan) -> Result<(), &'static str> {
    let word = |text: &str| text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_');
    if plan.id.is_empty() || plan.id.len() > 64 || !word(&plan.id) {
        return Err("the id must be 1 to 64 letters, digits, hyphens and underscores");
    }
    // GoCardless allows 100 characters in a redirect flow's description, which the name becomes.
    if plan.name.trim().is_empty() || plan.name.chars().count() > 100 {
        return Err("the name must be 1 to 100 characters");
    }
    if plan.amount == 0 {
        return Err("the amount must be a positive number of minor units, such as 1000 for 10.00");
    }
    if plan.currency.len() != 3 || !plan.currency.bytes().all(|byte| byte.is_ascii_uppercase()) {
        return Err("the currency must be three capital letters, such as GBP");
    }
    Ok(())
}

/// A scheme collects in its own currency only.
fn check_scheme(plan: &Plan, scheme: Option<&Scheme>) -> Result<(), &'static str> {
    match scheme {
        None => Ok(()),
        Some(Scheme::Other(_)) => Err(
            "the scheme must be one of ach, autogiro, bacs, becs, becs_nz, betalingsservice, pad and sepa_core, or left out",
        ),
        Some(scheme) if scheme_of_currency(&plan.currency).as_ref() == Some(scheme) => Ok(()),
        Some(_) => Err(
            "the scheme must fit the currency: bacs GBP, sepa_core EUR, autogiro SEK, betalingsservice DKK, becs AUD, \
             becs_nz NZD, pad CAD, ach USD",
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_demo_sells_a_magazine() {
        assert_eq!(Plans::for_testing().get("magazine").map(|plan| plan.amount), Some(1000));
        assert!(Plans::for_testing().get("yacht").is_none());
    }

    #[test]
    fn a_plan_that_cannot_be_sold_is_named() {
        let plans = |amount: i64, ids: [&str; 2]| {
            let plan =
                |id| format!(r#"{{"id":"{id}","name":"N","amount":{amount},"currency":"GBP","interval":"once"}}"#);
            Plans::from_json(&format!(r#"{{"plans":[{},{}]}}"#, plan(ids[0]), plan(ids[1]))).map(|_| ())
        };
        assert!(plans(1, ["a", "b"]).is_ok());
        for (result, expected) in [
            (plans(0, ["a", "b"]), "plan \"a\": the amount must be"),
            (plans(1, ["a", "a"]), "two plans have the id \"a\""),
            (plans(1, ["a", "b c"]), "plan \"b c\": the id must be"),
            (plans(-1, ["a", "b"]), "it is not of the shape"),
        ] {
            let message = result.unwrap_err().to_string();
            assert!(message.starts_with(expected), "{message}");
        }
    }

    #[test]
    fn a_scheme_must_be_one_of_the_plans_currency() {
        let plans = |currency: &str, scheme: &str| {
            Plans::from_json(&format!(
                r#"{{"plans":[{{"id":"a","name":"N","amount":1,"currency":"{currency}","interval":"once"{scheme}}}]}}"#
            ))
        };
        assert_eq!(plans("GBP", "").unwrap().scheme("a"), None);
        for (currency, scheme) in [
            ("AUD", "becs"),
            ("CAD", "pad"),
            ("DKK", "betalingsservice"),
            ("EUR", "sepa_core"),
            ("GBP", "bacs"),
            ("NZD", "becs_nz"),
            ("SEK", "autogiro"),
            ("USD", "ach"),
        ] {
            let plans = plans(currency, &format!(r#","scheme":"{scheme}""#)).unwrap();
            assert_eq!(plans.scheme("a").map(Scheme::as_str), Some(scheme));
        }
        for (currency, scheme, expected) in [
            ("GBP", r#","scheme":"autogiro""#, "plan \"a\": the scheme must fit the currency: bacs GBP"),
            ("CHF", r#","scheme":"bacs""#, "plan \"a\": the scheme must fit the currency: bacs GBP"),
            ("GBP", r#","scheme":"visa""#, "plan \"a\": the scheme must be one of ach, autogiro, bacs"),
            ("GBP", r#","scheme":5"#, "it is not of the shape"),
        ] {
            let message = plans(currency, scheme).unwrap_err().to_string();
            assert!(message.starts_with(expected) && !message.contains('\n'), "{message}");
        }
    }
}
