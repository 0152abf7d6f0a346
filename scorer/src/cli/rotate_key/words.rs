//! A hand-over in plain words, and for programs.

use ballast_scorer::node::rotation::{Batch, Rotation, Sent, Step, Target};
use ballast_scorer::time::Timestamp;
use serde_json::{Value, json};

/// Both keys, and how far each feed is.
pub(super) fn standing(rotation: &Rotation, least_lamports: u64) -> Vec<String> {
    let (present, successor) = (&rotation.present, &rotation.successor);
    let mut lines = vec![
        format!("present    {}, {} SOL", present.address, sol(present.lamports)),
        format!("successor  {}, {} SOL", successor.address, sol(successor.lamports)),
    ];
    if successor.lamports < least_lamports {
        let least = sol(least_lamports);
        lines.push(format!("           -> under {least} SOL: it pays for every report from then on, send it some"));
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
            format!("the successor is named, and its next report takes the slot over if it comes by {until}")
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
    let sent = sent.iter().map(|sent| json!({ "signature": sent.signature, "slot": sent.slot }));
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
