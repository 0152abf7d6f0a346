//! Questions about where positions stand, over the market of `golden.json`, that the wasm build has to answer as well:
//! `golden-outlook.json`.
//!
//! `BALLAST_WRITE_GOLDEN=1 cargo test --manifest-path app/wasm/Cargo.toml` writes the file anew.

#![allow(clippy::unwrap_used, clippy::format_collect)]

mod support;

use ballast_app_wasm::{
    Answer, Kind, Preview, Scene, apply_outlook, outlook, position_view, reward, survey, yearly,
};
use ballast_client::layout::{self, Account};
use bytemuck::Zeroable;
use serde_json::{Value, json};
use solana_address::Address;
use support::{bytes, compare, hex, told, word};

const GOLDEN: &str = include_str!("../golden.json");

fn scene() -> (Scene, u64) {
    let golden: Value = serde_json::from_str(GOLDEN).unwrap();
    let scene = Scene::read(&bytes(golden["scene"].as_str().unwrap())).unwrap();
    (scene, golden["now"].as_u64().unwrap())
}

/// 200 tokens of reserve 1 held, `owed` base units of reserve 0 owed, and something left to claim.
fn position(owed: u64) -> layout::Position {
    let mut position = layout::Position::zeroed();
    position.owner = Address::new_from_array([3; 32]);
    position.holdings.deposits[0].shares = 200_000_000_000;
    position.holdings.deposits[0].reserve = 1;
    position.holdings.deposits[0].earned.owed = 77;
    position.holdings.borrows[0].shares = owed;
    position
}

fn account(position: &layout::Position) -> Vec<u8> {
    [
        &layout::Position::DISCRIMINATOR,
        bytemuck::bytes_of(position),
    ]
    .concat()
}

/// An export, its arguments as decimal numbers (64-bit ones end with n), the input before them, status and output.
fn case(export: &str, arguments: &[&str], input: &[u8], answer: Answer) -> Value {
    let (status, output) = told(answer);
    json!({
        "export": export, "arguments": arguments, "input": hex(input), "status": status, "output": hex(&output),
    })
}

fn position_cases(scene: &Scene, now: u64, cases: &mut Vec<Value>) {
    let wide = |number: u64| format!("{number}n");
    for owed in [0, 9_000_000_000, 20_000_000_000, 26_000_000_000] {
        let position = position(owed);
        let input = account(&position);
        for later in [0, 500] {
            let answer = outlook(scene, &position, now + later);
            cases.push(case("ask_outlook", &[&wide(now + later)], &input, answer));
        }
        for (kind, reserve, amount) in [
            (1, 1, 5_000_000_000),
            (2, 0, 1_000_000_000),
            (2, 0, 90_000_000_000),
            (3, 0, u64::MAX),
        ] {
            let preview = Preview {
                kind: Kind::from_number(kind).unwrap(),
                reserve,
                amount,
                now,
            };
            let answer = apply_outlook(scene, &position, preview);
            let (kind, reserve) = (kind.to_string(), reserve.to_string());
            let arguments = [&*kind, &*reserve, &*wide(amount), &*wide(now)];
            cases.push(case("ask_apply_outlook", &arguments, &input, answer));
        }
        for (reserve, side) in [(1, 0), (0, 1), (0, 0), (5, 0), (0, 2)] {
            let answer = reward(scene, &position, reserve, side, now);
            let arguments = [&*reserve.to_string(), &*side.to_string(), &*wide(now)];
            cases.push(case("ask_reward", &arguments, &input, answer));
        }
    }
}

fn survey_cases(scene: &Scene, now: u64, cases: &mut Vec<Value>) {
    let many: Vec<u8> = [0, 9_000_000_000, 20_000_000_000, 26_000_000_000]
        .iter()
        .flat_map(|owed| account(&position(*owed)))
        .collect();
    let mut spoiled = many.clone();
    spoiled[0] ^= 1;
    for (reserve, input) in [
        (0, &many[..]),
        (1, &many),
        (2, &many),
        (1, &spoiled),
        (1, &many[1..]),
        (1, &[]),
    ] {
        let answer = survey(scene, input, reserve, now);
        let arguments = [&*reserve.to_string(), &*format!("{now}n")];
        cases.push(case("ask_survey", &arguments, input, answer));
    }
    for (value, rate) in [
        (0, 1 << 32),
        (1_000_000 << 20, 429_496_729),
        (u64::MAX, u64::MAX),
    ] {
        let arguments = [format!("{value}n"), format!("{rate}n")];
        let answer = yearly(scene, value, rate);
        cases.push(case(
            "ask_yearly",
            &[&arguments[0], &arguments[1]],
            &[],
            answer,
        ));
    }
}

#[test]
fn answers_about_positions_are_those_of_the_committed_file() {
    // Given the golden market, and positions from free of debt to past their limit
    let (scene, now) = scene();
    let mut cases = Vec::new();

    // When every question about them is answered here
    position_cases(&scene, now, &mut cases);
    survey_cases(&scene, now, &mut cases);
    let lines: Vec<String> = cases.iter().map(Value::to_string).collect();
    let text = format!("{{\"cases\":[\n{}\n]}}\n", lines.join(",\n"));

    // Then the file that the page's test reads says the same
    compare("golden-outlook.json", &text);
}

#[test]
fn a_survey_says_of_each_position_what_its_view_and_its_outlook_say() {
    let (scene, now) = scene();
    for owed in [0, 9_000_000_000, 20_000_000_000, 26_000_000_000] {
        let position = position(owed);
        let surveyed = survey(&scene, &account(&position), 1, now).unwrap();
        let view = position_view(&scene, &position, 1, now).unwrap();
        let stands = outlook(&scene, &position, now).unwrap();
        // Collateral, debt, both limits
        assert_eq!(word(&surveyed, 0), word(&view, 0));
        assert_eq!(word(&surveyed, 1), word(&view, 4));
        assert_eq!(word(&surveyed, 2), word(&view, 1));
        assert_eq!(word(&surveyed, 3), word(&view, 3));
        // The share used, and the fall of what it holds
        assert_eq!(word(&surveyed, 4), word(&stands, 1));
        assert_eq!(word(&surveyed, 6), word(&stands, 2));
        assert_eq!(word(&surveyed, 7), u64::from(word(&surveyed, 4) > 10_000));
    }
}

#[test]
fn a_survey_counts_no_position_by_the_fall_of_what_it_owes() {
    // Given positions that hold reserve 1 and owe reserve 0
    let (scene, now) = scene();
    for (owed, fall) in [
        (0, u64::MAX),
        (9_000_000_000, u64::MAX),
        (20_000_000_000, u64::MAX),
        (26_000_000_000, 0),
    ] {
        // When they are asked about a fall of what they owe, then none does it, unless they may be liquidated anyway
        let surveyed = survey(&scene, &account(&position(owed)), 0, now).unwrap();
        assert_eq!(word(&surveyed, 6), fall, "{owed}");
    }
}

#[test]
fn what_was_earned_can_be_claimed_and_no_more() {
    let (scene, now) = scene();
    // The stream of the golden market is not open: nothing can be claimed of what a slot says
    let claimed = reward(&scene, &position(0), 1, 0, now).unwrap();
    assert_eq!(claimed, 0u64.to_le_bytes());
}
