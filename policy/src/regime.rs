//! Three regimes, entered at once and left slowly.
//!
//! | regime | entered from | left under |
//! |---|---|---|
//! | calm | | |
//! | transition | 45 points | 40 points |
//! | stress | 65 points | 60 points |
//!
//! Upward moves happen at once and may skip a regime. Downward moves go one regime at a time, after `confirmations`
//! rounds in a row and a minimum dwell, and only when the consensus may loosen.

use crate::unit::{Score, Timestamp};

/// The market's state, from mild to strict.
#[repr(u8)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Regime {
    /// Score under 45.
    #[default]
    Calm = 0,
    /// Score 45 to 65.
    Transition = 1,
    /// Score from 65.
    Stress = 2,
}

/// Score from which the regime is at least transition.
pub const TRANSITION_FROM: Score = Score(4_500);
/// Score from which the regime is stress.
pub const STRESS_FROM: Score = Score(6_500);
/// Transition is left under this score.
pub const TRANSITION_LEFT_UNDER: Score = Score(4_000);
/// Stress is left under this score.
pub const STRESS_LEFT_UNDER: Score = Score(6_000);

impl Regime {
    /// All regimes, mild to strict.
    pub const ALL: [Self; 3] = [Self::Calm, Self::Transition, Self::Stress];

    /// The one of three settings, mild to strict, that is in force.
    #[inline(always)]
    pub fn of<T>(self, settings: [T; 3]) -> T {
        let [calm, transition, stress] = settings;
        match self {
            Self::Calm => calm,
            Self::Transition => transition,
            Self::Stress => stress,
        }
    }

    /// The regime that `score` enters from below.
    #[inline(always)]
    pub const fn entered_at(score: Score) -> Self {
        if score.0 >= STRESS_FROM.0 {
            Self::Stress
        } else if score.0 >= TRANSITION_FROM.0 {
            Self::Transition
        } else {
            Self::Calm
        }
    }

    /// The lowest score that keeps this regime: zero for calm.
    #[inline(always)]
    pub const fn left_under(self) -> Score {
        match self {
            Self::Calm => Score(0),
            Self::Transition => TRANSITION_LEFT_UNDER,
            Self::Stress => STRESS_LEFT_UNDER,
        }
    }

    /// From its byte; an unknown byte is the strictest regime.
    #[inline(always)]
    pub const fn from_byte(byte: u8) -> Self {
        match byte {
            0 => Self::Calm,
            1 => Self::Transition,
            _ => Self::Stress,
        }
    }

    /// The next milder regime.
    const fn milder(self) -> Self {
        match self {
            Self::Stress => Self::Transition,
            Self::Transition | Self::Calm => Self::Calm,
        }
    }
}

/// A regime and what its next downward step still needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RegimeState {
    /// The regime in force.
    pub regime: Regime,
    /// Rounds in a row that confirmed leaving it.
    pub confirmations: u8,
    /// Since when it is in force, Unix seconds.
    pub since: Timestamp,
}

/// What a downward step needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RegimeRules {
    /// Confirming rounds in a row.
    pub confirmations: u8,
    /// Seconds that a regime lasts at least.
    pub min_dwell: u64,
}

/// One round of evidence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Round {
    /// The score that counts.
    pub score: Score,
    /// When the round is held.
    pub now: Timestamp,
    /// False while reports disagree or are too wide.
    pub may_loosen: bool,
    /// False when the last counted round was too recent to be new evidence.
    pub is_counted: bool,
}

impl RegimeState {
    /// The state after `round`.
    #[must_use]
    pub fn after(self, round: &Round, rules: &RegimeRules) -> Self {
        let entered = Regime::entered_at(round.score);
        if entered > self.regime {
            return Self::entered(entered, round.now);
        }
        let may_leave = round.may_loosen && round.score < self.regime.left_under();
        if !may_leave {
            return Self {
                confirmations: 0,
                ..self
            };
        }
        let confirmations = self
            .confirmations
            .saturating_add(u8::from(round.is_counted));
        let has_dwelt = round.now.since(self.since) >= rules.min_dwell;
        if round.is_counted && confirmations >= rules.confirmations && has_dwelt {
            return Self::entered(self.regime.milder(), round.now);
        }
        Self {
            confirmations,
            ..self
        }
    }

    /// `regime`, entered at `now`.
    pub const fn entered(regime: Regime, now: Timestamp) -> Self {
        Self {
            regime,
            confirmations: 0,
            since: now,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::cases;
    use proptest::prelude::*;

    const RULES: RegimeRules = RegimeRules {
        confirmations: 3,
        min_dwell: 3_600,
    };

    fn round(score: u16, now: u64) -> Round {
        Round {
            score: Score(score),
            now: Timestamp(now),
            may_loosen: true,
            is_counted: true,
        }
    }

    fn stress() -> RegimeState {
        RegimeState::entered(Regime::Stress, Timestamp(0))
    }

    #[test]
    fn a_jump_from_calm_to_stress_takes_one_round() {
        let calm = RegimeState::entered(Regime::Calm, Timestamp(0));
        assert_eq!(calm.after(&round(6_500, 1), &RULES).regime, Regime::Stress);
        assert_eq!(
            calm.after(&round(4_500, 1), &RULES).regime,
            Regime::Transition
        );
        assert_eq!(calm.after(&round(4_499, 1), &RULES).regime, Regime::Calm);
    }

    #[test]
    fn stress_is_left_after_the_confirmations_and_the_dwell_and_one_step_only() {
        let mut state = stress();
        for now in [3_600, 3_700] {
            state = state.after(&round(100, now), &RULES);
            assert_eq!(state.regime, Regime::Stress);
        }
        assert_eq!(
            state.after(&round(100, 3_800), &RULES).regime,
            Regime::Transition
        );
    }

    #[test]
    fn confirmations_before_the_dwell_do_not_leave() {
        let mut state = stress();
        for now in 1..20 {
            state = state.after(&round(100, now), &RULES);
        }
        assert_eq!(state.regime, Regime::Stress);
    }

    #[test]
    fn a_score_that_stays_high_does_not_start_the_dwell_anew() {
        let state = stress().after(&round(9_000, 3_000), &RULES);
        assert_eq!(state, stress());
    }

    #[test]
    fn a_score_inside_the_hysteresis_band_starts_the_count_anew() {
        let mut state = stress();
        state = state.after(&round(5_999, 4_000), &RULES);
        state = state.after(&round(5_999, 4_100), &RULES);
        assert_eq!(state.confirmations, 2);
        state = state.after(&round(6_000, 4_200), &RULES);
        assert_eq!((state.regime, state.confirmations), (Regime::Stress, 0));
    }

    #[test]
    fn rounds_that_are_not_counted_or_disagree_never_loosen() {
        let mut state = stress();
        for now in 4_000..4_100 {
            state = state.after(
                &Round {
                    is_counted: false,
                    ..round(0, now)
                },
                &RULES,
            );
            state = state.after(
                &Round {
                    may_loosen: false,
                    ..round(0, now)
                },
                &RULES,
            );
        }
        assert_eq!(state.regime, Regime::Stress);
    }

    proptest! {
        #![proptest_config(cases())]
        #[test]
        fn prop_the_regime_is_never_milder_than_the_score_demands(scores in prop::collection::vec(0u16..=10_000, 1..200)) {
            let mut state = RegimeState::entered(Regime::Calm, Timestamp(0));
            for (now, score) in (0u64..).step_by(600).zip(scores) {
                state = state.after(&round(score, now), &RULES);
                prop_assert!(state.regime >= Regime::entered_at(Score(score)));
            }
        }
    }
}
