"""Names within a scenario: every officer, unit, person and piece of evidence that it speaks of must be in it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from app.catalogue.toml_reader import TomlFile, TomlTable

WORDS = {"officers": "执法人员", "units": "单位", "persons": "在场人员", "evidence": "证据"}
STEPS = ("prepared", "arrived", "checked", "sealed", "served", "synced")
WAYS: Mapping[str, tuple[str, ...]] = {
    "record.signatures": ("ink", "paper", "refusal"),
    "services": ("direct", "left_behind"),
}
VERDICTS = ("conforms", "violates", "not_applicable", "not_checked")


def check_references(file: TomlFile, folder: Path) -> None:
    """Report what a scenario names and does not have, keys given twice, and sample files that are not there."""
    top = file.top
    visit, measures, record = top.table("visit"), top.table("measures"), top.table("record")
    persons = visit.tables("persons")
    known = {
        "officers": _keys(top.tables("officers")),
        "units": _keys(top.tables("units")),
        "persons": _keys(persons),
        "evidence": _keys(top.tables("evidence")),
    }
    known["everybody"] = known["officers"] | known["persons"]
    _check_plan(top, known)
    _check_approvals(top, measures, known)
    _check_evidence(top, folder, known)
    for table in (visit.table("rights"), record.table("statement"), record.table("read_back")):
        _known(table, "person", known["persons"], WORDS["persons"])
    _check_acts(record.tables("signatures"), "record.signatures", known)
    _check_acts(top.tables("services"), "services", known)
    _check_services(top, measures)
    for row in top.table("answers").tables("given"):
        row.text("verdict", allowed=VERDICTS)
    for name in ("expected", "acts"):
        for row in top.tables(name):
            row.text("after", allowed=STEPS)


def _keys(rows: Iterable[TomlTable]) -> set[str]:
    found: set[str] = set()
    for row in rows:
        key = str(row.values.get("key", ""))
        if key in found:
            row.report("key", f"代号“{key}”重复", "请改成不同的代号")
        found.add(key)
    return found


def _known(table: TomlTable, key: str, names: set[str], word: str) -> None:
    given = table.values.get(key)
    for one in given if isinstance(given, list) else [given]:
        if one is not None and one not in names:
            table.report(key, f"情景中没有代号为“{one}”的{word}", f"请改正，或补上该{word}")


def _check_plan(top: TomlTable, known: Mapping[str, set[str]]) -> None:
    plan, second = top.table("inspection"), top.table("second")
    _known(plan, "unit", known["units"], WORDS["units"])
    _known(plan, "officers", known["officers"], WORDS["officers"])
    _known(second, "unit", known["units"], WORDS["units"])
    if len(set(plan.texts("officers"))) < 2:
        plan.report("officers", "执法人员不足两人", "请写明至少两名不同的执法人员")
    roles = {role for row in top.tables("officers") for role in row.texts("roles")}
    if "administrator" not in roles:
        top.report("officers", "没有管理员", "请给其中一人加上角色 administrator（登记文号用）")


def _check_approvals(top: TomlTable, measures: TomlTable, known: Mapping[str, set[str]]) -> None:
    approvals = top.table("approvals")
    for kind in approvals.values:
        for step in approvals.table(kind).tables("steps"):
            _known(step, "by", known["officers"], WORDS["officers"])
    if measures.table("order").values and "D11" not in approvals.values:
        approvals.report("D11", "有责令改正的决定，但没有执法通知书的审批", "请补上 [approvals.D11]")


def _check_evidence(top: TomlTable, folder: Path, known: Mapping[str, set[str]]) -> None:
    for row in top.tables("evidence"):
        _known(row, "provider", known["persons"], WORDS["persons"])
        row.text("kind", allowed=("photo", "file"))
        if not (folder / str(row.values["file"])).is_file():
            row.report("file", f"没有样本文件“{row.values['file']}”", "请把文件放在情景文件旁边，或改正文件名")


def _check_acts(rows: Iterable[TomlTable], name: str, known: Mapping[str, set[str]]) -> None:
    for row in rows:
        row.text("way", allowed=WAYS[name])
        _known(row, "who", known["everybody"], "人员")
        for key in ("recipient", "witness", "witnesses"):
            _known(row, key, known["persons"], WORDS["persons"])
        for key in ("paper", "media"):
            _known(row, key, known["evidence"], WORDS["evidence"])


def _check_services(top: TomlTable, measures: TomlTable) -> None:
    made = ("D2", "D11") if measures.table("order").values else ("D2",)
    served: list[Any] = [row.text("document", allowed=made) for row in top.tables("services")]
    for kind in made:
        if kind not in served:
            top.report("services", f"没有{kind}的送达", f"请补上 document = \"{kind}\" 的 [[services]]")
