//! Whether new price sources would take over now, by the quotes that they give.

use crate::scene::record;
use crate::{Answer, Refusal, status, words};
use ballast_client::layout::{Account, Market, Reserve};
use ballast_policy::action::{PriceMut, replace_oracle};
use ballast_policy::price::{CachedPrice, Quote};
use ballast_policy::unit::Timestamp;

/// Words of a quote: price, confidence, exponent, time of publication, the oracle's average.
const QUOTE_WORDS: usize = 5;
const QUOTE: usize = 8 * QUOTE_WORDS;

/// The prices that a reserve would have if its sources were replaced at `now`, two words in 2^-64 dollars a base unit: the first
/// source's and the second's, 0 for none; or the rule that forbids it.
///
/// `bytes`: records of the market and the reserve, then one to three quotes of [`QUOTE_WORDS`] words each: of the source, of the
/// second source, and of the rate that the second's is multiplied by.
pub fn sources(bytes: &[u8], quotes: u32, now: u64) -> Answer {
    let given = QUOTE.checked_mul(quotes as usize);
    let split = given.and_then(|length| bytes.len().checked_sub(length));
    let (records, given) = bytes.split_at(split.ok_or(NOT_AN_ACCOUNT)?);
    let (market, reserve) = accounts(records)?;
    let given: Vec<Quote> = given
        .chunks_exact(QUOTE)
        .map(quote)
        .collect::<Result<_, _>>()?;
    let (first, second) = match given.as_slice() {
        [first] => (first, None),
        [first, second] => (first, Some(*second)),
        // The program takes the rate and the price it belongs to as one source.
        [first, base, rate] => (first, Some(base.times_floor(rate)?)),
        _ => return Err(Refusal::Status(status::ARGUMENT)),
    };
    let mut replaced = ballast_bridge::policy_reserve(&reserve, 0);
    let mut beside = CachedPrice::default();
    let mut price = PriceMut {
        price: &mut replaced.price,
        second: second.is_some().then_some(&mut beside),
        flows: &mut replaced.flows,
        limits: &replaced.limits,
        rules: &replaced.config.price,
        decimals: reserve.decimals,
    };
    let bounds = ballast_bridge::policy_bounds(&market.bounds);
    replace_oracle(&mut price, first, second.as_ref(), &bounds, Timestamp(now))?;
    Ok(words([replaced.price.mid.0, beside.mid.0]))
}

const NOT_AN_ACCOUNT: Refusal = Refusal::Status(status::NOT_AN_ACCOUNT);

fn accounts(records: &[u8]) -> Result<(Market, Reserve), Refusal> {
    let (_, market, rest) = record(records).ok_or(NOT_AN_ACCOUNT)?;
    let (_, reserve, _) = record(rest).ok_or(NOT_AN_ACCOUNT)?;
    let market = Market::decode(market).map_err(|_| NOT_AN_ACCOUNT)?;
    Ok((
        market,
        Reserve::decode(reserve).map_err(|_| NOT_AN_ACCOUNT)?,
    ))
}

fn quote(bytes: &[u8]) -> Result<Quote, Refusal> {
    let mut words = bytes.chunks_exact(8).map(|word| {
        let word = word.first_chunk().copied().unwrap_or_default();
        i64::from_le_bytes(word)
    });
    let mut word = || words.next().ok_or(NOT_AN_ACCOUNT);
    let (price, confidence, exponent) = (word()?, word()?, word()?);
    let (published_at, average) = (word()?, word()?);
    Ok(Quote {
        price,
        confidence: confidence.cast_unsigned(),
        exponent: i32::try_from(exponent).map_err(|_| Refusal::Status(status::ARGUMENT))?,
        published_at,
        average,
    })
}

/// See [`sources`]; the input holds its bytes.
#[unsafe(no_mangle)]
extern "C" fn ask_sources(length: u32, quotes: u32, now: u64) -> u32 {
    crate::MEMORY.with_borrow_mut(|memory| {
        let bytes = memory.input.get(..length as usize).unwrap_or(&[]);
        let answer = sources(bytes, quotes, now);
        crate::settle(memory, answer)
    })
}
