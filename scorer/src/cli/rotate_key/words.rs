//! A hand-over in plain words, and for programs.

use ballast_scorer::node::rotation::{Batch, Rotation, Sent, Step, Target};
use ballast_scorer::time::Timestamp;
use serde_json::{Value, json};

/// Both keys, and how far each feed is.
pub(super) fn standing(rotation: &Rotation, least_lamports: u64) -> Vec<String> {
    let (present, successor) = (&rotation.present, &rotation.successor);
    let mut lines = vec![
        format!(
            "present    {}, {} SOL",
            present.address,
            sol(present.lamports)
        ),
        format!(
            "successor  {}, {} SOL",
            successor.address,
            sol(successor.lamports)
        ),
    ];
    if successor.lamports < least_lamports {
        let least = sol(least_lamports);
        lines.push(format!(
            "           -> under {least} SOL: it pays for every report from then on, send it some"
        ));
    }
    for target in &rotation.targets {
        let (feed, slot, step) = (&target.feed, target.slot, step(rotation, target));
        lines.push(format!("feed       {feed}, slot {slot}: {step}"));
        if target.is_muted {
            let muted = "the slot is muted: neither key is heard until publisher_unmute by the publisher admin";
            lines.push(format!("           -> {muted}"));
        }
    }
    lines
}

fn step(rotation: &Rotation, target: &Target) -> String {
    match target.step {
        Step::Done => "the successor holds the slot".to_owned(),
        Step::Named { until } => {
            let until = time(until);
            format!(
                "the successor is named, and its next report takes the slot over if it comes by {until}"
            )
        }
        Step::Name { instead_of } => {
            let until = time(rotation.now.saturating_add(target.patience_seconds));
            let name = format!(
                "the successor is to be named. The present key stays good until its first report, for which it has until about {until}"
            );
            match instead_of {
                None => name,
                Some(before) if before.key == rotation.successor.address => {
                    format!("{name}. It was named before, until {}", time(before.until))
                }
                Some(before) => {
                    let (key, until) = (before.key, time(before.until));
                    format!("{name}. {key}, which was named until {until}, loses its claim")
                }
            }
        }
    }
}

/// What trying it cost.
pub(super) fn simulated(units: &[u64]) -> Vec<String> {
    let units: Vec<String> = units.iter().map(u64::to_string).collect();
    vec![format!("simulated  {} compute units", units.join(" and "))]
}

/// What landed.
pub(super) fn landed(sent: &[Sent]) -> Vec<String> {
    let line = |sent: &Sent| format!("landed     {} in slot {}", sent.signature, sent.slot);
    sent.iter().map(line).collect()
}

/// Who signs what was written out.
pub(super) fn outside(rotation: &Rotation, batches: &[Batch]) -> Vec<String> {
    let present = rotation.present.address;
    let line = |batch: &Batch| {
        let (feeds, admin) = (batch.feeds.join(", "), batch.admin);
        format!(
            "signed     for {feeds}: by the publisher admin {admin} and the present key {present}, in one transaction. Where \
             {admin} is a multisig's vault, its members approve squads_message, and the transaction that executes it is signed \
             by {present} too (docs/node.md, Changing the key)"
        )
    };
    batches.iter().map(line).collect()
}

/// What to do next.
pub(super) fn next(rotation: &Rotation, is_dry_run: bool) -> String {
    let successor = rotation.successor.address;
    if rotation.due().next().is_some() && is_dry_run {
        return "this was a dry run, nothing was signed or sent: the same without --dry-run, with --admin FILE or --print"
            .to_owned();
    }
    let is_done = |target: &Target| target.step == Step::Done;
    if rotation.targets.iter().all(is_done) {
        return format!(
            "nothing is left to do on chain. Move {successor} from [successor] to [key], and restart the node"
        );
    }
    format!(
        "let the node run with this [successor], restarted if it was started without: its next report to each feed is signed by \
         {successor} and takes the slot over, which `scorer doctor` shows. Then move the key to [key] at leisure"
    )
}

/// All of it for programs.
pub(super) fn report(
    rotation: &Rotation,
    (units, sent): (&[u64], &[Sent]),
    is_dry_run: bool,
    next: &str,
) -> Value {
    let (present, successor) = (&rotation.present, &rotation.successor);
    let sent = sent
        .iter()
        .map(|sent| json!({ "signature": sent.signature, "slot": sent.slot }));
    json!({
        "present": { "address": present.address.to_string(), "lamports": present.lamports },
        "successor": { "address": successor.address.to_string(), "lamports": successor.lamports },
        "feeds": rotation.targets.iter().map(feed).collect::<Vec<_>>(),
        "units": units,
        "sent": sent.collect::<Vec<_>>(),
        "is_dry_run": is_dry_run,
        "next": next,
    })
}

fn feed(target: &Target) -> Value {
    let (step, until) = match target.step {
        Step::Name { .. } => ("to_be_named", None),
        Step::Named { until } => ("named", Some(until)),
        Step::Done => ("done", None),
    };
    json!({
        "feed": target.feed,
        "address": target.address.to_string(),
        "market": target.market.to_string(),
        "publisher_admin": target.admin.to_string(),
        "slot": target.slot,
        "step": step,
        "until": until,
        "is_muted": target.is_muted,
    })
}

/// Unix seconds as people write them.
fn time(seconds: u64) -> Timestamp {
    let millis = seconds.saturating_mul(1_000);
    Timestamp::from_millis(i64::try_from(millis).unwrap_or(i64::MAX))
}

/// Lamports as SOL.
fn sol(lamports: u64) -> String {
    const LAMPORTS: u64 = 1_000_000_000;
    format!("{}.{:09}", lamports / LAMPORTS, lamports % LAMPORTS)
}

#[cfg(test)]
mod tests {
    use ballast_scorer::node::rotation::{Hand, Named};
    use solana_address::Address;

    use super::*;

    const NEXT: Address = Address::new_from_array([2; 32]);
    const OTHER: Address = Address::new_from_array([3; 32]);

    fn rotation(step: Step) -> Rotation {
        let hand = |address, lamports| Hand { address, lamports };
        let target = Target {
            feed: "SOL".to_owned(),
            address: Address::new_from_array([4; 32]),
            market: Address::new_from_array([5; 32]),
            admin: Address::new_from_array([6; 32]),
            slot: 7,
            step,
            is_muted: false,
            patience_seconds: 86_400,
        };
        Rotation {
            present: hand(Address::new_from_array([1; 32]), 1_500_000_000),
            successor: hand(NEXT, 20),
            now: 0,
            targets: vec![target],
        }
    }

    #[test]
    fn what_will_change_is_said_with_its_deadline_and_who_loses_by_it() {
        let instead_of = Some(Named {
            key: OTHER,
            until: 60,
        });

        let said = standing(&rotation(Step::Name { instead_of }), 100).join("\n");

        for words in [
            "1.500000000 SOL".to_owned(),
            "under 0.000000100 SOL".to_owned(),
            "SOL, slot 7: the successor is to be named".to_owned(),
            "until about 1970-01-02T00:00:00Z".to_owned(),
            format!("{OTHER}, which was named until 1970-01-01T00:01:00Z, loses its claim"),
        ] {
            assert!(said.contains(&words), "{words}: {said}");
        }
    }

    #[test]
    fn what_comes_next_follows_from_what_the_chain_shows() {
        let due = rotation(Step::Name { instead_of: None });
        let named = rotation(Step::Named { until: 60 });
        let done = rotation(Step::Done);

        assert!(next(&due, true).contains("nothing was signed or sent"));
        assert!(next(&named, false).contains("takes the slot over"));
        assert!(next(&done, false).contains("from [successor] to [key]"));
        assert!(next(&done, true).contains("nothing is left to do on chain"));
    }
}
