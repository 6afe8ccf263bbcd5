# The targets are stable. `setup` does all that run and test need, and answers at once the second time.
SHELL := /bin/sh
PREPARE := $(shell python3.11 -c '' 2>/dev/null && echo python3.11 || echo python3) resources/packaging/prepare.py
PYTHON := .venv/bin/python
WORKERS ?= 2
export PYTHONUTF8 := 1
# compiled once, not anew by each of the hundreds of programs that the tests start, whatever the machine asks for
export PYTHONDONTWRITEBYTECODE :=

.PHONY: setup run test check bench soak lock pictures

setup:
	@$(PREPARE)

run: setup
	@if [ -n "$$DISPLAY$$WAYLAND_DISPLAY" ]; then \
		exec $(PYTHON) main.py; \
	else \
		out="$$(mktemp -d)/rehearsal"; \
		echo "没有找到显示器，不能打开窗口。现在改为无窗口演练，结果放在 $$out"; \
		exec $(PYTHON) main.py rehearse --out "$$out"; \
	fi

test:
	@$(PREPARE) --tests
	@$(PYTHON) -m pytest -q -n $(WORKERS) --dist loadfile --no-loadscope-reorder

check: setup
	@$(PYTHON) -m ruff check .
	@$(PYTHON) -m mypy
	@.venv/bin/lint-imports --config setup.cfg
	@$(PYTHON) main.py forms check

bench: setup
	@$(PYTHON) main.py bench

# First the faults, counted and resumable (tests/centre/faults/amounts.py); then the long part of the other tests.
soak:
	@$(PREPARE) --tests
	@$(PYTHON) -m tests.centre.faults
	@SOAK=1 $(PYTHON) -m pytest -q -m "soak or not soak"

lock: setup
	@$(PYTHON) resources/packaging/lock.py

# The pictures of the help and the README, and those that tests compare with.
pictures: setup
	@QT_QPA_PLATFORM=offscreen $(PYTHON) -m tests.pictures
