//! What a browser reports of its pages' security policies.

use serde_json::json;

use super::Payer;

/// Notes each report, the page's own and those of Trusted Types, in its origin's storage, where the next page finds them.
const NOTE: &str = r"
addEventListener('securitypolicyviolation', ({ effectiveDirective, blockedURI, sourceFile, lineNumber, sample }) => {
  const noted = JSON.parse(localStorage.getItem('violations') ?? '[]');
  noted.push(`${effectiveDirective} ${blockedURI} ${sourceFile}:${lineNumber} ${sample}`);
  localStorage.setItem('violations', JSON.stringify(noted));
}, true);
";

const NOTED: &str = "return JSON.parse(localStorage.getItem('violations') ?? '[]');";

impl Payer {
    /// From the next page on, notes what is reported.
    pub(crate) async fn notes_violations(&self) {
        self.before_each_page(NOTE).await;
    }

    /// What was reported of the pages of the origin that the browser is at, a line each.
    pub(crate) async fn violations(&self) -> Vec<String> {
        serde_json::from_value(self.runs(NOTED).await).expect("lines")
    }

    /// Runs a script in every page that is opened from now on, before its own.
    pub(crate) async fn before_each_page(&self, script: &str) {
        let script = json!({ "source": script });
        let cdp = self.driver().cdp();
        cdp.send_raw("Page.addScriptToEvaluateOnNewDocument", script).await.expect("a script for every page");
    }
}
