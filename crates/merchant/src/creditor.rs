//! Who collects: the creditor's public details, as GoCardless has them.

use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use gocardless_api::{Creditor, Scheme, SchemeIdentifier};
use gocardless_client::{Client, Error, Failure, FailureKind, ListQuery};
use tokio::sync::Mutex;
use tokio::time::Instant;
use tracing::warn;

/// The creditor, asked for at most every ten minutes, every ten seconds while asking fails; an old answer is better than none.
#[derive(Clone)]
pub(crate) struct CreditorCache {
    client: Client,
    cached: Arc<RwLock<Option<Cached>>>,
    /// Held while somebody asks; when it was last asked without an answer.
    refreshing: Arc<Mutex<Option<Instant>>>,
}

#[derive(Clone)]
struct Cached {
    creditor: Arc<Creditor>,
    at: Instant,
}

/// What scheme identifiers call the scheme that mandates call `sepa_core`. Source: API reference, "Scheme Identifiers".
const SEPA: &str = "sepa";

const FRESH: Duration = Duration::from_mins(10);
/// For how long it is not asked again after it failed: every payer's request would, and each is one of GoCardless's thousand.
const PAUSE: Duration = Duration::from_secs(10);

impl CreditorCache {
    pub(crate) fn new(client: Client) -> Self {
        Self { client, cached: Arc::default(), refreshing: Arc::default() }
    }

    /// The creditor; none when GoCardless has never told.
    ///
    /// While somebody refreshes an old answer, the others get the old one.
    pub(crate) async fn get(&self) -> Option<Arc<Creditor>> {
        let mut failed_at = match self.cached() {
            Some(cached) if cached.at.elapsed() < FRESH => return Some(cached.creditor),
            Some(cached) => match self.refreshing.try_lock() {
                Ok(guard) => guard,
                Err(_) => return Some(cached.creditor),
            },
            None => self.refreshing.lock().await,
        };
        let old = self.cached();
        let is_fresh = old.as_ref().is_some_and(|old| old.at.elapsed() < FRESH);
        if is_fresh || failed_at.is_some_and(|at| at.elapsed() < PAUSE) {
            return old.map(|old| old.creditor);
        }
        // Whoever waits may give up, which is a failure too.
        *failed_at = Some(Instant::now());
        match self.ask().await {
            Ok(creditor) => {
                let cached = Cached { creditor: Arc::new(creditor), at: Instant::now() };
                *self.cached.write().unwrap_or_else(PoisonError::into_inner) = Some(cached.clone());
                *failed_at = None;
                Some(cached.creditor)
            }
            Err(error) => {
                warn!(%error, "the creditor's details cannot be asked for");
                *failed_at = Some(Instant::now());
                old.map(|old| old.creditor)
            }
        }
    }

    /// The creditor if that is known without waiting for long.
    pub(crate) async fn get_soon(&self) -> Option<Arc<Creditor>> {
        let soon = tokio::time::timeout(Duration::from_secs(2), self.get()).await;
        soon.unwrap_or_else(|_| self.cached().map(|cached| cached.creditor))
    }

    fn cached(&self) -> Option<Cached> {
        self.cached.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    async fn ask(&self) -> Result<Creditor, Error> {
        let page = self.client.creditors(&ListQuery::default()).await?;
        if page.items.len() > 1 {
            warn!("the organisation has several creditors; the newest is shown");
        }
        page.items.into_iter().next().ok_or_else(|| {
            let kind = FailureKind::NotJson { status: 200 };
            Error::Unreadable(Failure { kind, request_id: None })
        })
    }
}

/// What the payer may see of a creditor, for payments in `currency`.
///
/// GoCardless asks a payment page to show the name, address, phone number and email of the scheme identifier.
pub(crate) fn public_details(creditor: &Creditor, currency: &str) -> signup_api::Creditor {
    let identifier = identifier_for(creditor, currency);
    let (address, country_code) = identifier
        .map(|it| (address_of_identifier(it), &it.country_code))
        .filter(|(lines, _)| !lines.is_empty())
        .unwrap_or_else(|| (address_of_creditor(creditor), &creditor.country_code));
    signup_api::Creditor {
        name: creditor.name.clone(),
        statement_name: identifier.map(|identifier| identifier.name.clone()),
        scheme_reference: identifier.and_then(|identifier| identifier.reference.clone()),
        address,
        country_code: country_code.clone(),
        email: identifier.and_then(|identifier| identifier.email.clone()),
        phone_number: identifier.and_then(|identifier| identifier.phone_number.clone()),
    }
}

/// The creditor's scheme identifier for payments in `currency`.
pub(crate) fn identifier_for<'a>(creditor: &'a Creditor, currency: &str) -> Option<&'a SchemeIdentifier> {
    let scheme = scheme_of_currency(currency)?;
    let is_wanted =
        |of: &SchemeIdentifier| of.scheme == scheme || (scheme == Scheme::SepaCore && of.scheme.as_str() == SEPA);
    creditor.scheme_identifiers.iter().find(|identifier| is_wanted(identifier))
}

/// The scheme that collects in a currency.
pub(crate) fn scheme_of_currency(currency: &str) -> Option<Scheme> {
    Some(match currency {
        "AUD" => Scheme::Becs,
        "CAD" => Scheme::Pad,
        "DKK" => Scheme::Betalingsservice,
        "EUR" => Scheme::SepaCore,
        "GBP" => Scheme::Bacs,
        "NZD" => Scheme::BecsNz,
        "SEK" => Scheme::Autogiro,
        "USD" => Scheme::Ach,
        _ => return None,
    })
}

fn address_of_identifier(of: &SchemeIdentifier) -> Vec<String> {
    lines([&of.address_line1, &of.address_line2, &of.address_line3, &of.city, &of.region, &of.postal_code])
}

fn address_of_creditor(of: &Creditor) -> Vec<String> {
    lines([&of.address_line1, &of.address_line2, &of.address_line3, &of.city, &of.region, &of.postal_code])
}

fn lines(parts: [&Option<String>; 6]) -> Vec<String> {
    parts.into_iter().flatten().filter(|part| !part.trim().is_empty()).cloned().collect()
}

#[cfg(test)]
mod tests {
    use std::future::{pending, ready};
    use std::sync::atomic::{AtomicUsize, Ordering};

    use axum::body::Bytes;
    use axum::http::{Request, Response};
    use gocardless_client::{NoAnswer, Sending, Settings, SteadyClock, Transport};

    use super::*;

    /// A GoCardless that answers at the third time, and not at all before.
    #[derive(Default)]
    struct Slow(AtomicUsize);

    impl Transport for Slow {
        fn send(&self, _: Request<Bytes>) -> Sending {
            match self.0.fetch_add(1, Ordering::Relaxed) {
                0 => Box::pin(pending()),
                1 => Box::pin(ready(Err(NoAnswer::Connect))),
                _ => Box::pin(ready(Ok(Response::new(Bytes::from_static(
                    br#"{"creditors":[{"id":"CR1","created_at":"","name":"Acme Ltd","country_code":"GB","scheme_identifiers":[]}],
                        "meta":{"cursors":{"before":null,"after":null},"limit":50}}"#,
                ))))),
            }
        }

        fn draw(&self) -> u64 {
            0
        }
    }

    #[tokio::test(start_paused = true)]
    async fn while_it_fails_it_is_not_asked_for_by_every_payer() {
        let gocardless = Arc::new(Slow::default());
        let settings = Settings { max_attempts: 1, ..Settings::default() };
        let url = "https://api.example".parse().unwrap();
        let (token, clock) = (String::from("token").into(), SteadyClock::default());
        let client = Client::over(gocardless.clone(), url, token, settings, clock, |_| {}).unwrap();
        let creditor = CreditorCache::new(client);
        for asked in [1, 2] {
            for _ in 0..5 {
                assert!(creditor.get_soon().await.is_none());
                assert_eq!(gocardless.0.load(Ordering::Relaxed), asked);
            }
            tokio::time::advance(PAUSE).await;
        }
        for _ in 0..5 {
            assert_eq!(creditor.get_soon().await.unwrap().name, "Acme Ltd");
        }
        assert_eq!(gocardless.0.load(Ordering::Relaxed), 3);
    }

    #[test]
    fn the_scheme_identifier_of_the_currency_is_shown() {
        let creditor: Creditor = serde_json::from_value(serde_json::json!({
            "id": "CR1", "created_at": "", "name": "Acme Ltd", "address_line1": "1 High Street", "city": "London",
            "country_code": "GB",
            "scheme_identifiers": [
                { "name": "ACME", "scheme": "sepa", "reference": "GB12ZZZSDDBARC" },
                { "name": "ACME MAGS", "scheme": "bacs", "reference": "420042", "email": "help@acme.example" },
            ],
        }))
        .unwrap();

        let pounds = public_details(&creditor, "GBP");
        assert_eq!(pounds.statement_name.as_deref(), Some("ACME MAGS"));
        assert_eq!(pounds.scheme_reference.as_deref(), Some("420042"));
        assert_eq!(pounds.address, ["1 High Street", "London"]);
        assert_eq!(pounds.country_code.as_deref(), Some("GB"));
        assert_eq!(pounds.email.as_deref(), Some("help@acme.example"));
        let euros = public_details(&creditor, "EUR");
        assert_eq!(euros.scheme_reference.as_deref(), Some("GB12ZZZSDDBARC"));
        assert_eq!(public_details(&creditor, "SEK").statement_name, None);
    }
}
