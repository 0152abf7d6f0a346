//! Who may use whom, read from the manifests and the imports.
//!
//! ```text
//! policy <- programs/lending          policy, client <- bridge <- vm <- scorer, tests
//!                                                          bridge <- migrations <- localnet -> scorer
//!                                                          bridge <- app/wasm
//! ```

mod manifest;
mod policy;
mod program;

use ballast_tests::sources;

/// Sources under a folder without their tests: files and folders of tests are left out, and of any other file all that
/// follows its first `#[cfg(test)]` module.
fn shipped(folder: &str) -> Vec<(String, String)> {
    let mut found = sources(folder);
    found.retain(|(path, _)| {
        !path.ends_with("/tests.rs") && !path.contains("/tests/") && !path.ends_with("/fixture.rs")
    });
    for (_, text) in &mut found {
        let end = text.find("#[cfg(test)]\nmod tests").unwrap_or(text.len());
        text.truncate(end);
    }
    assert!(!found.is_empty(), "{folder}");
    found
}

/// The lines of a source that are not comments, with their numbers.
fn code(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let lines = (1..).zip(text.lines());
    lines.filter(|(_, line)| !line.trim_start().starts_with("//"))
}

/// Every identifier in a line.
fn words(line: &str) -> impl Iterator<Item = &str> {
    line.split(|letter: char| !letter.is_alphanumeric() && letter != '_')
}

/// The names that follow `prefix` in a source, alone or in braces: `prefix::a` and `prefix::{a, b::c}`.
fn names_after(text: &str, prefix: &str) -> Vec<String> {
    let lines: Vec<&str> = code(text).map(|(_, line)| line).collect();
    let text = lines.join("\n");
    let mut found = Vec::new();
    for (at, _) in text.match_indices(prefix) {
        let rest = &text[at + prefix.len()..];
        match rest.strip_prefix('{') {
            Some(group) => found.extend(group_heads(group)),
            None => found.extend(words(rest).next().map(str::to_owned)),
        }
    }
    found.sort();
    found.dedup();
    found
}

/// The first names of the entries of a `{...}` group that begins here.
fn group_heads(group: &str) -> Vec<String> {
    let (mut depth, mut entry, mut heads) = (0, String::new(), Vec::new());
    let head = |entry: &str| words(entry.trim()).next().unwrap_or("").to_owned();
    for letter in group.chars() {
        match letter {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            ',' if depth == 0 => heads.push(head(&std::mem::take(&mut entry))),
            _ => {}
        }
        if depth == 0 && letter != ',' {
            entry.push(letter);
        }
    }
    heads.push(head(&entry));
    heads.retain(|head| !head.is_empty());
    heads
}

#[test]
fn the_reader_of_imports_sees_groups_and_nested_groups() {
    let text = "use crate::a::B;\n// crate::hidden\nuse crate::{c::{D, E}, f, g::H};\nfn x() { crate::i::j() }\n";
    assert_eq!(names_after(text, "crate::"), ["a", "c", "f", "g", "i"]);
}

#[test]
fn nothing_that_runs_on_chain_panics_by_name_or_computes_with_floats() {
    // Given what is compiled into the program
    for folder in ["policy/src", "programs/lending/src"] {
        for (path, text) in shipped(folder) {
            // When each line is read, then none asks for a panic and none names a float
            for (number, line) in code(&text) {
                for panics in [
                    ".unwrap()",
                    ".expect(",
                    "panic!",
                    "unreachable!",
                    "todo!",
                    "assert!(",
                ] {
                    let is_const = panics == "assert!(" && is_const_assertion(line);
                    assert!(
                        !line.contains(panics) || is_const,
                        "{path}:{number}: {line}"
                    );
                }
                let has_float = words(line).any(|word| word == "f32" || word == "f64");
                assert!(!has_float, "{path}:{number}: {line}");
            }
        }
    }
}

/// Assertions that the compiler evaluates.
fn is_const_assertion(line: &str) -> bool {
    let line = line.trim_start();
    line.starts_with("const _: () = assert!(")
        || line.starts_with("assert!(size_of::<")
        || line.starts_with("assert!(align_of::<")
        || line.starts_with("$(assert!(")
}
