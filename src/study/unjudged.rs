//! Contacts that nobody has judged when a replication ends, since they are not due yet: what becomes of them is in no figure
//! that policies are ranked by.

use std::path::Path;

use super::tables::MEASURES_FILE;

/// By policy, in the study's order, how many of a replication, as the folder of a result has it; nothing where it does not
/// have it (policies without e-mail or callbacks leave nobody).
pub fn unjudged(dir: &Path) -> Option<Vec<f64>> {
    let mut table = csv::Reader::from_path(dir.join(MEASURES_FILE)).ok()?;
    let mut all: Vec<f64> = Vec::new();
    for row in table.records().map_while(Result::ok).filter(|row| row.get(2) == Some("whole")) {
        // Numbers of policies begin at 1.
        let policy = row.get(0)?.parse::<usize>().ok()?.checked_sub(1)?;
        let sign = match row.get(3) {
            Some("backlog") => 1.0,
            Some("overdue") => -1.0,
            _ => continue,
        };
        all.resize(all.len().max(policy + 1), 0.0);
        all[policy] += sign * row.get(4)?.parse::<f64>().ok()?;
    }
    (!all.is_empty()).then_some(all)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_is_left_over_and_not_overdue_is_judged_by_nobody() {
        let dir = tempfile::tempdir().unwrap();
        assert_eq!(unjudged(dir.path()), None);
        let rows = "number,policy,scope,measure,mean,half_width,sd\n1,a,whole,offered,9,0,0\n2,b,whole,backlog,7,1,1\n\
                    2,b,whole,overdue,3,1,1\n2,b,contact.x,backlog,5,1,1\n3,c,whole,backlog,2,1,1\n";
        std::fs::write(dir.path().join(MEASURES_FILE), rows).unwrap();
        assert_eq!(unjudged(dir.path()), Some(vec![0.0, 4.0, 2.0]));
    }
}
