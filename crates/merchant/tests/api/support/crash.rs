//! Deaths of the real program, and of the machine that it runs on; and files that become read-only.
//!
//! `crash.c` is loaded into the program as it is: it sees each of its system calls, and kills it at one of them, or lets them
//! fail.
//! The program itself has no such points, in no build.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use axum::Router;
use merchant::StoreConfig;
use rusqlite::Connection;
use tempfile::TempDir;
use tokio::time::sleep;

use super::database::{Engine, TestDatabase};
use super::{Program, TestMerchant, open};

/// Where the program dies, in `crash.c`'s words.
#[derive(Debug)]
pub(crate) struct Death {
    /// The calls that are seen in this order; it dies at the last one.
    pub(crate) calls: Vec<String>,
    pub(crate) when: When,
    pub(crate) loss: Loss,
}

/// The moment of the last call at which the program dies.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum When {
    Before,
    /// Half of what it writes is written.
    Half,
    After,
}

/// What a death takes with it.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Loss {
    /// What the program had in mind.
    Memory,
    /// What had not been forced to the disk too.
    Unsynced(Disk),
}

/// How honest a disk is.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Disk {
    /// What was forced onto it is on it.
    True,
    /// It says so, and nothing is.
    Lies,
    /// It says that what is forced onto it cannot be kept, but for logs; of that the program dies by itself.
    Broken,
}

/// A disk that keeps only what was forced onto it.
struct LossyDisk {
    /// The folder that lies on it.
    folder: PathBuf,
    /// What it would have after a loss of power.
    kept: TempDir,
}

const PATIENCE: Duration = Duration::from_mins(1);

impl Death {
    /// The signal that ends the program.
    pub(crate) fn signal(&self) -> i32 {
        const ABORTED: i32 = 6;
        const KILLED: i32 = 9;
        if self.loss == Loss::Unsynced(Disk::Broken) { ABORTED } else { KILLED }
    }

    pub(crate) fn prepare(&self, command: &mut Command) {
        let when = match self.when {
            When::Before => "before",
            When::Half => "half",
            When::After => "after",
        };
        command.env("LD_PRELOAD", library()).env("DIE_AT", self.calls.join("\n")).env("DIE_WHEN", when);
    }
}

/// Lets a file of SQLite be made read-only under a program.
pub(crate) fn may_be_read_only(command: &mut Command, file: &Path) {
    command.env("LD_PRELOAD", library()).env("READ_ONLY", file.canonicalize().unwrap());
}

impl TestMerchant {
    /// Lets the real program alone work on the database until it dies; then starts again on what is left of that.
    pub(crate) async fn crash<T>(&mut self, death: Death, drive: impl AsyncFnOnce(Arc<Program>) -> T) -> T {
        self.leave_database().await;
        let disk = match death.loss {
            Loss::Memory => None,
            Loss::Unsynced(honesty) => Some((LossyDisk::below(&self.database()), honesty)),
        };
        let program = Arc::new(match &disk {
            Some((disk, honesty)) => Program::start_on(self, &death, |command| disk.prepare(command, *honesty)).await,
            None => Program::start_on(self, &death, |_| {}).await,
        });
        let result = drive(Arc::clone(&program)).await;
        Arc::into_inner(program).unwrap().has_died(&death).await;
        self.store.is_left().await;
        if let Some((disk, _)) = disk {
            // SQLite tells databases apart by their paths.
            let file = self.database();
            let number: u32 = file.parent().unwrap().extension().map_or(0, |it| it.to_str().unwrap().parse().unwrap());
            let folder = self.folder.path().join(format!("disk.{}", number + 1));
            disk.recover(&folder);
            // A thousand of them would fill the machine's disk.
            match number {
                0 => fs::remove_file(&file).unwrap(),
                _ => fs::remove_dir_all(file.parent().unwrap()).unwrap(),
            }
            self.store = TestDatabase::Sqlite(folder.join(file.file_name().unwrap()));
            self.config.store = self.store.config();
        }
        self.restart().await;
        result
    }

    /// Has nothing to do with SQLite's file any more, as a process that is not there.
    async fn leave_database(&mut self) {
        if self.store.engine() == Engine::Postgres {
            return;
        }
        let folder = self.folder.path().join("elsewhere");
        fs::create_dir_all(&folder).unwrap();
        let elsewhere = StoreConfig::Sqlite(folder.join("merchant.sqlite3"));
        let elsewhere = merchant::Config { store: elsewhere, ..self.config.clone() };
        self.app = Router::new();
        (self.app, self.state) = open(&elsewhere).await;
        // Whoever closes it last takes the log away, once what is still under way is done.
        let log = self.database().with_extension("sqlite3-wal");
        let began = Instant::now();
        while log.exists() {
            assert!(began.elapsed() < PATIENCE, "somebody does not leave the database");
            sleep(Duration::from_millis(1)).await;
        }
    }
}

impl LossyDisk {
    fn below(file: &Path) -> Self {
        Self { folder: file.parent().unwrap().canonicalize().unwrap(), kept: tempfile::tempdir().unwrap() }
    }

    fn prepare(&self, command: &mut Command, honesty: Disk) {
        command.env("DISK", &self.folder).env("DISK_KEPT", self.kept.path());
        match honesty {
            Disk::True => {}
            Disk::Lies => drop(command.env("DISK_LIES", "yes")),
            Disk::Broken => drop(command.env("DISK_BROKEN", "yes")),
        }
    }

    /// Puts into a new folder what there is after a loss of power.
    fn recover(&self, folder: &Path) {
        fs::create_dir(folder).unwrap();
        let names = fs::read_to_string(self.kept.path().join("names")).unwrap();
        for (inode, name) in names.lines().map(|line| line.split_once(' ').unwrap()) {
            let (content, file) = (self.kept.path().join(inode), folder.join(name));
            if content.exists() {
                fs::copy(content, file).unwrap();
            } else {
                File::create(file).unwrap();
            }
        }
        for file in fs::read_dir(folder).unwrap().map(|file| file.unwrap().path()) {
            if file.extension().is_some_and(|end| end == "sqlite3") {
                let database = Connection::open(file).unwrap();
                let sound: String = database.query_row("PRAGMA integrity_check", (), |row| row.get(0)).unwrap();
                assert_eq!(sound, "ok");
            }
        }
    }
}

/// `crash.c`, compiled once a build.
fn library() -> &'static Path {
    static LIBRARY: OnceLock<PathBuf> = OnceLock::new();
    LIBRARY.get_or_init(|| {
        let source = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/api/support/crash.c");
        let library = Path::new(env!("CARGO_TARGET_TMPDIR")).join("crash.so");
        let age = |path: &Path| fs::metadata(path).and_then(|file| file.modified()).ok();
        if age(&library) <= age(Path::new(source)) {
            // Several tests may do so at once.
            let new = library.with_extension(std::process::id().to_string());
            let mut compiler = Command::new("cc");
            compiler.args(["-std=gnu11", "-O2", "-shared", "-fPIC", "-o"]).arg(&new).arg(source);
            assert!(compiler.status().expect("a C compiler, which SQLite needs too").success());
            fs::rename(new, &library).unwrap();
        }
        library
    })
}

#[test]
fn a_lossy_disk_keeps_what_was_forced_onto_it_and_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    fs::create_dir(at("disk")).unwrap();
    fs::write(at("disk/before"), "before").unwrap();
    let disk = LossyDisk::below(&at("disk/any"));
    let mut program = Command::new("sh");
    let script = "echo new > unforced; dd if=before of=forced conv=fsync status=none; echo more >> forced
                  echo more >> before; sync .; mv forced renamed; echo late > late";
    program.args(["-c", script]).current_dir(at("disk")).env("LD_PRELOAD", library());
    disk.prepare(&mut program, Disk::True);
    assert!(program.status().unwrap().success());

    disk.recover(&at("kept"));
    let mut kept: Vec<_> = fs::read_dir(at("kept")).unwrap().map(|file| file.unwrap().file_name()).collect();
    kept.sort();
    assert_eq!(kept, ["before", "forced", "unforced"]);
    let content = |name: &str| fs::read_to_string(at("kept").join(name)).unwrap();
    assert_eq!([content("before"), content("forced"), content("unforced")], ["before", "before", ""]);
}
