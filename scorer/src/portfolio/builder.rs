//! From amounts that people write to policy's types.
//!
//! Every share is worth one base unit: nothing has accrued yet. A reserve whose listed debts exceed its listed deposits
//! has further depositors who owe nothing and are not listed.

use ballast_policy::config::ReserveConfig;
use ballast_policy::control::{ReserveFlows, ReserveLimits};
use ballast_policy::feed::FeedState;
use ballast_policy::ledger::Ledger;
use ballast_policy::market::{Feed, Reserve};
use ballast_policy::mode::Mode;
use ballast_policy::position::Position;
use ballast_policy::preset;
use ballast_policy::price::{CachedPrice, Quote};
use ballast_policy::reward::RewardStream;
use ballast_policy::schedule::Schedule;
use ballast_policy::unit::{
    DebtShares, DepositShares, ReserveIndex, Score, Timestamp, TokenAmount,
};

use super::{Account, Asset, PortfolioError, Snapshot};

/// An asset with its price and its published bounds.
#[derive(Clone, Debug, PartialEq)]
pub struct AssetSpec {
    /// Its symbol.
    pub symbol: String,
    /// Decimals of its token.
    pub decimals: u8,
    /// Dollars per token.
    pub price: f64,
    /// Half of the oracle's confidence interval, dollars.
    pub confidence: f64,
    /// Its reserve's published bounds.
    pub config: ReserveConfig,
    /// Its reserve's limits.
    pub limits: ReserveLimits,
}

/// A position: assets by index, amounts in tokens.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct AccountSpec {
    /// A name or an address.
    pub owner: String,
    /// What is held.
    pub deposits: Vec<(usize, f64)>,
    /// What is owed.
    pub borrows: Vec<(usize, f64)>,
    /// The group whose terms it is judged on; zero: none.
    pub group: u16,
}

/// Collects a market and its positions.
#[derive(Clone, Debug)]
pub struct SnapshotBuilder {
    now: Timestamp,
    assets: Vec<Asset>,
    reserves: Vec<Reserve>,
    feeds: Vec<Feed>,
    accounts: Vec<Account>,
}

impl SnapshotBuilder {
    /// A market at `now` whose only feed says `score`.
    ///
    /// # Errors
    /// A score above 100 points.
    pub fn new(now: Timestamp, score: Score) -> Result<Self, PortfolioError> {
        let state = FeedState::opened(score, Mode::Monitoring)
            .map_err(|error| PortfolioError::refused("the score", error))?;
        let feed = Feed {
            config: preset::feed(),
            state,
            ..Feed::default()
        };
        Ok(Self {
            now,
            assets: Vec::new(),
            reserves: Vec::new(),
            feeds: vec![feed],
            accounts: Vec::new(),
        })
    }

    /// Adds an asset and its reserve.
    ///
    /// # Errors
    /// A symbol that is there already, a price or bounds that policy refuses.
    pub fn asset(&mut self, spec: &AssetSpec) -> Result<(), PortfolioError> {
        let symbol = &spec.symbol;
        if self.find(symbol).is_some() {
            let symbol = symbol.clone();
            return Err(PortfolioError::AssetTwice { symbol });
        }
        let refused = |error| PortfolioError::refused(format!("asset {symbol}"), error);
        spec.config.validate().map_err(refused)?;
        spec.limits.validate().map_err(refused)?;
        let mut price = CachedPrice::default();
        let quote = quote(spec, self.now)?;
        price
            .update(&quote, spec.decimals, &spec.config.price, self.now)
            .map_err(refused)?;
        self.assets.push(Asset {
            symbol: symbol.clone(),
            decimals: spec.decimals,
        });
        self.reserves.push(Reserve {
            ledger: Ledger::opened(self.now),
            config: spec.config,
            limits: spec.limits,
            flows: ReserveFlows::default(),
            schedule: Schedule::default(),
            price,
            second: None,
            deposit_rewards: RewardStream::default(),
            borrow_rewards: RewardStream::default(),
            feed: 0,
        });
        Ok(())
    }

    /// Where the asset of this symbol stands.
    pub fn find(&self, symbol: &str) -> Option<usize> {
        self.assets.iter().position(|asset| asset.symbol == symbol)
    }

    /// Symbols so far, for messages.
    pub(super) fn known(&self) -> String {
        let symbols = self.assets.iter().map(|asset| asset.symbol.as_str());
        symbols.collect::<Vec<_>>().join(", ")
    }

    /// Adds a position.
    ///
    /// # Errors
    /// An amount that is no amount, or a position that policy's rules do not allow.
    pub fn account(&mut self, spec: &AccountSpec) -> Result<(), PortfolioError> {
        let mut position = Position {
            group: spec.group,
            ..Position::default()
        };
        let what = || format!("position of {}", spec.owner);
        for &(index, amount) in &spec.deposits {
            let Some(units) = self.units(index, amount)? else {
                continue;
            };
            let (place, rewards) = (place(index), RewardStream::default());
            position
                .add_deposit(place, DepositShares(units), &rewards, 0, self.now)
                .map_err(|error| PortfolioError::refused(what(), error))?;
            let ledger = &mut self.reserves[index].ledger;
            let shares = DepositShares(units);
            ledger.deposit_shares = ledger
                .deposit_shares
                .plus(shares)
                .map_err(|error| PortfolioError::refused(what(), error))?;
        }
        for &(index, amount) in &spec.borrows {
            let Some(units) = self.units(index, amount)? else {
                continue;
            };
            let (place, rewards) = (place(index), RewardStream::default());
            position
                .add_borrow(place, DebtShares(units), &rewards)
                .map_err(|error| PortfolioError::refused(what(), error))?;
            let ledger = &mut self.reserves[index].ledger;
            let shares = DebtShares(units);
            ledger.debt_shares = ledger
                .debt_shares
                .plus(shares)
                .map_err(|error| PortfolioError::refused(what(), error))?;
        }
        self.accounts.push(Account {
            owner: spec.owner.clone(),
            position,
        });
        Ok(())
    }

    /// The snapshot.
    ///
    /// # Errors
    /// No asset, or no position.
    pub fn finish(mut self, origin: impl Into<String>) -> Result<Snapshot, PortfolioError> {
        if self.assets.is_empty() {
            return Err(PortfolioError::AssetsEmpty);
        }
        if self.accounts.is_empty() {
            return Err(PortfolioError::PositionsEmpty);
        }
        for reserve in &mut self.reserves {
            let ledger = &mut reserve.ledger;
            let (held, owed) = (ledger.deposit_shares.0, ledger.debt().0);
            ledger.deposit_shares = DepositShares(held.max(owed));
            ledger.cash = TokenAmount(held.max(owed).saturating_sub(owed));
        }
        Ok(Snapshot {
            origin: origin.into(),
            assets: self.assets,
            reserves: self.reserves,
            feeds: self.feeds,
            accounts: self.accounts,
            now: self.now,
        })
    }

    /// Base units of `amount` tokens, rounded to the nearest; none of nothing.
    fn units(&self, index: usize, amount: f64) -> Result<Option<u64>, PortfolioError> {
        /// Room for the sum of many.
        const MOST: f64 = 9.0e18;
        let asset = self.assets.get(index).ok_or(PortfolioError::AssetUnknown {
            symbol: format!("number {index}"),
            known: self.known(),
        })?;
        if !amount.is_finite() || amount < 0.0 {
            return Err(PortfolioError::OutOfRange {
                what: format!("an amount of {}", asset.symbol),
                value: amount,
                expected: "a number from zero",
            });
        }
        let units = (amount * power_of_ten(asset.decimals)).round();
        if units > MOST {
            return Err(PortfolioError::AmountTooLarge {
                symbol: asset.symbol.clone(),
                amount,
                decimals: asset.decimals,
            });
        }
        Ok(Some(whole(units)).filter(|units| *units != 0))
    }
}

/// The price as an oracle would publish it: twelve significant digits or more.
fn quote(spec: &AssetSpec, now: Timestamp) -> Result<Quote, PortfolioError> {
    const MOST_DIGITS: u8 = 18;
    const SIGNIFICANT: f64 = 1e12;
    let out_of_range = |what: &str, value, expected| PortfolioError::OutOfRange {
        what: format!("the {what} of {}", spec.symbol),
        value,
        expected,
    };
    let is_price = spec.price.is_finite() && spec.price > 0.0 && spec.price < 1e15;
    if !is_price {
        return Err(out_of_range("price", spec.price, "dollars above zero"));
    }
    if !spec.confidence.is_finite() || spec.confidence < 0.0 || spec.confidence > spec.price {
        let expected = "dollars from zero, at most the price";
        return Err(out_of_range("confidence", spec.confidence, expected));
    }
    let mut digits = 0;
    while digits < MOST_DIGITS && spec.price * power_of_ten(digits) < SIGNIFICANT {
        digits += 1;
    }
    let mantissa = |value: f64| whole((value * power_of_ten(digits)).round());
    let price = i64::try_from(mantissa(spec.price)).unwrap_or(i64::MAX);
    Ok(Quote {
        price,
        confidence: mantissa(spec.confidence),
        exponent: -i32::from(digits),
        published_at: i64::try_from(now.0).unwrap_or(i64::MAX),
        average: price,
    })
}

fn place(index: usize) -> ReserveIndex {
    ReserveIndex(u16::try_from(index).unwrap_or(u16::MAX))
}

fn power_of_ten(digits: u8) -> f64 {
    (0..digits).fold(1.0, |power, _| power * 10.0)
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "callers pass whole numbers from zero, checked against 2^63"
)]
fn whole(value: f64) -> u64 {
    value as u64
}
