"""The needs that forms/ may put before a paper, by the name its definition uses.

A need is a pure function of the case, the paper with what was filled in, and the moment; it returns why the paper may
not be made final. Which need a paper has, with which words and basis, stands in its definition.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from types import MappingProxyType

from app.domain.calendar_days import Calendar
from app.domain.days import Term, deadline_for
from app.domain.entries import Need, holds, moment_of
from app.domain.problems import Problem
from app.domain.procedure.guards_preparation import decided_with_authority
from app.domain.procedure.guards_record import record_is_sealed
from app.domain.procedure.moments import as_day, as_moment
from app.domain.procedure.needs_orders import asked_for_time, cites, hazard_found, ignored_order, order_fits
from app.domain.procedure.needs_rows import ROW_NEEDS
from app.domain.procedure.needs_times import TIME_NEEDS
from app.domain.procedure.outcomes import Document
from app.domain.procedure.paper_act import PaperAct
from app.domain.procedure.sealed_places import misquotation, sealed_places
from app.domain.procedure.tasks import closing_blockers
from app.domain.terms import declared
from app.errors import Blocker

Check = Callable[[Need, PaperAct], bool]


@dataclass(frozen=True)
class NeedGuard:
    """A check, True where the need is met, the details its table must give, and those it may.

    ``typed``: what stands in the field it names decides it, so that a fault is told there while the form is filled in.
    """

    check: Check
    details: frozenset[str] = field(default_factory=frozenset)
    optional: frozenset[str] = field(default_factory=frozenset)
    typed: bool = False


def need_blockers(needs: Sequence[Need], act: PaperAct) -> list[Blocker]:
    """Return what a paper still needs, in the order its definition tells it."""
    return [
        Blocker(f"need-{one.guard}", one.text, one.basis, one.place)
        for one in needs
        if holds(one.when, act.values) and not NEEDS[one.guard].check(one, act)
    ]


def typed_problems(needs: Sequence[Need], act: PaperAct) -> list[Problem]:
    """Return what the needs find wrong with what was typed, by the field to be mended."""
    return [Problem(str(one.details["field"]), one.text) for one in typed_faults(needs, act)]


def typed_faults(needs: Sequence[Need], act: PaperAct) -> tuple[Need, ...]:
    """Return the needs that what was typed does not meet."""
    return tuple(
        one for one in needs
        if NEEDS[one.guard].typed and holds(one.when, act.values) and not NEEDS[one.guard].check(one, act)
    )


def _papers(act: PaperAct, kind: str) -> list[Document]:
    """Return the papers of a kind, where this paper follows one of them that one only."""
    found = [one for one in act.case.documents if one.kind == kind]
    followed = [one for one in found if one.id == act.document.subject]
    return followed or found


def paper_approved(need: Need, act: PaperAct) -> bool:
    """Tell whether a paper of the kind was approved by the leader, or with the leader's authority, and is final."""
    for one in _papers(act, str(need.details["kind"])):
        decision = act.case.approved(one.id)
        if one.frozen_at is not None and decision is not None and decided_with_authority(decision):
            return True
    return False


def paper_final(need: Need, act: PaperAct) -> bool:
    """Tell whether a paper of the kind is final."""
    return any(one.frozen_at is not None for one in _papers(act, str(need.details["kind"])))


def paper_served(need: Need, act: PaperAct) -> bool:
    """Tell whether a paper of the kind was served, proved by its signed receipt."""
    return any(act.case.was_served(one.id) for one in _papers(act, str(need.details["kind"])))


def followed_served(need: Need, act: PaperAct) -> bool:
    """Tell whether the very paper that this one follows was served, proved by its signed receipt."""
    return act.case.was_served(act.document.subject)


def sealed_record(need: Need, act: PaperAct) -> bool:
    """Tell whether the record of the visit is signed and sealed."""
    return record_is_sealed(act.case)


def one_of(need: Need, act: PaperAct) -> bool:
    """Tell whether a field holds one of the values allowed."""
    return str(act.values.get(str(need.details["field"]))) in need.details["allowed"]


def within_term(need: Need, act: PaperAct) -> bool:
    """Tell whether a field's day or moment lies within a term counted from another field; the authority's, unrolled."""
    end = moment_of(act.values.get(str(need.details["field"])))
    start = moment_of(act.values.get(str(need.details["since"])))
    return start is None or end is None or not _late(start, end, _term(need, act), act.calendar)


def within_approved(need: Need, act: PaperAct) -> bool:
    """Tell whether a field's day lies within the days that the paper it follows was approved for."""
    approved = act.case.entries.get(act.document.subject, {}).get(str(need.details["days"]))
    end = moment_of(act.values.get(str(need.details["field"])))
    start = moment_of(act.values.get(str(need.details["since"])))
    if start is None or end is None or approved is None:
        return True
    return not _late(start, end, Term(int(str(approved)), "d"), act.calendar)


def at_most(need: Need, act: PaperAct) -> bool:
    """Tell whether a field's number does not exceed the one given."""
    given = act.values.get(str(need.details["field"]))
    return given is None or float(given) <= float(need.details["most"])


def made_within(need: Need, act: PaperAct) -> bool:
    """Tell whether the paper is made (now) within a term counted from the paper it follows becoming final.

    ``since`` names the field of that paper with the day or moment from which the term runs instead.
    """
    final = [one for one in _papers(act, str(need.details["kind"])) if one.frozen_at is not None]
    told = [moment_of(act.case.entries.get(one.id, {}).get(str(need.details.get("since")))) for one in final]
    starts = [found or one.frozen_at for found, one in zip(told, final, strict=True)]
    since = [as_moment(one) for one in starts if one is not None]
    return not since or not _late(min(since), act.now, _term(need, act), act.calendar)


def approved_within(need: Need, act: PaperAct) -> bool:
    """Tell whether the paper's approval came within a term counted from a field's moment (24 hours of urgency)."""
    since = moment_of(act.values.get(str(need.details["field"])))
    decision = act.case.approved(act.document.id)
    if since is None or decision is None:
        return True
    return not _late(since, decision.at, _term(need, act), act.calendar)


def after_approval(need: Need, act: PaperAct) -> bool:
    """Tell whether a field's moment is not before the approval of the paper of the kind (to the minute)."""
    done = moment_of(act.values.get(str(need.details["field"])))
    given = [act.case.approved(one.id) for one in _papers(act, str(need.details["kind"]))]
    approved = [one.at for one in given if one is not None]
    if not isinstance(done, datetime) or not approved:
        return True
    return as_moment(done) >= min(approved).replace(second=0, microsecond=0)


def day_not_past(need: Need, act: PaperAct) -> bool:
    """Tell whether a field's day lies after today and is a working day, by weekends alone in an unknown year (T21)."""
    day = moment_of(act.values.get(str(need.details["field"])))
    return day is None or (as_day(day) > as_day(act.now) and act.calendar.is_working_day(as_day(day)))


def not_expired(need: Need, act: PaperAct) -> bool:
    """Tell whether a field's day has not passed yet."""
    day = moment_of(act.values.get(str(need.details["field"])))
    return day is None or as_day(day) >= as_day(act.now)


def extension_left(need: Need, act: PaperAct) -> bool:
    """Tell whether the term that the paper makes longer may still be made longer, by how often its rule allows."""
    return act.longer is not None and act.longer.used < act.longer.rule.times


def extension_within(need: Need, act: PaperAct) -> bool:
    """Tell whether a field's day lies within what the rule of the extended term adds to its end; never rolled."""
    end, longer = moment_of(act.values.get(str(need.details["field"]))), act.longer
    if end is None or longer is None or longer.ends is None or longer.rule.most is None:
        return end is None
    return not _late(longer.ends, end, longer.rule.most, act.calendar)


def extension_in_time(need: Need, act: PaperAct) -> bool:
    """Tell whether the extended term has not run out yet."""
    longer = act.longer
    return longer is not None and (longer.ends is None or longer.ends >= as_day(act.now))


def paper_with(need: Need, act: PaperAct) -> bool:
    """Tell whether another paper of the kind is final whose field holds one of the values allowed."""
    return any(
        one.frozen_at is not None
        and str(act.case.entries.get(one.id, {}).get(str(need.details["field"]))) in need.details["allowed"]
        for one in act.case.documents
        if one.kind == need.details["kind"]
    )


def nothing_open(need: Need, act: PaperAct) -> bool:
    """Tell whether nothing keeps the case open: duties, orders not served or not checked again, papers not served."""
    return not closing_blockers(act.case)


def not_officer_themselves(need: Need, act: PaperAct) -> bool:
    """Tell whether a person field names somebody met at the unit, not one of the inspecting officers."""
    return str(act.values.get(str(need.details["field"]))) not in act.case.inspection.officers


def reviewed(need: Need, act: PaperAct) -> bool:
    """Tell whether a legal reviewer approved the paper (法制审核)."""
    decisions = [
        one for one in act.case.approvals
        if one.document == act.document.id and one.role == str(need.details["role"]) and not act.case.lapsed(one)
    ]
    return bool(decisions) and decisions[-1].decision == "approve"


def quotes_sealed(need: Need, act: PaperAct) -> bool:
    """Tell whether what the rows of a field quote stands word for word where they say it does in the sealed paper."""
    content = act.case.contents.get(act.document.subject)
    rows = act.values.get(str(need.details["field"]))
    quoted = [one for one in rows if isinstance(one, Mapping)] if isinstance(rows, list) else []
    places = sealed_places(content.data) if content is not None else ()
    return content is not None and not any(
        misquotation(places, str(one.get("where") or ""), str(one.get("stood") or "")) for one in quoted
    )


def _term(need: Need, act: PaperAct) -> Term:
    term, _ = declared(str(need.details["term"]), act.unstated)
    assert term is not None, need.details["term"]
    return term


def _late(start: date | datetime, end: date | datetime, term: Term, calendar: Calendar) -> bool:
    deadline = deadline_for(start, term, "authority", calendar)
    if deadline.last_moment is not None:
        return as_moment(end) > deadline.last_moment
    assert deadline.last_day is not None
    return as_day(end) > deadline.last_day


NEEDS: Mapping[str, NeedGuard] = MappingProxyType(
    {
        "paper_approved": NeedGuard(paper_approved, frozenset({"kind"})),
        "paper_final": NeedGuard(paper_final, frozenset({"kind"})),
        "paper_served": NeedGuard(paper_served, frozenset({"kind"})),
        "followed_served": NeedGuard(followed_served),
        "sealed_record": NeedGuard(sealed_record),
        "one_of": NeedGuard(one_of, frozenset({"field", "allowed"}), typed=True),
        "within_term": NeedGuard(within_term, frozenset({"field", "since", "term"}), typed=True),
        "within_approved": NeedGuard(within_approved, frozenset({"field", "since", "days"}), typed=True),
        "at_most": NeedGuard(at_most, frozenset({"field", "most"}), typed=True),
        "made_within": NeedGuard(made_within, frozenset({"kind", "term"}), frozenset({"since"})),
        "approved_within": NeedGuard(approved_within, frozenset({"field", "term"})),
        "after_approval": NeedGuard(after_approval, frozenset({"field", "kind"}), typed=True),
        "day_not_past": NeedGuard(day_not_past, frozenset({"field"}), typed=True),
        "extension_left": NeedGuard(extension_left),
        "extension_within": NeedGuard(extension_within, frozenset({"field"}), typed=True),
        "extension_in_time": NeedGuard(extension_in_time),
        "not_expired": NeedGuard(not_expired, frozenset({"field"}), typed=True),
        "paper_with": NeedGuard(paper_with, frozenset({"kind", "field", "allowed"})),
        "ignored_order": NeedGuard(ignored_order, frozenset({"field"}), frozenset({"free"})),
        "order_fits": NeedGuard(order_fits, frozenset({"field", "powers", "broken"}), frozenset({"free"})),
        "asked_for_time": NeedGuard(asked_for_time, frozenset({"field"}), typed=True),
        "cites": NeedGuard(cites, frozenset({"field"}), frozenset({"some", "none"}), typed=True),
        "hazard_found": NeedGuard(hazard_found, frozenset({"field"}), typed=True),
        "nothing_open": NeedGuard(nothing_open),
        "not_officer_themselves": NeedGuard(not_officer_themselves, frozenset({"field"}), typed=True),
        "quotes_sealed": NeedGuard(quotes_sealed, frozenset({"field"}), typed=True),
        "reviewed": NeedGuard(reviewed, frozenset({"role"})),
        **{name: NeedGuard(check, details, optional, typed=True) for name, (check, details, optional) in ROW_NEEDS},
        **{name: NeedGuard(check, details, typed=True) for name, (check, details) in TIME_NEEDS},
    }
)
