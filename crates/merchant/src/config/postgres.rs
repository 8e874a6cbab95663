//! The address of a PostgreSQL database, and how far its network is trusted.

use std::fmt;
use std::net::IpAddr;
use std::path::PathBuf;
use std::str::FromStr;

use tokio_postgres::config::{Host, SslMode};
use url::form_urlencoded;

use super::Connections;

/// The address of a PostgreSQL database: `postgres://user:password@host:5432/database?…`.
///
/// Parameters are those of libpq that `tokio_postgres` knows, and `sslrootcert`. `Debug` shows hosts and database alone.
#[derive(Clone)]
pub struct PostgresConfig {
    connection: tokio_postgres::Config,
    encryption: Encryption,
    connections: Connections,
}

/// How the connection is protected.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Encryption {
    /// Not at all: the server is on this machine, or the network is trusted on purpose.
    None,
    /// TLS, with a certificate for the very host, from a public authority or from one of this PEM file's.
    Tls {
        /// `sslrootcert`: the file with the authorities' certificates.
        authorities: Option<PathBuf>,
    },
}

/// Why an address cannot be used; names no part of it that may be secret.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
pub enum PostgresConfigError {
    /// It is no address of a database.
    #[error("it is not of the shape postgres://user:password@host:5432/database, or has a parameter that is not known")]
    Malformed,
    /// There is no database in it.
    #[error("it names no database: add /name after the host")]
    NoDatabase,
    /// There is no host in it.
    #[error("it names no host")]
    NoHost,
    /// `sslmode` is none of ours.
    #[error(
        "sslmode is none of disable, require and verify-full; a mode that falls back to no encryption protects nothing"
    )]
    SslMode,
}

impl PostgresConfig {
    /// What `tokio_postgres` connects with.
    pub(crate) fn connection(&self) -> &tokio_postgres::Config {
        &self.connection
    }

    /// How many connections an instance makes.
    pub(crate) fn connections(&self) -> Connections {
        self.connections
    }

    /// The same database with so many connections at most.
    #[must_use]
    pub fn with_connections(self, connections: Connections) -> Self {
        Self { connections, ..self }
    }

    /// How the connection is protected.
    pub fn encryption(&self) -> &Encryption {
        &self.encryption
    }
}

impl FromStr for PostgresConfig {
    type Err = PostgresConfigError;

    /// Without `sslmode`, a host that is not this machine must speak TLS.
    fn from_str(address: &str) -> Result<Self, PostgresConfigError> {
        let (place, query) = address.split_once('?').unwrap_or((address, ""));
        let (mut mode, mut authorities) = (None, None);
        let mut others = form_urlencoded::Serializer::new(String::new());
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            match &*name {
                "sslmode" => mode = Some(value.into_owned()),
                "sslrootcert" => authorities = Some(PathBuf::from(value.into_owned())),
                _ => {
                    others.append_pair(&name, &value);
                }
            }
        }
        // `tokio_postgres` decodes percent signs, but takes a plus for itself.
        let others = others.finish().replace('+', "%20");
        let mut connection = tokio_postgres::Config::from_str(&format!("{place}?{others}"))
            .map_err(|_| PostgresConfigError::Malformed)?;
        if connection.get_dbname().is_none_or(str::is_empty) {
            return Err(PostgresConfigError::NoDatabase);
        }
        if connection.get_hosts().is_empty() {
            return Err(PostgresConfigError::NoHost);
        }
        let encryption = match mode.as_deref() {
            None if connection.get_hosts().iter().all(is_here) => Encryption::None,
            Some("disable") => Encryption::None,
            None | Some("require" | "verify-ca" | "verify-full") => Encryption::Tls { authorities },
            Some(_) => return Err(PostgresConfigError::SslMode),
        };
        connection.ssl_mode(match encryption {
            Encryption::None => SslMode::Disable,
            Encryption::Tls { .. } => SslMode::Require,
        });
        Ok(Self { connection, encryption, connections: Connections::default() })
    }
}

fn is_here(host: &Host) -> bool {
    match host {
        Host::Tcp(name) => name == "localhost" || name.parse::<IpAddr>().is_ok_and(|address| address.is_loopback()),
        #[cfg(unix)]
        Host::Unix(_) => true,
    }
}

impl fmt::Debug for PostgresConfig {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("PostgresConfig")
            .field("hosts", &self.connection.get_hosts())
            .field("database", &self.connection.get_dbname())
            .field("encryption", &self.encryption)
            .field("connections", &self.connections)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(address: &str) -> Result<PostgresConfig, PostgresConfigError> {
        address.parse()
    }

    #[test]
    fn what_leaves_this_machine_is_encrypted_unless_that_is_said() {
        let tls = |authorities: Option<&str>| Encryption::Tls { authorities: authorities.map(PathBuf::from) };
        for (address, expected) in [
            ("postgres://u:p@localhost/d", Encryption::None),
            ("postgresql://u@127.0.0.1:5433/d", Encryption::None),
            ("postgres://u@%2Frun%2Fpostgresql/d", Encryption::None),
            ("postgres:///d?host=/run/postgresql&user=u", Encryption::None),
            ("postgres://u:p@db/d?sslmode=disable", Encryption::None),
            ("postgres://u:p@db/d", tls(None)),
            ("postgres://u:p@localhost,db/d", tls(None)),
            ("postgres://u:p@localhost/d?sslmode=require", tls(None)),
            ("postgres://u:p@db/d?sslrootcert=/etc/a%20b.pem&sslmode=verify-full", tls(Some("/etc/a b.pem"))),
        ] {
            let config = parse(address).unwrap();
            assert_eq!(*config.encryption(), expected, "{address}");
            assert_eq!(config.connection().get_dbname(), Some("d"));
        }
    }

    #[test]
    fn what_is_wrong_is_said_without_what_is_secret() {
        for (address, expected) in [
            ("postgres://u:canary@db/d?sslmode=prefer", PostgresConfigError::SslMode),
            ("postgres://u:canary@db/d?canary=1", PostgresConfigError::Malformed),
            ("postgres://u:canary@db:port/d", PostgresConfigError::Malformed),
            ("postgres://u:canary@db", PostgresConfigError::NoDatabase),
            ("postgres:///d", PostgresConfigError::NoHost),
        ] {
            let error = parse(address).unwrap_err();
            assert_eq!(error, expected, "{address}");
            assert!(!error.to_string().contains("canary"));
        }
    }

    #[test]
    fn debug_shows_neither_user_nor_password() {
        let shown = format!("{:?}", parse("postgres://someone:canary@db/d?options=-c%20canary").unwrap());
        assert!(shown.contains("db") && !shown.contains("canary") && !shown.contains("someone"), "{shown}");
    }
}
