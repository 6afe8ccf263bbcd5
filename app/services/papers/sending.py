"""Papers that go to another body (reports, transfers, proposals): sent, not served, and answered (S149-S152)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from app.domain.clock import iso
from app.domain.entries import SENT, moment_of
from app.domain.operations import root_of
from app.domain.procedure.case import Case
from app.domain.procedure.circumstances import chinese_day, chinese_moment, day_of
from app.domain.procedure.guards import GUARDS
from app.domain.procedure.issuing import Sending
from app.domain.procedure.mapping import changes_of
from app.domain.procedure.outcomes import Document
from app.domain.sending_ways import SENDING_WAYS
from app.errors import Blocker
from app.services.circumstances import circumstances
from app.services.desk import Desk, insist, missing
from app.services.papers.drafting import paper
from app.services.papers.settling import settling, unsettling
from app.services.pinning import definition_of
from app.services.voiding import voiding

AGAIN = "再次答复："
_PLACE = "papers/sending"


def send(
    desk: Desk, inspection: str, document_id: str, *, to: str, way: str, at: datetime | None = None, reference: str = ""
) -> Sending:
    """Return the record that a stamped paper was sent; the duty to report ends with it.

    ``reference`` is the number of the post, the receipt or the exchange.

    Raises:
        Refused: the paper is not stamped or was taken back, is one to be served, or addressee, way or time is wrong.
    """
    case = desk.case(inspection)
    document = paper(case, document_id)
    moment = at or desk.now()
    insist("报送未登记。", _blockers(desk, case, document, to, way, moment))
    sending = Sending(
        desk.part_id(inspection), document_id, to.strip(), way, moment, desk.officer, reference.strip()
    )
    sent = changes_of(replace(document, state="served"), "state")
    desk.commit([*changes_of(sending), *sent, *settling(desk, case, document, SENT)])
    return sending


def record_reply(
    desk: Desk, sending_id: str, text: str, at: datetime | None = None, *, more: bool = False
) -> Sending:
    """Return a sending with the answer of the body it went to; the same answer again is given back.

    ``more``: one more answer, told after the first.

    Raises:
        Refused: there is no such sending, no words were given, the answer came before it was sent, or it was answered
            already and this is not said to be one more.
    """
    case = desk.case(root_of(sending_id))
    sending = next((one for one in case.sendings if one.id == sending_id), None)
    if sending is None:
        raise missing("sending", "没有这次报送的记录。", "请刷新后重试。")
    moment = at or desk.now()
    blockers = [] if text.strip() else [Blocker("reply-blank", "请写明答复、处理的内容。", place=_PLACE)]
    if not sending.at <= moment <= desk.now():
        blockers.append(Blocker("reply-moment", "答复时间须在报送之后、现在之前。", place=_PLACE))
    said, before = text.strip(), str(sending.reply.get("text", ""))
    if before and (before == said or before.endswith(f"{AGAIN}{said}")):
        return sending
    if before and not more:
        told = "已经登记过答复，不能覆盖；对方再次答复的，请选“再次答复”。"
        blockers.append(Blocker("replied-already", told, place=_PLACE))
    insist("答复未登记。", blockers)
    whole = f"{before.rstrip('。')}。{chinese_day(day_of(moment))}{AGAIN}{said}" if before else said
    first = sending.reply.get("at") or iso(moment)  # the day of one more stands in the words
    answered = replace(sending, reply={"text": whole, "at": first, "by": desk.officer})
    desk.commit(changes_of(answered, "reply"))
    return answered


def withdraw_sending(desk: Desk, sending_id: str, reason: str) -> None:
    """Void a sending that was recorded by mistake: the paper waits to be sent again, and so does the duty it ended.

    Raises:
        Refused: there is no such sending, it was answered, or no reason was given.
    """
    case = desk.case(root_of(sending_id))
    sending = next((one for one in case.sendings if one.id == sending_id), None)
    if sending is None:
        raise missing("sending", "没有这次报送的记录。", "请刷新后重试。")
    if sending.reply:
        text = "对方已经答复，报送的登记不能撤回。"
        insist("不能撤回报送的登记。", [Blocker("sending-answered", text, place=_PLACE)])
    document = paper(case, sending.document)
    again = replace(document, state="stamped")
    desk.commit([
        voiding(desk, Sending.ENTITY, sending_id, reason),
        *changes_of(again, "state"),
        *unsettling(desk, case, document, SENT),
    ])


def _blockers(desk: Desk, case: Case, document: Document, to: str, way: str, at: datetime) -> list[Blocker]:
    procedure = definition_of(desk, case, document.kind).procedure
    found = []
    if procedure is None or procedure.delivery != "send":
        found.append(Blocker("not-sent", "这种文书须送达当事人并取得送达回证，不能登记为报送。", place=_PLACE))
    if case.was_sent(document.id):
        text = "这份文书已经登记报送；登记有误的，请先写明原因撤回。"
        found.append(Blocker("sent-already", text, place=_PLACE))
    elif document.state != "stamped":
        found.append(Blocker("not-stamped", "文书尚未盖章，不能报送。", ("penalty-law-2021:59",), _PLACE))
    if not to.strip():
        found.append(Blocker("no-addressee", "请填写报送的机关、部门。", place=_PLACE))
    if way not in SENDING_WAYS:
        found.append(Blocker("sending-way", "请选择报送方式。", place=_PLACE))
    if at > desk.now():
        found.append(Blocker("sending-in-future", "报送时间晚于现在。", place=_PLACE))
    stamped = moment_of(str(document.stamped.get("at", "")))
    if isinstance(stamped, datetime) and at < stamped.replace(second=0, microsecond=0):
        text = f"报送时间早于盖章时间（{chinese_moment(stamped)}），没有盖章的文书不能报送。"
        found.append(Blocker("sent-before-stamp", text, ("penalty-law-2021:59",), _PLACE))
    return found + GUARDS["still_decided"](case, circumstances(desk, case, document=document.id))
