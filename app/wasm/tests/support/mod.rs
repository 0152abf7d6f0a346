//! What the files of golden answers have in common.

use ballast_app_wasm::{Answer, MARKET_PAUSED, Refusal};

pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// What [`hex`] wrote.
#[allow(dead_code, reason = "not every test reads another's file")]
pub(crate) fn bytes(hexadecimal: &str) -> Vec<u8> {
    let digits = hexadecimal.as_bytes().chunks_exact(2);
    digits
        .map(|pair| u8::from_str_radix(str::from_utf8(pair).unwrap(), 16).unwrap())
        .collect()
}

/// The word at place `at` of an answer.
pub(crate) fn word(bytes: &[u8], at: usize) -> u64 {
    u64::from_le_bytes(bytes[8 * at..8 * at + 8].try_into().unwrap())
}

/// Status and output, as an export gives them: zero and the answer, or the refusal and its operands.
pub(crate) fn told(answer: Answer) -> (u32, Vec<u8>) {
    match answer {
        Ok(output) => (0, output),
        Err(Refusal::Status(status)) => (status, Vec::new()),
        Err(Refusal::Rule(error)) => {
            let operands = [error.actual.to_le_bytes(), error.bound.to_le_bytes()].concat();
            (6_000 + u32::from(error.rule.number()), operands)
        }
        Err(Refusal::Paused) => (MARKET_PAUSED, Vec::new()),
    }
}

/// Fails unless the committed file of this name, in this crate's folder, is `text`; first writes it with `BALLAST_WRITE_GOLDEN`.
pub(crate) fn compare(name: &str, text: &str) {
    let file = format!("{}/{name}", env!("CARGO_MANIFEST_DIR"));
    if std::env::var_os("BALLAST_WRITE_GOLDEN").is_some() {
        std::fs::write(&file, text).unwrap();
    }
    let committed = std::fs::read_to_string(&file).unwrap_or_default();
    assert!(
        committed == text,
        "{name} differs: run this test with BALLAST_WRITE_GOLDEN=1 and look at the difference"
    );
}
