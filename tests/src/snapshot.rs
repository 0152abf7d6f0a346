//! Every account that a transaction of this market could change, as it stands.

use ballast_client::address::{PROGRAM_ID, SYSTEM_PROGRAM, TOKEN_PROGRAM};
use ballast_vm::Machine;
use solana_account::Account;
use solana_address::Address;
use std::collections::BTreeMap;

/// All accounts of the lending, token and system programs, but for the wallet that pays the fees of refused
/// transactions as well.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Snapshot(BTreeMap<Address, Account>);

impl Snapshot {
    /// The accounts as they stand.
    pub fn take(machine: &Machine) -> Self {
        let mut accounts = BTreeMap::new();
        for program in [PROGRAM_ID, TOKEN_PROGRAM, SYSTEM_PROGRAM] {
            accounts.extend(machine.accounts_of(&program));
        }
        accounts.remove(&machine.payer());
        Self(accounts)
    }

    /// Fails the test, naming the accounts, if any was changed, added or removed since.
    #[track_caller]
    pub fn assert_unchanged(&self, machine: &Machine) {
        let changed = self.changed(machine);
        assert!(changed.is_empty(), "these accounts changed: {changed:?}");
    }

    /// The accounts that were changed, added or removed since.
    pub fn changed(&self, machine: &Machine) -> Vec<Address> {
        let now = Self::take(machine);
        let mut addresses: Vec<Address> = self.0.keys().chain(now.0.keys()).copied().collect();
        addresses.sort_unstable();
        addresses.dedup();
        addresses.retain(|address| self.0.get(address) != now.0.get(address));
        addresses
    }
}
