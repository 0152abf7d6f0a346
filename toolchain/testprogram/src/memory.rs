//! Copies, moves, fills and comparisons, of sizes known and unknown.

use core::cmp::Ordering;

use crate::{Words, wide::Output};

const LENGTH: usize = 512;

type Buffer = [u8; LENGTH];

/// Bytes that depend on every word.
#[inline(never)]
fn buffer(words: &Words, salt: u64) -> Buffer {
    let mut bytes = [0; LENGTH];
    let mut state = salt;
    for (index, byte) in bytes.iter_mut().enumerate() {
        state = (state ^ words[index % 16]).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        state ^= state >> 29;
        *byte = state as u8;
    }
    bytes
}

/// FNV-1a.
#[inline(never)]
fn checksum(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xCBF2_9CE4_8422_2325, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01B3)
    })
}

#[inline(never)]
fn copy<const BYTES: usize>(from: &Buffer, to: &mut Buffer, at: usize) {
    to[at..at + BYTES].copy_from_slice(&from[..BYTES]);
}

/// Sizes around those at which the linker changes from loads and stores to a syscall.
#[inline(never)]
pub fn copy_constant_sizes(words: &Words) -> Words {
    let from = buffer(words, 1);
    let mut to = buffer(words, 2);
    let at = (words[0] % 100) as usize;
    copy::<1>(&from, &mut to, at);
    copy::<7>(&from, &mut to, at + 3);
    copy::<33>(&from, &mut to, at + 5);
    let small = checksum(&to);
    copy::<64>(&from, &mut to, at + 50);
    copy::<65>(&from, &mut to, at + 130);
    let medium = checksum(&to);
    copy::<129>(&from, &mut to, at + 200);
    copy::<400>(&from, &mut to, at + 1);
    let copied: Buffer = to;
    Output::default()
        .word(small)
        .word(medium)
        .word(checksum(&to))
        .word(checksum(&copied))
        .finish()
}

/// Sizes and places that only the input knows, zero included.
#[inline(never)]
pub fn copy_dynamic_sizes(words: &Words) -> Words {
    let from = buffer(words, 3);
    let mut to = buffer(words, 4);
    for word in &words[..4] {
        let (size, source, target) = (word % 200, word >> 8 & 255, word >> 16 & 255);
        let (size, source, target) = (size as usize, source as usize, target as usize);
        to[target..target + size].copy_from_slice(&from[source..source + size]);
    }
    Output::default().word(checksum(&to)).finish()
}

/// Source and target overlap, either way round.
#[inline(never)]
pub fn move_overlapping(words: &Words) -> Words {
    let mut bytes = buffer(words, 5);
    for word in &words[..4] {
        let (size, source, target) = (word % 250, word >> 8 & 255, word >> 16 & 255);
        bytes.copy_within(source as usize..(source + size) as usize, target as usize);
    }
    let dynamic = checksum(&bytes);
    bytes.copy_within(3..35, 0);
    bytes.copy_within(0..300, 100);
    bytes.copy_within(150..450, 20);
    Output::default()
        .word(dynamic)
        .word(checksum(&bytes))
        .finish()
}

/// Constant and dynamic sizes, with values over 127 too.
#[inline(never)]
pub fn fill(words: &Words) -> Words {
    let mut bytes = buffer(words, 6);
    let (value, at) = (words[0] as u8, (words[1] % 16) as usize);
    bytes[at..at + 5].fill(value);
    bytes[at + 20..at + 84].fill(value.wrapping_add(1));
    bytes[at + 90..at + 186].fill(value.wrapping_add(2));
    let small = checksum(&bytes);
    bytes[at + 186..at + 283].fill(value.wrapping_add(3));
    let size = (words[2] % 200) as usize;
    bytes[300..300 + size].fill(0xFE);
    let medium = checksum(&bytes);
    bytes[words[3] as usize % 100..].fill(0);
    Output::default()
        .word(small)
        .word(medium)
        .word(checksum(&bytes))
        .finish()
}

/// Orders and equalities of buffers that differ in at most one byte.
#[inline(never)]
pub fn compare(words: &Words) -> Words {
    let left = buffer(words, 7);
    let mut right = left;
    // Half of the places are within what is unrolled.
    let at = (words[0] % if words[3] & 1 == 0 { 70 } else { 600 }) as usize;
    if at < LENGTH {
        right[at] = words[1] as u8;
    }
    let size = (words[2] % 512) as usize;
    let order = |ordering: Ordering| ordering as i8 as u64;
    Output::default()
        .word(order(left[..size].cmp(&right[..size])))
        .word(order(left.cmp(&right)))
        .word(u64::from(left[..size] == right[..size]))
        .word(u64::from(left[..32] == right[..32]))
        .word(u64::from(left[..20] == right[..20]))
        .word(u64::from(left == right))
        .word(order(left[..size].cmp(&right[..size / 2])))
        .word(order(left[..16].cmp(&right[..16])))
        .word(order(left[3..40].cmp(&right[3..40])))
        .word(u64::from(left[..64] == right[..64]))
        .word(u64::from(left[..65] == right[..65]))
        .word(u64::from(left[..13] == right[..13]))
        .finish()
}
