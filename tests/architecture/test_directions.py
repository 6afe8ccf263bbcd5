"""Who may know whom: the import contracts, cycles, the standard-library core, and what Windows lacks."""

import ast
import graphlib
import subprocess
import sys

import grimp

from tests.architecture.source_files import ROOT, named, program_files, tree

POSIX_ONLY = {"crypt", "fcntl", "grp", "nis", "pty", "pwd", "resource", "spwd", "syslog", "termios", "tty"}
PURE = [file for file in program_files() if named(file).startswith(("app/domain/", "app/errors.py"))]


def _run(*command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, *command], cwd=ROOT, capture_output=True, text=True, encoding="utf-8")


def test_that_the_import_contracts_are_kept() -> None:
    code = "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports('setup.cfg', no_cache=True))"
    checked = _run("-X", "utf8", "-c", code)
    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_that_no_modules_import_each_other_in_a_circle() -> None:
    graph = grimp.build_graph("app", "ui", cache_dir=None)
    imports = {name: graph.find_modules_directly_imported_by(name) for name in graph.modules}
    graphlib.TopologicalSorter(imports).prepare()


def _imported(file) -> set[str]:
    names = set()
    for node in ast.walk(tree(file)):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names.add(node.module or "")
    return names


def test_that_the_core_needs_the_standard_library_only() -> None:
    known = sys.stdlib_module_names | {"app"}
    foreign = {named(file): [name for name in _imported(file) if name.split(".")[0] not in known] for file in PURE}
    assert not {name: imported for name, imported in foreign.items() if imported}


def test_that_the_core_has_no_hidden_clock_chance_or_disk() -> None:
    hidden = {"datetime.now", "datetime.utcnow", "date.today", "datetime.today", "time.time", "uuid.uuid4", "open"}
    outside = {"random", "secrets", "os", "socket", "subprocess", "threading"}
    for file in PURE:
        calls = {ast.unparse(node.func) for node in ast.walk(tree(file)) if isinstance(node, ast.Call)}
        assert not calls & hidden, named(file)
        assert not _imported(file) & outside, named(file)


_IMPORT_ALL = """
import builtins, importlib, pkgutil, sys
import PySide6.QtWidgets  # it puts a hook of its own into builtins, which must be there first
absent, real = set(sys.argv[1].split(",")), builtins.__import__

def on_windows(name, globals=None, *rest, **named):
    # Only our own modules are held to it: Python's own parts for Linux import these themselves.
    importer = (globals or {}).get("__name__", "")
    if name.split(".")[0] in absent and importer.split(".")[0] in {"app", "ui", "main"}:
        raise ImportError(f"{importer} imports {name}, which Windows has not")
    return real(name, globals, *rest, **named)

builtins.__import__ = on_windows
importlib.import_module("main")
for package in ("app", "ui"):
    for found in pkgutil.walk_packages(importlib.import_module(package).__path__, package + "."):
        importlib.import_module(found.name)
        print(found.name)
"""


def test_that_every_module_can_be_imported_without_what_only_posix_has() -> None:
    imported = _run("-W", "ignore", "-c", _IMPORT_ALL, ",".join(POSIX_ONLY))
    assert imported.returncode == 0, imported.stderr
    assert "app.domain" in imported.stdout.split()
