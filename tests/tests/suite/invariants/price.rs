//! Time and prices, in a history.

use super::deed::Deed;
use super::judge::Verdict;
use super::operation::Quoting;
use super::run::Run;
use super::world::RESERVES;
use ballast_client::oracle::PriceUpdate;

impl Run<'_> {
    /// Seconds pass.
    pub(super) fn wait(&mut self, seconds: u64) {
        self.machine.warp(seconds);
        self.state = self.state.clone().at(self.machine.now());
        self.image = self.machine.image();
    }

    /// All prices in one transaction; one by one where a reserve knows a later one.
    pub(super) fn quote_all(&mut self) -> Verdict {
        for reserve in 0..RESERVES {
            self.publish(reserve, Quoting::Sound);
        }
        let deeds: Vec<Deed> = (0..RESERVES)
            .map(|reserve| self.build().refresh(reserve))
            .collect();
        let mut all = deeds[0].clone();
        for deed in &deeds[1..] {
            all.acts.extend(&deed.acts);
            all.instructions.extend(deed.instructions.clone());
        }
        if !self.act(&all)? {
            for deed in deeds {
                self.act(&deed)?;
            }
        }
        Ok(())
    }

    pub(super) fn move_price(&mut self, reserve: usize, change_bps: i64, how: Quoting) {
        let quote = &mut self.quotes[reserve];
        // Between a ten-thousandth of a dollar and a million dollars.
        *quote = (*quote + *quote / 10_000 * change_bps).clamp(10_000, 100_000_000_000_000);
        self.publish(reserve, how);
    }

    fn publish(&mut self, reserve: usize, how: Quoting) {
        let handle = &self.world.stage.market.reserves[reserve];
        let (price, now) = (self.quotes[reserve], self.machine.now().cast_signed());
        let update = PriceUpdate {
            feed_id: handle.oracle_feed_id,
            price,
            confidence: match how {
                Quoting::Wide => price.unsigned_abs() / 20,
                _ => price.unsigned_abs() / 1_000,
            },
            exponent: -8,
            published_at: match how {
                Quoting::Stale => now - 3_600,
                Quoting::Ahead => now + 30,
                _ => now,
            },
            posted_slot: 0,
            average: match how {
                Quoting::Far => price / 2,
                _ => price,
            },
        };
        let account = handle.price_account;
        self.machine.publish_price(&account, &update).unwrap();
        self.image = self.machine.image();
    }
}
