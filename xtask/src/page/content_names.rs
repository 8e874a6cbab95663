//! Names and hashes that say what is in a file, so that the page notices when that is something else.
//!
//! Trunk's hashes are of what it built, before `finish` changes it. A name with another content would be worse than none:
//! browsers keep such files for ever.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, ensure};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use sha2::{Digest, Sha256};

use super::files;

/// So many hexadecimal digits of SHA-256 stand in a name: 96 bits, for which nobody finds another file. Each
/// digit more of the fifteen names is eight bytes more for every payer.
/// `public/mandate-signup.js` compares as many.
const DIGITS: usize = 24;
/// The fewest digits that are a hash.
const FEWEST: usize = 12;

/// Renames what has a hash in its name and is not under one of `as_they_are`, and writes names and hashes into `naming`,
/// in this order: the scripts before the pages that hold their hashes.
///
/// `__HASH_name__` becomes what would stand in a name, `__SHA256_name__` what stands in an `integrity` attribute.
pub(crate) fn give(staging: &Path, as_they_are: &Path, naming: &[&str]) -> Result<()> {
    let mut names = BTreeMap::new();
    for file in files::under(staging, &["css", "js", "txt", "wasm"])? {
        let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if file.starts_with(as_they_are) {
            continue;
        }
        if let Some(new) = with_hash(&name, &hash(&read(&file)?)) {
            fs::rename(&file, file.with_file_name(&new)).with_context(|| format!("cannot rename {name}"))?;
            names.insert(name, new);
        }
    }
    for name in naming {
        let file = staging.join(name);
        let text = fs::read_to_string(&file).with_context(|| format!("cannot read {name}"))?;
        let text = names.iter().fold(text, |text, (old, new)| text.replace(old, new));
        fs::write(&file, with_contents(&text, staging)?).with_context(|| format!("cannot write {name}"))?;
    }
    Ok(())
}

/// The name with this hash in place of its own, if it has one.
fn with_hash(name: &str, hash: &str) -> Option<String> {
    name.match_indices('-').find_map(|(at, _)| {
        let (before, rest) = name.split_at(at + 1);
        let digits = rest.bytes().take_while(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(byte)).count();
        let (own, after) = rest.split_at(digits);
        let is_hash = own.len() >= FEWEST && !after.starts_with(|next: char| next.is_ascii_alphanumeric());
        is_hash.then(|| [before, hash, after].concat())
    })
}

/// `text` with each placeholder replaced by what is in the file that it names.
fn with_contents(text: &str, staging: &Path) -> Result<String> {
    let digest: fn(&[u8]) -> String = |bytes| STANDARD.encode(Sha256::digest(bytes));
    let mut text = text.to_owned();
    for (start, of) in [("__HASH_", hash as fn(&[u8]) -> String), ("__SHA256_", digest)] {
        while let Some((before, rest)) = text.split_once(start) {
            let (name, after) = rest.split_once("__").with_context(|| format!("{start} without an end"))?;
            text = [before, &of(&read(&staging.join(name))?), after].concat();
        }
    }
    Ok(text)
}

fn hash(bytes: &[u8]) -> String {
    let mut hash = hex::encode(Sha256::digest(bytes));
    hash.truncate(DIGITS);
    hash
}

fn read(file: &PathBuf) -> Result<Vec<u8>> {
    let bytes = fs::read(file).with_context(|| format!("cannot read {}", file.display()))?;
    ensure!(!bytes.is_empty(), "{} is empty", file.display());
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hash_in_a_name_gives_way() {
        for (name, expected) in [
            ("mandate-signup-87e157e2d466402.js", Some("mandate-signup-00.js")),
            ("mandate-signup-0123456789abcdef_bg.wasm", Some("mandate-signup-00_bg.wasm")),
            ("words-en-XA-0123456789abcdef.txt", Some("words-en-XA-00.txt")),
            ("mandate-signup.js", None),
            ("mandate-signup-facade.js", None),
            ("x-0123456789abcdefg.css", None),
        ] {
            assert_eq!(with_hash(name, "00").as_deref(), expected, "{name}");
        }
    }

    /// The digests are those of FIPS 180-2, appendix B.1, for `abc`.
    #[test]
    fn a_placeholder_becomes_the_hash_of_the_file_that_it_names() {
        let folder = std::env::temp_dir().join(format!("content-names-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join("a.css"), "abc").unwrap();
        let text = with_contents("x __HASH_a.css__ sha256-__SHA256_a.css__ y", &folder);
        let missing = with_contents("__HASH_b.css__", &folder);
        fs::remove_dir_all(&folder).unwrap();
        assert_eq!(text.unwrap(), "x ba7816bf8f01cfea414140de sha256-ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0= y");
        assert!(missing.is_err());
    }
}
