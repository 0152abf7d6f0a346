//! Prices: a newer update than the loaded one exists, and the loaded one is old or has moved.

use ballast_client::instruction;
use ballast_policy::unit::{ReserveIndex, Timestamp};

use super::{Duty, Job, Sight};

pub(super) fn due(sight: &Sight<'_>) -> Vec<Job> {
    let due = sight.reserves().filter_map(|index| one(sight, index));
    due.collect()
}

fn one(sight: &Sight<'_>, index: ReserveIndex) -> Option<Job> {
    let (scene, config) = (sight.scene, sight.config);
    let (address, stored) = scene.reserves.get(usize::from(index.0))?;
    let mut books = scene.books.clone();
    let load = scene.load(&mut books, index)?;
    let loaded = books.reserves.get(usize::from(index.0))?.price;
    let age = scene.now().since(Timestamp(stored.price.published_at));
    let moved = distance_bps(stored.price.mid, loaded.mid.0);
    let why = if stored.price.published_at == 0 {
        "it never had a price".to_owned()
    } else if moved >= config.price_moved_bps {
        format!("its price moved by {moved} basis points")
    } else if age >= config.price_age_seconds {
        format!("its price is {age} s old")
    } else {
        return None;
    };
    Some(Job {
        duty: Duty::Price,
        target: *address,
        part: 0,
        version: loaded.published_at.0,
        why,
        instruction: instruction::price_refresh(address, &load.first, &load.second),
    })
}

/// How far `new` lies from `old`, basis points of `old`.
pub(super) fn distance_bps(old: u64, new: u64) -> u64 {
    const WHOLE: u128 = 10_000;
    let apart = u128::from(old.abs_diff(new)) * WHOLE;
    let bps = apart.checked_div(u128::from(old));
    bps.map_or(u64::MAX, |bps| u64::try_from(bps).unwrap_or(u64::MAX))
}

#[cfg(test)]
mod tests {
    use super::distance_bps;

    #[test]
    fn distance_is_a_share_of_the_old_price() {
        assert_eq!(distance_bps(10_000, 9_900), 100);
        assert_eq!(distance_bps(10_000, 10_100), 100);
        assert_eq!(distance_bps(0, 1), u64::MAX);
        assert_eq!(distance_bps(u64::MAX, 0), 10_000);
    }
}
