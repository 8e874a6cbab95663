//! The packed UK tables as Rust source.

use std::fmt::{Debug, Write};
use std::fs;
use std::path::Path;

use crate::{uk_pack, uk_table};

/// Writes `uk_table.rs` into `out`, from the two files in `data`.
pub(crate) fn emit(data: &Path, out: &Path) -> Result<(), String> {
    let (table, substitutions) = (uk_table::find(data)?, data.join("scsubtab.txt"));
    let rows = uk_table::rows(&uk_table::name(&table), &read(&table)?)?;
    let substitutions = uk_table::substitutions(&uk_table::name(&substitutions), &read(&substitutions)?)?;
    let name = uk_table::name(&table);
    let packed = uk_pack::pack(&rows, &substitutions).map_err(|what| format!("{name}: {what}"))?;

    let mut source = format!("// From {name} and scsubtab.txt, {} bytes.\n", packed.bytes());
    list(&mut source, "BASES", "u32", &packed.bases);
    list(&mut source, "BLOCKS", "[u32; 16]", &packed.blocks);
    list(&mut source, "GROUPS", "[u8; 2]", &packed.groups);
    let rows: Vec<_> = packed.rows.iter().map(|[sort_code, account]| Row { sort_code, account }).collect();
    list(&mut source, "ROWS", "Row", &rows);
    list(&mut source, "SUBSTITUTIONS", "[[u8; 6]; 2]", &packed.substitutions);
    let _ = writeln!(source, "const OPEN: u8 = {};", uk_pack::OPEN);
    let path = out.join("uk_table.rs");
    fs::write(&path, source).map_err(|error| format!("cannot write {}: {error}", path.display()))
}

/// Printed as the engine's `Row` is written.
#[derive(Debug)]
#[expect(dead_code, reason = "for its Debug")]
struct Row<'a> {
    sort_code: &'a [u8; 8],
    account: &'a [u8; 8],
}

fn list<T: Debug>(source: &mut String, name: &str, kind: &str, items: &[T]) {
    // An expectation would not be met by every list.
    let _ = writeln!(source, "#[allow(clippy::unreadable_literal, clippy::allow_attributes, reason = \"generated\")]");
    let _ = writeln!(source, "static {name}: [{kind}; {}] = {items:?};", items.len());
}

fn read(path: &Path) -> Result<String, String> {
    fs::read_to_string(path).map_err(|error| format!("cannot read {}: {error}", path.display()))
}
