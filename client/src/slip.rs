//! What is wrong with a settings file, in words without any value of it: a node's address with its API key, or a private
//! key, may stand there. Every program of ours that reads such a file tells a slip by these words.

/// The words of a reader's `message` about `text`, with line and column of the byte that it is `at`. Keys are named; of a
/// value of another kind than its key's only what was expected is told.
pub fn slip(text: &str, message: &str, at: Option<usize>) -> String {
    let words = without_value(message);
    at.map_or_else(
        || words.to_owned(),
        |at| format!("{}: {words}", place(text, at)),
    )
}

/// Line and column of a byte, both from 1; those of the text's end where it has no such byte.
fn place(text: &str, byte: usize) -> String {
    let before = text.get(..byte).unwrap_or(text);
    let line = before.matches('\n').count() + 1;
    let column = before.chars().rev().take_while(|it| *it != '\n').count() + 1;
    format!("line {line}, column {column}")
}

/// What was expected, where serde says before it what was found: `invalid type: string "...", expected u64`.
fn without_value(message: &str) -> &str {
    const REPEAT_IT: [&str; 3] = ["invalid type: ", "invalid value: ", "unknown variant "];
    if !REPEAT_IT.iter().any(|start| message.starts_with(start)) {
        return message;
    }
    // The last one: the value itself may hold the word.
    let expected = message.rfind(", expected ");
    let words = expected.and_then(|at| message.get(at + ", ".len()..));
    words.unwrap_or("the value is of another kind than the key's")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn value_is_left_out_whatever_it_holds() {
        for (message, words) in [
            (
                "invalid type: string \"SECRET\", expected u64",
                "expected u64",
            ),
            (
                "invalid type: string \"a, expected SECRET\", expected a sequence",
                "expected a sequence",
            ),
            ("invalid value: integer `12`, expected u8", "expected u8"),
            (
                "unknown variant `SECRET`, expected `calm` or `wild`",
                "expected `calm` or `wild`",
            ),
            (
                "unknown variant `SECRET`, there are no variants",
                "the value is of another kind than the key's",
            ),
        ] {
            assert_eq!(slip("", message, None), words);
        }
    }

    #[test]
    fn key_is_named_and_told_by_its_place() {
        let message = "unknown field `every`, expected `every_ms`";

        assert_eq!(
            slip("a = 1\nevery = 7", message, Some(6)),
            format!("line 2, column 1: {message}")
        );
    }

    #[test]
    fn column_counts_characters_and_a_place_past_the_end_is_the_end() {
        assert_eq!(place("a\nüb = 1", 4), "line 2, column 2");
        assert_eq!(place("a\nb", 99), "line 2, column 2");
        assert_eq!(place("", 0), "line 1, column 1");
    }
}
