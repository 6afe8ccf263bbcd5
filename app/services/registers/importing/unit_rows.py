"""Rows of units held against the register: by credit code, those without one by name and district."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, replace

from app.domain.identity_numbers import cleaned
from app.domain.phone_numbers import phone_doubt
from app.domain.procedure.mapping import records_from
from app.domain.procedure.records import Unit
from app.services.desk import Desk
from app.services.registers import units as register
from app.services.registers.importing.cells import Line
from app.services.registers.importing.columns import FIELDS, UNITS, code_of, plain
from app.services.registers.importing.rows import (
    CHANGED,
    FAULTY,
    NEW,
    SAME,
    Match,
    Wish,
    different,
    texts_of,
    told_under,
)
from app.services.registers.units import UnitEntry


def _key(unit: Unit | UnitEntry) -> str:
    """Return by what a unit is known again, "" where nothing tells."""
    return cleaned(unit.credit_code) or (f"{unit.name}|{unit.district}" if unit.district else "")


class UnitRows:
    """Units by credit code; those without one by name and district."""

    def __init__(self, desk: Desk, wish: Wish) -> None:
        self._desk, self._wish = desk, wish
        self._registers = desk.shelf.registers
        self._kinds = {one.code: one.label for one in self._registers.unit_kinds}
        self._districts = {one.code: one.name for one in self._registers.districts if one.enabled}
        self._also = {
            "kind": {word: one.code for one in self._registers.unit_kinds for word in one.also},
            "district": {word: one.code for one in self._registers.districts if one.enabled for word in one.also},
        }
        known = list(records_from(Unit, desk.store.read_all(Unit.ENTITY)))
        self._taken = {one.id for one in known}
        self._known = {_key(one): one for one in known if not one.voided}
        self._titles = {one.name: one.title for one in FIELDS[UNITS]}

    def match(self, line: Line) -> Match:
        """Return what becomes of a row."""
        texts, faults = texts_of(line, self._wish)
        name = texts["name"]
        code = cleaned(texts["credit_code"])
        before = self._known.get(code) if code else None
        entry, unknown = self._entry(texts, before)
        if before is None and not code:
            before = self._known.get(f"{entry.name}|{entry.district}")
            entry, unknown = self._entry(texts, before)
        faults += unknown
        faults += told_under(UNITS, register.entry_problems(self._registers, entry), faults)
        one = Match(line.number, name, FAULTY, (), tuple(faults)) if faults else self._fitting(line, entry, before)
        return replace(one, warnings=self._warnings(texts, entry), key=_key(entry) if name else "")

    def _fitting(self, line: Line, entry: UnitEntry, before: Unit | None) -> Match:
        """Return what becomes of a row without faults."""
        code = cleaned(entry.credit_code)
        after = register.unit_from(self._desk, before.id if before else self._new_id(code), entry)
        if before is None:
            return Match(line.number, entry.name, NEW, record=after)
        words = {"kind": self._kinds, "district": self._districts}
        changes = different(before, after, self._titles, words)
        names = [one for one in (*asdict(entry), "enterprise") if getattr(after, one) != getattr(before, one)]
        return Match(
            line.number, entry.name, CHANGED if changes else SAME, changes, record=after, names=tuple(names)
        )  # fmt: skip

    def _warnings(self, texts: Mapping[str, str], entry: UnitEntry) -> tuple[str, ...]:
        """Return what somebody should look at: words understood as a kind or district of another name, the number."""
        doubt = phone_doubt(texts["phone"])
        told = [f"{self._titles['phone']}：{doubt.rstrip('。')}"] if doubt else []
        for name, words in (("kind", self._kinds), ("district", self._districts)):
            text, word = texts[name], words.get(getattr(entry, name), "")
            if text and word and plain(text) in {plain(one) for one in self._also[name]}:
                told.append(f"{self._titles[name]}：“{text}”按“{word}”登记")
        return tuple(told)

    def _entry(self, texts: Mapping[str, str], before: Unit | None) -> tuple[UnitEntry, list[str]]:
        """Return the entry of a row (a blank keeps what is registered) and the words that stand for nothing known."""
        unknown = []
        filled = {one: texts[one] or (str(getattr(before, one)) if before else "") for one in self._titles}
        for one, words in (("kind", self._kinds), ("district", self._districts)):
            code = code_of(filled[one], words, self._also[one])
            if one == "district":
                code = code or self._ending(filled[one])
            if filled[one] and not code:
                unknown.append(f"{self._titles[one]}：没有“{filled[one]}”，可用：{'、'.join(words.values())}")
            filled[one] = code
        return UnitEntry(**filled), unknown

    def _ending(self, text: str) -> str:
        """Return the district whose name ends a text that begins with its province or city."""
        found = [code for code, name in self._districts.items() if plain(text).endswith(plain(name))]
        return found[0] if len(found) == 1 else ""

    def _new_id(self, code: str) -> str:
        wanted = f"unit-{code}"
        return wanted if code and wanted not in self._taken else f"unit-{self._desk.identify()}"
