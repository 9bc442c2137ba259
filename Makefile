# Every target installs what it misses (.ci/setup) and runs on a fresh machine.
SHELL := /bin/bash
.ONESHELL:
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

# The server half, with one set of features for building, checking and testing: nothing is compiled twice.
SERVER := --locked --workspace --exclude frontend
in := .ci/env

.PHONY: help run test dev bench fmt lint check size release clean-data

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-11s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: ## serve the desk (127.0.0.1:3000) and the simulator (127.0.0.1:3010) with demo data in ./data
	@.ci/setup run
	$(in) cargo build $(SERVER) --bin guiche
	.ci/build-site dev
	exec target/debug/guiche demo

test: ## every test: rules, both databases, router, sockets, browser
	@.ci/test

dev: ## like run, rebuilding and reloading at each change (cargo-leptos)
	@.ci/setup run
	if ! $(in) cargo leptos --version >/dev/null 2>&1; then
		echo 'make dev watches with cargo-leptos, which is not installed. Get it (it compiles for a quarter of an hour or more):'
		echo '    cargo install --locked cargo-leptos'
		echo 'Without it: make run, again after each change; only what changed is compiled.'
		exit 1
	fi
	exec $(in) cargo leptos watch -- demo

bench: ## measure the release build on SQLite and PostgreSQL
	@.ci/setup test
	$(in) cargo build $(SERVER) --release --bins
	trap '.ci/postgres stop' EXIT
	GUICHE_TEST_POSTGRES_URL=$$(.ci/postgres start)
	export GUICHE_TEST_POSTGRES_URL
	target/release/desk-bench ingest --engine sqlite
	target/release/desk-bench ingest --engine postgres

fmt: ## format the Rust code
	@.ci/setup run
	$(in) cargo fmt --all

lint: ## what CI checks before the tests: format and clippy, warnings denied
	@.ci/setup test
	$(in) cargo fmt --all -- --check
	$(in) cargo clippy $(SERVER) --all-targets -- -D warnings
	$(in) cargo clippy --locked -p frontend -p app -p desk-model --target wasm32-unknown-unknown --profile wasm-dev -- -D warnings

check: ## the quickest answer to "does it compile?", both halves
	@.ci/setup run
	$(in) cargo check $(SERVER) --all-targets
	$(in) cargo check --locked -p frontend --target wasm32-unknown-unknown --profile wasm-dev

size: ## build the browser half as shipped, weigh it, fail above its budget
	@.ci/setup run
	.ci/build-site release
	$(in) node .ci/weigh.mjs target/dist/site --budget 600

release: ## everything to install, in target/dist: the binary and its site
	@.ci/setup run
	$(in) cargo build $(SERVER) --release --bin guiche
	.ci/build-site release
	cp target/release/guiche target/dist/guiche
	echo 'Ready: target/dist (start it with GUICHE_SITE_ROOT=target/dist/site target/dist/guiche serve)'

clean-data: ## forget the demo data of make run
	@rm -rf data
	echo 'data/ removed; the next make run starts with fresh demo data'
