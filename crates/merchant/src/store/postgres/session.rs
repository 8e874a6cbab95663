//! One connection for the time of one write.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use deadpool_postgres::Object;
use tokio::time::timeout;
use tokio_postgres::{Error, Row};

use super::super::StoreError;
use super::connections::{ANSWER, Parameters, Rows, late};
use super::failure::{ends_connection, explain};
use super::unsaid::{as_parameters, unsaid};
use crate::store::writable::Writable;

/// One connection for the time of one write, in a transaction or not.
///
/// Ended with [`Session::end`], it goes back to its pool. Dropped before that (whoever asked has gone away), or after a
/// failure that may be the connection's, the connection is closed, and with it whatever was open on it is undone.
pub(super) struct Session {
    client: Option<Object>,
    in_transaction: bool,
    patience: Duration,
    is_sound: AtomicBool,
    writable: Option<Writable>,
}

impl Session {
    pub(super) fn new(client: Object, writable: Option<Writable>) -> Self {
        Self {
            client: Some(client),
            in_transaction: false,
            patience: ANSWER,
            is_sound: AtomicBool::new(true),
            writable,
        }
    }

    /// Begins the transaction.
    pub(super) async fn begin(mut self) -> Result<Self, StoreError> {
        if let Err(error) = self.batch("BEGIN").await {
            return self.end(Err(error)).await;
        }
        self.in_transaction = true;
        Ok(self)
    }

    /// Waits longer for answers from now on.
    pub(super) fn be_patient(&mut self, patience: Duration) {
        self.patience = patience;
    }

    /// Runs a statement; returns how many rows it changed.
    pub(super) async fn execute(&self, sql: &str, parameters: Parameters<'_>) -> Result<u64, StoreError> {
        let (client, parameters) = (self.client()?, unsaid(parameters));
        self.answer(async {
            let statement = client.prepare_cached(sql).await?;
            client.execute(&statement, &as_parameters(&parameters)).await
        })
        .await
    }

    /// Runs statements that have no parameters.
    pub(super) async fn batch(&self, sql: &str) -> Result<(), StoreError> {
        self.answer(self.client()?.batch_execute(sql)).await
    }

    /// Commits what was done when `result` is good, undoes it otherwise; returns `result`, or why it could not be kept.
    pub(super) async fn end<T>(mut self, result: Result<T, StoreError>) -> Result<T, StoreError> {
        let result = match result {
            Ok(value) if self.in_transaction => self.batch("COMMIT").await.map(|()| value),
            Err(error) if self.in_transaction && self.is_sound.load(Ordering::Relaxed) => {
                // What happened first is what matters; a connection on which even this fails is closed.
                let _ = self.batch("ROLLBACK").await;
                Err(error)
            }
            result => result,
        };
        match (&self.writable, &result) {
            (Some(writable), Ok(_)) => writable.note(None),
            (Some(writable), Err(error @ StoreError::Unavailable(_))) => writable.note(Some(error)),
            // One statement was refused, not the store's service; or nobody is to conclude anything.
            _ => {}
        }
        if self.is_sound.load(Ordering::Relaxed) {
            // Back to its pool.
            drop(self.client.take());
        }
        result
    }

    async fn answer<T>(&self, asking: impl Future<Output = Result<T, Error>>) -> Result<T, StoreError> {
        match timeout(self.patience, asking).await {
            Ok(Ok(value)) => Ok(value),
            Ok(Err(error)) => {
                if ends_connection(&error) {
                    self.is_sound.store(false, Ordering::Relaxed);
                }
                Err(explain(&error))
            }
            Err(_) => {
                self.is_sound.store(false, Ordering::Relaxed);
                Err(late())
            }
        }
    }

    fn client(&self) -> Result<&Object, StoreError> {
        self.client.as_ref().ok_or_else(|| StoreError::Unavailable("closed".to_owned()))
    }
}

impl Rows for Session {
    async fn all(&self, sql: &str, parameters: Parameters<'_>) -> Result<Vec<Row>, StoreError> {
        let (client, parameters) = (self.client()?, unsaid(parameters));
        self.answer(async {
            let statement = client.prepare_cached(sql).await?;
            client.query(&statement, &as_parameters(&parameters)).await
        })
        .await
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        if let Some(client) = self.client.take() {
            drop(Object::take(client));
        }
    }
}
