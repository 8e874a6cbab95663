//! Tells whether the sources of the page have changed since it was built.

use std::{
    collections::hash_map::DefaultHasher,
    fs,
    hash::{Hash, Hasher},
    path::Path,
};

use anyhow::{Context, Result};

/// Everything the page is made from; what is missing counts as empty.
const SOURCES: &[&str] = &[
    "Cargo.lock",
    "Cargo.toml",
    "Trunk.toml",
    "build",
    "crates/bank-details/Cargo.toml",
    "crates/bank-details/build",
    "crates/bank-details/data",
    "crates/bank-details/src",
    "crates/signup-api",
    "index.html",
    "locales",
    "package-lock.json",
    "public",
    "src",
    "style",
    "xtask/src/page",
    "xtask/src/words.rs",
];

/// A short text that differs when any name or content among the sources does.
pub(crate) fn of_sources(root: &Path) -> Result<String> {
    let mut hasher = DefaultHasher::new();
    for source in SOURCES {
        add(&root.join(source), &mut hasher).with_context(|| format!("cannot read {source}"))?;
    }
    Ok(format!("{:016x}\n", hasher.finish()))
}

fn add(path: &Path, hasher: &mut DefaultHasher) -> Result<()> {
    if path.is_dir() {
        let mut entries = fs::read_dir(path)?.map(|entry| Ok(entry?.path())).collect::<Result<Vec<_>>>()?;
        entries.sort();
        entries.iter().try_for_each(|entry| add(entry, hasher))
    } else {
        path.hash(hasher);
        path.exists().then(|| fs::read(path)).transpose()?.hash(hasher);
        Ok(())
    }
}
