//! Where in a line of the log the columns are that the mapping names.

use super::FitError;
use super::columns::{Columns, nearest};

/// Positions of the columns in a line.
pub(super) struct Places {
    pub date: usize,
    pub arrives: usize,
    pub wait_starts: Option<usize>,
    pub wait_ends: Option<usize>,
    pub wait: usize,
    pub service_starts: usize,
    pub service_ends: Option<usize>,
    pub service: usize,
    pub outcome: usize,
    pub agent: Option<usize>,
    pub kind: Option<usize>,
    pub class: Option<usize>,
    pub wrap_up: Option<usize>,
    pub cause: Option<usize>,
    /// Fields that a line must have at least.
    pub least: usize,
}

impl Places {
    /// Finds every column that is mapped in the header; the first that is not there is an error, with the nearest name.
    pub(super) fn of(header: &[String], columns: &Columns) -> Result<Places, FitError> {
        let mut furthest = 0;
        let mut find = |key: &'static str, name: &str| {
            let at = header.iter().position(|h| h == name).ok_or_else(|| {
                let known: Vec<&str> = header.iter().map(String::as_str).collect();
                let hint = nearest(name, &known).map_or(String::new(), |near| format!("; did you mean `{near}`?"));
                FitError::MissingColumn { key, name: name.to_owned(), header: known.join(", "), hint }
            })?;
            furthest = furthest.max(at);
            Ok::<usize, FitError>(at)
        };
        let mut places = Places {
            date: find("date", &columns.date)?,
            arrives: find("arrives", &columns.arrives)?,
            wait_starts: columns.wait_starts.as_deref().map(|name| find("wait_starts", name)).transpose()?,
            wait_ends: columns.wait_ends.as_deref().map(|name| find("wait_ends", name)).transpose()?,
            wait: find("wait", &columns.wait)?,
            service_starts: find("service_starts", &columns.service_starts)?,
            service_ends: columns.service_ends.as_deref().map(|name| find("service_ends", name)).transpose()?,
            service: find("service", &columns.service)?,
            outcome: find("outcome", &columns.outcome)?,
            agent: columns.agent.as_deref().map(|name| find("agent", name)).transpose()?,
            kind: columns.kind.as_deref().map(|name| find("type", name)).transpose()?,
            class: columns.class.as_ref().map(|class| find("class.column", &class.column)).transpose()?,
            wrap_up: columns.wrap_up.as_deref().map(|name| find("wrap_up", name)).transpose()?,
            cause: columns.cause.as_deref().map(|name| find("cause", name)).transpose()?,
            least: 0,
        };
        places.least = furthest + 1;
        Ok(places)
    }
}
