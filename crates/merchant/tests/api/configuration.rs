//! The environment: one clear line for whatever is wrong with it.

use std::collections::HashMap;
use std::num::NonZeroU32;
use std::time::Duration;

use merchant::{Config, ConfigError, Environment, LogFormat, Pages, StoreConfig};

const PLANS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../plans.json");

fn read(variables: &[(&str, &str)]) -> Result<Config, ConfigError> {
    let mut all = HashMap::from([("GOCARDLESS_ACCESS_TOKEN", "token_canary"), ("PLANS_FILE", PLANS)]);
    all.extend(variables.iter().copied());
    Config::from_env(|name| all.get(name).map(ToString::to_string))
}

fn sqlite(config: &Config) -> &str {
    match &config.store {
        StoreConfig::Sqlite(path) => path.to_str().unwrap(),
        StoreConfig::Postgres(_) => panic!("{:?}", config.store),
    }
}

#[test]
fn a_token_and_plans_are_enough_for_the_local_sandbox() {
    let config = read(&[]).unwrap();
    assert_eq!(config.gocardless.environment, Environment::Local);
    assert_eq!(config.gocardless.url.as_str(), "http://127.0.0.1:8081/");
    assert_eq!(config.server.public_url.as_str(), "http://localhost:8080/");
    assert_eq!(config.server.listen_addr.to_string(), "127.0.0.1:8080");
    assert_eq!(config.server.pages, Pages::default());
    assert_eq!(config.server.log_format, LogFormat::Pretty);
    assert!(config.server.proxies.header.is_none());
    assert_eq!(config.limits.client_requests_per_minute, NonZeroU32::new(240));
    assert_eq!(config.limits.browser_requests_per_minute, NonZeroU32::new(60));
    assert_eq!(sqlite(&config), "merchant.sqlite3");
    assert!(config.plans.get("magazine").is_some());
}

#[test]
fn promise_4_a_payer_who_is_back_too_early_is_waited_for_for_ten_seconds() {
    assert_eq!(read(&[]).unwrap().confirm_within, Duration::from_secs(10));
}

#[test]
fn every_variable_is_read() {
    let config = read(&[
        ("GOCARDLESS_ENVIRONMENT", "live"),
        ("GOCARDLESS_ACCESS_TOKEN", "live_x"),
        ("PUBLIC_URL", "https://own.example/"),
        ("LISTEN_ADDR", "0.0.0.0:80"),
        ("ALLOWED_ORIGINS", "https://shop.example, https://www.shop.example,"),
        ("DATABASE_URL", "sqlite:///var/lib/merchant.sqlite3"),
        ("PAGES_DIR", "/srv/pages"),
        ("CLIENT_ADDRESS_HEADER", "X-Forwarded-For"),
        ("TRUSTED_PROXIES", "10.0.0.0/8, 2001:db8::1,"),
        ("CLIENT_REQUESTS_PER_MINUTE", "0"),
        ("BROWSER_REQUESTS_PER_MINUTE", "30"),
    ])
    .unwrap();
    assert_eq!(config.gocardless.url.as_str(), "https://api.gocardless.com/");
    assert_eq!(config.server.public_url.as_str(), "https://own.example/");
    let origins: Vec<_> = config.server.allowed_origins.iter().map(merchant::Origin::as_str).collect();
    assert_eq!(origins, ["https://shop.example", "https://www.shop.example"]);
    assert_eq!(sqlite(&config), "/var/lib/merchant.sqlite3");
    assert_eq!(config.server.pages, Pages::Folder("/srv/pages".into()));
    assert_eq!(config.server.log_format, LogFormat::Json);
    let proxies = config.server.proxies;
    assert_eq!(proxies.header.unwrap(), "x-forwarded-for");
    assert_eq!(proxies.ranges, ["10.0.0.0/8".parse().unwrap(), "2001:db8::1".parse().unwrap()]);
    assert_eq!(config.limits.client_requests_per_minute, None);
    assert_eq!(config.limits.browser_requests_per_minute, NonZeroU32::new(30));
}

#[test]
fn what_is_wrong_is_one_line_that_names_the_variable() {
    let live = ("GOCARDLESS_ENVIRONMENT", "live");
    for (variables, line) in [
        (vec![("GOCARDLESS_ACCESS_TOKEN", " ")], "GOCARDLESS_ACCESS_TOKEN is not set: set it to"),
        (vec![("GOCARDLESS_ACCESS_TOKEN", "a b")], "GOCARDLESS_ACCESS_TOKEN cannot be used: it has a character"),
        (vec![("GOCARDLESS_ACCESS_TOKEN", "live_x")], "GOCARDLESS_ACCESS_TOKEN cannot be used: it is a live token"),
        (
            vec![live, ("GOCARDLESS_ACCESS_TOKEN", "sandbox_x")],
            "GOCARDLESS_ACCESS_TOKEN cannot be used: it is a sandbox token",
        ),
        (vec![("GOCARDLESS_ENVIRONMENT", "prod")], "GOCARDLESS_ENVIRONMENT cannot be used: \"prod\" is none of"),
        (vec![("GOCARDLESS_URL", "127.0.0.1:8081")], "GOCARDLESS_URL cannot be used:"),
        (vec![live, ("GOCARDLESS_URL", "http://127.0.0.1:1")], "GOCARDLESS_URL cannot be used: it is for"),
        (vec![live], "PUBLIC_URL cannot be used: live needs an https address"),
        (vec![("PUBLIC_URL", "localhost")], "PUBLIC_URL cannot be used: \"localhost\" is not an origin"),
        (vec![("PUBLIC_URL", "https://own.example/shop")], "PUBLIC_URL cannot be used:"),
        (vec![("LISTEN_ADDR", "8080")], "LISTEN_ADDR cannot be used: \"8080\" is not an address and port"),
        (vec![("ALLOWED_ORIGINS", "https://a.example,*")], "ALLOWED_ORIGINS cannot be used: \"*\" is not an origin"),
        (
            vec![live, ("PUBLIC_URL", "https://o.example"), ("ALLOWED_ORIGINS", "http://a.example")],
            "ALLOWED_ORIGINS cannot be used: live needs https",
        ),
        (vec![("DATABASE_URL", "postgres://u:p@h")], "DATABASE_URL cannot be used: it names no database"),
        (
            vec![("DATABASE_URL", "postgres://u:p@h/d?sslmode=prefer")],
            "DATABASE_URL cannot be used: sslmode is none of",
        ),
        (vec![("DATABASE_URL", "merchant.db")], "DATABASE_URL cannot be used: it does not begin with sqlite:"),
        (vec![("DATABASE_URL", "sqlite::memory:")], "DATABASE_URL cannot be used: it names no file"),
        (vec![("PLANS_FILE", "/nowhere.json")], "PLANS_FILE cannot be used: /nowhere.json cannot be read"),
        (
            vec![("MANDATE_TEXTS_FILE", "/nowhere.json")],
            "MANDATE_TEXTS_FILE cannot be used: /nowhere.json cannot be read",
        ),
        (vec![("MANDATE_TEXTS_FILE", PLANS)], "MANDATE_TEXTS_FILE cannot be used: it is not of the shape"),
        (
            vec![("CLIENT_ADDRESS_HEADER", "a b")],
            "CLIENT_ADDRESS_HEADER cannot be used: \"a b\" is not a header's name",
        ),
        (vec![("CLIENT_ADDRESS_HEADER", "Forwarded-For")], "TRUSTED_PROXIES is not set: list the addresses"),
        (vec![("TRUSTED_PROXIES", "10.0.0.0/8")], "CLIENT_ADDRESS_HEADER is not set: name the header"),
        (
            vec![("CLIENT_ADDRESS_HEADER", "forwarded"), ("TRUSTED_PROXIES", "10.0.0.0/8")],
            "CLIENT_ADDRESS_HEADER cannot be used: Forwarded has more in it than addresses",
        ),
        (vec![("TRUSTED_PROXIES", "10.0.0.0/33")], "TRUSTED_PROXIES cannot be used: \"10.0.0.0/33\" is not an address"),
        (
            vec![("CLIENT_REQUESTS_PER_MINUTE", "-1")],
            "CLIENT_REQUESTS_PER_MINUTE cannot be used: \"-1\" is not a number",
        ),
        (
            vec![("GOCARDLESS_ORGANISATION_ID", "OR 1")],
            "GOCARDLESS_ORGANISATION_ID cannot be used: \"OR 1\" is not an id",
        ),
        (vec![("MERCHANT_API_TOKEN", "token_canary")], "MERCHANT_API_TOKEN cannot be used: it has fewer than 32"),
        (
            vec![("MERCHANT_API_TOKEN_PREVIOUS", "token_canary token_canary token_canary")],
            "MERCHANT_API_TOKEN_PREVIOUS cannot be used: it has a character",
        ),
        (vec![("LOG_FORMAT", "xml")], "LOG_FORMAT cannot be used: \"xml\" is neither"),
    ] {
        let message = read(&variables).unwrap_err().to_string();
        assert!(message.starts_with(line), "{variables:?}: {message}");
        assert!(!message.contains('\n') && !message.contains("token_canary") && !message.contains("u:p"), "{message}");
    }
}

#[test]
fn promise_36_debug_shows_no_secret() {
    let config = read(&[
        ("GOCARDLESS_WEBHOOK_SECRET", "secret_canary"),
        ("GOCARDLESS_WEBHOOK_SECRET_PREVIOUS", "secret_canary_of_before"),
        ("MERCHANT_API_TOKEN", "merchant_canary_0123456789012345678"),
        ("MERCHANT_API_TOKEN_PREVIOUS", "merchant_canary_9876543210987654321"),
        ("METRICS_TOKEN", "metrics_canary_0123456789012345678"),
        ("METRICS_TOKEN_PREVIOUS", "metrics_canary_9876543210987654321"),
        ("DATABASE_URL", "postgres://merchant:canary@localhost/signups"),
    ]);
    let config = config.unwrap();
    assert_eq!(config.gocardless.webhook_secrets.len(), 2);
    assert!(!format!("{config:?}").contains("canary"));
}

#[test]
fn a_database_that_cannot_be_reached_is_said_once_and_without_its_password() {
    let ended = std::process::Command::new(env!("CARGO_BIN_EXE_merchant"))
        .env("GOCARDLESS_ACCESS_TOKEN", "sandbox_demo")
        .env("DATABASE_URL", "postgres://somebody:canary@127.0.0.1:1/signups")
        .env("LISTEN_ADDR", "127.0.0.1:0")
        .env("PLANS_FILE", PLANS)
        .env("RUST_LOG", "trace")
        .output()
        .unwrap();
    let said = String::from_utf8(ended.stderr).unwrap();
    assert!(!ended.status.success() && !said.contains("canary"), "{said}");
    let line = said.lines().last().unwrap();
    assert!(line.starts_with("merchant: DATABASE_URL cannot be used: the store is not available: "), "{line}");
    assert_eq!(line.matches("the store is not available").count(), 1, "{line}");
}
