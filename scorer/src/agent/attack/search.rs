//! The attacker's best plan, found by running whole simulations: a grid over what it puts up and spends, then a golden-section
//! search over what it spends.
//!
//! The objective is the profit. It is reported even where it is positive: that is what an honest study is for.

use super::AttackPlan;
use serde::Serialize;

/// Multiples of the plan's own stakes that the grid tries.
const GRID: [f64; 4] = [0.1, 0.5, 2.0, 8.0];
/// Steps of the golden-section search.
const REFINEMENTS: usize = 5;
/// The golden section.
const GOLDEN: f64 = 0.618_033_988_749_894_9;

/// The best plan that was found.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Found {
    /// It.
    pub plan: AttackPlan,
    /// What it gained, dollars; negative where every plan lost.
    pub profit: f64,
    /// Simulations that were run.
    pub tries: usize,
}

/// Searches around `plan` for the most profit by `profit_of`.
///
/// # Errors
/// The first that `profit_of` returns.
pub fn search<E>(
    plan: &AttackPlan,
    mut profit_of: impl FnMut(&AttackPlan) -> Result<f64, E>,
) -> Result<Found, E> {
    let mut best: Option<Found> = None;
    let mut tries = 0;
    let mut consider = |candidate: AttackPlan| -> Result<f64, E> {
        tries += 1;
        let profit = profit_of(&candidate)?;
        if best.is_none_or(|best| profit > best.profit) {
            best = Some(Found {
                plan: candidate,
                profit,
                tries,
            });
        }
        Ok(profit)
    };
    let (mut finest, mut most) = (*plan, f64::NEG_INFINITY);
    for own in GRID {
        for amount in GRID {
            let candidate = AttackPlan {
                own: plan.own * own,
                amount: plan.amount * amount,
                ..*plan
            };
            let profit = consider(candidate)?;
            if profit > most {
                (finest, most) = (candidate, profit);
            }
        }
    }
    let at = |amount: f64| AttackPlan { amount, ..finest };
    let (mut low, mut high) = (finest.amount / 4.0, finest.amount * 4.0);
    let mut left = high - GOLDEN * (high - low);
    let mut right = low + GOLDEN * (high - low);
    let (mut of_left, mut of_right) = (consider(at(left))?, consider(at(right))?);
    for _ in 0..REFINEMENTS {
        if of_left > of_right {
            (high, right, of_right) = (right, left, of_left);
            left = high - GOLDEN * (high - low);
            of_left = consider(at(left))?;
        } else {
            (low, left, of_left) = (left, right, of_right);
            right = low + GOLDEN * (high - low);
            of_right = consider(at(right))?;
        }
    }
    let found = best.unwrap_or(Found {
        plan: finest,
        profit: most,
        tries,
    });
    Ok(Found { tries, ..found })
}

#[cfg(test)]
mod tests {
    use super::super::AttackKind;
    use super::*;

    #[test]
    fn the_top_of_a_hill_is_found_within_a_few_percent() {
        let plan = AttackPlan::new(AttackKind::OraclePush, 0);

        let hill = |plan: &AttackPlan| {
            let (own, amount) = (plan.own / 150_000.0 - 1.0, plan.amount / 900_000.0 - 1.0);
            Ok::<_, ()>(-own * own - amount * amount)
        };
        let found = search(&plan, hill).unwrap();

        assert!((found.plan.own / 150_000.0 - 1.0).abs() < 1e-9);
        assert!(
            (found.plan.amount / 900_000.0 - 1.0).abs() < 0.1,
            "{found:?}"
        );
        assert_eq!(found.tries, 16 + 2 + 5);
    }
}
