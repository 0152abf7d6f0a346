//! Why bytes could not be read, and the names of the program's own error codes.

mod table;

/// Why account bytes or a log line are not what they were taken for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DecodeError {
    /// Fewer bytes than the layout has.
    #[error("{kind} has {expected} bytes, found {found}")]
    Length {
        /// What was being read.
        kind: &'static str,
        /// Its length.
        expected: usize,
        /// The length found.
        found: usize,
    },
    /// The first bytes name something else.
    #[error("the discriminator is not that of {kind}")]
    Discriminator {
        /// What was being read.
        kind: &'static str,
    },
}

/// The first code of the program's own errors; codes below 100 past it are the rules of `ballast-policy`.
pub const FIRST_ERROR_CODE: u32 = 6000;

/// One of the program's own errors.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ProgramError {
    /// Its code in a transaction's error.
    pub code: u32,
    /// The broken rule.
    pub name: &'static str,
    /// The rule in a sentence.
    pub message: &'static str,
}

impl ProgramError {
    /// The error of this code; none when the program has none such.
    pub fn of(code: u32) -> Option<Self> {
        let found = table::ERRORS.binary_search_by_key(&code, |(listed, ..)| *listed);
        let (code, name, message) = *table::ERRORS.get(found.ok()?)?;
        Some(Self {
            code,
            name,
            message,
        })
    }

    /// The error of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::all().find(|error| error.name == name)
    }

    /// Every error, by code.
    pub fn all() -> impl Iterator<Item = Self> {
        table::ERRORS.iter().map(|(code, name, message)| Self {
            code: *code,
            name,
            message,
        })
    }
}

/// What a broken rule logs beside its code: `(rule, actual, bound)`, the rule being the code less [`FIRST_ERROR_CODE`].
///
/// The program writes them with `sol_log_64`, five numbers of which the last two are zero.
pub fn operands_in_logs<'a>(
    logs: impl IntoIterator<Item = &'a String>,
    code: u32,
) -> Option<(u64, u64)> {
    let rule = u64::from(code.checked_sub(FIRST_ERROR_CODE)?);
    let mut found = None;
    for line in logs {
        let Some(numbers) = line.strip_prefix("Program log: ") else {
            continue;
        };
        let numbers: Option<Vec<u64>> = numbers.split(", ").map(hexadecimal).collect();
        match numbers.as_deref() {
            Some([logged, actual, bound, 0, 0]) if *logged == rule => {
                found = Some((*actual, *bound));
            }
            _ => {}
        }
    }
    found
}

fn hexadecimal(text: &str) -> Option<u64> {
    u64::from_str_radix(text.strip_prefix("0x")?, 16).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_error_is_found_by_code_and_name() {
        for error in ProgramError::all() {
            assert_eq!(ProgramError::of(error.code), Some(error));
            assert_eq!(ProgramError::named(error.name), Some(error));
        }
        assert_eq!(ProgramError::of(FIRST_ERROR_CODE - 1), None);
        assert_eq!(ProgramError::of(u32::MAX), None);
        assert_eq!(ProgramError::named("NoSuchRule"), None);
    }

    #[test]
    fn operands_are_those_of_the_rule_that_was_broken() {
        let logs = [
            "Program log: Instruction: ReportSubmit",
            "Program log: 0x1, 0x2, 0x3, 0x0, 0x0",
            "Program log: 0x2a, 0x5, 0x1f, 0x0, 0x0",
            "Program log: 0x2a, 0x5",
        ]
        .map(str::to_owned);

        assert_eq!(operands_in_logs(&logs, 6042), Some((5, 31)));
        assert_eq!(operands_in_logs(&logs, 6043), None);
        assert_eq!(operands_in_logs(&logs, 7), None);
    }
}
