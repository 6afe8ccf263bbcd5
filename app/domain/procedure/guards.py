"""The one table of guards: what the law puts before each act, by the name that workflow.toml and services use.

``GUARDS`` are hard stops (red). ``WARNINGS`` are amber: the act may go on once a reason is recorded in
``Inspection.reasons``. Single guards stand under their own names, acts are guards made of several.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from app.domain.procedure import doubtful_numbers, photo_times, two_records, witnesses
from app.domain.procedure import guards_arrival as arrival
from app.domain.procedure import guards_handing as handing
from app.domain.procedure import guards_papers as papers
from app.domain.procedure import guards_preparation as preparation
from app.domain.procedure import guards_record as record
from app.domain.procedure import guards_service as service
from app.domain.procedure.case import Case
from app.domain.procedure.circumstances import Circumstances, Guard, all_of
from app.errors import Blocker

_SINGLE: tuple[Guard, ...] = (
    preparation.not_ended,
    preparation.mode_has_source,
    preparation.scope_is_named,
    preparation.district_is_ours,
    preparation.enough_officers,
    preparation.officers_differ,
    preparation.helpers_are_apart,
    preparation.officers_are_ours,
    preparation.credentials_valid,
    preparation.nobody_is_recused,
    preparation.inspection_approved,
    preparation.notice_made,
    arrival.no_visit_open,
    arrival.visit_is_open,
    arrival.everybody_signed_in,
    arrival.every_visit_was_staffed,
    arrival.somebody_answers_for_the_unit,
    arrival.deputies_are_authorized,
    arrival.cards_shown_and_rights_told,
    arrival.notice_served,
    arrival.recusals_decided,
    arrival.recusals_asked,
    record.record_not_sealed,
    record.record_sealed,
    record.on_lead_device,
    record.questions_answered,
    record.evidence_in_place,
    record.findings_have_measures,
    record.statement_taken,
    record.record_written,
    record.three_parts_filled,
    record.read_back_done,
    record.officers_signed,
    record.unit_signed,
    record.refusals_proved,
    record.conflicts_resolved,
    record.credentials_were_valid,
    two_records.one_record_stands,
    papers.notice_has_order,
    papers.notice_approved,
    papers.number_reserved,
    papers.order_has_basis,
    papers.due_date_possible,
    papers.remedy_named,
    papers.order_follows_record,
    papers.paper_exists,
    papers.stamped_before_service,
    service.service_proved,
    handing.still_decided,
    papers.nothing_left_to_do,
    papers.record_sealed_or_called_off,
    papers.not_closed,
)

_PLAN = all_of(
    preparation.not_ended, preparation.mode_has_source, preparation.scope_is_named, preparation.district_is_ours
)
_TEAM = all_of(
    preparation.enough_officers,
    preparation.officers_differ,
    preparation.helpers_are_apart,
    preparation.officers_are_ours,
    preparation.credentials_valid,
    preparation.nobody_is_recused,
)
_APPROVED = all_of(_PLAN, _TEAM, preparation.inspection_approved)
_MET = all_of(
    arrival.everybody_signed_in,
    arrival.somebody_answers_for_the_unit,
    arrival.deputies_are_authorized,
    arrival.cards_shown_and_rights_told,
    arrival.notice_served,
)
_ON_SITE = all_of(_APPROVED, record.record_not_sealed, arrival.visit_is_open, _MET)
_CHECKED = all_of(_APPROVED, record.record_not_sealed, record.questions_answered, arrival.every_visit_was_staffed)
_CONCLUDED = all_of(_CHECKED, record.findings_have_measures, record.statement_taken, record.record_written)

_ACTS: Mapping[str, Guard] = {
    "plan": _PLAN,
    "issue_approval_form": all_of(_PLAN, _TEAM),
    "issue_inspection_notice": _APPROVED,
    "begin_visit": all_of(_APPROVED, preparation.notice_made, record.record_not_sealed, arrival.no_visit_open),
    "start_checking": _ON_SITE,
    "decide_measures": _CHECKED,
    "read_back": all_of(_CONCLUDED, arrival.recusals_asked),
    "sign": all_of(_CONCLUDED, record.read_back_done),
    "seal": all_of(
        _CONCLUDED,
        record.on_lead_device,
        record.evidence_in_place,
        record.three_parts_filled,
        record.read_back_done,
        record.officers_signed,
        record.unit_signed,
        record.refusals_proved,
        record.conflicts_resolved,
        record.credentials_were_valid,
        arrival.deputies_are_authorized,
        arrival.recusals_decided,
        arrival.recusals_asked,
    ),
    "issue_notice": all_of(
        preparation.not_ended,
        two_records.one_record_stands,
        record.on_lead_device,
        papers.order_follows_record,
        papers.notice_has_order,
        papers.notice_approved,
        papers.number_reserved,
        papers.order_has_basis,
        papers.due_date_possible,
        papers.remedy_named,
    ),
    "issue_paper": all_of(
        preparation.not_ended,
        two_records.one_record_stands,
        preparation.enough_officers,
        preparation.officers_differ,
    ),
    "serve": all_of(
        preparation.not_ended,
        two_records.one_record_stands,
        papers.paper_exists,
        papers.stamped_before_service,
        service.service_proved,
        witnesses.witnesses_independent,
        handing.still_decided,
        handing.limit_ahead,
        handing.handed_over_rightly,
    ),
    "close": all_of(
        papers.not_closed,
        papers.record_sealed_or_called_off,
        two_records.one_record_stands,
        papers.nothing_left_to_do,
    ),
}

GUARDS: Mapping[str, Guard] = MappingProxyType({**{one.__name__: one for one in _SINGLE}, **_ACTS})

_BEFORE = all_of(
    preparation.enterprise_not_too_often,
    preparation.credentials_last,
    preparation.team_as_approved,
    arrival.within_planned_days,
)
WARNINGS: Mapping[str, Guard] = MappingProxyType({
    "plan": preparation.enterprise_not_too_often,
    "issue_approval_form": preparation.enterprise_not_too_often,
    "issue_inspection_notice": all_of(preparation.countersigned, doubtful_numbers.contact_number),
    "begin_visit": all_of(_BEFORE, preparation.countersigned),
    "start_checking": all_of(preparation.team_as_approved, arrival.recusals_decided),
    "read_back": arrival.recusals_decided,
    "seal": all_of(
        arrival.camera_registered,
        photo_times.photos_fit_the_visit,
        preparation.countersigned,
        doubtful_numbers.numbers_of_persons,
    ),
    "issue_notice": all_of(papers.due_date_calendar_known, preparation.countersigned, doubtful_numbers.contact_number),
    "close": arrival.camera_registered,
})  # fmt: skip


def blockers(act: str, case: Case, about: Circumstances) -> list[Blocker]:
    """Return what forbids the act (red).

    Raises:
        KeyError: no guard of that name.
    """
    return GUARDS[act](case, about)


def warnings(act: str, case: Case, about: Circumstances) -> list[Blocker]:
    """Return what asks for a reason (amber) and has none yet; an act without warnings gives an empty list."""
    guard = WARNINGS.get(act)
    if guard is None:
        return []
    given = {code for code, reason in case.inspection.reasons.items() if str(reason).strip()}
    return [one for one in guard(case, about) if one.code not in given]


ASKING = frozenset({"enterprise-frequency", "outside-planned-days", "team-not-as-approved"})
"""The warnings that hold an act until a reason is recorded; the others are only shown."""


def reasons_needed(act: str, case: Case, about: Circumstances) -> list[Blocker]:
    """Return the warnings that hold the act until their reason is given."""
    return [one for one in warnings(act, case, about) if one.code in ASKING]
