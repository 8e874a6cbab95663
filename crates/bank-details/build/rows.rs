//! Reads a table of `data/`.

use std::error::Error;
use std::fs;
use std::str::FromStr;

/// A line of a table, with its place for messages.
pub(crate) struct Row {
    place: String,
    fields: Vec<String>,
}

/// The lines of `path`, whose first line is `header`.
pub(crate) fn read(path: &str, header: &str) -> Result<Vec<Row>, Box<dyn Error>> {
    let text = fs::read_to_string(path).map_err(|error| format!("{path}: {error}"))?;
    let mut lines = text.lines();
    if lines.next() != Some(header) {
        return Err(format!("{path}: the first line must be {header}").into());
    }
    let columns = header.split(',').count();
    let rows = lines.zip(2..).map(|(line, number)| {
        let row = Row { place: format!("{path}:{number}"), fields: line.split(',').map(String::from).collect() };
        if row.fields.len() == columns { Ok(row) } else { Err(row.error(&format!("{columns} fields expected"))) }
    });
    rows.collect()
}

impl Row {
    pub(crate) fn text(&self, column: usize) -> &str {
        self.fields.get(column).map_or("", String::as_str)
    }

    pub(crate) fn value<T: FromStr>(&self, column: usize) -> Result<T, Box<dyn Error>> {
        self.text(column).parse().map_err(|_| self.error(&format!("{:?} cannot be read", self.text(column))))
    }

    pub(crate) fn error(&self, what: &str) -> Box<dyn Error> {
        format!("{}: {what}", self.place).into()
    }
}
