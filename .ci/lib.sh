# Shared by every script in this folder; sourced, never run.
# After it: the working directory is the root of the checkout, and the one compiler and the project's tools are in
# the environment of whatever follows.
# shellcheck shell=bash

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$root"
state="$root/target/.setup"
toolchain_file="$state/toolchain.mk"

say() { printf '== %s\n' "$*"; }
die() {
    printf '\n!! %s\n' "$1" >&2
    shift
    if [ $# -gt 0 ]; then printf '   %s\n' "$@" >&2; fi
    exit 1
}
have() { command -v "$1" >/dev/null 2>&1; }

# The compiler chosen by .ci/setup. Host and browser halves must share one: two compilers in one target folder
# rebuild everything at each switch.
load_toolchain() {
    # shellcheck disable=SC1090
    if [ -f "$toolchain_file" ]; then . "$toolchain_file"; fi
}

# The exact wasm-bindgen of Cargo.lock; the command-line tool must be the same version, to the digit.
locked_wasm_bindgen() {
    awk '/^name = "wasm-bindgen"$/ { getline; gsub(/version = |"/, ""); print; exit }' Cargo.lock
}

find_chromium() {
    local candidate
    for candidate in "${CHROMIUM_PATH:-}" chromium chromium-browser google-chrome-stable google-chrome; do
        if [ -n "$candidate" ] && have "$candidate"; then
            command -v "$candidate"
            return
        fi
    done
    return 1
}

# The folder that holds initdb and pg_ctl: Debian keeps it off PATH.
find_postgres() {
    local newest
    newest=$(find /usr/lib/postgresql -mindepth 3 -maxdepth 3 -path '*/bin/initdb' 2>/dev/null | sort -V | tail -n 1)
    if [ -n "$newest" ]; then
        dirname "$newest"
    elif have initdb && have pg_ctl; then
        dirname "$(readlink -f "$(command -v initdb)")"
    else
        return 1
    fi
}

# Flags and folders of the caller's would build everything anew, and elsewhere than these scripts look.
unset RUSTFLAGS CARGO_TARGET_DIR CARGO_BUILD_TARGET
PATH="$root/target/tools/bin:$root/end2end/node_modules/.bin:$PATH"
export PATH
load_toolchain
