//! What people may change, how long it waits, and what to do in an emergency.

use super::markdown::{duration, hundredths, percent, table};
use ballast_policy::bounds::Bounds;
use ballast_policy::change::{ChangeClass, Delays};
use ballast_policy::pause::PAUSE_SECONDS;

pub(super) fn section(bounds: &Bounds) -> String {
    let delays = Delays::of_bounds(bounds);
    let wait = |class| match delays.of(class) {
        0 => "not at all".to_owned(),
        seconds => duration(seconds),
    };
    let rows = [
        [
            "tighten".to_owned(),
            "lower caps and opening LTV, an earlier fall; smaller flow limits, a longer season, breakers that trip earlier, hold longer or vote harder; a heavier weight of new debt, a smaller share of a cap for one position, dearer flash loans; a shorter T1 or T2, a longer dwell or interval, a smaller budget or spread, a smaller step (unless the day's budget then refills faster), more confirmations".to_owned(),
            wait(ChangeClass::Tighten),
        ],
        [
            "loosen".to_owned(),
            "any of these the other way, a higher liquidation threshold, any change of a curve: a steeper one costs those who owe already".to_owned(),
            wait(ChangeClass::Loosen),
        ],
        [
            "structure".to_owned(),
            "the quorum and how reports and publishers are judged, price rules and price sources, a lower liquidation threshold (then on a ramp), a group's membership, opening a reserve or accepting it as collateral, every rule of liquidation and how much may be liquidated an hour, fees, a feed's mode, a new publisher, the holder of a role".to_owned(),
            wait(ChangeClass::Structure),
        ],
    ];
    let classes = table(&["class", "what", "waits"], &rows.map(Vec::from));
    format!(
        "{CHANGES}\n{classes}\n{}\n{}\n{EMERGENCY}",
        RULES
            .replace("VALIDITY", &duration(delays.validity))
            .replace("PAUSE", &duration(PAUSE_SECONDS))
            .replace("RAMP_DAY", &percent(bounds.ramp_day_bps.into()))
            .replace("RAMP", &duration(bounds.ramp_seconds.into()))
            .replace("BAND", &percent(bounds.oracle_band_bps.into())),
        hard_bounds(bounds)
    )
}

/// What no vote moves.
fn hard_bounds(bounds: &Bounds) -> String {
    let at_most = |bound: String| format!("at most {bound}");
    let rows = [
        (
            "opening LTV",
            at_most(percent(bounds.max_opening_ltv_bps.into())),
        ),
        (
            "liquidation threshold",
            at_most(percent(bounds.max_threshold_bps.into())),
        ),
        (
            "annual rate of any curve",
            at_most(percent(bounds.max_rate_bps.into())),
        ),
        (
            "age of a price",
            at_most(duration(bounds.max_price_age.into())),
        ),
        (
            "confidence interval of a price",
            at_most(percent(bounds.max_confidence_bps.into())),
        ),
        (
            "what a feed loosens in 24 h",
            format!(
                "at most {} points",
                hundredths(bounds.max_day_budget.into())
            ),
        ),
        (
            "quorum of a feed",
            format!("at least {} publishers", bounds.min_publishers),
        ),
    ];
    let rows = rows.map(|(what, most)| vec![what.to_owned(), most]);
    let table = table(&["setting", "bound"], &rows);
    format!("{HARD_BOUNDS}\n{table}")
}

const HARD_BOUNDS: &str = "\
### What nobody can change

Fixed when a market is created, beside the delays above. No role, vote or delay moves them.
";

const CHANGES: &str = "\
## What people may change

A change is proposed, waits on chain where anyone can read it, and is then executed by anyone, whole or not at all.
";

const RULES: &str = "\
- A change counts as its loosest part. It is classified when it is executed, against what is in force then: a tightening that has
  become a loosening meanwhile waits for a loosening's delay.
- It must keep every relation between limits, or none of it is taken.
- A liquidation threshold falls on a ramp only: after the structure delay in a straight line, over RAMP at least and by at most RAMP_DAY a
  day. The opening LTV has to lie under its end before.
- New price sources take over with a quote in hand that lies within BAND of the last price (wider by as much for each day that price is
  old), and a second one within BAND of the first.
- It is void VALIDITY after the longest delay. Governance, the guardian and who proposed it may cancel it until then.
- No delay runs before a market's launch, and before it there are no deposits. What was proposed before waits from the launch on. The launch cannot be undone. After it a
  reserve is added closed, and its opening is a change of structure.
- Roles change hands in two steps: proposed by governance, accepted by the new holder's own signature after the structure delay. The
  guardian may cancel any transfer but that of its own role.
- A transaction that begins with a durable nonce is refused on every administrative path but those that only tighten or cancel.
- A pause, by guardian or governance, stops borrowing and withdrawing with debt for PAUSE; it can be renewed and ends by itself.
  Repaying, adding collateral, withdrawing without debt and liquidation are never paused.
";

const EMERGENCY: &str = "\
## In an emergency

1. **Something is wrong and nobody knows what**: the guardian sends `pause`. Exits stay open.
2. **A publisher lies or is stolen**: guardian or publisher admin sends `publisher_mute`; the median is then taken of the rest. Below
   the quorum terms move to the conservative ones by themselves.
3. **Limits are too loose**: governance or risk admin proposes a tightening and executes it in the same transaction.
4. **Governance's key is stolen**: the guardian cancels every pending change (`change_cancel`) and role transfer (`role_cancel`), and
   pauses; nothing that loosens was due before.
5. **The guardian's key is stolen**: it can mute, pause and cancel, and loosens nothing. Governance replaces it; it cannot cancel that.
6. **Every publisher is gone, or fewer vote than a quorum needs**: nothing has to be done for safety; terms are conservative from T2 on.
   Governance proposes publishers, muted ones included. After the structure delay they vote at once as long as fewer vote than the feed
   needs, since there is no median to compare them with; whoever comes later proves itself in shadow.
";
