//! What is found, in words for people.

use super::{Lever, Remedy};

impl Remedy {
    /// What is to be changed and what it brings, on one line.
    pub fn in_words(&self) -> String {
        let what = match self.lever {
            Lever::CloseFactor => "close factor",
            Lever::Threshold => "liquidation threshold",
            Lever::BorrowCap => "borrow cap, share of what is owed now,",
            Lever::AccountShare => "most of the debt that one account may owe,",
        };
        let of = self.asset.as_deref().unwrap_or("every reserve");
        let ramp = match self.ramp_seconds {
            0 => String::new(),
            seconds => format!(" on a ramp of {} days", seconds / 86_400),
        };
        let short = if self.reaches_limit {
            ""
        } else {
            " (does not reach the limit)"
        };
        format!(
            "{what} of {of}: {:.2} % -> {:.2} %{ramp}: loss {}, capacity given up {:.1} %{short}",
            100.0 * self.from,
            100.0 * self.to,
            dollars(self.loss_after),
            100.0 * self.capacity_lost,
        )
    }
}

/// Whole dollars, thousands apart.
pub fn dollars(value: f64) -> String {
    let digits = format!("{value:.0}");
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index != 0 && (digits.len() - index) % 3 == 0 {
            text.push(' ');
        }
        text.push(digit);
    }
    text
}
