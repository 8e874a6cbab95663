//! What a payer asks for, checked: from here on every part is known to be acceptable.

use gocardless_api::Scheme;
use signup_api::{FieldError, Flow, Payer, Plan, StartSignup};
use url::Url;

use crate::creditor::scheme_of_currency;
use crate::error::AppError;
use crate::{Config, Origin};

/// A request to start a signup, checked.
#[derive(Clone, Debug)]
pub(crate) struct Order {
    pub(crate) flow: Flow,
    pub(crate) plan: Plan,
    /// The plan's; without one GoCardless offers what fits the payer's country.
    pub(crate) scheme: Option<Scheme>,
    /// Trimmed, empty ones left out, of limited length.
    pub(crate) payer: Payer,
    /// On our own origin or an allowed one; with the flow `redirect` only.
    pub(crate) return_url: Option<Url>,
    pub(crate) locale: Option<String>,
    /// Whether a signup that this browser has for the same thing does not do.
    pub(crate) another: bool,
}

/// The longest name, email or address line; the longest that common systems keep.
const MAX_TEXT: usize = 255;
const MAX_URL: usize = 2000;
const MAX_LOCALE: usize = 35;

impl Order {
    /// Checks every part and reports all that is wrong at once.
    pub(crate) fn check(asked: StartSignup, config: &Config) -> Result<Self, AppError> {
        let mut problems = Problems::default();
        let plan = config.plans.get(&asked.plan).cloned();
        if plan.is_none() {
            problems.add("plan", "is not on sale");
        }
        let payer = problems.payer(asked.payer);
        let return_url = match (asked.flow, asked.return_url) {
            (Flow::SelfHosted, _) => Ok(None),
            (Flow::Redirect, None) => Ok(Some(config.server.url_of("/"))),
            (Flow::Redirect, Some(text)) => return_url(&text, config).map(Some),
        };
        let return_url = return_url.map_err(|problem| problems.add("return_url", problem)).ok();
        let locale = asked.locale.filter(|locale| !locale.is_empty());
        if locale.as_deref().is_some_and(|locale| !is_locale(locale)) {
            problems.add("locale", "is not a language tag such as en-GB");
        }

        match (plan, return_url, problems.0) {
            (Some(plan), Some(return_url), problems) if problems.is_empty() => {
                let scheme = config.plans.scheme(&plan.id).cloned();
                if asked.flow == Flow::SelfHosted && scheme_of_currency(&plan.currency).is_none() {
                    return Err(AppError::FlowNotSupported);
                }
                Ok(Self { flow: asked.flow, plan, scheme, payer, return_url, locale, another: asked.another })
            }
            (_, _, problems) => Err(AppError::InvalidFields(problems)),
        }
    }
}

/// All that is wrong, field by field.
#[derive(Default)]
pub(super) struct Problems(pub(super) Vec<FieldError>);

impl Problems {
    fn add(&mut self, field: &str, message: &str) {
        self.0.push(FieldError { field: Some(field.to_owned()), reason: None, message: message.to_owned() });
    }

    /// Adds a problem that the form has words of its own for.
    pub(super) fn add_reason(&mut self, field: &str, reason: &str, message: &str) {
        self.0.push(field_error(field, reason, message));
    }

    /// The payer's words, trimmed, empty ones left out.
    pub(super) fn payer(&mut self, payer: Payer) -> Payer {
        let payer = Payer {
            given_name: self.text("given_name", payer.given_name),
            family_name: self.text("family_name", payer.family_name),
            company_name: self.text("company_name", payer.company_name),
            email: self.text("email", payer.email),
            address_line1: self.text("address_line1", payer.address_line1),
            address_line2: self.text("address_line2", payer.address_line2),
            city: self.text("city", payer.city),
            region: self.text("region", payer.region),
            postal_code: self.text("postal_code", payer.postal_code),
            country_code: self.text("country_code", payer.country_code),
            swedish_identity_number: self.text("swedish_identity_number", payer.swedish_identity_number),
            danish_identity_number: self.text("danish_identity_number", payer.danish_identity_number),
        };
        if payer.country_code.as_deref().is_some_and(|code| !is_country_code(code)) {
            self.add("country_code", "is not two capital letters");
        }
        payer
    }

    /// A text, trimmed, unless it is empty.
    pub(super) fn text(&mut self, field: &str, text: Option<String>) -> Option<String> {
        let text = text?.trim().to_owned();
        if text.chars().count() > MAX_TEXT {
            self.add_reason(field, "long", "is too long (at most 255 characters)");
        } else if text.chars().any(char::is_control) {
            self.add_reason(field, "character", "contains characters that cannot be used");
        }
        (!text.is_empty()).then_some(text)
    }
}

/// A field that is not acceptable, for a reason that the form has words of its own for.
pub(super) fn field_error(field: &str, reason: &str, message: &str) -> FieldError {
    FieldError { field: Some(field.to_owned()), reason: Some(reason.to_owned()), message: message.to_owned() }
}

fn is_country_code(code: &str) -> bool {
    code.len() == 2 && code.bytes().all(|byte| byte.is_ascii_uppercase())
}

fn is_locale(locale: &str) -> bool {
    locale.len() <= MAX_LOCALE && locale.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}

/// A page that a payer may be sent back to: never on a foreign origin.
///
/// Parameters that an earlier signup left in it are taken out.
fn return_url(text: &str, config: &Config) -> Result<Url, &'static str> {
    let mut url: Url = text.parse().map_err(|_| "is not a URL")?;
    if url.as_str().len() > MAX_URL {
        return Err("is too long");
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err("must not name a user");
    }
    if url.fragment().is_some() {
        return Err("must not have a fragment");
    }
    match Origin::of(&url) {
        Some(origin) if config.server.allows(&origin) => {}
        _ => return Err("is not on an allowed origin"),
    }

    let ours = |name: &str| matches!(name, "signup" | "redirect_flow_id");
    if url.query_pairs().any(|(name, _)| ours(&name)) {
        let kept: Vec<_> = url.query_pairs().into_owned().filter(|(name, _)| !ours(name)).collect();
        url.set_query(None);
        if !kept.is_empty() {
            url.query_pairs_mut().extend_pairs(kept);
        }
    }
    Ok(url)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn config() -> Config {
        let url = |text: &str| text.parse().unwrap();
        let mut config = Config::for_testing(url("http://127.0.0.1:8081"), "db", url("https://own.example"), "dist");
        config.server.allowed_origins = vec!["https://shop.example".parse().unwrap()];
        config
    }

    #[test]
    fn a_payer_is_returned_to_allowed_origins_only() {
        for (text, expected) in [
            ("https://own.example", Ok("https://own.example/")),
            ("https://own.example/done?a=b", Ok("https://own.example/done?a=b")),
            ("https://shop.example/done", Ok("https://shop.example/done")),
            ("https://own.example/?a=1&signup=SG1&redirect_flow_id=RE1", Ok("https://own.example/?a=1")),
            ("https://own.example/?signup=SG1", Ok("https://own.example/")),
            ("https://evil.example", Err("is not on an allowed origin")),
            ("http://own.example", Err("is not on an allowed origin")),
            ("https://own.example:8443", Err("is not on an allowed origin")),
            ("https://own.example.evil.example", Err("is not on an allowed origin")),
            ("https://own.example@evil.example", Err("must not name a user")),
            ("https://user:pw@own.example", Err("must not name a user")),
            ("https://own.example\\@evil.example", Ok("https://own.example/@evil.example")),
            ("https:///evil.example", Err("is not on an allowed origin")),
            ("//evil.example", Err("is not a URL")),
            ("/done", Err("is not a URL")),
            ("javascript:alert(1)", Err("is not on an allowed origin")),
            ("data:text/html,x", Err("is not on an allowed origin")),
            ("https://own.example/#x", Err("must not have a fragment")),
        ] {
            let url = return_url(text, &config());
            assert_eq!(url.as_ref().map(Url::as_str).map_err(|problem| *problem), expected, "{text}");
        }
    }

    #[test]
    fn the_payers_words_are_trimmed_and_all_problems_are_named_at_once() {
        let mut asked: StartSignup = serde_json::from_str(
            r#"{"flow":"redirect","plan":"magazine","payer":{"given_name":"  Ada ","family_name":" "}}"#,
        )
        .unwrap();
        let order = Order::check(asked.clone(), &config()).unwrap();
        assert_eq!(order.payer.given_name.as_deref(), Some("Ada"));
        assert_eq!(order.payer.family_name, None);
        assert_eq!(order.return_url.unwrap().as_str(), "https://own.example/");

        asked.plan = "yacht".to_owned();
        asked.payer.email = Some("a".repeat(256));
        asked.payer.city = Some("Lon\ndon".to_owned());
        asked.payer.country_code = Some("gb".to_owned());
        asked.return_url = Some("https://evil.example".to_owned());
        asked.locale = Some("en_GB".to_owned());
        let Err(AppError::InvalidFields(problems)) = Order::check(asked, &config()) else { panic!("accepted") };
        let fields: Vec<_> = problems.iter().filter_map(|problem| problem.field.as_deref()).collect();
        assert_eq!(fields, ["plan", "email", "city", "country_code", "return_url", "locale"]);
    }
}
