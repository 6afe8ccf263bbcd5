"""Answers, sampling rows and overrules, each in one transaction; text being typed as drafts."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any

from app.domain.characters import cleaned, each_text
from app.domain.checklist.answers import answer_problems, as_shown, entered
from app.domain.checklist.items import overrule_problems
from app.domain.checklist.model import SurveyRow
from app.domain.checklist.paths import find_repeat, stored_path
from app.domain.checklist.play import StepRefused
from app.domain.checklist.row_table import Place
from app.domain.checklist.verdicts import NEEDS_REASON, VerdictAnswer, asks_note, asks_severity, read_verdict
from app.domain.operations import ADD, REMOVE, Change, FieldKey, Json
from app.domain.problems import unprintable_in
from app.domain.procedure.outcomes import Finding
from app.errors import Blocker
from app.services.checking import findings
from app.services.checking.sheet import PLACE, Sheet, insist_checking, insist_unsealed, no_such, sheet
from app.services.desk import Desk, insist
from app.services.wording import as_written

ANSWER, ROWS, ITEM_RESULT = "answer", "rows", "item_result"
MAJOR = "major"
OVER = "over"
"""The part of a draft that says over which words the others were typed."""

DRAFT_PARTS = ("", "reason", "note", OVER)
_COMPUTED_TYPES = frozenset({"calculate", "note", "start", "end", "today", "hidden"})


@dataclass(frozen=True, slots=True)
class Answering:
    """What became of an answer: ``path`` it is kept under, the transaction (``""`` where nothing was recorded).

    ``problems`` (Chinese) kept it from being recorded; ``missing`` is what a recorded verdict still lacks, ``before``
    the value that stood there (None: there was none).
    """

    path: str
    txn: str = ""
    problems: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    before: Json = None


def answer(
    desk: Desk, inspection: str, path: str, value: Any, *, void_finding: str = "", also: Collection[str] = ()
) -> Answering:
    """Return what became of an answer; drafts of its text are dropped with the commit.

    ``value`` is JSON as entered; a verdict is {verdict, reason, severity, note}; None clears the answer. Withdrawing
    a 不符合 whose finding exists needs ``void_finding``, the reason to void it: asked, never silent.
    ``also`` are the roles whose act it is beside the officers of the inspection (a conflict that is settled).

    Raises:
        Refused: checking may not go on, there is no such question, or the finding was not asked about.
    """
    value = each_text(value, cleaned)
    with desk.store.snapshot():
        told, changes = _judged(desk, sheet(desk, inspection), path, value, void_finding)
        if changes:
            desk.insist_may_change([inspection], also)
    if not changes:
        return told
    drafts = [_draft_key(inspection, told.path, part) for part in DRAFT_PARTS]
    done = desk.store.commit(as_written(changes), officer=desk.officer, now=desk.now(), drafts_done=drafts)
    return replace(told, txn=done.txn)


def _judged(desk: Desk, opened: Sheet, path: str, value: Any, void_finding: str) -> tuple[Answering, list[Change]]:
    """Return what is to be told of an answer, and what is to be recorded: nothing where it has problems or stands."""
    insist_checking(desk, opened)
    place = opened.place(path)
    row = opened.node(place).row
    kept = opened.stored(place)
    problems = _problems(opened, row, value)
    if problems:
        return Answering(kept, problems=problems), []
    stored = _stored(row, value)
    missing = tuple(answer_problems(row, value, _choices(opened, row)))
    changes = findings.after_answer(desk, opened, kept, stored, void_finding)
    before = opened.case.answers.get(kept)
    if before != stored:
        changes.append(Change(ANSWER, f"{opened.case.inspection.id}/{kept}", "value", stored))
    return Answering(kept, missing=missing, before=before if changes else None), changes


def _problems(opened: Sheet, row: SurveyRow, value: Any) -> tuple[str, ...]:
    """Return what forbids keeping the value; a verdict that only lacks reason or severity is kept and told."""
    if row.type in _COMPUTED_TYPES:
        return ("该题由程序计算，不能填写",)
    given = read_verdict(value) if row.type == "verdict" else None
    if given is not None and (lost := unprintable_in({"理由": given.reason, "情况说明": given.note})):
        return tuple(f"{one.field}：{one.text}" for one in lost)
    if isinstance(value, str) and (lost := unprintable_in({"text": value})):
        return tuple(one.text for one in lost)
    if given is not None and given.verdict:
        return tuple(answer_problems(row, _completed(row, given).as_object()))
    return tuple(answer_problems(row, value, _choices(opened, row)))


def _completed(row: SurveyRow, given: VerdictAnswer) -> VerdictAnswer:
    filler = row.inspection.phrases[0] if row.inspection.phrases else "理由"
    reasoned = given.verdict in NEEDS_REASON or given.severity == MAJOR
    reason = given.reason or (filler if reasoned else "")
    severity = given.severity or ("ordinary" if asks_severity(row, given.verdict) else "")
    note = given.note or ("复查情况" if asks_note(row, given.verdict) else "")
    return replace(given, reason=reason, severity=severity, note=note)


def _choices(opened: Sheet, row: SurveyRow) -> tuple[str, ...]:
    return opened.form.choices.get(row.list_name, ())


def _stored(row: SurveyRow, value: Any) -> Json:
    shown = as_shown(entered(row, value))
    return str(shown) if isinstance(shown, float) else shown  # decimals are text in operations


def add_row(desk: Desk, inspection: str, repeat: str) -> str:
    """Return the id of a new row of a sampling table, added at its end.

    Raises:
        Refused: checking may not go on, or there is no such table.
    """
    opened = sheet(desk, inspection)
    insist_checking(desk, opened)
    row_id = desk.identify()
    kept = _repeat_path(opened, _repeat(opened, repeat))
    desk.commit([Change(ROWS, f"{inspection}/{kept}", "rows", row_id, ADD)])
    return row_id


def remove_row(desk: Desk, inspection: str, repeat: str, row_id: str) -> str:
    """Return the transaction that removed a row; its answers stay in the log and come back with ``undo``.

    Raises:
        Refused: checking may not go on, or there is no such row.
    """
    opened = sheet(desk, inspection)
    insist_checking(desk, opened)
    place = _repeat(opened, repeat)
    if row_id not in opened.play.rows.ids(*place):
        raise no_such("row", "抽样表中没有这一行。")
    kept = _repeat_path(opened, place)
    return str(desk.commit([Change(ROWS, f"{inspection}/{kept}", "rows", row_id, REMOVE)]).txn)


def _repeat(opened: Sheet, repeat: str) -> Place:
    try:
        return find_repeat(opened.play, repeat)
    except StepRefused as refused:
        raise no_such("repeat", f"检查表中没有抽样表“{repeat}”：{refused}。") from refused


def _repeat_path(opened: Sheet, place: Place) -> str:
    return stored_path(opened.play, *place)


def overrule_item(desk: Desk, inspection: str, item: str, result: str, reason: str) -> list[str]:
    """Return the problems (Chinese) that kept an overrule from being recorded; none where it was.

    ``result`` is conforms, violates, unresolved or not_applicable; "" takes the overrule back.

    Raises:
        Refused: checking may not go on, or there is no such check item.
    """
    opened = sheet(desk, inspection)
    insist_checking(desk, opened)
    if all(one.key != item for one in opened.checklist.items):
        raise no_such("item", f"检查表中没有检查事项“{item}”。")
    value: dict[str, Json] | None = {"verdict": result, "reason": reason.strip()} if result else None
    problems = [] if value is None else overrule_problems({"verdict": result, "reason": reason})
    if not problems:
        desk.commit([Change(ITEM_RESULT, f"{inspection}/{item}", "overrule", value)])
    return problems


def answer_again(desk: Desk, inspection: str, path: str, value: Any) -> Answering:
    """Return what became of an answer that stood before and is put back; what a colleague gave meanwhile stands.

    Raises:
        Refused: as for an answer; or another laptop answered the question since.
    """
    insist_own(desk, inspection, path)
    return answer(desk, inspection, path, value)


def insist_own(desk: Desk, inspection: str, path: str) -> None:
    """Do nothing where the answer that stands was given on this laptop, or none stands.

    Raises:
        Refused: another laptop answered it since; the question is named.
    """
    key = FieldKey(ANSWER, f"{inspection}/{path}", "value")
    given = [one for one in desk.store.operations(inspection) if one.key == key]
    gone = {base for one in given for base in one.base} | {one.op_id for one in desk.store.refused(inspection)}
    if any(one.device != desk.store.device and one.op_id not in gone for one in given):
        row = sheet(desk, inspection).questions().get(path)
        what = f"检查项 {row.inspection.code}" if row is not None else "这一项"
        text = f"{what}之后在另一台电脑上改过，不能撤销；请核对现在的答案，需要的直接改选"
        insist("不能撤销。", [Blocker("undo-elsewhere", text, (), f"{PLACE}/{path}")])


def undo(desk: Desk, inspection: str, txn: str) -> str:
    """Return the transaction that took back an answer, row or overrule of this device.

    Raises:
        Refused: the record is sealed, later changes stand on it, or a finding rests on the answer.
    """
    case = desk.case(inspection)
    insist_unsealed(desk, case)
    answered = {one.entity_id for one in desk.store.operations(inspection) if one.txn == txn and one.entity == ANSWER}
    standing = [one for one in case.findings if f"{inspection}/{one.question}" in answered]
    insist("不能撤销。", [_finding_stands(one) for one in standing])
    for one in answered:
        insist_own(desk, inspection, one.removeprefix(f"{inspection}/"))
    desk.insist_may_change([inspection])
    return str(desk.store.undo(txn, officer=desk.officer, now=desk.now()).txn)


def _finding_stands(finding: Finding) -> Blocker:
    text = f"{finding.code}已据此答案形成问题，请改选结论并确认作废该问题"
    return Blocker("finding-exists", text, (), f"{PLACE}/{finding.question}")


def save_draft(desk: Desk, inspection: str, path: str, text: str, part: str = "") -> None:
    """Keep text that is still being typed into a question (``part``: reason or note of a verdict, else "").

    Half of a pair of characters cannot be stored: the mark of a lost character takes its place and is told as well.
    """
    kept = "".join("\ufffd" if "\ud800" <= one <= "\udfff" else one for one in text)
    desk.store.drafts.save_draft(_draft_key(inspection, path, part), kept, desk.now())


def take_drafts(desk: Desk, inspection: str) -> Mapping[tuple[str, str], str]:
    """Return the texts left unfinished in an inspection, by (path, part); they stay until their answer is given."""
    found: dict[tuple[str, str], str] = {}
    for one in desk.store.drafts.drafts(inspection):
        path, _, part = one.place_key.removeprefix(f"{inspection}/").rpartition("#")
        found[path, part] = one.text
    return found


def drop_draft(desk: Desk, inspection: str, path: str, part: str = "") -> None:
    """Forget text that the officer gave up."""
    desk.store.drafts.drop_draft(_draft_key(inspection, path, part))


def _draft_key(inspection: str, path: str, part: str) -> str:
    return f"{inspection}/{path}#{part}"

