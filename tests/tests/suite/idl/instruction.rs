//! Every builder of the client lists the interface's accounts in its order, with its flags, and as many bytes.

use super::types::packed_size;
use ballast_client::address::{
    INSTRUCTIONS_SYSVAR, SYSTEM_PROGRAM, TOKEN_PROGRAM, change, feed, market, position, reserve,
    vault,
};
use ballast_client::instruction::{
    self, Change, LiquidationAccounts, ReportArguments, ReserveAccounts, RewardAccounts, RewardSide,
};
use ballast_client::layout::Role;
use solana_address::Address;
use solana_instruction::Instruction;

/// An address that stands for `name`.
fn of(name: &str) -> Address {
    let mut bytes = [0; 32];
    for (byte, letter) in bytes.iter_mut().zip(name.bytes()) {
        *byte = letter;
    }
    Address::new_from_array(bytes)
}

/// An instruction, its name, and the addresses it must list, by the names of the interface.
type Built = (&'static str, Instruction, Vec<(&'static str, Address)>);

fn reserve_of(prefix: &str) -> ReserveAccounts {
    ReserveAccounts {
        reserve: of(&format!("{prefix}reserve")),
        feed: of(&format!("{prefix}feed")),
        mint: of(&format!("{prefix}mint")),
        token_program: TOKEN_PROGRAM,
    }
}

fn governance() -> Vec<Built> {
    let (payer, governor, at, of_feed) = (of("payer"), of("governance"), of("market"), of("feed"));
    let (new_reserve, zero) = (reserve(&at, 3).0, bytemuck::Zeroable::zeroed());
    vec![
        (
            "market_init",
            instruction::market_init(
                &payer,
                &governor,
                7,
                &bytemuck::Zeroable::zeroed(),
                &bytemuck::Zeroable::zeroed(),
                &bytemuck::Zeroable::zeroed(),
            ),
            vec![("market", market(&governor, 7).0)],
        ),
        (
            "feed_init",
            instruction::feed_init(&payer, &governor, &at, 2, &bytemuck::Zeroable::zeroed(), 9),
            vec![("feed", feed(&at, 2).0)],
        ),
        (
            "publisher_add",
            instruction::publisher_add(&of("publisher_admin"), &at, &of_feed, &of("key")),
            vec![],
        ),
        (
            "publisher_mute",
            instruction::publisher_mute(&of("authority"), &at, &of_feed, &of("key")),
            vec![],
        ),
        (
            "publisher_unmute",
            instruction::publisher_unmute(&of("publisher_admin"), &at, &of_feed, &of("key")),
            vec![],
        ),
        (
            "publisher_rotate",
            instruction::publisher_rotate(
                &of("publisher_admin"),
                &of("publisher"),
                &at,
                &of_feed,
                &of("key"),
            ),
            vec![],
        ),
        (
            "reserve_init",
            instruction::reserve_init(
                &payer,
                &governor,
                &at,
                3,
                &of_feed,
                &of("mint"),
                &TOKEN_PROGRAM,
                &[1; 32],
                &zero,
            ),
            vec![("reserve", new_reserve), ("vault", vault(&new_reserve).0)],
        ),
        (
            "market_launch",
            instruction::market_launch(&governor, &at),
            vec![],
        ),
        ("pause", instruction::pause(&of("authority"), &at), vec![]),
        (
            "role_propose",
            instruction::role_propose(&governor, &at, Role::Guardian, &of("key")),
            vec![],
        ),
        (
            "role_accept",
            instruction::role_accept(&of("holder"), &at, Role::Guardian),
            vec![],
        ),
        (
            "role_cancel",
            instruction::role_cancel(&of("authority"), &at, Role::Guardian),
            vec![],
        ),
    ]
}

fn changes() -> Vec<Built> {
    let (payer, at, of_feed) = (of("payer"), of("market"), of("feed"));
    vec![
        (
            "change_propose",
            instruction::change_propose(
                &payer,
                &of("proposer"),
                &at,
                5,
                &Change::Mode(of("target"), 1),
            ),
            vec![("change", change(&at, 5).0)],
        ),
        (
            "change_execute_feed",
            instruction::change_execute_feed(&at, &of("change"), &of_feed),
            vec![],
        ),
        (
            "change_execute_reserve",
            instruction::change_execute_reserve(&at, &of("change"), &of_feed, &of("reserve")),
            vec![],
        ),
        (
            "change_execute_market",
            instruction::change_execute_market(&at, &of("change")),
            vec![],
        ),
        (
            "change_execute_oracle",
            instruction::change_execute_oracle(
                &at,
                &of("change"),
                &of_feed,
                &of("reserve"),
                &of("price_update"),
                &[],
            ),
            vec![],
        ),
        (
            "change_cancel",
            instruction::change_cancel(&of("authority"), &at, &of("change")),
            vec![],
        ),
    ]
}

fn risk() -> Vec<Built> {
    let report = ReportArguments {
        sequence: 1,
        observed_at: 2,
        score: 3,
        half_width: 4,
        depth_bps: 5,
        model_hash: [5; 32],
        input_hash: [6; 32],
    };
    let (of_reserve, of_feed) = (of("reserve"), of("feed"));
    let refresh = instruction::price_refresh(&of_reserve, &of("price_update"), &[]);
    let submit = instruction::report_submit(&of("publisher"), &of_feed, &report);
    vec![
        ("price_refresh", refresh, vec![]),
        ("report_submit", submit, vec![]),
        (
            "terms_advance",
            instruction::terms_advance(&of_feed),
            vec![],
        ),
        (
            "recommendation_accept",
            instruction::recommendation_accept(&of("authority"), &of("market"), &of_feed, (1, 2)),
            vec![],
        ),
        (
            "terms_view",
            instruction::terms_view(&of_reserve, &of_feed, &of("market")),
            vec![],
        ),
        (
            "breaker_release",
            instruction::breaker_release(&of_reserve, &of_feed, 3),
            vec![],
        ),
        ("accrue", instruction::accrue(&of_reserve, &of_feed), vec![]),
    ]
}

fn user() -> Vec<Built> {
    let (owner, payer, at, held) = (of("owner"), of("payer"), of("market"), of("position"));
    let (source, destination) = (of("source"), of("destination"));
    let accounts = reserve_of("");
    let of_vault = || vec![("vault", vault(&accounts.reserve).0)];
    let parties = LiquidationAccounts {
        liquidator: of("liquidator"),
        position: held,
        debt: reserve_of("debt_"),
        source,
        collateral: reserve_of("collateral_"),
        destination,
    };
    let vaults = vec![
        ("debt_vault", vault(&parties.debt.reserve).0),
        ("collateral_vault", vault(&parties.collateral.reserve).0),
    ];
    let opened = vec![("position", position(&at, &owner, 9).0)];
    let close = instruction::position_close(&owner, &held);
    let deposit = instruction::deposit(&owner, &at, &accounts, &held, &source, 1);
    let withdraw = instruction::withdraw(&owner, &at, &accounts, &held, &destination, 1, &[]);
    let borrow = instruction::borrow(&owner, &at, &accounts, &held, &destination, 1, &[]);
    let repay = instruction::repay(&payer, &at, &accounts, &held, &source, 1);
    let liquidate = instruction::liquidate(&at, &parties, 1, &[]);
    vec![
        (
            "position_open",
            instruction::position_open(&payer, &owner, &at, 9),
            opened,
        ),
        ("position_close", close, vec![]),
        ("deposit", deposit, of_vault()),
        ("withdraw", withdraw, of_vault()),
        ("borrow", borrow, of_vault()),
        ("repay", repay, of_vault()),
        ("liquidate", liquidate, vaults),
        (
            "liquidate_into",
            instruction::liquidate_into(&at, &parties, &of("receiver"), 1, &[]),
            vec![("debt_vault", vault(&parties.debt.reserve).0)],
        ),
        (
            "position_mark",
            instruction::position_mark(&at, &held, &[]),
            vec![],
        ),
        (
            "position_delegate",
            instruction::position_delegate(&owner, &held, &source, 1),
            vec![],
        ),
        (
            "position_join",
            instruction::position_join(&owner, &held, 1),
            vec![],
        ),
        (
            "position_view",
            instruction::position_view(&at, &accounts, &held, &[]),
            vec![],
        ),
        (
            "bad_debt_resolve",
            instruction::bad_debt_resolve(&at, &held, &accounts),
            vec![],
        ),
    ]
}

fn of_reserve() -> Vec<Built> {
    let (payer, at) = (of("payer"), of("market"));
    let (source, destination) = (of("source"), of("destination"));
    let accounts = reserve_of("");
    let of_vault = || vec![("vault", vault(&accounts.reserve).0)];
    let borrow = instruction::flash_borrow(&at, &accounts, &destination, 1);
    let repay = instruction::flash_repay(&payer, &at, &accounts, &source);
    let insure = instruction::insure(&payer, &accounts, &source, 1);
    let collect = instruction::fees_collect(&at, &accounts, &destination);
    vec![
        ("flash_borrow", borrow, of_vault()),
        ("flash_repay", repay, of_vault()),
        ("insure", insure, of_vault()),
        ("fees_collect", collect, of_vault()),
    ]
}

fn rewards() -> Vec<Built> {
    let (payer, governor, given) = (of("payer"), of("governance"), of("mint"));
    let side = RewardSide::Borrow;
    let accounts =
        RewardAccounts::first(of("market"), &reserve_of(""), side, (given, TOKEN_PROGRAM));
    let lies = || vec![("vault", accounts.vault())];
    let (source, destination) = (of("source"), of("destination"));
    let open = instruction::reward_open(&payer, &governor, &accounts);
    let fund = instruction::reward_fund(&of("authority"), &accounts, &source, 1, 2);
    let claim = instruction::reward_claim(&accounts, &of("position"), &destination);
    let retire = instruction::reward_retire(&governor, &accounts, &destination);
    vec![
        ("reward_open", open, lies()),
        ("reward_fund", fund, lies()),
        ("reward_claim", claim, lies()),
        ("reward_retire", retire, lies()),
    ]
}

#[test]
fn every_builder_lists_the_interfaces_accounts_and_arguments() {
    // Given the interface's instructions and one built by the client for each
    let interface = super::interface();
    let of_market = [governance(), changes(), risk()].concat();
    let of_users = [user(), of_reserve(), rewards()].concat();
    let built = [of_market, of_users].concat();
    let listed = interface["instructions"].as_array().unwrap();
    assert_eq!(listed.len(), built.len());

    for (name, instruction, derived) in built {
        let entry = listed.iter().find(|entry| entry["name"] == name).unwrap();

        // When number and arguments are compared, then they are as long as they must be
        let number: Vec<u8> = serde_json::from_value(entry["discriminator"].clone()).unwrap();
        let arguments = entry["args"].as_array().unwrap().iter();
        let bytes: usize = arguments
            .map(|each| packed_size(&interface, &each["type"]))
            .sum();
        assert!(instruction.data.starts_with(&number), "{name}");
        assert_eq!(instruction.data.len(), number.len() + bytes, "{name}");

        // And each account is the right one in its place, with its flags
        let accounts = entry["accounts"].as_array().unwrap();
        assert_eq!(instruction.accounts.len(), accounts.len(), "{name}");
        for (meta, account) in instruction.accounts.iter().zip(accounts) {
            let account_name = account["name"].as_str().unwrap();
            let expected = match account_name {
                "token_program" | "debt_token_program" | "collateral_token_program" => {
                    TOKEN_PROGRAM
                }
                "system_program" => SYSTEM_PROGRAM,
                "instructions" => INSTRUCTIONS_SYSVAR,
                _ => {
                    let derived = derived.iter().find(|(name, _)| *name == account_name);
                    derived.map_or_else(|| of(account_name), |(_, address)| *address)
                }
            };
            let flag = |key: &str| account[key].as_bool().unwrap_or(false);
            assert_eq!(meta.pubkey, expected, "{name}: {account_name}");
            assert_eq!(meta.is_writable, flag("writable"), "{name}: {account_name}");
            assert_eq!(meta.is_signer, flag("signer"), "{name}: {account_name}");
            if let Some(fixed) = account["address"].as_str() {
                assert_eq!(meta.pubkey.to_string(), fixed, "{name}: {account_name}");
            }
        }
    }
}
