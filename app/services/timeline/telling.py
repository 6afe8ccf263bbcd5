"""全程记录: everything that happened in a case, and what is still to come, on one line of time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from app.domain.clock import CHINA
from app.domain.procedure.case import Case
from app.domain.procedure.circumstances import chinese_day, day_of
from app.domain.procedure.clocks import ENDED, moment_served
from app.domain.procedure.ended_measures import END_SORTS
from app.domain.procedure.guards_service import in_transit
from app.domain.procedure.handover import ACCEPTED, DECLINED, TAKEN_BACK, handover_of
from app.domain.procedure.rechecks import rechecks
from app.domain.procedure.records import REFUSAL
from app.domain.procedure.rectification import SORTS
from app.domain.procedure.sent_days import entered_day
from app.domain.sending_ways import EVERY_WAY
from app.errors import InspectorError
from app.services.case_clocks import clocks
from app.services.casefile.keeping import keeping_changes
from app.services.desk import Desk
from app.services.numbers.ledger import number_text
from app.services.papers.composing.wording import ROLE_NAMES, WAY_NAMES, day_words, person_name
from app.services.papers.life import stamp_words
from app.services.pinning import definition_of
from app.services.preparation.approvals import CHANNELS, DECISIONS
from app.services.timeline.events import Event
from app.services.timeline.sync import exchanged

PLAN, VISIT, PROOF, MEASURE, PAPER, SERVICE, DUTY, TERM, END = (
    "plan", "visit", "proof", "measure", "paper", "service", "duty", "term", "end",
)  # fmt: skip


RECHECK_STEP = "closing/recheck"


def timeline(desk: Desk, case: Case) -> tuple[Event, ...]:
    """Return the events of a case in their order, the terms to come at the end."""
    now = desk.now()
    found = [*_visits(case), *_proofs(case), *_measures(desk, case), *_papers(desk, case), *_handed(desk, case)]
    found += [*_duties(case), *_unit_reports(desk, case), *_moves(case), *_rechecks(desk, case), *_ends(desk, case)]
    found += [*_voided(desk, case), *exchanged(desk, case)]
    ahead = [
        Event(one.due, TERM, one.title, "当事人的期限" if one.rights else "", "papers", ahead=True)
        for one in clocks(desk, case) if one.state(now) != ENDED
    ]  # fmt: skip
    return tuple(sorted([*found, *ahead], key=lambda one: (one.ahead, one.at, one.title)))


def _visits(case: Case) -> Iterator[Event]:
    for visit in case.visits:
        names = [person_name(case, one.officer) for one in case.sign_ins if one.visit == visit.id]
        yield Event(visit.arrived_at, VISIT, "到场", f"{visit.place}；签到：{'、'.join(names)}", "arrival")
        if visit.refused:
            at = datetime.fromisoformat(str(visit.refused.get("at")))
            yield Event(at, VISIT, "拒绝进场", str(visit.refused.get("reason", "")), "arrival")
        if visit.left_at is not None:
            yield Event(visit.left_at, VISIT, "离场", "", "arrival")
    for told in case.rights:
        yield Event(told.told_at, VISIT, "出示证件、告知权利", person_name(case, told.person), "arrival")


def _proofs(case: Case) -> Iterator[Event]:
    for one in case.evidence:
        yield Event(one.captured_at, PROOF, f"证据：{one.name}", one.proves, "checking")
    for said in case.statements:
        yield Event(said.at, PROOF, "被检查单位陈述申辩", said.text, "record")
    for read in case.read_backs:
        yield Event(read.at, PROOF, "宣读笔录", person_name(case, read.person), "record")


def _measures(desk: Desk, case: Case) -> Iterator[Event]:
    for one in case.measures:
        kind = desk.shelf.registers.measure(one.kind)
        if one.decided_at is not None:
            yield Event(one.decided_at, MEASURE, kind.label if kind else one.kind, one.text, "outcome")
    for end in case.measure_ends:
        who = person_name(case, end.decided_by)
        detail = f"{who}决定（{end.paper}）：{end.reason}"
        yield Event(end.at, MEASURE, f"终结处理措施：{END_SORTS.get(end.sort, end.sort)}", detail, "outcome/order")
    for term in case.new_terms:
        before = f"由{day_words(term.former)}" if term.former is not None else ""
        detail = f"{person_name(case, term.officer)}：{term.reason}"
        yield Event(term.at, MEASURE, f"改正期限{before}改为{day_words(term.due)}", detail, "outcome/order")


def _papers(desk: Desk, case: Case) -> Iterator[Event]:
    gone = [one.document for one in case.voided_papers]
    titles = {one.id: _title(desk, case, one.id) for one in (*case.documents, *gone)}
    for decided in case.approvals:
        words = DECISIONS.get(decided.decision, decided.decision)
        who = f"{ROLE_NAMES.get(decided.role, decided.role)}{person_name(case, decided.approver)}"
        about = titles.get(decided.document, "处理措施")
        channel = CHANNELS.get(decided.channel, decided.channel)
        yield Event(decided.at, PAPER, f"{about}：{words}", f"{who}，{channel}。{decided.opinion}", "papers")
    for signed in case.signatures:
        way = "拒绝签名" if signed.way == REFUSAL else "签名"
        about = titles.get(signed.document, "")
        yield Event(signed.at, PAPER, f"{about}：{person_name(case, signed.signer)}{way}", signed.reason, "record")
    for one in (*case.documents, *gone):
        if one.frozen_at is not None:
            words = "签名封存" if one.state == "signed" else "定稿"
            yield Event(one.frozen_at, PAPER, f"{titles[one.id]}：{words}", "", "papers")
        if one.stamped.get("at"):
            at = datetime.fromisoformat(str(one.stamped["at"]))
            yield Event(at, PAPER, f"{titles[one.id]}：盖章", stamp_words(one.stamped), "papers")
    for printed in case.printings:
        detail = "，".join(part for part in (printed.printer, printed.sheet, printed.reason) if part)
        about = titles.get(printed.document, "案卷")
        yield Event(printed.at, PAPER, f"{about}：打印{printed.copy}", detail, "papers")


def _voided(desk: Desk, case: Case) -> Iterator[Event]:
    for one in case.voided_papers:
        if one.at is not None:
            detail = f"{person_name(case, one.officer)}：{one.reason}"
            yield Event(one.at, PAPER, f"{_title(desk, case, one.document.id)}：作废", detail, "papers")


def _handed(desk: Desk, case: Case) -> Iterator[Event]:
    for one in case.services:
        served = moment_served(case, one.document)
        words = WAY_NAMES.get(one.way, one.way)
        done = "送达" if served is not None else f"送达办理中；{in_transit(one)}".rstrip("；。")
        title = f"{_title(desk, case, one.document)}：{words}"
        if served is not None and entered_day(one):
            done = f"送达日期{chinese_day(day_of(served))}"
        detail = f"{done}；{one.place}{one.refusal}"
        yield Event(one.at, SERVICE, title, detail, "papers", day_only=entered_day(one))
    for gone in case.withdrawn_services:
        title = f"{_title(desk, case, gone.service.document)}：{WAY_NAMES.get(gone.service.way, gone.service.way)}未成"
        if gone.at is not None:
            yield Event(gone.at, SERVICE, title, f"{person_name(case, gone.officer)}：{gone.reason}", "papers")
    for sent in case.sendings:
        title = f"{_title(desk, case, sent.document)}：报送{sent.to}"
        yield Event(sent.at, SERVICE, title, EVERY_WAY.get(sent.way, sent.way), "papers")
        if sent.reply:
            at = datetime.fromisoformat(str(sent.reply["at"]))
            yield Event(at, SERVICE, f"{sent.to}答复", str(sent.reply.get("text", "")), "papers")


def _unit_reports(desk: Desk, case: Case) -> Iterator[Event]:
    for one in case.unit_reports:
        title = f"收到单位的{SORTS.get(one.sort, one.sort)}：{_title(desk, case, one.order)}"
        yield Event(one.received_at, SERVICE, title, one.text, RECHECK_STEP)


def _duties(case: Case) -> Iterator[Event]:
    for one in case.tasks:
        yield Event(one.opened_at, DUTY, f"待办：{one.title}", "", "closing")
        if one.done_at is not None:
            yield Event(one.done_at, DUTY, f"办结：{one.title}", one.result, "closing")


def _moves(case: Case) -> Iterator[Event]:
    """Yield who joined or left after the seal, and the last handover of the lead device with what became of it."""
    for one in case.reliefs:
        who = person_name(case, one.officer)
        title = f"{who}接替承办" if one.joins else f"{who}不再承办"
        yield Event(one.at, PLAN, title, f"{person_name(case, one.by)}：{one.reason}", "preparation")
    found = handover_of(case.inspection)
    if found is None:
        return
    yield Event(datetime.fromisoformat(found.at), PLAN, "移交主办终端", person_name(case, found.by), "preparation")
    if found.ended_at:
        at = datetime.fromisoformat(found.ended_at)
        detail = "，".join(part for part in (person_name(case, found.ended_by), found.reason) if part)
        yield Event(at, PLAN, MOVED[found.state], detail, "preparation")


MOVED = {ACCEPTED: "接收主办终端", DECLINED: "没有接收主办终端", TAKEN_BACK: "撤回主办终端的移交"}


def _rechecks(desk: Desk, case: Case) -> Iterator[Event]:
    """Yield what happened at the re-inspections of the case, which are inspections of their own."""
    for one in rechecks(case):
        try:
            child = desk.case(one.subject)
        except InspectorError:  # it has not arrived from the other device yet
            continue
        for event in (*_visits(child), *_proofs(child)):
            yield replace(event, title=f"复查：{event.title}", step=RECHECK_STEP)


def _ends(desk: Desk, case: Case) -> Iterator[Event]:
    if case.inspection.record_choice.get("at"):
        told = case.inspection.record_choice
        detail = f"{person_name(case, str(told.get('by')))}：{told.get('reason')}"
        at = datetime.fromisoformat(str(told["at"]))
        yield Event(at, PAPER, "选定一份现场检查笔录，另一份作废", detail, "closing")
    if case.inspection.closed_at is not None:
        yield Event(case.inspection.closed_at, END, "结案", "", "closing")
    for told in keeping_changes(desk, case):
        title = f"保管期限由{told.get('from')}改为{told.get('to')}"
        detail = f"{person_name(case, str(told.get('by')))}：{told.get('reason')}"
        yield Event(datetime.fromisoformat(str(told["at"])), END, title, detail, "closing/casefile")
    if case.inspection.called_off.get("at"):
        at = datetime.fromisoformat(str(case.inspection.called_off["at"])).astimezone(CHINA)
        yield Event(at, END, "取消检查", str(case.inspection.called_off.get("reason", "")), "preparation")


def _title(desk: Desk, case: Case, document: str) -> str:
    papers = (*case.documents, *(gone.document for gone in case.voided_papers))
    one = next((known for known in papers if known.id == document), None)
    if one is None:
        return ""
    try:
        number = number_text(desk, one.number) if one.number else ""
    except InspectorError:  # the ledger of another device, which has not arrived yet
        number = ""
    return f"{definition_of(desk, case, one.kind).title}{number}"
