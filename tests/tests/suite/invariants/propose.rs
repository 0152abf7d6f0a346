//! What governance proposes: another cap, another mode, less debt.

use super::build::Build;
use super::deed::{Act, Deed};
use super::govern::Target;
use super::judge::Verdict;
use super::operation::Cap;
use super::risk::rise_seconds;
use super::run::Run;
use ballast_client::instruction::{self, Change};
use ballast_client::layout::{self, Account as _, DeleverageRequest, ReserveConfig};
use solana_signer::Signer as _;

impl Run<'_> {
    /// The number of the market's next change.
    fn next_change(&self) -> u64 {
        let market = self.image.data(&self.world.stage.market.market).unwrap();
        layout::Market::decode(market).unwrap().change_count
    }

    pub(super) fn propose_mode(&mut self, feed: usize, mode: u8) -> Verdict {
        let number = self.next_change();
        if self.act(&self.build().proposal_of_mode(feed, mode, number))? {
            self.proposed.push((number, Target::Feed(feed)));
        }
        Ok(())
    }

    pub(super) fn propose_deleverage(
        &mut self,
        reserve: usize,
        share: u64,
        weight: u16,
    ) -> Verdict {
        let number = self.next_change();
        let deed = self
            .build()
            .proposal_of_deleverage(reserve, (share, weight), number);
        if self.act(&deed)? {
            self.proposed.push((number, Target::Reserve(reserve)));
        }
        Ok(())
    }

    pub(super) fn propose_cap(&mut self, cap: &Cap) -> Verdict {
        let number = self.next_change();
        let reserve = self.image.data(&self.world.accounts(cap.reserve).reserve);
        let present = layout::Reserve::decode(reserve.unwrap()).unwrap().config;
        if self.act(&self.build().proposal_of_cap(cap, &present, number))? {
            self.proposed.push((number, Target::Reserve(cap.reserve)));
        }
        Ok(())
    }
}

impl Build<'_> {
    /// The proposal of another cap, `present` being what is published, as the market's change of this number.
    fn proposal_of_cap(self, cap: &Cap, present: &ReserveConfig, number: u64) -> Deed {
        let begun = self.world.stage.reserve(cap.reserve).config;
        let share = |cap_then: u64| {
            let share = u128::from(cap_then) * u128::from(cap.share_bps) / 10_000;
            u64::try_from(share).unwrap()
        };
        let mut config = *present;
        if cap.is_deposit {
            config.deposit_cap = share(begun.deposit_cap);
        } else {
            config.borrow_caps = begun.borrow_caps.map(share);
        }
        let reserve = self.world.accounts(cap.reserve).reserve;
        let change = Change::Reserve(reserve, Box::new(config));
        self.proposal(&change, cap.is_stranger, number)
    }

    /// The proposal of another mode of a feed.
    fn proposal_of_mode(self, feed: usize, mode: u8, number: u64) -> Deed {
        let feed = self.world.stage.market.feeds[feed].address;
        self.proposal(&Change::Mode(feed, mode), false, number)
    }

    /// The proposal that no more than a share of what is owed to a reserve should be, its debts weighing `weight_bps`.
    fn proposal_of_deleverage(
        self,
        reserve: usize,
        (share_bps, weight_bps): (u64, u16),
        number: u64,
    ) -> Deed {
        let owed = u128::from(self.state.reserves[reserve].ledger.debt().0);
        let request = DeleverageRequest {
            target: u64::try_from(owed * u128::from(share_bps) / 10_000).unwrap(),
            seconds: rise_seconds(weight_bps),
            weight_bps,
            padding: 0,
        };
        let reserve = self.world.accounts(reserve).reserve;
        self.proposal(&Change::Deleverage(reserve, request), false, number)
    }

    fn proposal(self, change: &Change, is_stranger: bool, number: u64) -> Deed {
        let market = &self.world.stage.market;
        let proposer = if is_stranger {
            self.key(0)
        } else {
            market.governance.pubkey()
        };
        let payer = self.world.stage.machine.payer();
        let propose =
            instruction::change_propose(&payer, &proposer, &market.market, number, change);
        Deed::one("change_propose", Act::Propose, propose)
    }
}
