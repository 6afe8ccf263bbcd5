"""What the answers say: violations, open questions, and the result of each check item with an officer's overrule.

Answers are keyed by question path, values as stored (a verdict is an object).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from app.domain.checklist.answers import answer_problems
from app.domain.checklist.arrangement import arrange
from app.domain.checklist.model import CORRECTION, Checklist, SurveyRow
from app.domain.checklist.verdicts import (
    CONFORMS,
    NOT_APPLICABLE,
    NOT_CHECKED,
    VIOLATES,
    VerdictAnswer,
    read_verdict,
)

UNRESOLVED = "unresolved"
RESULT_WORDS = {CONFORMS: "符合", VIOLATES: "不符合", UNRESOLVED: "未查清", NOT_APPLICABLE: "不适用"}


@dataclass(frozen=True)
class Answered:
    """A verdict question with its path and the answer given."""

    path: str
    question: SurveyRow
    answer: VerdictAnswer


@dataclass(frozen=True)
class ItemResult:
    """The result of one check item; ``result`` is ``computed`` unless an officer overruled it with a reason.

    Results are keys of ``RESULT_WORDS``. ``counts`` tells how many questions have each verdict ("" = unanswered).
    """

    key: str
    title: str
    text: str
    computed: str
    result: str
    overruled: bool = False
    reason: str = ""
    counts: Mapping[str, int] | None = None

    @property
    def word(self) -> str:
        """Return the result in Chinese."""
        return RESULT_WORDS[self.result]


@dataclass(frozen=True)
class SampleSummary:
    """A sampling table in numbers: pieces wanted, looked at, failed; ``failures`` are the pieces' numbers."""

    wanted: int
    checked: int
    failed: int
    failures: tuple[str, ...]

    @property
    def complete(self) -> bool:
        """Return whether as many pieces as wanted have a result."""
        return self.checked >= self.wanted


def question_paths(checklist: Checklist) -> Mapping[str, SurveyRow]:
    """Return the verdict questions by path, in order; those inside repeats have no path of their own."""
    return _paths_of(_Same(checklist))


class _Same:
    """A checklist as a key by what it is, not by what it says: hashing all of its rows costs more than arranging."""

    __slots__ = ("checklist",)

    def __init__(self, checklist: Checklist) -> None:
        self.checklist = checklist

    def __hash__(self) -> int:
        return id(self.checklist)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.checklist is self.checklist


@lru_cache(maxsize=16)
def _paths_of(same: _Same) -> Mapping[str, SurveyRow]:
    arrangement, _ = arrange(same.checklist)
    return MappingProxyType({
        "/".join(arrangement.nodes[at].row.name for at in arrangement.segments(node.index)): node.row
        for node in arrangement.nodes
        if node.row.type == "verdict" and not node.chain
    })  # fmt: skip


def verdict_of(value: Any) -> VerdictAnswer:
    """Return the verdict in a stored value, an empty one where there is none."""
    return read_verdict(value) or VerdictAnswer()


def answered_questions(checklist: Checklist, answers: Mapping[str, Any]) -> tuple[Answered, ...]:
    """Return every verdict question with its answer (an empty one where it is open), in order."""
    return tuple(
        Answered(path, row, verdict_of(answers.get(path))) for path, row in question_paths(checklist).items()
    )


def violations(checklist: Checklist, answers: Mapping[str, Any]) -> tuple[Answered, ...]:
    """Return the questions answered 不符合 (发现), in order; 未改正 of a re-inspection is no finding of its own."""
    given = answered_questions(checklist, answers)
    return tuple(
        one for one in given if one.answer.verdict == VIOLATES and one.question.inspection.scale != CORRECTION
    )


def open_questions(checklist: Checklist, answers: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the paths of questions without a verdict; 未检查 with its reason is an answer and may be sealed."""
    return tuple(one.path for one in answered_questions(checklist, answers) if not one.answer.verdict)


def checklist_problems(checklist: Checklist, answers: Mapping[str, Any]) -> dict[str, list[str]]:
    """Return what is wrong with the given verdicts, by path; questions without fault are left out."""
    found = {
        path: answer_problems(row, answers[path])
        for path, row in question_paths(checklist).items()
        if answers.get(path) is not None
    }
    return {path: problems for path, problems in found.items() if problems}


def special_questions(checklist: Checklist) -> tuple[str, ...]:
    """Return the paths of the short set for a special inspection (专项检查)."""
    return tuple(path for path, row in question_paths(checklist).items() if row.inspection.special)


def computed_result(verdicts: tuple[str, ...]) -> str:
    """Return an item's result from its questions' verdicts ("" = unanswered counts as not cleared up)."""
    if VIOLATES in verdicts:
        return VIOLATES
    if not verdicts or NOT_CHECKED in verdicts or "" in verdicts:
        return UNRESOLVED
    return NOT_APPLICABLE if set(verdicts) == {NOT_APPLICABLE} else CONFORMS


def item_results(
    checklist: Checklist, answers: Mapping[str, Any], overrules: Mapping[str, Mapping[str, str]] | None = None
) -> tuple[ItemResult, ...]:
    """Return the result of every check item, in order.

    ``overrules`` maps an item's key to {"verdict", "reason"}, verdict a key of ``RESULT_WORDS``; one with a fault
    (``overrule_problems``) is not applied.
    """
    given = answered_questions(checklist, answers)
    results: list[ItemResult] = []
    for item in checklist.items:
        verdicts = tuple(one.answer.verdict for one in given if one.question.inspection.item == item.key)
        computed = computed_result(verdicts)
        counts = {verdict: verdicts.count(verdict) for verdict in dict.fromkeys(verdicts)}
        overrule = (overrules or {}).get(item.key, {})
        applied = bool(overrule) and not overrule_problems(overrule)
        result = overrule["verdict"] if applied else computed
        reason = overrule["reason"].strip() if applied else ""
        results.append(ItemResult(item.key, item.title, item.text, computed, result, applied, reason, counts))
    return tuple(results)


def overrule_problems(overrule: Mapping[str, str]) -> list[str]:
    """Return what is wrong with an overrule, in Chinese: it needs a known result and a reason."""
    problems: list[str] = []
    if overrule.get("verdict") not in RESULT_WORDS:
        problems.append("请选择改定的结果：符合、不符合、未查清或不适用")
    if not (overrule.get("reason") or "").strip():
        problems.append("改定检查事项的结果须填写理由")
    return problems


def sample_summary(
    question: SurveyRow, answers: Mapping[str, Any], rows: Mapping[str, tuple[str, ...]]
) -> SampleSummary | None:
    """Return a question's sampling table in numbers, None where it has none.

    ``rows`` maps a repeat's path to its row ids; a piece's answers stand under ``<repeat>[<row id>]/piece`` and
    ``…/result`` (``pass`` or ``fail``).
    """
    repeat = question.inspection.sample
    if not repeat:
        return None
    pieces = [(row_id, answers.get(f"{repeat}[{row_id}]/result")) for row_id in rows.get(repeat, ())]
    failures = [str(answers.get(f"{repeat}[{row_id}]/piece") or "") for row_id, result in pieces if result == "fail"]
    checked = sum(1 for _, result in pieces if result)
    return SampleSummary(question.inspection.sample_size, checked, len(failures), tuple(failures))
