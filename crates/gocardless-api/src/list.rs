//! Lists and their cursors.

use serde::{Deserialize, Serialize};

/// One page of a list, newest first.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Page<T> {
    /// The page's resources.
    pub items: Vec<T>,
    /// Where the page lies in the list.
    pub meta: ListMeta,
}

/// Where a page lies in its list.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
pub struct ListMeta {
    /// The ids to go on from.
    #[serde(default)]
    pub cursors: Cursors,
    /// The page's size limit: 1 to 500 resources.
    #[serde(default)]
    pub limit: u32,
}

/// The ids at a page's edges; `None` where the list ends.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
pub struct Cursors {
    /// Pass as `before` to get newer resources.
    pub before: Option<String>,
    /// Pass as `after` to get older resources; `None` on the last page.
    pub after: Option<String>,
}
