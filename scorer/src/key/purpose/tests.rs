use ballast_client::instruction::{self, LiquidationAccounts, ReportArguments, ReserveAccounts};
use ballast_client::layout::Role;
use solana_instruction::Instruction;
use solana_message::Message;

use super::*;

const KEY: Address = Address::new_from_array([1; 32]);
const MARKET: Address = Address::new_from_array([2; 32]);
const OTHER: Address = Address::new_from_array([3; 32]);
const LIQUIDATOR: Purpose = Purpose::Liquidator { market: MARKET };

fn reserve(number: u8) -> ReserveAccounts {
    ReserveAccounts {
        reserve: Address::new_from_array([number; 32]),
        feed: OTHER,
        mint: Address::new_from_array([number + 1; 32]),
        token_program: ballast_client::address::TOKEN_PROGRAM,
    }
}

fn own_account(of: &ReserveAccounts) -> Address {
    associated_token_account(&KEY, &of.mint, &of.token_program).0
}

fn liquidate(market: &Address, destination: Address) -> Instruction {
    let (debt, collateral) = (reserve(10), reserve(20));
    let parties = LiquidationAccounts {
        liquidator: KEY,
        position: OTHER,
        debt,
        source: own_account(&debt),
        collateral,
        destination,
    };
    let bare = instruction::liquidate(market, &parties, 5, &[reserve(30)]);
    instruction::with_prices(bare, &[OTHER], &[reserve(30).reserve])
}

fn judged(purpose: Purpose, instruction: Instruction) -> Result<(), PolicyError> {
    let message = Message::new(&[instruction], Some(&KEY));
    let (compiled, keys) = (&message.instructions[0], &message.account_keys);
    purpose.judge(0, compiled, keys, &KEY)
}

fn reports() -> Vec<Instruction> {
    let report = ReportArguments {
        sequence: 1,
        observed_at: 2,
        score: 3,
        half_width: 4,
        depth_bps: 5,
        model_hash: [6; 32],
        input_hash: [7; 32],
    };
    vec![
        instruction::report_submit(&KEY, &OTHER, &report),
        instruction::terms_advance(&OTHER),
    ]
}

fn duties() -> Vec<Instruction> {
    let one = reserve(10);
    vec![
        instruction::price_refresh(&one.reserve, &OTHER, &[]),
        instruction::accrue(&one.reserve, &OTHER),
        instruction::terms_advance(&OTHER),
        instruction::breaker_release(&one.reserve, &OTHER, 0),
        instruction::change_execute_feed(&MARKET, &OTHER, &OTHER),
        instruction::change_execute_reserve(&MARKET, &OTHER, &OTHER, &one.reserve),
        instruction::change_execute_market(&MARKET, &OTHER),
        instruction::change_execute_oracle(&MARKET, &OTHER, &OTHER, &one.reserve, &OTHER, &[]),
        instruction::bad_debt_resolve(&MARKET, &OTHER, &one),
        instruction::position_mark(&MARKET, &OTHER, &[one]),
        instruction::fees_collect(&MARKET, &one, &OTHER),
    ]
}

fn liquidations() -> Vec<Instruction> {
    vec![
        liquidate(&MARKET, own_account(&reserve(20))),
        instruction::bad_debt_resolve(&MARKET, &OTHER, &reserve(10)),
    ]
}

/// What moves the key's tokens, pays for a stranger's account, or gives rights away.
fn thefts() -> Vec<Instruction> {
    let one = reserve(10);
    vec![
        instruction::position_open(&KEY, &OTHER, &MARKET, 0),
        instruction::repay(&KEY, &MARKET, &one, &OTHER, &own_account(&one), 5),
        instruction::deposit(&KEY, &MARKET, &one, &OTHER, &own_account(&one), 5),
        instruction::position_delegate(&KEY, &OTHER, &OTHER, 7),
        instruction::role_accept(&KEY, &MARKET, Role::Governance),
        Instruction::new_with_bytes(ballast_client::PROGRAM_ID, &[], Vec::new()),
    ]
}

#[test]
fn each_purpose_signs_what_its_program_sends() {
    for (purpose, sent) in [
        (Purpose::Publisher, reports()),
        (Purpose::Crank, duties()),
        (LIQUIDATOR, liquidations()),
    ] {
        for instruction in sent {
            let number = instruction.data[0];
            assert_eq!(judged(purpose, instruction), Ok(()), "{purpose:?} {number}");
        }
    }
}

#[test]
fn no_purpose_signs_the_work_of_another_or_what_gives_something_away() {
    let [report, _] = &reports()[..] else {
        panic!("two are sent");
    };
    let of_others = [
        (
            Purpose::Publisher,
            [duties().remove(0), liquidations().remove(0)],
        ),
        (Purpose::Crank, [report.clone(), liquidations().remove(0)]),
        (LIQUIDATOR, [report.clone(), duties().remove(0)]),
    ];
    for (purpose, others) in of_others {
        for instruction in thefts().into_iter().chain(others) {
            let number = instruction.data.first().copied();

            let refused = judged(purpose, instruction);

            let (index, purpose) = (0, purpose.name());
            let expected = PolicyError::NotItsWork {
                index,
                number,
                purpose,
            };
            assert_eq!(refused, Err(expected));
        }
    }
}

#[test]
fn liquidation_in_another_market_or_paid_out_to_another_is_refused() {
    let foreign = judged(LIQUIDATOR, liquidate(&OTHER, own_account(&reserve(20))));
    let stolen = judged(LIQUIDATOR, liquidate(&MARKET, OTHER));
    // The key's own account, of another token than the one that is paid out.
    let mixed = judged(LIQUIDATOR, liquidate(&MARKET, own_account(&reserve(10))));
    let mut short = liquidate(&MARKET, own_account(&reserve(20)));
    short.accounts.truncate(11);

    let (index, market) = (0, OTHER);
    assert_eq!(foreign, Err(PolicyError::ForeignMarket { index, market }));
    for (refused, destination) in [(stolen, OTHER), (mixed, own_account(&reserve(10)))] {
        let expected = PolicyError::ForeignDestination { index, destination };
        assert_eq!(refused, Err(expected));
    }
    assert_eq!(judged(LIQUIDATOR, short), Err(PolicyError::NoMessage));
}
