#!/usr/bin/env bash
# Tests the NEON form of the kernels under an emulator: builds for 64-bit ARM and runs with qemu.
# Needs the Rust target aarch64-unknown-linux-gnu and the Debian packages gcc-aarch64-linux-gnu, libc6-dev-arm64-cross, qemu-user.
set -euo pipefail
cd "$(dirname "$0")/.."
target=aarch64-unknown-linux-gnu
missing=()
rustup target list --installed 2>/dev/null | grep -qx "$target" || missing+=("rustup target add $target")
for tool in aarch64-linux-gnu-gcc qemu-aarch64; do
    command -v "$tool" > /dev/null || missing+=("apt-get install gcc-aarch64-linux-gnu libc6-dev-arm64-cross qemu-user ($tool)")
done
if [ ${#missing[@]} -gt 0 ]; then
    printf 'cannot test NEON here, missing: %s\n' "${missing[@]}" >&2
    exit 1
fi
export CARGO_TARGET_AARCH64_UNKNOWN_LINUX_GNU_LINKER=aarch64-linux-gnu-gcc
export CARGO_TARGET_AARCH64_UNKNOWN_LINUX_GNU_RUNNER="qemu-aarch64 -L /usr/aarch64-linux-gnu"
# An emulator is slow: fewer cases.
export AALAM_CASES=2000 PROPTEST_CASES=20
cargo test --locked --target "$target" -p aalam-core --features compile --lib
cargo test --locked --target "$target" -p aalam-tests -- forms:: differential::random differential::small conformance::
