"""The files of the program and of the repository, for the rules that hold for all of them."""

import ast
import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


@cache
def program_files() -> tuple[Path, ...]:
    """Return every Python file that is not a test."""
    folders = (ROOT / "app", ROOT / "ui", ROOT / "resources")
    return (ROOT / "main.py", *sorted(file for folder in folders for file in folder.rglob("*.py")))


@cache
def tree(file: Path) -> ast.Module:
    """Return the syntax tree of ``file``."""
    return ast.parse(file.read_text(encoding="utf-8"))


def named(file: Path) -> str:
    """Return the path as it stands in messages and tables."""
    return file.relative_to(ROOT).as_posix()


@cache
def tracked_files() -> tuple[Path, ...]:
    """Return the files that git tracks, or all but those in hidden folders where there is no git."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True)
    if listed.returncode == 0:
        return tuple(ROOT / name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file())
    hidden = (file for file in ROOT.rglob("*") if any(part.startswith(".") for part in file.relative_to(ROOT).parts))
    return tuple(sorted(set(filter(Path.is_file, ROOT.rglob("*"))) - set(hidden)))


@cache
def classes(file: Path) -> tuple[ast.ClassDef, ...]:
    """Return each class of the file, nested ones too."""
    return tuple(node for node in ast.walk(tree(file)) if isinstance(node, ast.ClassDef))
