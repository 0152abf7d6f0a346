//! How much may flow, and what a sudden deposit can open.

use super::Published;
use super::markdown::{duration, percent, table};
use ballast_policy::limiter::Limit;
use ballast_policy::num::BPS_ONE;

const INTRODUCTION: &str = "\
## How much may flow

Leaky buckets: what passed drains evenly over the window, so that in any span at most the capacity and what drains meanwhile can
pass; there is no edge at which twice the limit could. The level stays when the regime or a limit changes. Each limit exists per reserve, in
tokens, and over the whole market, in dollars of the cached prices; what passes must fit both.
";

const RULES: &str = "\
- **Outflow** counts borrows and withdrawals gross. A withdrawal without debt is counted and never refused; liquidations are counted apart and
  never refused. What was deposited within the season and leaves again is no outflow, and is taken back from the inflow.
- **Inflow** counts deposits of what is accepted as collateral. Adding to a position with debt is counted and never refused.
- **Against fresh collateral**: a deposit is fresh when it arrives and seasons in a straight line over SEASON. Debt that only fresh collateral
  backs is charged to this limit; whoever deposited earlier never meets it.
- Borrowing and repaying over and over fills the outflow limit for others. It costs interest and needs collateral; a withdrawal without debt
  and every other exit pass all the same.
";

pub(super) fn section(published: &Published) -> String {
    let cap = published.cap;
    let (limits, market) = (&published.limits, &published.market);
    let rows = [
        row("outflow", &limits.outflow, cap, &market.outflow, published),
        row(
            "collateral inflow",
            &limits.inflow,
            cap,
            &market.inflow,
            published,
        ),
        row(
            "against fresh collateral",
            &limits.fresh,
            cap,
            &market.fresh,
            published,
        ),
    ];
    let header = [
        "limit",
        "window",
        "of the reserve's calm cap: calm, transition, stress",
        "of the market's size: calm, transition, stress",
    ];
    let rules = RULES.replace("SEASON", &duration(limits.season_seconds.into()));
    format!("{INTRODUCTION}\n{}\n{rules}", table(&header, &rows))
}

fn row(name: &str, own: &Limit, cap: u64, market: &Limit, published: &Published) -> Vec<String> {
    let shares = |limit: &Limit, whole: u64| {
        let parts = limit.capacities.map(|capacity| {
            let share = u128::from(capacity) * u128::from(BPS_ONE) / u128::from(whole.max(1));
            percent(u64::try_from(share).unwrap_or(u64::MAX))
        });
        parts.join(", ")
    };
    vec![
        name.to_owned(),
        duration(own.window_seconds.into()),
        shares(own, cap),
        shares(market, published.size.0),
    ]
}
