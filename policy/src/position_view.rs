//! What an integrator wants to know of a position, in one value: what it is worth, asset by asset, what may still be
//! borrowed and withdrawn, how far it is from liquidation, and why an asset counts as it does.

use crate::breaker::Verdict;
use crate::health::{Health, Purpose, ReserveSource, ReserveView};
use crate::num::{BPS_ONE, ratio_bps_floor};
use crate::pause::Pause;
use crate::position::{DepositSlot, MAX_BORROWS, MAX_DEPOSITS, Position};
use crate::room::{Joined, Scene};
use crate::unit::{PricePerUnit, ReserveIndex, Timestamp, TokenAmount, Usd};

/// The price is missing, too old or too uncertain: as collateral it opens nothing, and a debt in it blocks new debt.
pub const PRICE_UNUSABLE: u16 = 1;
/// A breaker has it judged on its strictest opening LTV.
pub const BACKING_REDUCED: u16 = 2;
/// A breaker has it open nothing.
pub const BACKING_HALTED: u16 = 4;
/// A part of it has not seasoned.
pub const PARTLY_FRESH: u16 = 8;
/// It opens nothing, because it is isolated and not alone.
pub const ISOLATED: u16 = 16;
/// It is not accepted as collateral.
pub const NOT_COLLATERAL: u16 = 32;
/// It counts on the terms of the position's group.
pub const OF_GROUP: u16 = 64;
/// As debt: governance deleverages it, and it weighs more than it is where it is decided who may be liquidated.
pub const DELEVERAGED: u16 = 128;

/// The most assets of a position.
pub const MAX_ASSETS: usize = MAX_DEPOSITS + MAX_BORROWS;

/// One deposit or one debt. All zero: none.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct AssetView {
    /// What is held or owed, interest up to now counted for debts, base units.
    pub amount: TokenAmount,
    /// What it counts for: at the low price as collateral, at the high one as debt.
    pub value: Usd,
    /// That price.
    pub price: PricePerUnit,
    /// In which reserve.
    pub reserve: ReserveIndex,
    /// As collateral: how much of its value new debt may use; as debt: what it weighs. Basis points.
    pub opening_bps: u16,
    /// As collateral: its liquidation threshold, basis points; as debt zero.
    pub threshold_bps: u16,
    /// Why it counts as it does: [`PRICE_UNUSABLE`] and the like, added.
    pub reasons: u16,
}

/// A position at one moment.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PositionView {
    /// All deposits at their low prices.
    pub collateral: Usd,
    /// What new debt may reach on present terms; zero where a debt's price is unusable.
    pub borrow_limit: Usd,
    /// The part of it that seasoned collateral gives.
    pub seasoned_limit: Usd,
    /// The debt past which it is liquidated.
    pub liquidation_limit: Usd,
    /// All debts at their high prices.
    pub debt: Usd,
    /// The same, each times its asset's weight.
    pub weighted_debt: Usd,
    /// Exactly what may be borrowed now of the reserve that was asked for, base units.
    pub borrow_room: TokenAmount,
    /// Exactly what may be withdrawn now from it, base units.
    pub withdraw_room: TokenAmount,
    /// When the present spell of bad health was first noted, Unix seconds; zero: there is none.
    pub unhealthy_since: Timestamp,
    /// How far all collateral may lose value together before the position can be liquidated, basis points; 10 000 without
    /// debt, zero where it can be.
    pub distance_bps: u16,
    /// The group whose terms it is judged on; zero: none.
    pub group: u16,
    /// How many of `assets` are deposits; they come first.
    pub deposits: u16,
    /// How many of them are debts.
    pub borrows: u16,
    /// Deposits, then debts.
    pub assets: [AssetView; MAX_ASSETS],
}

impl PositionView {
    /// The view of a scene's position, with the rooms of its reserve.
    pub fn of<S: ReserveSource>(scene: &Scene<'_, S>) -> crate::error::Result<Self> {
        let (position, now, source) = (scene.position, scene.now, Joined(scene));
        let held = Health::assess(position, &source, Purpose::Liquidating, now)?;
        // Without a usable price of a debt nothing is opened.
        let opens = Health::assess(position, &source, Purpose::Opening, now).unwrap_or_default();
        let mut view = Self {
            collateral: held.collateral,
            borrow_limit: opens.borrow_limit,
            seasoned_limit: opens.seasoned_limit,
            liquidation_limit: held.liquidation_limit,
            debt: held.debt,
            weighted_debt: opens.weighted_debt,
            borrow_room: scene.borrow_room(),
            withdraw_room: scene.withdraw_room(),
            unhealthy_since: position.unhealthy_since,
            distance_bps: distance_bps_floor(&held),
            group: position.group,
            ..Self::default()
        };
        view.list(position, &source, now)?;
        Ok(view)
    }

    /// Takes back what the market's pause refuses.
    pub const fn pause(&mut self, pause: Pause, now: Timestamp) {
        if pause.stops_borrowing(now) {
            self.borrow_room = TokenAmount::ZERO;
        }
        if pause.stops_withdrawing(self.borrows != 0, now) {
            self.withdraw_room = TokenAmount::ZERO;
        }
    }

    fn list(
        &mut self,
        position: &Position,
        source: &impl ReserveSource,
        now: Timestamp,
    ) -> crate::error::Result<()> {
        let mut places = self.assets.iter_mut();
        let deposits = position.deposits.iter();
        for slot in deposits.filter(|slot| !slot.shares.is_zero()) {
            let reserve = source.reserve(slot.reserve)?;
            if let Some(place) = places.next() {
                *place = deposit(&reserve, slot, position, now)?;
                self.deposits = self.deposits.saturating_add(1);
            }
        }
        let borrows = position.borrows.iter();
        for slot in borrows.filter(|slot| !slot.shares.is_zero()) {
            let reserve = source.reserve(slot.reserve)?;
            let amount = reserve.ledger.index_at(now).owed_ceil(slot.shares);
            if let Some(place) = places.next() {
                *place = AssetView {
                    amount,
                    value: reserve.price.high.value_ceil(amount)?,
                    price: reserve.price.high,
                    reserve: slot.reserve,
                    opening_bps: reserve
                        .config
                        .borrow_weight_bps
                        .max(reserve.liquidation_weight_bps_floor(now)),
                    threshold_bps: 0,
                    reasons: price_reason(&reserve, now) | deleverage_reason(&reserve, now),
                };
                self.borrows = self.borrows.saturating_add(1);
            }
        }
        Ok(())
    }
}

/// How far the limit, and with it all collateral, may fall until the debt exceeds it.
fn distance_bps_floor(health: &Health) -> u16 {
    let over = health
        .liquidation_limit
        .0
        .saturating_sub(health.judged_debt().0);
    if health.debt.is_zero() {
        return u16::try_from(BPS_ONE).unwrap_or(u16::MAX);
    }
    let distance = ratio_bps_floor(over, health.liquidation_limit.0);
    u16::try_from(distance).unwrap_or(u16::MAX)
}

fn deleverage_reason(reserve: &ReserveView<'_>, now: Timestamp) -> u16 {
    if u64::from(reserve.liquidation_weight_bps_floor(now)) > BPS_ONE {
        return DELEVERAGED;
    }
    0
}

fn price_reason(reserve: &ReserveView<'_>, now: Timestamp) -> u16 {
    match reserve.price.check_usable(&reserve.config.price, now) {
        Ok(()) => 0,
        Err(_) => PRICE_UNUSABLE,
    }
}

fn deposit(
    reserve: &ReserveView<'_>,
    slot: &DepositSlot,
    position: &Position,
    now: Timestamp,
) -> crate::error::Result<AssetView> {
    let config = reserve.config;
    let backing = reserve.backing(now);
    let is_kept_apart = config.is_isolated_collateral() && !position.holds_one();
    let reasons = [
        (price_reason(reserve, now) != 0, PRICE_UNUSABLE),
        (backing == Verdict::Reduce, BACKING_REDUCED),
        (backing == Verdict::Halt, BACKING_HALTED),
        (slot.fresh.at_ceil(now) != 0, PARTLY_FRESH),
        (is_kept_apart, ISOLATED),
        (!config.is_collateral(), NOT_COLLATERAL),
        (config.group.apply_to(position.group), OF_GROUP),
    ];
    let reasons = reasons.into_iter().filter(|(holds, _)| *holds);
    let reasons = reasons.fold(0, |sum, (_, reason)| sum | reason);
    let opens = if reasons & (PRICE_UNUSABLE | ISOLATED) == 0 {
        reserve.opening_ltv_floor(position.group, now)
    } else {
        0
    };
    let amount = reserve.ledger.worth_floor(slot.shares)?;
    Ok(AssetView {
        amount,
        value: reserve.price.low.value_floor(amount)?,
        price: reserve.price.low,
        reserve: slot.reserve,
        opening_bps: opens,
        threshold_bps: reserve.threshold(position.group, now),
        reasons,
    })
}
