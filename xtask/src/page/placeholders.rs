//! The names of the built files, written into the files that load them.
//!
//! Trunk puts a hash into the names, but writes them only into the scripts that it makes itself; those are inline,
//! which the page's security policy forbids.

use anyhow::{Context, Result, bail};

/// A placeholder, and the file whose name takes its place: how that begins and ends.
const PLACEHOLDERS: [(&str, &str, &str); 3] = [
    ("__MODULE__", "mandate-signup-", ".js"),
    ("__SHOP__", "shop-", ".css"),
    ("__WASM__", "mandate-signup-", "_bg.wasm"),
];

/// `script` with every placeholder replaced by the name of a file beside it, one of `files`.
pub(crate) fn fill(script: &str, files: &[String]) -> Result<String> {
    let mut script = script.to_owned();
    for (placeholder, start, end) in PLACEHOLDERS {
        if script.contains(placeholder) {
            let name = only(files, start, end).with_context(|| format!("nothing to put for {placeholder}"))?;
            script = script.replace(placeholder, &format!("./{name}"));
        }
    }
    Ok(script)
}

fn only<'a>(files: &'a [String], start: &str, end: &str) -> Result<&'a str> {
    let is_hash = |middle: &str| !middle.is_empty() && middle.chars().all(|c| c.is_ascii_hexdigit());
    let matches =
        |name: &&String| name.strip_prefix(start).and_then(|rest| rest.strip_suffix(end)).is_some_and(is_hash);
    let found: Vec<_> = files.iter().filter(matches).collect();
    match found.as_slice() {
        [name] => Ok(name),
        [] => bail!("no {start}<hash>{end} was built"),
        several => bail!("more than one {start}<hash>{end} was built: {several:?}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fill_among(script: &str, files: &[&str]) -> Result<String> {
        fill(script, &files.iter().map(|&file| file.to_owned()).collect::<Vec<_>>())
    }

    #[test]
    fn placeholders_become_the_names_beside_the_script() {
        let built = ["mandate-signup.js", "mandate-signup-0a1b.js", "mandate-signup-0a1b_bg.wasm"];
        assert_eq!(
            fill_among("import a from '__MODULE__'; a('__WASM__'); b('__WASM__')", &built).unwrap(),
            "import a from './mandate-signup-0a1b.js'; a('./mandate-signup-0a1b_bg.wasm'); \
             b('./mandate-signup-0a1b_bg.wasm')"
        );
    }

    #[test]
    fn a_file_that_was_not_built_is_an_error_that_says_which() {
        let error = format!("{:#}", fill_among("a('__WASM__')", &["mandate-signup.js"]).unwrap_err());
        assert!(error.contains("__WASM__") && error.contains("mandate-signup-<hash>_bg.wasm"), "{error}");
    }

    #[test]
    fn two_candidates_are_an_error() {
        assert!(fill_among("__MODULE__", &["mandate-signup-aa.js", "mandate-signup-bb.js"]).is_err());
    }
}
