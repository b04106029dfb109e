//! People on shifts: their comings and goings, their breaks.
//!
//! When a person is free again is known as soon as a contact is taken, so a break or the end of a shift that comes
//! meanwhile is settled at its moment: the person is free after the break, or not at all.

use super::FloorOfWidth;
use super::causes::Causes;
use super::plan::Set;
use super::recorder::{Recorder, Rostered};
use super::timeline::Change;
use crate::model::random::{DaySeed, Keyed, Purpose, mix, uniform};
use crate::model::{DAY_S, Keep, Model, Shift};

/// A person on a shift.
#[derive(Clone, Debug)]
pub(super) struct Person {
    group: usize,
    /// Number in the group, from 0: the leaf of its tournament.
    number: usize,
    shift: Shift,
    /// The opening of the day of the latest shift, s since the first.
    opens_s: f64,
    /// The end of the shift that goes on, s since the first opening; infinite: none does.
    goes_s: f64,
    /// Since when there, s.
    present_from_s: f64,
    /// From when, and until when, on the latest break, s. It may be known before what is in hand is done.
    break_from_s: f64,
    away_until_s: f64,
}

/// Everybody who has a shift.
pub(super) fn people(model: &Model) -> Vec<Person> {
    let mut all = Vec::new();
    for (group, of_group) in model.groups.iter().enumerate() {
        let shifts = of_group.people.shifts.iter();
        let each = shifts.flat_map(|shift| (0..shift.people).map(move |_| shift)).enumerate();
        all.extend(each.map(|(number, shift)| Person {
            group,
            number,
            shift: shift.clone(),
            opens_s: 0.0,
            goes_s: f64::INFINITY,
            present_from_s: 0.0,
            break_from_s: 0.0,
            away_until_s: 0.0,
        }));
    }
    all
}

/// Whether the agent of this number in a group, from 0, does not show up on a day, as this share of it does not.
pub(super) fn is_absent(seed: DaySeed, (group, share): (&str, f64), day: u32, number: u32) -> bool {
    share > 0.0 && draws_below(seed, Purpose::Absence, group, day, u64::from(number), share)
}

/// Whether what is drawn of a group, for the how many-th of its matters of a day, lies below a share.
pub(super) fn draws_below(seed: DaySeed, purpose: Purpose, group: &str, day: u32, which: u64, share: f64) -> bool {
    let of_group = seed.on_day(day).of(purpose, group);
    uniform(&mut Keyed::new(mix(of_group.wrapping_add(mix(which))), purpose)) < share
}

impl<R: Recorder, C: Causes, S: Set> FloorOfWidth<R, C, S> {
    /// The shifts of a day, with breaks and absences.
    pub(super) fn plan_shifts(&mut self, day: u32) {
        let opens_s = f64::from(day) * DAY_S;
        let moment = |at_s: f64| (opens_s + at_s).max(0.0);
        for p in 0..self.people.len() {
            let Person { group, shift, .. } = &self.people[p];
            let (id, from_s, to_s) = (self.plan.groups[*group].id, moment(shift.from_s), moment(shift.to_s));
            self.recorder.paid(id, 1, from_s, to_s);
            if self.does_not_show_up(&self.people[p], day) {
                continue;
            }
            self.recorder.rostered(id, 1, Rostered::ShownUp, from_s, to_s);
            self.timeline.plan(opens_s + shift.from_s, Change::Comes(p));
            self.timeline.plan(opens_s + shift.to_s, Change::Goes(p));
            for (which, pause) in shift.breaks.iter().enumerate() {
                let (from_s, to_s) = (moment(pause.at_s), moment(pause.at_s + pause.length_s));
                self.recorder.rostered(id, 1, Rostered::PlannedBreak, from_s, to_s);
                self.timeline.plan(from_s, Change::Break { person: p, which });
            }
        }
    }

    /// A person comes to work.
    pub(super) fn comes(&mut self, p: usize, now: f64) {
        let person = &mut self.people[p];
        // Who would come before the first opening comes then, and neither stays nor rests longer for it.
        let day = if now == 0.0 { 0.0 } else { libm::round((now - person.shift.from_s) / DAY_S) };
        person.opens_s = day * DAY_S;
        person.goes_s = person.opens_s + person.shift.to_s;
        (person.present_from_s, person.break_from_s, person.away_until_s) = (now, now, now);
        let g = person.group;
        self.groups[g].free.set(person.number, now);
        self.take_waiting(g, now);
    }

    /// A break of a person is due: it begins when what is in hand is done.
    pub(super) fn break_is_due(&mut self, p: usize, which: usize, now: f64) {
        let person = &mut self.people[p];
        if person.goes_s == f64::INFINITY {
            return;
        }
        let g = person.group;
        let pause = &person.shift.breaks[which];
        let is_away = person.away_until_s > now;
        if person.break_from_s > now && pause.keep == Keep::Length {
            // Whoever has a break to come, and still works, takes one break.
            return;
        }
        let free_s = if is_away { person.break_from_s } else { self.groups[g].free.time_s(person.number) };
        let begins_s = free_s.max(now);
        let ends_s = match pause.keep {
            Keep::End => person.opens_s + pause.at_s + pause.length_s,
            // To the millisecond, like all lengths that are kept.
            Keep::Length => begins_s + libm::floor(pause.length_s * 1000.0) / 1000.0,
        };
        // Who is on a break already stays until both are over.
        if begins_s >= ends_s.min(person.goes_s) || person.away_until_s >= ends_s {
            return;
        }
        let (from_s, until_s) = (person.away_until_s.max(begins_s), ends_s.min(person.goes_s));
        self.recorder.rostered(self.plan.groups[g].id, 1, Rostered::Break, from_s, until_s);
        if !is_away && begins_s > person.present_from_s {
            self.recorder.present(self.plan.groups[g].id, 1, person.present_from_s, begins_s);
        }
        if !is_away {
            person.break_from_s = begins_s;
        }
        (person.away_until_s, person.present_from_s) = (ends_s, ends_s);
        self.groups[g].free.set(person.number, ends_s);
        // Another may become free at this very moment.
        self.take_waiting(g, now);
    }

    /// A person's shift ends; what is in hand is finished.
    pub(super) fn goes(&mut self, p: usize, now: f64) {
        let person = &mut self.people[p];
        let (g, id) = (person.group, self.plan.groups[person.group].id);
        let until_s = self.groups[g].free.time_s(person.number).max(now);
        let is_away = person.away_until_s > now;
        person.goes_s = f64::INFINITY;
        if !is_away {
            if until_s > person.present_from_s {
                self.recorder.present(id, 1, person.present_from_s, until_s);
            }
            if until_s > now {
                self.recorder.paid(id, 1, now, until_s);
            }
        }
        self.groups[g].free.set(person.number, f64::INFINITY);
        self.take_waiting(g, now);
        // Who goes at the moment of closing has not been counted among those who stay.
        if now > self.closed_s {
            self.groups[g].stay_on_shift -= 1;
            self.cut_off_who_is_not_served(now);
        }
    }

    /// The center closes: counts by group whose shift goes on, or begins later on the day.
    pub(super) fn count_who_stays(&mut self, day: u32, now: f64) {
        self.groups.iter_mut().for_each(|group| group.stay_on_shift = 0);
        let opens_s = f64::from(day) * DAY_S;
        for person in self.people.iter().filter(|person| opens_s + person.shift.to_s > now) {
            self.groups[person.group].stay_on_shift += usize::from(!self.does_not_show_up(person, day));
        }
    }

    fn does_not_show_up(&self, person: &Person, day: u32) -> bool {
        let group = &self.plan.groups[person.group];
        // Agents are at most a few million.
        is_absent(self.seed, (&group.name, group.absence), day, person.number as u32)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::demand::Block;
    use crate::floor::{Answer, Floor, Visit};
    use crate::model::ContactId;
    use crate::scenario::{NoFiles, Scenario};

    /// When contacts were answered.
    #[derive(Default)]
    struct Answers(Vec<(u64, f64)>);

    impl Recorder for Answers {
        fn answered_at_once(&mut self, visit: &Visit, answer: &Answer) {
            self.0.push((visit.key, answer.at_s));
        }
        fn answered(&mut self, visit: &Visit, answer: &Answer) {
            self.0.push((visit.key, answer.at_s));
        }
    }

    /// Two people: the one has a long talk and goes home, or on a break, at ten, when the other comes back from a break and
    /// somebody waits.
    #[test]
    fn who_comes_back_as_another_leaves_takes_who_waits() {
        for leaves in ["to = \"10:00\"", "to = \"12:00\", breaks = [{ at = \"10:00\", for = \"3h\" }]"] {
            let leaves = leaves.replace("3h", "1h");
            let text = format!(
                "[horizon]\nopens = \"08:00\"\ncloses = \"12:00\"\n[contact.a]\narrivals = {{ rate = \"1/h\" }}\n\
                 handle = {{ constant = \"1s\" }}\n[group.g]\nskills.a = {{}}\nshift = [\n\
                 {{ people = 1, from = \"08:00\", {leaves} }},\n\
                 {{ people = 1, from = \"08:00\", to = \"12:00\", breaks = [{{ at = \"09:00\", for = \"1h\" }}] }}]\n"
            );
            let model = Scenario::parse(&text, "two.toml").unwrap().compile(&NoFiles).unwrap().model;
            let mut floor = Floor::of_days(&model, DaySeed::new(1, 0), Answers::default(), ());
            let mut block = Block::default();
            // The first is taken at nine by the one who stays; the second waits until ten.
            for (key, time_s, work_s) in [(1, 3601.0, 9000.0), (2, 4000.0, 60.0)] {
                block.contact.push(ContactId(0));
                block.time_s.push(time_s);
                block.work_s.push(work_s);
                block.patience_s.push(f64::INFINITY);
                block.wrap_up_s.push(0.0);
                block.key.push(key);
            }
            floor.live(&block);
            assert_eq!(floor.close().0, [(1, 3601.0), (2, 7200.0)], "{text}");
        }
    }
}
