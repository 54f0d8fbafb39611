#!/usr/bin/env bash
# What users get: the source distribution, the wheel for every CPython from 3.11 on that is built of it, and that wheel in an environment
# with nothing else. Needs what `make python` installs into .venv. Usage: scripts/test_wheel.sh
set -euo pipefail
cd "$(dirname "$0")/.."
root=$PWD
folder=$root/target/wheel-test
rm -rf "$folder"
.venv/bin/maturin sdist --out "$folder" > "$folder.log" 2>&1 || { cat "$folder.log" >&2; exit 1; }
mkdir "$folder/source"
# Files as new as they are here, and a target folder of their own: Cargo knows crates by their place in the workspace and files by their age.
tar xzmf "$folder"/aalam-*.tar.gz -C "$folder/source" --strip-components 1
# `--locked` is too strict: the members of the workspace that are not in the distribution leave the lock file.
(cd "$folder/source" && CARGO_TARGET_DIR=$root/target/wheel "$root/.venv/bin/maturin" build --quiet --release --offline --features abi3 --out "$folder/dist")
wheel=$(echo "$folder"/dist/*.whl)
.venv/bin/abi3audit --strict "$wheel"
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check --no-index "$wheel"
"$folder/venv/bin/python" scripts/check_wheel.py "$wheel" --examples
"$folder/venv/bin/aalam" --version
"$folder/venv/bin/python" -m aalam --version
# The stable ABI reads texts in another way (as UTF-8): the same results, wherever that may differ.
.venv/bin/pip install --quiet --disable-pip-version-check --no-index --no-deps --target "$folder/site" "$wheel"
PYTHONPATH=$folder/site .venv/bin/python -m pytest tests/python/test_{api,columns,conformance,frames,meaning}.py
