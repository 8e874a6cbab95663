//! How many connections an instance makes to PostgreSQL.

use std::num::ParseIntError;
use std::str::FromStr;

/// How many connections an instance makes to PostgreSQL at most: 22 unless configured, 3 or more.
///
/// Half of them read, half write, and of twelve or more two (else one) write the audit log: when that is slow, nothing else
/// waits for it. A statement takes about a millisecond, so ten that write serve thousands of requests a second. PostgreSQL
/// takes 100 connections unless it is told otherwise.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Connections(usize);

/// Why a number of connections cannot be used.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum ConnectionsError {
    /// It is no number.
    #[error("it is no number: {0}")]
    NoNumber(#[from] ParseIntError),
    /// There must be one each for reading, writing and the audit log.
    #[error("it is not between 3 and 1000")]
    OutOfRange,
}

impl Connections {
    /// For reading.
    pub(crate) fn reading(self) -> usize {
        (self.0 - self.beside()).div_ceil(2)
    }

    /// For writing.
    pub(crate) fn writing(self) -> usize {
        (self.0 - self.beside()) / 2
    }

    /// For the audit log.
    pub(crate) fn beside(self) -> usize {
        if self.0 < 12 { 1 } else { 2 }
    }
}

impl Default for Connections {
    fn default() -> Self {
        Self(22)
    }
}

impl FromStr for Connections {
    type Err = ConnectionsError;

    fn from_str(text: &str) -> Result<Self, ConnectionsError> {
        let number = text.parse()?;
        if (3..=1000).contains(&number) { Ok(Self(number)) } else { Err(ConnectionsError::OutOfRange) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_connection_has_its_use_and_each_use_has_one() {
        let shares = |it: Connections| (it.reading(), it.writing(), it.beside());
        assert_eq!(shares(Connections::default()), (10, 10, 2));
        for number in 3..=1000 {
            let (reading, writing, beside) = shares(number.to_string().parse().unwrap());
            assert_eq!(reading + writing + beside, number);
            assert!(writing >= 1 && reading >= writing && beside >= 1, "{number}");
        }
        for wrong in ["2", "1001", "-3", "", "many"] {
            assert!(wrong.parse::<Connections>().is_err(), "{wrong}");
        }
    }
}
