//! Builds what the tests run, once for each process.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
    sync::OnceLock,
};

use anyhow::{Context as _, Result, anyhow, ensure};

/// A built program, and where the linker wrote its intermediate results.
#[derive(Debug, Clone)]
pub struct Built {
    /// The program.
    pub shared_object: Vec<u8>,
    /// Holds `post-opt.ll` (before the legaliser) and `legal.ll` (after it).
    pub dump: PathBuf,
}

/// The test program in Rust, built by the Debian route.
///
/// # Errors
/// When `build-sbf` fails; it says why on stderr.
pub fn test_program() -> Result<&'static Built> {
    static BUILT: OnceLock<Result<Built>> = OnceLock::new();
    let build = || {
        let out = scratch("testprogram")?;
        let dump = out.join("dump");
        let program = toolchain().join("testprogram");
        run(build_sbf()
            .args([&program, &out])
            .env("BALLAST_DUMP", &dump))?;
        let shared_object = read(&out.join("testprogram.so"))?;
        Ok(Built {
            shared_object,
            dump,
        })
    };
    once(&BUILT, build)
}

/// The program written in LLVM's textual form, `ir/results.ll`.
///
/// # Errors
/// When the linker fails; it says why on stderr.
pub fn results_program() -> Result<&'static Built> {
    static BUILT: OnceLock<Result<Built>> = OnceLock::new();
    let build = || {
        let source = toolchain().join("tests/ir/results.ll");
        let out = scratch("results")?;
        let dump = out.join("dump");
        let program = out.join("results.so");
        run(linker()?.arg(format!("--dump={}", dump.display())).args([
            Path::new("-o"),
            &program,
            &source,
        ]))?;
        Ok(Built {
            shared_object: read(&program)?,
            dump,
        })
    };
    once(&BUILT, build)
}

/// The linker, ready to link with the builtins.
///
/// # Errors
/// When it cannot be built.
pub fn linker() -> Result<Command> {
    let output = build_sbf()
        .arg("--tools")
        .output()
        .context("cannot run build-sbf")?;
    ensure!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let tools = PathBuf::from(String::from_utf8(output.stdout)?.trim());
    let mut linker = Command::new(tools.join("sbpf-ld"));
    linker.arg("--program").arg(format!(
        "--builtins={}",
        tools.join("builtins.bc").display()
    ));
    Ok(linker)
}

/// A directory for the files of this test binary, in cargo's target directory.
///
/// # Errors
/// When it cannot be made.
pub fn scratch(name: &str) -> Result<PathBuf> {
    let binary = std::env::current_exe().context("cannot tell where the tests are")?;
    let directory = binary.with_extension("files").join(name);
    fs::create_dir_all(&directory)
        .with_context(|| format!("cannot make {}", directory.display()))?;
    Ok(directory)
}

/// The toolchain's folder, seen from the crate that cargo runs: clones share a build cache, and what was compiled in one
/// of them names that one.
pub fn toolchain() -> PathBuf {
    std::env::var_os("CARGO_MANIFEST_DIR")
        .and_then(|folder| Some(Path::new(&folder).parent()?.to_owned()))
        .unwrap_or_default()
}

fn build_sbf() -> Command {
    let mut command = Command::new(toolchain().join("build-sbf"));
    command.env("BALLAST_SBF", "debian");
    command
}

fn run(command: &mut Command) -> Result<()> {
    let status = command
        .status()
        .with_context(|| format!("cannot run {command:?}"))?;
    ensure!(status.success(), "{command:?} failed: {status}");
    Ok(())
}

fn read(path: &Path) -> Result<Vec<u8>> {
    fs::read(path).with_context(|| format!("cannot read {}", path.display()))
}

fn once(
    cell: &'static OnceLock<Result<Built>>,
    build: impl FnOnce() -> Result<Built>,
) -> Result<&'static Built> {
    cell.get_or_init(build)
        .as_ref()
        .map_err(|error| anyhow!("{error:#}"))
}
