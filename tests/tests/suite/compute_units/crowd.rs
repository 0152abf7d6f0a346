//! What each further collateral and each further debt costs, up to a position with every slot taken.

use super::Figures;
use ballast_client::instruction::position_view;
use ballast_client::layout::Reserve;
use ballast_policy::bounds::Bounds;
use ballast_policy::preset;
use ballast_policy::unit::{TokenAmount, Usd};
use ballast_tests::{Actor, PUBLISHERS, START, Stage};
use ballast_vm::{Deployment, DeploymentPlan, Machine, ReservePlan};
use solana_address::Address;
use solana_instruction::Instruction;

/// The program that sets a transaction's compute budget.
const COMPUTE_BUDGET: Address =
    Address::from_str_const("ComputeBudget111111111111111111111111111111");

const DEPOSITS: usize = 8;
const DEBTS: usize = 5;
/// A thousand dollars: six decimals at a dollar.
const AMOUNT: u64 = 1_000_000_000;

pub(super) fn measure(figures: &mut Figures) {
    let (mut stage, borrower) = crowded();
    let mut costs = vec![];
    for held in 1..=DEPOSITS {
        stage.deposit(&borrower, held - 1, AMOUNT).unwrap();
        let sent = stage.borrow(&borrower, DEPOSITS, 1_000_000).unwrap();
        costs.push(sent.units);
        if [1, 4, 8].contains(&held) {
            figures.take(&format!("borrow, {held} collaterals, 1 debt"), sent);
        }
    }
    let slope = (costs[DEPOSITS - 1] - costs[0]) / (DEPOSITS as u64 - 1);
    figures.put("slope per further collateral (borrow)", slope);
    let mut costs = vec![];
    for owed in 1..=DEBTS {
        stage
            .borrow(&borrower, DEPOSITS + owed - 1, AMOUNT)
            .unwrap();
        let sent = stage.borrow(&borrower, DEPOSITS, 1_000_000).unwrap();
        costs.push(sent.units);
        if [4, 5].contains(&owed) {
            figures.take(&format!("borrow, 8 collaterals, {owed} debts"), sent);
        }
    }
    let slope = (costs[DEBTS - 1] - costs[0]) / (DEBTS as u64 - 1);
    figures.put("slope per further debt (borrow)", slope);
    view(&mut stage, figures, &borrower);
    figures.take(
        "withdraw, 8 collaterals, 5 debts",
        stage.withdraw(&borrower, 0, 1_000_000).unwrap(),
    );
    let liquidator = stage.actor("liquidator");
    for index in 0..DEPOSITS {
        let mut update = stage.price_update(index, 1);
        update.price = update.price * 3 / 4;
        stage.load_price(index, &update).unwrap();
    }
    let sent = stage.liquidate(&liquidator, &borrower, DEPOSITS, 0, AMOUNT / 10);
    figures.take("liquidate, 8 collaterals, 5 debts", sent.unwrap());
}

/// The view of a full position: where its own limit binds, and where a flow limit does.
fn view(stage: &mut Stage, figures: &mut Figures, borrower: &Actor) {
    for (name, reserve) in [("own limit", DEPOSITS), ("flow limit", DEPOSITS + 1)] {
        if reserve != DEPOSITS {
            let address = stage.accounts(reserve).reserve;
            stage.edit::<Reserve>(&address, |reserve| {
                reserve.limits.outflow.capacities = [AMOUNT + 123_456_789; 3];
            });
        }
        let others = stage.others(borrower, &[reserve]);
        let (market, accounts) = (stage.market.market, stage.accounts(reserve));
        let ask = position_view(&market, &accounts, &borrower.position, &others);
        let budget = Instruction {
            program_id: COMPUTE_BUDGET,
            accounts: vec![],
            data: [&[2][..], &1_400_000u32.to_le_bytes()].concat(),
        };
        let sent = stage.machine.send(&[budget, ask], &[]).unwrap();
        figures.take(&format!("position_view, 8 and 5, {name} binds"), sent);
    }
}

/// Thirteen reserves of a dollar each on one feed, with limits and breakers; those from the eighth on have a lender.
fn crowded() -> (Stage, Actor) {
    let mut machine = Machine::start(START).unwrap();
    let reserves = (0..DEPOSITS + DEBTS).map(|index| ReservePlan {
        asset: format!("T{index}"),
        decimals: 6,
        config: preset::volatile(TokenAmount(1_000_000 * AMOUNT)),
        limits: None,
        feed: 0,
        extensions: None,
    });
    let plan = DeploymentPlan {
        feeds: vec![(preset::feed(), PUBLISHERS)],
        reserves: reserves.collect(),
        bounds: Bounds::STANDARD,
        limits: preset::market_limits(Usd::from_dollars(100_000_000)),
    };
    let market = Deployment::create(&mut machine, &plan).unwrap();
    let mut stage = Stage::of(machine, market);
    stage.calm_down();
    let lender = stage.actor("lender");
    for index in 0..stage.market.reserves.len() {
        stage.set_price(index, 1);
        if index >= DEPOSITS {
            stage.deposit(&lender, index, 10 * AMOUNT).unwrap();
        }
    }
    let borrower = stage.actor("borrower");
    (stage, borrower)
}
