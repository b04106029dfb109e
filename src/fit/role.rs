//! What the columns of a log can tell, and whether those that there are tell what a fit needs.

use std::fmt;

use super::columns::ColumnsError;
use super::mapping::Section;

/// Which column is meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Column {
    /// The one of this name in the first line.
    Name(String),
    /// The one at this place, from 1.
    Number(usize),
}

impl fmt::Display for Column {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Column::Name(name) => f.write_str(name),
            Column::Number(number) => write!(f, "{number}"),
        }
    }
}

/// What a column tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// The date of the arrival, where the time of arrival does not hold it.
    Date,
    /// When a contact reached the center.
    Arrives,
    /// When its wait began, where that is later.
    WaitStarts,
    /// When it ended.
    WaitEnds,
    /// The wait.
    Wait,
    /// When the service began.
    ServiceStarts,
    /// When it ended.
    ServiceEnds,
    /// When the contact ended, answered or not.
    Ends,
    /// The service.
    Service,
    /// The after-call work.
    WrapUp,
    /// How it ended.
    Outcome,
    /// The agent.
    Agent,
    /// The agent's group.
    Group,
    /// The type.
    Type,
    /// The channel.
    Channel,
    /// How many contacts its agent's skill allows at once.
    Concurrent,
    /// What caused it.
    Cause,
    /// How long the agent was taken before "hello".
    Connect,
}

impl Role {
    /// All of them, with their keys in a mapping.
    pub const NAMED: [(&'static str, Role); 18] = [
        ("date", Role::Date),
        ("arrives", Role::Arrives),
        ("wait_starts", Role::WaitStarts),
        ("wait_ends", Role::WaitEnds),
        ("wait", Role::Wait),
        ("service_starts", Role::ServiceStarts),
        ("service_ends", Role::ServiceEnds),
        ("ends", Role::Ends),
        ("service", Role::Service),
        ("wrap_up", Role::WrapUp),
        ("outcome", Role::Outcome),
        ("agent", Role::Agent),
        ("group", Role::Group),
        ("type", Role::Type),
        ("channel", Role::Channel),
        ("concurrent", Role::Concurrent),
        ("cause", Role::Cause),
        ("connect", Role::Connect),
    ];

    /// Its key in a mapping.
    pub fn key(self) -> &'static str {
        Role::NAMED[self as usize].0
    }
}

/// Whether the columns tell what a fit needs: when contacts came, how long they waited and were served, who was.
pub(super) fn enough(section: &Section<'_>, columns: &[(Role, Column)], header: bool) -> Result<(), ColumnsError> {
    let has = |roles: &[Role]| columns.iter().any(|(role, _)| roles.contains(role));
    let wrong = |key: &str, problem: &str| Err(section.error(key, problem));
    if !has(&[Role::Arrives]) {
        return wrong("arrives", "is missing from [columns]: the column of the time of arrival");
    }
    if !has(&[Role::Wait, Role::WaitEnds, Role::ServiceStarts]) {
        return wrong(
            "wait",
            "is missing from [columns]; without it, one of `wait_ends` and `service_starts` is needed",
        );
    }
    if !has(&[Role::Service, Role::ServiceEnds, Role::Ends]) {
        return wrong("service", "is missing from [columns]; without it, one of `service_ends` and `ends` is needed");
    }
    if !has(&[Role::Outcome, Role::ServiceStarts, Role::Service]) {
        let problem = "is missing from [columns]; without it, `service_starts` or `service` must be empty or 0 for \
                       those that nobody served";
        return wrong("outcome", problem);
    }
    let named = columns.iter().find(|(_, column)| matches!(column, Column::Name(_)));
    match named {
        Some((role, _)) if !header => wrong(role.key(), "with `header = false`, columns are given by number, from 1"),
        _ => Ok(()),
    }
}
