# shellcheck shell=bash
# The Debian packages that the Debian route needs.

# The versions that were tested. Debian's security updates move them.
TESTED_RUSTC=1.96.0
TESTED_LLVM=22.1.8

DEBIAN_PACKAGES=(
  rustc-web cargo-web rust-web-src libstd-rust-web-dev libstd-rust-web-dev-bpf # compiler, std's sources
  llvm-22-dev libpolly-22-dev libzstd-dev zlib1g-dev                           # the linker's libraries
  gcc libc6-dev ca-certificates
)

# Names the packages that are not installed.
missing_packages() {
  local package
  for package in "${DEBIAN_PACKAGES[@]}"; do
    [ "$(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null)" = installed ] || echo "$package"
  done
}

is_debian() {
  command -v dpkg-query >/dev/null && grep -qsE '^ID(_LIKE)?=.*debian' /etc/os-release
}

# Installs what is missing, or says how to.
ensure_packages() {
  is_debian || fail "this route needs Debian 12. Install Solana's platform-tools instead
  (https://docs.anza.xyz/cli/install), so that \`cargo build-sbf\` works, and run this again"
  local missing
  mapfile -t missing < <(missing_packages)
  [ ${#missing[@]} -gt 0 ] || return 0
  local install="apt-get update && apt-get install --yes --no-install-recommends ${missing[*]}"
  local as_root=()
  if [ "$(id -u)" != 0 ]; then
    sudo -n true 2>/dev/null || fail "missing Debian packages: ${missing[*]}
  install them with: sudo sh -c '$install'"
    as_root=(sudo -n)
  fi
  note "installing missing Debian packages: ${missing[*]}"
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive sh -c "$install" >&2 ||
    fail "cannot install the Debian packages: ${missing[*]}
  they are those of Debian 12 with its security updates; the command was: $install"
}

# Says when compiler or LLVM are not the tested ones: the linker depends on both.
warn_of_untested_versions() {
  local rustc llvm
  rustc=$(/usr/bin/rustc --version | cut -d' ' -f2)
  llvm=$(/usr/lib/llvm-22/bin/llvm-config --version)
  [ "$rustc" = "$TESTED_RUSTC" ] || note "warning: rustc is $rustc, tested was $TESTED_RUSTC; run toolchain/test"
  [ "$llvm" = "$TESTED_LLVM" ] || note "warning: LLVM is $llvm, tested was $TESTED_LLVM; run toolchain/test"
}
