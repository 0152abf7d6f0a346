//! What people may change, how long it waits, and what to do in an emergency.

use super::markdown::{duration, table};
use ballast_policy::change::{ChangeClass, Delays, PAUSE_SECONDS};

pub(super) fn section() -> String {
    let delays = Delays::STANDARD;
    let wait = |class| match delays.of(class) {
        0 => "not at all".to_owned(),
        seconds => duration(seconds),
    };
    let rows = [
        [
            "tighten".to_owned(),
            "lower caps and opening LTV, an earlier fall; a shorter T1 or T2, a longer dwell or interval, a smaller step, budget or spread, more confirmations".to_owned(),
            wait(ChangeClass::Tighten),
        ],
        [
            "loosen".to_owned(),
            "any of these the other way, a higher liquidation threshold, any change of a curve: a steeper one costs those who owe already".to_owned(),
            wait(ChangeClass::Loosen),
        ],
        [
            "structure".to_owned(),
            "the quorum and how reports and publishers are judged, price rules, bonus, close factor, fees, a feed's mode, a new publisher, the holder of a role".to_owned(),
            wait(ChangeClass::Structure),
        ],
    ];
    let classes = table(&["class", "what", "waits"], &rows.map(Vec::from));
    format!(
        "{CHANGES}\n{classes}\n{}\n{EMERGENCY}",
        RULES
            .replace("VALIDITY", &duration(delays.validity))
            .replace("PAUSE", &duration(PAUSE_SECONDS))
    )
}

const CHANGES: &str = "\
## What people may change

A change is proposed, waits on chain where anyone can read it, and is then executed by anyone, whole or not at all.
";

const RULES: &str = "\
- A change counts as its loosest part. It is classified when it is executed, against what is in force then: a tightening that has
  become a loosening meanwhile waits for a loosening's delay.
- It must keep every relation between limits, or none of it is taken. No change lowers a liquidation threshold.
- It is void VALIDITY after the longest delay. Governance, the guardian and who proposed it may cancel it until then.
- No delay runs before a market's launch, and before it there are no deposits. The launch cannot be undone. After it no reserve is
  added.
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
6. **Every publisher is gone**: nothing has to be done for safety; terms are conservative from T2 on. New publishers are proposed,
   wait, and prove themselves in shadow.
";
