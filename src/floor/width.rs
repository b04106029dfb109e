//! Floor and center for models of any size: how wide their sets are is decided once, when they are made. A model of at most
//! 64 types and 64 groups is lived with sets of one word, as if there were no others.

use super::FloorOfWidth;
use super::beat::{Beat, Halted};
use super::causes::Causes;
use super::center;
use super::recorder::Recorder;
use super::sets::{Set, Words};
use crate::demand::Block;
use crate::model::random::DaySeed;
use crate::model::{MOST, Model};

/// Sets of up to 64 types and groups.
pub(super) type One = u64;
/// Sets of as many as there can be.
pub(super) type Many = Words<{ MOST / 64 }>;

/// A floor of a model that sets of one word have room for.
#[cfg(feature = "cli")]
pub(crate) type NarrowFloor<R, C> = FloorOfWidth<R, C, One>;

/// A center of a model of any size.
pub(crate) type WideCenter<R, C> = center::Center<R, C, Many>;

/// Something made for sets of one width. There are two widths only: each takes as long to compile as the other.
pub(super) enum Width<N, W> {
    One(N),
    Many(W),
}

/// Whether sets of one word have room for the types and groups of a model.
pub(crate) fn fits_one_word(model: &Model) -> bool {
    model.contacts.len().max(model.groups.len()) <= One::ROOM
}

/// Makes it for the narrowest sets that have room for the types and groups of a model.
macro_rules! for_width_of {
    ($model:expr, $made:expr) => {{ if fits_one_word($model) { Width::One($made) } else { Width::Many(Box::new($made)) } }};
}

/// Does the same whatever the width.
macro_rules! of_any_width {
    ($width:expr, $it:ident => $does:expr) => {
        match $width {
            Width::One($it) => $does,
            Width::Many($it) => $does,
        }
    };
}

pub(super) use {for_width_of, of_any_width};

/// The floor of one policy in one replication. `C` says who tries again.
pub struct Floor<R, C = ()>(Floors<R, C>);

type Floors<R, C> = Width<FloorOfWidth<R, C, One>, Box<FloorOfWidth<R, C, Many>>>;

impl<R: Recorder> Floor<R> {
    /// The floor at opening: everybody scheduled is there and idle. Nobody tries again.
    pub fn new(model: &Model, recorder: R) -> Floor<R> {
        debug_assert!(model.is_plain(), "people and days are drawn from a seed");
        Floor::of_days(model, DaySeed::new(0, 0), recorder, ())
    }
}

impl<R: Recorder, C: Causes> Floor<R, C> {
    /// The same on the day (or days) of this seed; `causes` says who tries again.
    pub fn of_days(model: &Model, seed: DaySeed, recorder: R, causes: C) -> Floor<R, C> {
        Floor(for_width_of!(model, FloorOfWidth::new(model, seed, recorder, causes)))
    }

    /// Lives a block of the day. Blocks come in order.
    pub fn live(&mut self, block: &Block) {
        of_any_width!(&mut self.0, floor => floor.live(block));
    }

    /// The same, unless it is stopped.
    ///
    /// # Errors
    /// [`Halted`] soon after the beat's watch says so; the floor is of no further use then.
    pub fn live_until(&mut self, block: &Block, beat: &mut Beat<'_>) -> Result<(), Halted> {
        of_any_width!(&mut self.0, floor => floor.live_until(block, beat))
    }

    /// Lives on from the last block to the end of the last day, until nobody waits, and gives the recorder back.
    pub fn close(self) -> R {
        of_any_width!(self.0, floor => floor.close())
    }

    /// The same, unless it is stopped.
    ///
    /// # Errors
    /// [`Halted`] soon after the beat's watch says so.
    pub fn close_until(self, beat: &mut Beat<'_>) -> Result<R, Halted> {
        of_any_width!(self.0, floor => floor.close_until(beat))
    }
}

/// The center of one policy in one replication.
pub struct Center<R, C>(Centers<R, C>);

type Centers<R, C> = Width<center::Center<R, C, One>, Box<center::Center<R, C, Many>>>;

impl<R: Recorder, C: Causes> Center<R, C> {
    /// The center of this model on the day (or days) of this seed, before its first opening. `causes` says what a contact
    /// causes.
    pub fn new(model: &Model, seed: DaySeed, recorder: R, causes: C) -> Center<R, C> {
        Center(for_width_of!(model, center::Center::new(model, seed, recorder, causes)))
    }

    /// Lives a block of contacts. Blocks come in order.
    pub fn live(&mut self, block: &Block) {
        of_any_width!(&mut self.0, center => center.live(block));
    }

    /// The same, unless it is stopped.
    ///
    /// # Errors
    /// [`Halted`] soon after the beat's watch says so; the center is of no further use then.
    pub fn live_until(&mut self, block: &Block, beat: &mut Beat<'_>) -> Result<(), Halted> {
        of_any_width!(&mut self.0, center => center.live_until(block, beat))
    }

    /// Lives on from the last block until nothing happens any more, and gives the recorder back.
    pub fn close(self) -> R {
        of_any_width!(self.0, center => center.close())
    }

    /// The same, unless it is stopped.
    ///
    /// # Errors
    /// [`Halted`] soon after the beat's watch says so.
    pub fn close_until(self, beat: &mut Beat<'_>) -> Result<R, Halted> {
        of_any_width!(self.0, center => center.close_until(beat))
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::demand::Day;
    use crate::floor::{Answer, Event, Experience, Visit};
    use crate::journey::Journey;
    use crate::measure::Ledger;
    use crate::model::ContactId;
    use crate::scenario::{Files, Scenario};

    struct Beside;
    impl Files for Beside {
        fn read(&self, path: &str) -> Result<String, String> {
            std::fs::read_to_string(Path::new("configs").join(path)).map_err(|error| error.to_string())
        }
    }

    /// Everything that is told of contacts, in full.
    #[derive(Default)]
    struct Heard(Vec<String>);

    impl Recorder for Heard {
        const LISTENS: bool = true;

        fn answered(&mut self, visit: &Visit, answer: &Answer) {
            self.0.push(format!("{visit:?} {answer:?}"));
        }
        fn answered_at_once(&mut self, visit: &Visit, answer: &Answer) {
            self.0.push(format!("{visit:?} {answer:?}"));
        }
        fn abandoned(&mut self, visit: &Visit, at_s: f64, overtaken: bool) {
            self.0.push(format!("{visit:?} {at_s} {overtaken}"));
        }
        fn predicted(&mut self, visit: &Visit, predicted_s: f64, lived_s: f64) {
            self.0.push(format!("{visit:?} {predicted_s} {lived_s}"));
        }
        fn experienced(&mut self, visit: &Visit, experience: &Experience) {
            self.0.push(format!("{visit:?} {experience:?}"));
        }
        fn event(&mut self, event: &Event) {
            self.0.push(format!("{event:?}"));
        }
    }

    /// A day in a center, and on a floor where that is enough.
    fn lived<S: Set>(model: &Model) -> (Vec<String>, String) {
        let seed = DaySeed::new(1, 0);
        let journey = || Journey::new(model, seed);
        let mut heard = center::Center::<_, _, S>::new(model, seed, Heard::default(), journey());
        let mut counted = center::Center::<_, _, S>::new(model, seed, Ledger::<true>::of_center(model), journey());
        let is_enough = model.is_lived_without_calendar();
        let mut floor = is_enough.then(|| FloorOfWidth::<_, _, S>::new(model, seed, Heard::default(), journey()));
        let (mut day, mut block) = (Day::new(model, 1, 0), Block::default());
        while day.fill(&mut block) {
            heard.live(&block);
            counted.live(&block);
            floor.iter_mut().for_each(|floor| floor.live(&block));
        }
        let mut all = heard.close().0;
        all.extend(floor.into_iter().flat_map(|floor| floor.close().0));
        (all, format!("{:?}", counted.close().take_section()))
    }

    fn is_alike_in_any_width(model: &Model) -> usize {
        let one = lived::<One>(model);
        assert!(one == lived::<Many>(model), "{}: other bits", model.name);
        one.0.len()
    }

    /// A model lives the same day, to the last bit, whatever the width of its sets.
    #[test]
    fn every_ready_scenario_is_lived_alike_in_any_width() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("configs");
        let mut seen = 0;
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.extension().is_none_or(|extension| extension != "toml") {
                continue;
            }
            let text = std::fs::read_to_string(&path).unwrap();
            let scenario = Scenario::parse(&text, path.file_name().unwrap().to_str().unwrap()).unwrap();
            let mut model = scenario.compile(&Beside).unwrap().model;
            model.horizon.days = model.horizon.days.min(2);
            assert!(is_alike_in_any_width(&model) > 10, "{path:?}");
            seen += 1;
        }
        assert!(seen >= 10, "{seen}");
    }

    /// Routing with overlapping skills, reserves, overflow, ties and random choices, in which sets have several members.
    #[test]
    fn routing_is_alike_in_any_width() {
        let criteria = ["[\"priority\", \"longest-wait\"]", "[\"longest-wait\"]", "[\"priority\", \"random\"]"];
        let agents = ["[\"choice\", \"longest-idle\"]", "[\"least-occupied\"]", "[\"choice\", \"random\"]"];
        for (contact, agent) in criteria.into_iter().zip(agents) {
            let mut text = format!("[horizon]\ncloses = \"03:00\"\n[routing]\ncontact = {contact}\nagent = {agent}\n");
            for k in 0..20 {
                text += &format!(
                    "[contact.k{k}]\narrivals = {{ rate = \"40/h\" }}\nhandle = {{ exponential = {{ mean = \"3m\" }} }}\n\
                     patience = {{ exponential = {{ mean = \"2m\" }} }}\n"
                );
            }
            for g in 0..35 {
                text += &format!("[group.g{g}]\nagents = {}\n", 1 + g % 2);
                for k in (0..20).filter(|k| (g + k) % 4 == 0 || g * k % 7 == 1) {
                    let (after, reserve) = (30 * (g % 3), k % 2 * (g % 2));
                    text += &format!(
                        "skills.k{k} = {{ priority = {}, choice = {}, after = \"{after}s\", reserve = {reserve} }}\n",
                        1 + k % 3,
                        1 + g % 3
                    );
                }
            }
            let model = Scenario::parse(&text, "test.toml").unwrap().compile(&Beside).unwrap().model;
            assert!(is_alike_in_any_width(&model) > 1000);
        }
    }

    /// Which width a model gets; that what is carried by every contact does not grow by wider numbers.
    #[test]
    fn sets_have_room_and_contacts_stay_small() {
        assert_eq!([One::ROOM, Many::ROOM], [64, MOST]);
        assert_eq!((size_of::<Visit>(), size_of::<Answer>()), (24, 32));
        assert_eq!(size_of::<Option<ContactId>>(), 4);
    }
}
