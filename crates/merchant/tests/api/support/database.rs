//! The database of a test, in the engine that the test has chosen.

use std::cell::Cell;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use merchant::StoreConfig;
use rusqlite::Connection;
use tokio::time::sleep;

use crate::cluster::{Database, PROGRAM, find};
use crate::newer_schema::newer_schema;

/// What a test keeps its signups in.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Engine {
    Postgres,
    Sqlite,
}

/// The database of a test; gone when dropped.
pub(crate) enum TestDatabase {
    Postgres(Database),
    Sqlite(PathBuf),
}

/// How long it may take until a connection whose other end is gone has ended.
const PATIENCE: Duration = Duration::from_mins(1);

thread_local! {
    // A test has a thread of its own, and its runtime no other.
    static CHOSEN: Cell<Engine> = const { Cell::new(Engine::Sqlite) };
}

impl Engine {
    /// Lets the rest of this test use this engine; without it, that is SQLite.
    pub(crate) fn choose(self) {
        CHOSEN.set(self);
    }
}

impl TestDatabase {
    /// A database in the chosen engine; for SQLite in a file.
    pub(crate) fn of_this_test(file: &Path) -> Self {
        match CHOSEN.get() {
            Engine::Postgres => Self::Postgres(Database::fresh()),
            Engine::Sqlite => Self::Sqlite(file.to_owned()),
        }
    }

    /// What it is in.
    pub(crate) fn engine(&self) -> Engine {
        match self {
            Self::Postgres(_) => Engine::Postgres,
            Self::Sqlite(_) => Engine::Sqlite,
        }
    }

    /// How the merchant is told of it.
    pub(crate) fn config(&self) -> StoreConfig {
        match self {
            Self::Postgres(database) => StoreConfig::Postgres(Box::new(database.url().parse().unwrap())),
            Self::Sqlite(file) => StoreConfig::Sqlite(file.clone()),
        }
    }

    /// The same for the real program's `DATABASE_URL`.
    pub(crate) fn url_of_program(&self) -> String {
        match self {
            Self::Postgres(database) => database.url_as(PROGRAM),
            Self::Sqlite(file) => format!("sqlite:{}", file.display()),
        }
    }

    /// The file of SQLite.
    pub(crate) fn file(&self) -> PathBuf {
        match self {
            Self::Postgres(database) => panic!("{} is no file", database.name()),
            Self::Sqlite(file) => file.clone(),
        }
    }

    /// Brings it to the schema of a later release, where there is one to test with.
    pub(crate) fn bring_on(&self) {
        let engine = match self {
            Self::Postgres(_) => "postgres",
            Self::Sqlite(_) => "sqlite",
        };
        for migration in newer_schema(engine) {
            self.run(&migration);
        }
    }

    /// Runs statements beside the store.
    pub(crate) fn run(&self, sql: &str) {
        match self {
            Self::Postgres(database) => database.run(sql),
            Self::Sqlite(file) => Connection::open(file).unwrap().execute_batch(sql).unwrap(),
        }
    }

    /// Waits until PostgreSQL has noticed, in its own time, that real programs are dead: until then what they had locked
    /// is locked, and passed over by whoever looks for work. SQLite's locks end with their process.
    pub(crate) async fn is_left(&self) {
        let Self::Postgres(database) = self else { return };
        let peek = database.peek().await;
        let connected = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND usename = $1";
        let began = Instant::now();
        while peek.query_one(connected, &[&PROGRAM]).await.unwrap().get::<_, i64>(0) > 0 {
            assert!(began.elapsed() < PATIENCE, "a dead program's connections do not end");
            sleep(Duration::from_millis(2)).await;
        }
    }

    /// The first column of what a statement finds, which is text.
    pub(crate) async fn texts(&self, sql: &str) -> Vec<String> {
        match self {
            Self::Postgres(database) => {
                database.peek().await.query(sql, &[]).await.unwrap().iter().map(|row| row.get(0)).collect()
            }
            Self::Sqlite(file) => {
                let connection = Connection::open(file).unwrap();
                let mut statement = connection.prepare(sql).unwrap();
                statement.query_map((), |row| row.get(0)).unwrap().collect::<Result<_, _>>().unwrap()
            }
        }
    }

    /// The database's name; of SQLite none.
    pub(crate) fn name(&self) -> String {
        match self {
            Self::Postgres(database) => database.name().to_owned(),
            Self::Sqlite(_) => String::new(),
        }
    }

    /// How the merchant is told of it as another user of PostgreSQL.
    pub(crate) fn config_as(&self, user: &str) -> StoreConfig {
        match self {
            Self::Postgres(database) => StoreConfig::Postgres(Box::new(database.url_as(user).parse().unwrap())),
            Self::Sqlite(file) => panic!("{} is not of PostgreSQL", file.display()),
        }
    }

    /// Makes the database read-only or writable again; SQLite's file only for a program that was started for it.
    pub(crate) fn make_read_only(&self, read_only: bool) {
        match self {
            Self::Postgres(database) => database.make_read_only(read_only),
            Self::Sqlite(file) => {
                let mark = format!("{}.read-only", file.canonicalize().unwrap().display());
                if read_only { fs::write(mark, "").unwrap() } else { fs::remove_file(mark).unwrap() }
            }
        }
    }

    /// All that is stored, as bytes to search.
    pub(crate) fn content(&self) -> Vec<u8> {
        match self {
            Self::Postgres(database) => {
                let dump = Command::new(find("pg_dump")).args(["--dbname", &database.url()]).output().unwrap();
                assert!(dump.status.success(), "{}", String::from_utf8_lossy(&dump.stderr));
                dump.stdout
            }
            Self::Sqlite(file) => ["", "-wal", "-shm"]
                .iter()
                .flat_map(|end| fs::read(format!("{}{end}", file.display())).unwrap_or_default())
                .collect(),
        }
    }
}
