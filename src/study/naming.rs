//! What policies are called, and how their values are shown.

use super::policies::Policy;
use super::vary::Setting;
use crate::scenario::tree::{Item, Node};
use crate::scenario::visible;

/// The value at a dotted path as a policy's column shows it.
pub(super) fn value_at(tree: &Node, path: &str) -> String {
    let mut node = tree;
    for key in path.split('.') {
        let key = key.trim_matches('"');
        let next = match &node.item {
            Item::Table(table) => table.get(key).map(|e| &e.node),
            Item::List(nodes) => key.parse::<usize>().ok().and_then(|i| nodes.get(i.checked_sub(1)?)),
            _ => None,
        };
        match next {
            Some(next) => node = next,
            None => return String::new(),
        }
    }
    visible(&show(node)).into_owned()
}

/// A value for people: text without its quotes.
fn show(node: &Node) -> String {
    match &node.item {
        Item::Text(text) => text.clone(),
        _ => node.inline(),
    }
}

/// What a policy of the grid is called: the short names of what is varied, with its values.
pub(super) fn grid_name(short: &[String], settings: &[Setting]) -> String {
    let part = |(name, setting): (&String, &Setting)| format!("{name}={}", show(&setting.value));
    let name = short.iter().zip(settings).map(part).collect::<Vec<_>>().join(" ");
    visible(&name).into_owned()
}

/// The shortest ends of the paths that tell them apart, each for itself. A clock time or a place in a list at the end
/// is left out where the rest says enough, and so is `agents` behind the name of its group.
pub(super) fn short_names(paths: &[String]) -> Vec<String> {
    let split = |path: &String| path.split('.').map(str::to_owned).collect::<Vec<_>>();
    let whole: Vec<Vec<String>> = paths.iter().map(split).collect();
    let is_place = |key: &String| key.starts_with(|c: char| c.is_ascii_digit());
    let without_place = |keys: &Vec<String>| match keys.split_last() {
        Some((last, rest)) if is_place(last) && !rest.is_empty() => rest.to_vec(),
        _ => keys.clone(),
    };
    let trimmed: Vec<Vec<String>> = whole.iter().map(without_place).collect();
    let twice = |keys: &Vec<String>| trimmed.iter().filter(|other| *other == keys).count() > 1;
    let keys: Vec<&Vec<String>> = trimmed.iter().zip(&whole).map(|(t, w)| if twice(t) { w } else { t }).collect();
    let name = |mine: &&Vec<String>| {
        let alone = |end: &&[String]| keys.iter().filter(|other| other.ends_with(end)).count() == 1;
        let ends = (0..mine.len()).rev().map(|from| &mine[from..]);
        match ends.into_iter().find(alone).unwrap_or(mine) {
            [group, agents] if agents == "agents" => group.clone(),
            end => end.join("."),
        }
    };
    keys.iter().map(name).collect()
}

/// A name that two policies have.
pub(super) fn same_names(policies: &[Policy]) -> Option<&str> {
    let mut names: Vec<&str> = policies.iter().map(|p| p.name.as_str()).collect();
    names.sort_unstable();
    names.windows(2).find(|pair| pair[0] == pair[1]).map(|pair| pair[0])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_as_short_as_they_can_be() {
        let paths = |list: &[&str]| short_names(&list.iter().map(|s| s.to_string()).collect::<Vec<_>>());
        assert_eq!(paths(&["group.a.agents", "wait.hold"]), ["agents", "hold"]);
        assert_eq!(paths(&["group.a.agents", "group.b.agents", "group.b.cost"]), ["a", "b", "cost"]);
        assert_eq!(paths(&["group.a.agents.09:00", "group.b.agents.3"]), ["a", "b"]);
        assert_eq!(paths(&["group.a.agents.09:00", "group.a.agents.12:00"]), ["09:00", "12:00"]);
    }

    #[test]
    fn values_are_found_by_their_path() {
        let tree = Node::parse("[a]\nb = [1, 2]\nc = \"x\"").unwrap();
        assert_eq!(value_at(&tree, "a.b.2"), "2");
        assert_eq!(value_at(&tree, "a.c"), "x");
        assert_eq!(value_at(&tree, "a.d"), "");
    }
}
