//! What a pool is told from outside: prices, reports, limits, time.

use super::{LENT, Pool, reserve_index};
use crate::agent::operation::{Operation, put_limits};
use ballast_policy::control::{MarketLimits, ReserveLimits};
use ballast_policy::price::Quote;
use ballast_policy::report::Submission;
use ballast_policy::unit::Timestamp;

impl Pool {
    /// Shows a reserve what its oracle says; whether it was believed.
    pub(in crate::agent) fn show(
        &mut self,
        index: usize,
        quote: &Quote,
        price: f64,
        now: u64,
    ) -> bool {
        let decimals = self.decimals[index];
        let reserve = reserve_index(index);
        let shown = self
            .market()
            .refresh(reserve, decimals, quote, None, Timestamp(now));
        match shown {
            Ok(()) => {
                self.note(now, || Operation::Refresh(reserve, *quote));
                self.shown[index] = price;
                true
            }
            Err(error) => {
                let refused = ("refresh", error);
                self.note_refused(now, refused, || Operation::Refresh(reserve, *quote));
                false
            }
        }
    }

    /// Takes a publisher's report.
    pub(in crate::agent) fn submit(
        &mut self,
        feed: usize,
        slot: usize,
        submission: &Submission,
        now: u64,
    ) {
        let Some(listening) = self.feeds.get_mut(feed) else {
            return;
        };
        match listening.submit(slot, submission, Timestamp(now)) {
            Ok(_) => self.note(now, || Operation::Report(feed, slot, *submission)),
            Err(error) => self.note_refused(now, ("report", error), || {
                Operation::Report(feed, slot, *submission)
            }),
        }
    }

    /// Puts limits into force.
    pub(in crate::agent) fn limit(
        &mut self,
        reserves: &[ReserveLimits],
        all: &MarketLimits,
        now: u64,
    ) {
        self.note(now, || {
            Operation::Limit(Box::new((reserves.to_vec(), *all)))
        });
        put_limits(&mut self.market(), reserves, Timestamp(now));
        self.limits = *all;
    }

    /// Counts interest of what is lent, and puts the present rate into force.
    pub(in crate::agent) fn accrue(&mut self, now: u64) {
        if self.market().accrue(LENT, Timestamp(now)).is_ok() {
            self.note(now, || Operation::Accrue(LENT));
        }
    }

    /// Holds a round on every feed; too few reports leave it as it is.
    pub(in crate::agent) fn hold_rounds(&mut self, now: u64) {
        self.note(now, || Operation::Round);
        for feed in &mut self.feeds {
            if let Ok((_, review)) = feed.hold_round(Timestamp(now)) {
                self.journal.muted += review.muted.count_ones();
            }
        }
    }
}
