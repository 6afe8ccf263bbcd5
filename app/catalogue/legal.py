"""Reads forms/legal: register.toml, statutes/, powers.toml and remedies.toml."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

from app.catalogue.toml_reader import Problem, TomlTable, read_toml
from app.domain.law import INCLUDED, NOT_INCLUDED, LegalRegister, Power, Remedy, RemedyTerm, Statute
from app.domain.terms import declared_problems

KINDS = ("law", "regulation", "local", "rule", "interpretation", "normative", "standard", "source_list")
MARKS = ("V", "V*", "R", "M", "SEED")
PARTIES = ("organ", "group", "enterprise", "institution", "archive", "service", "person", "other")
SLOTS = ("{paper}", "{reviewing_body}", "{court}", "{bureau}")


def load_legal(folder: Path) -> tuple[LegalRegister, list[Problem]]:
    """Return the register of ``folder`` (forms/legal) and every problem found in it.

    Problem file names are relative to the folder above (``legal/register.toml``). The register is usable even
    where there are problems; what is broken is left out.
    """
    problems: list[Problem] = []
    statutes = _load_statutes(folder, problems)
    register = LegalRegister(MappingProxyType(statutes))
    powers = _load_powers(folder, register, problems)
    remedies = _load_remedies(folder, register, problems)
    texts = tuple(str(problem) for problem in problems)
    return replace(register, powers=powers, remedies=remedies, problems=texts), problems


def _load_statutes(folder: Path, problems: list[Problem]) -> dict[str, Statute]:
    file = read_toml(folder / "register.toml", folder.parent)
    statutes: dict[str, Statute] = {}
    for row in file.top.tables("rule", required=file.readable):
        statute = _statute(row)
        if statute.id in statutes:
            row.report("id", f"编号“{statute.id}”重复", "每个编号只能登记一次，请改名或删除")
        elif statute.id:
            statutes[statute.id] = _with_text(folder, statute, row, problems)
    file.top.refuse_unknown_keys()
    problems += file.problems
    problems += _unregistered(folder, statutes)
    return statutes


def _statute(row: TomlTable) -> Statute:
    begins, until = row.day("in_force_from", required=False), row.day("until", required=False)
    if begins and until and until < begins:
        row.report("until", "终止日期早于起始日期", "请核对 in_force_from 和 until")
    statute = Statute(
        id=row.text("id"),
        title=row.text("title"),
        short=row.text("short"),
        kind=row.text("kind", allowed=KINDS),
        mark=row.text("mark", allowed=MARKS),
        state=row.text("state", allowed=(INCLUDED, NOT_INCLUDED)),
        number=row.text("number", required=False),
        edition=row.text("edition", required=False),
        in_force_from=begins,
        until=until,
        note=row.text("note", required=False),
    )
    row.refuse_unknown_keys()
    return statute


def _with_text(folder: Path, statute: Statute, row: TomlTable, problems: list[Problem]) -> Statute:
    path = folder / "statutes" / f"{statute.id}.toml"
    if statute.state != INCLUDED:
        if path.exists():
            row.report("state", f"“{statute.id}”的原文已在 statutes/ 中", f"请把 state 改为“{INCLUDED}”")
        return statute
    file = read_toml(path, folder.parent)
    top = file.top
    if file.readable and top.text("id") != statute.id:
        top.report("id", "编号与文件名不一致", f"请改为“{statute.id}”")
    if file.readable and top.text("title") != statute.title:
        top.report("title", "标题与 register.toml 不一致", f"请改为“{statute.title}”")
    articles = top.table("articles", required=file.readable)
    texts = {number: articles.text(number).strip() for number in articles.values}
    top.refuse_unknown_keys()
    problems += file.problems
    return replace(statute, articles=MappingProxyType(texts))


def _unregistered(folder: Path, statutes: Iterable[str]) -> list[Problem]:
    known = set(statutes)
    remedy = "请在 register.toml 中登记，或删除该文件"
    return [
        Problem(path.relative_to(folder.parent).as_posix(), 0, "该原文没有登记", remedy)
        for path in sorted((folder / "statutes").glob("*.toml"))
        if path.stem not in known
    ]


def report_unknown_basis(row: TomlTable, key: str, ids: Iterable[str], register: LegalRegister) -> None:
    """Add a problem at ``key`` for every id that the register does not know; other form loaders use it too."""
    for one in ids:
        if register.find(one) is None:
            row.report(key, f"依据“{one}”没有收录", "请核对编号，或先在 legal/register.toml 登记")


def _load_powers(folder: Path, register: LegalRegister, problems: list[Problem]) -> tuple[Power, ...]:
    file = read_toml(folder / "powers.toml", folder.parent)
    powers: list[Power] = []
    for row in file.top.tables("power", required=file.readable):
        power = Power(
            id=row.text("id"),
            label=row.text("label"),
            basis=row.texts("basis", required=True),
            verb=row.text("verb"),
            parties=row.texts("parties", required=True),
            broken=row.texts("broken"),
            hazard=row.flag("hazard"),
            arguable=row.flag("arguable"),
            note=row.text("note", required=False),
            stop=row.texts("stop"),
        )
        for party in power.parties:
            if party not in PARTIES:
                row.report("parties", f"不认识的对象“{party}”", f"可用：{'、'.join(PARTIES)}")
        report_unknown_basis(row, "basis", power.basis, register)
        report_unknown_basis(row, "broken", power.broken, register)
        report_unknown_basis(row, "stop", power.stop, register)
        row.refuse_unknown_keys()
        powers.append(power)
    _refuse_repeats(file.top, "power", [power.id for power in powers])
    file.top.refuse_unknown_keys()
    problems += file.problems
    return tuple(powers)


def _remedy_term(row: TomlTable) -> RemedyTerm:
    term = RemedyTerm(row.text("label"), row.text("term"))
    for problem in declared_problems(term.term) if term.term else ():
        row.report("term", problem, "请按 60d、6mo、10u 的写法填写")
    row.refuse_unknown_keys()
    return term


def _load_remedies(folder: Path, register: LegalRegister, problems: list[Problem]) -> tuple[Remedy, ...]:
    file = read_toml(folder / "remedies.toml", folder.parent)
    remedies: list[Remedy] = []
    for row in file.top.tables("remedy", required=file.readable):
        remedy = Remedy(
            id=row.text("id"),
            kinds=row.texts("kinds", required=True),
            paper=row.text("paper"),
            template=row.text("template").strip(),
            basis=row.texts("basis", required=True),
            terms=tuple(_remedy_term(one) for one in row.tables("term")),
        )
        report_unknown_basis(row, "basis", remedy.basis, register)
        _check_template(row, remedy.template)
        row.refuse_unknown_keys()
        remedies.append(remedy)
    _refuse_repeats(file.top, "remedy", [kind for remedy in remedies for kind in remedy.kinds])
    file.top.refuse_unknown_keys()
    problems += file.problems
    return tuple(remedies)


def _check_template(row: TomlTable, template: str) -> None:
    rest = template
    for slot in SLOTS:
        rest = rest.replace(slot, "")
    if "{" in rest or "}" in rest:
        row.report("template", "救济条款中有不认识的变量", f"可用的变量：{'、'.join(SLOTS)}")
    if "{paper}" not in template:
        row.report("template", "救济条款没有写明文书本身", "请使用变量 {paper}")


def _refuse_repeats(top: TomlTable, key: str, names: list[str]) -> None:
    for name in sorted({one for one in names if names.count(one) > 1}):
        top.report(key, f"“{name}”重复", "同一编号或文书种类只能出现一次")
