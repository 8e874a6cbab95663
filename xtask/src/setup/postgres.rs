//! PostgreSQL, of which the tests of the store start a server of their own.

use std::{fs, path::Path};

use anyhow::{Result, ensure};

use super::apt;
use crate::workspace::Workspace;

const PROGRAMS: [&str; 5] = ["initdb", "postgres", "pg_basebackup", "pg_dump", "psql"];
/// Where Debian puts what it does not put on the search path, under the version.
const DEBIAN: &str = "/usr/lib/postgresql";
const ADVICE: &str =
    "install PostgreSQL 13 or newer, server and clients, so that initdb, postgres, pg_dump and psql are on PATH";

/// Installs the Debian package unless everything is there, in whatever version.
pub(crate) fn ensure(workspace: &Workspace) -> Result<()> {
    if is_there(workspace) {
        return Ok(());
    }
    apt::install(workspace, "PostgreSQL", &["postgresql"], ADVICE)?;
    ensure!(is_there(workspace), "apt-get is done, yet there is no initdb: {ADVICE}");
    Ok(())
}

fn is_there(workspace: &Workspace) -> bool {
    PROGRAMS.iter().all(|program| in_debian(program) || workspace.find_program(&[program]).is_some())
}

fn in_debian(program: &str) -> bool {
    let versions = fs::read_dir(Path::new(DEBIAN)).into_iter().flatten().flatten();
    versions.into_iter().any(|version| version.path().join("bin").join(program).is_file())
}
