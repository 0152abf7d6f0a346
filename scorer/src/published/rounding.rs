//! Numbers, rounding, and what a dead oracle means: the same for every market.

pub(super) fn section() -> String {
    TEXT.to_owned()
}

const TEXT: &str = "\
## Numbers and rounding

Integers, binary fixed point. Debts round up, deposits down, shares burned up, shares minted down, prices low for collateral and
high for debt (price minus and plus the confidence interval times its multiple). Interest compounds continuously, `e^(rate × seconds)`, and is
exact to 2⁻⁴⁴ of the growth where that is a thousandth or less between two touches, to 2⁻³⁶ where it is a quarter. A rate takes effect when the reserve is next touched (`accrue`, or any action; anyone may); until then interest
runs at the rate that was in force. A liquidation exchanges at mid prices.

Collateral without a usable price backs nothing when debt is opened or collateral taken out, so that one dead oracle blocks
no one else. In a liquidation the two reserves that are traded need usable prices; everything else the position holds or owes
counts at its last price (for a day in the borrower's favour), so that a dead oracle neither liquidates anyone nor shields anyone.

A token of Token-2022 that takes a fee of its transfers arrives whole: amounts are what the vault gains and loses, the user sends the fee on
top and receives what is left of a payment.

When a reserve is created or changed its curves must rise, a stricter regime never charges less, the stress curve is convex, caps fall, opening
LTV in stress ≤ in calm < threshold, and threshold × (1 + the most bonus in stress) ≤ 1, for a threshold on a ramp at the one in force.
";
