//! The program's flags.

use std::ffi::OsString;
use std::net::SocketAddr;
use std::path::PathBuf;

use gocardless_sandbox::{Options, Seed, WebhookEndpoint};
use url::Url;

/// What `--help` prints.
pub(crate) const USAGE: &str = "\
Usage: gocardless-sandbox [FLAGS]

A local GoCardless: API and hosted pages, in memory. No money moves.
Its address, opened in a browser, shows what happens.

  --listen ADDR         where to listen; 127.0.0.1:8081 unless given, port 0 for any free one
  --access-token TOKEN  the API's access token; sandbox_demo unless given
  --client-id ID        the client id of the partner's app; sandbox_demo_app unless given
  --client-secret TEXT  its secret; sandbox_demo_app_secret unless given
  --clock TIME          stand still at this time (RFC 3339); else the clock runs on from now
  --lenient             take what GoCardless's samples send and its API refuses: numbers in texts, 69.99 for 6999
                        as an amount in digits, and the IBAN FR14BARC20000055779911 (for a French one)
  --pages DIR           the built signup component, for the hosted pages; else they are plain forms
  --public-url URL      what browsers reach the sandbox under; http://ADDR unless given
  --redirect-url URL    where the app leads merchants back to; may be given up to 20 times; unless given,
                        http://localhost:8080/oauth/callback, and the same on 127.0.0.1
  --seed FILE           JSON: resources that are there from the start, by their kind; see the README
  --webhook-url URL     where webhooks go, with --webhook-secret; else nowhere until an endpoint is set
  --webhook-secret TEXT what they are signed with, with --webhook-url
  --help                this text
";

/// The flags that have a value.
const FLAGS: [&str; 11] = [
    "--listen",
    "--access-token",
    "--client-id",
    "--client-secret",
    "--clock",
    "--pages",
    "--public-url",
    "--redirect-url",
    "--seed",
    "--webhook-secret",
    "--webhook-url",
];

/// What the program is to do.
#[derive(Debug)]
pub(crate) enum Command {
    /// Print the usage.
    Help,
    /// Run a sandbox.
    Run(Box<Arguments>),
}

/// Where and how to run.
#[derive(Debug)]
pub(crate) struct Arguments {
    /// Where to listen.
    pub(crate) listen: SocketAddr,
    /// How the sandbox is set up.
    pub(crate) options: Options,
}

/// Reads the flags; a flag's value is the next argument or stands behind `=`.
pub(crate) fn parse(arguments: impl Iterator<Item = OsString>) -> Result<Command, String> {
    let mut parsed = Arguments { listen: SocketAddr::from(([127, 0, 0, 1], 8081)), options: Options::default() };
    let mut redirect_urls = Vec::new();
    let (mut webhook_url, mut webhook_secret) = (None, None);
    let mut arguments = arguments
        .map(|argument| argument.into_string().map_err(|argument| format!("{} is not UTF-8", argument.display())));
    while let Some(argument) = arguments.next().transpose()? {
        if matches!(argument.as_str(), "--help" | "-h") {
            return Ok(Command::Help);
        }
        if argument == "--lenient" {
            parsed.options.lenient = true;
            continue;
        }
        let (flag, value) = match argument.split_once('=') {
            Some((flag, value)) => (flag, Some(value.to_owned())),
            None => (argument.as_str(), None),
        };
        if !FLAGS.contains(&flag) {
            return Err(format!("there is no flag {flag}; --help lists them"));
        }
        let value = match value {
            Some(value) => value,
            None => arguments.next().transpose()?.ok_or_else(|| format!("{flag} needs a value"))?,
        };
        match flag {
            "--redirect-url" => redirect_urls.push(value),
            "--webhook-url" => webhook_url = Some(value),
            "--webhook-secret" => webhook_secret = Some(value),
            flag => set(&mut parsed, flag, value)?,
        }
    }
    if !redirect_urls.is_empty() {
        parsed.options.app.redirect_urls = redirect_urls;
    }
    parsed.options.webhook = webhook(webhook_url, webhook_secret)?;
    Ok(Command::Run(Box::new(parsed)))
}

fn webhook(url: Option<String>, secret: Option<String>) -> Result<Option<WebhookEndpoint>, String> {
    match (url, secret) {
        (None, None) => Ok(None),
        (Some(_), None) => Err("--webhook-url needs --webhook-secret".to_owned()),
        (None, Some(_)) => Err("--webhook-secret needs --webhook-url".to_owned()),
        (Some(url), Some(secret)) => WebhookEndpoint::new(&url, &secret).map(Some).map_err(|error| error.to_string()),
    }
}

fn set(arguments: &mut Arguments, flag: &str, value: String) -> Result<(), String> {
    let wrong = |expected: &str| format!("{flag} must be {expected}");
    match flag {
        "--listen" => arguments.listen = value.parse().map_err(|_| wrong("an address like 127.0.0.1:8081"))?,
        "--access-token" if value.trim().is_empty() => return Err(wrong("a token")),
        "--access-token" => arguments.options.access_token = value,
        "--client-id" | "--client-secret" if value.is_empty() => return Err(wrong("a text")),
        "--client-id" => arguments.options.app.client_id = value,
        "--client-secret" => arguments.options.app.client_secret = value,
        "--clock" => {
            let time = value.parse().map_err(|_| wrong("a time like 2026-03-02T09:00:00Z"))?;
            arguments.options.clock = Some(time);
        }
        "--pages" => arguments.options.pages = Some(PathBuf::from(value)),
        "--seed" => arguments.options.seed = Some(read_seed(&value)?),
        _ => {
            let url = Url::parse(&value).map_err(|_| wrong("a URL like https://pay.example"))?;
            arguments.options.public_url = Some(url);
        }
    }
    Ok(())
}

fn read_seed(path: &str) -> Result<Seed, String> {
    let text = std::fs::read_to_string(path).map_err(|error| format!("cannot read {path}: {error}"))?;
    Seed::from_json(&text).map_err(|error| format!("{path}: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(arguments: &[&str]) -> Result<Arguments, String> {
        match parse(arguments.iter().map(OsString::from))? {
            Command::Run(arguments) => Ok(*arguments),
            Command::Help => Err("help".to_owned()),
        }
    }

    #[test]
    fn without_flags_it_listens_on_loopback() {
        let arguments = parsed(&[]).unwrap();
        assert_eq!(arguments.listen.to_string(), "127.0.0.1:8081");
        assert_eq!(arguments.options.access_token, "sandbox_demo");
    }

    #[test]
    fn every_flag_is_read_with_a_space_or_an_equals_sign() {
        let arguments = parsed(&[
            "--listen=127.0.0.1:0",
            "--access-token",
            "a=b",
            "--clock=2026-03-02T09:00:00Z",
            "--pages",
            "dist",
            "--lenient",
            "--public-url=https://pay.example",
            "--client-id=books",
            "--client-secret=very secret",
            "--redirect-url=https://books.example/1",
            "--redirect-url",
            "https://books.example/2",
            "--webhook-secret=s3cret=",
            "--webhook-url",
            "http://127.0.0.1:8080/webhooks",
        ])
        .unwrap();
        assert_eq!(arguments.listen.port(), 0);
        assert_eq!(arguments.options.access_token, "a=b");
        assert_eq!(arguments.options.clock.map(|time| time.to_string()).as_deref(), Some("2026-03-02T09:00:00Z"));
        let app = &arguments.options.app;
        assert_eq!([app.client_id.as_str(), &app.client_secret], ["books", "very secret"]);
        assert_eq!(app.redirect_urls, ["https://books.example/1", "https://books.example/2"]);
        assert!(arguments.options.lenient);
        assert_eq!(arguments.options.pages, Some(PathBuf::from("dist")));
        assert_eq!(arguments.options.public_url.map(String::from).as_deref(), Some("https://pay.example/"));
        let webhook = arguments.options.webhook.unwrap();
        assert_eq!(webhook.url().as_str(), "http://127.0.0.1:8080/webhooks");
    }

    #[test]
    fn a_wrong_flag_is_told_in_one_line() {
        for (arguments, problem) in [
            (vec!["--sede", "x"], "there is no flag --sede; --help lists them"),
            (vec!["8081"], "there is no flag 8081; --help lists them"),
            (vec!["--listen"], "--listen needs a value"),
            (vec!["--listen", "8081"], "--listen must be an address like 127.0.0.1:8081"),
            (vec!["--clock", "noon"], "--clock must be a time like 2026-03-02T09:00:00Z"),
            (vec!["--public-url", "pay.example"], "--public-url must be a URL like https://pay.example"),
            (vec!["--client-secret="], "--client-secret must be a text"),
            (vec!["--access-token="], "--access-token must be a token"),
            (vec!["--webhook-url=http://a.example"], "--webhook-url needs --webhook-secret"),
            (vec!["--webhook-secret=s"], "--webhook-secret needs --webhook-url"),
            (vec!["--webhook-url=http://a.example", "--webhook-secret="], "the webhook secret cannot be empty"),
            (
                vec!["--webhook-url=a.example", "--webhook-secret=s"],
                "the webhook URL must be http or https with a host, without user or fragment",
            ),
            (vec!["--help"], "help"),
        ] {
            assert_eq!(parsed(&arguments).unwrap_err(), problem);
        }
    }
}
