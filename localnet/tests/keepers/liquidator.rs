//! What is liquidated, what is left alone, and what is never touched.

use super::town::{Town, block_on, confirm, key, town};
use ballast_bridge::keypair_for;
use ballast_scorer::liquidator::{
    BudgetConfig, Liquidator, LiquidatorConfig, Look, ProfitConfig, TakenOutcome,
};
use tokio_util::sync::CancellationToken;

const USDC: usize = 0;
const SOL: usize = 1;

fn config(town: &Town, number: usize) -> LiquidatorConfig {
    LiquidatorConfig {
        market: town.market_config(),
        rpc: town.rpc(),
        key: key(&format!("liquidator {number}")),
        oracle: town.oracle(),
        confirm: confirm(),
        // The bonus rises with time, of which tests take little.
        profit: ProfitConfig {
            least_dollars: 0.01,
            ..ProfitConfig::default()
        },
        ..LiquidatorConfig::default()
    }
}

async fn look(config: LiquidatorConfig, is_dry: bool) -> Look {
    let mut liquidator = Liquidator::new(config, is_dry).await.unwrap();
    liquidator.look(&CancellationToken::new()).await.unwrap()
}

fn is_landed(outcome: &TakenOutcome) -> bool {
    matches!(outcome, TakenOutcome::Landed { .. })
}

#[test]
fn position_under_water_is_liquidated_with_profit_and_nothing_else_is_touched() {
    // Given three borrowers, all healthy
    let town = town();
    let bot = keypair_for("liquidator 0");
    let calm = block_on(look(config(&town, 0), false));
    assert!(calm.positions >= 1);
    assert_eq!(calm.unhealthy, 0);
    assert!(calm.taken.is_empty());

    // When the first one's collateral falls to two fifths, and nobody has loaded that price
    let before = [0, 1, 2].map(|borrower| town.position(borrower));
    town.post([1.0, 0.4, 1.0, 1.0]);
    let purse = (town.tokens(&bot, USDC), town.tokens(&bot, SOL));
    let lamports = town.lamports(&bot);

    // Then whoever wants more than there is leaves it alone
    let greedy = LiquidatorConfig {
        profit: ProfitConfig {
            least_dollars: 1e6,
            ..ProfitConfig::default()
        },
        ..config(&town, 0)
    };
    let left = block_on(look(greedy, false));
    assert_eq!((left.unhealthy, left.unprofitable.len()), (1, 1));
    assert!(left.taken.is_empty());

    // And a dry run says what it would do, and changes nothing
    let dry = block_on(look(config(&town, 0), true));
    println!("dry run: {dry:#?}");
    assert_eq!(dry.taken.len(), 1);
    let TakenOutcome::Planned { units } = dry.taken[0].outcome else {
        panic!("{:?}", dry.taken[0].outcome);
    };
    assert_eq!(town.position(0), before[0]);
    assert_eq!(town.lamports(&bot), lamports);

    // When the budget of a day is a hundred dollars
    let folder = tempfile::tempdir().unwrap();
    let frugal = LiquidatorConfig {
        budget: BudgetConfig {
            day_dollars: 100.0,
            file: folder.path().join("budget.json"),
            ..BudgetConfig::default()
        },
        ..config(&town, 0)
    };
    let small = block_on(look(frugal.clone(), false));

    // Then no more than that is repaid
    println!("small: {small:#?}");
    assert!(small.taken.iter().all(|taken| is_landed(&taken.outcome)));
    let spent = purse.0 - town.tokens(&bot, USDC);
    assert!((1..=100_000_000).contains(&spent), "{spent}");

    // And a restart does not give a second one
    let restarted = block_on(look(frugal, false));
    println!("restarted: {restarted:#?}");
    assert_eq!((restarted.unhealthy, restarted.taken.len()), (1, 0));
    assert_eq!(purse.0 - town.tokens(&bot, USDC), spent);

    // When it may spend what it has
    let taken = block_on(look(config(&town, 0), false));

    // Then it is liquidated with profit: what it got is worth more than what it gave, at the price that it brought along
    println!("taken: {taken:#?}, dry run {units} units");
    assert_eq!(taken.taken.len(), 1);
    assert!(is_landed(&taken.taken[0].outcome));
    let gave = purse.0 - town.tokens(&bot, USDC);
    let got = town.tokens(&bot, SOL) - purse.1;
    let price = town.reserve(1).price.mid;
    let worth = (u128::from(got) * u128::from(price) * 1_000_000) >> 64;
    println!("gave {gave} and got {worth} millionths of a dollar");
    assert!(worth > u128::from(gave), "{worth} for {gave}");
    let owed = |position: &ballast_client::layout::Position| position.holdings.borrows[0].shares;
    assert!(owed(&town.position(0)) < owed(&before[0]));

    // And the healthy ones are as they were
    assert_eq!([town.position(1), town.position(2)], before[1..]);
}

#[test]
fn two_liquidators_at_once_do_no_harm() {
    // Given two positions under water
    let town = town();
    town.post([1.0, 1.0, 0.4, 0.4]);
    let bots = [0, 1].map(|number| keypair_for(&format!("liquidator {number}")));
    let purses = bots.each_ref().map(|bot| town.tokens(bot, USDC));

    // When two look at once, twice
    let mut looks = Vec::new();
    for _ in 0..2 {
        let (one, other) = block_on(async {
            tokio::join!(look(config(&town, 0), false), look(config(&town, 1), false))
        });
        looks.extend([one, other]);
    }

    // Then each liquidation landed, or came too late: none failed otherwise
    let taken: Vec<_> = looks.iter().flat_map(|look| &look.taken).collect();
    println!("{taken:#?}");
    let count = |is: fn(&TakenOutcome) -> bool| {
        let taken = taken.iter().filter(|taken| is(&taken.outcome));
        taken.count()
    };
    let late = count(|outcome| matches!(outcome, TakenOutcome::Late { .. }));
    assert!(count(is_landed) >= 2);
    assert_eq!(count(is_landed) + late, taken.len());

    // And what they spent is what their events say
    for (number, (bot, purse)) in bots.iter().zip(purses).enumerate() {
        let own = looks.iter().skip(number).step_by(2);
        let repaid = own
            .flat_map(|look| &look.taken)
            .map(|taken| match taken.outcome {
                TakenOutcome::Landed { repaid, .. } => repaid,
                _ => 0,
            });
        assert_eq!(purse - town.tokens(bot, USDC), repaid.sum::<u64>());
    }
}
