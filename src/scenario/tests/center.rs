//! A whole center: everything that a contact and an agent can be besides a call and a head-count.

use super::*;
use crate::model::*;

/// Every capability once.
pub const CENTER: &str = r#"name = "center"
[horizon]
opens = "08:00"
closes = "18:00"
days = 5
warm_up = "1d"
[contact.call]
arrivals = { rate = "60/h" }
handle = { exponential = { mean = { "08:00" = "2m", "13:00" = "3m" } } }
patience = { exponential = { mean = "2m" } }
head_start = { "08:00" = "0s", "12:00" = "30s" }
balks = 0.1
[contact.call.redial]
share = { abandoned = 0.4, blocked = 0.7 }
again = 0.3
after = { exponential = { mean = "15m" } }
limit = 3
becomes = "mail"
[contact.call.repeat]
share = 0.6
after = { exponential = { mean = "1d" } }
[contact.call.transfer]
to = { expert = 0.08 }
style = "warm"
fresh_patience = false
conference = { constant = "20s" }
[contact.call.callback]
offer_when = { predicted_wait = "2m" }
accepts = 0.45
served = "when-quiet"
idle = 1
reach = 0.9
promise = 1.5
handle = { constant = "150s" }
[contact.expert]
handle = { constant = "5m" }
patience = { exponential = { mean = "4m" } }
[contact.chat]
channel = "chat"
arrivals = { rate = "30/h" }
handle = { exponential = { mean = "6m" } }
patience = { exponential = { mean = "5m" } }
silent_abandonment = { share = 0.5, takes = { constant = "30s" } }
[contact.mail]
channel = "email"
arrivals = { rate = "10/h" }
handle = { exponential = { mean = "4m" } }
service_level = { within = "4h", target = 0.9 }
[contact.survey]
channel = "outbound"
handle = { constant = "3m" }
[contact.survey.dialer]
list = 4000
pace = { progressive = { per_free_agent = { "08:00" = 0, "10:00" = 1.5 }, keep_free = 2 } }
reach = 0.35
ring = { uniform = { from = "8s", to = "30s" } }
wrong_party = { share = 0.2, takes = { constant = "20s" } }
[lines.main]
capacity = 65
contacts = ["call", "expert"]
[group.phones]
cost = 20
connect = "2s"
shrinkage = 0.12
absence = 0.04
learning = { half_life = "20d", from = 0.7 }
skills.call = { wrap_up = { constant = "15s" } }
skills.expert = { choice = 2 }
skills.survey = { priority = 2 }
[[group.phones.shift]]
people = 4
from = "07:00"
to = "15:30"
breaks = [{ at = "11:00", for = "30m", flexible = "15m" }, { at = "14:00", for = "10m" }]
[[group.phones.shift]]
people = 3
from = "10:00"
to = "18:30"
end = "hand-over"
[group.desk]
agents = 3
skills.expert = {}
skills.chat = { concurrent = 3, stretch = [1.0, 1.3, 1.6] }
skills.mail = { priority = 2, concurrent = 2 }
[routing]
agent = ["choice", "least-loaded", "most-loaded", "best-resolver", "fewest-skills", "least-occupied"]
contact = ["most-behind-target", "c-mu", "shortest-expected", "score"]
score.expert = { base = 5, per_second = 2, transferred = 50 }
cost_per_wait = { call = 2.5, mail = 0 }
[service]
"#;

/// The center with a line replaced; panics if there is no such line.
pub fn center(line: &str, by: &str) -> String {
    assert!(CENTER.contains(line), "no such line: {line}");
    CENTER.replacen(line, by, 1)
}

fn contact(name: &str) -> Contact {
    model(CENTER).contacts.into_iter().find(|c| c.name == name).unwrap()
}

fn exponential(mean: f64) -> Distribution {
    Distribution::Exponential { mean }
}

const CALL: ContactId = ContactId(0);
const EXPERT: ContactId = ContactId(1);
const MAIL: ContactId = ContactId(3);

#[test]
fn nothing_of_it_is_on_by_default() {
    let model = model(DAY);
    assert_eq!(model.contacts[0].operations, Operations::default());
    assert_eq!(model.groups[0].people, People::default());
    assert_eq!(
        (model.groups[0].skills[0].stretch.as_slice(), model.groups[0].skills[0].wrap_up.clone()),
        ([1.0].as_slice(), None)
    );
    assert_eq!((model.horizon.days, model.lines.len(), model.routing.cost_per_wait.clone()), (1, 0, vec![1.0]));
    assert!(model.is_plain());
}

#[test]
fn several_days() {
    let horizon = model(CENTER).horizon;
    assert_eq!((horizon.days, horizon.warm_up_s, horizon.length_s), (5, 86_400.0, 36_000.0));
}

#[test]
fn further_attempts() {
    let operations = contact("call").operations;
    let redial = Redial {
        abandoned: 0.4,
        balked: 0.0,
        blocked: 0.7,
        again: Some(0.3),
        after: exponential(900.0),
        limit: 3,
        becomes: Some(MAIL),
    };
    assert_eq!(operations.redial, Some(redial.clone()));
    assert_eq!(operations.repeat, Some(Repeat { share: 0.6, after: exponential(86_400.0) }));
    let short = model(&center("share = { abandoned = 0.4, blocked = 0.7 }\nagain = 0.3", "share = 0.5"))
        .contacts
        .remove(0)
        .operations;
    let short = short.redial.unwrap();
    assert_eq!((short.abandoned, short.balked, short.blocked, short.again), (0.5, 0.5, 0.5, None));
    let open = model(&center("limit = 3\nbecomes = \"mail\"\n", "")).contacts.remove(0).operations.redial.unwrap();
    assert_eq!((open.limit, open.becomes), (u32::MAX, None));
}

#[test]
fn contacts_handed_on() {
    let conference = Some(Distribution::Constant(20.0));
    let transfer =
        Transfer { to: vec![(EXPERT, 0.08)], style: TransferStyle::Warm { conference }, fresh_patience: false };
    assert_eq!(contact("call").operations.transfer, Some(transfer));
    let plain = "style = \"warm\"\nfresh_patience = false\nconference = { constant = \"20s\" }\n";
    let cold = model(&center(plain, "")).contacts.remove(0).operations.transfer.unwrap();
    assert_eq!((cold.style, cold.fresh_patience), (TransferStyle::Cold, true));
    assert_eq!(contact("expert").arrivals, Arrivals::None);
}

#[test]
fn customers_called_back() {
    let callback = Callback {
        offer: Offer::PredictedWait(120.0),
        estimate: Estimate::QueueLength,
        accepts: 0.45,
        served: CallbackServed::WhenQuiet { idle: 1 },
        reach: 0.9,
        promise: 1.5,
        handle: Some(Distribution::Constant(150.0)),
        clock: None,
    };
    let compiled = contact("call").operations.callback.map(|callback| Callback { clock: None, ..callback });
    assert_eq!(compiled, Some(callback));
    let more = "served = \"when-quiet\"\nidle = 1\nreach = 0.9\npromise = 1.5\nhandle = { constant = \"150s\" }\n";
    let text = center(more, "").replace("{ predicted_wait = \"2m\" }", "{ queue = 5 }");
    let short = model(&text).contacts.remove(0).operations.callback.unwrap();
    let expected = Callback {
        offer: Offer::Queue(5),
        estimate: Estimate::QueueLength,
        accepts: 0.45,
        served: CallbackServed::InTurn,
        reach: 1.0,
        promise: 1.0,
        handle: None,
        clock: None,
    };
    assert_eq!(short, expected);
}

#[test]
fn channels() {
    let channels: Vec<Channel> = model(CENTER).contacts.iter().map(|c| c.operations.channel).collect();
    assert_eq!(channels, [Channel::Voice, Channel::Voice, Channel::Chat, Channel::Email, Channel::Outbound]);
    let silent = Some(SilentAbandonment { share: 0.5, takes: Distribution::Constant(30.0) });
    assert_eq!(contact("chat").operations.silent, silent);
    let all = model(&center("share = 0.5, takes", "takes")).contacts[2].operations.silent.clone();
    assert_eq!(all.unwrap().share, 1.0);
}

#[test]
fn a_list_that_is_dialed() {
    let survey = contact("survey");
    assert_eq!(survey.arrivals, Arrivals::None);
    let dialer = survey.operations.dialer.unwrap();
    assert_eq!(
        (dialer.list, dialer.reach, dialer.ring),
        (4000, OverDay::always(0.35), Some(Distribution::Uniform { from: 8.0, to: 30.0 }))
    );
    assert_eq!(dialer.wrong_party, Some(WrongParty { share: 0.2, takes: Distribution::Constant(20.0) }));
    let per_free_agent = OverDay::steps(vec![(0.0, 0.0), (7200.0, 1.5)]).unwrap();
    assert_eq!(dialer.pace, DialPace::Progressive { per_free_agent, keep_free: 2 });
    let pace = |pace: &str| {
        let progressive = "{ progressive = { per_free_agent = { \"08:00\" = 0, \"10:00\" = 1.5 }, keep_free = 2 } }";
        model(&center(progressive, pace)).contacts.remove(4).operations.dialer.unwrap().pace
    };
    assert_eq!(pace("{ preview = {} }"), DialPace::Preview);
    assert_eq!(pace("{ predictive = { abandon_target = 0.03 } }"), DialPace::Predictive { abandon_target: 0.03 });
}

#[test]
fn lines_that_types_share() {
    let main = SharedLines { name: "main".to_string(), capacity: 65, contacts: vec![CALL, EXPERT] };
    assert_eq!(model(CENTER).lines, [main]);
}

#[test]
fn people_with_hours() {
    let group = model(CENTER).groups.remove(0);
    let people = &group.people;
    assert_eq!((people.connect_s, people.shrinkage_share(), people.absence), (2.0, 0.12, 0.04));
    assert_eq!(people.learning, Some(Learning { half_life_s: 1_728_000.0, from: 0.7 }));
    let early = Shift {
        people: 4,
        from_s: -3600.0,
        to_s: 27_000.0,
        breaks: vec![
            Break { at_s: 10_800.0, length_s: 1800.0, flexible_s: 900.0, keep: Keep::End },
            Break { at_s: 21_600.0, length_s: 600.0, flexible_s: 0.0, keep: Keep::End },
        ],
        end: ShiftEnd::Finish,
    };
    let late = Shift { people: 3, from_s: 7200.0, to_s: 37_800.0, breaks: vec![], end: ShiftEnd::HandOver };
    assert_eq!(people.shifts, [early, late]);
    let planned = [(0.0, 4), (7200.0, 7), (10_800.0, 3), (12_600.0, 7), (21_600.0, 3), (22_200.0, 7), (27_000.0, 3)];
    assert_eq!(group.staffing, planned);
}

/// From 09:00 to 12:00 nobody is planned before and after.
#[test]
fn a_shift_inside_the_opening_hours() {
    let shift = "[[group.tier1.shift]]\npeople = 2\nfrom = \"08:30\"\nto = \"09:30\"\n";
    let text = day("agents = 4\n", "") + shift;
    assert_eq!(model(&text).groups[0].staffing, [(0.0, 0), (1800.0, 2), (5400.0, 0)]);
}

#[test]
fn several_contacts_at_once() {
    let desk = model(CENTER).groups.remove(1);
    assert_eq!(desk.skills[1].stretch, [1.0, 1.3, 1.6]);
    assert_eq!(desk.skills[2].stretch, [1.0, 1.0]);
    assert_eq!((desk.skills[0].concurrent(), desk.skills[1].concurrent()), (1, 3));
    assert_eq!(model(CENTER).groups[0].skills[0].wrap_up, Some(Distribution::Constant(15.0)));
}

#[test]
fn every_criterion() {
    use {AgentCriterion as A, ContactCriterion as C};
    let routing = model(CENTER).routing;
    let agent = [A::Choice, A::LeastLoaded, A::MostLoaded, A::BestResolver, A::FewestSkills, A::LeastOccupied];
    assert_eq!(routing.agent, agent);
    assert_eq!(routing.contact, [C::MostBehindTarget, C::CMu, C::ShortestExpected, C::Score]);
    assert_eq!(routing.score[1], Score { base: 5.0, per_second: 2.0, transferred: 50.0 });
    assert_eq!(routing.cost_per_wait, [2.5, 1.0, 1.0, 0.0, 1.0]);
    let felt = day("[group.tier1]", "[routing]\ncontact = [\"longest-felt-wait\"]\n[group.tier1]");
    assert_eq!(model(&felt).routing.contact, [C::LongestFeltWait]);
}

#[test]
fn a_head_start_over_the_day() {
    let steps = contact("call").head_start;
    assert_eq!(steps.all(), [(0.0, 0.0), (14_400.0, 30.0)]);
    let listed = day("patience", "head_start = [\"5s\", \"5s\", \"9s\", \"9s\"]\npatience");
    assert_eq!(model(&listed).contacts[0].head_start.all(), [(0.0, 5.0), (3600.0, 9.0)]);
}

fn patience(law: &str) -> Distribution {
    model(&day("{ exponential = { mean = \"5m\" } }", law)).contacts.remove(0).patience.unwrap()
}

#[test]
fn laws_whose_parameters_vary_over_the_day() {
    let by_time =
        ByTime { steps: vec![(0.0, exponential(120.0)), (18_000.0, exponential(180.0))], shares: vec![0.5, 0.5] };
    assert_eq!(contact("call").handle, Distribution::ByTime(by_time));
    // The steps of all parameters, those of laws inside too.
    let mixed = "{ mixture = { shares = [0.5, 0.5], of = [{ constant = { \"08:00\" = \"1m\", \"08:30\" = \"2m\" } }, \
                 { shifted = { by = [\"5s\", \"5s\", \"6s\", \"6s\"], of = { constant = \"9s\" } } }] } }";
    let at = |first: f64, by: f64| Distribution::Mixture {
        shares: vec![0.5, 0.5],
        of: vec![
            Distribution::Constant(first),
            Distribution::Shifted { by, of: Box::new(Distribution::Constant(9.0)) },
        ],
    };
    let steps = vec![(0.0, at(60.0, 5.0)), (1800.0, at(120.0, 5.0)), (3600.0, at(120.0, 6.0))];
    assert_eq!(patience(mixed), Distribution::ByTime(ByTime { steps, shares: vec![0.25, 0.25, 0.5] }));
    let Distribution::ByTime(cv) = patience("{ gamma = { mean = \"1m\", cv = { \"08:00\" = 0, \"09:00\" = 2 } } }")
    else {
        panic!()
    };
    let laws = vec![(0.0, Distribution::Constant(60.0)), (3600.0, Distribution::gamma(60.0, 2.0))];
    assert_eq!(cv.steps, laws);
}

#[test]
fn a_law_that_is_written_over_the_day_and_stays_the_same_is_one_law() {
    assert_eq!(patience("{ exponential = { mean = [\"5m\", \"5m\", \"5m\", \"5m\"] } }"), exponential(300.0));
    assert_eq!(patience("{ constant = { \"07:00\" = \"1m\", \"08:00\" = \"5m\" } }"), Distribution::Constant(300.0));
}

#[test]
fn paths_into_it() {
    let mut scenario = Scenario::parse(CENTER, "x.toml").unwrap();
    for (path, value) in [
        ("contact.call.callback.accepts", "0.5"),
        ("contact.call.redial.share", "0.25"),
        ("contact.call.transfer.fresh_patience", "true"),
        ("contact.call.handle.exponential.mean.13:00", "4m"),
        ("contact.survey.dialer.pace.predictive", "{ abandon_target = 0.05 }"),
        ("group.phones.shift.1.people", "6"),
        ("group.phones.shift.1.breaks.2.at", "14:30"),
        ("lines.main.contacts.2", "chat"),
        ("horizon.days", "2"),
    ] {
        scenario.set(path, value).unwrap_or_else(|m| panic!("{m}"));
    }
    let model = scenario.compile(&NoFiles).unwrap_or_else(|m| panic!("{m}")).model;
    let operations = &model.contacts[0].operations;
    assert_eq!(operations.callback.as_ref().unwrap().accepts, 0.5);
    assert_eq!(operations.redial.as_ref().unwrap().balked, 0.25);
    assert!(operations.transfer.as_ref().unwrap().fresh_patience);
    assert_eq!(model.contacts[0].handle.at(20_000.0), &exponential(240.0));
    let pace = &model.contacts[4].operations.dialer.as_ref().unwrap().pace;
    assert_eq!(*pace, DialPace::Predictive { abandon_target: 0.05 });
    let shift = &model.groups[0].people.shifts[0];
    assert_eq!((shift.people, shift.breaks[1].at_s), (6, 23_400.0));
    assert_eq!(model.lines[0].contacts, [CALL, ContactId(2)]);
    assert_eq!(model.horizon.days, 2);
    let again = Scenario::parse(&scenario.to_toml(), "x.toml").unwrap();
    assert_eq!(again.compile(&NoFiles).unwrap().model, model);
    // Head-counts take the place of shifts.
    scenario.set("group.phones.agents", "5").unwrap();
    let counted = scenario.compile(&NoFiles).unwrap().model.groups.remove(0);
    assert_eq!((counted.staffing, counted.people.shifts.len()), (vec![(0.0, 5)], 0));
}
