//! Names that people read.

/// The module that a source file is, such as `policy::health` or `anchor_lang::accounts::slab`.
pub(super) fn module_of(file: &str) -> String {
    let (folder, inside) = file.rsplit_once("/src/").unwrap_or(("", file));
    let package = without_version(folder.rsplit('/').next().unwrap_or(folder)).replace('-', "_");
    let inside = inside.trim_end_matches(".rs").trim_end_matches("/mod");
    match inside {
        "lib" | "main" => package,
        _ => format!("{package}::{}", inside.replace('/', "::")),
    }
}

/// Packages from a registry lie in folders that end in their version.
fn without_version(folder: &str) -> &str {
    let is_version =
        |at: &usize| folder[at + 1..].starts_with(|letter: char| letter.is_ascii_digit());
    let mut dashes = folder.rmatch_indices('-').map(|(at, _)| at);
    dashes.find(is_version).map_or(folder, |at| &folder[..at])
}

/// Whether a module is the language's own library, whose functions say nothing about the program.
pub(super) fn is_library(module: &str) -> bool {
    let package = module.split("::").next().unwrap_or(module);
    ["core", "alloc", "std"].contains(&package)
}

/// A function's name as debug information has it, without what it is generic over. bpf-linker writes every letter that C
/// does not allow as `_HEX_`.
pub(super) fn function_of(written: &str) -> String {
    let (mut name, mut rest) = (String::new(), written);
    while let Some(letter) = rest.chars().next() {
        let escaped = rest.strip_prefix('_').and_then(|rest| {
            let (digits, after) = rest.split_once('_')?;
            let code = u8::from_str_radix(digits, 16).ok()?;
            let is_escape = digits.len() == 2 && !code.is_ascii_alphanumeric();
            is_escape.then_some((char::from(code), after))
        });
        let (letter, after) = escaped.unwrap_or((letter, &rest[letter.len_utf8()..]));
        if letter == '<' && !name.is_empty() {
            break;
        }
        name.push(letter);
        rest = after;
    }
    name
}

#[test]
fn names_are_read_as_their_sources_write_them() {
    let module = |file| module_of(file);
    assert_eq!(module("/home/a/policy/src/health.rs"), "policy::health");
    assert_eq!(module("/b/policy/src/action/mod.rs"), "policy::action");
    let framework = "/registry/src/index-1/anchor-lang-2.0.0-rc.2/src/accounts/slab.rs";
    assert_eq!(module(framework), "anchor_lang::accounts::slab");
    let token = "/registry/src/index-1/pinocchio-token-2022-0.3.1/src/state/mod.rs";
    assert_eq!(module(token), "pinocchio_token_2022::state");
    assert_eq!(
        module("/d/library/core/src/ops/function.rs"),
        "core::ops::function"
    );
    assert_eq!(function_of("mul_q64_floor"), "mul_q64_floor");
    assert_eq!(function_of("field_3C_64_2C__20_8_3E_"), "field");
    assert_eq!(function_of("_7B_closure_23_0_7D_"), "{closure#0}");
}
