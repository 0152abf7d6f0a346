//! One history in progress: what a step does, and what is asked of every transaction in it.

use super::build::Build;
use super::check::{self, Step};
use super::deed::{Act, Deed};
use super::govern::Target;
use super::judge::{Judge, Verdict};
use super::operation::{By, Kind, Operation, Quoting};
use super::reward::STREAMS;
use super::state::State;
use super::world::{GEM, QUOTES, RESERVES, USERS, World};
use ballast_policy::feed::FeedStatus;
use ballast_policy::regime::Regime;
use ballast_vm::{Image, Machine};
use proptest::test_runner::TestCaseError;

/// A fork of the world, and what is known of it.
pub(super) struct Run<'a> {
    pub(super) world: &'a World,
    pub(super) machine: Machine,
    pub(super) state: State,
    pub(super) judge: &'a mut Judge,
    pub(super) image: Image,
    /// What the oracle says.
    pub(super) quotes: [i64; RESERVES],
    /// The changes that were proposed.
    pub(super) proposed: Vec<(u64, Target)>,
}

impl<'a> Run<'a> {
    pub(super) fn new(world: &'a World, judge: &'a mut Judge) -> Self {
        let machine = world.stage.machine.fork();
        let image = machine.image();
        Self {
            state: State::read(world, &image, machine.now()),
            world,
            machine,
            judge,
            image,
            quotes: QUOTES,
            // The world begins with two that are due.
            proposed: vec![(0, Target::Feed(0)), (1, Target::Reserve(GEM))],
        }
    }

    pub(super) fn build(&self) -> Build<'_> {
        Build {
            world: self.world,
            state: &self.state,
        }
    }

    /// Does what `operation` says.
    pub(super) fn step(&mut self, operation: &Operation) -> Verdict {
        self.judge.tally.add("operations");
        match *operation {
            Operation::Wait(seconds) => self.wait(seconds),
            Operation::QuoteAll => self.quote_all()?,
            Operation::Quote(reserve, change_bps, how) => {
                self.move_price(reserve, change_bps, how);
                self.act(&self.build().refresh(reserve))?;
            }
            Operation::Publish(reserve, change_bps) => {
                self.move_price(reserve, change_bps, Quoting::Sound);
            }
            Operation::Cap(cap) => self.propose_cap(&cap)?,
            Operation::Mode(feed, mode) => self.propose_mode(feed, mode)?,
            Operation::Deleverage(reserve, share_bps, weight_bps) => {
                self.propose_deleverage(reserve, share_bps, weight_bps)?;
            }
            Operation::Move(moved) if moved.host.is_some() => self.move_with_host(moved)?,
            Operation::Empty(user) => self.empty(user)?,
            Operation::RoundTrip(user, reserve, amount) => {
                self.round_trip(user, reserve, amount)?;
            }
            Operation::Leave(user) => self.leave(user)?,
            Operation::Settle(user, payer) => self.settle(user, payer)?,
            Operation::AccrueTwice(reserve, first, second) => {
                self.accrue_twice(reserve, first, second)?;
            }
            _ => {
                if let Some(deed) = self.deed(operation) {
                    let is_done = self.act(&deed)?;
                    self.count_delegate(operation, is_done);
                }
            }
        }
        Ok(())
    }

    /// The transaction of a step that is one.
    fn deed(&self, operation: &Operation) -> Option<Deed> {
        let build = self.build();
        Some(match *operation {
            Operation::Report(feed, publisher, score, age) => {
                build.report(feed, publisher, score, age)
            }
            Operation::Round(feed, score, last) => build.round(feed, score, last),
            Operation::Advance(feed, is_wrong) => build.advance(feed, is_wrong),
            Operation::Accrue(reserve, is_wrong) => {
                let of = (reserve + usize::from(is_wrong)) % RESERVES;
                Deed::one("accrue", Act::Accrue(reserve), build.accrue(reserve, of))
            }
            Operation::Move(ref moved) => build.moved(moved),
            Operation::Foreign(ref moved, place) => build.foreign(moved, place),
            Operation::Liquidate(ref seizure) => return build.seizure(seizure),
            Operation::Flash(ref flash) => build.flash(flash),
            Operation::Open(user) => build.open(user),
            Operation::Close(user, by) => build.close(user, by),
            Operation::Renew(user) => build.renew(user),
            Operation::Join(user, group, by) => build.join(user, group, by),
            Operation::Delegate(user, rights, by) => build.delegate(user, rights, by),
            Operation::Mark(user) => build.mark(user),
            Operation::Insure(user, reserve, amount) => build.insure(user, reserve, amount),
            Operation::Collect(reserve, is_own) => build.collect(reserve, is_own),
            Operation::Resolve(user, nth) => return build.resolve(user, nth),
            Operation::Release(reserve, breaker) => build.release(reserve, breaker),
            Operation::Pause(is_stranger) => build.pause(is_stranger),
            Operation::Donate(user, reserve, amount) => build.donation(user, reserve, amount),
            Operation::Mute(feed, publisher) => build.mute(feed, publisher),
            Operation::Accept(feed) => build.accept(feed),
            Operation::Reward(rewarding) => build.rewarding(rewarding),
            Operation::Execute(nth) => {
                let (number, target) = self.nth_last(nth);
                build.execute(number, target)
            }
            Operation::Cancel(nth, is_stranger) => build.cancel(self.nth_last(nth).0, is_stranger),
            _ => return None,
        })
    }

    /// The n-th of the proposed changes, counted from the last.
    fn nth_last(&self, nth: usize) -> (u64, Target) {
        let all = self.proposed.len();
        self.proposed[all - 1 - nth % all]
    }

    /// Sends a transaction and asks every invariant about it; whether it went through.
    pub(super) fn act(&mut self, deed: &Deed) -> Result<bool, TestCaseError> {
        let result = self.machine.send_on_trust(&deed.instructions);
        let image = self.machine.image();
        let changed = self.image.changed(&image);
        let mut after = self.state.next(self.world, &image, &changed);
        if result.is_ok() {
            after.count_given(self.world, deed.acts[0], (&self.image, &image));
        }
        let step = Step {
            world: self.world,
            deed,
            result: &result,
            before: &self.state,
            after: &after,
            images: (&self.image, &image),
            changed: &changed,
        };
        check::every(&step, self.judge)?;
        self.count(deed, result.is_ok());
        (self.state, self.image) = (after, image);
        Ok(result.is_ok())
    }

    fn count_delegate(&mut self, operation: &Operation, is_done: bool) {
        if let Operation::Move(moved) = operation
            && moved.by == By::Manager
        {
            let outcome = if is_done { "done" } else { "refused" };
            self.judge.tally.add(&format!("by a delegate {outcome}"));
        }
    }

    fn count(&mut self, deed: &Deed, is_done: bool) {
        let tally = &mut self.judge.tally;
        tally.add("transactions");
        let outcome = if is_done { "done" } else { "refused" };
        tally.add(&format!("{} {outcome}", deed.name));
        for effective in &self.state.effective {
            tally.add(match effective.regime {
                Regime::Calm => "in calm",
                Regime::Transition => "in transition",
                Regime::Stress => "in stress",
            });
            tally.add(match effective.status {
                FeedStatus::Held => "on a feed's last round",
                FeedStatus::Decaying => "on decaying terms",
                FeedStatus::Conservative => "on conservative terms",
                FeedStatus::Fixed => "on fixed terms",
            });
        }
    }

    /// At the end of a history, with every price gone and every feed dead, everyone pays and leaves.
    pub(super) fn everyone_leaves(&mut self) -> Verdict {
        self.wait(10_000_000);
        for user in 0..USERS {
            self.move_all(user, Kind::Repay)?;
        }
        for user in 0..USERS {
            self.move_all(user, Kind::Withdraw)?;
        }
        for user in 0..USERS {
            self.claim_all(user)?;
        }
        let is_left =
            |user: &usize| self.state.positions[*user].is_some_and(|it| it.check_empty().is_err());
        let left: Vec<usize> = (0..USERS).filter(is_left).collect();
        self.judge
            .take(10, super::probe::nobody_is_left(&self.state, &left))?;
        for user in 0..USERS {
            self.act(&self.build().close(user, By::Owner))?;
        }
        self.judge.tally.add("histories");
        Ok(())
    }

    /// Claims what keeps the slots of a position that neither holds nor owes anything.
    fn claim_all(&mut self, user: usize) -> Verdict {
        for stream in 0..STREAMS {
            if self.state.position(user).check_empty().is_err() {
                let deed = self.build().claim(stream, user);
                self.act(&deed)?;
            }
        }
        Ok(())
    }

    fn empty(&mut self, user: usize) -> Verdict {
        self.move_all(user, Kind::Repay)?;
        self.move_all(user, Kind::Withdraw)?;
        self.claim_all(user)
    }

    /// Repays all that a user owes, or withdraws all that it holds.
    fn move_all(&mut self, user: usize, kind: Kind) -> Verdict {
        let (held, owed) = self.state.used(user);
        let reserves = if kind == Kind::Repay { owed } else { held };
        for reserve in reserves {
            let deed = self.build().whole(user, kind, reserve);
            self.act(&deed)?;
        }
        Ok(())
    }
}
