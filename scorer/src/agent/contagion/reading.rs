//! What anyone outside can see of a pool, as a data set holds it.

use crate::agent::pool::{LENT, Pool, reserve_index};
use crate::agent::tape::Tape;
use crate::agent::units::{DAY, utilization, whole_tokens};
use crate::data::PoolReading;

/// What `pool` looks like at `now`: its own books at the market's prices, for its oracle may be silent.
pub(in crate::agent) fn reading(pool: &Pool, tape: &Tape, now: u64) -> PoolReading {
    let lent_price = tape.price(0, now);
    let (mut owed, mut largest, mut uncovered, mut weighted) = (0.0, 0.0_f64, 0.0, 0.0);
    for account in pool.triggers.accounts() {
        let debt = whole_tokens(pool.owed(account, now), pool.decimals[0]) * lent_price;
        let backing = backing(pool, account, tape, now);
        owed += debt;
        largest = largest.max(debt);
        uncovered += (debt - backing).max(0.0);
        // A loan without backing counts as ten times under water, so that the mean stays a number.
        weighted += debt * (debt / backing.max(debt / 10.0).max(f64::MIN_POSITIVE));
    }
    let losses = pool.journal.losses.iter().rev();
    let recent = losses.take_while(|loss| loss.at + DAY > now);
    let written_off: f64 = recent.map(|loss| loss.written_off).sum();
    let whole = owed + written_off;
    let share = |part: f64, of: f64| if of > 0.0 { part / of } else { 0.0 };
    PoolReading {
        utilization: utilization(&pool.reserves[0]).min(1.0),
        borrowed_usd: owed,
        top_borrower_share: share(largest, owed),
        debt_to_collateral: share(weighted, owed),
        oracle_age_seconds: 0.0,
        stress: f64::from(pool.effective(0, now).score.0) / 100.0,
        bad_debt_share: share(uncovered + written_off, whole).min(1.0),
    }
}

/// What an account has put up, dollars at true prices.
fn backing(pool: &Pool, account: usize, tape: &Tape, now: u64) -> f64 {
    let held = (0..pool.reserves.len()).filter(|&asset| reserve_index(asset) != LENT);
    held.map(|asset| {
        let amount = pool.deposited(account, reserve_index(asset));
        whole_tokens(amount, pool.decimals[asset]) * tape.price(asset, now)
    })
    .sum()
}
