//! The partners' apps that are registered.

use subtle::ConstantTimeEq as _;

use super::Ledger;
use crate::apps::PartnerApp;

/// Why an app is not registered: in one sentence.
#[derive(Debug)]
pub(crate) struct NotRegistered(pub(crate) String);

impl Ledger {
    /// Registers an app, with ids and secrets where it has none.
    pub(crate) fn register(&mut self, mut app: PartnerApp) -> Result<&PartnerApp, NotRegistered> {
        if let Some(problem) = app.problem() {
            return Err(NotRegistered(problem));
        }
        if !app.client_id.is_empty() && self.app(&app.client_id).is_some() {
            return Err(NotRegistered("there is an app with this client_id already".to_owned()));
        }
        for (kind, text) in [
            ("client id", &mut app.client_id),
            ("client secret", &mut app.client_secret),
            ("webhook secret", &mut app.webhook_secret),
        ] {
            if text.is_empty() {
                *text = self.ids.token(kind);
            }
        }
        let place = self.apps.len();
        self.apps.push(app);
        Ok(&self.apps[place])
    }

    /// Every app, oldest first.
    pub(crate) fn apps(&self) -> &[PartnerApp] {
        &self.apps
    }

    pub(crate) fn app(&self, client_id: &str) -> Option<&PartnerApp> {
        self.apps.iter().find(|app| app.client_id == client_id)
    }

    /// The app, if the secret is its own: compared in a time that tells nothing of it but its length.
    pub(crate) fn authenticated_app(&self, client_id: &str, client_secret: &str) -> Option<&PartnerApp> {
        let app = self.app(client_id)?;
        bool::from(app.client_secret.as_bytes().ct_eq(client_secret.as_bytes())).then_some(app)
    }
}
