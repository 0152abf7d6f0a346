# shellcheck shell=bash
# What the Debian route builds for itself, once for each version of its sources: the linker, the
# builtins' bitcode, and std's sources with one line changed.

# Debian's cargo and rustc, whatever the environment would select.
debian_cargo() {
  env -u CARGO -u RUSTUP_TOOLCHAIN -u RUSTC_WRAPPER -u RUSTC_WORKSPACE_WRAPPER -u CARGO_ENCODED_RUSTFLAGS \
    -u CARGO_BUILD_TARGET -u CARGO_BUILD_RUSTFLAGS -u RUSTFLAGS -u RUSTDOC RUSTC=/usr/bin/rustc "$@"
}

compiler_version() {
  /usr/bin/rustc --version --verbose
  /usr/lib/llvm-22/bin/llvm-config --version
}

# Prints the directory with `sbpf-ld` and `builtins.bc`, which it builds first when need be.
ensure_tools() {
  local tools temporary
  tools=$CACHE/tools-$(compiler_version | fingerprint Cargo.toml Cargo.lock linker builtins/src lib/tools.sh)
  if [ ! -d "$tools" ]; then
    note "building the linker and the builtins"
    temporary=$(mktemp -d "$CACHE/new-tools.XXXXXX")
    build_linker "$temporary/sbpf-ld"
    build_builtins "$temporary/builtins.bc"
    mv "$temporary" "$tools"
  fi
  touch "$tools"
  echo "$tools"
}

build_linker() {
  # In the toolchain's directory, whose .cargo/config.toml says where LLVM is.
  (cd "$TOOLCHAIN" && debian_cargo CARGO_TARGET_DIR="$CACHE/linker-target" \
    /usr/bin/cargo build --release --locked --package sbpf-ld >&2) || fail "cannot build the linker"
  cp "$CACHE/linker-target/release/sbpf-ld" "$1"
}

# opt-level 1: higher levels recognise a wide multiplication in the builtin and make it call itself.
build_builtins() {
  debian_cargo RUSTC_BOOTSTRAP=1 /usr/bin/rustc "$TOOLCHAIN/builtins/src/lib.rs" --crate-name sbpf_builtins \
    --crate-type lib --edition 2024 --target bpfel-unknown-none --emit=llvm-bc -C opt-level=1 \
    -C codegen-units=1 -C panic=abort -C overflow-checks=off -o "$1" >&2 || fail "cannot compile the builtins"
}

# Prints the directory with std's sources, where the table of the smallest alignments knows BPF.
ensure_std_sources() {
  local std temporary table=std/src/sys/alloc/mod.rs
  std=$CACHE/std-$(compiler_version | fingerprint lib/tools.sh)
  if [ ! -d "$std" ]; then
    temporary=$(mktemp -d "$CACHE/new-std.XXXXXX")
    cp -rL /usr/lib/rustlib/src/rust/library "$temporary/library"
    sed -i '0,/target_arch = "aarch64",/s//target_arch = "aarch64", target_arch = "bpf",/' "$temporary/library/$table"
    grep -q 'target_arch = "bpf"' "$temporary/library/$table" ||
      fail "std's $table has changed: it no longer lists aarch64, so this rustc needs another way to teach it BPF"
    mv "$temporary" "$std"
  fi
  touch "$std"
  echo "$std/library"
}
