//! One look at the market: features, model, evidence within the hour, and what all of it makes of each feed.
//!
//! An asset is scored at the last full five minutes. A feed's score is the highest of its assets'; its half-width reaches up to
//! the highest end of any of theirs, since any may turn out the worst; its depth is the least.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use hex::FromHex as _;
use sha2::{Digest as _, Sha256};

use super::audit::{AssetRecord, InputRecord, TickDetail};
use super::config::Feed;
use super::source::{Input, InputRules, InputState, Snapshot, five_minutes, judge};
use super::trigger::Said;
use crate::data::AssetHistory;
use crate::drift::{Chosen, Stance};
use crate::explain::Explanation;
use crate::model::score_map::SCORE_MAX_HUNDREDTHS;
use crate::model::{Model, ModelError, Scored};
use crate::time::Timestamp;

/// Depth of a feed whose books nobody measures.
const DEPTH_WHOLE_BPS: u16 = 10_000;
const FIVE_MINUTES_MILLIS: i64 = 300_000;

/// What drift says of each asset.
pub type Stances = BTreeMap<String, Stance>;

/// Scores feeds with one model. Shared between threads.
#[derive(Debug)]
pub struct Scorer {
    model: Arc<Model>,
    model_hash: [u8; 32],
    rules: InputRules,
    widening_hundredths: u16,
    /// The last explanation of each asset, with the hash of its features: it stays for an hour.
    explanations: Mutex<BTreeMap<String, (String, Explanation)>>,
}

/// A feed's score and why it is so.
#[derive(Clone, Debug, PartialEq)]
pub struct FeedScore {
    /// Of when the data are.
    pub data_time: Timestamp,
    /// What a report would say.
    pub said: Said,
    /// SHA-256 over what it rests on: [`input_hash`].
    pub input_hash: [u8; 32],
    /// SHA-256 of the model.
    pub model_hash: [u8; 32],
    /// Every asset.
    pub detail: TickDetail,
}

impl Scorer {
    /// Scores with `model`.
    pub fn new(model: Arc<Model>, rules: InputRules, widening_hundredths: u16) -> Self {
        Self {
            model_hash: bytes_of_hex(model.hash()),
            model,
            rules,
            widening_hundredths,
            explanations: Mutex::default(),
        }
    }

    /// The model.
    pub fn model(&self) -> &Arc<Model> {
        &self.model
    }

    /// SHA-256 of the model.
    pub fn model_hash(&self) -> [u8; 32] {
        self.model_hash
    }

    /// The score of `feed`.
    ///
    /// # Errors
    /// [`ModelError`] of the first asset that cannot be scored: the feed has no score then.
    pub fn score(
        &self,
        snapshot: &Snapshot,
        feed: &Feed,
        stances: &Stances,
    ) -> Result<FeedScore, ModelError> {
        let assets = feed.assets.iter();
        let assets = assets.map(|asset| self.asset(snapshot, feed, asset, stances));
        let assets = assets.collect::<Result<Vec<_>, _>>()?;
        let (said, decided_by) = combine(&assets);
        let detail = TickDetail { decided_by, assets };
        Ok(FeedScore {
            data_time: snapshot.data_time,
            said,
            input_hash: input_hash(&detail),
            model_hash: self.model_hash,
            detail,
        })
    }

    fn asset(
        &self,
        snapshot: &Snapshot,
        feed: &Feed,
        asset: &str,
        stances: &Stances,
    ) -> Result<AssetRecord, ModelError> {
        let history = snapshot.dataset.asset(asset)?;
        let trusting = Stance::trusting();
        let stance = stances.get(asset).unwrap_or(&trusting);
        let scored = self.scored(snapshot, asset, history, stance)?;
        let explanation = self.explanation(snapshot, asset, &scored)?;
        let reference = feed.depth_reference_usd.get(asset).copied();
        let inputs = judge(snapshot, asset, history, &self.rules, reference.is_some());
        let late = inputs.iter().filter(|input| input.state.widens()).count();
        let widening = self
            .widening_hundredths
            .saturating_mul(u16::try_from(late).unwrap_or(u16::MAX));
        let half_width = scored.half_width_hundredths.saturating_add(widening);
        Ok(AssetRecord {
            asset: asset.to_owned(),
            time: scored.time,
            price: scored.price,
            score: scored.score_hundredths,
            half_width: half_width.min(SCORE_MAX_HUNDREDTHS),
            depth_bps: depth_bps(snapshot, history, reference),
            features_hash: hex::encode(scored.input_hash),
            forecaster: match scored.forecaster {
                Chosen::Model => "model".to_owned(),
                Chosen::Baseline => "baseline".to_owned(),
            },
            cause: scored.cause.to_string(),
            floors: [
                scored.evidence.fall_hundredths,
                scored.evidence.depth_hundredths,
                scored.evidence.funding_hundredths,
            ],
            explanation,
            inputs: inputs.iter().map(record_of).collect(),
            drift: stance.reasons.clone(),
        })
    }

    /// At the last full five minutes, or at the full hour where no bar has closed since.
    fn scored(
        &self,
        snapshot: &Snapshot,
        asset: &str,
        history: &AssetHistory,
        stance: &Stance,
    ) -> Result<Scored, ModelError> {
        let dataset = &snapshot.dataset;
        let time = decision_time(snapshot.data_time);
        let hour = time.hour_floor();
        let bars = five_minutes(history).map(|(_, bars)| bars);
        let since = bars.filter(|bars| {
            let closed = &bars.slots()[bars.closed_by(hour)..bars.closed_by(time)];
            closed.iter().any(Option::is_some)
        });
        match since {
            Some(bars) => self
                .model
                .score_within_hour_guarded(dataset, asset, time, bars, stance),
            None => self.model.score_guarded(dataset, asset, hour, stance),
        }
    }

    /// The hour's explanation with what evidence has put on top since.
    fn explanation(
        &self,
        snapshot: &Snapshot,
        asset: &str,
        scored: &Scored,
    ) -> Result<Explanation, ModelError> {
        let hash = hex::encode(scored.input_hash);
        let known = self.explanations.lock().ok().and_then(|known| {
            let (of, explanation) = known.get(asset)?;
            (*of == hash).then(|| explanation.clone())
        });
        let explanation = if let Some(explanation) = known {
            explanation
        } else {
            let hour = scored.time.hour_floor();
            let explained = self.model.explain_at(&snapshot.dataset, asset, hour)?;
            let explanation = Explanation {
                raised: None,
                score_points: explained.explanation.forecast_points,
                ..explained.explanation
            };
            if let Ok(mut known) = self.explanations.lock() {
                known.insert(asset.to_owned(), (hash, explanation.clone()));
            }
            explanation
        };
        let added = scored
            .score_hundredths
            .saturating_sub(scored.forecast_hundredths);
        Ok(if added == 0 {
            explanation
        } else {
            explanation.raised(&scored.cause.to_string(), f64::from(added) / 100.0)
        })
    }
}

/// The last full five minutes at or before `time`.
pub fn decision_time(time: Timestamp) -> Timestamp {
    let millis = time.millis();
    Timestamp::from_millis(millis - millis.rem_euclid(FIVE_MINUTES_MILLIS))
}

/// What several assets make of their feed, and whose score it is.
fn combine(assets: &[AssetRecord]) -> (Said, String) {
    let score = assets.iter().map(|asset| asset.score).max().unwrap_or(0);
    let ends = assets.iter().map(|asset| {
        let end = asset.score.saturating_add(asset.half_width);
        end.saturating_sub(score)
    });
    let worst = assets.iter().find(|asset| asset.score == score);
    let half_width = ends.max().unwrap_or(0).min(SCORE_MAX_HUNDREDTHS);
    let depths = assets.iter().map(|asset| asset.depth_bps);
    let said = Said {
        score,
        half_width,
        depth_bps: depths.min().unwrap_or(DEPTH_WHOLE_BPS),
    };
    (
        said,
        worst.map_or_else(String::new, |asset| asset.asset.clone()),
    )
}

/// How much of the measured depth the last book that is fresh has; all of it where there is nothing to judge by.
fn depth_bps(snapshot: &Snapshot, history: &AssetHistory, reference: Option<f64>) -> u16 {
    let now = snapshot.data_time;
    let oldest = now.millis() - 1_000 * snapshot.book_max_age_seconds;
    let oldest = Timestamp::from_millis(oldest);
    let last = history.extras().depth.within(oldest, now).last();
    let (Some(reference), Some((_, depth))) = (reference, last) else {
        return DEPTH_WHOLE_BPS;
    };
    let share = (depth.within_50bps_usd / reference).clamp(0.0, 1.0);
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a share from 0 to 1"
    )]
    let bps = (share * f64::from(DEPTH_WHOLE_BPS)).floor() as u16;
    bps
}

/// SHA-256 over everything that a feed's report rests on, asset by asset in order: `ballast-inputs-1`, then symbol, 0, decision
/// time in milliseconds, the price's bits, the hash of the features, the floors by evidence, score, half-width and depth, each
/// little-endian. From the audit's record alone, so that anyone may check it later.
pub fn input_hash(detail: &TickDetail) -> [u8; 32] {
    let mut hash = Sha256::new();
    hash.update(b"ballast-inputs-1");
    for asset in &detail.assets {
        hash.update(asset.asset.as_bytes());
        hash.update([0]);
        hash.update(asset.time.millis().to_le_bytes());
        hash.update(asset.price.to_bits().to_le_bytes());
        hash.update(bytes_of_hex(&asset.features_hash));
        for number in asset.floors {
            hash.update(number.to_le_bytes());
        }
        for number in [asset.score, asset.half_width, asset.depth_bps] {
            hash.update(number.to_le_bytes());
        }
    }
    hash.finalize().into()
}

fn record_of(input: &Input) -> InputRecord {
    // Ages of what is fresh would make every tick another one.
    let is_told = input.state != InputState::Fresh;
    InputRecord {
        name: input.name.clone(),
        age_seconds: input.age_seconds.filter(|_| is_told),
        state: input.state.name().to_owned(),
    }
}

/// The 32 bytes of a SHA-256 in hex; what is not hex is zero.
fn bytes_of_hex(digits: &str) -> [u8; 32] {
    <[u8; 32]>::from_hex(digits).unwrap_or_default()
}

#[cfg(test)]
mod tests;
