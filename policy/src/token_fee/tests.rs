use super::*;
use crate::fixture::cases;
use proptest::prelude::*;

fn fee(rate_bps: u16, most: u64) -> TransferFee {
    TransferFee {
        rate_bps,
        most: TokenAmount(most),
    }
}

fn arrives(fee: &TransferFee, sent: TokenAmount) -> TokenAmount {
    sent.minus(fee.fee_ceil(sent)).unwrap()
}

#[test]
fn a_fee_is_rounded_up_and_capped() {
    let fee = fee(100, 5_000);
    for (sent, kept) in [
        (0, 0),
        (1, 1),
        (100, 1),
        (101, 2),
        (500_000, 5_000),
        (9_000_000, 5_000),
    ] {
        assert_eq!(fee.fee_ceil(TokenAmount(sent)), TokenAmount(kept), "{sent}");
    }
    assert_eq!(
        TransferFee::default().fee_ceil(TokenAmount(u64::MAX)),
        TokenAmount::ZERO
    );
}

#[test]
fn a_token_that_keeps_everything_up_to_a_cap_needs_the_cap_on_top() {
    let all = fee(10_000, 7);
    assert_eq!(all.gross_ceil(TokenAmount(100)).unwrap(), TokenAmount(107));
    assert_eq!(arrives(&all, TokenAmount(107)), TokenAmount(100));
    assert!(fee(10_000, u64::MAX).gross_ceil(TokenAmount(1)).is_err());
    assert_eq!(
        fee(10_000, 0).gross_ceil(TokenAmount(9)).unwrap(),
        TokenAmount(9)
    );
}

proptest! {
    #![proptest_config(cases())]

    /// What is sent makes exactly the amount arrive, and a base unit less does not.
    #[test]
    fn prop_the_gross_is_exact_and_least(
        net in prop_oneof![1u64..100, any::<u64>()], rate_bps in 0u16..=10_000, most in prop_oneof![0u64..100, any::<u64>()],
    ) {
        let fee = fee(rate_bps, most);
        if let Ok(gross) = fee.gross_ceil(TokenAmount(net)) {
            prop_assert_eq!(arrives(&fee, gross), TokenAmount(net));
            prop_assert!(arrives(&fee, TokenAmount(gross.0 - 1)) < TokenAmount(net));
        } else {
            prop_assert!(arrives(&fee, TokenAmount(u64::MAX)) < TokenAmount(net));
        }
    }
}
