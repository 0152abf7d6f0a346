//! Writes the lending program's interface description (IDL) to the given file, without the Anchor CLI.
//!
//! usage: `ballast-idl PROGRAM_DIR OUT.json`

use anchor_lang_idl::build::IdlBuilder;
use anyhow::{Context, Result, bail};
use std::path::PathBuf;
use std::{env, fs};

fn main() -> Result<()> {
    let arguments: Vec<PathBuf> = env::args_os().skip(1).map(PathBuf::from).collect();
    let [program, out] = arguments.as_slice() else {
        bail!(
            "usage: ballast-idl PROGRAM_DIR OUT.json (example: ballast-idl programs/lending idl/lending.json)"
        );
    };
    if env::var_os("RUSTUP_TOOLCHAIN").is_some() {
        bail!("unset RUSTUP_TOOLCHAIN first: anchor-lang-idl 0.2.0 passes its name on unexpanded");
    }
    let program = program
        .canonicalize()
        .with_context(|| format!("no program at {}", program.display()))?;
    let idl = IdlBuilder::new().program_path(program).build()?;
    let mut text = serde_json::to_string_pretty(&idl)?;
    text.push('\n');
    fs::write(out, text).with_context(|| format!("cannot write {}", out.display()))?;
    Ok(())
}
