# make demo   a real ledger in, a live credit-control workbook out, recalculated by LibreOffice
# make test   every test, with branch coverage
# Both do all their own set-up in .venv, and install LibreOffice where they may (root, apt).

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
READY  := $(VENV)/.ready
# One more than there are cores: a third of the time a test waits for another program.
WORKERS ?= $(shell echo $$(($$(getconf _NPROCESSORS_ONLN) + 1)))
SPREAD  := --numprocesses $(WORKERS) --dist worksteal

OFFICE_PACKAGES := libreoffice-calc libreoffice-writer python3-uno libreoffice-script-provider-python \
                   poppler-utils fonts-dejavu-core fonts-liberation2 fonts-noto-cjk

.PHONY: demo test test-long test-wine test-pyodide test-spark java test-postgres test-plugins bench bench-scale validation lint format types law package docs messages workbooks workbooks-check gallery office setup clean

demo: setup office
	@mkdir -p build
	$(BIN)/ledgerguard demo --out build/cockpit.xlsx

# Judged in a step of its own: slipcover would judge first, and then print without what the workers saw.
test: setup office
	@mkdir -p build
	$(BIN)/python -m slipcover --json --out build/coverage.json -m pytest $(SPREAD) -p slipcover
	$(BIN)/python -m slipcover --merge build/coverage.json --out build/coverage.json --fail-under 95

# The full counts of generated cases, steps, kills and flipped bytes; `make test` runs the quick ones.
test-long: setup office
	LEDGERGUARD_EXAMPLES=2000 LEDGERGUARD_STEPS=10000 LEDGERGUARD_KILLS=50 LEDGERGUARD_FLIPS=5000 LEDGERGUARD_RUNS=5 \
	  $(BIN)/python -m pytest $(SPREAD)

# The real xlwings COM server in a Windows Python under Wine; installs Wine where it may (root, apt).
test-wine: setup
	$(BIN)/python tests/wine/prepare_wine.py
	LEDGERGUARD_WINE=1 $(BIN)/python -m pytest tests/hosts/test_wine.py tests/hosts/test_hostile_in_wine.py -s

# Every example inside Pyodide in Node, which is what xlwings Lite runs inside Excel.
test-pyodide: setup
	$(BIN)/python tests/pyodide/prepare_pyodide.py
	LEDGERGUARD_PYODIDE=1 $(BIN)/python -m pytest tests/hosts/test_pyodide.py -s

# Every ledger program on Spark too, in one session on this machine. Spark has an environment of its
# own, since it is large.
test-spark: java build/spark/.ready
	LEDGERGUARD_SPARK=1 build/spark/bin/python -m pytest -m spark tests/ledger tests/spark tests/test_docs_scale.py

# The Java of Spark; installs it where it may (root, apt).
java: setup
	PYTHONPATH=tests $(BIN)/python tests/spark/prepare_spark.py

build/spark/.ready: pyproject.toml constraints.txt
	@$(PYTHON) -m venv build/spark
	build/spark/bin/python -m pip install --quiet --constraint constraints.txt \
	  --editable '.[polars,pyspark,testing]'
	@touch $@

# Ledgers in a real PostgreSQL, a server of the tests' own; installs its programs where it may (root, apt).
test-postgres: setup
	PYTHONPATH=tests $(BIN)/python tests/ledger/sources/prepare_postgres.py
	LEDGERGUARD_POSTGRES=1 $(BIN)/python -m pytest tests/ledger/sources/test_postgres*.py

# The packages of plugins/, outside .venv: the tests of ledgerguard itself see no plugin. The one that
# learns has an environment of its own, since its libraries are large and lag behind pandas.
PLUGINS := ledgerguard-starter ledgerguard-insurer-file ledgerguard-insurer-rest
LEARNS  := ledgerguard-score-scorecard

test-plugins: setup build/plugins/.ready build/learning/.ready
	@for name in $(PLUGINS); do $(MAKE) --no-print-directory plugin NAME=$$name IN=build/plugins || exit 1; done
	@$(MAKE) --no-print-directory plugin NAME=$(LEARNS) IN=build/learning

plugin:
	@echo "-- $(NAME)"
	cd plugins/$(NAME) && $(CURDIR)/$(IN)/bin/python -m pytest -q --numprocesses auto --dist loadfile --cov --cov-report=term
	cd plugins/$(NAME) && $(CURDIR)/$(IN)/bin/python -m mypy

build/plugins/.ready: pyproject.toml constraints.txt $(PLUGINS:%=plugins/%/pyproject.toml)
	@$(PYTHON) -m venv build/plugins
	build/plugins/bin/python -m pip install --quiet --constraint constraints.txt pytest-xdist --editable . \
	  $(PLUGINS:%=--editable 'plugins/%[dev]')
	@touch $@

build/learning/.ready: pyproject.toml plugins/$(LEARNS)/pyproject.toml plugins/$(LEARNS)/constraints.txt
	@$(PYTHON) -m venv build/learning
	build/learning/bin/python -m pip install --quiet --constraint plugins/$(LEARNS)/constraints.txt pytest-xdist \
	  --editable . --editable 'plugins/$(LEARNS)[train,dev]'
	@touch $@

bench: setup office
	$(BIN)/python -m benchmarks

# Ledgers of 10 and 100 million invoices beside hand-written SQL and pandas: some 3 GB in build/scale,
# half an hour on two cores. LEDGERGUARD_SCALE_ROWS and LEDGERGUARD_SCALE_LARGE set other sizes.
bench-scale: setup
	$(BIN)/python -m benchmarks.scale

# The scores on real companies, the warnings and the receipts forecast on a real ledger; the data lies
# beside the repository (see docs/score-validation.md, warning-walk.md, forecast-walk.md).
validation: setup
	$(BIN)/python -m benchmarks.score_validation --markdown
	$(BIN)/python -m benchmarks.warning_walk --markdown
	$(BIN)/python -m benchmarks.forecast_walk --markdown

lint: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

format: setup
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

types: setup
	$(BIN)/mypy

law: setup
	$(BIN)/lint-imports

# The wheel as a user gets it: pure Python, installed into an empty environment, and at work.
package: setup
	rm -rf build/package && mkdir -p build/package
	$(BIN)/python -m pip wheel --quiet --no-deps --wheel-dir build/package .
	test -n "$$(ls build/package/ledgerguard-*-py3-none-any.whl)"
	$(BIN)/python -m venv build/package/venv
	build/package/venv/bin/python -m pip install --quiet --constraint constraints.txt build/package/*.whl
	cd build/package && venv/bin/ledgerguard eval 'DSO(1200000, 10000000, 365)' && \
	  venv/bin/ledgerguard eval 'INDEX(HELP("DSO", "zh"), 1, 2)' && \
	  venv/bin/ledgerguard eval 'STATUTORY_RATE("UK", DATE(2025,8,1))'

docs: setup
	$(BIN)/ledgerguard formulas --markdown > docs/formulas.md
	$(BIN)/ledgerguard formulas --markdown --lang zh > docs/formulas.zh.md

# The texts in other languages: taken from the code, translations kept, compiled; what lacks is said.
messages: setup
	$(BIN)/python -m translations update

# The templates of workbooks/ in both languages, and the part of its README on them; the check fails
# where one is not what would be built now.
workbooks: setup
	$(BIN)/python -m gallery build

workbooks-check: setup
	$(BIN)/python -m gallery check

# The pictures of workbooks/, drawn by LibreOffice from the workbooks of the sample ledger.
SAMPLE := src/ledgerguard/ledger/sample.csv
DRAW := pdftoppm -r 90 -f 1 -l 1 -singlefile -png

gallery: setup office
	@mkdir -p build/gallery
	$(BIN)/python -m gallery pictures
	$(BIN)/ledgerguard policy example > build/gallery/firm.toml
	for language in en zh; do \
	  $(BIN)/ledgerguard demo --host calc --lang $$language --out build/gallery/cockpit-$$language.xlsx && \
	  $(BIN)/ledgerguard worklist $(SAMPLE) --as-of 2026-10-31 --policy build/gallery/firm.toml \
	    --lang $$language --out build/gallery/worklist-$$language.xlsx && \
	  $(BIN)/ledgerguard backtest $(SAMPLE) --policy five-stage --policy sme --insurance report-fifteen \
	    --from 2026-05-01 --to 2026-10-31 --lang $$language --out build/gallery/backtest-$$language.xlsx && \
	  $(BIN)/ledgerguard selfcheck --host calc --lang $$language --out build/gallery/selfcheck-$$language.xlsx && \
	  for book in cockpit worklist backtest selfcheck; do \
	    $(BIN)/python -m ledgerguard.hosts.calc_print build/gallery/$$book-$$language.xlsx || exit 1; \
	  done && \
	  $(DRAW) -x 50 -y 36 -W 950 -H 650 build/gallery/cockpit-$$language.pdf workbooks/cockpit-$$language && \
	  $(DRAW) -x 30 -y 48 -W 934 -H 440 build/gallery/worklist-$$language.pdf workbooks/worklist-$$language && \
	  $(DRAW) -x 24 -y 30 -W 990 -H 520 build/gallery/backtest-$$language.pdf workbooks/backtest-$$language && \
	  $(DRAW) -x 30 -y 40 -W 740 -H 640 build/gallery/selfcheck-$$language.pdf workbooks/selfcheck-$$language || exit 1; \
	done

setup: $(READY)

# Debian's own python3 has no venv before python3-venv is there.
$(READY): pyproject.toml constraints.txt
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); \
	  { [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; } || \
	    { echo "python3-venv is missing: apt-get install python3-venv"; exit 1; }; \
	  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq python3-venv >/dev/null; \
	  $(PYTHON) -m venv $(VENV); }
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable '.[dev]'
	@touch $@

# The real host. Without root or apt it stays out, and the tests that need it say so.
office:
	@if command -v lowriter >/dev/null 2>&1 && command -v soffice >/dev/null 2>&1 && \
	   /usr/bin/python3 -c 'import uno' 2>/dev/null; then :; \
	elif [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then \
	  echo "installing LibreOffice Calc and Writer"; \
	  apt-get update -qq && DEBIAN_FRONTEND=noninteractive \
	    apt-get install -y -qq --no-install-recommends $(OFFICE_PACKAGES) >/dev/null; \
	else \
	  echo "LibreOffice Calc and Writer are not both here and cannot be installed (no root with apt): what needs them is left out"; \
	fi

clean:
	rm -rf $(VENV) build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis .coverage
