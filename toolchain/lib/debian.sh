# shellcheck shell=bash
# The Debian route: rustc makes bitcode, our linker makes the program.

TARGET=sbpf-solana-solana

# The flags of every crate, std included. `target_os` is set on top of the target's own, so that
# crates choose their Solana code; immediate-abort leaves no panic messages in the program.
CRATE_FLAGS='-Zunstable-options -Cpanic=immediate-abort --cfg=target_os="solana" -Aexplicit_builtin_cfgs_in_flags'

# Builds the program in directory $1 with cargo's arguments $2...; prints the path of its `.so`.
debian_build() {
  local program=$1 tools std target messages
  shift
  ensure_packages
  warn_of_untested_versions
  tools=$(ensure_tools)
  std=$(ensure_std_sources)
  target=$CACHE/target-$({ compiler_version; echo "$CRATE_FLAGS"; } | fingerprint $TARGET.json lib/tools.sh)
  mkdir -p "$target"
  touch "$target"
  drop_unused
  messages=$(cd "$program" && debian_cargo RUSTC_BOOTSTRAP=1 RUSTC_BOOTSTRAP_SYNTHETIC_TARGET=1 \
    __CARGO_TESTS_ONLY_SRC_ROOT="$std" CARGO_TARGET_DIR="$target" \
    RUSTFLAGS="$CRATE_FLAGS -Clinker=$tools/sbpf-ld -Clink-arg=--builtins=$tools/builtins.bc" \
    /usr/bin/cargo rustc --lib --release --target "$TOOLCHAIN/$TARGET.json" -Zjson-target-spec \
    -Zbuild-std=std,panic_abort --message-format=json-render-diagnostics $(locked "$program") "$@" \
    -- ${BALLAST_DUMP:+-Clink-arg=--dump="$BALLAST_DUMP"}) || fail "cannot build the program in $program"
  shared_object_in "$TARGET/release" <<<"$messages" ||
    fail "the build made no .so: the crate in $program needs \`crate-type = [\"cdylib\"]\`"
}

# `--locked` where the program's workspace has a lockfile.
locked() {
  local root
  root=$(cd "$1" && /usr/bin/cargo locate-project --workspace --message-format plain)
  [ ! -f "$(dirname "$root")/Cargo.lock" ] || echo --locked
}
