//! `sbpf-ld`: links LLVM bitcode into a Solana program (SBPF v3).
//!
//! rustc calls it in the place of a linker. The bitcode flows through the modules in this order:
//! [`bitcode`] links and optimises every input into one module, [`builtins`] adds what the
//! processor lacks, [`legalise`] rewrites what LLVM 22's BPF back end refuses, [`codegen`] makes a
//! BPF object, and [`convert`] turns that into an SBPF shared object.

mod arguments;
mod bitcode;
mod builtins;
mod codegen;
mod convert;
mod diagnostics;
mod legalise;
mod llvm;

use std::{fs, path::Path, process::ExitCode};

use anyhow::{Context as _, Result};
use arguments::{Arguments, Command};

/// The only symbol that the program exports: where the virtual machine starts it.
const ENTRYPOINT: &str = "entrypoint";

fn main() -> ExitCode {
    let outcome = Command::parse(std::env::args_os().skip(1)).and_then(|command| match command {
        Command::Help => {
            print!("{}", arguments::HELP);
            Ok(())
        }
        Command::Link(arguments) => link(&arguments),
        Command::Skip { output } => write(&output, &[]),
    });
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("sbpf-ld: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn link(arguments: &Arguments) -> Result<()> {
    if let Some(directory) = &arguments.dump {
        fs::create_dir_all(directory)
            .with_context(|| format!("cannot make the dump directory {}", directory.display()))?;
    }
    let dump = Dump(arguments.dump.as_deref());
    let program = bitcode::link(&arguments.inputs, arguments.debug_info, &dump)?;
    let builtins = fs::read(&arguments.builtins)
        .with_context(|| format!("cannot read the builtins {}", arguments.builtins.display()))?;
    let object = codegen::compile(&program, &builtins, &dump)?;
    dump.write("program.o", &object)?;
    let shared_object = convert::to_shared_object(&object)?;
    write(&arguments.output, &shared_object)
}

fn write(path: &Path, bytes: &[u8]) -> Result<()> {
    fs::write(path, bytes).with_context(|| format!("cannot write {}", path.display()))
}

/// Where intermediate results go under `--dump`; nowhere without it.
#[derive(Debug)]
struct Dump<'a>(Option<&'a Path>);

impl Dump<'_> {
    fn directory(&self) -> Option<&Path> {
        self.0
    }

    fn write(&self, name: &str, bytes: &[u8]) -> Result<()> {
        let Some(directory) = self.0 else {
            return Ok(());
        };
        write(&directory.join(name), bytes)
    }
}
