//! How much may flow, and what a sudden deposit can open.

use super::Published;
use super::markdown::{duration, percent, shares, table};
use ballast_policy::limiter::Limit;
use ballast_policy::opening::{FIRST_SHARE_BPS, OPENING_SECONDS};

const INTRODUCTION: &str = "\
## How much may flow

Leaky buckets: what passed drains evenly over the window, so that in any span at most the capacity and what drains meanwhile can
pass; there is no edge at which twice the limit could. The level stays when the regime or a limit changes. Each limit exists per reserve, in
tokens, and over the whole market, in dollars of the cached prices; what passes must fit both.
";

const RULES: &str = "\
- **Outflow** counts borrows and withdrawals gross. A withdrawal without debt is counted and never refused; what liquidations pay out is
  counted apart. What was deposited within the season and leaves again is no outflow, and is taken back from the inflow.
- **Inflow** counts deposits of what is accepted as collateral. Adding to a position with debt is counted, past the limit as well, and never
  refused. Caps on deposits are another matter: they bind everyone, whoever adds to a position with debt included. What
  becomes collateral of a market in use opens with FIRST of its cap, which grows to all of it within OPENING.
- **Against fresh collateral**: a deposit is fresh when it arrives and seasons in a straight line over SEASON. Debt that only fresh collateral
  backs is charged to this limit; whoever deposited earlier never meets it. Swapping seasoned collateral for fresh is charged to the market's
  limit alone, because no reserve lends by it.
- Nobody fills a bucket, or trips its breaker, by going round in circles: what a position has borrowed within the window and repays gives its
  room back, and a breaker whose cause is taken back is as if it had never tripped. Repaying an older debt gives nothing back.
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
    let rules = RULES
        .replace("SEASON", &duration(limits.season_seconds.into()))
        .replace("FIRST", &percent(FIRST_SHARE_BPS.into()))
        .replace("OPENING", &duration(OPENING_SECONDS));
    format!("{INTRODUCTION}\n{}\n{rules}", table(&header, &rows))
}

fn row(name: &str, own: &Limit, cap: u64, market: &Limit, published: &Published) -> Vec<String> {
    vec![
        name.to_owned(),
        duration(own.window_seconds.into()),
        shares(own, cap),
        shares(market, published.size.0),
    ]
}
