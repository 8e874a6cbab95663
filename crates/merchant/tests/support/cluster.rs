//! A private PostgreSQL server for tests.
//!
//! It lives in a temporary folder, is reached through a socket in there and listens on no port. All tests of a run share
//! one, also when each is a process of its own: the first starts it under a lock, all hold a share of another lock, and a
//! shell that outlives them ends it when nobody does any more. Each test has a database of its own.

use std::fs::{self, File};
use std::net::TcpListener;
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
use std::os::unix::net::UnixStream;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use tokio_postgres::{Client, NoTls};

/// Where the shared server's locks and address are.
const SHARED: &str = env!("CARGO_TARGET_TMPDIR");
const PATIENCE: Duration = Duration::from_mins(1);
/// As whom the real program connects to the shared server, so that it can be told from tests.
pub(crate) const PROGRAM: &str = "program";
const ADVICE: &str = "run `cargo xtask setup`, or install PostgreSQL (the Debian package is called postgresql)";

/// A server, by the folder of its socket.
pub(crate) struct Cluster {
    socket: String,
    /// A share of the lock that keeps the shared server alive.
    _share: Option<File>,
    /// The shell that ends the shared server.
    _end: Option<Child>,
    server: Option<(Child, PathBuf)>,
}

/// A database of one test; gone when dropped.
pub(crate) struct Database {
    cluster: &'static Cluster,
    name: String,
}

impl Cluster {
    /// The server that this run's tests share.
    pub(crate) fn shared() -> &'static Self {
        static SERVER: OnceLock<Cluster> = OnceLock::new();
        SERVER.get_or_init(|| {
            let file = |name: &str| {
                let path = Path::new(SHARED).join(name);
                File::options().read(true).append(true).create(true).open(path).unwrap()
            };
            let starting = file("postgres-starting.lock");
            starting.lock().unwrap();
            let share = file("postgres-in-use.lock");
            share.lock_shared().unwrap();
            let address = Path::new(SHARED).join("postgres-address");
            let known = fs::read_to_string(&address).unwrap_or_default();
            // A server that was killed has left its socket behind.
            if !known.is_empty() && UnixStream::connect(Path::new(&known).join(".s.PGSQL.5432")).is_ok() {
                return Self { socket: known, _share: Some(share), _end: None, server: None };
            }
            let folder = make();
            fill(&folder);
            // Tests lose no power: what a crash of the machine would lose does not matter here.
            let server = start(&folder, &["fsync=off", "synchronous_commit=on", "full_page_writes=off"]);
            run_at(url(&socket(&folder), "owner", "postgres"), format!("CREATE ROLE {PROGRAM} SUPERUSER LOGIN"));
            fs::write(&address, socket(&folder)).unwrap();
            let end = end_with_the_last_test(server.id(), &folder, &address);
            // What is static is not dropped: the server goes on for other tests.
            Self { socket: socket(&folder), _share: Some(share), _end: Some(end), server: Some((server, folder)) }
        })
    }

    /// A server of this test alone, with settings such as `name=value`; ends when dropped.
    pub(crate) fn private(settings: &[&str]) -> Self {
        let folder = make();
        fill(&folder);
        let server = start(&folder, settings);
        Self { socket: socket(&folder), _share: None, _end: None, server: Some((server, folder)) }
    }

    /// A server with TLS on a port of this machine, and the port.
    pub(crate) fn encrypted(certificate: &str, key: &str) -> (Self, u16) {
        let folder = make();
        fill(&folder);
        for (name, content) in [("server.crt", certificate), ("server.key", key)] {
            let file = folder.join("data").join(name);
            fs::write(&file, content).unwrap();
            fs::set_permissions(&file, fs::Permissions::from_mode(0o600)).unwrap();
            if let Some((user, group)) = another_user() {
                chown(&file, Some(user), Some(group)).unwrap();
            }
        }
        // In the file, so that it can be changed while the server runs.
        let configuration = folder.join("data/postgresql.conf");
        fs::write(&configuration, "ssl = on\n").unwrap();
        // PostgreSQL takes no port of the system's choice, and what was free a moment ago may be another's by now.
        let (server, port) = loop {
            let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
            match try_start(&folder, &["listen_addresses=127.0.0.1", &format!("port={port}")]) {
                Ok(server) => break (server, port),
                Err(log) => assert!(log.contains("Address already in use"), "postgres does not start: {log}"),
            }
        };
        (Self { socket: socket(&folder), _share: None, _end: None, server: Some((server, folder)) }, port)
    }

    /// A server that follows another one.
    pub(crate) fn standby_of(primary: &Self) -> Self {
        let folder = make();
        let mut copy = command("pg_basebackup", &folder);
        copy.args(["--write-recovery-conf", "--checkpoint=fast", "--username=owner", "--host", &primary.socket]);
        run(copy.arg("--pgdata").arg(folder.join("data")));
        let server = start(&folder, &[]);
        Self { socket: socket(&folder), _share: None, _end: None, server: Some((server, folder)) }
    }

    /// The address of a database on this server and another one.
    pub(crate) fn url_with(&self, other: &Self, user: &str, database: &str) -> String {
        let [one, two] = [self, other].map(|server| server.socket.replace('/', "%2F"));
        format!("postgres://{user}@{one},{two}/{database}")
    }

    /// The address of a database as a user, for `DATABASE_URL`.
    pub(crate) fn url(&self, user: &str, database: &str) -> String {
        url(&self.socket, user, database)
    }

    /// Runs statements in a database as the server's owner.
    pub(crate) fn run(&self, database: &str, sql: &str) {
        run_at(self.url("owner", database), sql.to_owned());
    }

    /// Runs statements over a port of this machine.
    pub(crate) fn run_over(port: u16, sql: &str) {
        run_at(format!("postgres://owner@127.0.0.1:{port}/postgres?sslmode=disable"), sql.to_owned());
    }

    /// Kills a private server, as a crash would.
    pub(crate) fn kill(&mut self) {
        let (server, _) = self.server.as_mut().unwrap();
        signal(server.id(), "QUIT");
        server.wait().unwrap();
    }

    /// Starts a private server again.
    pub(crate) fn resume(&mut self, settings: &[&str]) {
        let (server, folder) = self.server.as_mut().unwrap();
        *server = start(folder, settings);
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        if let Some((server, folder)) = &mut self.server {
            if server.try_wait().is_ok_and(|end| end.is_none()) {
                signal(server.id(), "QUIT");
                let _ = server.wait();
            }
            let _ = fs::remove_dir_all(folder);
        }
    }
}

impl Database {
    /// A fresh, empty database on the shared server.
    pub(crate) fn fresh() -> Self {
        let cluster = Cluster::shared();
        let mut random = [0; 8];
        getrandom::fill(&mut random).unwrap();
        let name = format!("test_{}", hex::encode(random));
        cluster.run("postgres", &format!("CREATE DATABASE {name} TEMPLATE template0"));
        Self { cluster, name }
    }

    /// Its address for `DATABASE_URL`.
    pub(crate) fn url(&self) -> String {
        self.url_as("owner")
    }

    /// Its address as another user.
    pub(crate) fn url_as(&self, user: &str) -> String {
        self.cluster.url(user, &self.name)
    }

    /// Its name.
    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// A connection of the owner's, beside the store's.
    pub(crate) async fn peek(&self) -> Client {
        connect(&self.url()).await
    }

    /// Runs statements, from wherever.
    pub(crate) fn run(&self, sql: &str) {
        self.cluster.run(&self.name, sql);
    }

    /// Makes the database read-only or writable again, and throws out whoever is connected, as a failover does.
    pub(crate) fn make_read_only(&self, read_only: bool) {
        let Self { cluster, name } = self;
        cluster.run(
            "postgres",
            &format!(
                "ALTER DATABASE {name} SET default_transaction_read_only = {read_only};
                 SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'"
            ),
        );
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        self.cluster.run("postgres", &format!("DROP DATABASE {} WITH (FORCE)", self.name));
    }
}

/// Runs statements on a thread of its own: here, a runtime may be running already.
fn run_at(url: String, sql: String) {
    let thread = std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async { connect(&url).await.batch_execute(&sql).await.unwrap() });
    });
    thread.join().unwrap();
}

/// Connects and keeps the connection going.
pub(crate) async fn connect(url: &str) -> Client {
    let (client, connection) = tokio_postgres::connect(url, NoTls).await.unwrap();
    tokio::spawn(connection);
    client
}

fn url(socket: &str, user: &str, database: &str) -> String {
    format!("postgres://{user}@{}/{database}", socket.replace('/', "%2F"))
}

fn socket(folder: &Path) -> String {
    folder.join("socket").display().to_string()
}

/// Makes a folder for a cluster.
fn make() -> PathBuf {
    let folder = tempfile::Builder::new().prefix("mandate-signup-postgres-").tempdir().unwrap().keep();
    fs::create_dir(folder.join("socket")).unwrap();
    if let Some((user, group)) = another_user() {
        fs::set_permissions(&folder, fs::Permissions::from_mode(0o711)).unwrap();
        chown(&folder, Some(user), Some(group)).unwrap();
        chown(folder.join("socket"), Some(user), Some(group)).unwrap();
    }
    folder
}

/// Makes an empty cluster in its folder.
fn fill(folder: &Path) {
    let mut initdb = command("initdb", folder);
    initdb.args(["--username=owner", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync"]);
    run(initdb.arg("--pgdata").arg(folder.join("data")));
}

/// Runs a program to its end.
fn run(program: &mut Command) {
    let output = program.stderr(Stdio::piped()).output().unwrap();
    assert!(output.status.success(), "{program:?}: {}", String::from_utf8_lossy(&output.stderr));
}

/// Starts the server of a cluster and waits until it answers.
fn start(folder: &Path, settings: &[&str]) -> Child {
    try_start(folder, settings).unwrap_or_else(|log| panic!("postgres does not start: {log}"))
}

/// The same; when it does not start, what it has logged.
fn try_start(folder: &Path, settings: &[&str]) -> Result<Child, String> {
    let log = folder.join("log");
    let mut postgres = command("postgres", folder);
    postgres.arg("-D").arg(folder.join("data")).arg("-k").arg(folder.join("socket"));
    for setting in ["listen_addresses=", "max_connections=300", "shared_buffers=32MB"].iter().chain(settings) {
        postgres.args(["-c", setting]);
    }
    // Not in our process group: whoever interrupts the tests lets the server end in its own time.
    let mut server = postgres.process_group(0).stderr(File::create(&log).unwrap()).spawn().unwrap();
    let until = Instant::now() + PATIENCE;
    while !fs::read_to_string(folder.join("data/postmaster.pid")).is_ok_and(|text| text.trim_end().ends_with("ready")) {
        if server.try_wait().unwrap().is_some() || Instant::now() > until {
            return Err(fs::read_to_string(&log).unwrap());
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    Ok(server)
}

/// Leaves a shell behind that ends the server when no test has held its lock for ten seconds: other tests may run in
/// between that need no server.
fn end_with_the_last_test(server: u32, folder: &Path, address: &Path) -> Child {
    let script = r#"
        idle=0
        while sleep 2; do
            exec 8>>"$4/postgres-starting.lock" && flock 8
            if flock --nonblock "$4/postgres-in-use.lock" true; then idle=$((idle + 1)); else idle=0; fi
            if [ "$idle" -ge 5 ]; then
                rm -f "$3"; kill -QUIT "$1"
                while kill -0 "$1" 2>/dev/null; do sleep 0.1; done
                rm -rf "$2"; exit
            fi
            kill -0 "$1" 2>/dev/null || exit
            exec 8>&-
        done"#;
    let mut shell = Command::new("sh");
    shell.args(["-c", script, "sh", &server.to_string()]).arg(folder).arg(address).arg(SHARED);
    shell.process_group(0).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
}

/// A program of the server's, as a user that it accepts.
fn command(program: &str, folder: &Path) -> Command {
    let mut command = Command::new(find(program));
    command.current_dir(folder).env_clear().stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    if let Some((user, group)) = another_user() {
        command.uid(user).gid(group);
    }
    command
}

/// The program on the search path, or where Debian puts it.
pub(crate) fn find(program: &str) -> PathBuf {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let mut debian: Vec<_> = fs::read_dir("/usr/lib/postgresql")
        .map(|versions| versions.filter_map(|version| Some(version.ok()?.path().join("bin"))).collect())
        .unwrap_or_default();
    debian.sort_by_key(|folder| folder.parent()?.file_name()?.to_str()?.parse::<u32>().ok());
    let found = debian.into_iter().rev().chain(std::env::split_paths(&path)).map(|folder| folder.join(program));
    found.into_iter().find(|file| file.is_file()).unwrap_or_else(|| panic!("{program} is missing: {ADVICE}"))
}

/// Where we are root, which the server refuses to be: the user of the Debian package, or nobody.
fn another_user() -> Option<(u32, u32)> {
    if fs::metadata("/proc/self").unwrap().uid() != 0 {
        return None;
    }
    let users = fs::read_to_string("/etc/passwd").unwrap();
    let user = |name: &str| {
        let line = users.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(":x:"))?;
        let mut ids = line.split(':').map(str::parse);
        Some((ids.next()?.ok()?, ids.next()?.ok()?))
    };
    Some(user("postgres").or_else(|| user("nobody")).expect("the server refuses root, and there is no other user"))
}

fn signal(process: u32, name: &str) {
    let sent = Command::new("kill").args([&format!("-{name}"), &process.to_string()]).status();
    assert!(sent.is_ok_and(|status| status.success()));
}
