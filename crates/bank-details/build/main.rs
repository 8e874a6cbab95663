//! Packs the tables in `data/` into Rust constants, one file each in `OUT_DIR`.
//!
//! Replacing a table is replacing its file: `data/README.md`.

mod iban_registry;
mod new_zealand;
mod rows;
mod sweden;
mod uk_emit;
mod uk_pack;
mod uk_table;

use std::error::Error;
use std::path::{Path, PathBuf};
use std::{env, fs};

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=data");
    println!("cargo::rerun-if-changed=build");
    let out = PathBuf::from(env::var_os("OUT_DIR").ok_or("cargo sets OUT_DIR")?);
    iban_registry::pack()?;
    uk_emit::emit(Path::new("data"), &out)?;
    fs::write(out.join("new_zealand.rs"), new_zealand::pack("data/new-zealand-branches.csv")?)?;
    fs::write(out.join("sweden.rs"), sweden::pack("data/sweden-clearing.csv")?)?;
    Ok(())
}
