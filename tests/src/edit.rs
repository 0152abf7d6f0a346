//! States that no sequence of instructions reaches in reasonable time, written into account bytes.

use crate::stage::Stage;
use ballast_client::layout;
use solana_address::Address;

/// Where a token account keeps its amount.
const AMOUNT: std::ops::Range<usize> = 64..72;

impl Stage {
    /// Rewrites an account of the program.
    pub fn edit<T: layout::Account + bytemuck::NoUninit>(
        &mut self,
        address: &Address,
        change: impl FnOnce(&mut T),
    ) {
        let mut body: T = self.machine.read(address).unwrap();
        change(&mut body);
        let mut account = self.machine.account(address).unwrap();
        account.data = [&T::DISCRIMINATOR, bytemuck::bytes_of(&body)].concat();
        self.machine.store(address, account).unwrap();
    }

    /// Rewrites what a token account holds, as if tokens had been minted to it or had vanished.
    pub fn set_tokens(&mut self, address: &Address, amount: u64) {
        let mut account = self.machine.account(address).unwrap();
        account.data[AMOUNT].copy_from_slice(&amount.to_le_bytes());
        self.machine.store(address, account).unwrap();
    }
}
