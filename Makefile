BIN := node_modules/.bin
SEEDS ?= 50
MINUTES ?= 15
# Files of specs at a time: two in four wait for what happens elsewhere, so that two cores are busy.
JOBS ?= 4
# What `make verify` looks at beside the specs.
CHECKS := check-format check-lint check-types check-dead-code check-package
CHAOS = $(BIN)/mocha --no-config --exit --require tsx 'specs/chaos/*.chaos.ts'
BROWSER = $(BIN)/mocha --no-config --exit --forbid-only --require tsx --timeout 60000 --parallel --jobs 2
CHROMIUM_MISSING := Chromium is missing: install it with "apt-get install chromium" (Debian, Ubuntu) or "brew install --cask chromium" (macOS)
NATS_SERVER_MISSING := nats-server is missing: install it with "apt-get install nats-server" (Debian, Ubuntu) or "brew install nats-server" (macOS)

.PHONY: help demo test verify check list-checks $(CHECKS) check-browser check-speed check-chaos bench soak simulate chaos screenshots build format clean node nats-server chromium

help: ## show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-16s %s\n", $$1, $$2 }' Makefile

demo: build ## run the main job: an evolving workflow, sequentially and three ways in parallel
	@$(BIN)/tsx examples/evolving-workflow.ts $(DIR)

test: build nats-server ## run every spec
	@$(BIN)/mocha --parallel --jobs $(JOBS) 'specs/**/*.spec.ts'

verify: check test check-browser check-speed check-chaos ## everything that must hold before a commit

check: $(CHECKS) ## the quick part of verify: format, lint, types, dead code, package

list-checks:
	@echo $(CHECKS) check-browser check-speed check-chaos

check-format: node_modules/.package-lock.json ## is the code formatted, are imports sorted
	@$(BIN)/biome check --linter-enabled=false

check-lint: node_modules/.package-lock.json ## lint, with the import rules of each folder
	@$(BIN)/biome lint --error-on-warnings

check-types: node_modules/.package-lock.json ## do the types hold everywhere
	@$(BIN)/tsc -p tsconfig.json
	@$(BIN)/tsc -p src/dashboard/page
	@$(BIN)/tsc -p src/dashboard/report

check-dead-code: node_modules/.package-lock.json ## unused files, exports and dependencies
	@$(BIN)/knip

check-package: build ## is the package sound, and does a program that installs it work
	@$(BIN)/publint --strict
	@.ci/consumer

check-browser: build nats-server chromium ## does the dashboard show people what is so, in a real browser
	@$(BROWSER) 'specs/browser/*.browser.ts'

check-speed: build nats-server ## is nothing far slower than it was, as a ratio within one run
	@$(BIN)/tsx bench/main.ts --guard

check-chaos: build nats-server ## does a cluster do its work right while its processes are killed and frozen
	@SEED=$${SEED:-4} $(CHAOS)

screenshots: build nats-server chromium ## photograph the dashboard for README
	@$(BIN)/tsx specs/browser/screenshots.ts

bench: build nats-server ## measure against a real nats-server
	@$(BIN)/tsx bench/main.ts

soak: build nats-server ## run a mixed load for MINUTES=15, and fail where memory grows
	@$(BIN)/tsx --expose-gc bench/soak.ts --minutes $(MINUTES)

simulate: node_modules/.package-lock.json ## run the simulator with SEEDS=n seeds, from SEED=m on
	@SEEDS=$(SEEDS) $(BIN)/mocha --no-config --require tsx --timeout 0 'specs/simulation/**/*.spec.ts'

chaos: build nats-server ## have real clusters work for MINUTES=n while processes are killed and frozen, from SEED=n on
	@MINUTES=$(MINUTES) $(CHAOS)

build: node_modules/.package-lock.json ## compile to dist
	@rm -rf dist
	@npm run --silent build

format: node_modules/.package-lock.json ## format the code and sort its imports
	@$(BIN)/biome check --write --linter-enabled=false

clean: ## remove what was built and installed
	@rm -rf dist node_modules

node_modules/.package-lock.json: package-lock.json | node
	@npm ci --no-audit --no-fund
	@touch $@

node:
	@node -e 'const [major, minor] = process.versions.node.split(".").map(Number); process.exit(major > 20 || (major === 20 && minor >= 19) ? 0 : 1)' \
		|| { echo "troupe needs Node.js 20.19 or newer, and this is $$(node --version 2>/dev/null || echo none): see https://nodejs.org" >&2; exit 1; }

nats-server:
	@PATH="$$PATH:/usr/sbin:/usr/local/sbin:/opt/homebrew/bin"; command -v nats-server >/dev/null \
		|| { [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && apt-get update \
			&& DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends nats-server; } \
		|| { echo '$(NATS_SERVER_MISSING)' >&2; exit 1; }

chromium:
	@PATH="$$PATH:/snap/bin"; for name in chromium chromium-browser google-chrome google-chrome-stable; do command -v $$name >/dev/null && exit 0; done; \
		[ -d "/Applications/Google Chrome.app" ] \
		|| { [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && apt-get update \
			&& DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends chromium; } \
		|| { echo '$(CHROMIUM_MISSING)' >&2; exit 1; }
