//! Figures of a log of any length in memory of a fixed size.

/// Figures evenly spread over a log: all of them, or where there are many every second, every fourth, ...
#[derive(Clone, Debug)]
pub(super) struct Thinned<T> {
    kept: Vec<T>,
    seen: usize,
    every: usize,
    most: usize,
}

impl<T> Thinned<T> {
    /// Keeps as many at most: of more, every second, or every fourth, and so on.
    pub fn keeping(most: usize) -> Thinned<T> {
        Thinned { kept: Vec::new(), seen: 0, every: 1, most }
    }

    pub fn push(&mut self, one: T) {
        if self.seen.is_multiple_of(self.every) {
            self.kept.push(one);
        }
        self.seen += 1;
        if self.kept.len() == self.most {
            let mut odd = false;
            self.kept.retain(|_| {
                odd = !odd;
                odd
            });
            self.every *= 2;
        }
    }

    /// One in so many was kept.
    pub fn every(&self) -> usize {
        self.every
    }

    /// Those that were kept, in order.
    pub fn kept(&self) -> &[T] {
        &self.kept
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_is_evenly_spread() {
        let mut thinned = Thinned::keeping(8);
        (0..7).for_each(|i| thinned.push(i));
        assert_eq!(thinned.kept(), [0, 1, 2, 3, 4, 5, 6]);
        (7..20).for_each(|i| thinned.push(i));
        assert_eq!((thinned.kept(), thinned.every()), (&[0, 4, 8, 12, 16][..], 4));
    }
}
