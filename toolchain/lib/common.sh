# shellcheck shell=bash
# Messages, the cache, and handing over the result.

# Everything that is built lies here, outside the source tree.
CACHE=${BALLAST_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/ballast}/sbf

note() { echo "$(basename "$0"): $*" >&2; }

fail() {
  echo "$(basename "$0"): error: $*" >&2
  exit 1
}

# One build at a time uses the cache; a second one waits. Held until this process ends.
take_lock() {
  mkdir -p "$CACHE" || fail "cannot write the cache $CACHE: set BALLAST_CACHE to another directory"
  exec 9>"$CACHE/lock"
  if ! flock --nonblock 9; then
    note "waiting for another build to end"
    flock 9
  fi
}

# Sixteen digits that change when any of the given files or directories, or standard input, does.
# File names count relative to the toolchain, so two checkouts share what they have in common.
fingerprint() {
  {
    cat
    cd "$TOOLCHAIN" && find "$@" -type f | LC_ALL=C sort | xargs -d '\n' sha256sum
  } | sha256sum | cut -c1-16
}

# What an interrupted build left goes at once (the lock is ours); directories of earlier versions go
# when nothing has used them for thirty days.
drop_unused() {
  rm -rf "$CACHE"/new-*
  find "$CACHE" -mindepth 1 -maxdepth 1 \( -name 'tools-*' -o -name 'std-*' -o -name 'target-*' \) \
    -mtime +30 -exec rm -rf {} +
}

# Copies FILE (lib<crate>.so or <crate>.so) to DIRECTORY/<crate>.so in one step, and says what it is.
deliver() {
  local file=$1 directory=$2 name temporary
  name=$(basename "$file")
  name=${name#lib}
  temporary=$(mktemp "$directory/.$name.XXXXXX")
  cp "$file" "$temporary"
  chmod 644 "$temporary"
  mv -f "$temporary" "$directory/$name"
  echo "$directory/$name  $(stat -c %s "$directory/$name") bytes  sha256 $(sha256sum "$directory/$name" | cut -d' ' -f1)"
}

# The path of the built `.so` among cargo's JSON messages on standard input; DIRECTORY is part of it.
shared_object_in() {
  grep -o "\"[^\"]*/$1/[^\"/]*\.so\"" | tail -n 1 | tr -d '"'
}

# `--locked` where the workspace of the program in directory $1 has a lockfile.
locked() {
  local directory=$1
  while [ "$directory" != / ]; do
    if [ -f "$directory/Cargo.lock" ]; then
      echo --locked
      return
    fi
    ! grep -qs '^\[workspace\]' "$directory/Cargo.toml" || return 0
    directory=$(dirname "$directory")
  done
}
