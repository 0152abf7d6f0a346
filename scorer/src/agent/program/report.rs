//! What a comparison found.

use serde::Serialize;
use std::collections::BTreeMap;
use std::fmt;

/// Compute units that transactions of one kind spent; those that were refused are not counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Spent {
    /// How many went through.
    pub transactions: u64,
    /// What all of them spent.
    pub units: u64,
    /// What the dearest spent.
    pub most: u64,
}

impl Spent {
    pub(super) fn add(&mut self, units: u64) {
        self.transactions += 1;
        self.units += units;
        self.most = self.most.max(units);
    }

    /// Units of one, rounded down; zero where there was none.
    pub fn mean(&self) -> u64 {
        self.units.checked_div(self.transactions).unwrap_or(0)
    }
}

/// Where policy and program parted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// How many operations had been done when they first differed; zero: they opened differently.
    pub operations: usize,
    /// Unix seconds of the last of them.
    pub at: u64,
    /// The last of them.
    pub operation: String,
    /// The first field that differs, or `answer`.
    pub field: String,
    /// What policy says.
    pub policy: String,
    /// What the program says.
    pub program: String,
}

impl fmt::Display for Difference {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            operations,
            at,
            operation,
            field,
            policy,
            program,
        } = self;
        write!(
            formatter,
            "{field} is {policy} by policy and {program} on the program, from operation {operations} on, at {at} s: {operation}"
        )
    }
}

/// A recording that was done to the program.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Comparison {
    /// Operations that were done.
    pub operations: u64,
    /// Those of them that both refused, by the same rule with the same operands: by rule.
    pub refused: BTreeMap<String, u64>,
    /// Transactions that were sent.
    pub transactions: u64,
    /// How often the whole state was compared.
    pub states: u64,
    /// Fields of the state at the end.
    pub fields: u64,
    /// Compute units by kind of transaction.
    pub spent: BTreeMap<String, Spent>,
    /// Where the two parted; none: they end alike, bit for bit.
    pub difference: Option<Difference>,
}

impl Comparison {
    /// Name and figure of every line of a table.
    pub fn rows(&self) -> Vec<(String, String)> {
        let refused: u64 = self.refused.values().sum();
        let mut rows = vec![
            ("operations".to_owned(), self.operations.to_string()),
            ("refused by both, alike".to_owned(), refused.to_string()),
            ("transactions".to_owned(), self.transactions.to_string()),
            (
                "fields compared, and how often".to_owned(),
                format!("{}, {}", self.fields, self.states),
            ),
        ];
        rows.extend(self.spent.iter().map(|(kind, spent)| {
            let figure = format!(
                "{} in the mean, {} at most, of {}",
                spent.mean(),
                spent.most,
                spent.transactions
            );
            (format!("compute units: {kind}"), figure)
        }));
        rows
    }
}
