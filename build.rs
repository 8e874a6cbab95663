//! Makes the table of words out of `locales/en.json`: one `Word` per key, English as a static array.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::{env, error::Error, fs, path::PathBuf};

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=locales/en.json");
    let words: BTreeMap<String, String> = serde_json::from_str(&fs::read_to_string("locales/en.json")?)?;

    let mut variants = String::new();
    let mut all = String::new();
    let mut keys = String::new();
    let mut english = String::new();
    for (key, text) in &words {
        let name = camel_case(key);
        writeln!(variants, "    /// {text:?}\n    {name},")?;
        writeln!(all, "        Self::{name},")?;
        writeln!(keys, "    {key:?},")?;
        writeln!(english, "    {text:?},")?;
    }
    let count = words.len();
    let code = format!(
        "/// One thing that the form says; the comment of each is its English text.\n\
         #[derive(Clone, Copy, Debug, Eq, PartialEq)]\n\
         pub enum Word {{\n{variants}}}\n\n\
         impl Word {{\n    /// Every word, in the order of the tables.\n    pub const ALL: [Self; {count}] = [\n{all}    ];\n\n\
         \x20   /// The key in `locales/*.json`.\n    pub fn key(self) -> &'static str {{\n        KEYS[self as usize]\n    }}\n}}\n\n\
         static KEYS: [&str; {count}] = [\n{keys}];\n\n\
         static ENGLISH: [&str; {count}] = [\n{english}];\n"
    );
    fs::write(PathBuf::from(env::var("OUT_DIR")?).join("words.rs"), code)?;
    Ok(())
}

/// `error.sort_code.short` becomes `ErrorSortCodeShort`.
fn camel_case(key: &str) -> String {
    key.split(['.', '_'])
        .map(|part| part.chars().take(1).flat_map(char::to_uppercase).chain(part.chars().skip(1)).collect::<String>())
        .collect()
}
