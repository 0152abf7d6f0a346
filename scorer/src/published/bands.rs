//! From a score to terms: one row for every band of ten points.

use super::Published;
use super::markdown::{hundredths, percent, table};
use crate::model::score_map;
use ballast_policy::config::ReserveConfig;
use ballast_policy::curve::Utilization;
use ballast_policy::feed::{Effective, FeedStatus};
use ballast_policy::interest::SECONDS_PER_YEAR;
use ballast_policy::regime::Regime;
use ballast_policy::terms::Terms;
use ballast_policy::unit::{Score, Timestamp, TokenAmount};

/// Utilisations at which the borrow rate is published, basis points.
const UTILIZATIONS: [u64; 4] = [5_000, 8_000, 9_000, 10_000];

const INTRODUCTION: &str = "\
## From a score to terms

Each row holds from its score on. The opening LTV falls smoothly inside a band (`calm - (calm - stress) x (3 t² - 2 t³)`); borrow cap and
curve follow the regime. The promised frequency is how often, by the score's definition, a fall by the asset's reference shock
or more follows within 24 h. While a regime lasts, its score counts for no less than the score under which it is left.
";

pub(super) fn section(published: &Published) -> String {
    let mut parts = vec![INTRODUCTION.to_owned(), score_table(published)];
    parts.extend(
        published
            .reserves
            .iter()
            .take(1)
            .map(|(_, config)| rate_table(config)),
    );
    parts.push(fixed_table(published));
    parts.join("\n")
}

fn effective(score: u16) -> Effective {
    let score = Score(score);
    Effective {
        regime: Regime::entered_at(score),
        score,
        status: FeedStatus::Held,
        score_jumped_at: Timestamp::ZERO,
        depth_bps: 10_000,
    }
}

/// The lower edges of the bands: every ten points, and the two lines where a regime begins.
fn edges() -> Vec<u16> {
    let mut edges: Vec<u16> = (0..=10).map(|band| band * 1_000).collect();
    edges.extend([4_500, 6_500]);
    edges.sort_unstable();
    edges
}

fn score_table(published: &Published) -> String {
    let mut header = vec![
        "score from".to_owned(),
        "promised frequency".to_owned(),
        "regime".to_owned(),
    ];
    for (name, _) in &published.reserves {
        header.push(format!("opening LTV, {name}"));
    }
    header.push("borrow cap, of calm".to_owned());
    let rows: Vec<_> = edges()
        .into_iter()
        .map(|edge| row(published, edge))
        .collect();
    let header: Vec<&str> = header.iter().map(String::as_str).collect();
    table(&header, &rows)
}

fn row(published: &Published, edge: u16) -> Vec<String> {
    let at = effective(edge);
    let mut row = vec![
        hundredths(edge.into()),
        format!("{:.1} %", 100.0 * score_map::probability(edge)),
        name(at.regime).to_owned(),
    ];
    for (_, config) in &published.reserves {
        row.push(percent(Terms::new(config, at).opening_ltv_bps.into()));
    }
    if let Some((_, config)) = published.reserves.first() {
        row.push(share_of_calm(config, at));
    }
    row
}

fn share_of_calm(config: &ReserveConfig, at: Effective) -> String {
    let [TokenAmount(calm), ..] = config.borrow_caps;
    let TokenAmount(cap) = Terms::new(config, at).borrow_cap;
    let share = u128::from(cap) * 10_000 / u128::from(calm.max(1));
    percent(u64::try_from(share).unwrap_or(u64::MAX))
}

fn rate_table(config: &ReserveConfig) -> String {
    let mut header = vec!["borrow rate a year at utilisation".to_owned()];
    header.extend(UTILIZATIONS.map(percent));
    let header: Vec<&str> = header.iter().map(String::as_str).collect();
    let rows: Vec<_> = [0, 4_500, 6_500]
        .into_iter()
        .map(|score| {
            let at = effective(score);
            let mut row = vec![name(at.regime).to_owned()];
            row.extend(UTILIZATIONS.map(|utilization| rate(config, at, utilization)));
            row
        })
        .collect();
    table(&header, &rows)
}

/// The rate as the ledger would charge it, compounding left out.
fn rate(config: &ReserveConfig, at: Effective, utilization_bps: u64) -> String {
    let utilization = Utilization::of(
        TokenAmount(10_000 - utilization_bps),
        TokenAmount(utilization_bps),
    );
    let per_second = Terms::new(config, at)
        .curve
        .rate_floor(utilization)
        .per_second_floor();
    let annual_bps = u128::from(per_second.0) * u128::from(SECONDS_PER_YEAR) * 10_000;
    let rounded = (annual_bps + (1 << 63)) >> 64;
    percent(u64::try_from(rounded).unwrap_or(u64::MAX))
}

/// A setting's name and where it stands.
type Fixed = (&'static str, fn(&ReserveConfig) -> u16);

/// What no score moves.
fn fixed_table(published: &Published) -> String {
    let mut header = vec!["no score moves"];
    header.extend(published.reserves.iter().map(|(name, _)| *name));
    let fixed: [Fixed; 13] = [
        ("liquidation threshold", |config| {
            config.liquidation_threshold_bps
        }),
        ("least liquidation bonus", |config| {
            config.liquidation.least_bonus_bps
        }),
        ("what it grows by in a minute", |config| {
            config.liquidation.minute_bonus_bps
        }),
        ("most liquidation bonus in calm", |config| {
            config.liquidation.most_bonus_bps[0]
        }),
        ("in transition", |config| {
            config.liquidation.most_bonus_bps[1]
        }),
        ("in stress", |config| config.liquidation.most_bonus_bps[2]),
        ("protocol's share of the bonus", |config| {
            config.liquidation.protocol_share_bps
        }),
        ("close factor", |config| config.liquidation.close_factor_bps),
        (
            "debt of the collateral from which all may be closed",
            |config| config.liquidation.full_close_ltv_bps,
        ),
        ("weight of a new debt", |config| config.borrow_weight_bps),
        ("fee of a new debt", |config| config.origination_fee_bps),
        ("protocol's share of interest", |config| {
            config.fee_share_bps
        }),
        (
            "part of all fees that is set aside for bad debt",
            |config| config.insurance_share_bps,
        ),
    ];
    let rows: Vec<_> = fixed
        .into_iter()
        .map(|(label, read)| {
            let mut row = vec![label.to_owned()];
            row.extend(
                published
                    .reserves
                    .iter()
                    .map(|(_, config)| percent(read(config).into())),
            );
            row
        })
        .collect();
    table(&header, &rows)
}

pub(crate) const fn name(regime: Regime) -> &'static str {
    match regime {
        Regime::Calm => "calm",
        Regime::Transition => "transition",
        Regime::Stress => "stress",
    }
}
