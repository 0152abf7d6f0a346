//! The one thing that a key signs beside transactions: the head of a publisher's score log ([`crate::node::audit`]), as a text
//! that a person can read, such as `ballast score log 17 2026-01-31T14:00:00Z` and 64 hexadecimal digits.
//!
//! What is signed is that text behind the preamble that Solana gives off-chain messages (version 0):
//!
//! | bytes | |
//! |--:|---|
//! | 16 | `\xffsolana offchain`: no transaction begins with 255, and none ever will |
//! | 1 | 0: the preamble's version |
//! | 32 | the lending program, as the application |
//! | 1 | 0: printable ASCII |
//! | 1 + 32 | one signer, and which |
//! | 2 | length of the text, little-endian |
//!
//! Whoever signs builds it from the text, and takes no text but of this form: nobody can hand in bytes of another meaning.

use ballast_client::PROGRAM_ID;
use hex::FromHex as _;
use solana_address::Address;

use crate::time::Timestamp;

/// What every off-chain message begins with.
const DOMAIN: &[u8; 16] = b"\xffsolana offchain";
const VERSION: u8 = 0;
const PRINTABLE_ASCII: u8 = 0;
const ONE_SIGNER: u8 = 1;
/// What every text begins with.
const SUBJECT: &str = "ballast score log ";

/// The head of a score log: whoever knows it can tell whether anything before it was changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LogHead {
    /// The number of the seal that it is of, from one.
    pub number: i64,
    /// When it was sealed, by the sealing machine's clock.
    pub at: Timestamp,
    /// SHA-256 of that seal and, through the one before it, of all earlier ones.
    pub head: [u8; 32],
}

impl LogHead {
    /// What a person reads.
    pub fn text(&self) -> String {
        let Self { number, at, head } = self;
        format!("{SUBJECT}{number} {at} {}", hex::encode(head))
    }

    /// The head that `text` names; None for any other text, also for one that names a head in other characters.
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.strip_prefix(SUBJECT)?.split(' ');
        let head = Self {
            number: parts.next()?.parse().ok()?,
            at: parts.next()?.parse().ok()?,
            head: <[u8; 32]>::from_hex(parts.next()?).ok()?,
        };
        (head.number > 0 && head.text() == text).then_some(head)
    }

    /// The bytes that `signer` signs.
    pub fn message(&self, signer: &Address) -> Vec<u8> {
        let text = self.text();
        // A number of 20 digits, a time of at most 30 and 64 digits: a text is a sixth of a kilobyte at most.
        let length = u16::try_from(text.len()).unwrap_or(u16::MAX);
        [
            &DOMAIN[..],
            &[VERSION],
            &PROGRAM_ID.to_bytes(),
            &[PRINTABLE_ASCII, ONE_SIGNER],
            &signer.to_bytes(),
            &length.to_le_bytes(),
            text.as_bytes(),
        ]
        .concat()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn head() -> LogHead {
        LogHead {
            number: 17,
            at: "2026-01-31T14:00:00Z".parse().unwrap(),
            head: [0xab; 32],
        }
    }

    #[test]
    fn text_is_readable_and_names_the_head() {
        let text = head().text();

        let digits = "ab".repeat(32);
        assert_eq!(
            text,
            format!("ballast score log 17 2026-01-31T14:00:00Z {digits}")
        );
        assert_eq!(LogHead::parse(&text), Some(head()));
    }

    #[test]
    fn text_of_any_other_form_is_none() {
        let digits = "ab".repeat(32);
        let upper = digits.to_uppercase();
        for text in [
            String::new(),
            "ballast score log ".to_owned(),
            "ballast score log 17 2026-01-31T14:00:00Z".to_owned(),
            format!("ballast score log 017 2026-01-31T14:00:00Z {digits}"),
            format!("ballast score log +17 2026-01-31T14:00:00Z {digits}"),
            format!("ballast score log 0 2026-01-31T14:00:00Z {digits}"),
            format!("ballast score log -1 2026-01-31T14:00:00Z {digits}"),
            format!("ballast score log 17 2026-01-31T15:00:00+01:00 {digits}"),
            format!("ballast score log 17 2026-01-31 {digits}"),
            format!("ballast score log 17 2026-01-31T14:00:00Z {upper}"),
            format!("ballast score log 17 2026-01-31T14:00:00Z {}", &digits[2..]),
            format!("ballast score log 17 2026-01-31T14:00:00Z {digits} and pay"),
            format!("ballast score log 17 2026-01-31T14:00:00Z {digits}\n"),
            format!(" ballast score log 17 2026-01-31T14:00:00Z {digits}"),
            format!("score log 17 2026-01-31T14:00:00Z {digits}"),
        ] {
            assert_eq!(LogHead::parse(&text), None, "{text:?}");
        }
    }

    #[test]
    fn message_has_the_preamble_of_an_off_chain_message_and_no_transactions_first_byte() {
        let signer = Address::new_from_array([5; 32]);

        let message = head().message(&signer);

        let text = head().text();
        let (preamble, body) = message.split_at(85);
        assert_eq!(&preamble[..17], b"\xffsolana offchain\0");
        assert_eq!(preamble[17..49], PROGRAM_ID.to_bytes());
        assert_eq!(preamble[49..51], [0, 1]);
        assert_eq!(preamble[51..83], signer.to_bytes());
        let length = u16::from_le_bytes([preamble[83], preamble[84]]);
        assert_eq!((usize::from(length), body), (text.len(), text.as_bytes()));
        assert!(text.bytes().all(|byte| (0x20..=0x7e).contains(&byte)));
    }
}
