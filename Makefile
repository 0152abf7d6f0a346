# Everything that a contributor runs. `make help` lists it; nothing here needs anything installed by hand but
# rustup (Rust 1.95 or later) and, off Debian, Solana's platform-tools.

CACHE := $(abspath $(or $(BALLAST_CACHE),$(or $(XDG_CACHE_HOME),$(HOME)/.cache)/ballast))
export BALLAST_CACHE := $(CACHE)
# Property tests draw the same cases in every run of `make test`, so that what turns red is what was changed; `make nightly`
# draws new ones.
PROPTEST_RNG_SEED ?= 20211109
export PROPTEST_RNG_SEED
# Builds live outside the source tree, so that a fresh clone finds them warm.
HOST := CARGO_TARGET_DIR=$(CACHE)/host
PROGRAMS := CARGO_TARGET_DIR=$(CACHE)/programs
# anchor-lang-idl sets flags of its own: in a shared directory they would invalidate every other build.
IDL := CARGO_TARGET_DIR=$(CACHE)/idl
APP := CARGO_TARGET_DIR=$(CACHE)/wasm/host

# The replay's data: DATA=dir for your own, else ../shared/data if it is there, else synthetic.
DATA ?= $(wildcard ../shared/data)
SOURCE := $(if $(DATA),--data $(DATA),--synthetic 7)

SCORER := $(CACHE)/host/release/scorer

.PHONY: help demo test sbf stand-ins localnet live drills e2e bench-node validator anchor-cli anchor-test migrate idl idl-check cu cu-profile lint fmt toolchain-test scorer evaluate model score-page bench bench-peers bench-risk nightly \
	policy-page study study-page study-dask study-kubernetes app app-test app-e2e app-lint app-wasm app-packages clean

help: ## list the targets
	@grep -hE '^[a-z0-9-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 18

demo: sbf scorer ## replay the FTX week (or a synthetic crash) through the real program; result in out/demo
	$(SCORER) replay $(SOURCE) --from 2022-11-06 --until 2022-11-13 --program target/deploy/lending.so --out out/demo

test: sbf stand-ins ## every test: policy, program in the VM, scorer, toolchain, interface description, dashboard
	$(HOST) cargo test --release --workspace
	cd programs && $(PROGRAMS) cargo test -p lending
	$(MAKE) idl-check
	$(MAKE) toolchain-test
	$(MAKE) app-test

sbf: ## build the program: target/deploy/lending.so (SBPF v3)
	toolchain/build-sbf programs/lending target/deploy

stand-ins: ## build the test programs: target/deploy/signer.so (a multisig's vault), target/deploy/price.so (an oracle)
	toolchain/build-sbf programs/signer target/deploy
	toolchain/build-sbf programs/price target/deploy

localnet: sbf stand-ins ## start a local network with a funded market and a market day that plays; Ctrl-C stops it
	$(HOST) cargo build --release -p ballast-localnet
	$(CACHE)/host/release/localnet $(LOCALNET)

# The page waits for this run's session. Ctrl-C reaches the network, which ends; then the page is ended too.
live: sbf stand-ins app-packages app-wasm ## the same with five publishers' nodes, keepers and the dashboard, which opens it by itself: LOCALNET="--speed 600"
	$(HOST) cargo build --release --workspace --bins --tests
	rm -f out/localnet/session.json
	(cd app && exec node_modules/.bin/vite) & page=$$!; trap : INT; trap 'kill $$page 2>/dev/null || :' EXIT; \
		$(CACHE)/host/release/localnet --live $(LOCALNET)

drills: sbf stand-ins ## what a publisher's node does when something fails, the long drills too
	$(HOST) cargo build --release --workspace --bins --tests
	$(HOST) cargo test --release --workspace --test drills --test keepers -- --include-ignored --test-threads 1

# On Agave's validator: make e2e BALLAST_NETWORK=validator (also bench-node, keepers, and tests of the local network)
e2e: sbf stand-ins ## a network, five publishers, keepers, 200 borrowers and a market day with a crash, and all of it explained
	$(HOST) cargo build --release --workspace --bins --tests
	$(HOST) cargo test --release --workspace --test e2e -- --ignored --nocapture

bench-node: sbf stand-ins ## from a tick in a node to changed terms in force, and what a node costs: BENCH="--changes 1000"
	$(HOST) cargo build --release --workspace --bins --tests
	$(HOST) cargo bench --workspace --bench node -- $(BENCH)

validator: ## build Agave's solana-test-validator into the cache, once; about half an hour
	toolchain/install validator

anchor-cli: ## build the Anchor CLI into the cache, once; about seven minutes and a nightly toolchain of rustup
	toolchain/install anchor

# The program's keypair is derived, not kept in a file: the build needs no more than the address.
anchor-test: stand-ins ## `anchor test` on Agave's validator: build, IDL, and the market day of `make e2e` on it; the first time it builds both
	PATH="$(CURDIR)/toolchain/bin:$$(toolchain/install anchor):$$(toolchain/install validator):$$PATH" \
	  sh -c 'anchor build --ignore-keys && anchor test --skip-build --validator legacy'

migrate: sbf ## deploy and configure a cluster: make migrate CONFIG=migrations/devnet.toml
	$(HOST) cargo build --release -p ballast-migrations
	$(CACHE)/host/release/migrate run --config $(CONFIG)

scorer:
	$(HOST) cargo build --release -p ballast-scorer

idl: ## write the interface description: idl/lending.json
	$(call write_idl,idl/lending.json)

idl-check: ## fail when the committed interface description is not the program's
	mkdir -p $(CACHE)
	$(call write_idl,$(CACHE)/lending.json)
	diff -u idl/lending.json $(CACHE)/lending.json || { echo "run \`make idl\` and commit idl/lending.json" >&2; exit 1; }

define write_idl
	cd programs && $(PROGRAMS) cargo build -p ballast-idl
	env -u RUSTUP_TOOLCHAIN $(IDL) $(CACHE)/programs/debug/ballast-idl programs/lending $(1)
endef

cu: sbf ## print compute units of whole transactions and write tests/cu.json
	BALLAST_WRITE_CU=1 $(HOST) cargo test --release -q -p ballast-tests --test suite compute_units -- --nocapture

cu-profile: sbf ## print which functions compute units and the program's bytes go to
	BALLAST_DEBUG_INFO=1 BALLAST_DUMP=$(CACHE)/profile toolchain/build-sbf programs/lending $(CACHE)/profile
	BALLAST_TRACE=1 BALLAST_SO=$(CACHE)/profile/lending.so BALLAST_OBJECT=$(CACHE)/profile/program.o \
		$(HOST) cargo test --release -q -p ballast-tests --test suite compute_units::profile::profile -- --ignored --nocapture

evaluate: scorer ## walk-forward evaluation of the model beside plain volatility (needs DATA)
	$(SCORER) evaluate --data $(DATA) --gaps mark

# Shocks by the training window, as the replay's feeds take them. Trained on hours before 2024, judged on those from 2024 on.
model: scorer ## train the default model (needs DATA): scorer/models/default.json and docs/model-card.md
	$(SCORER) train --data $(DATA) --gaps mark --shocks-by-training --until 2024-01-01 --validate-until 2025-07-01 \
		--out scorer/models/default.json
	$(SCORER) card --model scorer/models/default.json > docs/model-card.md

# Falls of 8 % for all, because the targets and the reference rows are stated for them.
score-page: scorer ## write docs/score.md from a walk-forward evaluation of 2020 to June 2025 (needs DATA)
	mkdir -p out/evaluate
	$(SCORER) evaluate --data $(DATA) --gaps mark --from 2020-01-01 --to 2025-07-01 --json out/evaluate/evaluation.json
	$(SCORER) page --evaluation out/evaluate/evaluation.json --model scorer/models/default.json > docs/score.md

bench: ## time the boosting libraries
	$(HOST) cargo bench -p ballast-scorer --bench boosting

bench-peers: ## boosting beside LightGBM and XGBoost on the same matrix
	BALLAST_BENCH_OUT=$(CACHE)/bench $(HOST) cargo bench -p ballast-scorer --bench boosting
	python3 -m venv $(CACHE)/peers && $(CACHE)/peers/bin/pip install -q -r scorer/benches/requirements.txt
	$(CACHE)/peers/bin/python scorer/benches/peers.py $(CACHE)/bench $(CACHE)/host/criterion

bench-risk: ## Monte Carlo and price futures, and one step beside NumPy on the same matrices
	$(HOST) cargo bench -p ballast-scorer --bench paths
	BALLAST_BENCH_OUT=$(CACHE)/bench $(HOST) cargo bench -p ballast-scorer --bench risk
	python3 -m venv $(CACHE)/peers && $(CACHE)/peers/bin/pip install -q -r scorer/benches/requirements.txt
	$(CACHE)/peers/bin/python scorer/benches/risk_numpy.py $(CACHE)/bench $(CACHE)/host/criterion

nightly: PROPTEST_RNG_SEED := $(shell date +%s)
nightly: sbf stand-ins ## the property tests for longer, on new cases: 10^6 steps of the risk path and of the market, 10^7 of the program
	@echo "to repeat this run: make nightly PROPTEST_RNG_SEED=$(PROPTEST_RNG_SEED)"
	PROPTEST_CASES=10000 $(HOST) cargo test --release -p ballast-policy --test risk
	PROPTEST_CASES=60000 $(HOST) cargo test --release -p ballast-policy --test stateful
	PROPTEST_CASES=62000 $(HOST) cargo test --release -p ballast-tests --test suite invariants -- --nocapture
	PROPTEST_CASES=10000 $(HOST) cargo test --release --workspace --lib prop_

policy-page: scorer ## write the published policy: docs/policy.md
	$(SCORER) policy > docs/policy.md

study: scorer ## compare eight ways to set terms (DATA, or a synthetic crash): out/study/study.html, study.json, study.md
	$(SCORER) study $(SOURCE) --seeds 8 --out out/study/runs --html out/study/study.html --json out/study/study.json \
		--markdown out/study/study.md

study-page: scorer ## the same on real data, written to docs/study.md (needs DATA)
	$(SCORER) study --data $(DATA) --seeds 8 --out out/study/runs --html out/study/study.html --json out/study/study.json \
		--markdown docs/study.md

study-dask: scorer ## check that the study in shares on a Dask cluster is the single run, also when a worker dies
	python3 -m venv $(CACHE)/dask && $(CACHE)/dask/bin/pip install -q -r recipes/dask/requirements.txt
	$(CACHE)/dask/bin/python -B recipes/dask/check.py $(SCORER)

study-kubernetes: ## check the Kubernetes recipe's commands, without a cluster
	python3 -m venv $(CACHE)/kubernetes && $(CACHE)/kubernetes/bin/pip install -q -r recipes/kubernetes/requirements.txt
	$(CACHE)/kubernetes/bin/python -B recipes/kubernetes/check.py

lint: ## formatting and lints, warnings denied
	cargo fmt --all --check
	cd programs && cargo fmt --all --check
	cd toolchain && cargo fmt --all --check
	cd app/wasm && cargo fmt --all --check
	$(HOST) cargo clippy --release --workspace --all-targets -- -D warnings
	cd programs && $(PROGRAMS) cargo clippy --workspace -- -D warnings
	$(MAKE) app-lint

fmt: ## format everything
	cargo fmt --all
	cd programs && cargo fmt --all
	cd toolchain && cargo fmt --all
	cd app/wasm && cargo fmt --all

toolchain-test: ## the toolchain's own tests
	toolchain/test

app: app-packages app-wasm ## serve the dashboard at http://127.0.0.1:5173, against a running `make localnet`
	cd app && npm run dev

app-test: app-packages app-wasm ## the dashboard's tests: policy in the browser, the generated client, the page, its size
	cd app/wasm && $(APP) cargo test --release --locked
	cd app && npm run generate:check && npm test && npm run build && npm run size

# Apart from `make test`, because every story starts a network and a browser: minutes.
app-e2e: sbf stand-ins app-packages app-wasm ## the dashboard in a real browser against a local network: stories, accessibility, pictures in out/app-e2e
	$(HOST) cargo build --release -p ballast-localnet -p ballast-scorer
	toolchain/install chromium
	cd app && npm run build && npm run e2e

app-lint: app-packages ## types, lints and formatting of the dashboard
	cd app/wasm && $(APP) cargo clippy --release --locked --all-targets -- -D warnings
	cd app && npm run lint

# Compiles only what has changed since.
app-wasm:
	app/wasm/build

# Anew when the lockfile is. Not `npm ci`: it refuses a lockfile from a registry that lacks some platform's optional package.
app-packages: app/node_modules/.package-lock.json
app/node_modules/.package-lock.json: app/package-lock.json
	command -v npm >/dev/null || { echo "the dashboard needs Node 20.19 or later with npm: https://nodejs.org (Debian 12 packages an older one)" >&2; exit 1; }
	cd app && npm install --no-save
	touch $@

clean: ## remove results and the caches outside the source tree
	rm -rf out target .anchor app/dist app/node_modules $(CACHE)
