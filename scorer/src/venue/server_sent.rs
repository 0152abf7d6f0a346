//! Server-sent events: texts in a byte stream, each `data:` line by line and ended by an empty line.
//!
//! Source: WHATWG HTML, section 9.2.6 "Interpreting an event stream". Only `data` matters here.

/// Cuts a byte stream into the texts of its events.
#[derive(Clone, Debug, Default)]
pub struct ServerSentDecoder {
    /// Bytes of the line that has not ended yet.
    line: Vec<u8>,
    /// The `data` lines of the event that has not ended yet.
    data: Option<String>,
}

/// A line longer than this is no message of any venue here, and the stream is given up.
const LINE_LIMIT_BYTES: usize = 8 << 20;

impl ServerSentDecoder {
    /// Takes the next bytes and gives the texts of the events that they end.
    ///
    /// # Errors
    /// A reason, when a line is longer than eight megabytes or not UTF-8.
    pub fn push(&mut self, bytes: &[u8]) -> Result<Vec<String>, String> {
        let mut texts = Vec::new();
        for &byte in bytes {
            if byte != b'\n' {
                if self.line.len() >= LINE_LIMIT_BYTES {
                    return Err(format!("a line is longer than {LINE_LIMIT_BYTES} bytes"));
                }
                self.line.push(byte);
                continue;
            }
            let line = std::mem::take(&mut self.line);
            let line = String::from_utf8(line).map_err(|error| error.to_string())?;
            self.end_line(line.trim_end_matches('\r'), &mut texts);
        }
        Ok(texts)
    }

    fn end_line(&mut self, line: &str, texts: &mut Vec<String>) {
        if line.is_empty() {
            texts.extend(self.data.take());
        } else if let Some(data) = line.strip_prefix("data:") {
            let data = data.strip_prefix(' ').unwrap_or(data);
            match &mut self.data {
                Some(before) => {
                    before.push('\n');
                    before.push_str(data);
                }
                None => self.data = Some(data.to_owned()),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn event_cut_anywhere_comes_out_whole() {
        let stream = b": hello\r\nid: 1\ndata: {\"a\":\ndata: 1}\n\ndata:x\n\n";

        for cut in 0..stream.len() {
            let mut decoder = ServerSentDecoder::default();
            let mut texts = decoder.push(&stream[..cut]).unwrap();
            texts.extend(decoder.push(&stream[cut..]).unwrap());
            assert_eq!(texts, ["{\"a\":\n1}", "x"], "cut at {cut}");
        }
    }

    #[test]
    fn bytes_that_are_no_text_are_refused() {
        assert!(ServerSentDecoder::default().push(&[0xff, b'\n']).is_err());
    }
}
