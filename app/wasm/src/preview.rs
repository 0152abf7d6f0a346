//! Questions about a position: what it is worth, and what an action would make of it.

use crate::scene::{Scene, SceneError};
use crate::{Answer, Refusal, words};
use ballast_client::layout::{self, Position};
use ballast_policy::market::{Action, Market, Outcome};
use ballast_policy::position;
use ballast_policy::position_view::{AssetView, PositionView};
use ballast_policy::unit::{ReserveIndex, Timestamp, TokenAmount};

/// What the owner of a position may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Deposit.
    Deposit,
    /// Withdraw; the largest amount stands for all.
    Withdraw,
    /// Borrow.
    Borrow,
    /// Repay; the largest amount stands for all.
    Repay,
}

impl Kind {
    /// 0 deposit, 1 withdraw, 2 borrow, 3 repay.
    pub const fn from_number(number: u32) -> Option<Self> {
        match number {
            0 => Some(Self::Deposit),
            1 => Some(Self::Withdraw),
            2 => Some(Self::Borrow),
            3 => Some(Self::Repay),
            _ => None,
        }
    }
}

/// An action that is not signed yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Preview {
    /// What.
    pub kind: Kind,
    /// The reserve's index.
    pub reserve: u32,
    /// How much, base units.
    pub amount: u64,
    /// When, Unix seconds.
    pub now: u64,
}

/// A position at `now`, with the rooms of a reserve: the bytes of `PositionView`.
pub fn position_view(scene: &Scene, position: &Position, reserve: u32, now: u64) -> Answer {
    let index = reserve_index(reserve)?;
    let holdings = ballast_bridge::policy_holdings(position);
    let view = Draft::of(scene).view(&holdings, index, Timestamp(now))?;
    Ok(bytes_of_position(&view))
}

/// What an action would make of a position: one word, the tokens or shares that it moves, and the bytes of `PositionView`
/// after it. Where the market refuses it, the rule that it breaks.
pub fn apply(scene: &Scene, position: &Position, preview: Preview) -> Answer {
    let mut draft = Draft::of(scene);
    let (moved, holdings) = applied(&mut draft, position, preview)?;
    let (index, now) = (reserve_index(preview.reserve)?, Timestamp(preview.now));
    let view = draft.view(&holdings, index, now)?;
    let mut answer = words([moved]);
    answer.extend(bytes_of_position(&view));
    Ok(answer)
}

/// What an action moves, and what the position holds after it.
pub(crate) fn applied(
    draft: &mut Draft<'_>,
    position: &Position,
    preview: Preview,
) -> Result<(u64, position::Position), Refusal> {
    let index = reserve_index(preview.reserve)?;
    let (amount, now) = (TokenAmount(preview.amount), Timestamp(preview.now));
    let action = match preview.kind {
        Kind::Deposit => Action::Deposit(index, amount),
        Kind::Withdraw => Action::Withdraw(index, amount),
        Kind::Borrow => Action::Borrow(index, amount),
        Kind::Repay => Action::Repay(index, amount),
    };
    let mut holdings = ballast_bridge::policy_holdings(position);
    let owes = !holdings.is_free_of_debt();
    let pause = draft.scene.pause;
    let is_stopped = match preview.kind {
        Kind::Borrow => pause.stops_borrowing(now),
        Kind::Withdraw => pause.stops_withdrawing(owes, now),
        Kind::Deposit | Kind::Repay => false,
    };
    if is_stopped {
        return Err(Refusal::Paused);
    }
    let moved = match draft.market().apply(&mut holdings, action, now)? {
        Outcome::Deposited(shares) => shares.0,
        Outcome::Borrowed(shares) => shares.0,
        Outcome::Withdrawn(tokens) | Outcome::Repaid(tokens) => tokens.0,
        Outcome::Liquidated(_) => 0,
    };
    Ok((moved, holdings))
}

/// A copy of the scene that an action may change.
pub(crate) struct Draft<'a> {
    scene: &'a Scene,
    reserves: Vec<ballast_policy::market::Reserve>,
    feeds: Vec<ballast_policy::market::Feed>,
    flows: ballast_policy::control::MarketFlows,
}

impl<'a> Draft<'a> {
    pub(crate) fn of(scene: &'a Scene) -> Self {
        Self {
            scene,
            reserves: scene.reserves.clone(),
            feeds: scene.feeds.clone(),
            flows: scene.flows,
        }
    }

    /// A position as the market shows it: without what its pause refuses.
    fn view(
        &mut self,
        holdings: &position::Position,
        index: ReserveIndex,
        now: Timestamp,
    ) -> Result<PositionView, Refusal> {
        let mut view = self.market().view(holdings, index, now)?;
        view.pause(self.scene.pause, now);
        Ok(view)
    }

    pub(crate) fn market(&mut self) -> Market<'_> {
        Market {
            reserves: &mut self.reserves,
            feeds: &mut self.feeds,
            limits: &self.scene.limits,
            flows: &mut self.flows,
        }
    }
}

pub(crate) fn reserve_index(reserve: u32) -> Result<ReserveIndex, SceneError> {
    u16::try_from(reserve)
        .map(ReserveIndex)
        .map_err(|_| SceneError::Missing)
}

/// The view as the client's layout of the same fields.
fn bytes_of_position(view: &PositionView) -> Vec<u8> {
    let asset = |asset: AssetView| layout::AssetView {
        amount: asset.amount.0,
        value: asset.value.0,
        price: asset.price.0,
        reserve: asset.reserve.0,
        opening_bps: asset.opening_bps,
        threshold_bps: asset.threshold_bps,
        reasons: asset.reasons,
    };
    let view = layout::PositionView {
        collateral: view.collateral.0,
        borrow_limit: view.borrow_limit.0,
        seasoned_limit: view.seasoned_limit.0,
        liquidation_limit: view.liquidation_limit.0,
        debt: view.debt.0,
        weighted_debt: view.weighted_debt.0,
        borrow_room: view.borrow_room.0,
        withdraw_room: view.withdraw_room.0,
        unhealthy_since: view.unhealthy_since.0,
        distance_bps: view.distance_bps,
        group: view.group,
        deposits: view.deposits,
        borrows: view.borrows,
        assets: view.assets.map(asset),
    };
    bytemuck::bytes_of(&view).to_vec()
}
