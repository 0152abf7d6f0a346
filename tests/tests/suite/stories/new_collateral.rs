//! A collateral that joins a market in use: closed at first, opened by a change of structure that everyone can see.

use ballast_client::address;
use ballast_client::address::TOKEN_PROGRAM;
use ballast_client::instruction::{self, Change};
use ballast_client::layout::Reserve;
use ballast_policy::Rule;
use ballast_policy::preset;
use ballast_policy::unit::TokenAmount;
use ballast_tests::{MARKET_FEED, SOL, Stage, refused_and_unchanged};
use ballast_vm::{feed_id_for, layout_reserve_limits};
use solana_signer::Signer as _;

#[test]
fn a_new_collateral_is_created_closed_and_opens_after_seven_days() {
    // Given a launched market, and a reserve that governance adds to it
    let mut stage = Stage::guarded();
    let governance = stage.market.governance.insecure_clone();
    let (market, feed) = (stage.market.market, stage.market.feeds[MARKET_FEED].address);
    let open = stage.reserve(SOL).config;
    let mut closed = open;
    closed.deposit_cap = 0;
    closed.borrow_caps = [0; 3];
    (closed.opening_ltv.calm_bps, closed.opening_ltv.stress_bps) = (0, 0);
    let mint = stage.machine.create_mint("NEW", 9).unwrap();
    let create = instruction::reserve_init(
        &stage.machine.payer(),
        &governance.pubkey(),
        &market,
        3,
        &feed,
        &mint,
        &TOKEN_PROGRAM,
        &feed_id_for("NEW"),
        &closed,
    );
    stage.send(&create, &[&governance]).unwrap();
    let reserve = address::reserve(&market, 3).0;

    // When its opening and its limits are proposed, then both wait for the structure delay: a measure of its book comes
    // with them
    let opening = Change::Reserve(reserve, Box::new(open));
    let limits = preset::reserve_limits(TokenAmount(open.borrow_caps[0]));
    let limits = Change::ReserveLimits(reserve, Box::new(layout_reserve_limits(&limits)));
    let (opening, limits) = (
        stage.propose(&opening).unwrap(),
        stage.propose(&limits).unwrap(),
    );
    let execute = |change| instruction::change_execute_reserve(&market, change, &feed, &reserve);
    stage.machine.warp(7 * 86_400 - 1);
    for change in [&limits, &opening] {
        refused_and_unchanged(&mut stage, Rule::ChangeNotDue, |stage| {
            stage.send(&execute(change), &[])
        });
    }
    stage.machine.warp(1);
    for change in [&limits, &opening] {
        stage.send(&execute(change), &[]).unwrap();
    }

    // Then it is as open as any, and takes no more in its first day than its limit of inflow
    let opened: Reserve = stage.machine.read(&reserve).unwrap();
    assert_eq!(opened.config, open);
    assert_eq!(opened.limits.inflow.capacities[0], open.borrow_caps[0] / 2);
}
