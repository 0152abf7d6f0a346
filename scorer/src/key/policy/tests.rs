use ballast_client::instruction;
use solana_compute_budget_interface::ComputeBudgetInstruction;
use solana_instruction::{AccountMeta, Instruction};
use solana_message::{Message, VersionedMessage};

use super::*;

fn key() -> Address {
    Address::new_from_array([1; 32])
}

fn own() -> Instruction {
    instruction::terms_advance(&Address::new_from_array([2; 32]))
}

fn transfer() -> Instruction {
    let to = Address::new_from_array([3; 32]);
    let accounts = vec![AccountMeta::new(key(), true), AccountMeta::new(to, false)];
    let data = [&2_u32.to_le_bytes()[..], &1_000_u64.to_le_bytes()].concat();
    Instruction::new_with_bytes(ballast_client::address::SYSTEM_PROGRAM, &data, accounts)
}

fn bytes(instructions: &[Instruction]) -> Vec<u8> {
    VersionedMessage::Legacy(Message::new(instructions, Some(&key()))).serialize()
}

fn judged(instructions: &[Instruction]) -> Result<(), PolicyError> {
    SigningPolicy::default().judge(&bytes(instructions), &key())
}

#[test]
fn own_instructions_with_a_budget_are_signed() {
    let limit = ComputeBudgetInstruction::set_compute_unit_limit(10_000);
    let price = ComputeBudgetInstruction::set_compute_unit_price(1_000_000);

    assert_eq!(judged(&[limit, price, own(), own()]), Ok(()));
}

#[test]
fn transfer_beside_or_in_place_of_an_own_instruction_is_refused() {
    for (instructions, at) in [(vec![transfer()], 0), (vec![own(), transfer()], 1)] {
        let refused = judged(&instructions);

        let program = ballast_client::address::SYSTEM_PROGRAM;
        let index = at;
        assert_eq!(refused, Err(PolicyError::ForeignProgram { index, program }));
    }
}

#[test]
fn instruction_that_the_key_is_not_served_for_is_refused_beside_one_that_it_is() {
    let open = instruction::position_open(&key(), &key(), &Address::new_from_array([2; 32]), 0);

    let refused = judged(&[own(), open.clone()]).unwrap_err().to_string();

    assert_eq!(
        refused,
        format!(
            "its instruction 1 is the program's number {}, which a publisher does not send (scorer signer --for)",
            open.data[0]
        )
    );
}

#[test]
fn message_that_others_are_to_sign_too_is_refused() {
    let mut of_two = own();
    let other = Address::new_from_array([4; 32]);
    of_two.accounts.push(AccountMeta::new_readonly(other, true));

    let (signers, address) = (2, key());
    let expected = PolicyError::OtherSigners { signers, address };
    assert_eq!(judged(&[of_two]), Err(expected));
}

#[test]
fn budget_alone_is_refused() {
    let price = ComputeBudgetInstruction::set_compute_unit_price(1);

    assert!(matches!(
        judged(&[price]),
        Err(PolicyError::NothingToDo { .. })
    ));
}

#[test]
fn fee_above_the_bound_is_refused() {
    let limit = |units| ComputeBudgetInstruction::set_compute_unit_limit(units);
    let price = |micro| ComputeBudgetInstruction::set_compute_unit_price(micro);

    assert_eq!(judged(&[limit(1_000), price(1_000_000_000), own()]), Ok(()));
    let dear = judged(&[limit(1_000), price(1_000_001_000), own()]);
    let (lamports, most) = (1_000_001, 1_000_000);
    assert_eq!(dear, Err(PolicyError::FeeTooHigh { lamports, most }));
    // Without a limit the runtime's own counts.
    assert!(judged(&[price(6_000_000), own()]).is_err());
    assert!(judged(&[price(u64::MAX), limit(1_400_000), own()]).is_err());
}

#[test]
fn messages_of_others_and_bytes_that_are_none_are_refused() {
    let policy = SigningPolicy::default();
    let stranger = Address::new_from_array([9; 32]);
    let good = bytes(&[own()]);
    let trailing = [&good[..], &[0]].concat();

    let refused = policy.judge(&good, &stranger);
    assert!(matches!(refused, Err(PolicyError::NotSigner { .. })));
    for bytes in [&trailing[..], &good[..20], &[], &[255; 40]] {
        assert_eq!(policy.judge(bytes, &key()), Err(PolicyError::NoMessage));
    }
}

fn log_head() -> LogHead {
    LogHead {
        number: 17,
        at: "2026-01-31T14:00:00Z".parse().unwrap(),
        head: [9; 32],
    }
}

#[test]
fn head_of_a_score_log_is_signed_for_a_publisher_and_for_nobody_else() {
    let text = log_head().text();
    let served = |purpose| SigningPolicy {
        purpose,
        ..SigningPolicy::default()
    };

    let publisher = served(Purpose::Publisher).judge_log_head(&text);

    assert_eq!(publisher, Ok(log_head()));
    let market = Address::new_from_array([2; 32]);
    for purpose in [Purpose::Crank, Purpose::Liquidator { market }] {
        let refused = served(purpose).judge_log_head(&text);
        let purpose = purpose.name();
        assert_eq!(refused, Err(PolicyError::NoLog { purpose }));
    }
}

#[test]
fn head_of_a_score_log_and_transaction_are_never_taken_for_each_other() {
    let policy = SigningPolicy::default();

    // What is signed for a head is no transaction, and no transaction is a head.
    let message = log_head().message(&key());
    let transaction = bytes(&[own()]);

    assert_eq!(message[0], 0xff);
    assert_eq!(policy.judge(&message, &key()), Err(PolicyError::NoMessage));
    for text in [&transaction, &message] {
        let text = String::from_utf8_lossy(text);
        assert_eq!(policy.judge_log_head(&text), Err(PolicyError::NoLogHead));
    }
}
