//! What users and anyone send, as instructions on the market as it stands.

use super::amount::Amount;
use super::deed::{Act, Deed};
use super::operation::{By, Kind, Move};
use super::state::State;
use super::world::{FEE, MANAGER, OWNER, RESERVES, USERS, World, fee_of};
use ballast_client::address::vault;
use ballast_client::instruction::{self, ReserveAccounts};
use solana_address::Address;
use solana_instruction::{AccountMeta, Instruction};

/// Builds transactions.
#[derive(Clone, Copy)]
pub(super) struct Build<'a> {
    pub(super) world: &'a World,
    pub(super) state: &'a State,
}

impl Build<'_> {
    pub(super) fn market(self) -> Address {
        self.world.stage.market.market
    }

    pub(super) fn position(self, user: usize) -> Address {
        self.world.actors[user].position
    }

    pub(super) fn key(self, user: usize) -> Address {
        self.world.actors[user].address()
    }

    pub(super) fn tokens(self, user: usize, reserve: usize) -> Address {
        self.world.actors[user].tokens[reserve]
    }

    /// The reserves that a user's position uses or is about to, beyond those named.
    pub(super) fn others(
        self,
        user: usize,
        touched: &[usize],
        named: &[usize],
    ) -> Vec<ReserveAccounts> {
        let (held, owed) = self.state.used(user);
        let mut all = [&held[..], &owed, touched].concat();
        all.sort_unstable();
        all.dedup();
        all.retain(|reserve| !named.contains(reserve));
        all.into_iter()
            .map(|reserve| self.world.accounts(reserve))
            .collect()
    }

    /// The reserve that was drawn, or one in which the user has something to withdraw or repay.
    pub(super) fn likely(self, user: usize, kind: Kind, drawn: usize) -> usize {
        let (held, owed) = self.state.used(user);
        let there = match kind {
            Kind::Withdraw => held,
            Kind::Repay => owed,
            Kind::Deposit | Kind::Borrow => return drawn,
        };
        if there.contains(&drawn) || there.is_empty() {
            return drawn;
        }
        there[drawn % there.len()]
    }

    pub(super) fn moved(self, moved: &Move) -> Deed {
        // A manager mostly moves for the owner who has one.
        let user = match moved.by {
            By::Manager if moved.user.is_multiple_of(2) => OWNER,
            _ => moved.user,
        };
        let reserve = self.likely(user, moved.kind, moved.reserve);
        let amount = moved
            .amount
            .of_a_move(self.state, user, moved.kind, reserve);
        let signer = signer(user, moved.by);
        let (name, act) = named(moved.kind, user, reserve);
        let instruction = self.move_instruction(user, signer, moved.kind, reserve, amount, &[]);
        let deed = Deed::one(name, act, instruction);
        let deed = match moved.kind {
            Kind::Borrow | Kind::Withdraw if moved.has_prices => {
                self.with_prices(deed, user, reserve)
            }
            _ => deed,
        };
        match moved.host {
            // Where the loan goes, no host's part can go: an account is named once.
            Some(host) if host == user => self.with_host(deed, (host + 1) % USERS, reserve),
            Some(host) => self.with_host(deed, host, reserve),
            None => deed,
        }
    }

    /// The same borrow with the user who brought it.
    fn with_host(self, mut deed: Deed, host: usize, reserve: usize) -> Deed {
        let borrow = deed.instructions.remove(0);
        let tokens = self.tokens(host, reserve);
        deed.instructions
            .push(instruction::with_host(borrow, &tokens));
        deed.acts.push(Act::Host(host, reserve));
        deed
    }

    /// The same with the present prices of all that the position uses along.
    fn with_prices(self, mut deed: Deed, user: usize, reserve: usize) -> Deed {
        let (mut used, owed) = self.state.used(user);
        used.extend(owed);
        used.push(reserve);
        used.sort_unstable();
        used.dedup();
        let handles = &self.world.stage.market.reserves;
        let updates: Vec<Address> = used.iter().map(|at| handles[*at].price_account).collect();
        let refreshed: Vec<Address> = used
            .iter()
            .map(|at| handles[*at].accounts.reserve)
            .collect();
        let instruction = deed.instructions.remove(0);
        let instruction = instruction::with_prices(instruction, &updates, &refreshed);
        deed.instructions.push(instruction);
        deed.acts.extend(used.into_iter().map(Act::Refresh));
        deed
    }

    /// All that a user owes to a reserve, paid; or all that it holds there, withdrawn.
    pub(super) fn whole(self, user: usize, kind: Kind, reserve: usize) -> Deed {
        let (name, act) = named(kind, user, reserve);
        let whole = self.move_instruction(user, user, kind, reserve, u64::MAX, &[]);
        Deed::one(name, act, whole)
    }

    /// A move of a user's with the account at one of its places from another market, another reserve or another program.
    pub(super) fn foreign(self, moved: &Move, place: usize) -> Deed {
        let mut deed = self.moved(moved);
        // The move's own reserve may not be the one that was drawn.
        let reserve = deed.acts[0].reserves()[0].unwrap();
        let foreign = self.world.second.reserves[reserve % 3].accounts;
        let other = self.world.accounts((reserve + 1) % RESERVES);
        let replaced = [
            (1, self.world.second.market),
            (2, foreign.feed),
            (3, foreign.reserve),
            (4, self.world.neighbour),
            (6, vault(&foreign.reserve).0),
            (6, self.tokens(moved.user, reserve)),
            (7, other.mint),
            (8, ballast_client::PROGRAM_ID),
        ];
        let (at, address) = replaced[place % replaced.len()];
        deed.instructions[0].accounts[at].pubkey = address;
        (deed.name, deed.acts) = ("foreign", vec![Act::Foreign]);
        deed
    }

    /// A move of `user`'s, signed by `signer`, after others of the same transaction that touched `touched`.
    pub(super) fn move_instruction(
        self,
        user: usize,
        signer: usize,
        kind: Kind,
        reserve: usize,
        amount: u64,
        touched: &[usize],
    ) -> Instruction {
        let (key, market, position) = (self.key(signer), self.market(), self.position(user));
        let accounts = self.world.accounts(reserve);
        let others = self.others(user, touched, &[reserve]);
        // What is paid in comes from who signs; what is paid out goes to the owner, to whom a delegate has to pay it.
        let payer = self.tokens(signer, reserve);
        let payee = if signer == MANAGER {
            self.tokens(user, reserve)
        } else {
            payer
        };
        match kind {
            Kind::Deposit => {
                instruction::deposit(&key, &market, &accounts, &position, &payer, amount)
            }
            Kind::Withdraw => {
                instruction::withdraw(&key, &market, &accounts, &position, &payee, amount, &others)
            }
            Kind::Borrow => {
                instruction::borrow(&key, &market, &accounts, &position, &payee, amount, &others)
            }
            Kind::Repay => instruction::repay(&key, &market, &accounts, &position, &payer, amount),
        }
    }

    /// `of` is the reserve whose feed is named.
    pub(super) fn accrue(self, reserve: usize, of: usize) -> Instruction {
        let feed = self.world.accounts(of).feed;
        instruction::accrue(&self.world.accounts(reserve).reserve, &feed)
    }

    /// A plain transfer into a vault.
    pub(super) fn donation(self, user: usize, reserve: usize, amount: Amount) -> Deed {
        let typical = self.state.reserves[reserve].config.deposit_cap.0 / 1_000;
        let amount = amount.of(typical, || typical);
        let accounts = self.world.accounts(reserve);
        let arrives = match reserve {
            FEE => amount - fee_of(amount),
            _ => amount,
        };
        let decimals = self.world.stage.reserve(reserve).decimals;
        let mut data = vec![12];
        data.extend_from_slice(&amount.to_le_bytes());
        data.push(decimals);
        let transfer = Instruction {
            program_id: accounts.token_program,
            accounts: vec![
                AccountMeta::new(self.tokens(user, reserve), false),
                AccountMeta::new_readonly(accounts.mint, false),
                AccountMeta::new(self.world.vaults[reserve], false),
                AccountMeta::new_readonly(self.key(user), true),
            ],
            data,
        };
        Deed::one("donate", Act::Donate(reserve, arrives), transfer)
    }
}

/// Who signs for a user.
pub(super) fn signer(user: usize, by: By) -> usize {
    match by {
        By::Owner => user,
        By::Manager => MANAGER,
        By::Stranger => (user + 1) % USERS,
    }
}

pub(super) fn named(kind: Kind, user: usize, reserve: usize) -> (&'static str, Act) {
    match kind {
        Kind::Deposit => ("deposit", Act::Deposit(user, reserve)),
        Kind::Withdraw => ("withdraw", Act::Withdraw(user, reserve)),
        Kind::Borrow => ("borrow", Act::Borrow(user, reserve)),
        Kind::Repay => ("repay", Act::Repay(user, reserve)),
    }
}
