//! A guide through the scenarios in `configs/`, in the order in which a planner meets the questions. Each is commented
//! and small enough to read in a minute; `onhold check FILE` says in words what one means, `onhold run FILE` what comes
//! of it, and `--set PATH=VALUE` tries something else without touching the file.
//!
//! # How much work, and when? `by-hour.toml`
//! Rates, head-counts and the parameters of distributions may be one value, a list with one for each interval, or steps
//! by the clock. What holds at a contact's arrival counts for it, however long it waits. `shape = "linear"` joins the
//! middles of the intervals; `busyness` makes some days busier than others, which no average shows.
//! The interval of reports changes no answer. Counts by interval, with what comes after closing, add up to the whole's exactly;
//! other sums, which are added up interval by interval, up to the rounding of their terms (2⁻⁵² of the sum for each term).
//!
//! # Who is there? `shifts.toml`
//! A group is either a head-count (`agents`) or people with hours of their own (`[[group.X.shift]]`).
//! - **Breaks.** Without `flexible` a break begins at its time, after the contact in hand, and ends at its scheduled end:
//!   who talks long has a short break; `keep = "length"` lets it end later instead. With `flexible` it begins at the first moment without work from its time on, at
//!   the latest that much later (after the contact in hand), and has its full length. Breaks, shrinkage and absence
//!   are paid; so is what is worked beyond the shift.
//! - **Shrinkage** (`shrinkage = 0.12`, or `{ share = 0.12, stretch = "30m" }`) is time away beside breaks, as a share of scheduled
//!   time. It is drawn for each person and each stretch, from the begin of the shift on (of a head-count: from opening),
//!   whatever the reporting interval is, and means the same for `agents` and for shifts. Who has a contact in hand finishes
//!   it first; the absence keeps its length and ends later by as much, and one that a break interrupts goes on after it.
//!   So the share lived is the share planned, but for what is still owed at the end of a shift; `planned_shrinkage` (the
//!   share that is written) and `lived_shrinkage` report both, of the scheduled time of those who showed up, as
//!   `planned_breaks` and `lived_breaks` do of breaks: where those that begin late are shorter, more people are on the phones
//!   than scheduled. With `keep = "end"` an absence that begins late ends when its stretch does: more are there
//!   than planned. When a head-count falls, of those who are away as many go as of those who are there; at closing, who is
//!   away goes home. **Absence** is drawn for each person and day. All of it is the same under every policy of a study.
//!   `--intervals` prints who was scheduled beside who was on the phones.
//! - **The end of a shift.** `finish`: the contact in hand is finished. `hand-over`: a conversation goes back to the head of
//!   its queue, and a colleague does what is left of it; after-contact work is finished first.
//! - **Learning** counts from the first day of the run: speed = 1 − (1 − from) × 2^(−t / half-life), at the start of a talk.
//! - **A head-count that falls** sends home who has been idle longest. If not enough are idle, `falls` says who goes, in every
//!   group alike: `next-to-finish` (the default), whoever finishes something next takes nothing more and goes with empty
//!   hands; `marked`, those with the fewest contacts in hand when the count falls, whenever they finish. Who is to go stays
//!   if the count rises again before.
//!
//! # Who gets what? `routing.toml`, `emergency-line.toml`
//! Two decisions, each a list of criteria. A criterion picks the best; what ties in it falls through to the next.
//!
//! **Whom a contact goes to** when it arrives, or comes within reach of further groups (`after`), among the agents who could
//! take it: they have the skill, are there, have fewer contacts in hand than each of those allows (`concurrent`), and
//! their group has more idle agents than it keeps back (`reserve`). The last tie goes to who has had as many contacts in
//! hand as now for longest.
//!
//! | criterion | compares | best |
//! |---|---|---|
//! | `choice` | the `choice` of the agent's group for the type | smallest |
//! | `fastest` | mean talk time of the type with the group | smallest |
//! | `best-resolver` | log-odds of the group's `resolve` (else the type's `resolution`, else even), plus `service.skill` × `quality` | largest |
//! | `fewest-skills` | number of types that the group can serve | smallest |
//! | `least-loaded`, `most-loaded` | contacts in hand at this moment | smallest, largest |
//! | `least-occupied` | talk and wrap-up over time on duty today, as it stood when the agent last had nothing in hand; 0 for who has just come | smallest |
//! | `longest-idle` | since when the agent has had as many contacts in hand as now | earliest |
//! | `random` | nothing: one of all, each as likely, drawn from the contact's key | |
//!
//! **What a free agent takes**, among the contacts that its group may take at this moment (`after` and `reserve` hold here
//! too). Inside one type, and one class of it (arrived or handed on, under the same head start), first come is first
//! served; so the heads of these lines are compared. The last tie goes to the contact that came first.
//!
//! | criterion | compares | best |
//! |---|---|---|
//! | `priority` | the `priority` of the type for the group | smallest |
//! | `importance` | the `importance` of the type | largest |
//! | `longest-wait` | wait so far + head start | largest |
//! | `longest-felt-wait` | the same on the type's own felt clock | largest |
//! | `score` | `base` + `per_second` × (wait + head start), + `transferred` if the contact was handed on | largest |
//! | `most-behind-target` | target − answered in time / (answered + abandoned), of the type's contacts that have ended since opening; 1 in place of the ratio before the first has; a target of 0 where there is none | largest |
//! | `c-mu` | `cost_per_wait` of the type (1 if not named) / its mean talk time with the group | largest |
//! | `shortest-expected` | mean talk time of the type with the group | smallest |
//! | `random` | nothing: one of all that wait | |
//!
//! Agents of a group are told apart only by the first list: where a group has chosen a contact, its best agent takes it.
//!
//! # Who comes back? `redial.toml`
//! Who abandons, balks or is blocked may try again, at once or as another type (`becomes`), with patience and work drawn
//! anew from a key that belongs to the attempt: the same customer tries again at the same moment under every policy in
//! which the first attempt fails. Nothing comes back sooner than a millisecond after what caused it. `repeat` brings back customers whose contact was not resolved. `offered` counts
//! attempts.
//!
//! # Who is handed on? `transfer.toml`
//! A share of served contacts becomes a contact of another type when the talk ends. `cold`: the agent wraps up, or is free
//! and takes what waits before the customer is routed. `warm`: the agent stays with the customer until a second agent
//! takes over or the customer gives up, through a `conference` if there is one, and wraps up then. Who is handed on keeps
//! the line, and is never blocked.
//!
//! # Callbacks: `callback.toml`
//! Offered on arrival to whoever finds no agent free, by the number of the type waiting then, or by the wait that is
//! predicted then for this customer until an agent takes them: everybody of any type whom the agents able to serve the
//! customer would take first (of types that they take first at any time, those too who are expected meanwhile), and the
//! customer, over the rate at which those agents finish; `offer_when.estimate` (for announcements `wait.announce.estimate`)
//! names another. The measures `predicted_wait_s` and `lived_wait_s` say how well that comes true.
//! [`moments`](crate::moments) has the rule in full, and what waiting for the call feels like. Who accepts leaves the line,
//! and counts as neither answered nor abandoned. `in-turn`: the place in the queue is kept. `when-quiet`: an agent who finishes and
//! meets no waiting contact calls back the oldest, if more than `idle` agents of the group are then idle, itself
//! included. Who is not reached is lost, and costs the time of `connect`. Who was promised a call by the end of the run and
//! never got it is judged as a customer who got nothing, and the promise is broken.
//!
//! # Chat: `chat.toml`
//! `concurrent` contacts may be in hand at once, and each then goes `stretch` times slower; talk and wrap-up that are under
//! way change their speed at once. An agent takes another contact only if each one in hand allows as many.
//! `silent_abandonment`: who gives up without a word stays in the queue, and an agent finds out.
//!
//! # E-mail: `email-backlog.toml`
//! Waits overnight. `reserve` says when voice is quiet enough; `days` lets the backlog of one day meet the next. What still
//! waits at the end of the run is reported as such, and left out of the service level if it is not due by then
//! (`not_yet_due`). What is due by then is judged as a customer who got nothing (`overdue`; an e-mail without a target is
//! due in a day); of the others nobody knows yet, and they are judged by nobody. What `[wait]` says of those on the line is not said of e-mail: its own service-level target is what is
//! acceptable.
//!
//! # Outbound: `blend.toml`, `dialer.toml`
//! `preview`: an idle agent dials and listens. `progressive`: r numbers for each idle agent who may take them (beyond
//! `reserve`), less those that ring, while more than `keep_free` agents of the center are idle. `predictive`: r is moved after
//! each customer reached so that the target share gives up. A dialer looks when the center opens, when its pace changes,
//! when agents come, when one has finished something, and when a number has rung in vain. A number reached is an
//! arrival like any other: it waits as long as its patience lasts, and gives up otherwise (a nuisance call). `connect` does
//! not delay a number that an agent has dialed: the agent is on the line already.
//!
//! # The end of the day, several days
//! `serve-out`: people counted by heads stay until no customer on the line waits, nor talks with an agent who may hand
//! the customer on; they take no e-mail meanwhile. People on shifts keep their hours. Whoever waits for a type that nobody
//! who stays (or comes later that day) ever takes is cut off at once. `hang-up`: who waits is cut off, and so is who is
//! handed on after closing and would have to wait. Who is cut off is counted as `cut_off`, not as abandoned; the wait feels
//! like one that was given up, and a `redial` is as likely as after giving up. Open from 00:00 to 24:00 on several days
//! the center never closes: midnight is no event, and who waits when the run ends and is served by nobody is left over.
//! What a contact causes while the center is closed comes next day, evenly over the first hour; after the last day it does
//! not come. Every day has random numbers of its own; the first of several is the day that would be lived alone.
//!
//! # What waits feel like, complaints, the customer base: `service.toml`, `complaints.toml`
//! [`moments`](crate::moments) has the model. Where kinds of customer differ in `importance`, it is added to the type's, and
//! customers of one type are served in that order, where routing looks at it. `longest-felt-wait` compares what each
//! customer has felt so far, messages and announcements included. A customer notices being overtaken by whoever came later
//! and is answered by an agent for whom the customer waits too. What follows from the handling of a complaint is told by the
//! type that the complaint is about. Compensation is paid once for each complaint filed.
//!
//! # What a run may cost
//! What others cause comes a millisecond later at least: a further attempt, a second contact, a complaint, an announcement
//! repeated ([`LEAST_DELAY_S`](crate::model::LEAST_DELAY_S)); what is handed on comes at once, after its service. Contacts
//! (those that others cause as a bound) and memory are estimated before anything starts. What is made for each interval of
//! the day (its books, what is reported of it, the formulas of `theory`) counts as the contacts that could be lived through
//! in the same time. Beyond `--max-contacts` (10,000 million, over all replications and policies) and `--max-memory` (4 GiB,
//! or what the machine has left) a run is refused
//! with the figure that causes it, exit code 2; one that turns out to cost more is ended, exit code 3. Ctrl-C and being
//! asked to terminate end any command within half a second, exit code 3. Where the system gives less memory than
//! `--max-memory` allows (`ulimit -v`, a container), a run may end with `memory allocation of 402653184 bytes failed`, exit
//! code 3 (but for Windows): say less with `--max-memory`, which names the figure that causes it, or take fewer
//! `--threads`, each of which keeps a day of its own. Files that were begun stay as after a kill, under names that end in
//! `.unfinished`; the same command goes on from what is whole.
//!
//! # Every event
//! `onhold run FILE --trace events.jsonl` writes every event of the first replication, for debugging, teaching and process
//! mining; `--log calls.csv` a row for each contact, which `onhold fit calls.csv` reads back.
//!
//! # In code
//! A [`Simulation`](crate::floor::Simulation) lives any scenario; its books are a [`Ledger`](crate::measure::Ledger):
//! ```
//! use onhold::demand::{Block, Day};
//! use onhold::floor::Simulation;
//! use onhold::journey::Journey;
//! use onhold::measure::{Ledger, Window, cell_ends};
//! use onhold::model::random::DaySeed;
//! use onhold::scenario::{NoFiles, Scenario};
//!
//! let text = include_str!("../configs/email-backlog.toml");
//! let model = Scenario::parse(text, "email-backlog.toml")?.compile(&NoFiles)?.model;
//! let (mut day, mut block) = (Day::new(&model, 1, 0), Block::default());
//! let seed = DaySeed::new(1, 0);
//! let mut simulation = Simulation::new(&model, seed, Ledger::<false>::new(&model), Journey::new(&model, seed));
//! while day.fill(&mut block) {
//!     simulation.live(&block);
//! }
//! let section = simulation.close().take_section();
//! let ends_s = cell_ends(&model);
//! let week = Window::whole_time(&model, &section, &ends_s);
//! let mail = week.of_type(1);
//! assert_eq!(mail.offered, mail.answered + mail.backlog);    // nobody gives up on an e-mail
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
