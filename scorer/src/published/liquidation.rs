//! How a position is liquidated, what bears a loss, and what flash loans cost.

use super::Published;
use super::markdown::{duration, percent, shares, table};
use ballast_policy::config::{NO_FLASH_LOANS, ReserveConfig};
use ballast_policy::deleverage::MOST_WEIGHT_BPS;
use ballast_policy::depth::LEAST_DEPTH_BPS;
use ballast_policy::liquidation::MARK_SECONDS;
use ballast_policy::regime::Regime;

const INTRODUCTION: &str = "\
## How a position is liquidated

No score moves a liquidation threshold, and no regime does. What the regime moves is how much a liquidator may earn and how much may be
sold at once.
";

const RULES: &str = "\
- **Bonus**: the least one, and on top what the debt exceeds the limit by (in parts of the collateral) and what it grows by for every minute
  since the position was first noted as unhealthy (`position_mark`, by anyone; a liquidation notes it too). It ends at the most of the
  regime, and at what the collateral covers beyond the debt: a bonus makes no bad debt unless even the least one does. A spell goes on while
  it is noted at least once in MARK; a note of good health, a liquidation that cures, a borrow or a withdrawal with debt ends it.
- **Size**: the close factor's share of the debt; all of it where it is DUST dollars or less, where less would leave so little, or where the debt
  has reached the share of the collateral from which all may be closed.
- **Depth**: no more of a collateral is seized in an hour than its book takes: the published amount, times the share of the measured depth that
  the publishers report, their lower median and at least LEAST. The last word stands while they are silent; past T2, and where the mode lets
  terms not follow the feed, the published amount counts. What is left waits; it is not refused but cut. An hour that is used
  up drains from the moment that the book grows thin, at that book's rate. A deleverage leaves the lower half of it to the unhealthy.
- **Order**: of the collateral that can be seized now and is worth 100 dollars, what has the lowest threshold goes first; of such debts, what
  weighs most. What covers no debt may be seized at any time.
- **Prices**: both prices that are traded at are usable and lie within DISTANCE of the oracle's own average. The exchange is at mid prices. Of all
  that is not traded, what has a price too old to use counts for a day in the borrower's favour, collateral twice and debt half: a liquidator
  who leaves a price out gains nothing by it. After a day its oracle is dead, and it counts at its last price.
- A liquidator brings the price updates along; no other instruction is needed. No breaker, no pause and no flow limit stops a liquidation.
- Collateral whose reserve holds no cash is seized as a deposit of the liquidator's (`liquidate_into`), and paid out when someone repays.

### Who bears a loss

A debt with nothing behind it is written off in a step of its own (`bad_debt_resolve`, by anyone, once the position holds no deposit). The
reserve's uncollected fees bear it first, then its insurance, then its depositors, each by its share; no other reserve does. Insurance is a part
of all fees, set aside as they are collected, and whatever anyone gives (`insure`). While bad debt has formed of late no fees are paid out.
Until a debt is written off its depositors can leave at the old value, as from any bank; whoever liquidates last should resolve at once.

### Groups and assets kept apart

A position that owes nothing may join a group of correlated assets (`position_join`). From then on it may owe only assets of that group, each within
the reserve's cap for it; what it holds of the group opens more and is liquidated later, on the terms that each reserve publishes for the group; all
else counts as ever. A group's opening LTV follows the score between bounds of its own; its threshold falls on a ramp and in no other way.

Isolated collateral backs new debt only where it is all that a position holds. An isolated debt is owed alone. A reserve whose borrow caps are zero
lends nothing and is collateral only. One position may hold and owe no more than a published share of a reserve's caps.

### Deleverage

Governance may want less owed of an asset. After the structure delay no new debt passes the target, and the debts that are there weigh more and
more where it is decided who may be liquidated: in a straight line over a ramp's least time or longer, never past PRESSED. Whoever is nearest to the
threshold is reduced first: only in that asset, no further than the target, at the least bonus, and without being counted as unhealthy. It
pauses while no more is owed than the target. While it lasts its weight counts for whoever borrows or withdraws as well. A collateral is wound down by a ramp of its threshold.

### Flash loans

Lent within one transaction, which is refused at once unless a later instruction of it repays. The books do not move until then, and what is
no move of a user's own tokens is refused meanwhile. Its fee belongs to depositors, but for the protocol's share. A pause, or a breaker that
halts new debt, stops them.
";

pub(super) fn section(published: &Published) -> String {
    let mut header = vec!["a flash loan costs"];
    header.extend(published.reserves.iter().map(|(name, _)| *name));
    let rows: Vec<_> = Regime::ALL
        .into_iter()
        .map(|regime| {
            let mut row = vec![super::bands::name(regime).to_owned()];
            let configs = published.reserves.iter().map(|(_, config)| config);
            row.extend(configs.map(|config| flash_fee(config, regime)));
            row
        })
        .collect();
    let depth = table(
        &[
            "may be liquidated",
            "of the reserve's calm cap: calm, transition, stress",
        ],
        &[vec![
            format!(
                "within {}",
                duration(published.limits.liquidated.window_seconds.into())
            ),
            shares(&published.limits.liquidated, published.cap),
        ]],
    );
    let first = published.reserves.first().map(|(_, config)| *config);
    let (dust, distance) = first.map_or((0, 0), |config| {
        (
            config.liquidation.dust_dollars,
            config.price.max_liquidation_distance_bps,
        )
    });
    let rules = RULES
        .replace("MARK", &duration(MARK_SECONDS))
        .replace("LEAST", &percent(LEAST_DEPTH_BPS.into()))
        .replace("DUST", &dust.to_string())
        .replace("PRESSED", &percent(MOST_WEIGHT_BPS.into()))
        .replace("DISTANCE", &percent(distance.into()));
    format!(
        "{INTRODUCTION}\n{depth}\n{rules}\n{}",
        table(&header, &rows)
    )
}

fn flash_fee(config: &ReserveConfig, regime: Regime) -> String {
    match regime.of(config.flash_fees_bps) {
        NO_FLASH_LOANS => "none are given".to_owned(),
        fee => percent(fee.into()),
    }
}
