//! Dotted paths: finding the place of a value in the format, and putting a value there.

use super::check;
use super::mistake::{Mistake, suggestion};
use super::reader::{At, join};
use super::shape::{Kind, Shape};
use super::tree::{Entry, Item, Node, Table};
use super::units;

/// Puts a value at a dotted path. Tables on the way are made where there are none; a family of distributions (or
/// another of several forms) takes the place of the one that stood there. Nothing changes if there is a mistake.
pub fn put(tree: &mut Node, shape: &'static Shape, path: &str, value: Node) -> Result<(), Mistake> {
    let keys = keys_of(path)?;
    let steps = resolve(tree, shape, path, &keys)?;
    let last = steps.last().map_or(&Kind::Any, |s| s.kind);
    let mut mistakes = Vec::new();
    check::value(&At { node: &value, key_span: None, path: path.to_string() }, last, &mut mistakes);
    if let Some(mistake) = mistakes.into_iter().next() {
        return Err(mistake);
    }
    let mut node = tree;
    for step in &steps {
        node = enter(node, step);
    }
    *node = value;
    Ok(())
}

/// Reads the text of a value for a path: where the format wants text, it is text even if it looks like a number.
pub fn read_value(tree: &Node, shape: &'static Shape, path: &str, text: &str) -> Result<Node, Mistake> {
    let keys = keys_of(path)?;
    let steps = resolve(tree, shape, path, &keys)?;
    let textual = matches!(steps.last().map(|s| s.kind), Some(Kind::Text | Kind::File | Kind::Word(_)));
    let value = Node::parse_value(text)
        .map_err(|message| Mistake { value: Some(text.to_string()), ..Mistake::of_path(path, message) })?;
    if text.trim().is_empty() && !textual {
        return Err(Mistake::of_path(path, "no value"));
    }
    let as_text = textual && !matches!(value.item, Item::Text(_));
    Ok(if as_text { Node { item: Item::Text(text.trim().to_string()), span: None } } else { value })
}

/// One step down the tree.
struct Step<'k> {
    key: &'k str,
    /// Position in a list, from 0, if it is one.
    index: Option<usize>,
    /// Keys that this one drives out.
    rivals: &'static [&'static str],
    /// What stands below.
    kind: &'static Kind,
}

/// The keys of a dotted path; a key in quotes may contain dots.
fn keys_of(path: &str) -> Result<Vec<String>, Mistake> {
    if path.matches('.').count() > MOST_KEYS * 4 {
        return Err(too_long(path));
    }
    let mut keys = vec![String::new()];
    let mut quoted = false;
    for c in path.trim().chars() {
        match c {
            '"' => quoted = !quoted,
            '.' if !quoted => keys.push(String::new()),
            c => keys.last_mut().into_iter().for_each(|k| k.push(c)),
        }
    }
    if quoted || keys.iter().any(|k| k.trim().is_empty()) {
        let message = "not a dotted path such as group.tier1.agents";
        return Err(Mistake::of_path(path, message));
    }
    if keys.len() > MOST_KEYS {
        return Err(too_long(path));
    }
    Ok(keys.iter().map(|k| k.trim().to_string()).collect())
}

/// Deeper than anything the format has use for, and shallow enough for every stack.
const MOST_KEYS: usize = 64;

/// A path of too many keys, of which its beginning is shown.
fn too_long(path: &str) -> Mistake {
    let beginning: String = path.chars().take(60).collect();
    Mistake::of_path(&format!("{beginning}..."), format!("a path of more than {MOST_KEYS} keys leads nowhere"))
}

fn resolve<'k>(tree: &Node, shape: &'static Shape, path: &str, keys: &'k [String]) -> Result<Vec<Step<'k>>, Mistake> {
    let mut steps: Vec<Step<'k>> = Vec::with_capacity(keys.len());
    let (mut node, mut so_far) = (Some(tree), String::new());
    for (i, key) in keys.iter().enumerate() {
        let ends = i + 1 == keys.len();
        let step = match steps.last() {
            None => in_table(shape, path, &so_far, key)?,
            Some(above) => below(above.kind, node, path, &so_far, key, ends)?,
        };
        node = node.and_then(|n| match (&n.item, step.index) {
            (Item::List(nodes), Some(index)) => nodes.get(index),
            (Item::Table(table), None) => table.get(key).map(|e| &e.node),
            _ => None,
        });
        so_far = join(&so_far, key);
        steps.push(step);
    }
    Ok(steps)
}

fn below<'k>(
    kind: &'static Kind,
    node: Option<&Node>,
    path: &str,
    so_far: &str,
    key: &'k str,
    ends: bool,
) -> Result<Step<'k>, Mistake> {
    let listed = match node.map(|n| &n.item) {
        Some(Item::List(nodes)) => Some(nodes.len()),
        _ => None,
    };
    match (kind, listed) {
        (Kind::List(of, _) | Kind::Profile(of), Some(length)) => in_list(of, length, path, so_far, key),
        (Kind::Table(shape), _) => in_table(shape, path, so_far, key),
        (Kind::Names(of), _) => in_names(of, node, path, so_far, key, ends),
        (Kind::Profile(of), None) if units::clock(key).is_some() => match node.map(|n| &n.item) {
            None | Some(Item::Table(_)) => Ok(Step { key, index: None, rivals: &[], kind: of }),
            Some(_) => Err(Mistake::of_path(path, format!("`{so_far}` is not written as steps by the clock"))),
        },
        (Kind::Either(_, table), _) => below(table, node, path, so_far, key, ends),
        _ => {
            let message = format!("there is no `{key}` in `{so_far}`");
            Err(Mistake::of_path(path, message).help(format!("`{so_far}` is {}", kind.expected())))
        }
    }
}

fn in_table<'k>(shape: &'static Shape, path: &str, so_far: &str, key: &'k str) -> Result<Step<'k>, Mistake> {
    match shape.key(key) {
        Some(found) => {
            let exclusive = shape.one_of.names();
            let rivals = if exclusive.contains(&key) { exclusive } else { &[] };
            Ok(Step { key, index: None, rivals, kind: &found.kind })
        }
        None => {
            let place = if so_far.is_empty() { "at the top level".to_string() } else { format!("in `{so_far}`") };
            Err(Mistake::of_path(path, format!("unknown key `{key}` {place}")).help(check::advice(key, shape)))
        }
    }
}

/// New contact types and groups are given whole: a path into one that does not exist is a slip of the finger.
fn in_names<'k>(
    of: &'static Kind,
    node: Option<&Node>,
    path: &str,
    so_far: &str,
    key: &'k str,
    ends: bool,
) -> Result<Step<'k>, Mistake> {
    let names: Vec<&str> = match node.map(|n| &n.item) {
        Some(Item::Table(table)) => table.entries.iter().map(|e| e.key.as_str()).collect(),
        _ => Vec::new(),
    };
    if matches!(so_far, "contact" | "group") && !ends && !names.contains(&key) {
        let message = format!("there is no {so_far} `{key}`");
        return Err(Mistake::of_path(path, message).help(suggestion(key, names)));
    }
    Ok(Step { key, index: None, rivals: &[], kind: of })
}

fn in_list<'k>(of: &'static Kind, length: usize, path: &str, so_far: &str, key: &'k str) -> Result<Step<'k>, Mistake> {
    match key.parse::<usize>() {
        Ok(number) if (1..=length).contains(&number) => {
            Ok(Step { key, index: Some(number - 1), rivals: &[], kind: of })
        }
        _ => {
            let message = format!("the list `{so_far}` has no value `{key}`");
            Err(Mistake::of_path(path, message).help(format!("its values are counted from 1 to {length}")))
        }
    }
}

/// The node one step down, made if it is not there.
fn enter<'n>(node: &'n mut Node, step: &Step<'_>) -> &'n mut Node {
    // What has been changed no longer stands in the file as written: mistakes about it must not point there.
    node.span = None;
    let place = match (&node.item, step.index) {
        (Item::List(nodes), Some(index)) if index < nodes.len() => Some(index),
        _ => None,
    };
    match (&mut node.item, place) {
        (Item::List(nodes), Some(index)) => &mut nodes[index],
        // `balks = 0.02` becomes `balks = { by_queue = ... }`: the new form takes the old one's place.
        (item, _) => {
            let table = item.table_or_new();
            drive_out(table, step);
            table.entry_or_table(step.key)
        }
    }
}

fn drive_out(table: &mut Table, step: &Step<'_>) {
    let rival = |e: &Entry| e.key != step.key && step.rivals.contains(&e.key.as_str());
    table.entries.retain(|e| !rival(e));
}
