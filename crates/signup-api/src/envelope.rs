//! The envelopes around resources and parameters.

use serde::{Deserialize, Serialize};

/// `{"data": …}`: an action's parameters.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Data<T> {
    /// The parameters.
    pub data: T,
}

/// `{"flows": …}`: a hosted page's flow.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Flows<T> {
    /// The flow.
    pub flows: T,
}

/// `{"signups": …}`: a signup, or what makes one.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Signups<T> {
    /// The signup.
    pub signups: T,
}
