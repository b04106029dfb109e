//! What the results are printed on.

use std::io::IsTerminal;

/// Width of what is piped, where the environment does not say: enough for every table.
const PIPED: usize = 120;

/// Where text goes: how wide it is, and whether it shows colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Terminal {
    /// Columns of characters.
    pub width: usize,
    /// Whether colours may be used.
    pub colour: bool,
}

impl Terminal {
    /// Standard output.
    pub fn stdout() -> Terminal {
        Terminal::of(std::io::stdout().is_terminal(), &comfy_table::Table::new())
    }

    /// Standard error.
    pub fn stderr() -> Terminal {
        Terminal::of(std::io::stderr().is_terminal(), comfy_table::Table::new().use_stderr())
    }

    /// `COLUMNS` wins over the terminal's own width; `NO_COLOR` (<https://no-color.org>) and a dumb terminal mean no
    /// colours.
    fn of(is_terminal: bool, table: &comfy_table::Table) -> Terminal {
        let variable = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
        let columns = variable("COLUMNS").and_then(|text| text.parse().ok()).filter(|width: &usize| *width > 0);
        let own = || table.width().filter(|width| *width > 0).map(usize::from);
        let dumb = variable("TERM").is_some_and(|term| term == "dumb");
        Terminal {
            width: columns.or_else(own).unwrap_or(PIPED),
            colour: is_terminal && !dumb && variable("NO_COLOR").is_none(),
        }
    }
}
