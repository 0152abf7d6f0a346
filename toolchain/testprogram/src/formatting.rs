//! Text: the standard library's own code, with its trait objects and 128-bit divisions.

use core::fmt::{self, Write};

use crate::{
    Words,
    wide::{Output, take, take_signed},
};

/// A buffer on the stack.
struct Text {
    bytes: [u8; 256],
    length: usize,
}

impl Write for Text {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        let end = self.length + text.len();
        let room = self.bytes.get_mut(self.length..end).ok_or(fmt::Error)?;
        room.copy_from_slice(text.as_bytes());
        self.length = end;
        Ok(())
    }
}

/// Numbers of every width as text.
#[inline(never)]
pub fn numbers_as_text(words: &Words) -> Words {
    let mut text = Text {
        bytes: [0; 256],
        length: 0,
    };
    let outcome = write!(
        text,
        "{} {:>12} {:#x} {} {:?}",
        take(words, 0),
        words[2] as i32,
        take(words, 3),
        take_signed(words, 5),
        &words[7..9],
    );
    let mut output = Output::default()
        .word(u64::from(outcome.is_ok()))
        .word(text.length as u64);
    for chunk in text.bytes.chunks_exact(8) {
        let word = chunk
            .iter()
            .fold(0, |word, byte| word << 8 | u64::from(*byte));
        output = output.word(word);
    }
    output.finish()
}
