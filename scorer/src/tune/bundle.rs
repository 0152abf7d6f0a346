//! The changes that governance would propose, and why.
//!
//! Each entry is one `change_propose` of the program: a kind, a target, and the fields that differ from the preset with their
//! values now and then. A market whose live settings are not the preset's is not the one that was searched: an entry applies
//! only where `present` is what is in force. Classes and delays are policy's own ([`ballast_policy::change`]).

use super::candidate::Candidate;
use super::evidence::Evidence;
use super::field::{FEED, Field, MARKET_LIMITS, RESERVE, RESERVE_LIMITS};
use ballast_client::layout::ChangeKind;
use ballast_policy::bounds::Bounds;
use ballast_policy::change::{
    ChangeClass, Delays, classify_feed, classify_limits, classify_market, classify_reserve,
};
use ballast_policy::preset;
use ballast_policy::unit::{TokenAmount, Usd};
use serde::Serialize;

/// A reserve that the changes are for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ReserveShape {
    /// Its asset.
    pub symbol: String,
    /// Its borrow cap in calm, base units: the preset's limits are shares of it.
    pub cap: u64,
    /// Whether it is what is lent; the others are collateral.
    pub is_lent: bool,
}

/// The market that the changes are for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct MarketShape {
    /// Its reserves, each with a feed of its own.
    pub reserves: Vec<ReserveShape>,
    /// What it holds, dollars: the preset's limits over all reserves are shares of it.
    pub dollars: u64,
}

/// A field that differs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ChangedValue {
    /// Its name in policy.
    pub field: &'static str,
    /// In the preset.
    pub present: u64,
    /// Proposed.
    pub proposed: u64,
    /// How policy classes this field's change alone.
    pub class: &'static str,
}

/// One change of governance.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ChangeEntry {
    /// The variant of [`ballast_client::instruction::Change`].
    pub change: String,
    /// Its number on chain.
    pub kind: u8,
    /// The asset of the reserve or of the feed that it is for; `market` for the market's own.
    pub target: String,
    /// How policy classes the whole: its loosest part.
    pub class: &'static str,
    /// How long it waits after the launch under the standard bounds, seconds.
    pub waits_seconds: u64,
    /// What differs.
    pub values: Vec<ChangedValue>,
}

/// What governance can propose, with its evidence.
#[derive(Clone, Debug, Serialize)]
pub struct Bundle {
    /// Whether the proposal is better on scenes that the search has not seen, with an interval that leaves zero out.
    pub recommended: bool,
    /// Why, or why not.
    pub reason: String,
    /// The market that absolute sizes are for.
    pub market: MarketShape,
    /// The published preset.
    pub preset: Candidate,
    /// The proposal.
    pub proposal: Candidate,
    /// One entry per change; none where the preset is best.
    pub changes: Vec<ChangeEntry>,
    /// What it rests on.
    pub evidence: Evidence,
}

/// The changes from the preset to `proposal` in a market of `shape`.
///
/// # Errors
/// [`ballast_policy::Rule::ThresholdLowered`], which no parameter does.
pub fn changes(
    proposal: &Candidate,
    shape: &MarketShape,
) -> Result<Vec<ChangeEntry>, ballast_policy::PolicyError> {
    let mut changes = Vec::new();
    for reserve in &shape.reserves {
        let cap = TokenAmount(reserve.cap);
        let (config, limits, feed) = (
            if reserve.is_lent {
                preset::stable(cap)
            } else {
                preset::volatile(cap)
            },
            preset::reserve_limits(cap),
            preset::feed(),
        );
        changes.extend(entry(
            (ChangeKind::Reserve, &reserve.symbol),
            (&config, &proposal.reserve(&config, reserve.is_lent)),
            RESERVE,
            classify_reserve,
        )?);
        changes.extend(entry(
            (ChangeKind::ReserveLimits, &reserve.symbol),
            (&limits, &proposal.limits(&limits)),
            RESERVE_LIMITS,
            |present, proposed| Ok(classify_limits(present, proposed)),
        )?);
        changes.extend(entry(
            (ChangeKind::Feed, &reserve.symbol),
            (&feed, &proposal.feed(&feed)),
            FEED,
            |present, proposed| Ok(classify_feed(present, proposed)),
        )?);
    }
    let limits = preset::market_limits(Usd::from_dollars(shape.dollars));
    changes.extend(entry(
        (ChangeKind::MarketLimits, "market"),
        (&limits, &proposal.market(&limits)),
        MARKET_LIMITS,
        |present, proposed| Ok(classify_market(present, proposed)),
    )?);
    Ok(changes)
}

type Class = Result<ChangeClass, ballast_policy::PolicyError>;

fn entry<T: Copy>(
    (kind, target): (ChangeKind, &str),
    (present, proposed): (&T, &T),
    fields: &[Field<T>],
    classify: impl Fn(&T, &T) -> Class,
) -> Result<Option<ChangeEntry>, ballast_policy::PolicyError> {
    let mut values = Vec::new();
    for field in fields {
        let (old, new) = ((field.read)(present), (field.read)(proposed));
        if old == new {
            continue;
        }
        let mut alone = *present;
        (field.copy)(proposed, &mut alone);
        values.push(ChangedValue {
            field: field.name,
            present: old,
            proposed: new,
            class: name(classify(present, &alone)?),
        });
    }
    if values.is_empty() {
        return Ok(None);
    }
    let class = classify(present, proposed)?;
    Ok(Some(ChangeEntry {
        change: format!("{kind:?}"),
        kind: kind as u8,
        target: target.to_owned(),
        class: name(class),
        waits_seconds: Delays::of_bounds(&Bounds::STANDARD).of(class),
        values,
    }))
}

const fn name(class: ChangeClass) -> &'static str {
    match class {
        ChangeClass::Tighten => "tighten",
        ChangeClass::Loosen => "loosen",
        ChangeClass::Structure => "structure",
    }
}

/// The bundle of `proposal`, recommended or not as its evidence has it.
///
/// # Errors
/// As [`changes`].
pub fn bundle(
    proposal: &Candidate,
    market: MarketShape,
    evidence: Evidence,
) -> Result<Bundle, ballast_policy::PolicyError> {
    let preset = Candidate::preset();
    let is_new = *proposal != preset;
    let is_better = evidence.validation.comparison.is_better();
    let reason = match (is_new, is_better) {
        (false, _) => "no candidate cost less than the preset on the training scenes",
        (true, true) => {
            "costs less than the preset on later scenes, with an interval that leaves zero out"
        }
        (true, false) => {
            "not shown to cost less than the preset on later scenes: its interval holds zero or worse, or rests on fewer than ten seeds"
        }
    };
    Ok(Bundle {
        recommended: is_new && is_better,
        reason: reason.to_owned(),
        changes: changes(proposal, &market)?,
        market,
        preset,
        proposal: *proposal,
        evidence,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tune::Parameter;

    fn shape() -> MarketShape {
        let reserve = |symbol: &str, is_lent| ReserveShape {
            symbol: symbol.to_owned(),
            cap: 1_000_000_000_000,
            is_lent,
        };
        MarketShape {
            reserves: vec![reserve("USDC", true), reserve("SOL", false)],
            dollars: 1_000_000,
        }
    }

    fn found<'a>(changes: &'a [ChangeEntry], change: &str, target: &str) -> &'a ChangeEntry {
        let mut matching = changes
            .iter()
            .filter(|entry| entry.change == change && entry.target == target);
        matching.next().unwrap()
    }

    #[test]
    fn the_preset_changes_nothing() {
        assert_eq!(changes(&Candidate::preset(), &shape()).unwrap(), []);
    }

    #[test]
    fn each_change_has_its_class_and_its_delay_from_policy() {
        let proposal = Candidate::preset()
            .with(Parameter::CalmLtv, 7_200)
            .with(Parameter::StressLtv, 3_500)
            .with(Parameter::Confirmations, 5)
            .with(Parameter::Fresh, 50);

        let changes = changes(&proposal, &shape()).unwrap();

        let sol = found(&changes, "Reserve", "SOL");
        let classes: Vec<_> = sol.values.iter().map(|value| value.class).collect();
        assert_eq!((sol.class, sol.waits_seconds), ("loosen", 172_800));
        assert_eq!(classes, ["loosen", "tighten"]);
        let feed = found(&changes, "Feed", "USDC");
        assert_eq!((feed.class, feed.waits_seconds), ("tighten", 0));
        assert_eq!((feed.values[0].present, feed.values[0].proposed), (3, 5));
        let fresh = found(&changes, "MarketLimits", "market");
        assert_eq!((fresh.class, fresh.values.len()), ("tighten", 3));
        assert_eq!(changes.len(), 6, "{changes:?}");
    }

    #[test]
    fn liquidations_are_structure_and_a_smaller_step_alone_loosens_over_days() {
        let proposal = Candidate::preset()
            .with(Parameter::CloseFactor, 2_500)
            .with(Parameter::LoosenStep, 100);

        let changes = changes(&proposal, &shape()).unwrap();

        assert_eq!(found(&changes, "Reserve", "USDC").class, "structure");
        assert_eq!(found(&changes, "Feed", "SOL").class, "loosen");
    }
}
