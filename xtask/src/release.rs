//! `cargo xtask release`: `release/merchant`, the backend as one static program that holds the page.

mod check;

use std::{env, fs, path::Path};

use anyhow::{Context, Result, ensure};

use crate::{command, page, setup, workspace::Workspace};

/// Where the program goes, and an empty folder that a container's volume takes its owner from.
const FOLDER: &str = "release";
const PROGRAM: &str = "merchant";
const VOLUME: &str = "data";

/// Builds page and program, and holds the one against the other: the program is started, and every file asked for.
pub(crate) fn run(workspace: &Workspace) -> Result<()> {
    ensure!(env::consts::OS == "linux", "the static program is made for Linux, on Linux");
    let target = format!("{}-unknown-linux-musl", env::consts::ARCH);
    setup::ensure_release(workspace, &target)?;
    page::build(workspace)?;

    let mut build = workspace.command("cargo");
    build.args(["build", "--release", "--locked", "--package", PROGRAM, "--target", &target]);
    // Names of functions are for debuggers, and most of the bytes.
    build.env("CARGO_PROFILE_RELEASE_STRIP", "symbols").env("MERCHANT_PAGE", workspace.dist());
    command::run(&mut build)?;

    let folder = workspace.root().join(FOLDER);
    fs::create_dir_all(folder.join(VOLUME)).with_context(|| format!("cannot make {}", folder.display()))?;
    let made = workspace.root().join(workspace.target()).join(&target).join("release").join(PROGRAM);
    let program = folder.join(PROGRAM);
    // Replaced, not written over: the one that was there may be running.
    let _ = fs::remove_file(&program);
    fs::copy(&made, &program).with_context(|| format!("cannot copy {}", made.display()))?;
    ensure_static(&program)?;

    let found = check::run(workspace, &program)?;
    let bytes = fs::metadata(&program).map(|it| it.len()).unwrap_or_default();
    println!(
        "release: {}, {}.{} MB, static, with the {} files of the page; it answers after {} ms",
        program.display(),
        bytes / 1_000_000,
        bytes / 100_000 % 10,
        found.files,
        found.started.as_millis()
    );
    Ok(())
}

/// A program that needs no library of the system names no loader of them.
fn ensure_static(program: &Path) -> Result<()> {
    let bytes = fs::read(program).with_context(|| format!("cannot read {}", program.display()))?;
    ensure!(!names_loader(&bytes).context("the program is no 64-bit ELF file")?, "the program is not static");
    Ok(())
}

/// Whether the ELF file has a segment of the kind `PT_INTERP`.
fn names_loader(elf: &[u8]) -> Option<bool> {
    const INTERPRETER: u32 = 3;
    let half = |place: usize| Some(usize::from(u16::from_le_bytes(*elf.get(place..)?.first_chunk()?)));
    let start = usize::try_from(u64::from_le_bytes(*elf.get(32..)?.first_chunk()?)).ok()?;
    let (size, count) = (half(54)?, half(56)?);
    let is_64_bit = elf.starts_with(b"\x7fELF\x02");
    let kinds = (0..count).map(|number| Some(u32::from_le_bytes(*elf.get(start + number * size..)?.first_chunk()?)));
    let kinds = kinds.collect::<Option<Vec<_>>>().filter(|_| is_64_bit)?;
    Some(kinds.contains(&INTERPRETER))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_program_that_needs_a_loader_is_told_from_one_that_does_not() {
        // This test's own program is linked as usual: with the system's loader.
        let own = fs::read(env::current_exe().unwrap()).unwrap();
        assert_eq!(names_loader(&own), Some(cfg!(not(target_feature = "crt-static"))));
        assert_eq!(names_loader(b"\x7fELF\x02"), None);
        assert_eq!(names_loader(b"#!/bin/sh"), None);
    }
}
