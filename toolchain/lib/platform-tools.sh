# shellcheck shell=bash
# Solana's own route: `cargo build-sbf` with its platform-tools.

# A `cargo-build-sbf` on PATH that is not the one in this toolchain.
platform_tools_command() {
  local candidate
  while read -r candidate; do
    if [ "$(realpath "$candidate")" != "$TOOLCHAIN/bin/cargo-build-sbf" ]; then
      echo "$candidate"
      return
    fi
  done < <(type -aP cargo-build-sbf)
  return 1
}

# Whether the command is there and has already fetched its compiler.
platform_tools_present() {
  platform_tools_command >/dev/null && compgen -G "$HOME/.cache/solana/*/platform-tools" >/dev/null
}

# Builds the program in directory $1, into SCRATCH, with cargo's arguments $2...; prints the path of its `.so`.
platform_tools_build() {
  local program=$1 command locked
  shift
  command=$(platform_tools_command) ||
    fail "BALLAST_SBF asks for platform-tools, but there is no \`cargo-build-sbf\` on PATH.
  install it as https://docs.anza.xyz/cli/install says"
  locked=$(locked "$program")
  "$command" --arch v3 --manifest-path "$program/Cargo.toml" --sbf-out-dir "$SCRATCH" \
    -- ${locked:+"$locked"} "$@" >&2 || fail "cannot build the program in $program"
  find "$SCRATCH" -name '*.so' | head -n 1 | grep . ||
    fail "the build made no .so: the crate in $program needs \`crate-type = [\"cdylib\"]\`"
}
