"""What does not count, in words: which change of whom, what stands sealed instead, why, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from app.domain.clock import moment_of_stamp
from app.domain.entity_words import entity_words
from app.domain.procedure.case import Case
from app.domain.procedure.settlements import CORRECTION, SUPPLEMENT
from app.domain.set_aside import PassedOver
from app.services.correcting.changes import ASIDE, OPEN, SETTLED, UNDER_WAY, RefusedChange, refused_changes
from app.services.correcting.slips import Slip
from app.services.desk import Desk
from app.services.exchange.queue import SEALED, device_beside, device_name
from app.services.pinning import definition_of
from ui.models.moments import kept_moment_words, moment_words


@dataclass(frozen=True)
class RefusedLine:
    """One change that does not count: of which inspection, what, why, what to do about it, and what became of it.

    ``slips`` set the sealed words beside those of the change; ``settled`` says what became of it, "" while it is open;
    ``paper`` is the correction that takes it up. ``correctable``: a correction of the record may take it up now.
    """

    operation: str
    root: str
    title: str
    words: str
    why: str
    advice: str
    slips: tuple[Slip, ...] = ()
    settled: str = ""
    paper: str = ""
    correctable: bool = False
    waits: bool = True
    done: bool = False


@dataclass(frozen=True)
class CorrectionLine:
    """One correction of a sealed record: its paper, title and state in words."""

    paper: str
    title: str
    state: str
    final: bool


def refused_lines(desk: Desk, inspection: str = "") -> tuple[RefusedLine, ...]:
    """Return what does not count, in one inspection or everywhere: what waits for somebody first, then the newest."""
    found = [_line(desk, one) for one in refused_changes(desk, inspection)]
    passed = () if inspection else tuple(_passed_over(desk, one) for one in desk.store.relay.passed_over())
    return (*sorted(found, key=lambda one: not one.waits), *passed)


def correction_lines(desk: Desk, case: Case) -> tuple[CorrectionLine, ...]:
    """Return the corrections and supplements of an inspection in the order they were begun."""
    found = [one for one in case.documents if one.kind in (CORRECTION, SUPPLEMENT)]
    lines = []
    for one in found:
        state = tr("签名封存 {at}").format(at=moment_words(one.frozen_at)) if one.frozen_at else tr("办理中")
        title = definition_of(desk, case, one.kind).title
        lines.append(CorrectionLine(one.id, title, state, one.frozen_at is not None))
    return tuple(lines)


def tr(text: str) -> str:
    """Return a text of this file in the language of the window."""
    return QCoreApplication.translate("refused", text)


_WHY = {
    SEALED: (
        "笔录已封存，之后的改动不再计入。",
        "内容没有丢失。是笔录写错、漏写的，办理补正；是后来补充的内容，作为补充材料；都要重新签名。不需要的，写明理由后不再处理。",
    ),
    "officer-unknown": (
        "中心库的人员名册里没有这名操作人。",
        "请管理员在中心库登记该人员后，由该人员重新录入这一项。",
    ),
    "officer-disabled": (
        "操作时该人员的执法资格已在中心库停用。",
        "请由有资格的人员重新录入；对停用有疑问的请联系管理员。",
    ),
    "clock-unreadable": (
        "这处改动的时间记录读不出来。",
        "请核对本机日期和时间后重新录入，并联系管理员。",
    ),
}
_SEALED_PAPER = (
    "这份文书已封存，之后的改动不再计入。",
    "内容没有丢失，封存的文书不变。请核对后写明理由，标明不再处理；确需更正的，另作文书。",
)
_OTHERWISE = "请联系管理员，说明上面的内容；本机的记录仍然保留。"


def _line(desk: Desk, one: RefusedChange) -> RefusedLine:
    operation = one.operation
    who, own = _who(desk, operation.officer), operation.device == desk.store.device
    device = tr("本机") if own else device_beside(desk, operation.device, who)
    about = (who, device, moment_words(moment_of_stamp(operation.hlc)))
    otherwise = tr("中心库没有接受这一项（{code}）。").format(code=one.reason), _OTHERWISE
    why, advice = _WHY.get(one.reason, otherwise)
    if one.reason == SEALED and one.sealed_in not in ("", "D4"):
        why, advice = _SEALED_PAPER
    title = " · ".join(part for part in (one.unit, _entity(one)) if part)
    return RefusedLine(
        operation.op_id, one.inspection, title, " · ".join(about), why, advice, one.slips, _settled(desk, one),
        one.paper, one.correctable, one.state in (OPEN, UNDER_WAY), one.state == SETTLED,
    )  # fmt: skip


def _passed_over(desk: Desk, one: PassedOver) -> RefusedLine:
    words = tr("{device} · 第 {lseq} 条").format(device=one.name or device_name(desk, one.device), lseq=one.lseq)
    why = tr("中心库管理员搁置了它，各终端都跳过：{why}").format(why=one.reason)
    advice = tr("原文仍在中心库，没有删除。其他内容照常取回；这台终端上的人员请核对自己录入的内容，缺的重新录入。")
    title = tr("一条任何终端都收不下的操作记录")
    return RefusedLine(f"{one.device}/{one.lseq}", "", title, words, why, advice, waits=False)


def _settled(desk: Desk, one: RefusedChange) -> str:
    if one.state == UNDER_WAY:
        return tr("已列入补正或补充材料，正在办理，签名封存后完成。")
    if one.state == SETTLED:
        return tr("已在补正或补充材料中更正，并已签名封存。")
    if one.state == ASIDE:
        at = kept_moment_words(str(one.aside.get("at", "")))
        told = tr("不再处理：{reason}（{who}，{at}）")
        return told.format(reason=one.aside.get("reason", ""), who=_who(desk, str(one.aside.get("by", ""))), at=at)
    return ""


def _who(desk: Desk, officer: str) -> str:
    known = desk.officers().get(officer)
    return known.name if known is not None else officer


def _entity(one: RefusedChange) -> str:
    kind, path = entity_words(one.operation.entity), one.operation.entity_id.partition("/")[2]
    return f"{kind} {path}" if one.operation.entity == "answer" and not one.slips else kind
