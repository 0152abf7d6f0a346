use super::*;

const START: Timestamp = Timestamp(1_700_000_000);
const DAYS: u32 = 86_400;

const fn request(weight_bps: u16, days: u32) -> DeleverageRequest {
    DeleverageRequest {
        target: TokenAmount(1_000),
        seconds: days * DAYS,
        weight_bps,
        padding: 0,
    }
}

fn armed() -> Deleverage {
    Deleverage::arm(request(11_000, 10), &Bounds::STANDARD, START).unwrap()
}

fn day(days: u64) -> Timestamp {
    Timestamp(START.0 + days * u64::from(DAYS))
}

#[test]
fn the_weight_rises_in_a_straight_line_while_more_is_owed_than_the_target() {
    let armed = armed();
    let owed = TokenAmount(1_001);
    for (days, weight) in [
        (0, 10_000),
        (1, 10_100),
        (5, 10_500),
        (10, 11_000),
        (99, 11_000),
    ] {
        assert_eq!(
            armed.weight_bps_floor(owed, day(days)),
            weight,
            "day {days}"
        );
        assert_eq!(
            armed.weight_bps_floor(TokenAmount(1_000), day(days)),
            10_000
        );
    }
    // Before its start, which only a clock that went backwards shows
    assert_eq!(armed.weight_bps_floor(owed, Timestamp(START.0 - 1)), 10_000);
}

#[test]
fn new_debt_passes_the_target_no_more_and_what_is_past_it_is_the_excess() {
    assert_eq!(armed().cap(TokenAmount(5_000)).0, 1_000);
    assert_eq!(armed().cap(TokenAmount(500)).0, 500);
    assert_eq!(armed().excess(TokenAmount(1_700)).0, 700);
    assert_eq!(armed().excess(TokenAmount(700)).0, 0);
}

#[test]
fn not_armed_it_changes_nothing() {
    let none = Deleverage::arm(request(0, 0), &Bounds::STANDARD, START).unwrap();
    assert_eq!(none, Deleverage::default());
    assert_eq!(
        none.weight_bps_floor(TokenAmount(u64::MAX), day(400)),
        10_000
    );
    assert_eq!(none.cap(TokenAmount(u64::MAX)).0, u64::MAX);
    assert_eq!(none.excess(TokenAmount(u64::MAX)).0, 0);
}

#[test]
fn a_weight_out_of_range_or_a_slope_too_steep_is_refused() {
    for (weight, days, rule) in [
        (1, 400, Rule::SettingOutOfRange),
        (10_000, 400, Rule::SettingOutOfRange),
        (20_001, 400, Rule::SettingOutOfRange),
        (11_000, 9, Rule::RampTooShort),
        (10_001, 4, Rule::RampTooShort),
    ] {
        let error = Deleverage::arm(request(weight, days), &Bounds::STANDARD, START);
        assert_eq!(error.unwrap_err().rule, rule, "{weight} in {days} days");
    }
    Deleverage::arm(request(20_000, 100), &Bounds::STANDARD, START).unwrap();
}
