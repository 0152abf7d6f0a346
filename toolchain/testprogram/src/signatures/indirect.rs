//! Called through pointers.

use super::direct::six;
use crate::{
    Words,
    wide::{Output, take},
};

type Rule = fn(u64, u64, u128, u64, u64, i8) -> u128;

#[inline(never)]
fn add_rule(a: u64, b: u64, c: u128, d: u64, e: u64, f: i8) -> u128 {
    c.wrapping_add(u128::from(a ^ b))
        .wrapping_sub(u128::from(d & e))
        .wrapping_add(f as u128)
}

#[inline(never)]
fn multiply_rule(a: u64, b: u64, c: u128, d: u64, e: u64, f: i8) -> u128 {
    (u128::from(a) * u128::from(b) ^ c).wrapping_mul(u128::from(d | e)) ^ f as u128
}

#[inline(never)]
fn divide_rule(a: u64, b: u64, c: u128, d: u64, e: u64, f: i8) -> u128 {
    c / u128::from(a | 1) ^ u128::from(b) << 32 ^ u128::from(d) % u128::from(e | 1) ^ f as u128
}

static RULES: [Rule; 3] = [add_rule, multiply_rule, divide_rule];

/// Function pointers in read-only data, chosen by the input.
#[inline(never)]
pub fn pointers_from_a_table(words: &Words) -> Words {
    let mut state = take(words, 0);
    for word in words {
        let rule = RULES[(word % 3) as usize];
        state = rule(words[2], *word, state, words[3], words[4], *word as i8);
    }
    Output::default().wide(state).finish()
}

trait Curve {
    fn rate(&self, a: u64, b: u64, c: u64, d: u128, e: u64) -> (u128, u64);
}

struct Flat(u64);
struct Steep {
    slope: u128,
    kink: u64,
}

impl Curve for Flat {
    #[inline(never)]
    fn rate(&self, a: u64, b: u64, c: u64, d: u128, e: u64) -> (u128, u64) {
        (
            d ^ u128::from(self.0),
            a ^ b.rotate_left(8) ^ c.rotate_left(16) ^ e,
        )
    }
}

impl Curve for Steep {
    #[inline(never)]
    fn rate(&self, a: u64, b: u64, c: u64, d: u128, e: u64) -> (u128, u64) {
        let over = u128::from(a.saturating_sub(self.kink));
        (
            self.slope.wrapping_mul(over).wrapping_add(d),
            b.wrapping_mul(c) ^ e,
        )
    }
}

/// Methods through a table, with a result of 24 bytes.
#[inline(never)]
pub fn methods_of_trait_objects(words: &Words) -> Words {
    let flat = Flat(words[0]);
    let steep = Steep {
        slope: take(words, 1),
        kink: words[3],
    };
    let mut state = (take(words, 4), words[6]);
    for word in words {
        let curve: &dyn Curve = if word & 4 == 0 { &flat } else { &steep };
        state = curve.rate(*word, words[7], words[8], state.0, state.1);
    }
    Output::default().wide(state.0).word(state.1).finish()
}

extern "C" fn seven_up(a: u64, b: i32, c: u8, d: u64, e: i64, f: u16, g: u64) -> u64 {
    a ^ (b as u64) << 1 ^ u64::from(c) << 2 ^ d << 3 ^ (e as u64) << 4 ^ u64::from(f) << 5 ^ g
}

extern "C" fn seven_down(a: u64, b: i32, c: u8, d: u64, e: i64, f: u16, g: u64) -> u64 {
    a.wrapping_sub(b as u64).wrapping_sub(u64::from(c)) ^ d.wrapping_sub(e as u64) ^ g << (f & 31)
}

/// C's calling convention, with narrow signed arguments on the stack.
#[inline(never)]
pub fn c_function_pointers(words: &Words) -> Words {
    let mut state = words[0];
    for word in words {
        let function = if word & 1 == 0 { seven_up } else { seven_down };
        let [_, b, c, d, e, f, ..] = *words;
        state = function(state, b as i32, c as u8, d, e as i64, f as u16, *word);
    }
    Output::default().word(state).finish()
}

#[inline(never)]
fn apply(rule: &dyn Fn(u64, u64, u64, u64, u64, u64) -> Option<u128>, words: &Words) -> u128 {
    let [a, b, c, d, e, f, ..] = *words;
    rule(a, b, c, d, e, f).unwrap_or(7)
}

/// Closures over local variables, behind a pointer.
#[inline(never)]
pub fn closures(words: &Words) -> Words {
    let (offset, factor) = (take(words, 6), words[8]);
    let sum = |a: u64, b, c, d, e, f| Some(offset ^ u128::from(six(a, b, c, d, e, f)));
    let product = |a: u64, b: u64, _, _, _, f: u64| {
        u128::from(a)
            .checked_mul(u128::from(b))?
            .checked_mul(u128::from(f ^ factor))
    };
    Output::default()
        .wide(apply(&sum, words))
        .wide(apply(&product, words))
        .finish()
}
