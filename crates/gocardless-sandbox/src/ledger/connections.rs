//! Who may call the API: an organisation's own tokens, and those of the apps that it is connected to.

use gocardless_api::{AccessTokenGrant, AccessTokenLookup, EventDetails, EventLinks, Metadata, Scope};
use jiff::{SignedDuration, Timestamp};

use super::events::News;
use super::{Ledger, Organisation, OrganisationNumber};
use crate::clock::written;
use crate::machines::{Origin, Telling};
use crate::webhook_endpoint::WebhookEndpoint;

/// What an access token opens, and for whom.
#[derive(Clone, Debug)]
pub(crate) struct Token {
    pub(crate) organisation: OrganisationNumber,
    pub(crate) scope: Scope,
    /// The client id of the app that it was made for; none of an organisation's own token.
    pub(crate) app: Option<String>,
    pub(crate) revoked: bool,
}

/// An organisation's connection with an app: it lasts from the app's first token to the end of its last one.
#[derive(Clone, Debug)]
pub(crate) struct Connection {
    pub(crate) client_id: String,
    pub(crate) connected_at: String,
    /// How many events there were before it.
    from: usize,
    /// How many events there were at its end, with the one that tells it.
    until: Option<usize>,
}

/// What a merchant has allowed, to be fetched by the app.
pub(super) struct Code {
    grant: Grant,
    expires_at: Timestamp,
    /// The token that was made of it: it makes no second one.
    token: Option<String>,
}

/// What a merchant allows an app.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Grant {
    pub(crate) client_id: String,
    pub(crate) redirect_url: String,
    pub(crate) organisation: OrganisationNumber,
    pub(crate) scope: Scope,
}

/// Why a token is not revoked: it is another app's.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct NotRevoked;

/// How long an app has to fetch a token; the sandbox's own.
const CODE_LIFE: SignedDuration = SignedDuration::from_mins(10);

const DISCONNECTED: Telling = Telling {
    origin: Origin::Gocardless,
    cause: "app_disconnected",
    description: "This organisation has disconnected your app.",
    codes: &[],
};

impl Token {
    /// An organisation's own token, which allows everything.
    pub(super) fn own(organisation: OrganisationNumber) -> Self {
        Self { organisation, scope: Scope::ReadWrite, app: None, revoked: false }
    }

    fn is_live_of(&self, organisation: OrganisationNumber, client_id: &str) -> bool {
        !self.revoked && self.organisation == organisation && self.app.as_deref() == Some(client_id)
    }
}

impl Connection {
    pub(crate) fn is_open(&self) -> bool {
        self.until.is_none()
    }

    /// Whether the app is to hear of the event at `place` of the shelf; of an end, each app hears of its own alone.
    fn hears_of(&self, place: usize, is_an_end: bool) -> bool {
        if is_an_end {
            self.until == Some(place + 1)
        } else {
            place >= self.from && self.until.is_none_or(|it| place < it)
        }
    }
}

impl Ledger {
    /// Notes what a merchant allows; the code that the app gets a token for.
    pub(crate) fn allow(&mut self, grant: Grant) -> String {
        self.forget_codes();
        let code = self.ids.token("code");
        let expires_at = self.now.saturating_add(CODE_LIFE).unwrap_or(Timestamp::MAX);
        self.codes.insert(code.clone(), Code { grant, expires_at, token: None });
        code
    }

    /// The token for a code; `None` where there is no such code for this app and address, or no longer.
    ///
    /// A code that comes a second time has been seen by somebody else: the token made of it is revoked (RFC 6749,
    /// section 4.1.2).
    pub(crate) fn redeem(&mut self, client_id: &str, code: &str, redirect_url: &str) -> Option<AccessTokenGrant> {
        let Code { grant, expires_at, token } = self.codes.get(code)?;
        if grant.client_id != client_id || grant.redirect_url != redirect_url {
            return None;
        }
        if let Some(token) = token.clone() {
            self.end(&token);
            return None;
        }
        let (grant, is_late) = (grant.clone(), *expires_at <= self.now);
        let Organisation { id, email, closed, .. } = self.organisations.get(grant.organisation)?;
        if is_late || *closed {
            return None;
        }
        let (organisation_id, email) = (id.clone(), email.clone());
        let access_token = format!("sandbox_{}", self.ids.token("access token"));
        if let Some(code) = self.codes.get_mut(code) {
            code.token = Some(access_token.clone());
        }
        let Grant { client_id, organisation, scope, .. } = grant;
        self.organisations.get_mut(organisation)?.connect(&client_id, self.now);
        let token = Token { organisation, scope, app: Some(client_id), revoked: false };
        self.access_tokens.insert(access_token.clone(), token);
        Some(AccessTokenGrant { access_token, scope, token_type: "bearer".to_owned(), organisation_id, email })
    }

    /// Forgets the codes of which nothing comes any more: those that are too late, but for one whose token still works,
    /// which its coming a second time would end.
    fn forget_codes(&mut self) {
        let (now, tokens) = (self.now, &self.access_tokens);
        let works = |token: &String| tokens.get(token).is_some_and(|token| !token.revoked);
        self.codes.retain(|_, code| now < code.expires_at || code.token.as_ref().is_some_and(works));
    }

    /// What the app may know of a token: all of its own that work, nothing of others.
    pub(crate) fn look_up(&self, client_id: &str, access_token: &str) -> AccessTokenLookup {
        let token = self.token(access_token).filter(|it| !it.revoked && it.app.as_deref() == Some(client_id));
        let organisation = token.and_then(|token| self.organisations.get(token.organisation));
        let (Some(token), Some(organisation)) = (token, organisation) else { return AccessTokenLookup::default() };
        AccessTokenLookup {
            active: true,
            scope: Some(token.scope),
            token_type: Some("bearer".to_owned()),
            organisation_id: Some(organisation.id.clone()),
            email: Some(organisation.email.clone()),
        }
    }

    /// Ends a token of the app's; one that nobody has, or that has ended already, is no obstacle (RFC 7009, section 2).
    pub(crate) fn revoke(&mut self, client_id: &str, access_token: &str) -> Result<(), NotRevoked> {
        match self.token(access_token) {
            Some(token) if token.app.as_deref() != Some(client_id) => Err(NotRevoked),
            Some(token) if !token.revoked => {
                self.end(access_token);
                Ok(())
            }
            _ => Ok(()),
        }
    }

    /// The merchant lets the app go: its tokens end, and it is told. False, changing nothing, where it has none.
    pub(crate) fn disconnect(&mut self, number: OrganisationNumber, client_id: &str) -> bool {
        for token in self.access_tokens.values_mut().filter(|it| it.is_live_of(number, client_id)) {
            token.revoked = true;
        }
        let now = self.now;
        self.organisation(number).is_some_and(|organisation| organisation.disconnect(client_id, now))
    }

    /// The merchant's account ends: no token opens it any more, and every app is told.
    pub(crate) fn close(&mut self, number: OrganisationNumber) {
        let connections = self.organisation(number).map(|organisation| organisation.connections.clone());
        for connection in connections.into_iter().flatten() {
            self.disconnect(number, &connection.client_id);
        }
        for token in self.access_tokens.values_mut().filter(|token| token.organisation == number) {
            token.revoked = true;
        }
        if let Some(organisation) = self.organisation(number) {
            organisation.closed = true;
        }
    }

    /// Where the event at `place` of the organisation's shelf goes to: to the organisation's own endpoint and to every
    /// app that was connected then. Of the end of a connection, its app alone is told.
    pub(super) fn endpoints_of(&self, number: OrganisationNumber, place: usize) -> Vec<WebhookEndpoint> {
        let Some(organisation) = self.organisations.get(number) else { return Vec::new() };
        let is_an_end = organisation.events.since(place).next().is_some_and(|event| event.id.is_none());
        let own = organisation.webhook_endpoint.clone().filter(|_| !is_an_end);
        let told = organisation.connections.iter().filter(|connection| connection.hears_of(place, is_an_end));
        let apps = told.filter_map(|connection| self.app(&connection.client_id)?.webhook_endpoint());
        own.into_iter().chain(apps).collect()
    }

    /// Ends a token, and with the last one of an app the connection.
    fn end(&mut self, access_token: &str) {
        let Some(token) = self.access_tokens.get_mut(access_token).filter(|token| !token.revoked) else { return };
        token.revoked = true;
        let (number, Some(client_id)) = (token.organisation, token.app.clone()) else { return };
        if !self.access_tokens.values().any(|token| token.is_live_of(number, &client_id)) {
            self.disconnect(number, &client_id);
        }
    }
}

impl Organisation {
    fn connect(&mut self, client_id: &str, now: Timestamp) {
        if self.connections.iter().any(|it| it.is_open() && it.client_id == client_id) {
            return;
        }
        let from = self.events.len();
        let connected_at = written(now);
        self.connections.push(Connection { client_id: client_id.to_owned(), connected_at, from, until: None });
    }

    /// Tells the end of the connection; false where there is none.
    fn disconnect(&mut self, client_id: &str, now: Timestamp) -> bool {
        let is_it = |it: &Connection| it.is_open() && it.client_id == client_id;
        let Some(place) = self.connections.iter().position(is_it) else { return false };
        let news = News {
            resource_type: "organisations",
            action: "disconnected",
            telling: DISCONNECTED,
            scheme: None,
            metadata: Metadata::new(),
            resource_metadata: Metadata::new(),
            links: EventLinks::default(),
        };
        self.write(None, news, EventDetails::default(), now);
        let until = self.events.len();
        if let Some(connection) = self.connections.get_mut(place) {
            connection.until = Some(until);
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use gocardless_api::{WEBHOOK_SIGNATURE, WebhookBody};
    use serde_json::json;

    use crate::PartnerApp;
    use crate::testing::{TestSandbox, WEBHOOK_SECRET, WEBHOOK_URL};

    #[tokio::test]
    async fn an_app_hears_of_what_happens_while_it_is_connected_and_of_its_own_end() {
        let sandbox = TestSandbox::new();
        for name in ["one", "two"] {
            let app = json!({"name": name, "client_id": name, "client_secret": name, "webhook_secret": name,
                "redirect_urls": ["https://app.example"], "webhook_url": format!("https://{name}.example")});
            assert_eq!(sandbox.post("/_sandbox/apps", app).await.status, 201);
        }
        let connect = |name: &'static str| {
            let mut ledger = sandbox.ledger();
            let organisation = ledger.organisation_with_email("subscriptions@northwind.example").unwrap();
            let redirect_url = "https://app.example".to_owned();
            let grant = super::Grant {
                client_id: name.to_owned(),
                redirect_url: redirect_url.clone(),
                organisation,
                scope: gocardless_api::Scope::ReadWrite,
            };
            let code = ledger.allow(grant);
            assert!(ledger.redeem(name, &code, &redirect_url).is_some());
            organisation
        };
        sandbox.mandate().await; // 0: nobody
        let number = connect("one");
        sandbox.mandate().await; // 1: one
        connect("two");
        sandbox.mandate().await; // 2: both
        sandbox.ledger().disconnect(number, "one"); // 3: one alone
        sandbox.mandate().await; // 4: two
        sandbox.ledger().close(number); // 5: two
        let ledger = sandbox.ledger();
        let hosts = |place| ledger.endpoints_of(number, place).into_iter().map(|it| it.url().to_string()).collect();
        let heard: Vec<Vec<String>> = (0..7).map(hosts).collect();
        let [one, two] = ["https://one.example/", "https://two.example/"].map(str::to_owned);
        let of = |place: usize| heard[place].as_slice();
        assert!(of(0).is_empty() && of(6).is_empty());
        assert_eq!([of(1), of(3)], [std::slice::from_ref(&one); 2]);
        assert_eq!([of(4), of(5)], [std::slice::from_ref(&two); 2]);
        assert_eq!(of(2), [one, two]);
    }

    #[tokio::test]
    async fn one_receiver_hears_as_the_merchant_and_as_an_app_each_time_once() {
        for (secret, webhooks) in [("another", 2), (WEBHOOK_SECRET, 1)] {
            let sandbox = TestSandbox::with_webhooks(WEBHOOK_URL);
            let app = PartnerApp {
                webhook_url: Some(WEBHOOK_URL.to_owned()),
                webhook_secret: secret.to_owned(),
                client_id: "till".to_owned(),
                ..PartnerApp::default()
            };
            {
                let mut ledger = sandbox.ledger();
                let now = ledger.now();
                ledger.apps.push(app);
                ledger.first_organisation().connect("till", now);
            }
            sandbox.mandate().await;
            let sent = sandbox.webhooks();
            assert_eq!(sent.len(), webhooks);
            for webhook in &sent {
                let body: WebhookBody = serde_json::from_str(&webhook.request_body).unwrap();
                assert_eq!(body.events.len(), 1, "{}", webhook.request_body);
            }
            let signatures: BTreeSet<_> = sent.iter().map(|it| &it.request_headers[WEBHOOK_SIGNATURE]).collect();
            assert_eq!(signatures.len(), webhooks);
        }
    }

    #[tokio::test]
    async fn the_end_of_a_connection_goes_to_its_app_alone_without_an_id() {
        let sandbox = TestSandbox::with_webhooks(WEBHOOK_URL);
        let app = json!({"name": "Till", "client_id": "till", "client_secret": "s", "webhook_secret": "s",
            "redirect_urls": ["https://app.example"], "webhook_url": "https://till.example/hooks"});
        assert_eq!(sandbox.post("/_sandbox/apps", app).await.status, 201);
        {
            let mut ledger = sandbox.ledger();
            let organisation = ledger.organisation_with_email("subscriptions@northwind.example").unwrap();
            let redirect_url = "https://app.example".to_owned();
            let scope = gocardless_api::Scope::ReadWrite;
            let grant =
                super::Grant { client_id: "till".to_owned(), redirect_url: redirect_url.clone(), organisation, scope };
            let code = ledger.allow(grant);
            assert!(ledger.redeem("till", &code, &redirect_url).is_some());
        }
        sandbox.mandate().await;
        let number = sandbox.ledger().organisation_with_email("subscriptions@northwind.example").unwrap();
        sandbox.ledger().disconnect(number, "till");
        sandbox.mandate().await;
        let sent: Vec<_> = sandbox.webhooks().into_iter().map(|it| (it.url, it.request_body)).collect();
        let urls: Vec<_> = sent.iter().map(|(url, _)| url.as_str()).collect();
        let till = "https://till.example/hooks";
        assert_eq!(urls, [WEBHOOK_URL, till, till, WEBHOOK_URL]);
        assert!(
            sent[2].1.contains("\"id\":null") && sent[2].1.contains("\"action\":\"disconnected\""),
            "{}",
            sent[2].1
        );
        assert!(sent.iter().filter(|(_, body)| body.contains("disconnected")).count() == 1);
    }

    #[tokio::test]
    async fn codes_that_nobody_fetches_a_token_for_are_forgotten() {
        let sandbox = TestSandbox::new();
        for _ in 0..3 {
            sandbox.code("read_write").await;
        }
        assert_eq!(sandbox.ledger().codes.len(), 3);
        let used = sandbox.code("read_write").await;
        let token = sandbox.redeem(&used).await.json["access_token"].as_str().unwrap().to_owned();
        sandbox.advance(std::time::Duration::from_mins(10));
        sandbox.code("read_write").await;
        // One that made a token is remembered as long as that: whoever sends it again ends the token.
        assert_eq!(sandbox.ledger().codes.len(), 2);
        assert_eq!(sandbox.redeem(&used).await.status, 400);
        assert!(sandbox.ledger().token(&token).unwrap().revoked);
        sandbox.code("read_write").await;
        assert_eq!(sandbox.ledger().codes.len(), 2);
    }
}
