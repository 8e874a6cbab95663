//! Inserting many rows with one statement, which takes SQLite half the time of a statement for each.

use rusqlite::{Connection, ToSql};

use super::super::StoreError;

/// How many rows a statement may insert: few statements are kept prepared, and larger ones gain nothing.
const SIZES: [usize; 3] = [50, 8, 1];

/// Statements that insert so many rows each.
pub(super) struct ManyRows {
    statements: [(usize, String); SIZES.len()],
}

/// Gives a row its next value.
pub(super) type Bind<'a> = &'a mut dyn FnMut(&dyn ToSql) -> rusqlite::Result<()>;

impl ManyRows {
    /// `INSERT OR FAIL INTO {into} VALUES … {rest}`: whoever calls undoes all that it wrote, so SQLite need not copy each page
    /// before a statement changes it, to undo that alone.
    ///
    /// The rows' first columns have `shared` values that all of them share, the others `own` of their own.
    pub(super) fn new(into: &str, shared: usize, own: usize, rest: &str) -> Self {
        let statements = SIZES.map(|size| {
            let row = |number| {
                let first = shared + number * own + 1;
                let values: Vec<_> = (1..=shared).chain(first..first + own).map(|it| format!("?{it}")).collect();
                format!("({})", values.join(", "))
            };
            let rows: Vec<_> = (0..size).map(row).collect();
            (size, format!("INSERT OR FAIL INTO {into} VALUES {} {rest}", rows.join(", ")))
        });
        Self { statements }
    }

    /// Inserts the rows; tells `inserted` of each statement its rows, and how many of them it changed anything for.
    pub(super) fn insert<T>(
        &self,
        connection: &Connection,
        shared: &[&dyn ToSql],
        mut rows: &[T],
        mut bind: impl FnMut(&T, Bind<'_>) -> rusqlite::Result<()>,
        mut inserted: impl FnMut(&[T], usize) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        while let Some((size, sql)) = self.statements.iter().find(|(size, _)| *size <= rows.len()) {
            let (some, others) = rows.split_at(*size);
            let mut statement = connection.prepare_cached(sql)?;
            let mut parameter = 0;
            let mut bind_next = |value: &dyn ToSql| {
                parameter += 1;
                statement.raw_bind_parameter(parameter, value)
            };
            shared.iter().try_for_each(|value| bind_next(*value))?;
            some.iter().try_for_each(|row| bind(row, &mut bind_next))?;
            inserted(some, statement.raw_execute()?)?;
            rows = others;
        }
        Ok(())
    }
}
