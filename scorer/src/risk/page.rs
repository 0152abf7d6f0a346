//! A run as one HTML page.

use crate::html::escape;
use std::fmt::Write as _;
use std::path::Path;

use super::plot::{Mark, histogram};
use super::statistic::Estimate;
use super::words::dollars;
use super::{Assessment, Losses, Outcomes, Recommendation, RiskError};
use crate::number::count;

const STYLE: &str = "
body{font:16px/1.5 system-ui,sans-serif;max-width:70rem;margin:2rem auto;padding:0 1rem;color:#1a1a1a;background:#fff}
h1{margin-bottom:0}.sub{color:#555;margin-top:.2rem}h2{margin-top:2.5rem}
figure{margin:1.5rem 0}figure svg{width:100%;height:auto}figcaption{color:#444}
.pair{display:grid;grid-template-columns:repeat(auto-fit,minmax(26rem,1fr));gap:1rem}.wide{overflow-x:auto}
table{border-collapse:collapse;margin:1rem 0;font-size:.86rem;font-variant-numeric:tabular-nums}
td,th{border-bottom:1px solid #eee;padding:.15rem .9rem .15rem 0;text-align:right;white-space:nowrap}
td:first-child,th:first-child{text-align:left}small{color:#555;display:block}li.best{font-weight:600}";

const NOTES: &str = "<h2>How to read this</h2><p>Futures are drawn from the prices named above and played against the positions \
as policy values and liquidates them; people neither repay nor flee. Bad debt is what is owed at the end beyond the worth of the \
debtor's whole collateral. Small print under a figure: where the value of endlessly many scenarios of the same kind lies with 95 % \
confidence. It says nothing of whether futures are of that kind.</p>";

/// What a page shows.
#[derive(Clone, Copy, Debug)]
pub struct Page<'a> {
    /// Where positions come from.
    pub origin: &'a str,
    /// Where prices come from, how many steps, which seed.
    pub futures: &'a str,
    /// Every statistic.
    pub assessment: &'a Assessment,
    /// What they were taken of.
    pub outcomes: &'a Outcomes,
    /// What to change, where a limit was given.
    pub recommendation: Option<&'a Recommendation>,
}

impl Page<'_> {
    /// Writes the page to `file`, making its folder if need be.
    ///
    /// # Errors
    /// [`RiskError::PlotFailed`], [`RiskError::PageUnwritable`].
    pub fn write(&self, file: &Path) -> Result<(), RiskError> {
        let html = self.html()?;
        let folder = file.parent().unwrap_or(Path::new("."));
        std::fs::create_dir_all(folder)
            .and_then(|()| std::fs::write(file, html))
            .map_err(|error| RiskError::PageUnwritable {
                file: file.to_owned(),
                reason: error.to_string(),
            })
    }

    fn html(&self) -> Result<String, RiskError> {
        let found = self.assessment;
        let mut html = format!(
            "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">\
             <title>Ballast: what could be lost</title><style>{STYLE}</style><h1>What could be lost</h1>\
             <p class=\"sub\">{} · {} positions that owe {} dollars · {} scenarios<br>{}</p>",
            escape(self.origin),
            found.positions,
            dollars(found.debt),
            found.scenarios,
            escape(self.futures)
        );
        html.push_str(&self.figures()?);
        html.push_str(&losses(found));
        html.push_str(&contributions(found));
        if let Some(recommendation) = self.recommendation {
            html.push_str(&advice(recommendation));
        }
        html.push_str(NOTES);
        html.push_str("</html>\n");
        Ok(html)
    }

    fn figures(&self) -> Result<String, RiskError> {
        let market = &self.assessment.market;
        let bad_debt: [Mark; 3] = [
            ("95 %", market.bad_debt_95.value),
            ("99 %", market.bad_debt_99.value),
            ("mean of the worst 1 %", market.expected_shortfall_99.value),
        ];
        let at_risk: [Mark; 1] = [("95 %", market.liquidations_at_risk_95.value)];
        let figures = [
            ("Bad debt", self.outcomes.bad_debt(), &bad_debt[..]),
            (
                "At risk of liquidation",
                self.outcomes.at_risk(),
                &at_risk[..],
            ),
        ];
        let mut html = String::from("<div class=\"pair\">");
        for (name, values, marks) in figures {
            let svg = histogram(name, &values, marks)?.unwrap_or_default();
            let none = values.iter().filter(|value| **value <= 0.0).count();
            let share = 100.0 * count(none) / count(values.len().max(1));
            // Writing to a string cannot fail.
            let _ = write!(
                html,
                "<figure>{svg}<figcaption>{name}; none in {share:.1} % of scenarios</figcaption></figure>"
            );
        }
        html.push_str("</div>");
        Ok(html)
    }
}

fn losses(found: &Assessment) -> String {
    let mut html = String::from(
        "<h2>Losses</h2><div class=\"wide\"><table><tr><th><th>P(any bad debt)<th>bad debt, mean<th>95 %<th>99 %\
         <th>mean of the worst 1 %<th>liquidations, mean<th>95 %",
    );
    html.push_str(&row("market", &found.market));
    for asset in &found.assets {
        html.push_str(&row(&asset.asset, &asset.losses));
    }
    html.push_str("</table></div>");
    for slipped in &found.slipped {
        let (above, mean) = (100.0 * slipped.above, dollars(slipped.mean.value));
        let _ = write!(
            html,
            "<p>Sold at more than {above:.0} % slippage: {mean} dollars on average.</p>"
        );
    }
    html
}

fn row(name: &str, losses: &Losses) -> String {
    let probability = &losses.insolvency_probability;
    let mut html = format!(
        "<tr><td>{}<td>{:.2} %<small>{:.2} to {:.2}</small>",
        escape(name),
        100.0 * probability.value,
        100.0 * probability.low,
        100.0 * probability.high
    );
    for estimate in [
        &losses.bad_debt_mean,
        &losses.bad_debt_95,
        &losses.bad_debt_99,
        &losses.expected_shortfall_99,
        &losses.liquidations_mean,
        &losses.liquidations_at_risk_95,
    ] {
        let Estimate { value, low, high } = *estimate;
        let (value, low, high) = (dollars(value), dollars(low), dollars(high));
        let _ = write!(html, "<td>{value}<small>{low} to {high}</small>");
    }
    html
}

fn contributions(found: &Assessment) -> String {
    if found.contributions.is_empty() {
        return String::new();
    }
    let mut html = String::from(
        "<h2>Who the worst percent's loss comes from</h2><table><tr><th>account<th>owes<th>loss<th>share",
    );
    for part in &found.contributions {
        let _ = write!(
            html,
            "<tr><td>{}<td>{}<td>{}<td>{:.1} %",
            escape(&part.owner),
            dollars(part.debt),
            dollars(part.loss),
            100.0 * part.share
        );
    }
    html.push_str("</table>");
    html
}

fn advice(found: &Recommendation) -> String {
    let mut html = format!(
        "<h2>What would bring it under the limit</h2><p>99 % loss now {} dollars, limit {}: {}.</p><ul>",
        dollars(found.loss_before),
        dollars(found.limit),
        match (found.recommended, found.options.is_empty()) {
            (Some(_), _) => "the one in bold is recommended",
            (None, true) => "nothing needs to be changed",
            (None, false) => "no single change reaches it",
        }
    );
    for (index, option) in found.options.iter().enumerate() {
        let class = if found.recommended == Some(index) {
            " class=\"best\""
        } else {
            ""
        };
        let _ = write!(html, "<li{class}>{}</li>", escape(&option.in_words()));
    }
    html.push_str("</ul>");
    html
}
