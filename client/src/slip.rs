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

/// Line and column of a byte, both from 1, and the key that stands at the line's beginning; those of the text's end where
/// it has no such byte.
fn place(text: &str, byte: usize) -> String {
    let before = text.get(..byte).unwrap_or(text);
    let line = before.matches('\n').count() + 1;
    let column = before.chars().rev().take_while(|it| *it != '\n').count() + 1;
    let key = text.lines().nth(line - 1).and_then(key_of);
    let key = key.map_or(String::new(), |key| format!(", `{key}`"));
    format!("line {line}, column {column}{key}")
}

/// The key of a line `key = ...`. One of ours has small letters alone: what else ends in `=` may be half of a secret.
fn key_of(line: &str) -> Option<&str> {
    let (key, _) = line.split_once('=')?;
    let key = key.trim();
    let is_ours = |letter: char| matches!(letter, 'a'..='z' | '0'..='9' | '_' | '.');
    (!key.is_empty() && key.chars().all(is_ours)).then_some(key)
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
            format!("line 2, column 1, `every`: {message}")
        );
        assert_eq!(
            slip(
                "every_ms = 'soon'",
                "invalid type: string \"soon\", expected u64",
                Some(11)
            ),
            "line 1, column 12, `every_ms`: expected u64"
        );
    }

    #[test]
    fn what_is_no_key_of_ours_is_not_taken_for_one() {
        for line in [
            "c2VjcmV0U0VDUkVU==",
            "https://host/?api-key=SECRET",
            "\"https://host/?key=SECRET\",",
            "[251, 34]",
            "= 5",
        ] {
            assert_eq!(place(line, 0), "line 1, column 1");
        }
    }

    #[test]
    fn column_counts_characters_and_a_place_past_the_end_is_the_end() {
        assert_eq!(place("a\nüb", 4), "line 2, column 2");
        assert_eq!(place("a\nb", 99), "line 2, column 2");
        assert_eq!(place("", 0), "line 1, column 1");
    }
}
