//! Where in a line of the log the columns are that the mapping names.

use super::FitError;
use super::columns::Columns;
use super::mapping::nearest;
use super::role::{Column, Role};

/// Positions of the columns in a line, by role.
#[derive(Debug)]
pub(super) struct Places {
    roles: [Option<usize>; Role::NAMED.len()],
    /// Of the column that sets a class apart.
    pub class: Option<usize>,
    /// Fields that a line must have at least.
    pub least: usize,
}

impl Places {
    /// Finds every column that is mapped in the first line; the first that is not there is an error, with the nearest
    /// name.
    pub(super) fn of(first: &[String], columns: &Columns) -> Result<Places, FitError> {
        let find = |key: &'static str, column: &Column| {
            let at = match column {
                Column::Number(number) => Some(number - 1).filter(|at| *at < first.len()),
                Column::Name(name) => {
                    let same = |h: &String| h.trim().to_lowercase() == name.trim().to_lowercase();
                    first.iter().position(|h| h == name).or_else(|| first.iter().position(same))
                }
            };
            at.ok_or_else(|| missing(key, column, first))
        };
        let mut roles = [None; Role::NAMED.len()];
        for (role, column) in &columns.columns {
            roles[*role as usize] = Some(find(role.key(), column)?);
        }
        let class = columns.class.as_ref().map(|class| find("class.column", &class.column)).transpose()?;
        let least = roles.iter().flatten().chain(&class).max().map_or(0, |at| at + 1);
        Ok(Places { roles, class, least })
    }

    /// Where a column is.
    pub fn get(&self, role: Role) -> Option<usize> {
        self.roles[role as usize]
    }
}

/// Whether a first line holds values and not the names of columns: a name has no digit in front, and times and numbers
/// have.
pub(super) fn is_row(first: &[String]) -> bool {
    first.iter().any(|field| field.starts_with(|c: char| c.is_ascii_digit()))
}

fn missing(key: &'static str, column: &Column, first: &[String]) -> FitError {
    // Values of a contact are nobody's business.
    if let (Column::Name(name), true) = (column, is_row(first)) {
        return FitError::NoNames { key, name: name.clone() };
    }
    if let (Column::Number(number), true) = (column, is_row(first)) {
        return FitError::TooFewColumns { key, number: *number, columns: first.len() };
    }
    let known: Vec<&str> = first.iter().map(String::as_str).collect();
    let near = match column {
        Column::Name(name) => nearest(name, &known),
        Column::Number(_) => None,
    };
    let hint = near.map_or(String::new(), |near| format!("; did you mean `{near}`?"));
    FitError::MissingColumn { key, name: column.to_string(), header: known.join(", "), hint }
}
