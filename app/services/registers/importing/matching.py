"""Each row of a table held against the register: new, changed, the same, or at fault with what to do."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date

from app.domain.problems import Problem
from app.domain.procedure.guards_preparation import credential_key
from app.domain.procedure.mapping import record_from
from app.domain.procedure.records import Officer, Unit
from app.services.desk import Desk
from app.services.registers import officers as staff
from app.services.registers import units as register
from app.services.registers.credit_code import cleaned
from app.services.registers.importing.columns import FIELDS, OFFICERS, UNITS, code_of
from app.services.registers.importing.reading import EMPTY, Cell, Heard, Line, Table
from app.services.registers.officers import ROLES, OfficerEntry
from app.services.registers.units import UnitEntry

NEW, CHANGED, SAME, FAULTY = "new", "changed", "same", "faulty"
USUAL_ROLE = "officer"
_DAY = re.compile(r"\D*(\d{4})\D+(\d{1,2})\D+(\d{1,2})\D*|\D*(\d{4})(\d{2})(\d{2})\D*")
_PARTED = re.compile(r"[、，,;；/\s]+")


@dataclass(frozen=True)
class Wish:
    """What is to be done with a table: the column of each field, and what holds where a cell says nothing."""

    register: str
    columns: Mapping[str, int]
    usual: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Match:
    """What becomes of one row. ``changes`` are (title, before, after); ``record`` is what the register will hold."""

    number: int
    name: str
    state: str
    changes: tuple[tuple[str, str, str], ...] = ()
    problems: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    record: Unit | Officer | None = None
    names: tuple[str, ...] = ()


def match_rows(desk: Desk, table: Table, wish: Wish, heard: Heard = lambda done, total: None) -> tuple[Match, ...]:
    """Return what becomes of every row of the table, without recording anything.

    Raises:
        Stopped: ``heard`` raised it.
    """
    matcher: _Units | _Officers = _Units(desk, wish) if wish.register == UNITS else _Officers(desk, wish)
    found: list[Match] = []
    seen: dict[str, int] = {}
    for place, line in enumerate(table.lines):
        if place % 200 == 0:
            heard(place, len(table.lines))
        one = matcher.match(line)
        key = matcher.key(one.record)
        if key and key in seen and one.state != FAULTY:
            text = f"与第 {seen[key]} 行重复，请只保留一行"
            one = replace(one, state=FAULTY, problems=(*one.problems, text), record=None)
        elif key:
            seen[key] = line.number
        found.append(one)
    return tuple(found)


def missing_columns(wish: Wish) -> tuple[str, ...]:
    """Return the titles of the fields that must have a column and have none."""
    return tuple(one.title for one in FIELDS[wish.register] if one.needed and one.name not in wish.columns)


def day_of(text: str) -> date | None:
    """Return the day written as 2027-12-31, 2027/12/31, 2027年12月31日 or 20271231, None for anything else."""
    found = _DAY.fullmatch(text.strip())
    try:
        return None if found is None else date(*(int(one) for one in found.groups() if one))
    except ValueError:
        return None


def _cell(line: Line, wish: Wish, name: str) -> Cell:
    place = wish.columns.get(name)
    return EMPTY if place is None or place >= len(line.cells) else line.cells[place]


def _texts(line: Line, wish: Wish) -> tuple[dict[str, str], list[str]]:
    """Return the text of each field and why some cells cannot be relied on."""
    texts, faults = {}, []
    for one in FIELDS[wish.register]:
        cell = _cell(line, wish, one.name)
        texts[one.name] = cell.text or wish.usual.get(one.name, "")
        if cell.fault:
            faults.append(f"{one.title}：{cell.fault}")
    return texts, faults


def _under(title: str, text: str) -> str:
    """Return a problem under the title of its field, once where the words begin with it."""
    return text if text.startswith(title) else f"{title}：{text}"


def _told(register_name: str, problems: Sequence[Problem], already: Sequence[str]) -> list[str]:
    """Return the problems under the titles of their fields, without those of cells that cannot be relied on anyway."""
    titles = {one.name: one.title for one in FIELDS[register_name]}
    told = [_under(titles.get(one.field, one.field), one.text.rstrip("。")) for one in problems]
    return [one for one in told if not any(known.startswith(one.split("：")[0]) for known in already)]


def _different(
    before: Unit | Officer, after: Unit | Officer, fields: Mapping[str, str]
) -> tuple[tuple[str, str, str], ...]:
    return tuple(
        (title, _shown(getattr(before, name)), _shown(getattr(after, name)))
        for name, title in fields.items()
        if getattr(before, name) != getattr(after, name)
    )


def _shown(value: object) -> str:
    if isinstance(value, tuple):
        return "、".join(ROLES.get(str(one), str(one)) for one in value)
    return "" if value is None else str(value)


class _Units:
    """Units by credit code; those without one by name and district."""

    def __init__(self, desk: Desk, wish: Wish) -> None:
        self._desk, self._wish = desk, wish
        self._registers = desk.shelf.registers
        self._kinds = {one.code: one.label for one in self._registers.unit_kinds}
        self._also = {word: one.code for one in self._registers.unit_kinds for word in one.also}
        self._districts = {one.code: one.name for one in self._registers.districts if one.enabled}
        known = [record_from(Unit, one) for one in desk.store.read_all(Unit.ENTITY)]
        self._taken = {one.id for one in known}
        self._known = {self.key(one): one for one in known if not one.voided}
        self._titles = {one.name: one.title for one in FIELDS[UNITS]}

    def key(self, unit: Unit | Officer | None) -> str:
        """Return by what a unit is known again, "" for none."""
        if not isinstance(unit, Unit):
            return ""
        return unit.credit_code or f"{unit.name}|{unit.district}"

    def match(self, line: Line) -> Match:
        """Return what becomes of a row."""
        texts, faults = _texts(line, self._wish)
        name = texts["name"]
        code = cleaned(texts["credit_code"])
        before = self._known.get(code) if code else None
        entry, unknown = self._entry(texts, before)
        if before is None and not code:
            before = self._known.get(f"{entry.name}|{entry.district}")
            entry, unknown = self._entry(texts, before)
        faults += unknown
        faults += _told(UNITS, register.entry_problems(self._registers, entry), faults)
        if faults:
            return Match(line.number, name, FAULTY, problems=tuple(faults))
        after = register.unit_from(self._desk, before.id if before else self._new_id(code), entry)
        if before is None:
            return Match(line.number, name, NEW, record=after)
        changes = _different(before, after, self._titles)
        names = [one for one in (*asdict(entry), "enterprise") if getattr(after, one) != getattr(before, one)]
        return Match(
            line.number, name, CHANGED if changes else SAME, changes, record=after, names=tuple(names)
        )  # fmt: skip

    def _entry(self, texts: Mapping[str, str], before: Unit | None) -> tuple[UnitEntry, list[str]]:
        """Return the entry of a row (a blank keeps what is registered) and the words that stand for nothing known."""
        unknown = []
        filled = {one: texts[one] or (str(getattr(before, one)) if before else "") for one in self._titles}
        for one, words, also in (("kind", self._kinds, self._also), ("district", self._districts, {})):
            code = code_of(filled[one], words, also)
            if filled[one] and not code:
                unknown.append(f"{self._titles[one]}：没有“{filled[one]}”，可用：{'、'.join(words.values())}")
            filled[one] = code
        return UnitEntry(**filled), unknown

    def _new_id(self, code: str) -> str:
        wanted = f"unit-{code}"
        return wanted if code and wanted not in self._taken else f"unit-{self._desk.identify()}"


class _Officers:
    """Officers by card number; those without a card by name."""

    def __init__(self, desk: Desk, wish: Wish) -> None:
        self._desk, self._wish = desk, wish
        known = list(desk.officers().values())
        self._known = {self.key(one): one for one in known}
        self._bare = {one.lstrip("0"): one for one in self._known if one.startswith("0")}
        self._titles = {one.name: one.title for one in FIELDS[OFFICERS]}

    def key(self, officer: Unit | Officer | None) -> str:
        """Return by what an officer is known again, "" for none."""
        if not isinstance(officer, Officer):
            return ""
        return credential_key(officer.credential) or f"|{officer.name}"

    def match(self, line: Line) -> Match:
        """Return what becomes of a row."""
        texts, faults = _texts(line, self._wish)
        key = credential_key(texts["credential"]) or f"|{texts['name']}"
        if key in self._bare and key not in self._known:
            faults.append(f"执法证号：已登记的是“{self._bare[key]}”，这里可能丢了开头的 0，请把这一列设为“文本”后重填")
        before = self._known.get(key)
        entry, unknown = self._entry(texts, before)
        faults += unknown or _told(OFFICERS, staff.entry_problems(self._desk, entry), faults)
        if before is not None and entry.name != before.name:
            faults.append(f"姓名：证号 {before.credential} 登记在{before.name}名下，请核对")
        if faults:
            return Match(line.number, texts["name"], FAULTY, problems=tuple(faults))
        after = staff.officer_from(self._desk, before.id if before else self._desk.identify(), entry)
        warnings = self._warnings(line)
        if before is None:
            return Match(line.number, entry.name, NEW, warnings=warnings, record=after)
        changes = _different(before, after, self._titles)
        names = [one for one in self._titles if getattr(after, one) != getattr(before, one)]
        if names and staff.desk_enrolled(self._desk):
            text = "已登记的人员由中心库管理，请由管理员在中心库更改后同步"
            return Match(line.number, entry.name, FAULTY, problems=(text,))
        if {"credential", "valid_from", "valid_until"} & set(names):
            names.append("credential_state")  # another card, or another term of it, is confirmed anew
        return Match(
            line.number, entry.name, CHANGED if changes else SAME, changes, warnings=warnings, record=after,
            names=tuple(names),
        )  # fmt: skip

    def _warnings(self, line: Line) -> tuple[str, ...]:
        number = _cell(line, self._wish, "credential").number
        return ("执法证号在表中是数字，如果证号以 0 开头，0 已丢失，请对照证件",) if number else ()

    def _entry(self, texts: Mapping[str, str], before: Officer | None) -> tuple[OfficerEntry, list[str]]:
        """Return the entry of a row (a blank keeps what is registered) and what in it cannot be read."""
        unreadable: list[str] = []
        lines = {
            one: texts[one] or (str(getattr(before, one)) if before else "")
            for one in ("name", "office", "post", "phone", "credential")
        }
        first, last = (self._day(texts[one], one, unreadable) for one in ("valid_from", "valid_until"))
        if before is not None:
            first, last = first or before.valid_from, last or before.valid_until
        roles = self._roles(texts["roles"], unreadable) or (before.roles if before else (USUAL_ROLE,))
        entry = OfficerEntry(
            roles=tuple(sorted(roles)), valid_from=first, valid_until=last, credential_begun=bool(first or last),
            **lines,
        )  # fmt: skip
        return entry, unreadable

    def _day(self, text: str, name: str, unreadable: list[str]) -> date | None:
        day = day_of(text)
        if text and day is None:
            unreadable.append(f"{self._titles[name]}：“{text}”不是日期，请写成 2027-12-31")
        return day

    def _roles(self, text: str, unreadable: list[str]) -> tuple[str, ...]:
        parts = [one for one in _PARTED.split(text) if one]
        unknown = [one for one in parts if not code_of(one, ROLES)]
        if unknown:
            unreadable.append(f"角色：没有“{'、'.join(unknown)}”，可用：{'、'.join(ROLES.values())}")
        return tuple(dict.fromkeys(code_of(one, ROLES) for one in parts if code_of(one, ROLES)))
