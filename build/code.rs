//! The Rust that is generated: what can be said, and English.

use std::fmt::{self, Write as _};

use crate::catalogue::{Catalogue, ENGLISH, camel_case};

/// `Word`, `Plural`, the table of English, and for tests the files of all languages.
pub(crate) fn of(catalogue: &Catalogue) -> Result<String, fmt::Error> {
    let english = catalogue.english();
    let mut code = String::new();
    let words = catalogue.words.iter().map(|key| (key.as_str(), english.get(key)));
    let about = "One thing that the form says; the comment of each is its English text.";
    write_enum(&mut code, "Word", about, &words.collect::<Vec<_>>())?;
    let plurals = catalogue.plurals.iter().map(|key| (key.as_str(), english.get(&format!("{key}.other"))));
    let about = "One thing that the form says of a number; the comment of each is the usual form in English.";
    write_enum(&mut code, "Plural", about, &plurals.collect::<Vec<_>>())?;

    let table = catalogue.table(english);
    writeln!(code, "const LAYOUT: &str = {:?};\n", catalogue.layout())?;
    writeln!(code, "static ENGLISH: [&str; {}] = {table:#?};\n", table.len())?;

    let files = catalogue.files();
    writeln!(code, "#[cfg(test)]\nconst FILES: [(&str, &str); {}] = [", files.len())?;
    // English first: what is wrong with it is wrong with all.
    let english_first =
        files.keys().filter(|name| *name == ENGLISH).chain(files.keys().filter(|name| *name != ENGLISH));
    for name in english_first {
        writeln!(code, "    ({name:?}, include_str!(concat!(env!(\"OUT_DIR\"), \"/words-{name}.txt\"))),")?;
    }
    writeln!(code, "];")?;
    Ok(code)
}

fn write_enum(code: &mut String, name: &str, about: &str, keys: &[(&str, Option<&String>)]) -> fmt::Result {
    writeln!(code, "/// {about}\n#[derive(Clone, Copy, Debug, Eq, PartialEq)]\npub enum {name} {{")?;
    for (key, text) in keys {
        writeln!(code, "    /// {:?}\n    {},", text.map_or("", String::as_str), camel_case(key))?;
    }
    let count = keys.len();
    writeln!(code, "}}\n\nimpl {name} {{\n    /// Every one, in the order of the tables.")?;
    writeln!(code, "    pub const ALL: [Self; {count}] = [")?;
    for (key, _) in keys {
        writeln!(code, "        Self::{},", camel_case(key))?;
    }
    writeln!(code, "    ];\n\n    const KEYS: [&str; {count}] = [")?;
    for (key, _) in keys {
        writeln!(code, "        {key:?},")?;
    }
    writeln!(code, "    ];\n\n    /// The key in `locales/*.json`.\n    pub fn key(self) -> &'static str {{")?;
    writeln!(code, "        Self::KEYS[self as usize]\n    }}\n}}\n")
}
