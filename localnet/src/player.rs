//! Plays a market day into the price accounts.

use crate::error::LocalnetError;
use crate::network::Network;
use crate::scene::{ASSETS, oracle_key, price_account_key};
use crate::session::Replay;
use crate::tape::Tape;
use ballast_client::oracle::{PriceUpdate, price_write};
use ballast_client::{address, instruction};
use ballast_migrations::{Chain, MigrateError};
use solana_address::Address;
use solana_signer::Signer as _;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

const CLOCK: Address = Address::from_str_const("SysvarC1ock11111111111111111111111111111111");
/// Dollars are posted in units of 10^-8.
const SCALE: f64 = 1e8;
/// The oracle's own average looks back about so far, seconds of the market.
const AVERAGE_SECONDS: f64 = 3_600.0;
/// The confidence interval, basis points of the price.
const CONFIDENCE_BPS: u64 = 5;

/// Plays a tape.
#[derive(Debug)]
pub struct Player {
    chain: Chain,
    tape: Tape,
    market: Address,
    replay: Replay,
    averages: [Option<f64>; ASSETS.len()],
    last_millis: i64,
}

impl Player {
    /// Plays `tape` from its beginning on, `speed` seconds of it a second; the market day begins now.
    pub fn new(network: &Network, market: Address, tape: Tape, speed: f64) -> Self {
        let replay = Replay {
            epoch_millis: now_millis(),
            from_millis: tape.window.from.millis(),
            until_millis: tape.window.until.millis(),
            speed,
            source: tape.source.clone(),
            data: PathBuf::new(),
        };
        Self {
            chain: network.chain(),
            last_millis: replay.from_millis,
            tape,
            market,
            replay,
            averages: [None; ASSETS.len()],
        }
    }

    /// Where the day began, and how it goes; its data are put into `out` unless they lie somewhere already.
    pub fn replay(&self, out: &Path) -> Result<Replay, LocalnetError> {
        Ok(Replay {
            data: self.tape.data_folder(out)?,
            ..self.replay.clone()
        })
    }

    /// The moment of the market that is shown now, milliseconds since 1970.
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        reason = "milliseconds of some days"
    )]
    pub fn market_millis(&self) -> i64 {
        let passed = (now_millis() - self.replay.epoch_millis) as f64;
        self.replay.from_millis + (passed * self.replay.speed) as i64
    }

    /// Posts every price as it stands now; the accounts must stand ([`crate::Scene::set_up`]).
    pub fn tick(&mut self) -> Result<(), LocalnetError> {
        let moment = self.market_millis();
        let published_at = chain_time(&self.chain)?;
        let oracle = oracle_key();
        let mut posts = Vec::new();
        for (index, asset) in ASSETS.iter().enumerate() {
            let Some(update) = self.update(index, asset.symbol, moment, published_at) else {
                continue;
            };
            let account = price_account_key(asset.symbol).pubkey();
            posts.push(price_write(&account, &oracle.pubkey(), &update, false));
        }
        self.last_millis = moment;
        self.chain.send(&posts, &[&oracle])?;
        Ok(())
    }

    /// Has the market load every price.
    pub fn crank(&self) -> Result<(), LocalnetError> {
        let refreshes = (0..).zip(&ASSETS).map(|(index, asset)| {
            let reserve = address::reserve(&self.market, index).0;
            let account = price_account_key(asset.symbol).pubkey();
            instruction::price_refresh(&reserve, &account, &[])
        });
        self.chain.send(&refreshes.collect::<Vec<_>>(), &[])?;
        Ok(())
    }

    /// Posts prices every `pause` until `stop` says so or is dropped, and has the market load them when `cranks`. What
    /// fails is told to `tell` and tried again with the next tick.
    pub fn play(
        &mut self,
        pause: Duration,
        cranks: bool,
        stop: &Receiver<()>,
        mut tell: impl FnMut(&Self, Option<&LocalnetError>),
    ) {
        loop {
            let ticked = self.tick();
            let played = ticked.and_then(|()| if cranks { self.crank() } else { Ok(()) });
            tell(self, played.as_ref().err());
            if !matches!(stop.recv_timeout(pause), Err(RecvTimeoutError::Timeout)) {
                return;
            }
        }
    }

    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "prices in 10^-8 dollars are far below 2^53"
    )]
    fn update(
        &mut self,
        index: usize,
        asset: &str,
        moment: i64,
        published_at: i64,
    ) -> Option<PriceUpdate> {
        let dollars = self.tape.price(asset, moment)?;
        let passed = (moment - self.last_millis).max(0) as f64 / 1_000.0;
        let slot = self.averages.get_mut(index)?;
        let before = slot.unwrap_or(dollars);
        let share = (passed / AVERAGE_SECONDS).min(1.0);
        let average = before + (dollars - before) * share;
        *slot = Some(average);
        let price = (dollars * SCALE).round() as i64;
        Some(PriceUpdate {
            feed_id: ballast_bridge::feed_id_for(asset),
            price,
            confidence: price.unsigned_abs() * CONFIDENCE_BPS / 10_000,
            exponent: -8,
            published_at,
            posted_slot: 0,
            average: (average * SCALE).round() as i64,
        })
    }
}

/// Unix seconds of the chain's own clock.
pub(crate) fn chain_time(chain: &Chain) -> Result<i64, LocalnetError> {
    let found = chain.account(&CLOCK)?;
    let time = found.and_then(|(_, data)| data.get(32..40)?.first_chunk().copied());
    let time = time.ok_or(MigrateError::Account {
        address: CLOCK,
        expected: "the chain's clock",
        reason: "it is too short or absent".into(),
    })?;
    Ok(i64::from_le_bytes(time))
}

fn now_millis() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    let millis = since.map_or(0, |since| since.as_millis());
    i64::try_from(millis).unwrap_or(i64::MAX)
}
