"""How far the checking is: every question with its answer, what is open or wrong, and the check items' results."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from app.domain.checklist.items import ItemResult, SampleSummary, item_results, sample_summary, verdict_of
from app.domain.checklist.model import SurveyRow
from app.domain.checklist.steps import Reporter
from app.domain.checklist.verdicts import verdict_word
from app.domain.procedure.case import Case
from app.domain.procedure.outcomes import Finding
from app.services.checking.findings import stale_findings
from app.services.checking.sheet import Sheet, sheet
from app.services.desk import Desk
from app.services.listed import inspections_of


@dataclass(frozen=True)
class QuestionState:
    """One verdict question as it stands. ``word`` is the verdict in Chinese ("" while open).

    ``missing`` is what the answer still lacks; ``previous`` is the answer of the unit's previous inspection.
    """

    path: str
    question: SurveyRow
    value: Mapping[str, Any]
    word: str
    missing: tuple[str, ...]
    evidence: tuple[str, ...]
    finding: str = ""
    sample: SampleSummary | None = None
    previous: Mapping[str, Any] | None = None


@dataclass(frozen=True)
class Results:
    """The state of the checking. Paths are stored paths; ``next_question`` is the first open one, "" when none is.

    ``invalid`` maps paths of any question to what is wrong; ``required_missing`` are required and empty (display
    paths, as ``forms play`` tells them). ``stale`` are findings whose verdict was changed elsewhere. ``answers`` are
    the paths answered, sampling rows included.
    """

    questions: tuple[QuestionState, ...]
    answers: Mapping[str, Any]
    open: tuple[str, ...]
    open_codes: tuple[str, ...]
    required_missing: tuple[str, ...]
    invalid: Mapping[str, str]
    items: tuple[ItemResult, ...]
    next_question: str
    stale: tuple[Finding, ...] = ()
    stray: tuple[str, ...] = ()
    conflicts: tuple[str, ...] = field(default=())


def results(desk: Desk, inspection: str, previous: Mapping[str, Any] | None = None) -> Results:
    """Return how far the checking of an inspection is; ``previous`` are the answers of ``previous_answers``."""
    return results_of(sheet(desk, inspection), previous or {})


def results_of(opened: Sheet, previous: Mapping[str, Any]) -> Results:
    """Return the results of a sheet already open."""
    case = opened.case
    report = Reporter(opened.play).report()
    open_paths = opened.open_paths()
    return Results(
        questions=tuple(_state(opened, path, row, previous) for path, row in opened.questions().items()),
        answers=case.answers,
        open=open_paths,
        open_codes=opened.open_codes(),
        required_missing=tuple(report["required_missing"]),
        invalid={one["path"]: one["message"] for one in report["invalid"]},
        items=item_results(opened.checklist, case.answers, _overrules(case)),
        next_question=open_paths[0] if open_paths else "",
        stale=stale_findings(opened),
        stray=opened.stray,
        conflicts=tuple(
            entity_id.split("/", 1)[1] for entity, entity_id, _ in case.conflicts if entity == "answer"
        ),
    )


def _overrules(case: Case) -> dict[str, dict[str, str]]:
    given = {item: value for item, value in case.overrules.items() if isinstance(value, dict)}
    return {item: {name: str(text or "") for name, text in value.items()} for item, value in given.items()}


def _state(opened: Sheet, path: str, row: SurveyRow, previous: Mapping[str, Any]) -> QuestionState:
    case = opened.case
    given = verdict_of(case.answers.get(path))
    finding = next((one.id for one in case.findings if one.question == path), "")
    wanted = {path, finding} - {""}
    return QuestionState(
        path, row, given.as_object(), verdict_word(row, given.verdict) if given.verdict else "",
        tuple(opened.play.problems(*opened.place(path))),
        tuple(one.id for one in case.evidence if wanted & set(one.links)),
        finding, sample_summary(row, case.answers, case.rows), previous.get(path),
    )  # fmt: skip


def previous_answers(desk: Desk, inspection: str) -> Mapping[str, Any]:
    """Return the verdicts of the same unit's previous inspection with this checklist, by path; empty where none.

    Reads the unit's inspections once: ask when the checklist is opened, not at each answer.
    """
    own = desk.case(inspection).inspection
    earlier = [
        state.entity_id for state in inspections_of(desk, own.unit)
        if state.value("form") == own.form and state.entity_id < own.id and not state.voided
    ]
    if not earlier:
        return {}
    answers = desk.case(max(earlier)).answers
    return {path: value for path, value in answers.items() if verdict_of(value).verdict}

