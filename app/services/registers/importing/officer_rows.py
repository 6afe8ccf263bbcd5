"""Rows of officers held against the register: by card number, those without a card by name."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from app.domain.phone_numbers import phone_doubt
from app.domain.procedure.guards_preparation import credential_key
from app.domain.procedure.records import Officer
from app.services.desk import Desk
from app.services.registers import officers as staff
from app.services.registers.importing.cells import Line
from app.services.registers.importing.columns import FIELDS, OFFICERS, code_of
from app.services.registers.importing.rows import (
    CHANGED,
    FAULTY,
    NEW,
    SAME,
    Match,
    Wish,
    cell_of,
    day_of,
    day_of_serial,
    different,
    texts_of,
    told_under,
    unlike,
)
from app.services.registers.officers import ROLES, OfficerEntry

USUAL_ROLE = "officer"
_PARTED = re.compile(r"[、，,;；/\s]+")


def _key(credential: str, name: str) -> str:
    """Return by what an officer is known again, "" for a row without card and name."""
    return credential_key(credential) or (f"|{name}" if name else "")


class OfficerRows:
    """Officers by card number; those without a card by name."""

    def __init__(self, desk: Desk, wish: Wish) -> None:
        self._desk, self._wish = desk, wish
        known = list(desk.officers().values())
        self._known = {_key(one.credential, one.name): one for one in known}
        self._bare = {one.lstrip("0"): one for one in self._known if one.startswith("0")}
        self._titles = {one.name: one.title for one in FIELDS[OFFICERS]}

    def match(self, line: Line) -> Match:
        """Return what becomes of a row."""
        texts, faults = texts_of(line, self._wish)
        key = _key(texts["credential"], texts["name"])
        if key in self._bare and key not in self._known:
            faults.append(f"执法证号：已登记的是“{self._bare[key]}”，这里可能丢了开头的 0，请把这一列设为“文本”后重填")
        before = self._known.get(key)
        serials = self._serial_days(line, texts)
        entry, unknown = self._entry(texts, before)
        faults += unknown
        faults += told_under(OFFICERS, staff.entry_problems(self._desk, entry), faults)
        if before is not None and entry.name != before.name:
            faults.append(f"姓名：证号 {before.credential} 登记在{before.name}名下，请核对")
        fits = not faults
        one = self._fitting(line, entry, before) if fits else Match(line.number, entry.name, FAULTY, (), tuple(faults))
        return replace(one, warnings=(*serials, *self._warnings(line)), key=key)

    def _serial_days(self, line: Line, texts: dict[str, str]) -> list[str]:
        """Put days in place of the numbers that Excel keeps of them where a column is no date, and tell each."""
        told = []
        for name in ("valid_from", "valid_until"):
            cell = cell_of(line, self._wish, name)
            day = day_of_serial(cell.text) if cell.number else None
            if day is not None:
                texts[name] = day.isoformat()
                told.append(f"{self._titles[name]}：Excel 的日期序号 {cell.text} 按 {day.isoformat()} 登记")
        return told

    def _fitting(self, line: Line, entry: OfficerEntry, before: Officer | None) -> Match:
        """Return what becomes of a row without faults."""
        after = staff.officer_from(self._desk, before.id if before else self._desk.identify(), entry)
        if before is None:
            return Match(line.number, entry.name, NEW, record=after)
        changes = different(before, after, self._titles)
        names = [one for one in self._titles if unlike(before, after, one)]
        if names and staff.desk_enrolled(self._desk):
            text = "已登记的人员由中心库管理，请由管理员在中心库更改后同步"
            return Match(line.number, entry.name, FAULTY, problems=(text,))
        if {"credential", "valid_from", "valid_until"} & set(names):
            names.append("credential_state")  # another card, or another term of it, is confirmed anew
        return Match(
            line.number, entry.name, CHANGED if changes else SAME, changes, record=after, names=tuple(names)
        )  # fmt: skip

    def _warnings(self, line: Line) -> tuple[str, ...]:
        told = []
        if cell_of(line, self._wish, "credential").number:
            told.append("执法证号在表中是数字，如果证号以 0 开头，0 已丢失，请对照证件")
        doubt = phone_doubt(cell_of(line, self._wish, "phone").text)
        return (*told, f"{self._titles['phone']}：{doubt.rstrip('。')}") if doubt else tuple(told)

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
        roles = self._roles(texts["roles"], unreadable)
        if not any(_PARTED.split(texts["roles"])):
            roles = before.roles if before else (USUAL_ROLE,)
        begun = any((first, last, texts["valid_from"], texts["valid_until"]))
        entry = OfficerEntry(
            roles=tuple(sorted(roles)), valid_from=first, valid_until=last, credential_begun=begun, **lines
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
