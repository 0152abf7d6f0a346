//! The run: step by step through the window, everyone in turn.

use super::borrower::{Borrower, Borrowing};
use super::config::ReplayConfig;
use super::error::ReplayError;
use super::exchange::{self, Prices, dollars};
use super::lender::Lender;
use super::liquidator::{Liquidator, find_unhealthy};
use super::publisher::Publishers;
use super::record::{Record, RegimeChange, Step};
use super::tape::{self, STEP_SECONDS, STEPS_PER_HOUR};
use super::world::{ASSETS, ETH, SOL, USDC, World};
use crate::data::Dataset;
use crate::model::Model;
use crate::time::{Timestamp, Window};
use ballast_client::event::Event;
use ballast_client::instruction;
use ballast_policy::interest::SECONDS_PER_YEAR;
use ballast_policy::terms::Terms;
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;

/// Hours before the window at which borrowers come.
const BORROWERS_COME: i64 = 6;

/// Replays `dataset` over the configured window, one publisher per model; `progress` is told each finished hour.
///
/// # Errors
/// [`ReplayError`]: no program, a gap in the bars, or a transaction of the replay itself that failed.
pub fn run(
    config: &ReplayConfig,
    dataset: &Dataset,
    models: &[Model],
    progress: &dyn Fn(),
) -> Result<Record, ReplayError> {
    let begins = config.begins();
    let mut publishers = Publishers::new(models, config.lie());
    let world = World::create(&config.program, unix_seconds(begins), publishers.count())?;
    let mut stage = Stage {
        world,
        random: ChaCha8Rng::seed_from_u64(config.seed),
        lenders: Vec::new(),
        borrowers: Vec::new(),
        liquidators: Vec::new(),
        step: 0,
    };
    for hour in Window::new(begins, config.window.until).hours() {
        let bars = [
            tape::bar(dataset, "SOL", hour)?,
            tape::bar(dataset, "ETH", hour)?,
        ];
        let [sol, eth] = bars.map(|bar| tape::prices(&bar));
        for quarter in 0..STEPS_PER_HOUR {
            let prices = exchange::prices(sol[quarter], eth[quarter]);
            let time = unix_seconds(hour) + STEP_SECONDS * quarter as u64;
            stage.world.desk.machine.warp_to(time);
            exchange::show(&mut stage.world, &prices)?;
            if quarter == 0 {
                publishers.report(&mut stage.world, dataset, hour)?;
                stage.advance(hour, config)?;
                stage.welcome(hour, config, &prices)?;
            }
            let observed = stage.live(hour >= config.window.from, &prices)?;
            if hour >= config.window.from {
                let minutes = i64::try_from(quarter).unwrap_or(0) * 15;
                let now = Timestamp::from_millis(hour.millis() + minutes * 60_000);
                stage.observe(now, &prices, observed, publishers.count())?;
            }
        }
        progress();
    }
    Ok(stage.world.desk.record)
}

struct Stage {
    world: World,
    random: ChaCha8Rng,
    lenders: Vec<Lender>,
    borrowers: Vec<Borrower>,
    liquidators: Vec<Liquidator>,
    step: usize,
}

/// What people did in one step.
#[derive(Clone, Copy, Default)]
struct Deeds {
    borrowings: usize,
    refused_borrowings: usize,
    liquidations: usize,
    liquidated: f64,
}

impl Stage {
    /// Holds a round on every feed and notes changes of regime inside the window.
    fn advance(&mut self, hour: Timestamp, config: &ReplayConfig) -> Result<(), ReplayError> {
        for (index, asset) in ASSETS.iter().enumerate() {
            let World { desk, deployment } = &mut self.world;
            let advance = instruction::terms_advance(&deployment.feeds[index].address);
            let sent = desk.send("terms_advance", advance, &[])?;
            for event in sent.events {
                let Event::ConsensusReached(reached) = event else {
                    continue;
                };
                if reached.regime != reached.regime_before && hour >= config.window.from {
                    desk.record.regime_changes.push(RegimeChange {
                        time: hour,
                        feed: asset.feed,
                        from: reached.regime_before,
                        to: reached.regime,
                        score: f64::from(reached.score) / 100.0,
                    });
                }
            }
        }
        Ok(())
    }

    /// Lets people in: lenders and liquidators first, borrowers once the feeds have come down.
    fn welcome(
        &mut self,
        hour: Timestamp,
        config: &ReplayConfig,
        prices: &Prices,
    ) -> Result<(), ReplayError> {
        if self.lenders.is_empty() {
            for number in 0..config.lenders {
                let lender = Lender::join(&mut self.world, number, &mut self.random, prices)?;
                self.lenders.push(lender);
            }
            for number in 0..config.liquidators {
                self.liquidators
                    .push(Liquidator::join(&mut self.world, number)?);
            }
        }
        let opens = config.window.from.plus_hours(-BORROWERS_COME);
        if self.borrowers.is_empty() && hour >= opens {
            for number in 0..config.borrowers {
                let borrower = Borrower::join(&mut self.world, number, &mut self.random, prices)?;
                let mut view = self.world.view()?;
                borrower.borrow(&mut self.world, &mut view)?;
                self.borrowers.push(borrower);
            }
            self.world.limit_flows()?;
        }
        Ok(())
    }

    /// Everyone's turn.
    fn live(&mut self, is_open: bool, prices: &Prices) -> Result<Deeds, ReplayError> {
        self.step += 1;
        let mut deeds = Deeds::default();
        if !is_open {
            return Ok(deeds);
        }
        let accounts = self.world.deployment.reserves[USDC].accounts;
        let accrue = instruction::accrue(&accounts.reserve, &accounts.feed);
        self.world.desk.send("accrue", accrue, &[])?;
        let mut view = self.world.view()?;
        let utilization = utilization(view.reserve(USDC));
        for lender in &mut self.lenders {
            lender.act(&mut self.world, utilization, &mut self.random)?;
        }
        for borrower in &self.borrowers {
            match borrower.act(&mut self.world, &mut view, &mut self.random)? {
                Borrowing::Granted => deeds.borrowings += 1,
                Borrowing::Refused => deeds.refused_borrowings += 1,
                Borrowing::NotWanted => {}
            }
        }
        self.liquidate(&mut deeds, prices)?;
        Ok(deeds)
    }

    fn liquidate(&mut self, deeds: &mut Deeds, prices: &Prices) -> Result<(), ReplayError> {
        for liquidator in &mut self.liquidators {
            let mut view = self.world.view()?;
            let (unhealthy, _) = find_unhealthy(&self.world, &mut view, &self.borrowers)?;
            if unhealthy.is_empty() {
                break;
            }
            let (count, repaid) = liquidator.act(&mut self.world, &unhealthy, self.step, prices)?;
            deeds.liquidations += count;
            deeds.liquidated += repaid;
        }
        Ok(())
    }

    /// Writes down the state.
    fn observe(
        &mut self,
        time: Timestamp,
        prices: &Prices,
        deeds: Deeds,
        publishers: usize,
    ) -> Result<(), ReplayError> {
        let mut view = self.world.view()?;
        let (unhealthy, bad_debt) = find_unhealthy(&self.world, &mut view, &self.borrowers)?;
        let (sol, market) = (view.effective(SOL), view.effective(USDC));
        let terms = |index| Terms::new(&view.reserve(index).config, view.effective(index));
        let lent = view.reserve(USDC);
        let step = Step {
            time,
            sol_price: prices[SOL],
            eth_price: prices[ETH],
            sol_reports: view.reports(SOL, publishers),
            sol_score: f64::from(sol.score.0) / 100.0,
            sol_regime: sol.regime as u8,
            market_score: f64::from(market.score.0) / 100.0,
            market_regime: market.regime as u8,
            sol_opening_ltv: f64::from(terms(SOL).opening_ltv_bps) / 10_000.0,
            eth_opening_ltv: f64::from(terms(ETH).opening_ltv_bps) / 10_000.0,
            borrow_rate: annual(lent.ledger.rate.0),
            utilization: utilization(lent),
            debt: dollars(USDC, lent.ledger.debt().0, prices),
            borrow_cap: dollars(USDC, terms(USDC).borrow_cap.0, prices),
            bad_debt,
            unhealthy: unhealthy.len(),
            liquidations: deeds.liquidations,
            liquidated: deeds.liquidated,
            borrowings: deeds.borrowings,
            refused_borrowings: deeds.refused_borrowings,
        };
        self.world.desk.record.steps.push(step);
        Ok(())
    }
}

fn utilization(reserve: &ballast_policy::market::Reserve) -> f64 {
    f64::from(reserve.ledger.utilization().0) / f64::from(1u32 << 24)
}

/// A rate per second (2^-64) as a fraction a year.
#[expect(clippy::cast_precision_loss, reason = "for people and plots")]
fn annual(rate: u64) -> f64 {
    rate as f64 * SECONDS_PER_YEAR as f64 / 2f64.powi(64)
}

fn unix_seconds(time: Timestamp) -> u64 {
    time.seconds_floor().max(0).cast_unsigned()
}
