//! What is refused is refused with a message that says what to change.

#![allow(clippy::unwrap_used)]

use std::{
    fs,
    path::Path,
    process::{Command, Output},
};

use toolchain_tests::{linker, scratch, toolchain};

const HEADER: &str = "; ModuleID = 'errors'
target datalayout = \"e-m:e-p:64:64-i64:64-i128:128-n32:64-S128\"
target triple = \"bpfel\"
";

/// Links a module in LLVM's textual form and returns what the linker says.
fn link_error(name: &str, module: &str) -> String {
    let source = scratch("errors").unwrap().join(name).with_extension("ll");
    fs::write(&source, format!("{HEADER}{module}")).unwrap();
    error_of(
        linker()
            .unwrap()
            .args([Path::new("-o"), &source.with_extension("so"), &source]),
    )
}

fn error_of(command: &mut Command) -> String {
    let Output { status, stderr, .. } = command.output().unwrap();
    assert!(!status.success(), "{command:?} succeeded");
    String::from_utf8(stderr).unwrap()
}

fn build_sbf() -> Command {
    Command::new(toolchain().join("build-sbf"))
}

#[track_caller]
fn assert_says(message: &str, expected: &str) {
    assert!(
        message.contains(expected),
        "expected `{expected}` in: {message}"
    );
}

#[test]
fn external_function_of_six_registers_is_refused() {
    let message = link_error(
        "external",
        "declare i64 @f(i64, i64, i64, i64, i64, i64)
         define i64 @entrypoint(ptr %p) {
           %r = call i64 @f(i64 1, i64 2, i64 3, i64 4, i64 5, i64 6)
           ret i64 %r
         }",
    );
    assert_says(
        &message,
        "the external function `f` takes more than five registers",
    );
}

#[test]
fn large_stack_frame_is_refused() {
    let message = link_error(
        "stack",
        "declare void @sol_log_(ptr, i64)
         define i64 @entrypoint(ptr %p) {
           %a = alloca [5000 x i8]
           call void @sol_log_(ptr %a, i64 5)
           ret i64 0
         }",
    );
    assert_says(&message, "`entrypoint` needs over 4096 bytes of stack");
}

#[test]
fn floating_point_is_refused() {
    let message = link_error(
        "float",
        "define i64 @entrypoint(ptr %p) {
           %a = load double, ptr %p
           %b = fadd double %a, 1.5
           store double %b, ptr %p
           ret i64 0
         }",
    );
    assert_says(&message, "`entrypoint` uses floating point (`__adddf3`)");
}

#[test]
fn undefined_function_is_named() {
    let message = link_error(
        "undefined",
        "declare i64 @frobnicate(ptr)
         define i64 @entrypoint(ptr %p) {
           %r = call i64 @frobnicate(ptr %p)
           ret i64 %r
         }",
    );
    assert_says(
        &message,
        "`frobnicate` is neither defined by the program nor a syscall",
    );
}

#[test]
fn writable_global_is_refused() {
    let message = link_error(
        "global",
        "@counter = internal global i64 0
         define i64 @entrypoint(ptr %p) {
           %r = load volatile i64, ptr @counter
           %s = add i64 %r, 1
           store volatile i64 %s, ptr @counter
           ret i64 %r
         }",
    );
    assert_says(&message, "writable global data");
}

#[test]
fn integers_wider_than_supported_are_refused() {
    let message = link_error(
        "wide",
        "define i64 @entrypoint(ptr %p) {
           %a = load i512, ptr %p
           %b = mul i512 %a, %a
           store i512 %b, ptr %p
           ret i64 0
         }",
    );
    assert_says(
        &message,
        "in function `entrypoint`: integers of 512 bits are not supported",
    );
}

#[test]
fn division_of_256_bits_is_refused() {
    let message = link_error(
        "division",
        "define i64 @entrypoint(ptr %p) {
           %q = getelementptr i256, ptr %p, i64 1
           %a = load i256, ptr %p
           %b = load i256, ptr %q
           %c = udiv i256 %a, %b
           store i256 %c, ptr %p
           ret i64 0
         }",
    );
    assert_says(&message, "division of 256 bits is not supported");
}

#[test]
fn program_without_an_entry_point_is_refused() {
    let message = link_error("entry", "define i64 @other(ptr %p) { ret i64 1 }");
    assert_says(&message, "the program defines no `entrypoint`");
}

#[test]
fn unreadable_inputs_are_named() {
    let directory = scratch("inputs").unwrap();
    let (junk, absent) = (directory.join("junk.bc"), directory.join("absent.bc"));
    fs::write(&junk, "junk").unwrap();
    let output = directory.join("out.so");
    for (input, expected) in [(&junk, "invalid input file"), (&absent, "No such file")] {
        let message = error_of(linker().unwrap().args([Path::new("-o"), &output, input]));
        assert_says(&message, expected);
        assert_says(&message, &input.display().to_string());
    }
}

#[test]
fn directory_without_a_manifest_is_refused() {
    let directory = scratch("no-manifest").unwrap();
    let message = error_of(build_sbf().args([&directory, &directory]));
    assert_says(&message, "no Cargo.toml in");
}

#[test]
fn unknown_route_is_refused() {
    let program = toolchain().join("testprogram");
    let out = scratch("route").unwrap();
    let message = error_of(
        build_sbf()
            .env("BALLAST_SBF", "magic")
            .args([&program, &out]),
    );
    assert_says(&message, "BALLAST_SBF is `magic`");
}

#[test]
fn crate_without_a_shared_object_is_refused() {
    let directory = scratch("library").unwrap();
    fs::remove_dir_all(&directory).unwrap();
    fs::create_dir_all(directory.join("src")).unwrap();
    let test_program = toolchain().join("testprogram/Cargo.toml");
    // The same profile, so that std is not built once more.
    let manifest = fs::read_to_string(test_program).unwrap();
    let manifest = manifest.replace("crate-type = [\"cdylib\", \"lib\"]", "");
    fs::write(directory.join("Cargo.toml"), manifest).unwrap();
    fs::write(directory.join("src/lib.rs"), "#![no_std]\n").unwrap();
    let message = error_of(
        build_sbf()
            .env("BALLAST_SBF", "debian")
            .args([&directory, &directory]),
    );
    assert_says(&message, "crate-type = [\"cdylib\"]");
}
