//! Moving what was written from the WAL into the database, beside the thread that writes.
//!
//! By itself SQLite does it in whichever commit fills the WAL, and whoever waits for that waits for it, and everyone after
//! them. Here another thread does it while the writer goes on, and the writer itself moves only what has come meanwhile:
//! without that the WAL would never be empty under load, and grow.

use std::path::Path;
use std::process::abort;
use std::sync::Arc;
use std::sync::atomic::{AtomicI32, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, TryRecvError, sync_channel};
use std::thread::{self, JoinHandle};

use rusqlite::Connection;
use rusqlite::ffi::SQLITE_IOERR_FSYNC;
use tracing::{error, warn};

use super::super::StoreError;
use super::connection::open_another;

/// From so many pages in the WAL on they are moved; as many as by default.
const PAGES: i32 = 1000;
/// Or from so many on, after a commit of so many. Much at once is new: no later commit changes these pages again, so that
/// waiting for more spares nothing, and the more is moved at a time the longer others wait.
const PAGES_AFTER_LARGE: (i32, i32) = (500, 200);

/// What the writing thread knows of the WAL.
pub(super) struct Checkpoints {
    pages: Arc<AtomicI32>,
    /// As many as there were after the commit before.
    before: i32,
    /// Whether the other thread is at it.
    is_under_way: bool,
    begin: Option<SyncSender<()>>,
    ended: Receiver<()>,
    thread: Option<JoinHandle<()>>,
}

impl Checkpoints {
    /// From now on `writing` does none by itself.
    pub(super) fn start(path: &Path, writing: &mut Connection) -> Result<Self, StoreError> {
        let connection = open_another(path)?;
        let (begin, asked) = sync_channel(1);
        let (end, ended) = sync_channel(1);
        let thread = thread::Builder::new()
            .name("store-checkpoints".to_owned())
            .spawn(move || {
                while asked.recv().is_ok() {
                    checkpoint(&connection);
                    if end.send(()).is_err() {
                        return;
                    }
                }
            })
            .map_err(|error| StoreError::Unavailable(error.to_string()))?;

        let pages = Arc::new(AtomicI32::new(0));
        let counted = Arc::clone(&pages);
        writing.wal_hook(Some(move |_: &mut rusqlite::hooks::Wal, pages| {
            counted.store(pages, Ordering::Relaxed);
            Ok(())
        }))?;
        Ok(Self { pages, before: 0, is_under_way: false, begin: Some(begin), ended, thread: Some(thread) })
    }

    /// To be called after each commit, by whoever made it.
    pub(super) fn after_commit(&mut self, writing: &Connection) {
        let pages = self.pages.load(Ordering::Relaxed);
        let is_due = is_due(self.before, pages);
        self.before = pages;
        if self.is_under_way {
            match self.ended.try_recv() {
                Err(TryRecvError::Empty) => {}
                // What has come meanwhile; where the other thread is no more, all of it.
                Ok(()) | Err(TryRecvError::Disconnected) => {
                    checkpoint(writing);
                    self.pages.store(0, Ordering::Relaxed);
                    self.before = 0;
                    self.is_under_way = false;
                }
            }
        } else if is_due {
            self.is_under_way = true;
            if let Some(begin) = &self.begin {
                // Whether it is heard shows in the end.
                let _ = begin.try_send(());
            }
        }
    }
}

impl Drop for Checkpoints {
    fn drop(&mut self) {
        self.begin = None;
        if let Some(thread) = self.thread.take() {
            // It has logged why, if it ended badly.
            let _ = thread.join();
        }
    }
}

/// Whether there are enough pages to move. Fewer than before: the WAL has begun anew.
fn is_due(before: i32, pages: i32) -> bool {
    let written = if pages < before { pages } else { pages - before };
    let (enough, large) = PAGES_AFTER_LARGE;
    pages >= PAGES || (pages >= enough && written >= large)
}

/// As far as readers let it, waiting for nobody. What cannot be moved stays where it is, in the WAL, which is as good, and is
/// tried again with a later commit.
fn checkpoint(connection: &Connection) {
    match connection.query_row("PRAGMA wal_checkpoint(PASSIVE)", (), |_| Ok(())) {
        Err(error) if is_unsynced(&error) => {
            // What the system could not bring onto the disk it forgets, and the next attempt would seem to work; only the WAL
            // has it still. Whoever opens the file after a crash moves all that is there.
            error!(%error, "the database could not be synced: this program ends, and its next start repairs it");
            abort();
        }
        Err(error) => warn!(%error, "the WAL could not be moved into the database and grows until it can"),
        Ok(()) => {}
    }
}

fn is_unsynced(error: &rusqlite::Error) -> bool {
    error.sqlite_error().is_some_and(|error| error.extended_code == SQLITE_IOERR_FSYNC)
}

#[cfg(test)]
mod tests {
    use tempfile::TempDir;

    use super::super::connection::open_writing;
    use super::*;

    fn start() -> (TempDir, Connection, Checkpoints) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("store.sqlite3");
        let mut writing = open_writing(&path).unwrap();
        writing.execute_batch("CREATE TABLE texts (text BLOB) STRICT").unwrap();
        let checkpoints = Checkpoints::start(&path, &mut writing).unwrap();
        (folder, writing, checkpoints)
    }

    #[test]
    fn what_is_much_at_once_is_moved_early() {
        for (before, pages, expected) in [
            (0, 499, false),
            (0, 500, true),
            (300, 500, true),
            (301, 500, false),
            (600, 500, true),
            (999, 1000, true),
            (998, 999, false),
        ] {
            assert_eq!(is_due(before, pages), expected, "{before} {pages}");
        }
    }

    /// Writes until the WAL begins anew, and returns how many pages it had.
    fn fill(writing: &Connection, checkpoints: &mut Checkpoints) -> i32 {
        let mut most = 0;
        while most < 50 * PAGES {
            writing.execute("INSERT INTO texts VALUES (zeroblob(200000))", ()).unwrap();
            // As SQLite has just counted them.
            let pages = checkpoints.pages.load(Ordering::Relaxed);
            checkpoints.after_commit(writing);
            if pages < most {
                return most;
            }
            most = pages;
        }
        panic!("the WAL grows and grows");
    }

    #[test]
    fn the_wal_begins_anew_under_load() {
        let (folder, writing, mut checkpoints) = start();
        for _ in 0..3 {
            assert!(fill(&writing, &mut checkpoints) >= PAGES);
        }
        let texts: i64 = writing.query_row("SELECT count(*) FROM texts", (), |row| row.get(0)).unwrap();
        drop((checkpoints, writing));
        let reopened = open_another(&folder.path().join("store.sqlite3")).unwrap();
        assert_eq!(reopened.query_row("SELECT count(*) FROM texts", (), |row| row.get(0)), Ok(texts));
    }

    /// Source: proc(5), `/proc/locks`: process, device and inode of each lock.
    #[cfg(target_os = "linux")]
    #[test]
    fn the_file_stays_locked_lest_another_process_deletes_the_wal() {
        use std::os::unix::fs::MetadataExt;

        let (folder, _writing, _checkpoints) = start();
        let inode = folder.path().join("store.sqlite3").metadata().unwrap().ino();
        let locks = std::fs::read_to_string("/proc/locks").unwrap();
        let ours = format!(" READ {} ", std::process::id());
        assert!(locks.lines().any(|it| it.contains(&ours) && it.contains(&format!(":{inode} "))), "{locks}");
    }

    #[test]
    fn without_the_other_thread_the_writer_does_it() {
        let (_folder, writing, mut checkpoints) = start();
        checkpoints.begin = None;
        checkpoints.thread.take().unwrap().join().unwrap();
        assert!(fill(&writing, &mut checkpoints) >= PAGES);
    }

    #[test]
    fn a_reader_holds_nothing_up() {
        let (folder, writing, mut checkpoints) = start();
        let reading = open_another(&folder.path().join("store.sqlite3")).unwrap();
        reading.execute_batch("BEGIN; SELECT count(*) FROM texts").unwrap();
        while checkpoints.pages.load(Ordering::Relaxed) < 3 * PAGES {
            writing.execute("INSERT INTO texts VALUES (zeroblob(200000))", ()).unwrap();
            checkpoints.after_commit(&writing);
        }
        reading.execute_batch("COMMIT").unwrap();
        fill(&writing, &mut checkpoints);
    }
}
