//! INV-1 to INV-17 over random histories of the real program: users, keepers, governance, prices and time.
//!
//! One survey plays all histories, on a market without limits and on one with limits and breakers, and asks every
//! invariant after every transaction; the accounts alone answer. Then there is one test for each number: it fails with
//! the smallest history that breaks its invariant, or if its invariant was hardly tried.
//!
//! `PROPTEST_CASES=20000 cargo test --test suite invariants` searches for longer, `PROPTEST_RNG_SEED=7` elsewhere.
//! INV-18 to INV-27 are of policy alone: `policy/tests/risk` and `policy/tests/stateful`.

mod amount;
mod build;
mod check;
mod deed;
mod govern;
mod history;
mod host;
mod judge;
mod operation;
mod plan;
mod price;
mod probe;
mod propose;
mod reward;
mod risk;
mod run;
mod state;
mod survey;
mod trade;
mod value;
mod world;

use survey::{holds, reached};

#[test]
fn inv_1_the_vault_holds_what_the_books_say() {
    holds(
        1,
        &[
            ("INV-1: vault counted", 50_000),
            ("INV-1: vault with a donation counted", 1_000),
            ("INV-1: fees and insurance counted", 1_000),
        ],
    );
}

#[test]
fn inv_2_claims_on_a_reserve_are_covered() {
    holds(
        2,
        &[
            ("INV-2: claims counted", 50_000),
            ("INV-2: claims counted after a loss", 1_000),
        ],
    );
}

#[test]
fn inv_3_share_price_never_falls_but_by_loss() {
    holds(
        3,
        &[
            ("INV-3: share price compared", 50_000),
            ("INV-3: written off", 200),
            ("INV-3: borne by insurance", 10),
            ("INV-3: borne by depositors", 200),
        ],
    );
}

#[test]
fn inv_4_debt_index_never_falls_and_stands_still_with_time() {
    holds(
        4,
        &[
            ("INV-4: index rose", 5_000),
            ("INV-4: index stood still", 50_000),
        ],
    );
}

#[test]
fn inv_5_the_parts_are_the_whole() {
    holds(
        5,
        &[
            ("INV-5: deposits and debts added up", 100_000),
            ("INV-5: debts of a group added up", 50_000),
        ],
    );
}

#[test]
fn inv_6_there_and_back_never_profits() {
    holds(
        6,
        &[
            ("INV-6: deposited and withdrawn", 1_000),
            ("INV-6: borrowed and repaid", 400),
        ],
    );
}

#[test]
fn inv_7_nothing_changes_but_what_a_transaction_is_about() {
    holds(
        7,
        &[
            ("INV-7: changes traced", 50_000),
            ("INV-7: many changes traced", 5_000),
            ("INV-7: done by a delegate", 500),
            ("foreign refused", 2_000),
        ],
    );
}

#[test]
fn inv_8_a_failure_leaves_no_trace() {
    holds(
        8,
        &[
            ("INV-8: refused", 20_000),
            ("INV-8: refused after other instructions", 2_000),
        ],
    );
}

#[test]
fn inv_9_no_flash_loan_is_left() {
    holds(
        9,
        &[
            ("INV-9: flash loan brought back", 1_000),
            ("INV-9: moves inside a flash loan", 200),
            ("INV-9: flash loan refused", 2_000),
        ],
    );
}

#[test]
fn inv_10_without_debt_all_can_be_withdrawn() {
    holds(
        10,
        &[
            ("INV-10: withdrawn", 10_000),
            ("INV-10: withdrawn, paused", 100),
            ("INV-10: withdrawn, stress", 5_000),
            ("INV-10: withdrawn, no price", 5_000),
            ("INV-10: withdrawn, breaker", 500),
        ],
    );
}

#[test]
fn inv_11_debt_can_always_be_repaid() {
    holds(
        11,
        &[
            ("INV-11: repaid", 5_000),
            ("INV-11: repaid, paused", 100),
            ("INV-11: repaid, stress", 2_000),
            ("INV-11: repaid, no price", 2_000),
            ("INV-11: repaid, breaker", 50),
            ("INV-11: repaid by another", 500),
        ],
    );
}

#[test]
fn inv_12_only_the_backed_borrow_and_withdraw() {
    holds(
        12,
        &[
            ("INV-12: borrowed", 800),
            ("INV-12: withdrawn with debt", 200),
            ("INV-12: refused", 2_000),
            ("INV-12: with prices along", 100),
            ("INV-12: an isolated asset borrowed", 50),
            ("INV-12: borrowed in a group", 20),
        ],
    );
}

#[test]
fn inv_13_no_one_else_is_worse_off() {
    holds(
        13,
        &[
            ("INV-13: health compared", 100_000),
            ("INV-13: bad health compared", 10_000),
        ],
    );
}

#[test]
fn inv_14_liquidation_improves_and_never_over_seizes() {
    holds(
        14,
        &[
            ("INV-14: the solvent liquidated", 300),
            ("INV-14: the insolvent liquidated", 1_000),
            ("INV-14: seized as a deposit", 500),
            ("INV-14: the healthy refused", 2_000),
            ("INV-14: the healthy deleveraged", 60),
            ("INV-14: seized within what the book takes", 800),
            ("INV-14: seized of a book that is not whole", 200),
        ],
    );
}

#[test]
fn inv_15_caps_bind_only_increases() {
    holds(
        15,
        &[
            ("INV-15: deposited under a cap", 1_000),
            ("INV-15: deposited while the cap opens", 120),
            ("INV-15: borrowed under a cap", 800),
            ("INV-15: more refused", 1_000),
            ("INV-15: withdrawn above a cap", 150),
            ("INV-15: repaid above a cap", 150),
            ("INV-15: liquidated above a cap", 40),
        ],
    );
}

#[test]
fn inv_16_the_rate_is_on_its_curve() {
    holds(
        16,
        &[
            ("INV-16: rate in calm", 5_000),
            ("INV-16: rate in transition", 500),
            ("INV-16: rate in stress", 10_000),
            ("INV-16: rate of a reserve that is lent out", 100),
        ],
    );
}

#[test]
fn inv_17_counting_interest_twice_is_counting_it_once() {
    holds(
        17,
        &[
            ("INV-17: counted twice", 500),
            ("INV-17: in two steps as in one", 150),
            ("INV-17: at a rate that never changes", 60),
            ("INV-17: a thousand years on", 300),
        ],
    );
}

#[test]
fn rewards_give_what_they_were_given_to_who_earned_it() {
    holds(
        check::REWARDS,
        &[
            ("rewards: vault counted", 200_000),
            ("rewards: vault counted after a claim", 50_000),
            ("rewards: earnings counted", 100_000),
            ("rewards: earned and moved", 5_000),
            ("rewards: earned and liquidated", 1_500),
            ("rewards: a depositor paid", 3_000),
            ("rewards: a debtor paid", 3_000),
            ("rewards: paid with a transfer fee", 2_000),
            ("rewards: nothing to pay", 3_000),
            ("foreign claim refused", 500),
        ],
    );
}

#[test]
fn a_host_costs_the_borrower_nothing() {
    holds(
        check::HOSTS,
        &[
            ("hosts: paid", 100),
            ("hosts: none to pay", 100),
            ("hosts: named by another", 100),
        ],
    );
}

#[test]
fn everything_that_histories_hold_goes_through_and_is_refused() {
    for name in [
        "accrue",
        "bad_debt_resolve",
        "by a delegate",
        "borrow",
        "breaker_release",
        "change_cancel",
        "change_execute_feed",
        "change_execute_reserve",
        "change_propose",
        "deposit",
        "donate",
        "fees_collect",
        "flash_borrow",
        "insure",
        "liquidate",
        "liquidate_into",
        "pause",
        "position_close",
        "position_delegate",
        "position_join",
        "position_mark",
        "position_open",
        "price_refresh",
        "repay",
        "recommendation_accept",
        "report_submit",
        "reward_claim",
        "reward_fund",
        "reward_open",
        "reward_retire",
        "terms_advance",
        "withdraw",
    ] {
        let (done, refused) = (format!("{name} done"), format!("{name} refused"));
        reached(&[(&done, 1), (&refused, 1)]);
    }
    reached(&[
        ("in calm", 10_000),
        ("in transition", 1_000),
        ("in stress", 10_000),
        ("on a feed's last round", 10_000),
        ("on decaying terms", 1_000),
        ("on conservative terms", 10_000),
        ("on fixed terms", 1_000),
    ]);
}
