//! Questions about what governance and the guardian begin: transfers of roles, and pauses.

use super::support::word;
use super::{MARKET, NOW, account, case, market, position, record, scene_bytes};
use ballast_app_wasm::{
    Kind, MARKET_PAUSED, Preview, Refusal, Scene, apply, handover, pause_seconds, position_view,
};
use ballast_client::error::ProgramError;
use ballast_client::layout::{self, PositionView};
use serde_json::Value;

const LAUNCHED: u64 = NOW - 1_000_000;

pub(crate) fn cases(scene: &Scene, cases: &mut Vec<Value>) {
    for not_before in [0, LAUNCHED, NOW, u64::MAX] {
        let answer = handover(scene, not_before);
        cases.push(case("ask_handover", &[not_before], None, answer));
    }
    cases.push(case("ask_pause_seconds", &[], None, pause_seconds(scene)));
}

/// The golden scene with another market.
fn scene_of(market: &layout::Market) -> Scene {
    let first = record(MARKET, &account(market));
    let rest = scene_bytes().split_off(first.len());
    Scene::read(&[first, rest].concat()).unwrap()
}

#[test]
fn a_role_is_taken_over_after_the_structure_delay_from_the_launch_on() {
    // Given a launched market, and one that is being set up
    let launched = scene_of(&market());
    let seconds = u64::from(market().bounds.structure_seconds);
    assert!(seconds > 0);
    let preparing = scene_of(&layout::Market {
        launched_at: 0,
        ..market()
    });
    let asked = |scene: &Scene, not_before| {
        let answer = handover(scene, not_before).unwrap();
        (word(&answer, 0), word(&answer, 1))
    };

    // Then a transfer of before the launch waits from the launch on, a later one until its own time
    assert_eq!(
        asked(&launched, LAUNCHED - 60),
        (seconds, LAUNCHED + seconds)
    );
    assert_eq!(asked(&launched, NOW + seconds), (seconds, NOW + seconds));
    assert_eq!(asked(&preparing, NOW), (0, NOW));
}

#[test]
fn a_paused_market_has_no_room_for_new_debt_and_refuses_it_by_the_programs_code() {
    // Given a market that is paused for another minute, and a position with debt and one without
    let paused = scene_of(&layout::Market {
        paused_until: NOW + 60,
        ..market()
    });
    let (owing, free) = (position(9_000_000_000), position(0));
    let rooms = |holder, now| {
        let bytes = position_view(&paused, holder, 1, now).unwrap();
        let view: PositionView = bytemuck::pod_read_unaligned(&bytes);
        (view.borrow_room > 0, view.withdraw_room > 0)
    };
    let tried = |holder, kind, reserve| {
        let preview = Preview {
            kind,
            reserve,
            amount: 1_000_000,
            now: NOW,
        };
        apply(&paused, holder, preview).err()
    };

    // Then who owes can neither borrow nor withdraw, who owes nothing can withdraw, and the rest is open
    assert_eq!(rooms(&owing, NOW), (false, false));
    assert_eq!(rooms(&free, NOW), (false, true));
    assert_eq!(tried(&owing, Kind::Borrow, 0), Some(Refusal::Paused));
    assert_eq!(tried(&owing, Kind::Withdraw, 1), Some(Refusal::Paused));
    assert_eq!(tried(&free, Kind::Borrow, 0), Some(Refusal::Paused));
    assert_eq!(tried(&free, Kind::Withdraw, 1), None);
    assert_eq!(tried(&owing, Kind::Deposit, 1), None);
    assert_eq!(tried(&owing, Kind::Repay, 0), None);
    // And once it is over, withdrawing is open again
    assert!(rooms(&owing, NOW + 60).1);
    // And its code is the program's
    let named = ProgramError::named("MarketPaused").unwrap();
    assert_eq!(named.code, MARKET_PAUSED);
}
