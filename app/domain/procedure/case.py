"""An inspection with all that belongs to it, as the guards and papers see it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TypeVar

from app.domain.fold import EntityState
from app.domain.operations import VOID_FIELD, Json
from app.domain.procedure import act_period, issuing, outcomes, records, rectification, settlements
from app.domain.procedure.ended_measures import MeasureEnd, going_on
from app.domain.procedure.ended_measures import counting as counting_ends
from app.domain.procedure.mapping import Record, record_from
from app.domain.procedure.new_terms import NewTerm, counting, renewed
from app.domain.procedure.reliefs import Relief, handlers_of, in_order

REVIEWER = "reviewer"
R = TypeVar("R", bound=Record)

ENTRY = "entry"
"""The entity, with a document's id, of what was filled in for a paper, field by field."""

CHECKUP = "checkup"
"""The entity, with a document's id, of the reasons given for amber findings of its examination, by trap."""

COURSE = "course"
"""The entity, with the inspection's id, of what goes on after the seal: lead_device with its handovers, closed_at."""


@dataclass(frozen=True, slots=True)
class Case:
    """Everything known of one inspection. Tuples are in order of creation (by id) and leave out what was voided.

    ``answers`` maps question paths (without the inspection id) to values; ``rows`` maps repeat paths to row ids;
    ``overrules`` maps check items to {verdict, reason}; ``contents`` maps document ids to their words, ``entries`` to
    what was filled in for them by field; ``voided_papers`` are those voided once they were final,
    ``withdrawn_services`` those given up; ``act_periods`` maps finding ids to when the act was done; ``seals`` are the
    values of seals that stand, by seal id. ``measures`` have the term of the last of their ``new_terms``; those with a
    ``measure_end`` are left out.
    """

    inspection: records.Inspection
    unit: records.Unit
    officers: Mapping[str, records.Officer]
    approvals: tuple[records.Approval, ...] = ()
    visits: tuple[records.Visit, ...] = ()
    sign_ins: tuple[records.SignIn, ...] = ()
    persons: tuple[records.Person, ...] = ()
    rights: tuple[records.Rights, ...] = ()
    recordings: tuple[records.Recording, ...] = ()
    answers: Mapping[str, Json] = field(default_factory=dict)
    rows: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    overrules: Mapping[str, Json] = field(default_factory=dict)
    evidence: tuple[outcomes.Evidence, ...] = ()
    findings: tuple[outcomes.Finding, ...] = ()
    act_periods: Mapping[str, act_period.ActPeriod] = field(default_factory=dict)
    measures: tuple[outcomes.Measure, ...] = ()
    tasks: tuple[outcomes.Task, ...] = ()
    documents: tuple[outcomes.Document, ...] = ()
    voided_papers: tuple[issuing.VoidedPaper, ...] = ()
    withdrawn_services: tuple[issuing.WithdrawnService, ...] = ()
    contents: Mapping[str, outcomes.Content] = field(default_factory=dict)
    entries: Mapping[str, Mapping[str, Json]] = field(default_factory=dict)
    checkups: Mapping[str, Mapping[str, Json]] = field(default_factory=dict)
    sendings: tuple[issuing.Sending, ...] = ()
    statements: tuple[outcomes.Statement, ...] = ()
    read_backs: tuple[outcomes.ReadBack, ...] = ()
    signatures: tuple[outcomes.Signature, ...] = ()
    services: tuple[outcomes.Service, ...] = ()
    printings: tuple[issuing.Printing, ...] = ()
    seals: Mapping[str, Json] = field(default_factory=dict)
    conflicts: tuple[tuple[str, str, str], ...] = ()
    settlements: tuple[settlements.Settlement, ...] = ()
    unit_reports: tuple[rectification.UnitReport, ...] = ()
    new_terms: tuple[NewTerm, ...] = ()
    reliefs: tuple[Relief, ...] = ()
    measure_ends: tuple[MeasureEnd, ...] = ()

    @property
    def handlers(self) -> tuple[str, ...]:
        """Return the officers who carry it on now: those of the record, but for who left and joined after its seal."""
        return handlers_of(self.inspection.officers, self.reliefs)

    def document(self, kind: str) -> outcomes.Document | None:
        """Return the latest document of a kind, if there is one."""
        return next((one for one in reversed(self.documents) if one.kind == kind), None)

    def was_served(self, document: str, by: datetime | None = None) -> bool:
        """Return whether a document was served (until ``by``): where a receipt was drafted, it is signed and sealed."""
        proved = {one.id for one in self.documents if one.frozen_at is not None}
        return any(
            one.document == document and (not one.receipt or one.receipt in proved) and (by is None or one.at <= by)
            for one in self.services
        )

    def was_sent(self, document: str) -> bool:
        """Return whether a document was sent to the body it is for."""
        return any(one.document == document for one in self.sendings)

    def approved(self, document: str) -> records.Approval | None:
        """Return the approval of a document that stands: the last decision, where it was to approve these words.

        The opinion of a legal reviewer (法制审核) is none: it comes before the decision.
        """
        last = self._last_decision(document)
        return last if last is not None and last.decision == "approve" and not self.lapsed(last) else None

    def approval_lapsed(self, document: str) -> bool:
        """Return whether a document was approved, but its words were changed since."""
        last = self._last_decision(document)
        return last is not None and last.decision == "approve" and self.lapsed(last)

    def lapsed(self, decided: records.Approval) -> bool:
        """Return whether a decision was on other words than the document has now, or on an order with its old term."""
        words = self.words_of(decided.document)
        other = bool(decided.digest) and bool(words) and words != decided.digest
        return other or any(decided.id in one.lapses or decided.at < one.since for one in self._renewals(decided))

    def _renewals(self, decided: records.Approval) -> tuple[NewTerm, ...]:
        """Return the new terms of the order that a decision was on."""
        carried = {one.measure for one in self.documents if one.id == decided.document} | {decided.document}
        return tuple(one for one in self.new_terms if one.measure in carried)

    def words_of(self, document: str) -> str:
        """Return the digest of the words of a document, or of the notice of a measure; "" before it was drafted."""
        known = [one.id for one in self.documents if document in (one.id, one.measure)]
        return next((self.contents[one].digest for one in (document, *known) if one in self.contents), "")

    def _last_decision(self, document: str) -> records.Approval | None:
        decisions = [one for one in self.approvals if one.document == document and one.role != REVIEWER]
        return decisions[-1] if decisions else None


def case_from(
    states: Iterable[EntityState], unit: records.Unit, officers: Mapping[str, records.Officer]
) -> Case:
    """Return the case of the entities under one inspection.

    Raises:
        ValueError: the inspection itself is not among them.
    """
    by_entity: dict[str, list[EntityState]] = {}
    for state in sorted(states, key=lambda one: one.entity_id):
        by_entity.setdefault(state.entity, []).append(state)
    if not by_entity.get("inspection"):
        raise ValueError("no inspection among the entities")
    course = by_entity.get(COURSE, [EntityState(COURSE, "")])[0]
    planned = by_entity["inspection"][0]
    inspection = record_from(records.Inspection, replace(planned, fields={**planned.fields, **course.fields}))

    def all_of(cls: type[R]) -> tuple[R, ...]:
        return tuple(record_from(cls, one) for one in by_entity.get(cls.ENTITY, ()) if not one.voided)

    def local(name: str) -> list[tuple[str, EntityState]]:
        return [(one.entity_id.split("/", 1)[1], one) for one in by_entity.get(name, ()) if not one.voided]

    documents, contents = all_of(outcomes.Document), {one.id: one for one in all_of(outcomes.Content)}
    renewals, ends = counting(all_of(NewTerm), documents, contents), counting_ends(all_of(MeasureEnd), documents)

    return Case(
        inspection=inspection,
        unit=unit,
        officers=officers,
        approvals=tuple(sorted(all_of(records.Approval), key=lambda one: (one.at, one.id))),
        visits=_ended(all_of(records.Visit), all_of(records.Departure)),
        sign_ins=all_of(records.SignIn),
        persons=all_of(records.Person),
        rights=all_of(records.Rights),
        recordings=all_of(records.Recording),
        answers={path: one.value("value") for path, one in local("answer") if one.value("value") is not None},
        rows={path: tuple(map(str, one.elements("rows"))) for path, one in local("rows")},
        overrules={path: one.value("overrule") for path, one in local("item_result") if one.value("overrule")},
        evidence=all_of(outcomes.Evidence),
        findings=all_of(outcomes.Finding),
        act_periods={one.id: one for one in all_of(act_period.ActPeriod)},
        measures=tuple(renewed(one, renewals) for one in going_on(all_of(outcomes.Measure), ends)),
        tasks=all_of(outcomes.Task),
        documents=documents,
        voided_papers=tuple(_voided_papers(by_entity)),
        withdrawn_services=tuple(_withdrawn_services(by_entity)),
        contents=contents,
        entries=_fields_of(by_entity.get(ENTRY, ())),
        checkups=_fields_of(by_entity.get(CHECKUP, ())),
        sendings=all_of(issuing.Sending),
        statements=all_of(outcomes.Statement),
        read_backs=all_of(outcomes.ReadBack),
        signatures=all_of(outcomes.Signature),
        services=all_of(outcomes.Service),
        printings=all_of(issuing.Printing),
        seals={one.entity_id: one.value("seal") for _, one in local("seal") if one.value("seal")},
        conflicts=tuple(
            (one.entity, one.entity_id, name) for group in by_entity.values() for one in group for name in one.conflicts
        ),
        settlements=all_of(settlements.Settlement),
        unit_reports=all_of(rectification.UnitReport),
        new_terms=renewals,
        reliefs=in_order(all_of(Relief)),
        measure_ends=ends,
    )


def _voided_papers(by_entity: Mapping[str, list[EntityState]]) -> Iterable[issuing.VoidedPaper]:
    """Yield the papers that were final and were voided by themselves, their words left as they are."""
    written = {one.entity_id for one in by_entity.get(outcomes.Content.ENTITY, ()) if not one.voided}
    for one in by_entity.get(outcomes.Document.ENTITY, ()):
        told = one.value(VOID_FIELD)
        if not one.voided or one.entity_id not in written or not isinstance(told, dict):
            continue
        document = record_from(outcomes.Document, one)
        if document.frozen_at is not None:
            at = datetime.fromisoformat(str(told["at"])) if told.get("at") else None
            yield issuing.VoidedPaper(document, str(told.get("reason", "")), str(told.get("officer", "")), at)


def _withdrawn_services(by_entity: Mapping[str, list[EntityState]]) -> Iterable[issuing.WithdrawnService]:
    """Yield the services that were given up, in order of creation."""
    for one in by_entity.get(outcomes.Service.ENTITY, ()):
        told = one.value(VOID_FIELD)
        if one.voided and isinstance(told, dict):
            at = datetime.fromisoformat(str(told["at"])) if told.get("at") else None
            given_up = record_from(outcomes.Service, one)
            yield issuing.WithdrawnService(given_up, str(told.get("reason", "")), str(told.get("officer", "")), at)


def _ended(
    visits: Iterable[records.Visit], departures: Iterable[records.Departure]
) -> tuple[records.Visit, ...]:
    """Return the visits, those that were left after the seal with the time of their departure."""
    left = {one.id: one.left_at for one in departures}
    return tuple(replace(one, left_at=left.get(one.id)) if one.left_at is None else one for one in visits)


def _fields_of(states: Iterable[EntityState]) -> dict[str, dict[str, Json]]:
    return {one.entity_id: {name: one.value(name) for name in one.fields} for one in states if not one.voided}
