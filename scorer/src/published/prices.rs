//! What each action asks of a price, from the needs that the actions themselves are written with.

use super::markdown::table;
use ballast_policy::price::{PriceFlag, PriceNeeds};

/// What is done, and what it asks of the prices that it uses.
const ACTIONS: [(&str, PriceNeeds, &str); 6] = [
    (
        "borrow, withdraw with debt: collateral",
        PriceNeeds::BACKING,
        "it backs nothing; the rest goes on",
    ),
    (
        "borrow, withdraw with debt: what is owed",
        PriceNeeds::OWED,
        "refused",
    ),
    (
        "liquidate: the two that are exchanged",
        PriceNeeds::TRADED,
        "refused",
    ),
    (
        "liquidate: everything else",
        PriceNeeds::VALUED,
        "the last price counts, for a day in the borrower's favour",
    ),
    ("mark: everything", PriceNeeds::MARKED, "refused"),
    (
        "deposit, repay, withdraw without debt, flash loan, insure, resolve, fees, rewards",
        PriceNeeds::NONE,
        "no price is asked",
    ),
];

pub(super) fn section() -> String {
    let rows: Vec<_> = ACTIONS.iter().map(row).collect();
    let head = [
        "action and asset",
        "loaded once",
        "recent",
        "near its average",
        "without it",
    ];
    format!("## Prices\n\n{}\n{TEXT}", table(&head, &rows))
}

fn row((action, needs, otherwise): &(&str, PriceNeeds, &str)) -> Vec<String> {
    let flags = PriceFlag::ALL.map(|flag| if needs.include(flag) { "yes" } else { "" });
    let cells = [*action].into_iter().chain(flags).chain([*otherwise]);
    cells.map(str::to_owned).collect()
}

const TEXT: &str = "\
A quote is loaded only if it is positive, neither from the future nor older than the last, and its confidence interval is narrow: a price
that stands keeps these. A jump, the distance from the oracle's average, and a second source that disagrees or is silent trip
breakers, which stop what opens and nothing that closes.

The second source is another oracle feed of the same token or, for staked tokens, the price of what they are staked in times a
feed of the redemption rate: as old as the older of the two, as unsure as both together.
";
