//! What is done to positions, feeds and what is published, as transactions on the market as it stands.

use super::build::{Build, signer};
use super::deed::{Act, Deed};
use super::operation::By;
use ballast_client::address;
use ballast_client::instruction::{self, ReportArguments, ReserveAccounts};
use ballast_tests::PUBLISHERS;
use solana_address::Address;
use solana_signer::Signer as _;

/// What a change is of.
#[derive(Clone, Copy, Debug)]
pub(super) enum Target {
    Reserve(usize),
    Feed(usize),
}

impl Build<'_> {
    pub(super) fn open(self, user: usize) -> Deed {
        let payer = self.world.stage.machine.payer();
        let open = instruction::position_open(&payer, &self.key(user), &self.market(), 0);
        Deed::one("position_open", Act::Open(user), open)
    }

    pub(super) fn close(self, user: usize, by: By) -> Deed {
        let signer = self.key(signer(user, by));
        let close = instruction::position_close(&signer, &self.position(user));
        Deed::one("position_close", Act::Close(user), close)
    }

    /// Closed and opened in one transaction.
    pub(super) fn renew(self, user: usize) -> Deed {
        let (mut close, open) = (self.close(user, By::Owner), self.open(user));
        close.acts.extend(open.acts);
        close.instructions.extend(open.instructions);
        close
    }

    pub(super) fn join(self, user: usize, group: u16, by: By) -> Deed {
        let signer = self.key(signer(user, by));
        let join = instruction::position_join(&signer, &self.position(user), group);
        Deed::one("position_join", Act::Join(user), join)
    }

    pub(super) fn delegate(self, user: usize, rights: u8, by: By) -> Deed {
        let signer = self.key(signer(user, by));
        let to = match rights {
            0 => Address::default(),
            _ => self.key(super::world::MANAGER),
        };
        let delegate = instruction::position_delegate(&signer, &self.position(user), &to, rights);
        Deed::one("position_delegate", Act::Delegate(user), delegate)
    }

    pub(super) fn mark(self, user: usize) -> Deed {
        let (held, owed) = self.state.used(user);
        let all = held.into_iter().chain(owed);
        let all: Vec<_> = all.map(|reserve| self.world.accounts(reserve)).collect();
        let mark = instruction::position_mark(&self.market(), &self.position(user), &all);
        Deed::one("position_mark", Act::Mark(user), mark)
    }

    pub(super) fn insure(self, user: usize, reserve: usize, amount: super::amount::Amount) -> Deed {
        let typical = self.state.reserves[reserve].config.deposit_cap.0 / 1_000;
        let amount = amount.of(typical, || typical);
        let (accounts, tokens) = (self.world.accounts(reserve), self.tokens(user, reserve));
        let insure = instruction::insure(&self.key(user), &accounts, &tokens, amount);
        Deed::one("insure", Act::Insure(reserve), insure)
    }

    pub(super) fn collect(self, reserve: usize, is_own: bool) -> Deed {
        let accounts = self.world.accounts(reserve);
        let to = if is_own {
            self.tokens(0, reserve)
        } else {
            self.world.treasury[reserve]
        };
        let collect = instruction::fees_collect(&self.market(), &accounts, &to);
        Deed::one("fees_collect", Act::Collect(reserve), collect)
    }

    /// None without a debt.
    pub(super) fn resolve(self, user: usize, nth: usize) -> Option<Deed> {
        let (_, owed) = self.state.used(user);
        let reserve = *owed.get(nth).or(owed.first())?;
        let (market, accounts) = (self.market(), self.world.accounts(reserve));
        let resolve = instruction::bad_debt_resolve(&market, &self.position(user), &accounts);
        let act = Act::Resolve(user, reserve);
        Some(Deed::one("bad_debt_resolve", act, resolve))
    }

    pub(super) fn refresh(self, reserve: usize) -> Deed {
        let refresh = self.world.stage.refresh_instruction(reserve);
        Deed::one("price_refresh", Act::Refresh(reserve), refresh)
    }

    /// A publisher's report with the next sequence number.
    pub(super) fn report(self, feed: usize, publisher: usize, score: u16, age: u64) -> Deed {
        let handle = &self.world.stage.market.feeds[feed];
        let last = self.state.feeds[feed].reports[publisher].sequence;
        let report = ReportArguments {
            sequence: last + 1,
            observed_at: self.state.now.0 - age,
            score,
            half_width: 100,
            depth_bps: 10_000 - score.min(9_000),
            model_hash: [7; 32],
            input_hash: [8; 32],
        };
        let key = handle.publishers[publisher].pubkey();
        let submit = instruction::report_submit(&key, &handle.address, &report);
        Deed::one("report_submit", Act::Report(feed), submit)
    }

    /// Reports of all who are not muted, and a round on them.
    pub(super) fn round(self, feed: usize, score: u16, last: u16) -> Deed {
        let mut deed = self.advance(feed, false);
        for publisher in 0..PUBLISHERS {
            let is_muted = self.state.feeds[feed].reports[publisher].standing == 0;
            if is_muted {
                continue;
            }
            let is_last = publisher + 1 == PUBLISHERS;
            let score = if is_last { last } else { score };
            let report = self.report(feed, publisher, score, 0);
            deed.acts.insert(0, report.acts[0]);
            deed.instructions.insert(0, report.instructions[0].clone());
        }
        deed
    }

    pub(super) fn advance(self, feed: usize, is_wrong: bool) -> Deed {
        let handle = &self.world.stage.market.feeds[feed];
        let feed_address = if is_wrong {
            self.market()
        } else {
            handle.address
        };
        let advance = instruction::terms_advance(&feed_address);
        Deed::one("terms_advance", Act::Advance(feed), advance)
    }

    pub(super) fn release(self, reserve: usize, breaker: u8) -> Deed {
        let release = self.world.stage.release_instruction(reserve, breaker);
        Deed::one("breaker_release", Act::Release(reserve), release)
    }

    pub(super) fn pause(self, is_stranger: bool) -> Deed {
        let market = &self.world.stage.market;
        let guardian = if is_stranger {
            self.key(0)
        } else {
            market.guardian.pubkey()
        };
        let pause = instruction::pause(&guardian, &market.market);
        Deed::one("pause", Act::Pause, pause)
    }

    /// The cancellation of the market's change of this number.
    pub(super) fn cancel(self, number: u64, is_stranger: bool) -> Deed {
        let market = self.market();
        let change = address::change(&market, number).0;
        let by = if is_stranger {
            self.key(0)
        } else {
            self.world.stage.market.guardian.pubkey()
        };
        let cancel = instruction::change_cancel(&by, &market, &change);
        Deed::one("change_cancel", Act::Cancel, cancel)
    }

    pub(super) fn mute(self, feed: usize, publisher: usize) -> Deed {
        let market = &self.world.stage.market;
        let handle = &market.feeds[feed];
        let (guardian, key) = (
            market.guardian.pubkey(),
            handle.publishers[publisher].pubkey(),
        );
        let mute = instruction::publisher_mute(&guardian, &market.market, &handle.address, &key);
        Deed::one("publisher_mute", Act::Report(feed), mute)
    }

    pub(super) fn accept(self, feed: usize) -> Deed {
        let market = &self.world.stage.market;
        let (governance, feed_address) = (market.governance.pubkey(), market.feeds[feed].address);
        let made = self.state.feeds[feed].state.recommendation;
        let step = (made.score.0, made.regime);
        let accept =
            instruction::recommendation_accept(&governance, &market.market, &feed_address, step);
        Deed::one("recommendation_accept", Act::Advance(feed), accept)
    }

    /// The market's change of this number, of this reserve or feed.
    pub(super) fn execute(self, number: u64, target: Target) -> Deed {
        let market = self.market();
        let change = address::change(&market, number).0;
        match target {
            Target::Reserve(reserve) => {
                let ReserveAccounts {
                    feed, reserve: at, ..
                } = self.world.accounts(reserve);
                let execute = instruction::change_execute_reserve(&market, &change, &feed, &at);
                Deed::one("change_execute_reserve", Act::Execute(reserve), execute)
            }
            Target::Feed(feed) => {
                let at = self.world.stage.market.feeds[feed].address;
                let execute = instruction::change_execute_feed(&market, &change, &at);
                Deed::one("change_execute_feed", Act::Configure(feed), execute)
            }
        }
    }
}
