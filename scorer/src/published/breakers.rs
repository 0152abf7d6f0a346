//! What stops new debt for a while, and what it never stops.

use super::Published;
use super::markdown::{duration, percent, table};
use ballast_policy::breaker::{Breaker, BreakerRule, Kind, Verdict};
use ballast_policy::unit::Usd;

const INTRODUCTION: &str = "\
## Circuit breakers

Each reserve has nine. One trips as the last step of the action that crosses its threshold, which stands; it ends by itself, and cannot
trip again before its cool-down, counted from the trip, is over. Each votes on three kinds of action and the strictest vote counts: *reduce*
judges on the terms and limits of stress, *halt* refuses (as backing: counts for nothing).
";

const RULES: &str = "\
- Anyone may end one early (`breaker_release`) once its cause is gone and a quarter of its time is over. Bad debt passes with time only.
- Repaying, depositing, withdrawing without debt and liquidating the unhealthy ask no breaker. None touches a liquidation threshold.
- A reference for price jumps stands for WINDOW. Of two sources the first is believed; while the second's last price is too old to be
  used, new debt is stopped without anything being latched, so that an old update which someone shows neither counts nor trips.
";

pub(super) fn section(published: &Published) -> String {
    let rules = &published.limits.breakers;
    let rows: Vec<Vec<String>> = Breaker::ALL
        .into_iter()
        .zip(rules)
        .map(|(breaker, rule)| row(breaker, rule, published))
        .collect();
    let header = [
        "breaker",
        "trips at",
        "holds",
        "cool-down",
        "new debt",
        "as backing",
        "withdrawal with debt",
    ];
    let window = duration(published.limits.price_window_seconds.into());
    format!(
        "{INTRODUCTION}\n{}\n{}",
        table(&header, &rows),
        RULES.replace("WINDOW", &window)
    )
}

fn row(breaker: Breaker, rule: &BreakerRule, published: &Published) -> Vec<String> {
    let time = |seconds: u32| match seconds {
        0 => "while it lasts".to_owned(),
        seconds => duration(seconds.into()),
    };
    let mut row = vec![
        name(breaker).to_owned(),
        threshold(breaker, rule, published),
        time(rule.duration_seconds),
        if rule.cooldown_seconds == 0 {
            String::new()
        } else {
            time(rule.cooldown_seconds)
        },
    ];
    row.extend(Kind::ALL.map(|kind| vote(rule.verdict(kind)).to_owned()));
    row
}

const fn vote(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Allow => "allow",
        Verdict::Reduce => "reduce",
        Verdict::Halt => "halt",
    }
}

const fn name(breaker: Breaker) -> &'static str {
    match breaker {
        Breaker::PriceJump => "price jump",
        Breaker::PriceAgainstAverage => "price against its own average",
        Breaker::SourcesDisagree => "sources disagree",
        Breaker::ScoreJump => "score jump",
        Breaker::UtilizationSpike => "utilisation spike",
        Breaker::Outflow => "outflow",
        Breaker::CollateralInflow => "collateral inflow",
        Breaker::BadDebtFormed => "bad debt formed",
        Breaker::FeedDegraded => "feed degraded",
    }
}

fn threshold(breaker: Breaker, rule: &BreakerRule, published: &Published) -> String {
    let bps = percent(rule.threshold);
    match breaker {
        Breaker::PriceJump => format!("{bps} from the reference"),
        Breaker::PriceAgainstAverage => format!("{bps} from the oracle's average"),
        Breaker::SourcesDisagree => format!("{bps} apart"),
        Breaker::ScoreJump => format!(
            "a median {} points above the last",
            super::markdown::hundredths(published.feed.score_jump.into())
        ),
        Breaker::UtilizationSpike => format!("an action that lifts it across {bps}"),
        Breaker::Outflow | Breaker::CollateralInflow => format!("{bps} of its limit"),
        Breaker::BadDebtFormed => {
            format!(
                "{} USD left without collateral",
                rule.threshold >> Usd::FRACTION_BITS
            )
        }
        Breaker::FeedDegraded => "no quorum until T2".to_owned(),
    }
}
