"""Reads forms/legal/terms.toml (terms whose rule states no kind of day), and what a term says of its extension."""

from __future__ import annotations

from pathlib import Path

from app.catalogue.toml_reader import Problem, TomlTable, read_toml
from app.domain.days import Unstated, parse_term
from app.domain.terms import ExtensionRule


def load_unstated(folder: Path) -> tuple[Unstated, list[Problem]]:
    """Return the setting of ``folder`` (forms/legal) and every problem found in it."""
    file = read_toml(folder / "terms.toml", folder.parent)
    counted = file.top.text("unstated", required=file.readable, allowed=("", "d", "wd"))
    why = file.top.text("why", required=file.readable)
    file.top.refuse_unknown_keys()
    return Unstated("wd" if counted == "wd" else "d", why), file.problems


def read_extension(row: TomlTable) -> ExtensionRule | None:
    """Return the ``extend`` table of a term, None where it has none; faults are reported on the file."""
    if "extend" not in row.values:
        row.raw("extend")
        return None
    table = row.table("extend")
    times, text = table.number("times"), table.text("most", required=False)
    most, problems = parse_term(text) if text else (None, ())
    for problem in problems:
        table.report("most", problem, "请按 30d、7wd 的写法填写")
    if (times > 0) != (most is not None):
        table.report("most", "可以延长的须写明每次至多延长多久，不得延长的不写", "请补上或者删除 most")
    rule = ExtensionRule(times, most, table.texts("basis", required=True), table.text("by", required=False))
    table.refuse_unknown_keys()
    return rule
