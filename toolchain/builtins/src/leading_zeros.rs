//! Leading zeros, which the processor does not count.

/// The leading zeros of each byte.
#[expect(
    clippy::cast_possible_truncation,
    reason = "a byte's index and its zeros fit a byte"
)]
static OF_BYTE: [u8; 256] = {
    let mut table = [8; 256];
    let mut byte = 1_usize;
    while byte < table.len() {
        table[byte] = (byte as u8).leading_zeros() as u8;
        byte += 1;
    }
    table
};

/// Leading zeros of a value of at least 2^48: below 16.
#[inline(always)]
pub(crate) fn of_long(value: u64) -> u32 {
    let skipped = if value >> 56 == 0 { 8 } else { 0 };
    let [.., top] = (value << skipped).to_le_bytes();
    skipped + u32::from(OF_BYTE[usize::from(top)])
}

/// Leading zeros of any value; of zero 64.
#[unsafe(no_mangle)]
pub extern "C" fn __sbpf_clz(value: u64) -> u64 {
    if value == 0 {
        64
    } else {
        u64::from(of_any(value))
    }
}

/// Leading zeros of any value but zero.
#[inline(always)]
pub(crate) fn of_any(value: u64) -> u32 {
    let (mut value, mut zeros) = (value, 0);
    for step in [32_u32, 16] {
        if value >> (64 - step) == 0 {
            zeros += step;
            value <<= step;
        }
    }
    zeros + of_long(value)
}
