//! Tripping, ending and releasing: a reserve's breakers over time.

use super::{
    BREAKERS, Breaker, BreakerRule, BreakerRules, Kind, LEAST_HELD_DIVISOR, Signals, Verdict,
};
use crate::error::{Result, Rule};
use crate::unit::Timestamp;

/// Which breakers of a reserve have tripped, and when. All zero: none ever.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Breakers {
    /// A bit per breaker that has tripped and was neither released nor seen to have expired. Zero lets every action
    /// pass after one test.
    pub tripped: u64,
    /// When each tripped last, Unix seconds. Kept after its end: the cool-down counts from it.
    pub tripped_at: [Timestamp; BREAKERS],
}

impl Breakers {
    /// The strictest vote on `kind` at `now`, and the breaker that cast it.
    #[inline(always)]
    pub fn verdict(
        &self,
        rules: &BreakerRules,
        kind: Kind,
        signals: Signals,
        now: Timestamp,
    ) -> (Verdict, Option<Breaker>) {
        if self.tripped == 0 && signals.are_silent(rules, now) {
            return (Verdict::Allow, None);
        }
        self.strictest(rules, kind, signals, now)
    }

    #[cold]
    #[inline(never)]
    fn strictest(
        &self,
        rules: &BreakerRules,
        kind: Kind,
        signals: Signals,
        now: Timestamp,
    ) -> (Verdict, Option<Breaker>) {
        let mut strictest = (Verdict::Allow, None);
        for (breaker, rule) in Breaker::ALL.into_iter().zip(rules) {
            let verdict = rule.verdict(kind);
            if verdict > strictest.0 && self.is_in_force(breaker, rule, signals, now) {
                strictest = (verdict, Some(breaker));
            }
        }
        strictest
    }

    /// The verdict on new debt or on a withdrawal with debt; a halt is [`Rule::BorrowHalted`] or
    /// [`Rule::ReleaseHalted`] with the breaker's number. As backing a halt is no error: see [`Kind::Back`].
    pub fn check(
        &self,
        rules: &BreakerRules,
        kind: Kind,
        signals: Signals,
        now: Timestamp,
    ) -> Result<Verdict> {
        let (verdict, breaker) = self.verdict(rules, kind, signals, now);
        match (verdict, breaker, kind) {
            (Verdict::Halt, Some(breaker), Kind::Borrow) => {
                Err(Rule::BorrowHalted.broken(breaker.number(), 0))
            }
            (Verdict::Halt, Some(breaker), Kind::Release) => {
                Err(Rule::ReleaseHalted.broken(breaker.number(), 0))
            }
            _ => Ok(verdict),
        }
    }

    /// True when `breaker` is in force at `now`.
    pub fn is_in_force(
        &self,
        breaker: Breaker,
        rule: &BreakerRule,
        signals: Signals,
        now: Timestamp,
    ) -> bool {
        if signals.is_standing(breaker) {
            return true;
        }
        if breaker == Breaker::ScoreJump && self.may_trip(breaker, rule, signals.score_jumped_at) {
            return is_within(signals.score_jumped_at, rule, now);
        }
        self.tripped & breaker.bit() != 0 && is_within(self.tripped_at(breaker), rule, now)
    }

    /// Trips `breaker` when `found` reaches its threshold and its cool-down is over; true when it did. One that was
    /// released comes back for the rest of its time when its cause does.
    #[inline(never)]
    pub fn observe(
        &mut self,
        breaker: Breaker,
        rules: &BreakerRules,
        found: u64,
        now: Timestamp,
    ) -> bool {
        let Some(rule) = rules.get(breaker as usize) else {
            return false;
        };
        if !rule.is_crossed_by(found) {
            return false;
        }
        let trips = self.may_trip(breaker, rule, now);
        if trips {
            self.latch(breaker, now);
        } else if is_within(self.tripped_at(breaker), rule, now) {
            self.tripped |= breaker.bit();
        }
        trips
    }

    /// Takes over a jump of the score that the feed has seen, at the time at which it was seen; true when it is new.
    ///
    /// Until an action calls this the jump is in force all the same; latching it starts the cool-down.
    #[cold]
    #[inline(never)]
    pub fn observe_feed(&mut self, rules: &BreakerRules, signals: Signals) -> bool {
        let at = signals.score_jumped_at;
        let [_, _, _, rule, ..] = rules;
        let trips = self.may_trip(Breaker::ScoreJump, rule, at);
        if trips {
            self.latch(Breaker::ScoreJump, at);
        }
        trips
    }

    /// Ends `breaker` before its time: anyone may, once its cause is gone (`found`, measured now, is under the
    /// threshold; [`u64::MAX`] for one that stands) and it has been in force for a quarter of its duration. Its
    /// cool-down goes on.
    pub fn release(
        &mut self,
        breaker: Breaker,
        rules: &BreakerRules,
        found: u64,
        now: Timestamp,
    ) -> Result<()> {
        let not_tripped = Rule::BreakerNotTripped.broken(breaker.number(), 0);
        let rule = rules.get(breaker as usize).ok_or(not_tripped)?;
        let tripped_at = self.tripped_at(breaker);
        if self.tripped & breaker.bit() == 0 || !is_within(tripped_at, rule, now) {
            return Err(not_tripped);
        }
        let least = u64::from(rule.duration_seconds.div_ceil(LEAST_HELD_DIVISOR));
        let held = now.since(tripped_at);
        if held < least {
            return Err(Rule::BreakerHeldTooShort.broken(held, least));
        }
        if found == u64::MAX || rule.is_crossed_by(found) {
            return Err(Rule::BreakerCauseStands.broken(found, rule.threshold));
        }
        self.tripped &= !breaker.bit();
        Ok(())
    }

    /// Takes a trip back whose cause whoever brought it about has undone. In the second of the trip it is as if it had never
    /// been; later its cool-down goes on, or it could be tripped over and over.
    #[cold]
    pub fn undo(&mut self, breaker: Breaker, now: Timestamp) {
        self.tripped &= !breaker.bit();
        if let Some(tripped_at) = self.tripped_at.get_mut(breaker as usize)
            && *tripped_at == now
        {
            *tripped_at = Timestamp::ZERO;
        }
    }

    /// True while `breaker` is latched, its time over or not.
    #[inline(always)]
    pub const fn is_latched(&self, breaker: Breaker) -> bool {
        self.tripped & breaker.bit() != 0
    }

    /// Until when `breaker` is in force as things stand; zero where it is not, [`u64::MAX`] while a signal stands.
    pub fn until(
        &self,
        breaker: Breaker,
        rule: &BreakerRule,
        signals: Signals,
        now: Timestamp,
    ) -> Timestamp {
        if !self.is_in_force(breaker, rule, signals, now) {
            return Timestamp::ZERO;
        }
        if signals.is_standing(breaker) {
            return Timestamp(u64::MAX);
        }
        let mut since = self.tripped_at(breaker);
        if breaker == Breaker::ScoreJump && self.may_trip(breaker, rule, signals.score_jumped_at) {
            since = signals.score_jumped_at;
        }
        Timestamp(since.0.saturating_add(u64::from(rule.duration_seconds)))
    }

    /// Forgets breakers whose time is over, so that the next action passes after one test.
    #[inline(always)]
    pub fn sweep(&mut self, rules: &BreakerRules, now: Timestamp) {
        self.tripped = self.latched(rules, now);
    }

    /// A bit for each breaker that has tripped and whose time is not over.
    #[inline(always)]
    pub fn latched(&self, rules: &BreakerRules, now: Timestamp) -> u64 {
        if self.tripped == 0 {
            return 0;
        }
        self.still_latched(rules, now)
    }

    #[cold]
    #[inline(never)]
    fn still_latched(&self, rules: &BreakerRules, now: Timestamp) -> u64 {
        let mut latched = self.tripped;
        for (breaker, rule) in Breaker::ALL.into_iter().zip(rules) {
            if !is_within(self.tripped_at(breaker), rule, now) {
                latched &= !breaker.bit();
            }
        }
        latched
    }

    /// When `breaker` tripped last; zero: never.
    pub fn tripped_at(&self, breaker: Breaker) -> Timestamp {
        self.tripped_at
            .get(breaker as usize)
            .copied()
            .unwrap_or(Timestamp::ZERO)
    }

    /// True when a trip at `at` is a new one, past the cool-down of the last.
    #[inline(always)]
    fn may_trip(&self, breaker: Breaker, rule: &BreakerRule, at: Timestamp) -> bool {
        let last = self.tripped_at(breaker);
        let cooled = last.is_zero() || at.since(last) >= u64::from(rule.cooldown_seconds);
        rule.duration_seconds != 0 && !at.is_zero() && cooled && at > last
    }

    fn latch(&mut self, breaker: Breaker, at: Timestamp) {
        self.tripped |= breaker.bit();
        if let Some(tripped_at) = self.tripped_at.get_mut(breaker as usize) {
            *tripped_at = at;
        }
    }
}

/// True from `tripped_at` for the rule's duration.
#[inline(always)]
fn is_within(tripped_at: Timestamp, rule: &BreakerRule, now: Timestamp) -> bool {
    !tripped_at.is_zero() && now.since(tripped_at) < u64::from(rule.duration_seconds)
}
