//! Puts what LLVM and `sbpf-linker` report into words that say what to change.

use rustc_demangle::demangle;

use crate::codegen::FRAME_BYTES;

/// A function's name as it stands in the source.
pub(crate) fn readable(symbol: &str) -> String {
    format!("{:#}", demangle(symbol))
}

/// A report of the back end: `<unknown>:0:0: in function NAME TYPE: MESSAGE`.
pub(crate) fn explain_back_end(report: &str) -> String {
    let parts = report
        .split_once("in function ")
        .and_then(|(_, rest)| rest.split_once(' '))
        .and_then(|(name, rest)| Some((name, rest.split_once("): ")?.1)));
    let Some((name, message)) = parts else {
        return report.to_owned();
    };
    let function = readable(name);
    if message.contains("BPF stack limit") {
        return format!(
            "`{function}` needs over {FRAME_BYTES} bytes of stack: move large values to the heap, \
             or parts of it to functions that are not inlined"
        );
    }
    match message
        .split('\'')
        .nth(1)
        .filter(|_| message.starts_with("A call to built-in"))
    {
        Some(helper) => format!("`{function}` {}", explain_helper(helper)),
        None => format!("in `{function}`: {message}"),
    }
}

/// What it means that a symbol has no definition.
pub(crate) fn explain_missing(symbol: &str) -> String {
    if is_float_helper(symbol) {
        return format!("the program {}", explain_helper(symbol));
    }
    format!(
        "`{}` is neither defined by the program nor a syscall of SBPF v3",
        readable(symbol)
    )
}

/// `sbpf-linker` found a reference to data that is not read-only.
pub(crate) fn explain_relocation(detail: &str) -> String {
    format!(
        "the program has writable global data (a `static mut`, or a `static` with interior \
         mutability), which SBPF v3 does not have ({detail})"
    )
}

fn explain_helper(helper: &str) -> String {
    if is_float_helper(helper) {
        format!("uses floating point (`{helper}`), which is not supported")
    } else {
        format!("needs the helper `{helper}`, which the builtins lack")
    }
}

/// Whether `symbol` is a float helper of the compiler's runtime: `__adddf3`, `__fixunssfdi`, ...
fn is_float_helper(symbol: &str) -> bool {
    symbol.starts_with("__") && (symbol.contains("df") || symbol.contains("sf"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stack_report_names_the_function_and_the_limit() {
        let report = "<unknown>:0:0: in function _RNvCs15kBYyAo9fc_7mycrate7example i64 (ptr): \
                      Looks like the BPF stack limit is exceeded. Please move large on stack ...";
        let text = explain_back_end(report);
        assert!(
            text.starts_with("`mycrate::example` needs over 4096 bytes of stack"),
            "{text}"
        );
    }

    #[test]
    fn float_helpers_are_told_from_others() {
        let report = |helper| {
            explain_back_end(&format!(
                "<unknown>:0:0: in function f void (): A call to built-in function '{helper}' is \
                 not supported."
            ))
        };
        assert!(report("__adddf3").contains("floating point"));
        assert!(report("__frob").contains("the builtins lack"));
    }

    #[test]
    fn report_of_another_form_is_passed_on() {
        assert_eq!(explain_back_end("something else"), "something else");
    }
}
