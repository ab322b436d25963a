# The README's two commands are `make demo` and `make test`. Windows: see the `uv run` equivalents in the README.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
SITES ?= 1000 10000 50000
FILES ?= 200

N ?= 1000
FROM ?= 1

.PHONY: demo test test-windows exe mutants fuzz clients bench bench-fleet bench-server check lock page docs generate clean

# A stamp per kind of installation, so that a second run does not install again.
$(VENV)/.plain: pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	@touch $@

$(VENV)/.full: pyproject.toml uv.lock
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check uv
	@UV_PROJECT_ENVIRONMENT=$(VENV) $(BIN)/uv sync --quiet --locked --inexact --all-extras --group dev
	@touch $(VENV)/.plain $@

# Lints a server with several sites, some of them wrong. That there are findings is the point, so exit code 1 is fine.
demo: $(VENV)/.plain
	@$(BIN)/ftplint tests/demo/applicationHost.config || test $$? -eq 1

# On all cores. Long runs (marked slow) are left out: `make test PYTEST=--slow` has them too, and so has CI.
# One test: `make test PYTEST="-n 0 -k name"`. Hundreds of tests start ftplint, which takes twice as long without bytecode.
test: $(VENV)/.full
	PYTHONDONTWRITEBYTECODE= $(BIN)/python -m pytest -n auto -rs $(PYTEST)

# The same suite on Windows' own Python in Wine (Debian: wine wine64 gcc-mingw-w64-x86-64-win32, unzip), and ftplint.exe there.
# What needs Linux, what Wine gets wrong and what costs too much there is skipped: tests/on_windows.py says why.
test-windows: $(VENV)/.full
	.ci/windows-tests

# dist/windows/ftplint.exe, one file with all it needs, with its checksum and the licences of what is in it; by PyInstaller in Wine.
exe: $(VENV)/.full
	.ci/windows
	.ci/exe

# Small mistakes made on purpose: which does no test notice? Hours for all; `make mutants MUTANTS="remedy --sample 100"`.
mutants: $(VENV)/.full
	$(BIN)/python -m tests.mutants $(MUTANTS)

# N mutated files through check, effective, fix and the page; what fails is kept in tests/fuzz/past and tested for ever.
fuzz: $(VENV)/.full
	$(BIN)/python -m tests.fuzz $(N) $(FROM)

# FTP clients of others against `ftplint serve`, and pyftpdlib's own tests; writes docs/clients.md. Debian: curl lftp php-cli perl
# libio-socket-ssl-perl ruby ruby-net-ftp libcommons-net-java default-jdk-headless nodejs npm mono-mcs mono-runtime rclone ncftp
# tnftp filezilla xvfb. A few of them, without writing: `make clients CLIENTS="curl PHP"`.
clients: $(VENV)/.full
	@npm install --silent --no-audit --no-fund --prefix $(VENV) basic-ftp@5 || true
	$(BIN)/python -m tests.clients $(CLIENTS)

bench: $(VENV)/.full
	$(BIN)/python -m tests.bench --sites $(SITES)

# The reference server beside stock pyftpdlib and proftpd (Debian: proftpd-core proftpd-mod-crypto).
bench-server: $(VENV)/.full
	$(BIN)/python -m tests.bench.server

# Many servers: the rate of a first run, of one that finds everything in the cache, and of a cluster. `FILES=20000` writes docs/fleet.md.
bench-fleet: $(VENV)/.full
	$(BIN)/python -m tests.bench.many_servers --files $(FILES)

check: $(VENV)/.full
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/mypy --platform win32

lock: $(VENV)/.full
	$(BIN)/uv lock

# The page of the demo file, and a picture of it (needs Chromium).
page: $(VENV)/.full
	$(BIN)/python -m tests.generate.page

# The documentation as a site with search, below build/docs; it works from a folder too. Warnings and broken links are errors.
docs: $(VENV)/.full
	$(BIN)/python -m tests.site

# Rewrites everything that is generated and committed; tests fail when a committed copy is stale.
generate: $(VENV)/.full
	$(BIN)/python -m tests.generate

clean:
	rm -rf $(VENV) build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
