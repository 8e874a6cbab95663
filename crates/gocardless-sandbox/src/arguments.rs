//! The program's flags.

use std::ffi::OsString;
use std::net::SocketAddr;
use std::path::PathBuf;

use gocardless_sandbox::Options;
use url::Url;

/// What `--help` prints.
pub(crate) const USAGE: &str = "\
Usage: gocardless-sandbox [FLAGS]

A local GoCardless: API and hosted pages, in memory. No money moves.

  --listen ADDR         where to listen; 127.0.0.1:8081 unless given, port 0 for any free one
  --access-token TOKEN  the API's access token; sandbox_demo unless given
  --clock TIME          stand still at this time (RFC 3339); else the clock runs on from now
  --pages DIR           the built signup component, for the hosted pages; else they are plain forms
  --public-url URL      what browsers reach the sandbox under; http://ADDR unless given
  --help                this text
";

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
    let mut arguments = arguments
        .map(|argument| argument.into_string().map_err(|argument| format!("{} is not UTF-8", argument.display())));
    while let Some(argument) = arguments.next().transpose()? {
        if matches!(argument.as_str(), "--help" | "-h") {
            return Ok(Command::Help);
        }
        let (flag, value) = match argument.split_once('=') {
            Some((flag, value)) => (flag, Some(value.to_owned())),
            None => (argument.as_str(), None),
        };
        if !["--listen", "--access-token", "--clock", "--pages", "--public-url"].contains(&flag) {
            return Err(format!("there is no flag {flag}; --help lists them"));
        }
        let value = match value {
            Some(value) => value,
            None => arguments.next().transpose()?.ok_or_else(|| format!("{flag} needs a value"))?,
        };
        set(&mut parsed, flag, value)?;
    }
    Ok(Command::Run(Box::new(parsed)))
}

fn set(arguments: &mut Arguments, flag: &str, value: String) -> Result<(), String> {
    let wrong = |expected: &str| format!("{flag} must be {expected}");
    match flag {
        "--listen" => arguments.listen = value.parse().map_err(|_| wrong("an address like 127.0.0.1:8081"))?,
        "--access-token" if value.trim().is_empty() => return Err(wrong("a token")),
        "--access-token" => arguments.options.access_token = value,
        "--clock" => {
            let time = value.parse().map_err(|_| wrong("a time like 2026-03-02T09:00:00Z"))?;
            arguments.options.clock = Some(time);
        }
        "--pages" => arguments.options.pages = Some(PathBuf::from(value)),
        _ => {
            let url = Url::parse(&value).map_err(|_| wrong("a URL like https://pay.example"))?;
            arguments.options.public_url = Some(url);
        }
    }
    Ok(())
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
            "--public-url=https://pay.example",
        ])
        .unwrap();
        assert_eq!(arguments.listen.port(), 0);
        assert_eq!(arguments.options.access_token, "a=b");
        assert_eq!(arguments.options.clock.map(|time| time.to_string()).as_deref(), Some("2026-03-02T09:00:00Z"));
        assert_eq!(arguments.options.pages, Some(PathBuf::from("dist")));
        assert_eq!(arguments.options.public_url.map(String::from).as_deref(), Some("https://pay.example/"));
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
            (vec!["--access-token="], "--access-token must be a token"),
            (vec!["--help"], "help"),
        ] {
            assert_eq!(parsed(&arguments).unwrap_err(), problem);
        }
    }
}
