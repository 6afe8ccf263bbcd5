"""Reads forms/legal/consequences.toml: what may follow an act, for which kinds of party, by which articles."""

from __future__ import annotations

from pathlib import Path

from app.catalogue.legal import PARTIES, report_unknown_basis
from app.catalogue.toml_reader import Problem, TomlTable, read_toml
from app.domain.consequences import KINDS, PENALTY, Consequence, Fact, Table
from app.domain.law import LegalRegister


def load_consequences(folder: Path, register: LegalRegister) -> tuple[Table, list[Problem]]:
    """Return the table in ``folder`` (forms/legal) and every problem found in it."""
    file = read_toml(folder / "consequences.toml", folder.parent)
    names = file.top.table("parties", required=file.readable)
    parties = tuple((code, names.text(code, required=file.readable)) for code in PARTIES)
    names.refuse_unknown_keys()
    facts = tuple(_fact(row) for row in file.top.tables("fact"))
    known = frozenset(one.code for one in facts)
    rows = []
    for row in file.top.tables("consequence", required=file.readable):
        rows.append(_consequence(row, known, register))
    for key, ids in (("fact", [one.code for one in facts]), ("consequence", [one.id for one in rows])):
        for name in sorted({one for one in ids if ids.count(one) > 1}):
            file.top.report(key, f"“{name}”重复", "同一编号只能出现一次")
    file.top.refuse_unknown_keys()
    return Table(tuple(rows), facts, parties), file.problems


def _fact(row: TomlTable) -> Fact:
    fact = Fact(row.text("code"), row.text("label"), row.text("missing"))
    row.refuse_unknown_keys()
    return fact


def _consequence(row: TomlTable, known: frozenset[str], register: LegalRegister) -> Consequence:
    made = Consequence(
        id=row.text("id"),
        kind=row.text("kind", allowed=KINDS),
        label=row.text("label"),
        acts=row.texts("acts", required=True),
        parties=row.texts("parties", required=True),
        basis=row.texts("basis", required=True),
        procedure=row.texts("procedure"),
        needs=row.texts("needs"),
        warning=row.flag("warning"),
        confiscation=row.flag("confiscation"),
        optional=row.flag("optional"),
        fine_from=row.number("fine_from", required=False),
        fine_to=row.number("fine_to", required=False),
        note=row.text("note", required=False),
        review=row.flag("review"),
    )
    for key, ids in (("acts", made.acts), ("basis", made.basis), ("procedure", made.procedure)):
        report_unknown_basis(row, key, ids, register)
    _report_strangers(row, "parties", made.parties, PARTIES)
    _report_strangers(row, "needs", made.needs, tuple(sorted(known)))
    _check_penalty(row, made)
    row.refuse_unknown_keys()
    return made


def _report_strangers(row: TomlTable, key: str, given: tuple[str, ...], known: tuple[str, ...]) -> None:
    for one in given:
        if one not in known:
            row.report(key, f"“{key}”中有不认识的“{one}”", f"可用：{'、'.join(known)}")


def _check_penalty(row: TomlTable, made: Consequence) -> None:
    penal = made.warning or made.confiscation or made.fine_from or made.fine_to
    if penal and made.kind != PENALTY:
        row.report("kind", "只有行政处罚才可以写明警告、没收或者罚款", f"请把 kind 改为 {PENALTY}，或删除这些键")
    if made.kind == PENALTY and not penal:
        row.report("kind", "行政处罚没有写明警告、没收或者罚款", "请补上 warning、confiscation 或者罚款幅度")
    if not 0 <= made.fine_from <= made.fine_to or (made.fine_to and not made.fine_from):
        row.report("fine_to", "罚款幅度不对", "请写明下限 fine_from 和上限 fine_to（元），下限不得高于上限")
