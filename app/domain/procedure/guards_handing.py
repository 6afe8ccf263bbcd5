"""Guards of handing a paper over: still wanted by who decided on it, in time, on whom, shown by what."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from app.domain.clock import CHINA
from app.domain.entries import holds, moment_of
from app.domain.procedure import grounds
from app.domain.procedure.case import REVIEWER, Case
from app.domain.procedure.circumstances import Circumstances, chinese_day, chinese_moment
from app.domain.procedure.guards_papers import paper_of
from app.domain.procedure.guards_service import effective_day
from app.domain.procedure.moments import as_day
from app.domain.procedure.outcomes import Document, Evidence, Service
from app.domain.procedure.party_names import printed_name
from app.domain.procedure.records import IN_PERSON_WAYS, LEFT_BEHIND, OTHER
from app.domain.procedure.sent_days import entered_day, sent_rightly
from app.domain.procedure.tasks import ORDER
from app.errors import Blocker

CAPACITY = "capacity"
"""Of a service by what somebody present is known to receive papers for the unit (负责收件的人), in words."""


def still_decided(case: Case, about: Circumstances) -> list[Blocker]:
    """Refuse to stamp or hand over a paper on which the last decision was not to approve: it was taken back since."""
    paper = paper_of(case, about)
    if paper is None:
        return []
    known = {paper.id, paper.measure or paper.id}
    given = [one for one in case.approvals if one.document in known and one.role != REVIEWER]
    if not given or given[-1].decision == "approve":
        return []
    why = given[-1].opinion.rstrip("。")
    text = f"负责人于{chinese_moment(given[-1].at)}决定不同意（{why}），不能盖章、送达；请作废这份文书，或者重新报批。"
    return [Blocker("decision-withdrawn", text, grounds.LAWFUL_PROCEDURE, f"papers/{paper.id}")]


def limit_ahead(case: Case, about: Circumstances) -> list[Blocker]:
    """Refuse to serve an order whose limit is over by the day of service, as far as that is known (T21)."""
    paper, service = paper_of(case, about), about.service
    if paper is None or service is None:
        return []
    return limit_blockers(case, paper, effective_day(service) or service.at.astimezone(CHINA).date())


def limit_blockers(case: Case, paper: Document, served: date) -> list[Blocker]:
    """Return that an order served on this day leaves no time to obey it: it would order what nobody can do."""
    limit = _limit_of(case, paper)
    if limit is None or served < limit:
        return []
    text = (
        f"送达日期{chinese_day(served)}不早于文书写明的期限{chinese_day(limit)}，单位无法按期履行；"
        "请作废这份文书，重新确定期限后另行印发。"
    )
    return [Blocker("limit-over", text, grounds.TERM, f"papers/{paper.id}")]


def _limit_of(case: Case, paper: Document) -> date | None:
    """Return the day by which a paper orders something, None of a paper that sets no such day."""
    order = next((one for one in case.measures if one.id == paper.measure and one.kind == ORDER), None)
    if order is not None:
        return order.due
    values = case.entries.get(paper.id, {})
    field = next((name for kind, when, name in LIMITS if kind == paper.kind and holds(when, values)), "")
    told = moment_of(values.get(field)) if field else None
    return as_day(told) if told is not None else None


LIMITS = (
    ("D12", "", "report_by"), ("D35", "next=order", "again_due"), ("D35", "next=extend", "new_due"),
    ("D49", "decision=grant", "new_due"),
)  # fmt: skip
"""The papers besides the notice to correct that set the party a day: kind, condition on its fields, field."""


def handed_over_rightly(case: Case, about: Circumstances) -> list[Blocker]:
    """Demand of a service its place, somebody who receives for the unit, photos of that day, a day of sending."""
    service = about.service
    if service is None:
        return []
    found = _receiver(case, service) + _photos(case, service) + _of_that_paper(case, about, service)
    if not service.place.strip():
        found.append(Blocker("no-place", "请填写送达地点。", grounds.PROOF_OF_SERVICE, "papers/service/place"))
    return found + sent_rightly(case, about)


def _receiver(case: Case, service: Service) -> list[Blocker]:
    person = next((one for one in case.persons if one.id == service.recipient), None)
    if person is None or service.way not in IN_PERSON_WAYS or person.role != OTHER:
        return []
    if str(service.details.get(CAPACITY, "")).strip():
        return []
    text = (
        f"{person.name}登记为其他在场人员。送达单位的文书由法定代表人、主要负责人或者负责收件的人签收；"
        "此人负责收件的，请写明凭什么认定（如办公室机要员、收发员）。"
    )
    return [Blocker("recipient-not-receiver", text, grounds.DIRECT_SERVICE, "papers/service/recipient")]


def _of_that_paper(case: Case, about: Circumstances, service: Service) -> list[Blocker]:
    """Refuse a service before the day that its paper bears or was stamped on, and of a paper to another name.

    The clock of the laptop was wrong on one of the two days; a party that changed its name is told by its new one.
    """
    paper = paper_of(case, about)
    if paper is None:
        return []
    place, words = f"papers/{paper.id}", case.contents[paper.id].data if paper.id in case.contents else {}
    told = [moment_of(str(one or "")) for one in (paper.dated or words.get("made_on"), paper.stamped.get("at"))]
    last = max((as_day(one) for one in told if one is not None), default=None)
    found, day = [], as_day(service.at)
    if last is not None and day < last and not entered_day(service):
        text = f"送达日期{chinese_day(day)}早于文书的日期或者盖章日期{chinese_day(last)}；请先校准本机的日期和时间。"
        found.append(Blocker("served-before-made", text, grounds.PROOF_OF_SERVICE, place))
    unit = words.get("unit")
    name = printed_name(unit) if isinstance(unit, Mapping) else ""
    if name and name != case.unit.name:
        text = (
            f"文书写的单位名称是“{name}”，登记簿现为“{case.unit.name}”；单位已更名的，请作废这份文书，"
            "按现在的名称重新制作；登记有误的，请在登记簿中改正后再送达。"
        )
        found.append(Blocker("unit-renamed", text, grounds.PROOF_OF_SERVICE, place))
    return found


def _photos(case: Case, service: Service) -> list[Blocker]:
    if service.way != LEFT_BEHIND:
        return []
    day = service.at.astimezone(CHINA).date()
    old = [one for one in case.evidence if one.id in service.media and one.captured_at.astimezone(CHINA).date() != day]
    text = "“{name}”的制作时间不是送达当天，不能证明这次留置送达（相机时间有误的，校准后重新拍摄）。"
    place = "papers/service/proof"
    return [Blocker("photo-of-another-day", text.format(name=one.name), grounds.LEFT_SERVICE, place) for one in old]


def taken_in_at(one: Evidence) -> datetime | None:
    """Return when a file was taken into the case, None of what does not say."""
    told = (moment_of(str(act.get("at", ""))) for act in one.custody)
    return min((moment for moment in told if isinstance(moment, datetime)), default=None)
