//! Checks a list of bank details, such as one that is to be imported.
//!
//! ```text
//! cargo run --release -p bank-details --example check -- KIND < list.csv
//! ```
//!
//! Reads CSV without header, one case a line, and prints one line each: `valid`, `invalid: reason`, or
//! `unchecked: reason` where no rule covers it.
//!
//! Check digits that a form takes for advice only (New Zealand's, Sweden's, those of `iban-national`) decide here: who
//! cleans a list wants to know of them.

use std::fmt::Display;
use std::io::{self, BufRead, BufWriter, ErrorKind, Write};
use std::process::ExitCode;

use bank_details::{Account, Details, Error, Iban, Unchecked, Verdict, ach, autogiro, becs_nz, betalingsservice, uk};

const USAGE: &str = "\
usage: check KIND < list.csv, with KIND and the columns of the list:

  iban              IBAN
  iban-national     IBAN; the answer is that of its country's own check digits alone
  uk                SORT_CODE,ACCOUNT_NUMBER
  autogiro          CLEARING_NUMBER,ACCOUNT_NUMBER, or both in one column
  betalingsservice  REGISTRATION_NUMBER,ACCOUNT_NUMBER, or both in one column
  becs              BSB,ACCOUNT_NUMBER
  becs_nz           ACCOUNT_NUMBER, or BANK,BRANCH,ACCOUNT,SUFFIX
  pad               INSTITUTION_NUMBER,TRANSIT_NUMBER,ACCOUNT_NUMBER
  ach               ROUTING_NUMBER[,ACCOUNT_NUMBER[,checking|savings]]
";

/// What a line comes to.
enum Answer {
    Invalid(String),
    Unchecked(Unchecked),
    Valid,
}

type Check = fn(&[&str]) -> Answer;

fn main() -> ExitCode {
    let kind = std::env::args().nth(1).unwrap_or_default();
    let check: Check = match kind.as_str() {
        "iban" => iban,
        "iban-national" => iban_national,
        "uk" => united_kingdom,
        "autogiro" => sweden,
        "betalingsservice" => denmark,
        "becs" => |columns| local("AU", [columns.first(), None, columns.get(1)]),
        "becs_nz" => new_zealand,
        "pad" => |columns| local("CA", [columns.get(1), columns.first(), columns.get(2)]),
        "ach" => united_states,
        _ => {
            eprint!("{USAGE}");
            return ExitCode::from(2);
        }
    };
    match answer_all(io::stdin().lock(), BufWriter::new(io::stdout().lock()), check) {
        Ok(()) => ExitCode::SUCCESS,
        // Whoever reads has seen enough.
        Err(error) if error.kind() == ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("check: {error}");
            ExitCode::FAILURE
        }
    }
}

fn answer_all(mut input: impl BufRead, mut output: impl Write, check: Check) -> io::Result<()> {
    let mut line = Vec::new();
    while input.read_until(b'\n', &mut line)? > 0 {
        let text = String::from_utf8_lossy(&line);
        let text = text.trim_start_matches('\u{feff}').trim_end_matches(['\r', '\n']);
        let mut columns: Vec<_> = text.split([',', ';', '\t']).map(|column| column.trim().trim_matches('"')).collect();
        while columns.len() > 1 && columns.last().is_some_and(|column| column.is_empty()) {
            columns.pop();
        }
        match check(&columns) {
            Answer::Invalid(reason) => writeln!(output, "invalid: {reason}")?,
            Answer::Unchecked(reason) => writeln!(output, "unchecked: {reason}")?,
            Answer::Valid => output.write_all(b"valid\n")?,
        }
        line.clear();
    }
    output.flush()
}

fn invalid(reason: impl Display) -> Answer {
    Answer::Invalid(reason.to_string())
}

fn of_verdict(verdict: Verdict, reason: &str) -> Answer {
    match verdict {
        Verdict::Invalid => invalid(reason),
        Verdict::Unchecked(unchecked) => Answer::Unchecked(unchecked),
        Verdict::Valid => Answer::Valid,
    }
}

fn advised<T>(parsed: Result<T, Error>, advice: fn(&T) -> Verdict) -> Answer {
    match parsed {
        Ok(account) => of_verdict(advice(&account), "the check digit does not fit the rest"),
        Err(error) => invalid(error),
    }
}

fn column<'a>(columns: &[&'a str], place: usize) -> &'a str {
    columns.get(place).copied().unwrap_or_default()
}

fn iban(columns: &[&str]) -> Answer {
    advised(column(columns, 0).parse::<Iban>(), |_| Verdict::Valid)
}

fn iban_national(columns: &[&str]) -> Answer {
    advised(column(columns, 0).parse(), Iban::national_check)
}

fn united_kingdom(columns: &[&str]) -> Answer {
    let account =
        column(columns, 0).parse().and_then(|sort_code| uk::Account::standardise(sort_code, column(columns, 1)));
    match account {
        Ok(account) => of_verdict(account.check(), "sort code and account number fail the modulus check"),
        Err(error) => invalid(error),
    }
}

fn sweden(columns: &[&str]) -> Answer {
    let account = match *columns {
        [joined] | ["", joined] => joined.parse(),
        _ => column(columns, 0).parse().and_then(|clearing| autogiro::Account::new(clearing, column(columns, 1))),
    };
    advised(account, autogiro::Account::advice)
}

fn denmark(columns: &[&str]) -> Answer {
    match *columns {
        [joined] | ["", joined] => advised(joined.parse::<betalingsservice::Account>(), |_| Verdict::Valid),
        _ => local("DK", [None, columns.first(), columns.get(1)]),
    }
}

fn new_zealand(columns: &[&str]) -> Answer {
    advised(columns.join("-").parse(), becs_nz::Account::advice)
}

fn united_states(columns: &[&str]) -> Answer {
    match *columns {
        [routing_number] => advised(routing_number.parse::<ach::RoutingNumber>(), |_| Verdict::Valid),
        [_, _, kind, ..] if !kind.is_empty() && kind.to_lowercase().parse::<ach::AccountType>().is_err() => {
            invalid("account_type is neither checking nor savings")
        }
        _ => local("US", [None, columns.first(), columns.get(1)]),
    }
}

/// Details without check digits that might decide: branch code, bank code, account number.
fn local(country: &str, [branch_code, bank_code, account_number]: [Option<&&str>; 3]) -> Answer {
    let text = |part: Option<&&'_ str>| part.map_or_else(String::new, |text| (*text).to_owned());
    let (branch_code, bank_code, account_number) = (text(branch_code), text(bank_code), text(account_number));
    let details = Details {
        account_number: &account_number,
        bank_code: &bank_code,
        branch_code: &branch_code,
        ..Details::default()
    };
    match Account::parse(country, &details) {
        Ok(_) => Answer::Valid,
        Err(errors) => invalid(errors.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")),
    }
}
