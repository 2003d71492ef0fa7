# Everything here works on a bare clone with python3 (with venv) and make.
PYTHON ?= python3
BIN = .venv/bin
# The tests of the screens wait more than they compute: four at a time take 46 s on two cores, two take 63.
JOBS ?= 4
QUICK ?= tests/docs tests/track tests/history tests/study tests/exchange tests/cli tests/test_*.py

.PHONY: run install check quick lint types contracts test wheel pictures reference labs soak benchmark snapshots clean

run: .venv/installed ## open the app from this checkout
	@$(BIN)/studytui

.venv/installed: pyproject.toml constraints.txt
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable .
	@touch $@

.venv/developed: .venv/installed
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable '.[dev]'
	@touch $@

install: .venv/developed ## everything needed to work on studytui

check: lint types contracts track test wheel ## all that has to hold before a change lands

quick: lint types ## the loop while working, under a minute: what needs no screen, no lab and no real process
	$(BIN)/pytest -q -n $(JOBS) -m 'not slow' --hypothesis-profile quick $(QUICK)

lint: .venv/developed
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .

types: .venv/developed
	$(BIN)/mypy

contracts: .venv/developed
	$(BIN)/lint-imports --no-cache

track: .venv/developed
	$(BIN)/studytui track check --strict content/backend-optimization

test: .venv/developed
	$(BIN)/pytest -q -n $(JOBS) --ignore tests/test_wheel.py

wheel: .venv/developed ## the built wheel, in an empty environment, away from the checkout
	$(BIN)/pytest -q tests/test_wheel.py

snapshots: .venv/developed ## redraw the pictures; look at each before you commit it
	$(BIN)/pytest -q -n $(JOBS) tests/snapshots --snapshot-update

pictures: .venv/developed ## draw the pictures of docs/ anew; wants a quiet machine for the lab
	$(BIN)/python -m tools.pictures

reference: .venv/developed ## write docs/keys.md and docs/cli.md anew, after a change of keys or commands
	$(BIN)/python -m tools.reference

labs: .venv/developed ## every lab three times, and every figure that is off; wants a quiet machine
	$(BIN)/python -m tests.labs.claims
	STUDYTUI_LABS=1 $(BIN)/pytest -q -m clock tests/labs

soak: .venv/developed ## the faults of tests/faults, ten times as many; ends with the figures for README.md
	STUDYTUI_SOAK=1 $(BIN)/pytest -q -n 2 tests/faults

benchmark: .venv/developed ## ratios against a bare Textual app and a bare interpreter
	$(BIN)/python -m benchmarks.first_paint
	$(BIN)/python -m benchmarks.commands
	$(BIN)/python -m benchmarks.history
	$(BIN)/python -m benchmarks.review
	$(BIN)/python -m benchmarks.insights

clean:
	rm -rf .venv dist .mypy_cache .ruff_cache .hypothesis
