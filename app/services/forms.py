"""Checking and playing forms, for whoever writes them: what ``forms check`` and ``forms play`` do."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from app.catalogue.check import check_forms
from app.catalogue.checklist import load_form
from app.catalogue.documents import read_document
from app.catalogue.inspections import check_checklist, check_inspections
from app.catalogue.legal import load_legal
from app.catalogue.toml_reader import Problem
from app.catalogue.workflow import load_workflow
from app.domain.checklist.expression_values import read_date, read_moment
from app.domain.checklist.form import Form
from app.domain.checklist.steps import Step, play_steps, read_script
from app.domain.clock import CHINA


@dataclass(frozen=True)
class Script:
    """A script of steps, or what is wrong with it."""

    steps: tuple[Step, ...] = ()
    fault: str = ""


def problems_in(paths: list[Path], forms: Path) -> list[Problem]:
    """Return the problems of the given files and folders; without any, of the whole folder ``forms``."""
    found: list[Problem] = []
    for path in paths or [forms]:
        found += _problems_of(path, forms)
    return list(dict.fromkeys(found))


def _problems_of(path: Path, forms: Path) -> list[Problem]:
    if not path.exists():
        return [Problem(path.name, 0, "文件或文件夹不存在", "请检查路径")]
    root = forms_root(path) or forms
    if path.is_file():
        return _problems_of_file(path, root)
    if (path / "legal").is_dir() or (path / "inspections").is_dir():
        return [*check_forms(path), *check_inspections(path)]
    folder = path.resolve().relative_to(root.resolve()).as_posix() if _inside(path, root) else ""
    if folder:
        whole = [*check_forms(root), *check_inspections(root)]
        return [one for one in whole if one.file == folder or one.file.startswith(f"{folder}/")]
    return [one for file in sorted(path.rglob("*")) if _is_form(file) for one in _problems_of_file(file, root)]


def forms_root(path: Path) -> Path | None:
    """Return the nearest folder above a path that holds a whole set of forms, None where there is none."""
    for folder in path.resolve().parents:
        if (folder / "legal" / "register.toml").is_file() and (folder / "inspections").is_dir():
            return folder
    return None


def _inside(path: Path, root: Path) -> bool:
    return path.resolve().is_relative_to(root.resolve())


def _is_form(path: Path) -> bool:
    return path.name in {"checklist.toml", "workflow.toml"} or path.suffix.lower() in {".xlsx", ".xlsm"}


def _problems_of_file(path: Path, root: Path) -> list[Problem]:
    if path.name == "workflow.toml":
        return load_workflow(path)[1]
    if path.parent.name == "documents" and path.suffix == ".toml":
        return list(read_document(path)[1])
    if path.suffix.lower() == ".toml" and _inside(path, root) and "inspections" not in path.resolve().parts:
        file = path.resolve().relative_to(root.resolve()).as_posix()
        return [one for one in check_forms(root) if one.file in {file, path.name}]
    register = load_legal(root / "legal")[0] if (root / "legal").is_dir() else None
    return check_checklist(path, None, register)


def playable(path: Path) -> tuple[Form | None, list[Problem]]:
    """Return the form of a checklist or workbook, or None and why it cannot be played."""
    return load_form(path)


def load_script(path: Path) -> Script:
    """Return the steps of a script file, or its fault in Chinese."""
    try:
        content = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return Script(fault=f"脚本文件不存在：{path.name}")
    except (OSError, UnicodeDecodeError):
        return Script(fault=f"脚本文件无法读取或不是 UTF-8：{path.name}")
    try:
        script = json.loads(content, parse_constant=_refuse_constant)
    except (ValueError, RecursionError):
        return Script(fault=f"脚本不是合法的 JSON：{path.name}")
    steps, fault = read_script(script)
    return Script(tuple(steps), fault)


def _refuse_constant(name: str) -> Any:
    raise ValueError(name)


def moment_of(text: str) -> datetime | None:
    """Return the moment that ``--now`` means; a day means its midnight in China, None for anything else."""
    moment = read_moment(text.strip())
    if moment is not None:
        return moment
    day = read_date(text.strip())
    return None if day is None else datetime(day.year, day.month, day.day, tzinfo=CHINA)


def play(form: Form, script: Script, now: datetime) -> Iterator[dict[str, Any]]:
    """Yield the report after loading and after each step.

    Raises:
        StepRefused: a step names what is not there.
    """
    yield from play_steps(form, list(script.steps), now)
