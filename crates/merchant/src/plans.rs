//! What the merchant sells. Amounts come from here, never from a browser.

use std::fs;
use std::path::Path;

use serde::Deserialize;
use signup_api::Plan;

/// The plans on sale, in the file's order.
#[derive(Clone, Debug, Deserialize)]
pub struct Plans {
    plans: Vec<Plan>,
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
    /// An id, a name, an amount or a currency is not acceptable.
    #[error("plan {id:?}: {problem}")]
    Plan {
        /// The plan's id.
        id: String,
        /// What is wrong, and what would be right.
        problem: &'static str,
    },
    /// It is not JSON of the right shape.
    #[error(
        "it is not of the shape {{\"plans\": [{{\"id\", \"name\", \"amount\", \"currency\", \"interval\"}}]}} ({0})"
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
        for (index, plan) in plans.plans.iter().enumerate() {
            check(plan).map_err(|problem| PlansError::Plan { id: plan.id.clone(), problem })?;
            if plans.plans.iter().take(index).any(|other| other.id == plan.id) {
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
        self.plans.iter().find(|plan| plan.id == id)
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
}
