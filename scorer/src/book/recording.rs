//! Rebuilds a book from a recorded Binance USD-M stream and holds it against the venue's own best
//! bid and ask.
//!
//! Form of a line: receipt time in nanoseconds, a space, the message. Gzip, or plain text.
//! How it is judged: `judge.rs`.

use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

use flate2::read::MultiGzDecoder;

use super::judge::Judge;
use super::report::BookReport;

/// Why a recording could not be read.
#[derive(Debug, thiserror::Error)]
#[expect(missing_docs, reason = "the messages say what each operand is")]
pub enum RecordingError {
    /// The file is not there, or its compression is broken.
    #[error("{file}: line {line}: cannot be read, it may be cut short or damaged: {reason}")]
    FileUnreadable {
        file: PathBuf,
        line: usize,
        reason: String,
    },
    /// Not one line was a message.
    #[error(
        "{file}: holds no message; a line is a receipt time in nanoseconds, a space, and a message \
         of a Binance USD-M stream. First fault: {reason}"
    )]
    MessagesEmpty { file: PathBuf, reason: String },
}

/// Reads the file and judges it; `on_line` hears the number of lines read now and then.
///
/// # Errors
/// [`RecordingError`].
pub fn read_recording(
    file: &Path,
    mut on_line: impl FnMut(usize),
) -> Result<BookReport, RecordingError> {
    let unreadable = |line: usize, error: std::io::Error| RecordingError::FileUnreadable {
        file: file.to_owned(),
        line,
        reason: error.to_string(),
    };
    let mut lines = open(file).map_err(|error| unreadable(0, error))?;
    let mut judge = Judge::new();
    let mut line = String::new();
    loop {
        line.clear();
        let number = judge.lines() + 1;
        let length = lines
            .read_line(&mut line)
            .map_err(|error| unreadable(number, error))?;
        if length == 0 {
            break;
        }
        judge.line(line.trim_end());
        if number.is_multiple_of(4_096) {
            on_line(number);
        }
    }
    let report = judge.finish();
    if report.malformed == report.messages {
        return Err(RecordingError::MessagesEmpty {
            file: file.to_owned(),
            reason: report
                .first_malformed
                .unwrap_or_else(|| "no line".to_owned()),
        });
    }
    Ok(report)
}

fn open(file: &Path) -> std::io::Result<Box<dyn BufRead>> {
    const GZIP: [u8; 2] = [0x1f, 0x8b];
    let mut start = Vec::with_capacity(2);
    File::open(file)?.take(2).read_to_end(&mut start)?;
    let raw = File::open(file)?;
    Ok(if start == GZIP {
        Box::new(BufReader::new(MultiGzDecoder::new(BufReader::new(raw))))
    } else {
        Box::new(BufReader::new(raw))
    })
}
