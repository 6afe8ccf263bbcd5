"""One inspection as its pages show it: the steps of the rail, and every question with what belongs to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from app.domain.checklist.items import ItemResult, verdict_of
from app.domain.checklist.model import SurveyRow
from app.domain.checklist.verdicts import (
    SEVERITIES,
    VerdictAnswer,
    asks_note,
    asks_severity,
    offered,
    verdict_word,
)
from app.domain.procedure.case import Case
from app.domain.procedure.circumstances import Circumstances
from app.domain.procedure.guards import GUARDS
from app.domain.procedure.rail import DONE, StepState, steps
from app.domain.procedure.rechecks import is_recheck
from app.errors import Blocker
from app.services.checking.answering import take_drafts, undo
from app.services.checking.results import QuestionState, Results, previous_answers, results_of
from app.services.checking.sheet import about, sheet_of
from app.services.checking.short_samples import ShortSample, short_samples
from app.services.desk import Desk, only_looks
from app.services.hands import Standing, standing_of
from ui.models.hindrances import Hindrance, hindrances

FORBIDDEN = "forbidden"
# Steps that a re-inspection does not have lead to the one that stands for them.
_INSTEAD = {"outcome": "record", "papers": "closing"}


@dataclass(frozen=True, slots=True)
class Basis:
    """A legal basis as shown beside a question; ``text`` is "" where only its existence is known."""

    citation: str
    text: str


@dataclass(frozen=True, slots=True)
class QuestionRow:
    """One question in the list. ``choices`` are the words of its ``verdicts``, in the order of the keys 1, 2, 3 ...

    ``graded`` are the verdicts that ask for a severity, ``noted`` those that ask for words of what was seen;
    ``missing`` is what the answer still lacks, ``phrases`` the only texts a secret one takes; ``disputed`` where
    another laptop answered otherwise, and nobody has chosen.
    """

    path: str
    code: str
    label: str
    hint: str
    verdicts: tuple[str, ...]
    choices: tuple[str, ...]
    graded: frozenset[str]
    noted: frozenset[str]
    verdict: str
    reason: str
    severity: str
    note: str
    missing: tuple[str, ...]
    required: bool
    open: bool
    evidence: int
    evidence_allowed: bool
    wanted: tuple[str, ...]
    sample: str
    finding: str
    secret: bool
    phrases: tuple[str, ...]
    previous: str
    disputed: bool = False

    @property
    def word(self) -> str:
        """Return the verdict in the question's own words, "" while it has none."""
        return self.choices[self.verdicts.index(self.verdict)] if self.verdict in self.verdicts else ""


@dataclass(frozen=True)
class InspectionState:
    """An inspection as it stands. ``frozen`` tells why the checklist cannot be filled in now, empty where it can.

    ``short`` are sampling tables of answered questions that hold too few pieces; ``moving`` says that the lead is being
    handed over from here or to here, or that two records were sealed; ``standing`` whose acts these are: those of the
    officer at the desk, or of others.
    """

    case: Case
    steps: tuple[StepState, ...]
    questions: tuple[QuestionRow, ...]
    frozen: tuple[Blocker, ...] = ()
    saved_at: Any = None
    items: tuple[ItemResult, ...] = ()
    short: tuple[ShortSample, ...] = ()
    moving: tuple[Hindrance, ...] = ()
    standing: Standing = field(default_factory=Standing)

    @property
    def again(self) -> bool:
        """Return whether it is a re-inspection (复查)."""
        return is_recheck(self.case.inspection)

    @property
    def stands(self) -> tuple[tuple[str, str], ...]:
        """Return where each step stands: when this moves, a step of the journey has ended or begun."""
        return tuple((one.key, one.state) for one in self.steps)

    @property
    def current_step(self) -> str:
        """Return the first step that is not done, the last one where all are."""
        return next((one.key for one in self.steps if one.state != DONE), self.steps[-1].key)

    def step(self, key: str) -> StepState:
        """Return one step of the rail; of a re-inspection, which has fewer, the one that stands for it."""
        known = {one.key: one for one in self.steps}
        return known[key] if key in known else known[_INSTEAD[key]]


@dataclass(frozen=True)
class Opening:
    """What is read once when an inspection is opened: the state, the bases, earlier answers, unfinished texts."""

    state: InspectionState
    bases: Mapping[str, tuple[Basis, ...]]
    previous: Mapping[str, Any]
    drafts: Mapping[tuple[str, str], str] = field(default_factory=dict)


def opening(desk: Desk, inspection: str) -> Opening:
    """Return an inspection with all its pages need."""
    previous = previous_answers(desk, inspection)
    state = inspection_state(desk, inspection, previous)
    opened = sheet_of(desk, state.case)
    bases = {path: _bases(desk, row) for path, row in opened.questions().items()}
    return Opening(state, bases, previous, take_drafts(desk, inspection))


def inspection_state(desk: Desk, inspection: str, previous: Mapping[str, Any]) -> InspectionState:
    """Return an inspection as it stands now."""
    with desk.store.snapshot():
        opened = sheet_of(desk, desk.case(inspection))
        found = results_of(opened, previous)
        now = about(desk, opened)
        states = steps(opened.case, now)
        return InspectionState(
            opened.case, states, _questions(found), _frozen(desk, opened.case, now), desk.now(), found.items,
            short_samples(opened), _moving(desk, opened.case, now), _standing(desk, opened.case),
        )  # fmt: skip


def take_back(desk: Desk, inspection: str, previous: Mapping[str, Any], txn: str) -> InspectionState:
    """Return the state after an answer was taken back by a new operation."""
    undo(desk, inspection, txn)
    return inspection_state(desk, inspection, previous)


def _moving(desk: Desk, case: Case, now: Circumstances) -> tuple[Hindrance, ...]:
    found = [one for one in GUARDS["on_lead_device"](case, now) if one.code == "handover-pending"]
    return hindrances(desk, [*found, *GUARDS["one_record_stands"](case, now)])


def _standing(desk: Desk, case: Case) -> Standing:
    """Return how the officer at the desk stands to it; an auditor only looks wherever it is."""
    return Standing() if only_looks(desk) else standing_of(desk, case.inspection.id)


def _frozen(desk: Desk, case: Case, now: Circumstances) -> tuple[Blocker, ...]:
    """Return what ``answer`` would refuse with, so that the list says it before anybody taps."""
    strange = only_looks(desk) or standing_of(desk, case.inspection.id).strange
    return tuple(strange or GUARDS["record_not_sealed"](case, now) or GUARDS["start_checking"](case, now))


def _questions(found: Results) -> tuple[QuestionRow, ...]:
    still_open, disputed = frozenset(found.open), frozenset(found.conflicts)
    return tuple(_row(one, one.path in still_open, one.path in disputed) for one in found.questions)


def _row(one: QuestionState, still_open: bool, disputed: bool) -> QuestionRow:
    row, meaning, value = one.question, one.question.inspection, one.value
    return QuestionRow(
        path=one.path,
        code=meaning.code,
        label=row.label,
        hint=row.hint,
        verdicts=tuple(offered(row)),
        choices=tuple(offered(row).values()),
        graded=frozenset(verdict for verdict in offered(row) if asks_severity(row, verdict)),
        noted=frozenset(verdict for verdict in offered(row) if asks_note(row, verdict)),
        verdict=value["verdict"] or "",
        reason=value["reason"] or "",
        severity=value["severity"] or "",
        note=value["note"] or "",
        missing=one.missing,
        required=bool(row.required),
        open=still_open,
        evidence=len(one.evidence),
        evidence_allowed=not meaning.secret and meaning.evidence_rule != FORBIDDEN,
        wanted=meaning.evidence if meaning.evidence_rule == "wanted" else (),
        sample="" if one.sample is None else f"{one.sample.checked}/{one.sample.wanted}",
        finding=one.finding,
        secret=meaning.secret,
        phrases=meaning.phrases,
        previous=_earlier(row, verdict_of(one.previous)),
        disputed=disputed,
    )


def _earlier(row: SurveyRow, given: VerdictAnswer) -> str:
    """Return the answer of the unit's previous inspection in words, "" where there is none."""
    if not given.verdict:
        return ""
    word, severity = verdict_word(row, given.verdict), SEVERITIES.get(given.severity or "", "")
    first = f"{word}（{severity}）" if severity else word
    return "\n".join(part for part in (first, given.reason or "", given.note or "") if part)


def _bases(desk: Desk, row: SurveyRow) -> tuple[Basis, ...]:
    found = [desk.legal.find(one) for one in row.inspection.basis]
    return tuple(Basis(one.citation, one.text or "") for one in found if one is not None)
