//! `market_init`: a market at the address that governance and index derive.

use ballast_client::event::{Event, MarketCreated};
use ballast_client::layout::{Market, MarketLimits, Roles};
use ballast_client::{address, instruction};
use ballast_policy::Rule;
use ballast_policy::bounds::Bounds;
use ballast_policy::preset;
use ballast_policy::unit::Usd;
use ballast_tests::Stage;
use ballast_tests::{
    Failure, Kind, START, every_account_is_checked, refused_and_unchanged, with_accounts,
};
use ballast_vm::{Machine, keypair_for, layout_bounds, layout_market_limits};
use solana_address::Address;
use solana_instruction::Instruction;
use solana_keypair::Keypair;
use solana_signer::Signer as _;

/// Who pays and who governs, beside the market of the stage.
fn keys(machine: &mut Machine) -> (Keypair, Keypair) {
    let payer = keypair_for("sponsor");
    machine.fund(&payer.pubkey(), 1 << 40).unwrap();
    (payer, keypair_for("another governance"))
}

fn roles(governance: Address) -> Roles {
    Roles {
        governance,
        risk_admin: Address::new_from_array([2; 32]),
        guardian: Address::new_from_array([3; 32]),
        publisher_admin: Address::new_from_array([4; 32]),
    }
}

fn limits() -> MarketLimits {
    layout_market_limits(&preset::market_limits(Usd::from_dollars(1_000_000)))
}

fn creation(payer: &Keypair, governance: &Keypair, index: u16) -> Instruction {
    let (payer, governance) = (payer.pubkey(), governance.pubkey());
    let (bounds, limits) = (layout_bounds(&Bounds::STANDARD), limits());
    instruction::market_init(
        &payer,
        &governance,
        index,
        &roles(governance),
        &bounds,
        &limits,
    )
}

#[test]
fn a_market_stands_at_its_derived_address_with_its_roles_and_nothing_in_it() {
    // Given a governance
    let mut machine = Machine::start(START).unwrap();
    let (payer, governance) = keys(&mut machine);

    // When it creates its market 258
    let create = creation(&payer, &governance, 258);
    let sent = machine.send(&[create], &[&payer, &governance]).unwrap();

    // Then the market stands where both derive
    let (at, bump) = address::market(&governance.pubkey(), 258);
    let expected = Market {
        roles: roles(governance.pubkey()),
        launched_at: 0,
        change_count: 0,
        paused_until: 0,
        pending_roles: bytemuck::Zeroable::zeroed(),
        bounds: layout_bounds(&Bounds::STANDARD),
        limits: limits(),
        flows: bytemuck::Zeroable::zeroed(),
        reserve_count: 0,
        feed_count: 0,
        index: 258,
        bump,
        mode: 0,
    };
    assert_eq!(machine.read::<Market>(&at).unwrap(), expected);
    let event = MarketCreated {
        market: at,
        governance: governance.pubkey(),
    };
    assert_eq!(sent.events, [Event::MarketCreated(event)]);
}

#[test]
fn governance_holds_its_own_role_whatever_the_roles_say() {
    // Given roles that name someone else as governance
    let mut machine = Machine::start(START).unwrap();
    let (payer, governance) = keys(&mut machine);
    let usurper = Address::new_from_array([9; 32]);
    let (bounds, limits) = (layout_bounds(&Bounds::STANDARD), limits());
    let create = instruction::market_init(
        &payer.pubkey(),
        &governance.pubkey(),
        0,
        &roles(usurper),
        &bounds,
        &limits,
    );

    // When the market is created, then its governance is who signed
    machine.send(&[create], &[&payer, &governance]).unwrap();
    let market: Market = machine
        .read(&address::market(&governance.pubkey(), 0).0)
        .unwrap();
    assert_eq!(market.roles.governance, governance.pubkey());
}

#[test]
fn one_governance_may_create_several_markets_but_none_twice() {
    let mut stage = Stage::silent();
    let (payer, governance) = keys(&mut stage.machine);
    for index in [0, 1, u16::MAX] {
        let create = creation(&payer, &governance, index);
        stage.send(&create, &[&payer, &governance]).unwrap();
        refused_and_unchanged(&mut stage, Failure::AddressInUse, |stage| {
            stage.send(&create, &[&payer, &governance])
        });
    }
}

#[test]
fn bounds_and_limits_out_of_their_own_ranges_are_refused() {
    // Given delays of an hour, a ramp of a day, and limits that rise with the regime
    let mut stage = Stage::silent();
    let (payer, governance) = keys(&mut stage.machine);
    let (of_payer, by) = (payer.pubkey(), governance.pubkey());
    let good = (layout_bounds(&Bounds::STANDARD), limits());
    let mut hasty = good;
    hasty.0.loosen_seconds = 3_600;
    let mut blind = good;
    blind.0.oracle_band_bps = 2_001;
    let mut rising = good;
    rising.1.outflow.capacities.reverse();
    for ((bounds, limits), rule) in [
        (hasty, Rule::SettingOutOfRange),
        (blind, Rule::SettingOutOfRange),
        (rising, Rule::LimitNotStricter),
    ] {
        let create = instruction::market_init(&of_payer, &by, 0, &roles(by), &bounds, &limits);
        refused_and_unchanged(&mut stage, rule, |stage| {
            stage.send(&create, &[&payer, &governance])
        });
    }
}

#[test]
fn any_other_address_is_refused() {
    let mut stage = Stage::silent();
    let (payer, governance) = keys(&mut stage.machine);
    let create = creation(&payer, &governance, 0);
    let wrong = [
        address::market(&governance.pubkey(), 1).0,
        address::market(&payer.pubkey(), 0).0,
        keypair_for("anywhere").pubkey(),
    ];
    for address in wrong {
        let create = with_accounts(&create, &[(2, address)]);
        refused_and_unchanged(&mut stage, Failure::WrongSeeds, |stage| {
            stage.send(&create, &[&payer, &governance])
        });
    }
}

#[test]
fn lamports_sent_to_the_address_ahead_do_not_block_it() {
    let mut stage = Stage::silent();
    let (payer, governance) = keys(&mut stage.machine);
    stage
        .machine
        .fund(&address::market(&governance.pubkey(), 0).0, 1)
        .unwrap();
    let create = creation(&payer, &governance, 0);
    stage.send(&create, &[&payer, &governance]).unwrap();
}

#[test]
fn accounts_of_the_wrong_owner_kind_length_or_access_are_refused() {
    let mut stage = Stage::silent();
    let (payer, governance) = keys(&mut stage.machine);
    let create = creation(&payer, &governance, 0);
    let kinds = [
        Kind::Signer,
        Kind::Signer,
        Kind::Created,
        Kind::Executable,
        Kind::Other,
    ];
    every_account_is_checked(&mut stage, &create, &[&payer, &governance], &kinds);
}
