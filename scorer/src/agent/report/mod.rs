//! The result as one HTML page: what it came to, and what happened.

mod plot;

use super::error::AgentError;
use super::journal::Journal;
use super::measure::Outcome;
use super::world::Simulated;
use crate::html::escape;
use plot::Plot;
use std::fmt::Write as _;

const STYLE: &str = "
body{font:16px/1.5 system-ui,sans-serif;max-width:62rem;margin:2rem auto;padding:0 1rem;color:#1a1a1a;background:#fff}
h1{margin-bottom:0}.sub{color:#555;margin-top:.2rem}
figure{margin:2rem 0}figure svg{width:100%;height:auto}figcaption{color:#444}
table{border-collapse:collapse;margin:1rem 0}td,th{border-bottom:1px solid #ddd;padding:.25rem .9rem .25rem 0;text-align:left;font-variant-numeric:tabular-nums}
td.n,th.n{text-align:right}";

/// The page of a pool's result; `title` says what was simulated, `symbols` name the reserves.
///
/// # Errors
/// [`AgentError::Plot`].
pub fn page(
    title: &str,
    symbols: &[String],
    simulated: &Simulated,
    journal: &Journal,
) -> Result<String, AgentError> {
    let mut html = format!(
        "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><meta name=\"viewport\" \
         content=\"width=device-width\"><title>Ballast simulation</title><style>{STYLE}</style>\
         <h1>A simulated market</h1><p class=\"sub\">{} · terms: {} · scores: {}</p>",
        escape(title),
        escape(&simulated.steward),
        escape(&simulated.scores)
    );
    html.push_str("<table>");
    for (name, figure) in simulated.outcome.rows() {
        // Writing to a string cannot fail.
        let _ = write!(
            html,
            "<tr><td>{}<td class=\"n\">{}",
            escape(&name),
            escape(&figure)
        );
    }
    html.push_str("</table>");
    for Plot { caption, svg } in plot::all(symbols, journal)? {
        let caption = escape(caption);
        let _ = write!(
            html,
            "<figure>{svg}<figcaption>{caption}</figcaption></figure>"
        );
    }
    html.push_str("<h2>Refusals</h2><table><tr><th>action and rule<th class=\"n\">count");
    for (rule, count) in &simulated.outcome.refusals {
        let _ = write!(html, "<tr><td>{}<td class=\"n\">{count:.0}", escape(rule));
    }
    html.push_str(
        "</table><h2>How to read this</h2><p>Prices are the market's; people, their sizes and moods are drawn from a seed. \
         Depth of the local books, where no depth series covers the time, follows traded volume and shrinks when prices \
         move. Every action of the market is decided by the published policy.</p></html>\n",
    );
    Ok(html)
}

impl Outcome {
    /// What people ask for first: a name and a figure.
    pub fn rows(&self) -> Vec<(String, String)> {
        let mut rows = self.losses();
        rows.extend(self.liquidity());
        rows.extend(self.cost());
        for (reserve, shares) in self.regimes.iter().enumerate() {
            let three = [shares.calm, shares.transition, shares.stress];
            let name = format!("reserve {reserve}: calm / transition / stress");
            rows.push((name, three.map(percent).join(" / ")));
        }
        if let Some(attack) = &self.attack {
            rows.push(("attacker's profit".to_owned(), money(attack.profit)));
            rows.push(("attacker borrowed".to_owned(), money(attack.borrowed)));
        }
        rows
    }

    fn losses(&self) -> Vec<(String, String)> {
        let (debt, sold, gap) = (&self.bad_debt, &self.liquidations, &self.oracle_gap);
        let bore = [
            debt.borne_by_fees,
            debt.borne_by_insurance,
            debt.borne_by_depositors,
            debt.uncovered_at_end,
        ];
        let over = [
            sold.over_1_percent,
            sold.over_3_percent,
            sold.over_5_percent,
        ];
        let (repaid, seized) = (money(sold.repaid), money(sold.seized));
        named([
            ("bad debt", money(debt.total)),
            (
                "of it fees / insurance / depositors / open",
                bore.map(money).join(" / "),
            ),
            (
                "liquidations, debt repaid, collateral seized",
                format!("{:.1}, {repaid}, {seized}", sold.count),
            ),
            (
                "sold over 1 / 3 / 5 % under the market",
                over.map(percent).join(" / "),
            ),
            (
                "liquidations off the market price / of the healthy",
                format!("{:.1} / {:.1}", gap.off_market, gap.of_the_healthy),
            ),
        ])
    }

    fn liquidity(&self) -> Vec<(String, String)> {
        let (used, cascade) = (&self.utilization, &self.cascade);
        let asked = money(cascade.asked);
        named([
            (
                "utilisation mean / peak",
                [used.mean, used.peak].map(percent).join(" / "),
            ),
            (
                "spikes over 95 %, hours above",
                format!("{:.1}, {:.1}", used.spikes, used.hours_above),
            ),
            (
                "depositors who waited, longest hours, asked",
                format!(
                    "{:.1}, {:.1}, {asked}",
                    cascade.refused, cascade.longest_hours
                ),
            ),
        ])
    }

    fn cost(&self) -> Vec<(String, String)> {
        let (rate, alarm) = (&self.rate, &self.false_alarm);
        let moves = percent(rate.hourly_volatility);
        named([
            (
                "borrow rate median / peak, hourly volatility",
                format!(
                    "{}, {moves}",
                    [rate.median, rate.peak].map(percent).join(" / ")
                ),
            ),
            (
                "capacity in quiet times, a dollar of collateral",
                self.capacity
                    .quiet
                    .map_or_else(|| "–".to_owned(), |quiet| format!("{quiet:.4}")),
            ),
            (
                "false alarms: extra interest / refused borrowing",
                [alarm.extra_interest, alarm.refused_borrowing]
                    .map(money)
                    .join(" / "),
            ),
        ])
    }
}

fn named<const N: usize>(rows: [(&str, String); N]) -> Vec<(String, String)> {
    rows.map(|(name, figure)| (name.to_owned(), figure))
        .to_vec()
}

fn percent(share: f64) -> String {
    format!("{:.2} %", share * 100.0)
}

/// Dollars, whole, thousands kept apart.
fn money(dollars: f64) -> String {
    let whole = format!("{:.0}", dollars.abs());
    let mut grouped = String::new();
    for (place, digit) in whole.chars().enumerate() {
        if place > 0 && (whole.len() - place).is_multiple_of(3) {
            grouped.push(' ');
        }
        grouped.push(digit);
    }
    let sign = if dollars <= -0.5 { "-" } else { "" };
    format!("{sign}${grouped}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn losses_keep_their_sign_and_thousands_apart() {
        assert_eq!(money(-1_234_567.2), "-$1 234 567");
        assert_eq!(money(-0.2), "$0");
    }
}
