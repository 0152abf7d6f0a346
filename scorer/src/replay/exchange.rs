//! Between dollars and base units, and the price that the oracle shows.

use super::error::ReplayError;
use super::world::{ASSETS, World};
use ballast_client::instruction;
use ballast_client::oracle::PriceUpdate;

/// The oracle's confidence: a tenth of a percent of the price.
const CONFIDENCE_PER_MILLE: u64 = 1;
/// The oracle's prices are in 10^-8 dollars.
const ORACLE_EXPONENT: i32 = -8;
const ORACLE_SCALE: f64 = 1e8;

/// Market prices of the reserves' tokens, in dollars.
pub(super) type Prices = [f64; 3];

/// `dollars` worth of reserve `index`, in base units, rounded down.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "amounts are positive and far below 2^53"
)]
pub(super) fn units_floor(index: usize, dollars: f64, prices: &Prices) -> u64 {
    (dollars.max(0.0) / prices[index] * 10f64.powi(i32::from(ASSETS[index].decimals))) as u64
}

/// What `units` of reserve `index` are worth, dollars.
#[expect(clippy::cast_precision_loss, reason = "for people and plots")]
pub(super) fn dollars(index: usize, units: u64, prices: &Prices) -> f64 {
    units as f64 / 10f64.powi(i32::from(ASSETS[index].decimals)) * prices[index]
}

/// Shows `prices` to the program: an oracle account each, and a refresh of its reserve.
pub(super) fn show(world: &mut World, prices: &Prices) -> Result<(), ReplayError> {
    for (index, price) in prices.iter().enumerate() {
        let mantissa = oracle_price(index, *price)?;
        let World { desk, deployment } = world;
        let handle = &deployment.reserves[index];
        let update = PriceUpdate {
            feed_id: handle.oracle_feed_id,
            price: mantissa,
            confidence: mantissa.unsigned_abs() / 1_000 * CONFIDENCE_PER_MILLE,
            exponent: ORACLE_EXPONENT,
            published_at: desk.machine.now().cast_signed(),
            posted_slot: 0,
            average: mantissa,
        };
        desk.machine.publish_price(&handle.price_account, &update)?;
        let refresh =
            instruction::price_refresh(&handle.accounts.reserve, &handle.price_account, &[]);
        desk.send("price_refresh", refresh, &[])?;
    }
    Ok(())
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "held to the range before the cast"
)]
fn oracle_price(index: usize, price: f64) -> Result<i64, ReplayError> {
    let mantissa = (price * ORACLE_SCALE).round();
    if (1.0..9e18).contains(&mantissa) {
        return Ok(mantissa as i64);
    }
    Err(ReplayError::PriceUnrepresentable {
        asset: ASSETS[index].symbol.to_owned(),
        price,
    })
}

/// USDC is taken at a dollar: the data hold no USDC price for most of the windows.
pub(super) fn prices(sol: f64, eth: f64) -> Prices {
    [1.0, sol, eth]
}
