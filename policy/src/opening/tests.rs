use super::*;
use crate::fixture::reserve_config;

const CAP: TokenAmount = TokenAmount(1_000_000);
const OPENED: Opening = Opening(Timestamp(1_000_000));

const fn after(seconds: u64) -> Timestamp {
    Timestamp(1_000_000 + seconds)
}

#[test]
fn a_tenth_is_open_at_once_and_all_after_a_week() {
    assert_eq!(OPENED.cap_floor(CAP, after(0)).0, 100_000);
    assert_eq!(OPENED.cap_floor(CAP, after(OPENING_SECONDS / 2)).0, 550_000);
    assert_eq!(OPENED.cap_floor(CAP, after(OPENING_SECONDS - 1)).0, 999_998);
    assert_eq!(OPENED.cap_floor(CAP, after(OPENING_SECONDS)), CAP);
    assert_eq!(OPENED.cap_floor(TokenAmount(9), after(0)).0, 0);
}

#[test]
fn what_was_collateral_before_the_launch_has_all_of_its_cap() {
    assert_eq!(Opening::default().cap_floor(CAP, Timestamp(5)), CAP);
}

#[test]
fn it_begins_when_a_reserve_becomes_collateral_and_with_nothing_else() {
    let open = reserve_config();
    let mut closed = open;
    closed.opening_ltv.calm_bps = 0;
    closed.opening_ltv.stress_bps = 0;
    assert!(open.is_collateral() && !closed.is_collateral());
    let now = after(7);
    assert_eq!(OPENED.after(&closed, &open, now), Opening(now));
    for (present, proposed) in [(open, open), (open, closed), (closed, closed)] {
        assert_eq!(OPENED.after(&present, &proposed, now), OPENED);
    }
}
