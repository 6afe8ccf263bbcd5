"""Which laptop leads an inspection, in words: who may seal and use numbers, what is open, and how a handover stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from app.domain.namesakes import name_of
from app.domain.procedure.case import Case
from app.domain.procedure.circumstances import Circumstances
from app.domain.procedure.guards import GUARDS
from app.domain.procedure.handover import ACCEPTED, DECLINED, TAKEN_BACK, Handover
from app.domain.procedure.rail import DONE, LOCKED, steps
from app.services.checking.sheet import about, sheet_of
from app.services.desk import Desk
from app.services.exchange.link import LINK
from app.services.exchange.queue import device_name
from app.services.preparation.handing_over import Laptop, Lead, lead_of
from ui.models.moments import kept_moment_words

LEADING, GIVING, RECEIVING, OTHER = "leading", "giving", "receiving", "other"


@dataclass(frozen=True)
class LeadView:
    """The lead device as its card shows it.

    ``role`` is what this laptop is in it; ``past`` how the last handover ended; ``open`` what is still to be done;
    ``unsent`` what must be sent first, "" for nothing; ``lacking`` files that have not come here; ``sent`` whether the
    offer was handed out; ``ended`` why nothing can be handed over any more; ``offer`` is the id of what waits;
    ``centre`` tells whether this laptop has one.
    """

    role: str
    title: str
    words: str
    past: str
    open: tuple[str, ...]
    unsent: str
    lacking: str
    lost: str
    laptops: tuple[tuple[str, str], ...]
    officers: tuple[tuple[str, str], ...]
    sent: bool
    ended: str
    offer: str
    centre: bool

    @property
    def sends(self) -> bool:
        """Return whether what was done here has to reach another laptop before it goes on there."""
        return not self.ended and (self.role == OTHER or (self.role == GIVING and bool(self.unsent)))

    @property
    def waits(self) -> bool:
        """Return whether a handover waits for its answer here."""
        return self.role in (GIVING, RECEIVING)


def tr(text: str) -> str:
    """Return a text of this file in the language of the window."""
    return QCoreApplication.translate("lead", text)


def lead_view(desk: Desk, case: Case) -> LeadView:
    """Return which laptop leads an inspection and how a handover stands."""
    found = lead_of(desk, case)
    role = _role(desk, found)
    opened = sheet_of(desk, case)
    now = about(desk, opened)
    ended = "；".join(one.text for one in GUARDS["not_ended"](case, now))
    return LeadView(
        role=role,
        title=_title(desk, found),
        words=_words(desk, case, role, found),
        past=_past(desk, case, found),
        open=_open(case, now),
        unsent=_unsent(desk, role, found.unsent),
        lacking=tr("还有 {n} 个附件没有到本机；可以先接收，封存和归档前请取回。").format(n=found.lacking)
        if found.lacking and role == RECEIVING else "",
        lost=_lost(desk),
        laptops=tuple((one.device, _laptop(desk, case, one)) for one in found.laptops),
        officers=tuple((one, name_of(case, one)) for one in case.handlers if one in case.officers),
        sent=found.handed_out,
        ended=ended,
        offer=found.handover.id if found.pending and found.handover is not None else "",
        centre=desk.store.settings.get(LINK) is not None,
    )  # fmt: skip


def _role(desk: Desk, found: Lead) -> str:
    if found.pending and found.handover is not None:
        if found.handover.giver == desk.store.device:
            return GIVING
        if found.handover.receiver == desk.store.device:
            return RECEIVING
    return LEADING if found.own else OTHER


def _title(desk: Desk, found: Lead) -> str:
    return tr("主办终端：本机") if found.own else tr("主办终端：{device}").format(device=_device(desk, found.device))


def _words(desk: Desk, case: Case, role: str, found: Lead) -> str:
    moved = found.handover
    if role in (GIVING, RECEIVING) and moved is not None:
        told = {
            "to": _device(desk, moved.receiver), "who": name_of(case, moved.by), "at": _at(moved.at),
            "officer": name_of(case, moved.officer) or tr("不指定"), "note": f"“{moved.note}”" if moved.note else "",
        }  # fmt: skip
        giving = tr(
            "正在移交给 {to}（接办人：{officer}）。{who}于 {at} 提出。{note}\n"
            "对方接收之前，两台电脑都不能封存，也不能用号；检查表、证据照常可以填写。"
        )
        receiving = tr(
            "{who}于 {at} 提出把这次检查移交给本机（接办人：{officer}）。{note}\n"
            "接收之前，两台电脑都不能封存，也不能用号；接收以后由本机封存、用号。"
        )
        return (giving if role == GIVING else receiving).format(**told)
    if role == LEADING:
        return tr("这次检查由本机封存笔录、用文书编号；其他电脑可以填写检查表、取证，不能封存和用号。")
    return tr(
        "封存笔录、用文书编号只能在那台电脑办理；本机可以填写检查表、取证、起草文书、签名，"
        "办完把内容送到那台电脑：同步，或者用 U 盘交换。需要由本机接办的，请在那台电脑的这一页提出移交。"
    )


def _past(desk: Desk, case: Case, found: Lead) -> str:
    moved = found.handover
    if moved is None or not moved.ended_at:
        return ""
    words = {
        ACCEPTED: tr("{at} {who}在 {to} 接收了移交。"),
        DECLINED: tr("{at} {who}没有接收移交到 {to}：{reason}"),
        TAKEN_BACK: tr("{at} {who}撤回了到 {to} 的移交。{reason}"),
    }
    return words[moved.state].format(**_ending(desk, case, moved))


def _ending(desk: Desk, case: Case, moved: Handover) -> Mapping[str, str]:
    who = name_of(case, moved.ended_by)
    return {"at": _at(moved.ended_at), "who": who, "to": _device(desk, moved.receiver), "reason": moved.reason}


def _open(case: Case, now: Circumstances) -> tuple[str, ...]:
    return tuple(f"{one.title}：{one.words}" for one in steps(case, now) if one.state not in (DONE, LOCKED))


def _unsent(desk: Desk, role: str, count: int) -> str:
    if not count or role not in (LEADING, GIVING):
        return ""
    stick = tr("请先在“同步 · U 盘交换”中导出给对方")
    way = tr("请先同步，或者在“同步 · U 盘交换”中导出给对方") if desk.store.settings.get(LINK) is not None else stick
    if role == GIVING:
        return tr("移交还没有送出，本机还有 {n} 项内容没有送出：{way}。送到之前对方不能接收。").format(n=count, way=way)
    return tr("本机还有 {n} 项内容没有送出：移交后{way}，移交随这些内容一起送到；送到之前对方不能接收。").format(
        n=count, way=way
    )


def _lost(desk: Desk) -> str:
    if desk.store.settings.get(LINK) is None:
        return tr("主办终端遗失、损坏，不能移交的：没有中心库时，请管理员用那台电脑的备份在另一台电脑上恢复。")
    return tr(
        "主办终端遗失、损坏，不能移交的：请管理员在中心库停用那台终端（centre device revoke），"
        "再指定接替的终端（centre device succeed），接替的终端同步一次后成为主办终端。"
        "那台终端上没有送出的内容无法取回，没有用过的文号由管理员作废（centre number void）。"
    )


def _laptop(desk: Desk, case: Case, one: Laptop) -> str:
    name = device_name(desk, one.device)
    if not one.officer:
        return name
    if one.name:
        return tr("{name}（{who}最近用过，{at}）").format(name=name, who=name_of(case, one.officer), at=_at(one.at))
    return tr("{name} · {at} 用过").format(name=name, at=_at(one.at))


def _device(desk: Desk, device: str) -> str:
    if device == desk.store.device:
        return tr("本机")
    return device_name(desk, device)


def _at(moment: str) -> str:
    return kept_moment_words(moment)
