//! `reserve_init`: a reserve with an empty vault, empty books and no price.

mod config;

use ballast_client::address::{self, SYSTEM_PROGRAM, TOKEN_PROGRAM};
use ballast_client::event::{Event, ReserveCreated};
use ballast_client::instruction;
use ballast_client::layout::{BorrowIndex, Ledger, Market, Reserve, ReserveConfig};
use ballast_policy::Rule;
use ballast_policy::preset;
use ballast_policy::unit::TokenAmount;
use ballast_tests::{
    CAP, Failure, Kind, LendingError, MARKET_FEED, SOL, Stage, USDC, every_account_is_checked,
    refused_and_unchanged, with_accounts,
};
use ballast_vm::{keypair_for, layout_reserve_limits};
use solana_address::Address;
use solana_instruction::Instruction;
use solana_keypair::Keypair;
use solana_signer::Signer as _;

const MARKET: usize = 2;
const FEED: usize = 3;
const MINT: usize = 4;
const RESERVE: usize = 5;
const VAULT: usize = 6;
const FEED_ID: [u8; 32] = [5; 32];

/// The market's fourth reserve, of index 3, for a token of `decimals`, configured as SOL's after `change`.
fn creation(
    stage: &mut Stage,
    decimals: u8,
    change: impl FnOnce(&mut ReserveConfig),
) -> (Keypair, Instruction) {
    let mut config = stage.reserve(SOL).config;
    change(&mut config);
    let mint = stage.machine.create_mint("NEW", decimals).unwrap();
    let governance = stage.market.governance.insecure_clone();
    let create = instruction::reserve_init(
        &stage.machine.payer(),
        &governance.pubkey(),
        &stage.market.market,
        3,
        &stage.market.feeds[MARKET_FEED].address,
        &mint,
        &TOKEN_PROGRAM,
        &FEED_ID,
        &config,
    );
    (governance, create)
}

/// `create` with the reserve and vault of another index.
fn at_index(stage: &Stage, create: &Instruction, index: u16) -> Instruction {
    let reserve = address::reserve(&stage.market.market, index).0;
    let vault = address::vault(&reserve).0;
    with_accounts(create, &[(RESERVE, reserve), (VAULT, vault)])
}

/// A market that is being set up.
fn setup() -> Stage {
    let mut stage = Stage::silent();
    stage.unlaunch();
    stage
}

#[test]
fn in_a_launched_market_a_reserve_is_added_closed_only() {
    // Given a launched market
    let mut stage = setup();
    let market = stage.market.market;
    stage.edit::<Market>(&market, |market| market.launched_at = 1);

    // When a reserve is added that takes deposits, lends, or backs debt, then it is refused
    let closed = |config: &mut ReserveConfig| {
        config.deposit_cap = 0;
        config.borrow_caps = [0; 3];
        (config.opening_ltv.calm_bps, config.opening_ltv.stress_bps) = (0, 0);
    };
    let (governance, open) = creation(&mut stage, 9, |_| {});
    let (_, deposits) = creation(&mut stage, 9, |config| {
        closed(config);
        config.deposit_cap = 1;
    });
    let (_, lends) = creation(&mut stage, 9, |config| {
        closed(config);
        config.borrow_caps[0] = 1;
    });
    let (_, backs) = creation(&mut stage, 9, |config| {
        closed(config);
        config.opening_ltv.calm_bps = 1;
    });
    for create in [open, deposits, lends, backs] {
        refused_and_unchanged(&mut stage, LendingError::MustBeProposed, |stage| {
            stage.send(&create, &[&governance])
        });
    }

    // And one that is closed stands
    let (_, create) = creation(&mut stage, 9, closed);
    stage.send(&create, &[&governance]).unwrap();
    assert_eq!(stage.market_account().reserve_count, 4);
}

#[test]
fn a_reserve_outside_the_markets_hard_bounds_is_refused() {
    let mut stage = setup();
    let (governance, create) = creation(&mut stage, 9, |config| {
        config.liquidation_threshold_bps = 9_301;
        config.liquidation.most_bonus_bps = [100; 3];
    });
    refused_and_unchanged(&mut stage, Rule::BoundExceeded, |stage| {
        stage.send(&create, &[&governance])
    });
}

#[test]
fn a_reserve_takes_the_markets_next_index_with_empty_books_and_no_price() {
    // Given a market with three reserves
    let mut stage = setup();
    let (governance, create) = creation(&mut stage, 18, |_| {});
    let market = stage.market.market;

    // When a fourth is created
    let sent = stage.send(&create, &[&governance]).unwrap();

    // Then it is counted, empty, unpriced, and as configured
    let (at, bump) = address::reserve(&market, 3);
    let (vault, vault_bump) = address::vault(&at);
    let (mint, feed) = (create.accounts[MINT].pubkey, create.accounts[FEED].pubkey);
    let ledger = Ledger {
        index: BorrowIndex {
            whole: 1,
            fraction: 0,
        },
        accrued_at: stage.machine.now(),
        ..bytemuck::Zeroable::zeroed()
    };
    let expected = Reserve {
        market,
        mint,
        vault,
        feed,
        oracle_feed_id: FEED_ID,
        second_feed_id: [0; 32],
        rate_feed_id: [0; 32],
        ledger,
        price: bytemuck::Zeroable::zeroed(),
        second_price: bytemuck::Zeroable::zeroed(),
        config: stage.reserve(SOL).config,
        schedule: bytemuck::Zeroable::zeroed(),
        limits: layout_reserve_limits(&preset::reserve_limits(TokenAmount(CAP))),
        flows: bytemuck::Zeroable::zeroed(),
        flash: bytemuck::Zeroable::zeroed(),
        deposit_rewards: bytemuck::Zeroable::zeroed(),
        borrow_rewards: bytemuck::Zeroable::zeroed(),
        deposit_reward_token: bytemuck::Zeroable::zeroed(),
        borrow_reward_token: bytemuck::Zeroable::zeroed(),
        index: 3,
        decimals: 18,
        bump,
        vault_bump,
        has_second: 0,
        token_kind: 0,
        padding: 0,
    };
    assert_eq!(stage.machine.read::<Reserve>(&at).unwrap(), expected);
    assert_eq!(stage.market_account().reserve_count, 4);
    let event = ReserveCreated {
        reserve: at,
        mint,
        feed,
        index: 3,
    };
    assert_eq!(sent.events, [Event::ReserveCreated(event)]);
    // And its vault is a token account of that mint, which the reserve alone signs for
    let vault = stage.machine.account(&vault).unwrap();
    assert_eq!((vault.owner, vault.data.len()), (TOKEN_PROGRAM, 165));
    assert_eq!(vault.data[..32], *mint.as_ref());
    assert_eq!(vault.data[32..64], *at.as_ref());
    assert_eq!(vault.data[64..72], [0; 8]);
    let [delegate, close_authority] = [&vault.data[72..76], &vault.data[129..133]];
    assert_eq!((delegate, close_authority), (&[0; 4][..], &[0; 4][..]));
}

#[test]
fn a_mint_of_more_decimals_than_a_price_can_express_is_refused() {
    let mut stage = setup();
    for decimals in [19, u8::MAX] {
        let (governance, create) = creation(&mut stage, decimals, |_| {});
        refused_and_unchanged(&mut stage, LendingError::UnsupportedMint, |stage| {
            stage.send(&create, &[&governance])
        });
    }
}

#[test]
fn what_is_not_a_mint_of_the_token_program_is_refused() {
    // Given a token account, a mint of another program, a mint that was never initialised, and nothing
    let mut stage = setup();
    let user = stage.actor("user");
    let (governance, create) = creation(&mut stage, 9, |_| {});
    let mint = stage
        .machine
        .account(&create.accounts[MINT].pubkey)
        .unwrap();
    let (other_program, blank) = (keypair_for("other").pubkey(), keypair_for("blank").pubkey());
    stage
        .machine
        .write(&other_program, &SYSTEM_PROGRAM, mint.data.clone())
        .unwrap();
    stage
        .machine
        .write(&blank, &TOKEN_PROGRAM, vec![0; 82])
        .unwrap();
    let wrong: [(Address, Failure); 4] = [
        (user.tokens[SOL], Failure::WrongKind),
        (other_program, Failure::WrongProgramOwner),
        (blank, Failure::NoAccount),
        (keypair_for("nowhere").pubkey(), Failure::WrongProgramOwner),
    ];

    // When it is passed as the mint, then it is refused
    for (address, expected) in wrong {
        println!("{expected:?}");
        let create = with_accounts(&create, &[(MINT, address)]);
        refused_and_unchanged(&mut stage, expected, |stage| {
            stage.send(&create, &[&governance])
        });
    }
}

#[test]
fn no_one_but_governance_may_create_a_reserve() {
    let mut stage = setup();
    let (_, create) = creation(&mut stage, 9, |_| {});
    let foreign = stage.second_market().governance;
    let guardian = stage.market.guardian.insecure_clone();
    for key in [&guardian, &foreign] {
        let create = with_accounts(&create, &[(1, key.pubkey())]);
        refused_and_unchanged(&mut stage, LendingError::WrongAuthority, |stage| {
            stage.send(&create, &[key])
        });
    }
}

#[test]
fn a_feed_of_another_market_is_refused() {
    let mut stage = setup();
    let second = stage.second_market();
    let (governance, create) = creation(&mut stage, 9, |_| {});
    let create = with_accounts(&create, &[(FEED, second.feeds[MARKET_FEED].address)]);
    refused_and_unchanged(&mut stage, LendingError::WrongMarket, |stage| {
        stage.send(&create, &[&governance])
    });
}

#[test]
fn an_address_that_is_not_the_next_reserves_or_its_vaults_is_refused() {
    let mut stage = setup();
    let (governance, create) = creation(&mut stage, 9, |_| {});
    let first_vault = address::vault(&stage.accounts(USDC).reserve).0;
    let wrong = [
        at_index(&stage, &create, 2),
        at_index(&stage, &create, 4),
        with_accounts(&create, &[(VAULT, keypair_for("anywhere").pubkey())]),
        with_accounts(&create, &[(VAULT, first_vault)]),
    ];
    for create in wrong {
        refused_and_unchanged(&mut stage, Failure::WrongSeeds, |stage| {
            stage.send(&create, &[&governance])
        });
    }
}

#[test]
fn a_market_whose_indices_are_used_up_takes_no_more_reserves() {
    // Given a market that counts 65 535 reserves
    let mut stage = setup();
    let market = stage.market.market;
    stage.edit::<Market>(&market, |market| market.reserve_count = u16::MAX);

    // When one more is created, then the count would wrap
    let (governance, create) = creation(&mut stage, 9, |_| {});
    let create = at_index(&stage, &create, u16::MAX);
    refused_and_unchanged(&mut stage, LendingError::IndexExhausted, |stage| {
        stage.send(&create, &[&governance])
    });
}

#[test]
fn lamports_sent_to_the_addresses_ahead_do_not_block_them() {
    let mut stage = setup();
    let (governance, create) = creation(&mut stage, 9, |_| {});
    for place in [RESERVE, VAULT] {
        stage
            .machine
            .fund(&create.accounts[place].pubkey, 1)
            .unwrap();
    }
    stage.send(&create, &[&governance]).unwrap();
}

#[test]
fn a_clock_before_1970_is_refused() {
    let mut stage = setup();
    let (governance, create) = creation(&mut stage, 9, |_| {});
    stage.machine.set_chain_time(-1);
    refused_and_unchanged(&mut stage, LendingError::ClockOutOfRange, |stage| {
        stage.send(&create, &[&governance])
    });
}

#[test]
fn accounts_of_the_wrong_owner_kind_length_or_access_are_refused() {
    let mut stage = setup();
    let (governance, create) = creation(&mut stage, 9, |_| {});
    let mut kinds = [Kind::Other; 10];
    (kinds[0], kinds[1]) = (Kind::Signer, Kind::Signer);
    (kinds[MARKET], kinds[FEED]) = (Kind::MARKET, Kind::FEED);
    (kinds[RESERVE], kinds[VAULT]) = (Kind::Created, Kind::Created);
    (kinds[7], kinds[8]) = (Kind::Executable, Kind::Executable);
    every_account_is_checked(&mut stage, &create, &[&governance], &kinds);
}
