//! Called by name.

use crate::{
    Words,
    wide::{Output, take, take_signed},
};

#[derive(Debug, Clone, Copy)]
struct Account {
    key: [u64; 4],
    amount: u128,
    flag: bool,
}

#[inline(never)]
#[expect(clippy::too_many_arguments)]
fn mix(a: u64, b: u128, c: u8, d: i32, e: i128, f: u16, g: bool, h: i64) -> u128 {
    let narrow = u128::from(c) << 8 ^ u128::from(f) << 20 ^ u128::from(g);
    (u128::from(a) ^ b.rotate_left(3))
        .wrapping_add(e as u128)
        .wrapping_add(d as u128)
        .wrapping_sub(h as u128)
        ^ narrow
}

/// Arguments of every width, so that some straddle the last register.
#[inline(never)]
pub fn mixed_arguments(words: &Words) -> Words {
    let [a, b, c, d, ..] = *words;
    let first = mix(
        a,
        take(words, 4),
        b as u8,
        c as i32,
        take_signed(words, 6),
        d as u16,
        a > b,
        b as i64,
    );
    let second = mix(
        b,
        first,
        c as u8,
        d as i32,
        first as i128,
        a as u16,
        c > d,
        d as i64,
    );
    Output::default().wide(first).wide(second).finish()
}

#[inline(never)]
fn pairs(a: [u64; 2], b: [u8; 16], c: (u64, u64), d: u64, account: Account) -> [u64; 2] {
    let bytes = u128::from_le_bytes(b);
    let sum = account
        .key
        .iter()
        .fold(d, |sum, word| sum.rotate_left(9) ^ word);
    let wide = bytes.wrapping_add(account.amount);
    [
        a[0] ^ c.1 ^ wide as u64,
        a[1].wrapping_add(c.0) ^ (wide >> 64) as u64 ^ sum ^ u64::from(account.flag),
    ]
}

/// Arrays, tuples and structures by value.
#[inline(never)]
pub fn aggregates_by_value(words: &Words) -> Words {
    let account = Account {
        key: [words[0], words[1], words[2], words[3]],
        amount: take(words, 4),
        flag: words[6] & 1 == 1,
    };
    let bytes = take(words, 7).to_le_bytes();
    let first = pairs(
        [words[9], words[10]],
        bytes,
        (words[11], words[12]),
        words[13],
        account,
    );
    let other = Account {
        flag: !account.flag,
        ..account
    };
    let second = pairs(first, bytes, (words[14], first[0]), first[1], other);
    Output::default()
        .word(first[0])
        .word(first[1])
        .word(second[0])
        .word(second[1])
        .finish()
}

#[inline(never)]
fn maybe(a: u64, b: u64) -> Option<u64> {
    a.checked_sub(b)
}

#[inline(never)]
fn checked(a: u128, b: u128, code: u8) -> Result<u128, u8> {
    a.checked_add(b).ok_or(code)
}

#[inline(never)]
fn flagged(a: u64, b: u64) -> (u64, bool) {
    a.overflowing_add(b)
}

#[inline(never)]
fn tagged(a: u64, b: u64) -> (u8, u128, i16) {
    (a as u8, u128::from(a).wrapping_mul(u128::from(b)), b as i16)
}

#[inline(never)]
fn account(a: u64, b: u64, c: u64, d: u64, amount: u128, flag: bool) -> Account {
    Account {
        key: [a, b, c, d],
        amount,
        flag,
    }
}

/// Results of more than one register: pairs, options, results, structures.
#[inline(never)]
pub fn large_results(words: &Words) -> Words {
    let sum = checked(take(words, 2), take(words, 4), words[6] as u8);
    let (word, carried) = flagged(words[7], words[8]);
    let (byte, product, half) = tagged(words[9], words[10]);
    let account = account(
        words[0],
        words[1],
        words[2],
        words[3],
        take(words, 4),
        carried,
    );
    let key = account
        .key
        .iter()
        .fold(0_u64, |key, word| key.rotate_left(5) ^ word);
    Output::default()
        .word(maybe(words[0], words[1]).unwrap_or(u64::MAX - 5))
        .wide(sum.unwrap_or_else(u128::from))
        .word(u64::from(sum.is_ok()))
        .word(word)
        .word(u64::from(carried))
        .word(u64::from(byte))
        .wide(product)
        .word(half as u64)
        .word(key)
        .wide(account.amount)
        .word(u64::from(account.flag))
        .finish()
}

#[inline(never)]
pub(super) fn six(a: u64, b: u64, c: u64, d: u64, e: u64, f: u64) -> u64 {
    [b, c, d, e, f]
        .iter()
        .fold(a, |sum, word| sum.rotate_left(11).wrapping_add(*word))
}

/// Calls whose arguments are calls: the slots that they share must not mix.
#[inline(never)]
pub fn calls_inside_calls(words: &Words) -> Words {
    let w = |index: usize| words[index];
    let nested = six(
        six(w(0), w(1), w(2), w(3), w(4), w(5)),
        six(w(6), w(7), w(8), w(9), w(10), w(11)),
        six(w(12), w(13), w(14), w(15), w(0), w(1)),
        maybe(w(2), w(3)).unwrap_or_default(),
        maybe(w(4), w(5)).unwrap_or_default(),
        flagged(w(6), w(7)).0,
    );
    let wide = mix(
        nested,
        mix(w(0), 1, 2, 3, 4, 5, true, 7),
        3,
        4,
        5,
        6,
        false,
        8,
    );
    Output::default().word(nested).wide(wide).finish()
}

#[inline(never)]
fn descend(depth: u64, a: u64, b: u64, c: u64, d: u64, e: u128) -> (u128, u64) {
    if depth == 0 {
        return (e, a ^ b ^ c ^ d);
    }
    let (left, right) = descend(depth - 1, d, a, b, c.wrapping_add(depth), e.rotate_left(17));
    (
        left.wrapping_add(u128::from(right)),
        right.rotate_left(5) ^ b ^ e as u64,
    )
}

/// Each level has its own slots.
#[inline(never)]
pub fn recursion(words: &Words) -> Words {
    let [depth, a, b, c, d, ..] = *words;
    let (wide, word) = descend(depth % 30, a, b, c, d, take(words, 5));
    Output::default().wide(wide).word(word).finish()
}
