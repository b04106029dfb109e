//! Where a center is whose log tells times of Greenwich, or of clocks of several zones: a part of a proposed mapping.

use std::fmt::Write;

use super::formats::ahead_of_greenwich_s;
use super::table::Rows;

/// How far ahead of Greenwich the clocks of a column's times say that they are, s: each offset once, in order.
pub(super) fn offsets(rows: &Rows, at: Option<usize>) -> Vec<f64> {
    let of_row = |row: &Vec<String>| ahead_of_greenwich_s(row.get(at?)?);
    let mut all: Vec<f64> = rows.rows.iter().filter_map(of_row).collect();
    all.sort_by(f64::total_cmp);
    all.dedup();
    all
}

/// Whether one zone may have all of these offsets: in summer and in winter.
fn is_one_zone(offsets: &[f64]) -> bool {
    matches!(offsets, [_] | []) || matches!(offsets, [winter, summer] if summer - winter == 3600.0 && *winter != 0.0)
}

/// Where the center is, where its times are Greenwich's, or of several zones: then each is as its own clock shows, which
/// may be several hours apart.
pub(super) fn zone_of_offsets(text: &mut String, offsets: &[f64]) -> std::fmt::Result {
    match offsets {
        [] => Ok(()),
        [0.0] => writeln!(
            text,
            "zone = \"UTC\"   # the times are Greenwich's; where the center is: \"Europe/Vienna\", \"America/New_York\""
        ),
        _ if is_one_zone(offsets) => Ok(()),
        _ => {
            let hours: Vec<String> = offsets.iter().map(|offset_s| format!("{:+}", offset_s / 3600.0)).collect();
            writeln!(
                text,
                "# The times are of clocks {} hours ahead of Greenwich: the next line says where the center is.\n\
                 zone = \"UTC\"   # where the center is: \"Europe/Vienna\", \"America/New_York\"",
                hours.join(", ")
            )
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::fit::{Guess, guess};

    #[test]
    fn the_zone_is_asked_for_where_no_one_zone_has_the_offsets() {
        let zone = |times: [&str; 3]| {
            let rows = times.map(|time| format!("{time},12,90,answered,ann\n"));
            let log = format!("start_time,wait,talk,status,agent\n{}", rows.concat());
            match guess(log.as_bytes()).unwrap() {
                Guess::Mapping { columns_toml, .. } => {
                    let is_about_it = |line: &&str| line.starts_with("zone") || line.contains("of clocks");
                    columns_toml.lines().filter(is_about_it).collect::<Vec<_>>().join("\n")
                }
                other => panic!("{other:?}"),
            }
        };
        let local = ["2026-03-05T10:00:00", "2026-03-05T10:01:00", "2026-03-05T10:02:00"];
        assert_eq!(zone(local), "");
        // Winter and summer of one zone: each as its own clock shows.
        assert_eq!(zone(["2026-03-28T10:00:00+01:00", "2026-03-29T10:01:00+02:00", "2026-03-29T10:02:00+02:00"]), "");
        let greenwich = zone(["2026-03-05T10:00:00Z", "2026-03-05T10:01:00Z", "2026-03-05T10:02:00Z"]);
        assert!(greenwich.starts_with("zone = \"UTC\"   # the times are Greenwich's"), "{greenwich}");
        let mixed = zone(["2026-03-29T10:00:00+02:00", "2026-03-29T10:01:00Z", "2026-03-29T10:02:00+02:00"]);
        assert!(mixed.contains("of clocks +0, +2 hours ahead") && mixed.contains("zone = \"UTC\""), "{mixed}");
    }
}
