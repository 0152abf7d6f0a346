//! How much of a book is there: what the feed reports of depth, as a share of what governance measured.
//!
//! ```text
//! capacity to liquidate = published capacity of the regime x depth          a quarter <= depth <= 1
//! ```
//!
//! A liquidation that sells more than the book takes pays its own slippage with the borrower's collateral, and pushes the
//! price into the next position. So what may be seized within an hour follows the publishers' lower median: fewer than
//! half of them can neither raise it above every honest word nor lower it under all. It moves within bounds: never above
//! what governance published, and never under a quarter of it, so that nobody who reports an empty book can keep the
//! insolvent from being liquidated. Where nothing is reported, and where the mode lets terms not follow the feed, the
//! published capacity counts.

use crate::limiter::{Limit, UNLIMITED};
use crate::num::{BPS_ONE, share_floor};

/// All of what governance measured.
pub const WHOLE_DEPTH_BPS: u16 = 10_000;
/// The least that counts, whatever is reported.
pub const LEAST_DEPTH_BPS: u16 = 2_500;

/// What `act` gives on `limit` where the book has `depth_bps` of its depth: every capacity in proportion, rounded down,
/// and with it how fast it drains.
#[inline(always)]
pub fn at_depth<T>(limit: &Limit, depth_bps: u16, act: impl FnOnce(&Limit) -> T) -> T {
    let scaled;
    let limit = if u64::from(depth_bps) >= BPS_ONE {
        limit
    } else {
        scaled = scale_floor(limit, depth_bps.max(LEAST_DEPTH_BPS));
        &scaled
    };
    act(limit)
}

#[cold]
#[inline(never)]
fn scale_floor(limit: &Limit, depth_bps: u16) -> Limit {
    let part = |capacity| {
        if capacity == UNLIMITED {
            UNLIMITED
        } else {
            share_floor(capacity, depth_bps)
        }
    };
    Limit {
        capacities: limit.capacities.map(part),
        ..*limit
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIMIT: Limit = Limit {
        capacities: [40_000, 20_000, 10_001],
        window_seconds: 3_600,
        padding: 0,
    };

    #[test]
    fn capacities_follow_the_depth_down_to_a_quarter_and_never_up() {
        let of = |depth| at_depth(&LIMIT, depth, |limit| limit.capacities);
        assert_eq!(of(10_000), LIMIT.capacities);
        assert_eq!(of(u16::MAX), LIMIT.capacities);
        assert_eq!(of(5_000), [20_000, 10_000, 5_000]);
        assert_eq!(of(2_500), [10_000, 5_000, 2_500]);
        assert_eq!(of(0), of(2_500));
    }

    #[test]
    fn no_limit_stays_none() {
        assert_eq!(at_depth(&Limit::NONE, 3_000, |limit| *limit), Limit::NONE);
    }
}
