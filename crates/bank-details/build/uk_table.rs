//! Vocalink's two text files, as rows: the weight table (VALACDOS) and the substitution table (SCSUBTAB).

use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};

/// Which exceptions the rules know; another number needs code in `src/uk/modulus/exceptions.rs`.
const EXCEPTIONS: std::ops::RangeInclusive<u8> = 1..=14;

/// One line of the weight table.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Row {
    /// The first sort code that it is for.
    pub(crate) first: u32,
    /// The last sort code that it is for.
    pub(crate) last: u32,
    pub(crate) algorithm: Algorithm,
    /// For the digits `u` to `z` and `a` to `h`.
    pub(crate) weights: [i32; 14],
    /// 0 where there is none.
    pub(crate) exception: u8,
}

/// How the weighted digits are added up and divided.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Algorithm {
    Mod10,
    Mod11,
    Dblal,
}

/// One line of the substitution table: a sort code and the one to check in its place.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct Substitution {
    pub(crate) from: u32,
    pub(crate) to: u32,
}

/// The weight table in `data`, whose name ends with its version.
pub(crate) fn find(data: &Path) -> Result<PathBuf, String> {
    let entries = fs::read_dir(data).map_err(|error| format!("cannot list {}: {error}", data.display()))?;
    let mut found: Vec<PathBuf> = entries
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| name(path).strip_prefix("valacdos-").is_some_and(|rest| rest.strip_suffix(".txt").is_some()))
        .collect();
    found.sort();
    match <[PathBuf; 1]>::try_from(found) {
        Ok([path]) => Ok(path),
        Err(none) if none.is_empty() => Err(format!("{} has no valacdos-VERSION.txt", data.display())),
        Err(several) => {
            let names: Vec<_> = several.iter().map(|path| name(path)).collect();
            Err(format!("{} has more than one weight table, keep one: {}", data.display(), names.join(", ")))
        }
    }
}

/// The file's name without folders.
pub(crate) fn name(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

/// The rows of a weight table, in the order of the file; `name` is for errors.
pub(crate) fn rows(name: &str, text: &str) -> Result<Vec<Row>, String> {
    lines(name, text, row)
}

/// The rows of a substitution table; `name` is for errors.
pub(crate) fn substitutions(name: &str, text: &str) -> Result<Vec<Substitution>, String> {
    lines(name, text, |fields| match fields {
        [from, to] => Ok(Substitution { from: sort_code(from)?, to: sort_code(to)? }),
        _ => Err(format!("{} fields where two sort codes belong", fields.len())),
    })
}

fn lines<T>(name: &str, text: &str, parse: fn(&[&str]) -> Result<T, String>) -> Result<Vec<T>, String> {
    let mut parsed = Vec::new();
    for (number, line) in (1..).zip(text.lines()) {
        let fields: Vec<_> = line.split_ascii_whitespace().collect();
        if !fields.is_empty() {
            parsed.push(parse(&fields).map_err(|what| format!("{name}, line {number}: {what}"))?);
        }
    }
    if parsed.is_empty() { Err(format!("{name} has no rows")) } else { Ok(parsed) }
}

fn row(fields: &[&str]) -> Result<Row, String> {
    let [first, last, algorithm, rest @ ..] = fields else {
        return Err(format!("{} fields, fewer than 17", fields.len()));
    };
    let (given, exception) = match rest {
        [weights @ .., exception] if rest.len() == 15 => (weights, self::exception(exception)?),
        weights if rest.len() == 14 => (weights, 0),
        _ => return Err(format!("{} fields where 17 or 18 belong", fields.len())),
    };
    let (first, last) = (sort_code(first)?, sort_code(last)?);
    if first > last {
        return Err(format!("the range {first:06} to {last:06} runs backwards"));
    }
    let algorithm = match *algorithm {
        "MOD10" => Algorithm::Mod10,
        "MOD11" => Algorithm::Mod11,
        "DBLAL" => Algorithm::Dblal,
        other => return Err(format!("`{other}` is neither MOD10, MOD11 nor DBLAL")),
    };
    let mut weights = [0; 14];
    for (weight, field) in weights.iter_mut().zip(given) {
        *weight = field.parse().map_err(|_| format!("the weight `{field}` is no number"))?;
    }
    Ok(Row { first, last, algorithm, weights, exception })
}

fn exception(field: &str) -> Result<u8, String> {
    match field.parse() {
        Ok(number) if EXCEPTIONS.contains(&number) => Ok(number),
        _ => Err(format!("exception `{field}` is none of those that the rules know (1 to {})", EXCEPTIONS.end())),
    }
}

fn sort_code(field: &str) -> Result<u32, String> {
    let digits = field.len() == 6 && field.bytes().all(|byte| byte.is_ascii_digit());
    field.parse().ok().filter(|_| digits).ok_or_else(|| format!("`{field}` is no sort code of six digits"))
}

impl fmt::Display for Algorithm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Mod10 => "MOD10",
            Self::Mod11 => "MOD11",
            Self::Dblal => "DBLAL",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROW: &str = "107999 107999 MOD11    0    0    0    0    0    0  128   64   32   16    8    4    2   -1";

    #[test]
    fn a_line_is_a_row_with_or_without_an_exception() {
        let plain = Row {
            first: 107_999,
            last: 107_999,
            algorithm: Algorithm::Mod11,
            weights: [0, 0, 0, 0, 0, 0, 128, 64, 32, 16, 8, 4, 2, -1],
            exception: 0,
        };
        let text = format!("{ROW}\r\n{ROW}  14\r\n\r\n");
        assert_eq!(rows("v", &text), Ok(vec![plain.clone(), Row { exception: 14, ..plain }]));
    }

    #[test]
    fn a_bad_line_is_named_with_what_is_wrong() {
        for (from, to, what) in [
            ("107999 107999", "107999 107998", "the range 107999 to 107998 runs backwards"),
            ("107999 ", "10799 ", "`10799` is no sort code of six digits"),
            ("107999 ", "+10799 ", "`+10799` is no sort code of six digits"),
            ("MOD11", "MOD97", "`MOD97` is neither MOD10, MOD11 nor DBLAL"),
            ("128", "1x8", "the weight `1x8` is no number"),
            ("128", "", "16 fields where 17 or 18 belong"),
            (" -1", " -1  15", "exception `15` is none of those that the rules know (1 to 14)"),
            (" -1", " -1  14 1", "19 fields where 17 or 18 belong"),
        ] {
            let text = format!("{ROW}\n{}", ROW.replacen(from, to, 1));
            assert_eq!(rows("v", &text), Err(format!("v, line 2: {what}")));
        }
        assert_eq!(rows("v", "\r\n"), Err("v has no rows".to_owned()));
        assert_eq!(
            substitutions("s", "938173 938017\r\n938289"),
            Err("s, line 2: 1 fields where two sort codes belong".to_owned())
        );
    }
}
