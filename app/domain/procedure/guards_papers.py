"""Guards of papers that leave the bureau: approval, number, order basis, due date, stamp, service; and closing."""

from __future__ import annotations

from datetime import datetime

from app.domain.procedure import grounds
from app.domain.procedure.case import Case
from app.domain.procedure.circumstances import Circumstances, chinese_day, chinese_moment
from app.domain.procedure.guards_preparation import decided_with_authority
from app.domain.procedure.guards_record import record_is_sealed
from app.domain.procedure.moments import TOLERANCE
from app.domain.procedure.outcomes import Document, Measure
from app.domain.procedure.records import Approval
from app.domain.procedure.tasks import ORDER, closing_blockers
from app.errors import Blocker


def paper_of(case: Case, about: Circumstances, kind: str = "") -> Document | None:
    """Return the paper that the act is about, or the latest of a kind where none is named."""
    if about.document:
        return next((one for one in case.documents if one.id == about.document), None)
    return case.document(kind) if kind else None


def order_of(case: Case, about: Circumstances) -> Measure | None:
    """Return the measure that the notice to correct carries."""
    notice = paper_of(case, about, "D11")
    wanted = notice.measure if notice is not None else ""
    return next((one for one in case.measures if one.id == wanted), None)


def notice_has_order(case: Case, about: Circumstances) -> list[Blocker]:
    """Demand the decided measure with at least one order, each with what is to be done (SEED 五)."""
    measure = order_of(case, about)
    if measure is None:
        return [Blocker("no-measure", "执法通知书没有对应的处理措施。", grounds.NOTICE, "outcome")]
    if not measure.orders or any(not str(one.get("text") or "").strip() for one in measure.orders):
        text = "请逐项写明责令改正的内容。"
        return [Blocker("order-blank", text, grounds.NOTICE, f"outcome/{measure.id}")]
    return []


def notice_approved(case: Case, about: Circumstances) -> list[Blocker]:
    """Demand the leader's sign-off on the notice; by phone is lawful (补签 stays open)."""
    notice = paper_of(case, about, "D11")
    decision = None if notice is None else case.approved(notice.id) or case.approved(notice.measure)
    if decision is None:
        text = "执法通知书未经负责人批准，只能停留在草稿；请报批，也可电话批准后补签。"
        if notice is not None and (case.approval_lapsed(notice.id) or case.approval_lapsed(notice.measure)):
            text = "批准后执法通知书的内容又有改动，原来的批准不再适用，请重新报批；也可电话批准后补签。"
        return [Blocker("notice-unapproved", text, grounds.LAWFUL_PROCEDURE, "papers/approval")]
    if not decided_with_authority(decision):
        text = "执法通知书不是由机关负责人或其书面授权的人批准的，请重新报批。"
        return [Blocker("notice-not-by-leader", text, grounds.LAWFUL_PROCEDURE, "papers/approval")]
    return approved_in_future(decision, about.now)


def approved_in_future(decision: Approval, now: datetime) -> list[Blocker]:
    """Return that a paper would be final before its approval: the clock of this laptop is behind."""
    if decision.at <= now + TOLERANCE:
        return []
    text = f"批准时间{chinese_moment(decision.at)}晚于本机时间，文书不能在批准之前定稿；请先校准本机的日期和时间。"
    return [Blocker("approved-in-future", text, grounds.LAWFUL_PROCEDURE, "papers/approval")]


def number_reserved(case: Case, about: Circumstances) -> list[Blocker]:
    """Demand a number of the ledger, reserved when the measure was decided; a provisional one is never printed."""
    notice, measure = paper_of(case, about, "D11"), order_of(case, about)
    if (notice is not None and notice.number) or (measure is not None and measure.number):
        return []
    text = "执法通知书还没有文号，请从本机号段中预留；号段用完的请联网领取。"
    return [Blocker("no-number", text, grounds.NOTICE, "papers/number")]


def order_has_basis(case: Case, about: Circumstances) -> list[Blocker]:
    """Demand an article of law that was broken and a power to order (what the legal register found wrong)."""
    measure = order_of(case, about)
    found = list(about.order_problems)
    if measure is None:
        return found
    for one in case.findings:
        if one.id in measure.findings and not (one.order_basis or one.basis):
            text = f"{one.code}的问题没有写明违反的法律条款，不能责令改正。"
            found.append(Blocker("order-without-basis", text, grounds.NOTICE, f"outcome/{one.id}"))
    return found


def due_date_possible(case: Case, about: Circumstances) -> list[Blocker]:
    """Demand a term: a date after today that is a working day, or a term in words where no calendar reaches (T21)."""
    measure = order_of(case, about)
    if measure is None:
        return []
    place = f"outcome/{measure.id}/due"
    if measure.due is None:
        if measure.term.strip():
            return []
        return [Blocker("no-due-date", "请写明改正期限，不能只写“尽快”。", grounds.TERM, place)]
    if measure.due <= about.today:
        text = f"改正期限{chinese_day(measure.due)}不晚于今天，无法履行，请重新确定。"
        return [Blocker("due-date-past", text, grounds.TERM, place)]
    if about.is_working_day(measure.due) is False:
        text = f"改正期限{chinese_day(measure.due)}不是工作日，请改为工作日。"
        return [Blocker("due-date-day-off", text, grounds.TERM, place)]
    return []


def due_date_calendar_known(case: Case, about: Circumstances) -> list[Blocker]:
    """Warn where no calendar tells whether the due date is a working day."""
    measure = order_of(case, about)
    if measure is None or measure.due is None or about.is_working_day(measure.due) is not None:
        return []
    text = f"{measure.due.year}年的节假日安排尚未发布，{chinese_day(measure.due)}是否为工作日不能确定。"
    return [Blocker("calendar-unknown", text, grounds.TERM, f"outcome/{measure.id}/due")]


def remedy_named(case: Case, about: Circumstances) -> list[Blocker]:
    """Demand the remedy clause (T9)."""
    if about.remedy.strip():
        return []
    text = "执法通知书没有救济途径（复议、诉讼的机关和期限），不能印发。"
    return [Blocker("no-remedy", text, grounds.REMEDY, "papers/remedy")]


def order_follows_record(case: Case, about: Circumstances) -> list[Blocker]:
    """Demand the sealed record before an ordinary order is issued; an emergency order does not wait for it."""
    measure = order_of(case, about)
    if measure is None or measure.kind != ORDER or record_is_sealed(case):
        return []
    text = "现场检查笔录尚未签名封存，请先完成笔录，再印发执法通知书。"
    return [Blocker("record-not-sealed", text, grounds.SIGNED_RECORD, "record")]


def paper_exists(case: Case, about: Circumstances) -> list[Blocker]:
    """Demand the paper that is to be served, with frozen words, not served before."""
    paper = paper_of(case, about)
    if paper is None:
        return [Blocker("no-paper", "没有找到要送达的文书。", (), "papers")]
    if paper.frozen_at is None and paper.state == "draft":
        text = "文书还是草稿，请先定稿。"
        return [Blocker("paper-draft", text, grounds.LAWFUL_PROCEDURE, f"papers/{paper.id}")]
    if paper.state == "served":
        return [Blocker("already-served", "这份文书已经送达。", grounds.PROOF_OF_SERVICE, f"papers/{paper.id}")]
    return []


def stamped_before_service(case: Case, about: Circumstances) -> list[Blocker]:
    """Refuse to serve a paper of a stamped lifecycle before the official stamp is on it (T12)."""
    paper = paper_of(case, about)
    if paper is None or (about.lifecycle != "stamped" and not paper.is_stamped):
        return []
    if paper.stamped and paper.state in ("stamped", "served"):
        return []
    text = "文书尚未盖章，不能送达；请携章加盖、在机关加盖或使用预盖章纸并登记。"
    return [Blocker("not-stamped", text, grounds.STAMP, f"papers/{paper.id}")]


def nothing_left_to_do(case: Case, about: Circumstances) -> list[Blocker]:
    """Refuse closing while tasks are open or an order is not served."""
    return closing_blockers(case)


def record_sealed_or_called_off(case: Case, about: Circumstances) -> list[Blocker]:
    """Demand the sealed record before closing, unless the inspection was called off before any visit."""
    if record_is_sealed(case) or (case.inspection.called_off and not any(not one.called_off for one in case.visits)):
        return []
    return [Blocker("record-not-sealed", "现场检查笔录尚未签名封存，不能结束。", grounds.CLOSING, "record")]


def not_closed(case: Case, about: Circumstances) -> list[Blocker]:
    """Refuse to close twice."""
    if case.inspection.closed_at is None:
        return []
    return [Blocker("closed", "本次检查已经结束。", grounds.CLOSING, "papers")]
