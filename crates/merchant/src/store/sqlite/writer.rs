//! The one thread that writes, in groups.

use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, TrySendError, sync_channel};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use rusqlite::{Connection, TransactionBehavior};
use tokio::sync::oneshot;

use super::super::StoreError;
use super::super::writable::Writable;

/// A handle on the writing thread; dropping it writes what is waiting, then ends the thread.
pub(super) struct Writer {
    commands: Option<SyncSender<Box<dyn Command>>>,
    thread: Option<JoinHandle<()>>,
    writable: Writable,
}

/// At most so much work waits; more is refused rather than queued for longer than anyone waits.
const QUEUE: usize = 1024;
/// At most so many commands share a commit.
const GROUP: usize = 256;
/// How often a store that could not be written is tried, so that it heals without anyone asking.
const PROBE: Duration = Duration::from_secs(1);

impl Writer {
    pub(super) fn start(connection: Connection) -> Result<Self, StoreError> {
        let (commands, receiver) = sync_channel(QUEUE);
        let writable = Writable::new();
        let flag = writable.clone();
        let thread = thread::Builder::new()
            .name("store-writer".to_owned())
            .spawn(move || run(connection, &receiver, &flag))
            .map_err(|error| StoreError::Unavailable(error.to_string()))?;
        Ok(Self { commands: Some(commands), thread: Some(thread), writable })
    }

    /// Whether the last write worked.
    pub(super) fn is_writable(&self) -> bool {
        self.writable.get()
    }

    /// Runs `work` in a transaction that it may share with others, and answers once that is on the disk.
    ///
    /// When `work` fails, what it wrote is undone, and nothing else is.
    pub(super) async fn write<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Connection) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let (reply, answer) = oneshot::channel();
        let command = Write { work: Some(work), result: Err(closed()), reply };
        let commands = self.commands.as_ref().ok_or_else(closed)?;
        commands.try_send(Box::new(command)).map_err(|error| match error {
            TrySendError::Full(_) => StoreError::Overloaded,
            TrySendError::Disconnected(_) => closed(),
        })?;
        answer.await.unwrap_or_else(|_| Err(closed()))
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        self.commands = None;
        if let Some(thread) = self.thread.take() {
            // It has logged why, if it ended badly.
            let _ = thread.join();
        }
    }
}

/// Work that waits for the writing thread.
trait Command: Send {
    /// Does the work inside the transaction.
    fn run(&mut self, connection: &Connection);
    /// Answers, after the commit or its failure.
    fn answer(self: Box<Self>, commit: Result<(), StoreError>);
}

struct Write<T, F> {
    work: Option<F>,
    result: Result<T, StoreError>,
    reply: oneshot::Sender<Result<T, StoreError>>,
}

impl<T, F> Command for Write<T, F>
where
    T: Send,
    F: FnOnce(&Connection) -> Result<T, StoreError> + Send,
{
    fn run(&mut self, connection: &Connection) {
        if let Some(work) = self.work.take() {
            self.result = in_savepoint(connection, work);
        }
    }

    fn answer(self: Box<Self>, commit: Result<(), StoreError>) {
        // Nobody may be waiting any more.
        let _ = self.reply.send(commit.and(self.result));
    }
}

fn in_savepoint<T>(
    connection: &Connection,
    work: impl FnOnce(&Connection) -> Result<T, StoreError>,
) -> Result<T, StoreError> {
    connection.prepare_cached("SAVEPOINT command")?.execute(())?;
    let result = work(connection);
    if result.is_err() {
        connection.prepare_cached("ROLLBACK TO command")?.execute(())?;
    }
    connection.prepare_cached("RELEASE command")?.execute(())?;
    result
}

fn run(mut connection: Connection, commands: &Receiver<Box<dyn Command>>, writable: &Writable) {
    loop {
        let mut group: Vec<Box<dyn Command>> = match commands.recv_timeout(PROBE) {
            Ok(command) => vec![command],
            Err(RecvTimeoutError::Timeout) if writable.get() => continue,
            Err(RecvTimeoutError::Timeout) => Vec::new(),
            Err(RecvTimeoutError::Disconnected) => return,
        };
        group.extend(commands.try_iter().take(GROUP - 1));

        let commit = write_group(&mut connection, &mut group);
        writable.note(commit.as_ref().err());
        for command in group {
            command.answer(commit.clone());
        }
    }
}

/// Runs a group in one transaction; an empty group is a probe, which rewrites a row as it is.
fn write_group(connection: &mut Connection, group: &mut [Box<dyn Command>]) -> Result<(), StoreError> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    if group.is_empty() {
        transaction.execute("UPDATE schema_migrations SET version = version WHERE version = 1", ())?;
    }
    for command in group {
        command.run(&transaction);
    }
    Ok(transaction.commit()?)
}

fn closed() -> StoreError {
    StoreError::Unavailable("closed".to_owned())
}
