//! Questions about a market that name no position.

use crate::scene::Scene;
use crate::{Answer, Refusal, status, words};
use ballast_policy::curve::Utilization;
use ballast_policy::feed::{Effective, FeedStatus};
use ballast_policy::ltv::bounded_ltv_floor;
use ballast_policy::market::Reserve;
use ballast_policy::price::PriceNeeds;
use ballast_policy::regime::Regime;
use ballast_policy::terms::Terms;
use ballast_policy::throttle;
use ballast_policy::unit::{PricePerUnit, Score, Timestamp, TokenAmount};
use ballast_policy::view::TermsView;

/// The number that stands for the regime that the score itself enters.
const REGIME_OF_SCORE: u32 = 3;

/// A reserve's terms at `now`, and what bounds them: the bytes of `TermsView`.
pub fn terms_view(scene: &Scene, reserve: u32, now: u64) -> Answer {
    let now = Timestamp(now);
    let (reserve, effective) = scene.reserve(reserve, now)?;
    Ok(terms_under(scene, reserve, effective, now))
}

/// What [`terms_view`] gives when the feed's word is `effective`.
pub(crate) fn terms_under(
    scene: &Scene,
    reserve: &Reserve,
    effective: Effective,
    now: Timestamp,
) -> Vec<u8> {
    let feed = &scene.feeds[reserve.feed];
    let view = TermsView::of(
        &reserve.view(effective),
        (&feed.state, &feed.config),
        (&scene.limits, &scene.flows),
        now,
    );
    bytes_of_terms(&view)
}

/// A reserve's books with the interest up to `now`, ten words: deposits, debts, cash (base units), utilisation (2^-24), borrow
/// and deposit rate a year (2^-32), deposits and debts in USD (2^-20) at the low and the high price, fees owed (base units),
/// and 0 or the code of what is wrong with the price.
pub fn reserve_now(scene: &Scene, reserve: u32, now: u64) -> Answer {
    let now = Timestamp(now);
    let (reserve, effective) = scene.reserve(reserve, now)?;
    let mut ledger = reserve.ledger;
    ledger.accrue(now, reserve.config.fee_share_bps);
    let (deposits, debts) = (ledger.total_assets(), ledger.debt());
    let curve = Terms::new(&reserve.config, effective).curve;
    let utilization = ledger.utilization();
    let earned = curve.deposit_rate_floor(utilization, reserve.config.fee_share_bps);
    let price = reserve
        .view(effective)
        .check_price(PriceNeeds::BACKING, now);
    let trouble = price.err().map_or(0, |error| {
        crate::FIRST_ERROR_CODE + u32::from(error.rule.number())
    });
    Ok(words([
        deposits.0,
        debts.0,
        ledger.cash.0,
        u64::from(utilization.0),
        curve.rate_floor(utilization).0,
        earned.0,
        reserve.price.low.value_floor(deposits)?.0,
        reserve.price.high.value_ceil(debts)?.0,
        ledger.fees_owed.0,
        u64::from(trouble),
    ]))
}

/// What a reserve's curve of `regime` asks at a utilisation, two words: borrow and deposit rate a year, 2^-32.
pub fn reserve_rates(scene: &Scene, reserve: u32, regime: u32, utilization_bps: u32) -> Answer {
    let (reserve, _) = scene.reserve(reserve, Timestamp::ZERO)?;
    let regime = regime_numbered(regime)?;
    let utilization_bps = u16::try_from(utilization_bps).map_err(|_| ARGUMENT)?;
    let utilization = Utilization::from_bps_floor(utilization_bps);
    let [calm, transition, stress] = &reserve.config.curves;
    let curve = regime.of([calm, transition, stress]);
    let earned = curve.deposit_rate_floor(utilization, reserve.config.fee_share_bps);
    Ok(words([curve.rate_floor(utilization).0, earned.0]))
}

/// A reserve's terms if its feed stood at `score` in `regime` (3: in the regime that the score enters), seven words: score in
/// force, regime, opening LTV, the group's opening LTV (basis points), borrow cap (base units), flash fee and most
/// liquidation bonus (basis points).
pub fn terms_at(scene: &Scene, reserve: u32, score: u32, regime: u32) -> Answer {
    let (reserve, present) = scene.reserve(reserve, Timestamp::ZERO)?;
    let score = score_numbered(score)?;
    let regime = match regime {
        REGIME_OF_SCORE => Regime::entered_at(score),
        named => regime_numbered(named)?,
    };
    let effective = Effective {
        score: score.max(regime.left_under()),
        regime,
        status: FeedStatus::Held,
        ..present
    };
    let config = &reserve.config;
    let terms = Terms::new(config, effective);
    Ok(words([
        u64::from(effective.score.0),
        u64::from(regime as u8),
        u64::from(terms.opening_ltv_bps),
        u64::from(bounded_ltv_floor(
            &config.group.opening_ltv,
            effective.score,
        )),
        terms.borrow_cap.0,
        u64::from(regime.of(config.flash_fees_bps)),
        u64::from(regime.of(config.liquidation.most_bonus_bps)),
    ]))
}

/// What a feed says at `now`, five words: score, regime, status, depth (basis points), when its median last jumped.
pub fn feed_now(scene: &Scene, feed: u32, now: u64) -> Answer {
    let feed = scene.feed(feed)?;
    let effective = feed.state.effective(&feed.config, Timestamp(now));
    Ok(words([
        u64::from(effective.score.0),
        u64::from(effective.regime as u8),
        u64::from(effective.status as u8),
        u64::from(effective.depth_bps),
        effective.score_jumped_at.0,
    ]))
}

/// The most that whoever publishes can loosen within `seconds`, two words: score (hundredths of a point), regimes left.
pub fn worst_case(scene: &Scene, feed: u32, seconds: u64) -> Answer {
    let worst = throttle::worst_case(&scene.feed(feed)?.config, seconds);
    Ok(words([u64::from(worst.score), u64::from(worst.regimes)]))
}

/// The regime that a score enters from below, one word.
pub fn regime_of(_: &Scene, score: u32) -> Answer {
    Ok(words([u64::from(
        Regime::entered_at(score_numbered(score)?) as u8,
    )]))
}

/// What an amount is worth at a price, rounded down, one word: USD, 2^-20.
pub fn value(_: &Scene, amount: u64, price: u64) -> Answer {
    Ok(words([PricePerUnit(price)
        .value_floor(TokenAmount(amount))?
        .0]))
}

pub(crate) const ARGUMENT: Refusal = Refusal::Status(status::ARGUMENT);

pub(crate) fn score_numbered(score: u32) -> Result<Score, Refusal> {
    let score = u16::try_from(score).map_err(|_| ARGUMENT)?;
    Ok(Score::new(score)?)
}

pub(crate) fn regime_numbered(number: u32) -> Result<Regime, Refusal> {
    Regime::ALL.get(number as usize).copied().ok_or(ARGUMENT)
}

/// The view as the client's layout of the same fields.
fn bytes_of_terms(view: &TermsView) -> Vec<u8> {
    let view = ballast_client::layout::TermsView {
        score_loosens_from: view.score_loosens_from.0,
        regime_loosens_from: view.regime_loosens_from.0,
        silence_tightens_from: view.silence_tightens_from.0,
        threshold_falls_until: view.threshold_falls_until.0,
        breakers_until: view.breakers_until.map(|until| until.0),
        borrow_cap: view.borrow_cap.0,
        borrow_room: view.borrow_room.0,
        outflow_room: view.outflow_room.0,
        inflow_room: view.inflow_room.0,
        fresh_room: view.fresh_room.0,
        market_outflow_room: view.market_outflow_room.0,
        market_inflow_room: view.market_inflow_room.0,
        market_fresh_room: view.market_fresh_room.0,
        deposit_room: view.deposit_room.0,
        liquidation_room: view.liquidation_room.0,
        rate: view.rate,
        budget_room: view.budget_room,
        score: view.score,
        raw: view.raw,
        opening_ltv_bps: view.opening_ltv_bps,
        liquidation_threshold_bps: view.liquidation_threshold_bps,
        utilization_bps: view.utilization_bps,
        depth_bps: view.depth_bps,
        regime: view.regime,
        status: view.status,
        mode: view.mode,
        bound_by: view.bound_by,
        verdicts: view.verdicts,
        padding: view.padding,
    };
    bytemuck::bytes_of(&view).to_vec()
}
