"""What an officer fills in for a paper, and what must have happened before it may be made final.

A definition of a paper in forms/ may say both: ``EntryField`` is one field of its form, ``Procedure`` its place in the
case: who signs off, who signs, what it needs, which terms it starts and which duties it ends. No expressions: needs are
names that must exist in code (app/domain/procedure/needs.py).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from app.domain.days import Side
from app.domain.problems import Problem
from app.domain.terms import ExtensionRule

LINE, TEXT, DAY, MOMENT, NUMBER = "line", "text", "day", "moment", "number"
CHOICE, CHOICES, PERSON, EVIDENCE, FINDINGS, ARTICLES, ROWS = (
    "choice", "choices", "person", "evidence", "findings", "articles", "rows",
)  # fmt: skip
FIELD_TYPES = (
    LINE, TEXT, DAY, MOMENT, NUMBER, CHOICE, CHOICES, PERSON, EVIDENCE, FINDINGS, ARTICLES, ROWS,
)  # fmt: skip
CELL_TYPES = (LINE, TEXT, DAY, MOMENT, NUMBER, CHOICE)
LISTS = frozenset({CHOICES, EVIDENCE, FINDINGS, ARTICLES, ROWS})

GROUPS = {
    "evidence": "取证",
    "order": "责令与报告",
    "seizure": "查封、扣押",
    "follow": "复查与后续",
    "closing": "结案",
    "correction": "补正与补充",
}
DELIVERIES = ("none", "serve", "send")
STAGES = ("visit", "any", "after")
LEADER, CHIEF = "leader", "chief"
APPROVERS = (LEADER, CHIEF)
OFFICERS, PARTY, AGAIN = "officers", "party", "again"
SIGNER_GROUPS = (OFFICERS, PARTY, AGAIN)
FINAL, SERVED, SENT = "final", "served", "sent"
MOMENTS = (FINAL, SERVED, SENT)
APPROVED = "approved"
CLOCK_MOMENTS = (*MOMENTS, APPROVED)
LONGEST_ENTRY = 4000


@dataclass(frozen=True)
class Option:
    """One answer of a choice: its key as stored, its label as shown and printed."""

    key: str
    label: str


@dataclass(frozen=True)
class EntryField:
    """One field of a paper's form.

    ``default`` is a template over the case's words, ``rows`` or ``rows_from`` (a path) are what a table begins with;
    ``when`` is a condition on other fields (``name``, ``!name``, ``name=value``, several values parted by a bar);
    ``least`` counts the rows or elements that a required list must have; ``taken`` is the path of words (of a
    sealed re-inspection) that the field takes over where there are any: then nobody types it.
    """

    name: str
    label: str
    type: str
    required: bool = True
    hint: str = ""
    when: str = ""
    default: str = ""
    rows_from: str = ""
    taken: str = ""
    options: tuple[Option, ...] = ()
    columns: tuple[EntryField, ...] = ()
    rows: tuple[Mapping[str, str], ...] = ()
    least: int = 1
    basis: tuple[str, ...] = ()

    def label_of(self, key: str) -> str:
        """Return an option's label, the key itself where there is none."""
        return next((one.label for one in self.options if one.key == key), key)


@dataclass(frozen=True)
class Need:
    """One thing that must hold before a paper is final. ``guard`` names it in code, ``details`` are its own words.

    ``when`` is a condition on the fields, ``text`` what is said, ``basis`` the articles that demand it; ``place`` leads
    to where it is mended.
    """

    guard: str
    text: str
    basis: tuple[str, ...] = ()
    when: str = ""
    place: str = "papers"
    details: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class PaperClock:
    """A term that a paper starts.

    ``starts`` is final, served, sent, approved (the paper itself, made final or not) or the name of a field that holds
    a day or moment; ``until`` names the field of the last day itself, else ``term`` is counted; ``ends`` are the kinds
    of paper that end it once final.
    ``rights`` marks a term that the party has, which nobody in the bureau must act on; ``extend`` says whether it may
    be made longer, and by which paper; ``to_approve``: it runs while the paper is a draft, until it is approved.
    ``duty`` names the duty of a measure (``M7.1``) whose own term it is, counted from here: there is one clock of both.
    """

    title: str
    starts: str
    side: Side
    term: str = ""
    until: str = ""
    ends: tuple[str, ...] = ()
    when: str = ""
    rights: bool = False
    basis: tuple[str, ...] = ()
    extend: ExtensionRule | None = None
    to_approve: bool = False
    duty: str = ""


@dataclass(frozen=True)
class Settle:
    """A duty of a measure (``M5.1``) that is done once the paper is final, served or sent."""

    duty: str
    at: str = FINAL
    when: str = ""


@dataclass(frozen=True)
class Procedure:
    """The place of a paper in the case.

    ``measures`` are the kinds of measure that lead to it, none = always offered; ``stage``: visit = only before the
    record is sealed, after = only once it is; ``approval`` who signs the paper itself off; ``signers`` who must sign a
    signed one (again = all who signed the paper it follows, or refused to); ``follows`` the kinds of paper it
    continues, whose words it sees as ``before``; ``closes``: with it the case is closed.
    """

    group: str
    measures: tuple[str, ...] = ()
    stage: str = "any"
    approval: str = ""
    signers: tuple[str, ...] = ()
    delivery: str = "none"
    repeat: bool = False
    closes: bool = False
    follows: tuple[str, ...] = ()
    note: str = ""
    needs: tuple[Need, ...] = ()
    clocks: tuple[PaperClock, ...] = ()
    settles: tuple[Settle, ...] = ()


def holds(condition: str, values: Mapping[str, Any]) -> bool:
    """Return whether a condition on the fields is met; a blank one always is."""
    if not condition:
        return True
    if condition.startswith("!"):
        return not values.get(condition[1:])
    name, equals, wanted = condition.partition("=")
    value = values.get(name)
    if not equals:
        return bool(value)
    given = {str(one) for one in value} if isinstance(value, list | tuple) else {str(value)}
    return bool(given & set(wanted.split("|")))


def asked(fields: Sequence[EntryField], values: Mapping[str, Any]) -> tuple[EntryField, ...]:
    """Return the fields that these values ask for, in order."""
    return tuple(one for one in fields if holds(one.when, values))


def field_problems(fields: Sequence[EntryField], values: Mapping[str, Any]) -> list[Problem]:
    """Return what is wrong with values as filled in: blank, unreadable or too long, by field (``rows[2].name``)."""
    found: list[Problem] = []
    for one in asked(fields, values):
        value = values.get(one.name)
        if one.type == ROWS:
            found += _row_problems(one, value)
        else:
            found += _value_problems(one, value, one.name)
    return found


def unreadable(fields: Sequence[EntryField], values: Mapping[str, Any]) -> list[Problem]:
    """Return only what can never be kept: values of a wrong kind, not those still blank."""
    known = {one.name: one for one in fields}
    found = []
    for name, value in values.items():
        if name not in known:
            found.append(Problem(name, f"文书没有“{name}”这一栏。"))
        elif not _blank(value):
            found += _wrong(known[name], value, name)
    return found


def _row_problems(one: EntryField, value: Any) -> list[Problem]:
    rows = value if isinstance(value, list | tuple) else ()
    if one.required and len(rows) < one.least:
        return [Problem(one.name, f"请填写{one.label}，至少 {one.least} 行。")]
    found: list[Problem] = []
    for at, row in enumerate(rows):
        for cell in asked(one.columns, row):
            found += [
                Problem(problem.field, f"{one.label}第 {at + 1} 行：{problem.text}")
                for problem in _value_problems(cell, row.get(cell.name), f"{one.name}[{at}].{cell.name}")
            ]
    return found


def _value_problems(one: EntryField, value: Any, place: str) -> list[Problem]:
    if _blank(value):
        return [Problem(place, f"请填写{one.label}。")] if one.required else []
    return _wrong(one, value, place)


def _wrong(one: EntryField, value: Any, place: str) -> list[Problem]:
    if one.type in (LINE, TEXT) and len(str(value)) > LONGEST_ENTRY:
        return [Problem(place, f"{one.label}超过 {LONGEST_ENTRY} 字，请缩短。")]
    if one.type in (DAY, MOMENT) and moment_of(value) is None:
        shown = "2026-03-10" if one.type == DAY else "2026-03-10 09:30"
        return [Problem(place, f"{one.label}“{value}”不是日期，请写作 {shown}。")]
    if one.type == NUMBER and not (isinstance(value, int) and 0 <= value < 10**9):
        return [Problem(place, f"{one.label}请填写整数。")]
    if one.type == CHOICE and one.options and str(value) not in {option.key for option in one.options}:
        return [Problem(place, f"请从列出的选项中选择{one.label}。")]
    if one.type in LISTS and not isinstance(value, list | tuple):
        return [Problem(place, f"{one.label}请逐项填写。")]
    if one.type in LISTS - {ROWS} and one.required and len(value) < one.least:
        return [Problem(place, f"{one.label}至少 {one.least} 项。")]
    return []


def moment_of(value: Any) -> datetime | date | None:
    """Return the day or moment of an ISO text, None where it is neither."""
    text = str(value).strip()
    try:
        return date.fromisoformat(text) if len(text) <= 10 else datetime.fromisoformat(text)
    except ValueError:
        return None


def _blank(value: Any) -> bool:
    return value is None or value == "" or value == [] or value == () or (isinstance(value, str) and not value.strip())
