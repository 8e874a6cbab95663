//! Puts the built page into the program where `MERCHANT_PAGE` names its folder, as `cargo xtask release` does.

use std::error::Error;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;
use std::{env, fs};

const FOLDER: &str = "MERCHANT_PAGE";

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=build");
    println!("cargo::rerun-if-env-changed={FOLDER}");
    let mut files = Vec::new();
    if let Some(folder) = env::var_os(FOLDER).filter(|folder| !folder.is_empty()) {
        let folder = PathBuf::from(folder).canonicalize()?;
        println!("cargo::rerun-if-changed={}", folder.display());
        collect(&folder, "", &mut files)?;
        if !files.iter().any(|(path, _)| path == "index.html") {
            return Err(format!("{FOLDER}={} has no index.html", folder.display()).into());
        }
    }
    files.sort();
    let out = PathBuf::from(env::var("OUT_DIR")?).join("embedded_page.rs");
    fs::write(out, table(&files)?)?;
    Ok(())
}

/// Every file under `folder`, by the path under which it is served; what is hidden is not.
fn collect(folder: &Path, prefix: &str, files: &mut Vec<(String, PathBuf)>) -> Result<(), Box<dyn Error>> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path.file_name().and_then(|name| name.to_str()).ok_or("a file's name is no text")?;
        if name.starts_with('.') {
            continue;
        }
        let served = format!("{prefix}{name}");
        if path.is_dir() {
            collect(&path, &format!("{served}/"), files)?;
        } else {
            files.push((served, path));
        }
    }
    Ok(())
}

/// The Rust that holds the files, in the order of their paths.
fn table(files: &[(String, PathBuf)]) -> Result<String, Box<dyn Error>> {
    let mut code = "static FILES: &[EmbeddedFile] = &[\n".to_owned();
    for (served, path) in files {
        let changed = fs::metadata(path)?.modified()?.duration_since(UNIX_EPOCH)?;
        let path = path.display().to_string();
        let (seconds, nanoseconds) = (changed.as_secs(), changed.subsec_nanos());
        writeln!(
            code,
            "    EmbeddedFile {{ path: {served:?}, changed: Duration::new({seconds}, {nanoseconds}), \
             content: include_bytes!({path:?}) }},"
        )?;
    }
    code.push_str("];\n");
    Ok(code)
}
