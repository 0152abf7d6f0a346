//! How often the regime flips and how long it stays.

use ballast_policy::regime::Regime;
use serde::{Deserialize, Serialize};

use crate::number::{count, median};

/// Flips and stays over some hours.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RegimeStays {
    /// Changes of regime.
    pub flips: usize,
    /// The same, for each 168 hours of one asset.
    pub flips_per_week: f64,
    /// Calm, transition, stress.
    pub regimes: [StaysIn; 3],
}

/// Stays in one regime.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct StaysIn {
    /// Share of all hours.
    pub share: f64,
    /// Stays, those cut off by the first or last hour included.
    pub stays: usize,
    /// Mean length, in hours; None without a stay.
    pub mean_hours: Option<f64>,
    /// Median length, in hours; None without a stay.
    pub median_hours: Option<f64>,
}

/// Counts over `runs`, each the regimes of consecutive hours of one asset. None without hours.
pub fn regime_stays(runs: &[Vec<Regime>]) -> Option<RegimeStays> {
    const HOURS_PER_WEEK: f64 = 168.0;
    let hours = count(runs.iter().map(Vec::len).sum());
    if hours <= 0.0 {
        return None;
    }
    let stays: Vec<&[Regime]> = runs
        .iter()
        .flat_map(|run| run.chunk_by(Regime::eq))
        .collect();
    let flips = stays.len() - runs.iter().filter(|run| !run.is_empty()).count();
    Some(RegimeStays {
        flips,
        flips_per_week: HOURS_PER_WEEK * count(flips) / hours,
        regimes: Regime::ALL.map(|regime| {
            let inside = stays.iter().filter(|stay| stay.first() == Some(&regime));
            stays_in(
                &inside.map(|stay| count(stay.len())).collect::<Vec<_>>(),
                hours,
            )
        }),
    })
}

fn stays_in(lengths: &[f64], hours: f64) -> StaysIn {
    // Not `sum`, which is minus zero for no stays.
    let total = lengths.iter().fold(0.0, |total, length| total + length);
    StaysIn {
        share: total / hours,
        stays: lengths.len(),
        mean_hours: (!lengths.is_empty()).then(|| total / count(lengths.len())),
        median_hours: median(lengths.to_vec()),
    }
}

#[cfg(test)]
mod tests {
    use super::Regime::{Calm, Stress, Transition};
    use super::*;

    #[test]
    fn hand_counted_stays() {
        let first = [
            vec![Calm; 80],
            vec![Stress; 8],
            vec![Transition; 6],
            vec![Calm; 74],
        ]
        .concat();
        let second = vec![Stress; 168];

        let stays = regime_stays(&[first, second]).unwrap();

        assert_eq!(stays.flips, 3, "no flip leads from one asset to the other");
        assert!((stays.flips_per_week - 1.5).abs() < 1e-12);
        let [calm, transition, stress] = stays.regimes;
        assert_eq!((calm.stays, calm.median_hours), (2, Some(77.0)));
        assert_eq!((transition.stays, transition.mean_hours), (1, Some(6.0)));
        assert_eq!((stress.stays, stress.mean_hours), (2, Some(88.0)));
        assert!((stress.share - 176.0 / 336.0).abs() < 1e-12);
        assert_eq!(regime_stays(&[]), None);
    }
}
