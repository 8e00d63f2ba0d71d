# The front door. `make run` and `make test` need Python 3.11 or later and nothing else; neither needs root.
.PHONY: run install test test-long lint format screenshot clean

run: install ## Everything: installs, trains, starts, prints the addresses. Ctrl-C stops it
	@exec .venv/bin/vyapari up

install: ## Both environments, from their lock files
	@sh infra/install.sh

# Browsers and stacks are given the machine to themselves: some promises are kept within seconds.
test: install ## The whole test suite
	@sh tests/install_packages.sh
	@status=0; \
	.venv/bin/pytest -m "not long" -n 2 --durations=25 --ignore=tests/e2e || status=$$?; \
	.venv/bin/pytest -m "not long" --durations=10 tests/e2e || status=$$?; \
	exit $$status

test-long: install ## What takes longer: chaos, long simulations, benchmarks
	@sh tests/install_packages.sh
	@HYPOTHESIS_PROFILE=further exec .venv/bin/pytest -m long

lint: install ## Style, types, and what may import what
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy
	.venv/bin/lint-imports

format: install ## Bring the style in order
	.venv/bin/ruff check --fix .
	.venv/bin/ruff format .

screenshot: install ## docs/simulator.png, from a real conversation with what `make run` started
	.venv/bin/python -m tests.e2e.screenshot docs/simulator.png

clean: ## Both environments and every cache; no data
	rm -rf .venv nlu/.venv .uv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
