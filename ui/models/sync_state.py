"""How this device stands with its centre, as far as this device knows, in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from PySide6.QtCore import QCoreApplication

from app.domain.clock import moment_of_stamp
from app.domain.operations import Operation, root_of
from app.services.desk import Desk
from app.services.exchange.journal import LAST_SYNC, automatic, sync_journal
from app.services.exchange.link import LINK
from app.services.exchange.queue import Refusal, Waiting, device_name, refusals, waiting
from app.services.exchange.syncing import pending_count
from ui.models.conflicts import ENTITIES
from ui.models.moments import moment_words

SHOWN_KINDS, LONG_DIGEST = 4, 40


@dataclass(frozen=True)
class WaitingLine:
    """What of one inspection waits, in words; ``files`` is "" where all its material is at the centre."""

    root: str
    title: str
    words: str
    files: str


@dataclass(frozen=True)
class RefusedLine:
    """One change that does not count: of which inspection, what, why, and what to do about it."""

    root: str
    title: str
    words: str
    why: str
    advice: str


@dataclass(frozen=True)
class SyncState:
    """``centre`` is where it is, "" where there is none; ``last`` the report of the last sync with its time ``at``."""

    centre: str = ""
    bureau: str = ""
    pending: int = 0
    refused: int = 0
    conflicts: int = 0
    last: Mapping[str, Any] = field(default_factory=dict)
    automatic: bool = False
    waiting: tuple[WaitingLine, ...] = ()
    refusals: tuple[RefusedLine, ...] = ()
    journal: tuple[Mapping[str, Any], ...] = ()


def sync_state(desk: Desk) -> SyncState:
    """Return how things stand; nothing is sent."""
    link = desk.store.settings.get(LINK)
    last = desk.store.settings.get(LAST_SYNC)
    told = refusals(desk)
    here = SyncState(
        refused=len(told),
        conflicts=len(desk.store.conflicts()),
        last=last if isinstance(last, dict) else {},
        refusals=tuple(_refused(desk, one) for one in told),
        journal=tuple({**one, "who": _who(desk, str(one.get("officer") or ""))} for one in sync_journal(desk)),
    )
    if not isinstance(link, dict):
        return here
    return SyncState(
        centre=f"{link['host']}:{link['port']}",
        bureau=str(link["bureau_name"]),
        pending=pending_count(desk),
        refused=here.refused,
        conflicts=here.conflicts,
        last=here.last,
        automatic=automatic(desk),
        waiting=tuple(_line(one) for one in waiting(desk)),
        refusals=here.refusals,
        journal=here.journal,
    )


def tr(text: str) -> str:
    """Return a text of this file in the language of the window."""
    return QCoreApplication.translate("sync_state", text)


def state_words(state: str) -> str:
    """Return how a synchronisation ended."""
    words = {
        "synced": tr("已同步"),
        "pending": tr("未完成，可以继续"),
        "unreachable": tr("连不上中心库（离线）"),
        "refused": tr("中心库没有接受"),
    }
    return words.get(state, state)


def entry_line(entry: Mapping[str, Any]) -> str:
    """Return one line of the log: when, how it ended, how much went either way."""
    at = str(entry["at"])[:16].replace("T", " ")
    moved = tr("送出 {pushed}、取回 {pulled}").format(pushed=entry["pushed"], pulled=entry["pulled"])
    by_itself = tr(" · 自动") if entry.get("by_itself") else ""
    return f"{at}{by_itself}\n{state_words(str(entry['state']))} · {moved}"


def entry_facts(entry: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """Return everything that is known of one synchronisation, as (name, words); the receipt stands last."""
    files, problem = entry["attachments"], entry.get("problem") or {}
    receipt = entry.get("receipt") or {}
    facts = [
        (tr("时间"), str(entry["at"])[:19].replace("T", " ")),
        (tr("结果"), state_words(str(entry["state"]))),
        (tr("原因"), " ".join(str(problem[one]) for one in ("title", "advice") if problem.get(one))),
        (tr("方式"), tr("自动") if entry.get("by_itself") else tr("手动")),
        (tr("操作人员"), str(entry.get("who") or "")),
        (tr("送出"), tr("{n} 条操作，新确认 {m} 条").format(n=entry["pushed"], m=entry["acknowledged"])),
        (tr("取回"), tr("{n} 条操作").format(n=entry["pulled"])),
        (tr("附件"), tr("送出 {n} 个，取回 {m} 个，待处理 {k} 个").format(
            n=files["sent"], m=entry.get("fetched", 0), k=files["pending"])),
        (tr("仍待确认"), tr("{n} 条操作").format(n=entry["pending"])),
    ]  # fmt: skip
    plain = [(name, value) for name, value in receipt.items() if not isinstance(value, dict)]
    return (*facts, *((_RECEIPT.get(name, name), _readable(str(value))) for name, value in plain), *_root(receipt))


def _root(receipt: Mapping[str, Any]) -> list[tuple[str, str]]:
    # kept on paper too, it shows later whether the centre was rewritten (centre root --check)
    root = receipt.get("feed_root")
    if not isinstance(root, dict):
        return []
    words = tr("{day}，至第 {last} 条：{head}").format(
        day=root["day"], last=root["last"], head=_readable(str(root["head"]))
    )
    return [(tr("中心库校验根"), words)]


def _readable(value: str) -> str:
    """Return a digest in groups of eight, so that it can be read out and breaks over lines; other words as they are."""
    if len(value) < LONG_DIGEST or not value.isalnum():
        return value
    return " ".join(value[place : place + 8] for place in range(0, len(value), 8))


_RECEIPT = {
    "centre_id": "中心库编号",
    "feed_epoch": "中心库纪元",
    "bureau": "档案局代码",
    "device": "本机编号",
    "cursor": "已取回到",
    "acknowledged_lseq": "已确认到",
    "compared": "核对的检查数",
    "digest": "核对摘要",
    "server_time": "中心库时间",
}

_WHY = {
    "sealed": (
        "笔录已封存，之后的改动不再计入。",
        "内容没有丢失。确有必要的，请作为补充材料或补正，另做记录并重新签名。",
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
        "这条操作的时间记录读不出来。",
        "请核对本机日期和时间后重新录入，并联系管理员。",
    ),
}
_OTHERWISE = "请联系管理员，说明上面的内容；本机的记录仍然保留。"


def kind_words(entity: str) -> str:
    """Return what an officer calls a kind of entity."""
    return ENTITIES.get(entity, _KINDS.get(entity, tr("其他")))


_KINDS = {
    "answer": "检查项答案", "unit": "单位登记", "officer": "人员登记", "number": "文号", "file": "附件登记",
    "signature": "签名", "service": "送达", "seal": "封存", "approval": "审批", "task": "待办事项",
    "content": "文书内容", "read_back": "读回", "rights": "权利告知", "sign_in": "签到", "printing": "打印记录",
    "sheet": "预盖章纸", "received_report": "收到的报告",
    "report_act": "报告的办理", "device": "本机登记", "recording": "执法记录仪",
}  # fmt: skip


def _line(one: Waiting) -> WaitingLine:
    counted: dict[str, int] = {}
    for entity, count in one.changed.items():
        words = kind_words(entity)
        counted[words] = counted.get(words, 0) + count
    order = sorted(counted.items(), key=lambda pair: (pair[0] == tr("其他"), -pair[1]))
    parts = [tr("{kind} {n} 项").format(kind=kind, n=count) for kind, count in order[:SHOWN_KINDS]]
    more = tr("等 {n} 类").format(n=len(order)) if len(order) > SHOWN_KINDS else ""
    files = tr("材料 {sent}/{files} 已上传").format(sent=one.sent, files=one.files) if one.sent < one.files else ""
    return WaitingLine(one.root, one.unit or tr("登记簿、文号等"), "、".join(parts) + more, files)


def _refused(desk: Desk, one: Refusal) -> RefusedLine:
    operation = one.operation
    device = tr("本机") if operation.device == desk.store.device else device_name(desk, operation.device)
    about = (_who(desk, operation.officer), device, moment_words(moment_of_stamp(operation.hlc)))
    otherwise = tr("中心库没有接受这一项（{code}）。").format(code=one.reason), _OTHERWISE
    why, advice = _WHY.get(one.reason, otherwise)
    root = root_of(operation.entity_id)
    title = " · ".join(part for part in (one.unit, _what(operation)) if part)
    return RefusedLine(root if one.unit else "", title, " · ".join(about), why, advice)


def _who(desk: Desk, officer: str) -> str:
    known = desk.officers().get(officer)
    return known.name if known is not None else officer


def _what(operation: Operation) -> str:
    path = operation.entity_id.partition("/")[2]
    return f"{kind_words(operation.entity)} {path}" if operation.entity == "answer" else kind_words(operation.entity)
