# shellcheck shell=bash
# The Debian route: rustc makes bitcode, our linker makes the program.

TARGET=sbpf-solana-solana

# The flags of every crate, std included. `target_os` is set on top of the target's own, so that
# crates choose their Solana code; immediate-abort leaves no panic messages in the program. The
# linker's path never changes, or a change of the linker would build everything anew.
CRATE_FLAGS=(
  -Zunstable-options -Cpanic=immediate-abort '--cfg=target_os="solana"' -Aexplicit_builtin_cfgs_in_flags
  "-Clinker=$CACHE/tools/sbpf-ld" "-Clink-arg=--builtins=$CACHE/tools/builtins.bc"
)

# Builds the program in directory $1 with cargo's arguments $2...; prints the path of its `.so`.
debian_build() {
  local program=$1 tools std target messages
  shift
  ensure_packages
  warn_of_untested_versions
  tools=$(ensure_tools)
  std=$(ensure_std_sources)
  target=$CACHE/target-$(compiler_version | fingerprint $TARGET.json lib/tools.sh)
  mkdir -p "$target"
  touch "$target"
  drop_unused
  ln -sfn "$tools" "$CACHE/tools"
  # Tells the program from libraries that have a shared object too, and changes with the linker.
  local encoded_flags link=("-Clink-arg=--program=$(basename "$tools")") locked
  [ -z "${BALLAST_DUMP:-}" ] || link+=("-Clink-arg=--dump=$(realpath -m "$BALLAST_DUMP")")
  local profile=()
  if [ -n "${BALLAST_DEBUG_INFO:-}" ]; then
    profile=(CARGO_PROFILE_RELEASE_DEBUG=line-tables-only)
    link+=(-Clink-arg=--debug-info)
  fi
  locked=$(locked "$program")
  # Cargo separates these by a character that no path has.
  encoded_flags=$(IFS=$'\x1f' && echo "${CRATE_FLAGS[*]}")
  messages=$(cd "$program" && debian_cargo RUSTC_BOOTSTRAP=1 RUSTC_BOOTSTRAP_SYNTHETIC_TARGET=1 \
    __CARGO_TESTS_ONLY_SRC_ROOT="$std" CARGO_TARGET_DIR="$target" CARGO_ENCODED_RUSTFLAGS="$encoded_flags" \
    "${profile[@]}" /usr/bin/cargo rustc --lib --release --target "$TOOLCHAIN/$TARGET.json" -Zjson-target-spec \
    -Zbuild-std=std,panic_abort --message-format=json-render-diagnostics ${locked:+"$locked"} "$@" \
    -- "${link[@]}") || fail "cannot build the program in $program"
  shared_object_in "$TARGET/release" <<<"$messages" ||
    fail "the build made no .so: the crate in $program needs \`crate-type = [\"cdylib\"]\`"
}
