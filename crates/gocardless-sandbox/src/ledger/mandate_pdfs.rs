//! PDFs of mandates, for as long as their addresses work.

use std::collections::BTreeMap;
use std::fmt;

use jiff::{SignedDuration, Timestamp};

use super::Organisation;

/// How long a PDF can be had. Source: API reference, "Mandate PDFs".
const LIFETIME: SignedDuration = SignedDuration::from_mins(10);

/// The PDFs by what their addresses end with.
#[derive(Default)]
pub(super) struct MandatePdfs(BTreeMap<String, MandatePdf>);

struct MandatePdf {
    file: Vec<u8>,
    expires_at: Timestamp,
}

impl Organisation {
    /// Keeps a PDF for ten minutes; what its address ends with, and when it ends.
    pub(crate) fn add_mandate_pdf(&mut self, file: Vec<u8>, now: Timestamp) -> (String, Timestamp) {
        let id = self.ids.mandate_pdf();
        let expires_at = now.saturating_add(LIFETIME).unwrap_or(now);
        self.mandate_pdfs.0.insert(id.clone(), MandatePdf { file, expires_at });
        (id, expires_at)
    }

    pub(super) fn mandate_pdf(&self, id: &str) -> Option<&[u8]> {
        self.mandate_pdfs.0.get(id).map(|pdf| pdf.file.as_slice())
    }

    /// Forgets those whose time is over: they may hold bank details that are kept nowhere else.
    pub(super) fn drop_mandate_pdfs(&mut self, now: Timestamp) {
        self.mandate_pdfs.0.retain(|_, pdf| now < pdf.expires_at);
    }
}

/// Hides what is on them.
impl fmt::Debug for MandatePdfs {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("MandatePdfs").field("count", &self.0.len()).finish_non_exhaustive()
    }
}
