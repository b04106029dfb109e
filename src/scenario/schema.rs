//! JSON Schema (draft 2020-12) of the formats, for editors; written from the key tables.

use serde_json::{Map, Value, json};

use super::keys;
use super::shape::{Bounds, Key, Kind, Need, OneOf, Shape};

/// The schema of scenarios.
pub fn scenario() -> String {
    document(&keys::SCENARIO, "onhold scenario")
}

/// The schema of studies.
pub fn study() -> String {
    document(&keys::STUDY, "onhold study")
}

fn document(shape: &'static Shape, title: &str) -> String {
    let mut definitions = Map::new();
    define(shape, &mut definitions);
    let schema = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": title,
        "$ref": reference(shape),
        "$defs": definitions,
    });
    format!("{schema:#}\n")
}

fn reference(shape: &Shape) -> String {
    format!("#/$defs/{}", shape.name)
}

/// Adds the definition of a table and of those below. Distributions contain distributions: the name is taken first.
fn define(shape: &'static Shape, definitions: &mut Map<String, Value>) {
    if definitions.contains_key(shape.name) {
        return;
    }
    definitions.insert(shape.name.to_string(), Value::Null);
    let there: Vec<&Key> = shape.keys.iter().collect();
    let mut properties = Map::new();
    for key in &there {
        let mut schema = kind(&key.kind, definitions);
        if let Value::Object(object) = &mut schema {
            object.insert("description".to_string(), json!(key.doc));
        }
        properties.insert(key.name.to_string(), schema);
    }
    let required: Vec<&str> = there.iter().filter(|k| k.need == Need::Required).map(|k| k.name).collect();
    let mut schema = json!({ "type": "object", "properties": properties, "additionalProperties": false });
    if let Value::Object(object) = &mut schema {
        if !required.is_empty() {
            object.insert("required".to_string(), json!(required));
        }
        let one = |name: &&str| json!({ "required": [name] });
        match shape.one_of {
            OneOf::Free => {}
            OneOf::Exactly(names) => {
                object.insert("oneOf".to_string(), names.iter().map(one).collect());
            }
            OneOf::AtMost(names) => {
                let none = json!({ "not": { "anyOf": names.iter().map(one).collect::<Vec<_>>() } });
                object.insert("oneOf".to_string(), names.iter().map(one).chain([none]).collect());
            }
        }
    }
    definitions.insert(shape.name.to_string(), schema);
}

fn kind(of: &'static Kind, definitions: &mut Map<String, Value>) -> Value {
    match of {
        Kind::Text | Kind::File => json!({ "type": "string" }),
        Kind::Number(bounds) => number(bounds),
        Kind::Whole(least, most) => json!({ "type": "integer", "minimum": least, "maximum": most }),
        Kind::Duration { .. } => {
            json!({ "type": "string", "pattern": "^(?=.)([0-9.]+d)?([0-9.]+h)?([0-9.]+m)?([0-9.]+s)?$" })
        }
        Kind::Clock => json!({ "type": "string", "pattern": CLOCK }),
        Kind::Flag => json!({ "type": "boolean" }),
        Kind::Rate => json!({ "type": "string", "pattern": "^[0-9.]+/[smhd]$" }),
        Kind::Word(words) => {
            json!({ "enum": words.iter().map(|w| w.name).collect::<Vec<_>>() })
        }
        Kind::List(of, least) => json!({ "type": "array", "items": kind(of, definitions), "minItems": least }),
        Kind::Profile(of) => {
            let value = kind(of, definitions);
            json!({ "anyOf": [
                value,
                { "type": "array", "items": value, "minItems": 1 },
                {
                    "type": "object",
                    "patternProperties": { CLOCK: value },
                    "additionalProperties": false,
                    "minProperties": 1,
                },
            ] })
        }
        Kind::Table(shape) => {
            define(shape, definitions);
            json!({ "$ref": reference(shape) })
        }
        Kind::Names(of) => json!({ "type": "object", "additionalProperties": kind(of, definitions) }),
        Kind::Paths => json!({ "type": "object" }),
        Kind::Either(plain, table) => json!({ "anyOf": [kind(plain, definitions), kind(table, definitions)] }),
        Kind::Scalar => json!({ "type": ["number", "string"] }),
        Kind::Any => json!({}),
    }
}

const CLOCK: &str = "^[0-9]{1,2}:[0-9]{2}(:[0-9]{2}([.][0-9]+)?)?$";

fn number(bounds: &Bounds) -> Value {
    let mut schema = Map::from_iter([("type".to_string(), json!("number"))]);
    if bounds.low.is_finite() {
        let key = if bounds.above_low { "exclusiveMinimum" } else { "minimum" };
        schema.insert(key.to_string(), json!(bounds.low));
    }
    if bounds.high.is_finite() {
        let key = if bounds.below_high { "exclusiveMaximum" } else { "maximum" };
        schema.insert(key.to_string(), json!(bounds.high));
    }
    Value::Object(schema)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_reference_is_defined() {
        for text in [scenario(), study()] {
            let schema: Value = serde_json::from_str(&text).unwrap();
            let definitions = schema["$defs"].as_object().unwrap();
            assert!(definitions.values().all(Value::is_object));
            for reference in text.split("#/$defs/").skip(1).map(|rest| rest.split('"').next().unwrap()) {
                assert!(definitions.contains_key(reference), "{reference}");
            }
        }
        let schema: Value = serde_json::from_str(&scenario()).unwrap();
        let contact = &schema["$defs"]["contact"];
        assert!(contact["required"].is_null());
        assert!(contact["properties"]["patience"]["$ref"].is_string());
        assert!(contact["properties"]["redial"]["$ref"].is_string());
        assert_eq!(contact["properties"]["segment"]["additionalProperties"]["maximum"], json!(1.0));
        assert_eq!(schema["$defs"]["transfer"]["properties"]["fresh_patience"]["type"], json!("boolean"));
        assert_eq!(schema["$defs"]["group"]["properties"]["shrinkage"]["anyOf"][0]["exclusiveMaximum"], json!(1.0));
    }

    /// Two tables of one name would overwrite each other's definition.
    #[test]
    fn names_of_tables_are_unique() {
        fn visit(shape: &'static Shape, seen: &mut Vec<(&'static str, *const Shape)>) {
            let this = (shape.name, std::ptr::from_ref(shape));
            if seen.contains(&this) {
                return;
            }
            seen.push(this);
            shape.keys.iter().for_each(|k| into(&k.kind, seen));
        }
        fn into(of: &'static Kind, seen: &mut Vec<(&'static str, *const Shape)>) {
            match of {
                Kind::Table(shape) => visit(shape, seen),
                Kind::List(of, _) | Kind::Profile(of) | Kind::Names(of) => into(of, seen),
                Kind::Either(a, b) => [a, b].into_iter().for_each(|k| into(k, seen)),
                _ => {}
            }
        }
        let mut seen = Vec::new();
        visit(&keys::SCENARIO, &mut seen);
        let mut names: Vec<&str> = seen.iter().map(|s| s.0).collect();
        names.sort_unstable();
        let all = names.len();
        names.dedup();
        assert_eq!(names.len(), all, "{names:?}");
    }
}
