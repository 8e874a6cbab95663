//! Makes words out of `locales/`: one `Word` per key, English as a static table, and the files of all languages for tests.

mod catalogue;
mod code;
mod pseudo;

use std::path::{Path, PathBuf};
use std::{env, error::Error, fs};

use crate::catalogue::Catalogue;

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=locales");
    println!("cargo::rerun-if-changed=build");
    let catalogue = Catalogue::read(Path::new("locales"))?;
    let out = PathBuf::from(env::var("OUT_DIR")?);
    for (language, file) in catalogue.files() {
        fs::write(out.join(format!("words-{language}.txt")), file)?;
    }
    fs::write(out.join("words.rs"), code::of(&catalogue)?)?;
    Ok(())
}
