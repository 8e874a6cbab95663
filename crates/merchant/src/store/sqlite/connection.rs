//! Connections, as they are set up.

use std::fs::OpenOptions;
#[cfg(unix)]
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;
use std::time::Duration;

use rusqlite::{Connection, OpenFlags};

use super::super::StoreError;
use super::statements::prepare_once;

/// How long a connection waits for another process's lock.
pub(super) const BUSY_TIMEOUT: Duration = Duration::from_secs(2);

/// What SQLite needs for a moment only is in memory, not in a folder for such files, of which an image with nothing but the
/// program has none.
const TEMPORARY: &str = "MEMORY";

/// Whether SQLite is to check of each row that words such as `state` are among those that there are. They come from our own
/// enums; every test checks it, and for each row SQLite would make a table of the words, at half the cost of the row.
const CHECKED: bool = cfg!(debug_assertions);

/// The connection that writes, to a file that is made when it is missing; the first of this process.
pub(super) fn open_writing(path: &Path) -> Result<Connection, StoreError> {
    create_private(path)?;
    open_another(path)
}

/// A further connection that may write, to a file that this process has open.
pub(super) fn open_another(path: &Path) -> Result<Connection, StoreError> {
    let connection = Connection::open(path)?;
    connection.busy_timeout(BUSY_TIMEOUT)?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "foreign_keys", true)?;
    connection.pragma_update(None, "ignore_check_constraints", !CHECKED)?;
    connection.pragma_update(None, "temp_store", TEMPORARY)?;
    prepare_once(&connection)?;
    Ok(connection)
}

/// A connection that can write nothing.
pub(super) fn open_read_only(path: &Path, patience: Duration) -> Result<Connection, StoreError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    connection.busy_timeout(patience)?;
    connection.pragma_update(None, "query_only", true)?;
    connection.pragma_update(None, "temp_store", TEMPORARY)?;
    prepare_once(&connection)?;
    Ok(connection)
}

/// Makes the file, if there is none, for its owner's eyes only: it holds session tokens.
///
/// Only before this process has it open: to close any descriptor of a file gives up all locks that the process has on it, and
/// without SQLite's another process, such as a backup, takes itself for the last one and deletes the WAL. Source: SQLite, "How
/// To Corrupt An SQLite Database File", 2.2.
fn create_private(path: &Path) -> Result<(), StoreError> {
    let mut options = OpenOptions::new();
    options.append(true).create(true);
    #[cfg(unix)]
    options.mode(0o600);
    options.open(path).map(|_| ()).map_err(|error| StoreError::Unavailable(error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 2 is what SQLite says of memory. Source: its page of pragmas.
    #[test]
    fn no_connection_needs_a_folder_for_temporary_files() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("store.sqlite3");
        let of = |connection: &Connection| connection.query_row("PRAGMA temp_store", (), |row| row.get::<_, i64>(0));
        assert_eq!(of(&open_writing(&path).unwrap()), Ok(2));
        assert_eq!(of(&open_read_only(&path, Duration::ZERO).unwrap()), Ok(2));
    }
}
