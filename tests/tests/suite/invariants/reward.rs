//! Rewards: which streams there are, and what governance and anyone send to them.

use super::build::Build;
use super::deed::{Act, Deed};
use super::state::{State, balance};
use super::world::{ETH, SOL, USDC, USERS, World};
use ballast_client::address::{TOKEN_2022_PROGRAM, TOKEN_PROGRAM};
use ballast_client::instruction::{self, RewardAccounts, RewardSide};
use ballast_policy::reward::{RewardStream, Side};
use ballast_tests::{Actor, Stage};
use ballast_vm::{Image, transfer_fee};
use solana_address::Address;
use solana_signer::Signer as _;

/// How many streams there are.
pub(super) const STREAMS: usize = 3;
/// What each rewards; the last gives a token with a fee on every transfer.
const PLACES: [(usize, Side); STREAMS] = [
    (SOL, Side::Deposit),
    (ETH, Side::Borrow),
    (USDC, Side::Borrow),
];
/// What governance holds of every reward token, base units.
const GIFT: u64 = 1 << 60;

/// What every stream is given before the histories begin.
pub(super) const FUNDED: u64 = 1_000_000_000;

/// A stream, and where its tokens come from and go to.
#[derive(Debug)]
pub(super) struct Stream {
    pub(super) reserve: usize,
    pub(super) side: Side,
    /// Its accounts in its first generation.
    first: RewardAccounts,
    /// Its first vaults, by generation: they take long to derive.
    vaults: Vec<Address>,
    /// Governance's tokens.
    pub(super) source: Address,
    /// The users' tokens, by user.
    pub(super) purses: Vec<Address>,
}

impl Stream {
    /// Its accounts in another generation.
    pub(super) fn accounts(&self, generation: u32) -> RewardAccounts {
        RewardAccounts {
            generation,
            ..self.first
        }
    }

    /// Where its tokens lie in a generation.
    pub(super) fn vault(&self, generation: u32) -> Address {
        let known = usize::try_from(generation).unwrap();
        match self.vaults.get(known) {
            Some(vault) => *vault,
            None => vault(&self.first, generation),
        }
    }

    /// What is noted of it.
    pub(super) fn of<'a>(&self, state: &'a State) -> &'a RewardStream {
        let reserve = &state.reserves[self.reserve];
        match self.side {
            Side::Deposit => &reserve.deposit_rewards,
            Side::Borrow => &reserve.borrow_rewards,
        }
    }
}

fn vault(first: &RewardAccounts, generation: u32) -> Address {
    let of = RewardAccounts {
        generation,
        ..*first
    };
    of.vault()
}

/// The streams, open and with something to give for a month.
pub(super) fn streams(stage: &mut Stage, actors: &[Actor]) -> Vec<Stream> {
    let all = (0..STREAMS).map(|index| stream(stage, actors, index));
    let all: Vec<Stream> = all.collect();
    for stream in &all {
        stage.open_rewards(&stream.first).unwrap();
        stage
            .fund_rewards(&stream.first, FUNDED, 2_592_000)
            .unwrap();
    }
    all
}

fn stream(stage: &mut Stage, actors: &[Actor], index: usize) -> Stream {
    let ((reserve, side), name) = (PLACES[index], format!("reward {index}"));
    let takes_fee = index + 1 == STREAMS;
    let token = if takes_fee {
        let fee = transfer_fee((100, 10_000_000), (100, 10_000_000), 0);
        let mint = stage.machine.create_extended_mint(&name, 6, &[fee]);
        (mint.unwrap(), TOKEN_2022_PROGRAM)
    } else {
        let mint = stage.machine.create_mint(&name, 6);
        (mint.unwrap(), TOKEN_PROGRAM)
    };
    let side_there = match side {
        Side::Deposit => RewardSide::Deposit,
        Side::Borrow => RewardSide::Borrow,
    };
    let (market, accounts) = (stage.market.market, stage.accounts(reserve));
    let first = RewardAccounts::first(market, &accounts, side_there, token);
    let governance = stage.market.governance.pubkey();
    let mut tokens = |owner: &Address, amount| {
        let machine = &mut stage.machine;
        machine.create_tokens(owner, &first.mint, amount).unwrap()
    };
    let vaults = (0..4).map(|generation| vault(&first, generation));
    Stream {
        reserve,
        side,
        vaults: vaults.collect(),
        first,
        source: tokens(&governance, GIFT),
        purses: actors
            .iter()
            .map(|actor| tokens(&actor.address(), 0))
            .collect(),
    }
}

/// One step that is about rewards. Streams and users by number.
#[derive(Clone, Copy, Debug)]
pub(super) enum Rewarding {
    /// So much is given within so many seconds, by governance or by a stranger out of its tokens.
    Fund(usize, u64, u32, bool),
    /// A user is paid what its position has earned.
    Claim(usize, usize),
    /// The same, with one of the accounts of something else.
    Foreign(usize, usize, usize),
    /// The stream is closed, and what is left goes back.
    Retire(usize),
    /// The stream begins anew.
    Open(usize),
}

impl Build<'_> {
    pub(super) fn rewarding(self, rewarding: Rewarding) -> Deed {
        match rewarding {
            Rewarding::Fund(stream, amount, seconds, is_stranger) => {
                self.fund(stream, amount, seconds, is_stranger)
            }
            Rewarding::Claim(stream, user) => self.claim(stream, user),
            Rewarding::Foreign(stream, user, place) => self.foreign_claim(stream, user, place),
            Rewarding::Retire(stream) => self.retire(stream),
            Rewarding::Open(stream) => self.open_anew(stream),
        }
    }

    /// A stream's accounts as it stands.
    fn rewards(self, stream: usize) -> RewardAccounts {
        let stream = &self.world.streams[stream];
        stream.accounts(stream.of(self.state).generation)
    }

    fn fund(self, number: usize, amount: u64, seconds: u32, is_stranger: bool) -> Deed {
        let governance = self.world.stage.market.governance.pubkey();
        let authority = if is_stranger { self.key(0) } else { governance };
        let (rewards, source) = (self.rewards(number), self.world.streams[number].source);
        let fund = instruction::reward_fund(&authority, &rewards, &source, amount, seconds);
        Deed::one("reward_fund", Act::Fund(number, amount), fund)
    }

    pub(super) fn claim(self, number: usize, user: usize) -> Deed {
        let (rewards, position) = (self.rewards(number), self.position(user));
        let purse = self.world.streams[number].purses[user];
        let claim = instruction::reward_claim(&rewards, &position, &purse);
        Deed::one("reward_claim", Act::Claim(number, user), claim)
    }

    /// A claim with the account at one of its places of another market, another user or another vault.
    fn foreign_claim(self, number: usize, user: usize, place: usize) -> Deed {
        let mut deed = self.claim(number, user);
        let (world, stream) = (self.world, &self.world.streams[number]);
        let replaced = [
            (0, world.second.reserves[stream.reserve % 3].accounts.feed),
            (2, world.neighbour),
            (2, self.position((user + 1) % USERS)),
            (3, stream.purses[(user + 1) % USERS]),
            (3, stream.source),
            // Retired rewards have no vault that a claim could name.
            match stream.of(self.state).is_open {
                0 => (3, self.tokens((user + 1) % USERS, stream.reserve)),
                _ => (4, world.vaults[stream.reserve]),
            },
        ];
        let (at, address) = replaced[place % replaced.len()];
        deed.instructions[0].accounts[at].pubkey = address;
        (deed.name, deed.acts) = ("foreign claim", vec![Act::Foreign]);
        deed
    }

    fn retire(self, number: usize) -> Deed {
        let governance = self.world.stage.market.governance.pubkey();
        let (rewards, to) = (self.rewards(number), self.world.streams[number].source);
        let retire = instruction::reward_retire(&governance, &rewards, &to);
        Deed::one("reward_retire", Act::RetireRewards(number), retire)
    }

    fn open_anew(self, number: usize) -> Deed {
        let (world, stream) = (self.world, &self.world.streams[number]);
        let next = stream.accounts(stream.of(self.state).generation + 1);
        let governance = world.stage.market.governance.pubkey();
        let payer = world.stage.machine.payer();
        let open = instruction::reward_open(&payer, &governance, &next);
        Deed::one("reward_open", Act::OpenRewards(number), open)
    }
}

/// What went through a stream's vault in its present generation, by our own count.
#[derive(Clone, Copy, Debug)]
pub(super) struct Given {
    pub(super) funded: u64,
    pub(super) paid: u64,
}

impl Given {
    /// What is known before the first step.
    pub(super) const FIRST: Self = Self {
        funded: FUNDED,
        paid: 0,
    };
}

impl State {
    /// Counts what `act` threw into a vault, gave to a stream or was paid by it.
    pub(super) fn count_given(&mut self, world: &World, act: Act, images: (&Image, &Image)) {
        match act {
            Act::Donate(reserve, arrived) => self.donated[reserve] += arrived,
            Act::Fund(stream, amount) => self.given[stream].funded += amount,
            Act::Claim(number, _) => {
                let stream = &world.streams[number];
                let vault = stream.vault(stream.of(self).generation);
                let held = |image: &Image| image.data(&vault).map_or(0, balance);
                self.given[number].paid += held(images.0) - held(images.1);
            }
            Act::RetireRewards(stream) => self.given[stream] = Given { funded: 0, paid: 0 },
            _ => {}
        }
    }
}
