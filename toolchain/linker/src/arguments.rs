//! The command line: what rustc's `bpf` linker flavor passes, and two options of ours.

use std::{ffi::OsString, path::PathBuf};

use anyhow::{Context as _, Result, bail};

/// What `--help` prints.
pub(crate) const HELP: &str = "\
sbpf-ld: links LLVM bitcode into a Solana program (SBPF v3)

usage: sbpf-ld --program[=VERSION] --builtins=FILE -o OUTPUT INPUT...

  INPUT            bitcode, an object that holds bitcode, or an archive of them
  -o, --output     the program to write
  --program        links the program; without it the output is an empty file, since rustc also
                   asks for the shared objects of libraries, which nothing uses
                   (VERSION is for cargo, which links anew when it changes)
  --builtins=FILE  bitcode of the crate `sbpf-builtins`
  --dump=DIR       also write each stage: pre-opt.ll, post-opt.ll, legal.ll, program.o
  --debug-info     keep what rustc says about lines and inlined functions, for the dump's program.o

The other options of rustc's bpf linker flavor are accepted and ignored: the processor,
the exported symbol (`entrypoint`) and the SBPF version (v3) are fixed.

example: sbpf-ld --program --builtins=builtins.bc --dump=dump -o program.so program.bc
";

/// Options whose value is the next argument, and which have no effect here.
const IGNORED_WITH_VALUE: [&str; 7] = [
    "-L",
    "-flavor",
    "--cpu",
    "--cpu-features",
    "--target",
    "--emit",
    "--export-symbols",
];

/// What the command line asks for.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Command {
    /// Print [`HELP`].
    Help,
    /// Link a program.
    Link(Arguments),
    /// Leave an empty file in the place of a library's shared object.
    Skip {
        /// The file.
        output: PathBuf,
    },
}

/// One link.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Arguments {
    /// Bitcode files and archives, in the order given.
    pub(crate) inputs: Vec<PathBuf>,
    /// The shared object to write.
    pub(crate) output: PathBuf,
    /// Bitcode of the builtins.
    pub(crate) builtins: PathBuf,
    /// Where to write each stage, if anywhere.
    pub(crate) dump: Option<PathBuf>,
    /// Whether to keep debug information.
    pub(crate) debug_info: bool,
}

impl Command {
    /// Reads a command line, the program's own name left off.
    ///
    /// # Errors
    /// When the output, the builtins or every input is missing, or an option lacks its value.
    pub(crate) fn parse(arguments: impl IntoIterator<Item = OsString>) -> Result<Self> {
        let mut arguments = arguments.into_iter();
        let (mut inputs, mut output, mut builtins, mut dump) = (Vec::new(), None, None, None);
        let (mut is_program, mut debug_info) = (false, false);
        while let Some(argument) = arguments.next() {
            let text = argument.to_string_lossy();
            match text.as_ref() {
                "-h" | "--help" => return Ok(Self::Help),
                "-o" | "--output" => output = Some(value(&mut arguments, &text)?),
                option if IGNORED_WITH_VALUE.contains(&option) => {
                    let _: PathBuf = value(&mut arguments, option)?;
                }
                option if option.starts_with('-') => {
                    if let Some(path) = option.strip_prefix("--builtins=") {
                        builtins = Some(path.into());
                    } else if let Some(path) = option.strip_prefix("--dump=") {
                        dump = Some(path.into());
                    } else if option == "--debug-info" {
                        debug_info = true;
                    } else if option == "--program" || option.starts_with("--program=") {
                        is_program = true;
                    }
                }
                _ => inputs.push(argument.into()),
            }
        }
        let output = output.context("no output file; give one with `-o FILE`")?;
        if !is_program {
            return Ok(Self::Skip { output });
        }
        if inputs.is_empty() {
            bail!("no input files; see `sbpf-ld --help`");
        }
        Ok(Self::Link(Arguments {
            inputs,
            output,
            builtins: builtins.context("no builtins; give them with `--builtins=FILE`")?,
            dump,
            debug_info,
        }))
    }
}

fn value(arguments: &mut impl Iterator<Item = OsString>, option: &str) -> Result<PathBuf> {
    arguments
        .next()
        .map(PathBuf::from)
        .with_context(|| format!("option `{option}` needs a value"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(line: &str) -> Result<Command> {
        Command::parse(line.split_whitespace().map(OsString::from))
    }

    #[test]
    fn rustc_command_line_is_understood() {
        let line = "--export-symbols symbols a.o --cpu generic -L deps b.rlib -o out.so -O3 \
                    --program=1 --builtins=b.bc --dump=d --debug-info";
        let expected = Arguments {
            inputs: vec!["a.o".into(), "b.rlib".into()],
            output: "out.so".into(),
            builtins: "b.bc".into(),
            dump: Some("d".into()),
            debug_info: true,
        };
        assert_eq!(parse(line).unwrap(), Command::Link(expected));
    }

    #[test]
    fn missing_parts_are_named() {
        for (line, message) in [
            ("-o out.so --program --builtins=b.bc", "no input files"),
            ("a.o --builtins=b.bc", "no output file"),
            ("a.o --program -o out.so", "no builtins"),
            ("a.o --builtins=b.bc -o", "option `-o` needs a value"),
        ] {
            let error = parse(line).unwrap_err().to_string();
            assert!(error.contains(message), "{line}: {error}");
        }
    }

    #[test]
    fn shared_object_of_a_library_is_skipped() {
        let expected = Command::Skip {
            output: "out.so".into(),
        };
        assert_eq!(parse("a.o -o out.so --builtins=b.bc").unwrap(), expected);
    }

    #[test]
    fn help_needs_nothing_else() {
        assert_eq!(parse("--help").unwrap(), Command::Help);
    }
}
