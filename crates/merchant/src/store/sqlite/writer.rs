//! The one thread that writes, in groups.

use std::path::Path;
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, TrySendError, sync_channel};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use rusqlite::{Connection, Transaction, TransactionBehavior};
use tokio::sync::oneshot;

use super::super::StoreError;
use super::super::writable::Writable;
use super::checkpoints::Checkpoints;

/// A handle on the writing thread; dropping it writes what is waiting, then ends the thread.
pub(super) struct Writer {
    commands: Option<SyncSender<Box<dyn Command>>>,
    thread: Option<JoinHandle<()>>,
    writable: Writable,
}

/// At most so much work waits; more is refused rather than queued for longer than anyone waits.
pub(crate) const QUEUE: usize = 4096;
/// At most so many commands share a commit.
const GROUP: usize = 256;
/// How often a store that could not be written is tried, so that it heals without anyone asking.
const PROBE: Duration = Duration::from_secs(1);

impl Writer {
    pub(super) fn start(path: &Path, mut connection: Connection) -> Result<Self, StoreError> {
        let checkpoints = Checkpoints::start(path, &mut connection)?;
        let (commands, receiver) = sync_channel(QUEUE);
        let writable = Writable::new();
        let flag = writable.clone();
        let thread = thread::Builder::new()
            .name("store-writer".to_owned())
            .spawn(move || run(connection, checkpoints, &receiver, &flag))
            .map_err(|error| StoreError::Unavailable(error.to_string()))?;
        Ok(Self { commands: Some(commands), thread: Some(thread), writable })
    }

    /// Whether the last write worked.
    pub(super) fn is_writable(&self) -> bool {
        self.writable.get()
    }

    /// Runs `work` in a transaction that it may share with others, and answers once that is on the disk.
    ///
    /// When `work` fails, what it wrote is undone, and nothing else is. It may be run more than once: when it fails, or what
    /// shares its transaction does, both are undone first.
    pub(super) async fn write<T: Send + 'static>(
        &self,
        work: impl Fn(&Connection) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let (reply, answer) = oneshot::channel();
        let command = Write { work, result: Err(closed()), reply };
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
    /// Does the work inside the transaction, and keeps what it is to answer.
    ///
    /// # Errors
    ///
    /// What it is to answer, where that is a failure.
    fn run(&mut self, connection: &Connection) -> Result<(), StoreError>;
    /// Answers, after the commit or its failure.
    fn answer(self: Box<Self>, commit: Result<(), StoreError>);
}

struct Write<T, F> {
    work: F,
    result: Result<T, StoreError>,
    reply: oneshot::Sender<Result<T, StoreError>>,
}

impl<T, F> Command for Write<T, F>
where
    T: Send,
    F: Fn(&Connection) -> Result<T, StoreError> + Send,
{
    fn run(&mut self, connection: &Connection) -> Result<(), StoreError> {
        self.result = (self.work)(connection);
        self.result.as_ref().map(|_| ()).map_err(StoreError::clone)
    }

    fn answer(self: Box<Self>, commit: Result<(), StoreError>) {
        // Nobody may be waiting any more.
        let _ = self.reply.send(commit.and(self.result));
    }
}

fn run(
    mut connection: Connection,
    mut checkpoints: Checkpoints,
    commands: &Receiver<Box<dyn Command>>,
    writable: &Writable,
) {
    loop {
        let mut group: Vec<Box<dyn Command>> = match commands.recv_timeout(PROBE) {
            Ok(command) => vec![command],
            Err(RecvTimeoutError::Timeout) if writable.get() => continue,
            Err(RecvTimeoutError::Timeout) => Vec::new(),
            Err(RecvTimeoutError::Disconnected) => return,
        };
        // Whoever is about to bring something does so first, where it is this processor that they wait for.
        thread::yield_now();
        group.extend(commands.try_iter().take(GROUP - 1));

        // A store that could not be written is tried with every group: one that comes to nothing would be committed all the same.
        let is_probe = group.is_empty() || !writable.get();
        let commit = write_group(&mut connection, &mut group, is_probe);
        writable.note(commit.as_ref().err());
        for command in group {
            command.answer(commit.clone());
        }
        checkpoints.after_commit(&connection);
    }
}

/// Runs a group in one transaction, which rewrites a row as it is where it is a probe.
///
/// At first without savepoints, for which SQLite copies every page that is changed. When a command fails, all is undone and
/// done again, each command in a savepoint of its own.
fn write_group(connection: &mut Connection, group: &mut [Box<dyn Command>], is_probe: bool) -> Result<(), StoreError> {
    let transaction = begin(connection, is_probe)?;
    let Err(error) = group.iter_mut().try_for_each(|command| command.run(&transaction)) else {
        return Ok(transaction.commit()?);
    };
    drop(transaction);
    if group.len() == 1 && !is_probe {
        // What it failed for may be its own affair, or the store's.
        return if matches!(error, StoreError::Unavailable(_)) { Err(error) } else { Ok(()) };
    }

    let transaction = begin(connection, is_probe)?;
    for command in group {
        in_savepoint(&transaction, command.as_mut())?;
    }
    Ok(transaction.commit()?)
}

fn begin(connection: &mut Connection, is_probe: bool) -> Result<Transaction<'_>, StoreError> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    if is_probe {
        transaction.execute("UPDATE schema_migrations SET version = version WHERE version = 1", ())?;
    }
    Ok(transaction)
}

/// What fails undoes what itself has written; it is the group's failure when SQLite undoes everything, as it does when the
/// disk fails it.
fn in_savepoint(transaction: &Transaction<'_>, command: &mut dyn Command) -> Result<(), StoreError> {
    transaction.prepare_cached("SAVEPOINT command")?.execute(())?;
    let is_done = command.run(transaction).is_ok();
    if transaction.is_autocommit() {
        return Err(StoreError::Unavailable("the transaction was undone".to_owned()));
    }
    if !is_done {
        transaction.prepare_cached("ROLLBACK TO command")?.execute(())?;
    }
    transaction.prepare_cached("RELEASE command")?.execute(())?;
    Ok(())
}

fn closed() -> StoreError {
    StoreError::Unavailable("closed".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    type Work = fn(&Connection) -> Result<(), StoreError>;

    /// What a group of work answers, and how many rows are left.
    fn outcome(group: &[Work]) -> (Vec<Result<(), StoreError>>, i64) {
        let mut connection = Connection::open_in_memory().unwrap();
        connection.execute_batch("CREATE TABLE rows (number INTEGER PRIMARY KEY) STRICT").unwrap();
        let (mut commands, mut answers) = (Vec::<Box<dyn Command>>::new(), Vec::new());
        for work in group {
            let (reply, answer) = oneshot::channel();
            commands.push(Box::new(Write { work: *work, result: Err(closed()), reply }));
            answers.push(answer);
        }
        let commit = write_group(&mut connection, &mut commands, false);
        for command in commands {
            command.answer(commit.clone());
        }
        let answers = answers.into_iter().map(|answer| answer.blocking_recv().unwrap()).collect();
        (answers, connection.query_row("SELECT count(*) FROM rows", (), |row| row.get(0)).unwrap())
    }

    fn insert(connection: &Connection) -> Result<(), StoreError> {
        connection.execute("INSERT INTO rows DEFAULT VALUES", ())?;
        Ok(())
    }

    fn insert_and_fail(connection: &Connection) -> Result<(), StoreError> {
        insert(connection)?;
        Err(StoreError::NotFound)
    }

    /// As SQLite itself does when the disk fails it.
    fn undo_everything(connection: &Connection) -> Result<(), StoreError> {
        insert(connection)?;
        connection.execute("ROLLBACK", ())?;
        Err(StoreError::Unavailable("disk I/O error".to_owned()))
    }

    #[test]
    fn what_fails_undoes_what_itself_has_written() {
        assert_eq!(outcome(&[insert, insert]), (vec![Ok(()), Ok(())], 2));
        assert_eq!(outcome(&[insert_and_fail]), (vec![Err(StoreError::NotFound)], 0));
        let (answers, rows) = outcome(&[insert, insert_and_fail, insert]);
        assert_eq!((answers, rows), (vec![Ok(()), Err(StoreError::NotFound), Ok(())], 2));
    }

    #[test]
    fn where_everything_is_undone_nobody_is_told_otherwise() {
        let (answers, rows) = outcome(&[insert, undo_everything, insert]);
        assert!(answers.iter().all(|answer| matches!(answer, Err(StoreError::Unavailable(_)))), "{answers:?}");
        assert_eq!(rows, 0);
    }
}
