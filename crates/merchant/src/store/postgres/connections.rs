//! Pools of connections: one for reads, which go on without the primary, one for writes, which need it.

use std::time::Duration;

use deadpool_postgres::{
    ConfigConnectImpl, Connect, Hook, HookError, Manager, ManagerConfig, Object, Pool, PoolBuilder, RecyclingMethod,
    Runtime,
};
use tokio::time::timeout;
use tokio_postgres::config::TargetSessionAttrs;
use tokio_postgres::types::ToSql;
use tokio_postgres::{NoTls, Row};

use super::super::StoreError;
use super::failure::{ends_connection, explain, unconnected};
use super::preference::Preference;
use super::session::Session;
use super::tls::Tls;
use super::unsaid::{as_parameters, unsaid};
use crate::store::writable::Writable;
use crate::{Encryption, PostgresConfig};

/// What a statement is given.
pub(super) type Parameters<'a> = &'a [&'a (dyn ToSql + Sync)];

/// Whoever can be asked for rows.
pub(super) trait Rows: Sync {
    /// All rows of a statement.
    fn all(&self, sql: &str, parameters: Parameters<'_>) -> impl Future<Output = Result<Vec<Row>, StoreError>> + Send;

    /// The first row of a statement, if there is one.
    fn first(
        &self,
        sql: &str,
        parameters: Parameters<'_>,
    ) -> impl Future<Output = Result<Option<Row>, StoreError>> + Send {
        async { Ok(self.all(sql, parameters).await?.into_iter().next()) }
    }
}

/// How long a connection may take to be made.
const CONNECT: Duration = Duration::from_secs(2);
/// How long anyone waits for a free connection: with the answer well within the ten seconds that GoCardless waits.
const WAIT: Duration = Duration::from_secs(5);
/// How long the answer to a statement may take; the server gives up a little earlier.
pub(super) const ANSWER: Duration = Duration::from_secs(5);
/// What is acknowledged is on the disk, also where a server, database or role is set up to commit without waiting for
/// that. What waits for more, such as a standby, is left as it is.
const DURABLE: &str =
    "SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off'";
/// A connection that has ended is noticed by whoever uses it.
const RECYCLED: ManagerConfig = ManagerConfig { recycling_method: RecyclingMethod::Fast };
/// What the server ends by itself: statements, waiting for another's lock, transactions that nobody goes on with.
const LIMITS: &str = "-c statement_timeout=4s -c lock_timeout=2s -c idle_in_transaction_session_timeout=10s";

/// Connections that read, and can do nothing else; to the primary, as long as there is one.
pub(super) struct Readers {
    pool: Pool,
    connections: usize,
}

/// Connections that write.
#[derive(Clone)]
pub(super) struct Writers {
    pool: Pool,
    /// None where a failure says nothing about the store.
    writable: Option<Writable>,
}

impl Readers {
    pub(super) fn new(config: &PostgresConfig) -> Result<Self, StoreError> {
        let connections = config.connections().reading();
        let connection = connection(config);
        let preference = Preference::new(connector(config)?);
        let hook = preference.hook(connection.clone());
        let manager = Manager::from_connect(connection, preference, RECYCLED);
        Ok(Self { pool: limited(Pool::builder(manager).pre_recycle(hook), connections)?, connections })
    }

    async fn ask(&self, sql: &str, parameters: Parameters<'_>) -> Result<Vec<Row>, Attempt> {
        let client = self.pool.get().await.map_err(|error| Attempt::Final(unconnected(&error)))?;
        let parameters = unsaid(parameters);
        let asking = async {
            let statement = client.prepare_cached(sql).await?;
            client.query(&statement, &as_parameters(&parameters)).await
        };
        match timeout(ANSWER, asking).await {
            Ok(Ok(rows)) => Ok(rows),
            Ok(Err(error)) if ends_connection(&error) => {
                drop(Object::take(client));
                Err(Attempt::Again(explain(&error)))
            }
            Ok(Err(error)) => Err(Attempt::Final(explain(&error))),
            Err(_) => {
                drop(Object::take(client));
                Err(Attempt::Final(late()))
            }
        }
    }
}

/// How a read failed.
enum Attempt {
    /// The connection had ended; another may do.
    Again(StoreError),
    /// Asking again would be no better.
    Final(StoreError),
}

impl Rows for Readers {
    /// A connection may have ended while it was idle (the server was restarted): then another is asked, and if all are
    /// of that kind, a new one.
    async fn all(&self, sql: &str, parameters: Parameters<'_>) -> Result<Vec<Row>, StoreError> {
        for _ in 0..self.connections {
            match self.ask(sql, parameters).await {
                Ok(rows) => return Ok(rows),
                Err(Attempt::Again(_)) => {}
                Err(Attempt::Final(error)) => return Err(error),
            }
        }
        match self.ask(sql, parameters).await {
            Ok(rows) => Ok(rows),
            Err(Attempt::Again(error) | Attempt::Final(error)) => Err(error),
        }
    }
}

impl Writers {
    pub(super) fn new(config: &PostgresConfig) -> Result<Self, StoreError> {
        Ok(Self { pool: writing(config, config.connections().writing())?, writable: Some(Writable::new()) })
    }

    /// Connections of their own for what may fail alone.
    pub(super) fn beside(config: &PostgresConfig) -> Result<Self, StoreError> {
        Ok(Self { pool: writing(config, config.connections().beside())?, writable: None })
    }

    /// Whether the last write worked.
    pub(super) fn is_writable(&self) -> bool {
        self.writable.as_ref().is_none_or(Writable::get)
    }

    /// A connection for a single statement, which is a transaction by itself.
    pub(super) async fn single(&self) -> Result<Session, StoreError> {
        match self.pool.get().await {
            Ok(client) => Ok(Session::new(client, self.writable.clone())),
            Err(error) => {
                let error = unconnected(&error);
                if let Some(writable) = &self.writable
                    && error != StoreError::Overloaded
                {
                    writable.note(Some(&error));
                }
                Err(error)
            }
        }
    }

    /// A connection in a new transaction.
    pub(super) async fn begin(&self) -> Result<Session, StoreError> {
        self.single().await?.begin().await
    }
}

/// What is said of a server that does not answer.
pub(super) fn late() -> StoreError {
    StoreError::Unavailable("no answer in time".to_owned())
}

fn writing(config: &PostgresConfig, connections: usize) -> Result<Pool, StoreError> {
    let mut connection = connection(config);
    connection.target_session_attrs(TargetSessionAttrs::ReadWrite);
    let durable =
        Hook::async_fn(|client, _| Box::pin(async { client.batch_execute(DURABLE).await.map_err(HookError::Backend) }));
    let manager = match config.encryption() {
        Encryption::None => Manager::from_config(connection, NoTls, RECYCLED),
        Encryption::Tls { authorities } => {
            Manager::from_config(connection, Tls::new(authorities.as_deref())?, RECYCLED)
        }
    };
    limited(Pool::builder(manager).post_create(durable), connections)
}

/// What a connection is made with, whatever for.
fn connection(config: &PostgresConfig) -> tokio_postgres::Config {
    let mut connection = config.connection().clone();
    let own = connection.get_options().unwrap_or_default();
    connection.options(format!("{LIMITS} {own}"));
    connection.application_name("mandate-signup").connect_timeout(CONNECT).tcp_user_timeout(ANSWER);
    connection.keepalives_idle(Duration::from_secs(30));
    connection
}

/// What makes a connection, encrypted or not.
fn connector(config: &PostgresConfig) -> Result<Box<dyn Connect>, StoreError> {
    Ok(match config.encryption() {
        Encryption::None => Box::new(ConfigConnectImpl { tls: NoTls }),
        Encryption::Tls { authorities } => Box::new(ConfigConnectImpl { tls: Tls::new(authorities.as_deref())? }),
    })
}

fn limited(builder: PoolBuilder, connections: usize) -> Result<Pool, StoreError> {
    builder
        .max_size(connections)
        .runtime(Runtime::Tokio1)
        .wait_timeout(Some(WAIT))
        .create_timeout(Some(ANSWER))
        .recycle_timeout(Some(ANSWER))
        .build()
        .map_err(|error| StoreError::Unavailable(error.to_string()))
}
