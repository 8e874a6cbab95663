//! The schema of a later release, on which this release's tests are to pass too (promise 22).

use std::fs;
use std::path::{Path, PathBuf};

/// The migrations of an engine that this release does not have, of the folder that `MERCHANT_TEST_NEWER_SCHEMA` names; none
/// without it.
pub(crate) fn newer_schema(engine: &str) -> Vec<String> {
    let Some(folder) = std::env::var_os("MERCHANT_TEST_NEWER_SCHEMA") else { return Vec::new() };
    let own = files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations").join(engine)).len();
    let newer = files(&PathBuf::from(folder).join(engine)).split_off(own);
    assert!(!newer.is_empty(), "it has no migration that is not known here");
    let files = newer.iter().map(|file| fs::read_to_string(file).unwrap());
    files
        .flat_map(|file| {
            if !file.contains("CONCURRENTLY") {
                return vec![file];
            }
            // Outside a transaction.
            file.split(';').filter(|it| !it.trim().is_empty()).map(str::to_owned).collect()
        })
        .collect()
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut files: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files
}
