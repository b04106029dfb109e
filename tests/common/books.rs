//! What a recorder passes on to the library's own books, for recorders that have some of their own.

/// The calls of a center that go to `self.ledger` unchanged.
#[macro_export]
macro_rules! passes_on {
    ($($name:ident($($argument:ident: $kind:ty),*);)*) => {
        $(fn $name(&mut self, $($argument: $kind),*) {
            self.ledger.$name($($argument),*);
        })*
    };
}

/// Those that both recorders pass on.
#[macro_export]
macro_rules! passes_on_the_rest {
    () => {
        $crate::passes_on! {
            blocked(visit: &Visit);
            balked(visit: &Visit);
            caused(visit: &Visit, cause: Cause);
            paid(group: GroupId, agents: u32, from_s: f64, to_s: f64);
            rostered(group: GroupId, agents: u32, what: Rostered, from_s: f64, to_s: f64);
            takes_callback(visit: &Visit);
            not_reached(visit: &Visit, at_s: f64, late: bool);
            dialed(contact: ContactId, at_s: f64);
            reached(visit: &Visit, dialed_s: f64);
            mismatch(visit: &Visit);
            nuisance(visit: &Visit);
            wrong_party(visit: &Visit);
            left_over(visit: &Visit, at_s: f64, left: &LeftOver);
            experienced(visit: &Visit, experience: &Experience);
            broke_promise(visit: &Visit);
            day_of_market(day: u32, market: &DayOfMarket);
            alarm(at_s: f64);
        }
    };
}
