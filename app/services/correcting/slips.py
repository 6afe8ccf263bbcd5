"""A refused change in words: where in the sealed record it belongs, what stands there, what it should be."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from app.domain.checklist.items import RESULT_WORDS
from app.domain.checklist.verdicts import SEVERITIES, VerdictAnswer, read_verdict, verdict_word
from app.domain.clock import CHINA, moment_of_stamp
from app.domain.entity_words import entity_words, field_words
from app.domain.operations import REMOVE, VOID, Operation
from app.domain.procedure.case import Case
from app.domain.procedure.sealed_places import SealedPlace, moment_as_printed, sealed_places
from app.services.checking.sheet import Sheet, sheet_of
from app.services.desk import Desk
from app.services.papers.composing.listed import listed_evidence
from app.services.papers.composing.wording import day_words

CLEARED, TAKEN_OUT = "（清空）", "（作废）"


@dataclass(frozen=True, slots=True)
class Slip:
    """One place of the record: where it is in words, what stands there ("" for nothing), what it should be."""

    where: str
    stood: str
    should: str


Wanted = tuple[str, str, str]
"""The key of a place of the sealed record, where it is where the record has no such place, what it should be."""


@dataclass(frozen=True)
class Reading:
    """A case with its sealed record, read once for all its refused changes."""

    desk: Desk
    case: Case
    words: Mapping[str, Any]

    @cached_property
    def places(self) -> dict[str, SealedPlace]:
        """Return the places of the record by key."""
        return {one.key: one for one in sealed_places(self.words)}

    @cached_property
    def sheet(self) -> Sheet:
        """Return the checklist with its answers."""
        return sheet_of(self.desk, self.case)

    def slips(self, one: Operation) -> tuple[Slip, ...]:
        """Return what a refused change would have changed, place by place; at least one."""
        wanted = list(_voided(one) if one.kind in (VOID, REMOVE) else _WANTED.get(one.entity, _other)(self, one))
        found = [self._slip(*each) for each in wanted]
        return tuple(each for each in found if each.stood != each.should) or tuple(found[:1])

    def _slip(self, key: str, where: str, should: str) -> Slip:
        place = self.places.get(key)
        return Slip(place.where if place else where, place.stood if place else "", should or CLEARED)


def by_whom(case: Case, one: Operation) -> str:
    """Return who made a change and when, as a correction names it: 演练乙，2026年6月8日11:05."""
    name = case.officers[one.officer].name if one.officer in case.officers else one.officer
    return f"{name}，{_when(moment_of_stamp(one.hlc))}"


def now_by(desk: Desk, case: Case) -> str:
    """Return the officer at the desk and the present moment, likewise."""
    name = case.officers[desk.officer].name if desk.officer in case.officers else desk.officer
    return f"{name}，{_when(desk.now())}"


def _when(moment: datetime) -> str:
    local = moment.astimezone(CHINA)
    return f"{day_words(local.date())}{local:%H:%M}"


def _path(one: Operation) -> str:
    return one.entity_id.partition("/")[2]


def _voided(one: Operation) -> Iterator[Wanted]:
    reason = one.value.get("reason") if isinstance(one.value, Mapping) else ""
    yield "", entity_words(one.entity), f"{TAKEN_OUT}{reason or ''}"


def _other(reading: Reading, one: Operation) -> Iterator[Wanted]:
    yield "", field_words(one.entity, one.field), value_words(one.value)


def value_words(value: Any) -> str:
    """Return a stored value as text: lists parted, parts of an object in order, moments as papers print them."""
    if isinstance(value, Mapping):
        return "；".join(value_words(part) for part in value.values() if part not in (None, "", [], {}))
    if isinstance(value, list | tuple):
        return "、".join(value_words(part) for part in value)
    return SEVERITIES.get(str(value), moment_as_printed(value)) if value is not None else ""


def _answer(reading: Reading, one: Operation) -> Iterator[Wanted]:
    path = _path(one)
    question = reading.sheet.questions().get(path)
    if question is None:
        yield from _cell(reading, one, path)
        return
    code = question.inspection.code
    given = read_verdict(one.value) or VerdictAnswer()
    name = f"检查表 {code} {question.label}"
    yield f"checklist/{code}/answer", f"{name} · 结果", verdict_word(question, given.verdict)
    note = "；".join(part for part in (given.reason, given.note) if part)
    if note or f"checklist/{code}/note" in reading.places:
        yield f"checklist/{code}/note", f"{name} · 情况说明", note
    if given.severity:
        at = _at(reading.case.findings, lambda finding: finding.question == path)
        yield f"findings/{at}/severity", f"{name} · 严重程度", SEVERITIES[given.severity]


def _cell(reading: Reading, one: Operation, path: str) -> Iterator[Wanted]:
    """Yield the place of one cell of a sampling table: ``q2_4_sample[<row>]/result``."""
    table, parted, rest = path.partition("[")
    row, _, name = rest.partition("]/")
    asked = next((known for known in reading.sheet.checklist.rows if known.name == name), None)
    label = asked.label if asked is not None and asked.label else name
    codes = {known.inspection.sample: known.inspection.code for known in reading.sheet.checklist.questions()}
    code = codes.get(table, codes.get(table.rpartition("/")[2], ""))
    rows = reading.case.rows.get(table, ())
    which = f"第{rows.index(row) + 1}行" if row in rows else "新增的行"
    at = rows.index(row) + 1 if row in rows else 0
    labels = {(choice.list_name, choice.name): choice.label for choice in reading.sheet.checklist.choices}
    said = labels.get((asked.list_name, str(one.value))) if asked is not None else None
    where = f"抽样记录 {code} · {which} · {label}" if parted else f"检查表 {label}"
    yield f"samples/{code}/{at}/{label}", where, said or value_words(one.value)


def _at(rows: Iterable[Any], wanted: Callable[[Any], bool]) -> int:
    """Return the number of the first element that is wanted, counted from 1; 0 for none."""
    return next((at for at, one in enumerate(rows, 1) if wanted(one)), 0)


def _person(reading: Reading, one: Operation) -> Iterator[Wanted]:
    at = _at(reading.case.persons, lambda person: person.id == one.entity_id) - 1
    yield f"persons/{at}/{one.field}", field_words(one.entity, one.field), value_words(one.value)


def _visit(reading: Reading, one: Operation) -> Iterator[Wanted]:
    at = _at(reading.case.visits, lambda visit: visit.id == one.entity_id) - 1
    name = {"arrived_at": "starts", "left_at": "ends"}.get(one.field, one.field)
    yield f"visits/{at}/{name}", field_words(one.entity, one.field), value_words(one.value)


def _finding(reading: Reading, one: Operation) -> Iterator[Wanted]:
    at = _at(reading.case.findings, lambda finding: finding.id == one.entity_id)
    name = {"text": "fact"}.get(one.field, one.field)
    yield f"findings/{at}/{name}", field_words(one.entity, one.field), value_words(one.value)


def _evidence(reading: Reading, one: Operation) -> Iterator[Wanted]:
    at = _at(listed_evidence(reading.case), lambda held: held.id == one.entity_id)
    yield f"evidence/证据{at}/{one.field}", field_words(one.entity, one.field), value_words(one.value)


def _statement(reading: Reading, one: Operation) -> Iterator[Wanted]:
    yield "statement", field_words(one.entity, one.field), value_words(one.value)


def _result(reading: Reading, one: Operation) -> Iterator[Wanted]:
    title = next((item.title for item in reading.sheet.checklist.items if item.key == _path(one)), _path(one))
    given: Mapping[str, Any] = one.value if isinstance(one.value, Mapping) else {}
    word = str(given.get("result") or given.get("verdict") or "")
    yield f"item_results/{title}/result", f"检查项目“{title}” · 结论", RESULT_WORDS.get(word, word)
    if given.get("reason"):
        yield f"item_results/{title}/reason", f"检查项目“{title}” · 说明", str(given["reason"])


_WANTED: Mapping[str, Callable[[Reading, Operation], Iterator[Wanted]]] = {
    "answer": _answer, "person": _person, "visit": _visit, "finding": _finding, "evidence": _evidence,
    "statement": _statement, "item_result": _result,
}  # fmt: skip
