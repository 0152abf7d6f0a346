//! The tables of `scorer risk`.

use ballast_scorer::risk::statistic::Estimate;
use ballast_scorer::risk::{Assessment, Losses, Recommendation, dollars};

pub(super) fn assessment(found: &Assessment) {
    println!(
        "{} scenarios, {} positions that owe {} dollars\n",
        found.scenarios,
        found.positions,
        dollars(found.debt)
    );
    println!(
        "| | P(any bad debt) | bad debt mean | 95 % | 99 % | shortfall 99 % | liquidations mean | 95 % |"
    );
    println!("|---|--:|--:|--:|--:|--:|--:|--:|");
    print_losses("market", &found.market);
    for asset in &found.assets {
        print_losses(&asset.asset, &asset.losses);
    }
    println!(
        "\nIn brackets: where the value of endlessly many scenarios lies with 95 % confidence."
    );
    for slipped in &found.slipped {
        println!(
            "sold at more than {:.0} % slippage: {}",
            100.0 * slipped.above,
            amount(&slipped.mean)
        );
    }
    if !found.contributions.is_empty() {
        println!("\nWho the worst percent's loss comes from (all accounts sum to the shortfall):");
        println!("| account | owes | loss | share |");
        println!("|---|--:|--:|--:|");
    }
    for part in &found.contributions {
        let (owes, loss) = (dollars(part.debt), dollars(part.loss));
        println!(
            "| {} | {owes} | {loss} | {:.1} % |",
            part.owner,
            100.0 * part.share
        );
    }
}

fn print_losses(name: &str, losses: &Losses) {
    println!(
        "| {name} | {:.2} % [{:.2}, {:.2}] | {} | {} | {} | {} | {} | {} |",
        100.0 * losses.insolvency_probability.value,
        100.0 * losses.insolvency_probability.low,
        100.0 * losses.insolvency_probability.high,
        amount(&losses.bad_debt_mean),
        amount(&losses.bad_debt_95),
        amount(&losses.bad_debt_99),
        amount(&losses.expected_shortfall_99),
        amount(&losses.liquidations_mean),
        amount(&losses.liquidations_at_risk_95),
    );
}

pub(super) fn recommendation(found: &Recommendation) {
    println!(
        "\n99 % loss now {}, limit {}",
        dollars(found.loss_before),
        dollars(found.limit)
    );
    for (index, option) in found.options.iter().enumerate() {
        let mark = if found.recommended == Some(index) {
            "recommended:"
        } else {
            "-"
        };
        println!("{mark} {}", option.in_words());
    }
    if found.recommended.is_none() {
        let is_within = found.options.is_empty();
        println!(
            "{}",
            if is_within {
                "nothing needs to be changed"
            } else {
                "no single change reaches the limit"
            }
        );
    }
}

fn amount(estimate: &Estimate) -> String {
    let Estimate { value, low, high } = *estimate;
    format!("{} [{}, {}]", dollars(value), dollars(low), dollars(high))
}
