//! The case files in `tests/data`.

use bank_details::Verdict;

use super::reference::Reference;
use super::standardise::standardise;

/// One line of a case file.
pub(crate) struct Case {
    pub(crate) sort_code: String,
    /// As a payer types it: 6 to 10 digits.
    pub(crate) account_number: String,
    pub(crate) expected: Outcome,
    pub(crate) why: String,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Outcome {
    Valid,
    Invalid,
    Unchecked,
    /// The bank has no numbers of that length.
    Long,
}

/// Those of the specification, and ours.
pub(crate) fn all() -> Vec<Case> {
    let official = include_str!("../../data/uk-modulus-spec-cases.csv").lines().skip(1);
    let further = include_str!("../../data/uk-modulus-further-cases.csv").lines().skip(1);
    // Without the first column, the specification's number, both have the same columns.
    official.map(|line| line.split_once(',').unwrap().1).chain(further).map(Case::parse).collect()
}

/// What the reference makes of a pair.
pub(crate) fn judge(reference: &Reference, sort_code: &str, account_number: &str) -> Outcome {
    match standardise(reference, sort_code, account_number) {
        Some((sort_code, account)) => match reference.check(&sort_code, &account) {
            Some(true) => Outcome::Valid,
            Some(false) => Outcome::Invalid,
            None => Outcome::Unchecked,
        },
        None => Outcome::Long,
    }
}

impl Case {
    fn parse(line: &str) -> Self {
        let columns: Vec<_> = line.splitn(4, ',').collect();
        let expected = match columns[2] {
            "valid" => Outcome::Valid,
            "invalid" => Outcome::Invalid,
            "unchecked" => Outcome::Unchecked,
            "long" => Outcome::Long,
            other => panic!("`{other}` is no outcome"),
        };
        let [sort_code, account_number, _, why] = columns[..] else { panic!("{line}") };
        Self { sort_code: sort_code.into(), account_number: account_number.into(), expected, why: why.into() }
    }
}

impl Outcome {
    pub(crate) fn of(verdict: Verdict) -> Self {
        match verdict {
            Verdict::Valid => Self::Valid,
            Verdict::Invalid => Self::Invalid,
            Verdict::Unchecked(_) => Self::Unchecked,
        }
    }
}
