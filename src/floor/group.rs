//! One group's agents: who is free when, who comes and who goes.

use super::tournament::Tournament;

/// One group's agents.
pub(super) struct Group {
    /// When each agent is or was free; infinite for one who is not there.
    pub free: Tournament,
    /// Agents who are not there.
    pub absent: Vec<usize>,
    /// Agents, there or not.
    most: u32,
    pub head_count: u32,
    /// Busy agents beyond the head-count, who leave when they finish.
    pub leaving: u32,
    /// Since when `leaving` has been what it is.
    pub leaving_since_s: f64,
    /// People whose shift goes on after closing, or begins later on the day.
    pub stay_on_shift: usize,
}

impl Group {
    pub fn new(group: &crate::model::Group) -> Group {
        let shifts = &group.people.shifts;
        if !shifts.is_empty() {
            // People come one by one; none of them is missing in a head-count.
            return Group::of_heads(shifts.iter().map(|shift| shift.people).sum(), 0);
        }
        let mut group = Group::of_heads(group.most_agents(), group.staffing.first().map_or(0, |s| s.1));
        group.absent = (group.head_count as usize..group.most as usize).rev().collect();
        group
    }

    fn of_heads(most: u32, present: u32) -> Group {
        let mut free = Tournament::new(most.max(1) as usize);
        for agent in 0..present as usize {
            free.set(agent, 0.0);
        }
        Group {
            free,
            absent: Vec::new(),
            most,
            head_count: present,
            leaving: 0,
            leaving_since_s: 0.0,
            stay_on_shift: 0,
        }
    }

    /// A day begins after a night: whoever still works is there, and whoever is idle where somebody `still_waits`.
    pub fn begin_day(&mut self, still_waits: bool, now: f64) {
        while !still_waits && self.free.earliest_s() <= now {
            self.send_home();
        }
        // Agents are at most a few million.
        self.head_count = self.most - self.absent.len() as u32;
        (self.leaving, self.leaving_since_s) = (0, now);
    }

    /// The earliest free agent goes home.
    pub fn send_home(&mut self) {
        let agent = self.free.earliest_leaf();
        self.absent.push(agent);
        self.free.set(agent, f64::INFINITY);
    }

    /// A new head-count: idle agents go or come at once, busy ones finish first and then leave; who was about to
    /// leave stays if the number rises again.
    pub fn resize(&mut self, agents: u32, now: f64) {
        if agents >= self.head_count {
            let stay = self.leaving.min(agents - self.head_count);
            self.leaving -= stay;
            for _ in 0..agents - self.head_count - stay {
                let Some(agent) = self.absent.pop() else { break };
                self.free.set(agent, now);
            }
        } else {
            for _ in 0..self.head_count - agents {
                if self.free.earliest_s() <= now {
                    self.send_home();
                } else {
                    self.leaving += 1;
                }
            }
        }
        self.head_count = agents;
    }
}
