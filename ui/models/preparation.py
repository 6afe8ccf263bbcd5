"""What the page 准备 shows: the plan, the team with its credentials, D1 and D2 as they stand, the departure check."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import QCoreApplication

from app.domain.namesakes import name_of
from app.domain.procedure.case import Case
from app.domain.procedure.circumstances import EXPIRES_SOON, chinese_day, day_of
from app.domain.procedure.guards import ASKING, GUARDS, warnings
from app.domain.procedure.guards_preparation import assigned, credential_blockers
from app.domain.procedure.outcomes import Document
from app.domain.procedure.rechecks import is_recheck
from app.services.desk import Desk
from app.services.papers.composing.wording import source_words
from app.services.papers.life import AT_BUREAU, CARRIED, SHEET
from app.services.papers.sheets import left_here
from app.services.papers.voiding_final import told_of_voiding
from app.services.preparation.departure import departure_check
from app.services.preparation.planning import planning_circumstances, why_fixed
from app.services.session.habits import usual_stamping
from ui.models.hindrances import Hindrance, hindrances
from ui.models.lead import LeadView, lead_view
from ui.models.office_papers import DecisionRow, PaperStage, approver_choices, decision_row, stage_of
from ui.models.pinyin import by_pinyin

GOOD, AMBER, RED = "success", "warning", "error"
NOTED = frozenset({"calendar", "training", "printer"})  # told, not in the way: papers can be printed at the bureau


@dataclass(frozen=True, slots=True)
class TeamRow:
    """An officer of the inspection; ``kind`` says how the credential stands on the day of the visit."""

    id: str
    name: str
    about: str
    validity: str
    kind: str


@dataclass(frozen=True, slots=True)
class CheckLine:
    """One line before departure; ``asks`` is the code under which a reason is recorded, "" where none is asked."""

    key: str
    title: str
    kind: str
    advice: str = ""
    law: str = ""
    place: str = ""
    asks: str = ""


@dataclass(frozen=True)
class PreparationView:
    """The whole step. ``fixed`` says why the plan cannot be changed; ``ended`` that the inspection was called off.

    ``voiding`` is what would come of voiding the notice, nothing where that cannot be done; ``usual_stamp`` how papers
    are usually stamped here.
    """

    case: Case
    facts: tuple[tuple[str, str], ...]
    team: tuple[TeamRow, ...]
    others: tuple[tuple[str, str], ...]
    form: PaperStage
    decisions: tuple[DecisionRow, ...]
    approvers: tuple[tuple[str, str, str], ...]
    notice: PaperStage
    lines: tuple[CheckLine, ...]
    lead: LeadView
    lacks: tuple[str, ...] = ()
    fixed: str = ""
    ended: str = ""
    sealed: bool = False
    closed: bool = False
    voiding: tuple[str, ...] = ()
    usual_stamp: str = ""


def tr(text: str) -> str:
    """Return a text of this file in the language of the window."""
    return QCoreApplication.translate("preparation", text)


def preparation_view(desk: Desk, case: Case, printers: tuple[str, ...] | None = None) -> PreparationView:
    """Return the step as it stands now; ``printers`` are those of this laptop."""
    about = planning_circumstances(desk, case)
    form, notice = case.document("D1"), case.document("D2")
    off = case.inspection.called_off
    return PreparationView(
        case=case,
        facts=tuple(plan_facts(desk, case)),
        team=tuple(team_rows(case, _visit_day(desk, case))),
        others=tuple(_others(desk, case)),
        form=stage_of(desk, case, form),
        decisions=tuple(decision_row(case, one) for one in case.approvals if form and one.document == form.id),
        approvers=tuple(approver_choices(desk, case)),
        notice=stage_of(desk, case, notice),
        lines=tuple(check_lines(desk, case, printers)),
        lead=lead_view(desk, case),
        lacks=tuple(plan_lacks(case)),
        fixed=why_fixed(case),
        ended=tr("本次检查已取消：{reason}").format(reason=off.get("reason", "")) if off else "",
        sealed=bool(GUARDS["record_not_sealed"](case, about)),
        closed=case.inspection.closed_at is not None,
        usual_stamp=usual_stamping(desk),
        voiding=told_of_voiding(desk, case, notice) if notice is not None and notice.frozen_at is not None else (),
    )


def plan_facts(desk: Desk, case: Case) -> Iterable[tuple[str, str]]:
    """Return the plan as (name, words)."""
    plan, registers = case.inspection, desk.shelf.registers
    mode = registers.mode(plan.mode)
    days = chinese_day(plan.planned_from) if plan.planned_from else ""
    if plan.planned_to and plan.planned_to != plan.planned_from:
        days = tr("{first}至{last}").format(first=days, last=chinese_day(plan.planned_to))
    yield tr("被检查单位"), case.unit.name
    if is_recheck(plan):
        yield tr("检查方式"), tr("复查（不另办审批表和通知书，以已经送达的责令文书为依据）")
    else:
        yield tr("检查方式"), mode.label if mode else plan.mode
        yield tr("检查来源"), source_words(desk, case)
    yield tr("检查目的"), plan.purpose
    yield tr("检查内容"), "；".join(plan.scope)
    yield tr("计划日期"), days
    yield tr("检查地点"), plan.place
    yield tr("请单位准备的材料"), plan.prepare
    yield tr("安全保密要求"), plan.secrecy
    yield tr("联系方式"), plan.contact
    yield tr("检查依据"), desk.legal.cite_all(plan.basis)


def plan_lacks(case: Case) -> Iterable[str]:
    """Return the names of what D1 and D2 must say and the plan does not yet: after approval it is too late."""
    plan = case.inspection
    if is_recheck(plan):
        return () if plan.place.strip() else (tr("检查地点"),)
    name, _, phone = plan.contact.strip().rpartition(" ")
    required = (
        (plan.purpose, tr("检查目的")), (plan.place, tr("检查地点")), (plan.prepare, tr("请单位准备的材料")),
        (plan.secrecy, tr("安全保密要求")), (name, tr("联系人")), (phone, tr("联系电话")),
    )  # fmt: skip
    return [title for given, title in required if not given.strip()]


def team_rows(case: Case, day: date) -> Iterable[TeamRow]:
    """Return the assigned officers; the credential is judged on that day."""
    for one in (case.officers[each] for each in case.handlers if each in case.officers):
        found = credential_blockers(one, day)
        lasts = one.valid_until
        soon = lasts is not None and lasts <= day + EXPIRES_SOON
        kind = RED if found else AMBER if soon else GOOD
        words = found[0].text if found else tr("有效期至{day}").format(day=chinese_day(lasts)) if lasts else ""
        if soon and not found:
            words = tr("{words}，即将到期，请及时换证").format(words=words)
        about = " · ".join(part for part in (one.office, one.post, tr("证号 {number}").format(number=one.credential))
                           if part)  # fmt: skip
        yield TeamRow(one.id, one.name, about, words, kind)


def _visit_day(desk: Desk, case: Case) -> date:
    today = day_of(desk.now())
    planned = case.inspection.planned_from
    return max(today, planned) if planned is not None else today


def _others(desk: Desk, case: Case) -> Iterable[tuple[str, str]]:
    """Return who may be assigned still, as (id, words), officers of the own bureau first."""
    free = [
        one for one in case.officers.values()
        if "officer" in one.roles and not one.voided and one.id not in case.handlers
    ]
    for one in sorted(free, key=lambda one: (one.bureau != desk.bureau, by_pinyin(one.name))):
        yield one.id, " · ".join(part for part in (one.name, one.office, one.credential) if part)


def check_lines(desk: Desk, case: Case, printers: tuple[str, ...] | None = None) -> Iterable[CheckLine]:
    """Return everything to be in order before the car leaves: red where it is not, amber where a word is due."""
    day = _visit_day(desk, case)
    for line in departure_check(desk, case.inspection.id, day, printers=printers):
        kind = GOOD if line.ok else AMBER if line.key in NOTED else RED
        place = "preparation/officers" if line.key == "cards" else ""
        yield CheckLine(line.key, line.title, kind, line.advice, place="" if line.ok else place)
    yield _entry_line(desk, case)
    yield from _paper_lines(desk, case, day)
    yield from _amber_lines(desk, case)


def _entry_line(desk: Desk, case: Case) -> CheckLine:
    ring = getattr(desk, "ring", None)
    known = set(ring.officers) if ring is not None else set()
    cannot = [name_of(case, one.id) for one in assigned(case) if ring is not None and one.id not in known]
    advice = tr("{names}还不能在本机登录，到场无法签到；请管理员发放一次性码，由本人设置口令和 PIN。")
    told = advice.format(names="、".join(cannot)) if cannot else ""
    return CheckLine("entry", tr("执法人员能在本机登录"), RED if cannot else GOOD, told)


def _paper_lines(desk: Desk, case: Case, day: date) -> Iterable[CheckLine]:
    if is_recheck(case.inspection):
        return
    about = planning_circumstances(desk, case)
    titles: Mapping[str, tuple[str, str]] = {
        "inspection_approved": ("d1", tr("行政检查审批表已经批准")),
        "notice_made": ("d2", tr("行政检查通知书已经制作")),
    }
    for guard, (key, title) in titles.items():
        found = hindrances(desk, GUARDS[guard](case, about))
        if found:
            yield CheckLine(key, title, RED, found[0].text, found[0].law, found[0].place)
        else:
            yield CheckLine(key, title, GOOD)
    notice = case.document("D2")
    if notice is not None and notice.state == "awaiting_stamp":
        yield _stamp_line(desk, case, notice)
    elif notice is not None and notice.frozen_at is not None:
        yield CheckLine("stamp", tr("通知书盖章"), GOOD)


def _stamp_line(desk: Desk, case: Case, notice: Document) -> CheckLine:
    """Return what is still to do with a notice not stamped yet: at the bureau before leaving, or on site."""
    usual, printed = usual_stamping(desk), any(one.document == notice.id for one in case.printings)
    advice = {
        AT_BUREAU: tr(
            "设定为在本机关加盖：请盖章并登记后再出发；携章到场加盖的，请在“设置·显示和习惯”中改选。"
        ),
        CARRIED: tr("请带上印章，到场加盖并登记后送达。"),
        SHEET: tr("请带上预盖章纸，到场打印在上面并登记后送达。"),
    }
    other = tr("在机关加盖的请先盖章并登记，携章加盖的请带上印章。")
    title = tr("通知书还没有盖章") if printed else tr("通知书还没有盖章，也没有打印记录")
    kind = RED if usual == AT_BUREAU or (usual == SHEET and not left_here(desk)) else AMBER
    return CheckLine("stamp", title, kind, advice.get(usual, other), place="preparation/notice")


def _amber_lines(desk: Desk, case: Case) -> Iterable[CheckLine]:
    about = planning_circumstances(desk, case)
    for one in hindrances(desk, warnings("begin_visit", case, about)):
        if one.code == "outside-planned-days" and not case.visits:
            continue  # asked on the day of the visit itself
        yield CheckLine(one.code, one.text, AMBER, "", one.law, one.place, one.code if one.code in ASKING else "")
    for code, reason in case.inspection.reasons.items():
        yield CheckLine(code, tr("已写明理由"), GOOD, str(reason))


def reasons_due(desk: Desk, case: Case, act: str) -> tuple[Hindrance, ...]:
    """Return the warnings that hold an act until a reason is recorded for each."""
    about = planning_circumstances(desk, case)
    return tuple(one for one in hindrances(desk, warnings(act, case, about)) if one.code in ASKING)
