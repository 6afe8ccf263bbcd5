"""How this device stands with its centre, as far as this device knows: what waits, what came back, what was done."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from PySide6.QtCore import QCoreApplication

from app.domain.clock import CHINA
from app.services.desk import Desk
from app.services.exchange.link import LINK
from app.services.exchange.outstanding import Outstanding, Turned, automatic, outstanding, sync_log, turned_away
from app.services.exchange.syncing import LAST_SYNC, pending_count
from app.services.safekeeping.backups import last_backup, second_folder
from ui.models.conflicts import ENTITIES

SHOWN = 100


@dataclass(frozen=True)
class Waiting:
    """One line of what waits: the inspection it leads to ("" for none), its unit, and the rest in words."""

    inspection: str
    title: str
    words: str
    conflicts: bool


@dataclass(frozen=True)
class Returned:
    """One thing that was turned away: what it was, why, and what to do."""

    inspection: str
    title: str
    why: str
    advice: str


@dataclass(frozen=True)
class Done:
    """One synchronisation of the log: when and how it ended, and its receipt line by line ("" for none)."""

    title: str
    words: str
    receipt: str
    good: bool


@dataclass(frozen=True)
class SyncState:
    """``centre`` is where it is, "" where there is none; ``last`` the report of the last sync with its time ``at``."""

    centre: str = ""
    bureau: str = ""
    pending: int = 0
    refused: int = 0
    conflicts: int = 0
    last: Mapping[str, Any] = field(default_factory=dict)
    automatic: bool = True
    waiting: tuple[Waiting, ...] = ()
    returned: tuple[Returned, ...] = ()
    log: tuple[Done, ...] = ()
    backup_folder: str = ""
    backup_words: str = ""


def sync_state(desk: Desk) -> SyncState:
    """Return how things stand; nothing is sent."""
    link = desk.store.settings.get(LINK)
    last = desk.store.settings.get(LAST_SYNC)
    has_centre = isinstance(link, dict)
    folder, backup = second_folder(desk), last_backup(desk)
    waiting = outstanding(desk)
    return SyncState(
        centre=f"{link['host']}:{link['port']}" if has_centre else "",
        bureau=str(link["bureau_name"]) if has_centre else "",
        pending=pending_count(desk) if has_centre else 0,
        refused=len(desk.store.refused()),
        conflicts=len(desk.store.conflicts()),
        last=last if isinstance(last, dict) else {},
        automatic=automatic(desk),
        waiting=tuple(_waiting(one, has_centre) for one in waiting if has_centre or one.conflicts),
        returned=tuple(_returned(desk, one) for one in turned_away(desk)[:SHOWN]),
        log=tuple(_done(desk, one) for one in sync_log(desk)[:SHOWN]),
        backup_folder="" if folder is None else str(folder),
        backup_words="" if backup is None else f"{backup.at[:16].replace('T', ' ')}  {backup.text}",
    )


def tr(text: str) -> str:
    """Return a text of this file in the language of the window."""
    return QCoreApplication.translate("sync_state", text)


def _waiting(one: Outstanding, has_centre: bool) -> Waiting:
    parts = []
    if has_centre and one.operations:
        parts.append(tr("{n} 条操作待同步").format(n=one.operations))
    if has_centre and one.files:
        parts.append(tr("材料 {sent}/{files} 已上传").format(sent=one.files_sent, files=one.files))
    if one.conflicts:
        parts.append(tr("{n} 处两机不一致").format(n=one.conflicts))
    if one.refused:
        parts.append(tr("{n} 条未被采纳").format(n=one.refused))
    title = one.unit or tr("登记簿、文号等")
    return Waiting(one.inspection, title, " · ".join(parts), bool(one.conflicts))


def _returned(desk: Desk, one: Turned) -> Returned:
    reasons = {
        "officer-unknown": (tr("中心库没有登记这名人员"), tr("请管理员在中心库登记该人员后，重新填写这一项。")),
        "officer-disabled": (tr("这名人员当时已停用"), tr("请由有效的执法人员重新填写这一项。")),
        "clock-unreadable": (tr("电脑时钟不可读"), tr("请校准电脑时间后，重新填写这一项。")),
    }
    sealed = (
        tr("笔录封存后才到达"),
        tr("封存的内容不能再改。确有必要的，作为补充材料存入，或另作说明随卷保存。"),
    )
    why, advice = reasons.get(one.reason, sealed if not one.reason else (one.reason, tr("请联系管理员。")))
    who = desk.officers().get(one.officer)
    name = who.name if who is not None else one.officer
    what = ENTITIES.get(one.entity, tr("检查项 {path}").format(path=one.path) if one.entity == "answer" else one.entity)
    title = " · ".join(part for part in (one.unit, what, name) if part)
    return Returned(one.inspection, title, why, advice)


def _done(desk: Desk, report: Mapping[str, Any]) -> Done:
    state = str(report.get("state"))
    ends = {
        "synced": tr("已同步"),
        "pending": tr("未完成，可以继续"),
        "unreachable": tr("连不上中心库（离线）"),
        "refused": tr("中心库拒绝"),
    }
    at = datetime.fromisoformat(str(report.get("at"))).astimezone(CHINA)
    files = report.get("attachments") or {}
    words = tr("上传 {pushed} 条，收到 {pulled} 条，送出附件 {sent} 个").format(
        pushed=report.get("pushed", 0), pulled=report.get("pulled", 0), sent=dict(files).get("sent", 0)
    )
    return Done(f"{at:%Y-%m-%d %H:%M}　{ends.get(state, state)}", words, _receipt(desk, report, at), state == "synced")


def _receipt(desk: Desk, report: Mapping[str, Any], at: datetime) -> str:
    kept = report.get("receipt")
    if not isinstance(kept, dict):
        return ""
    names = (
        ("bureau", tr("档案局")), ("device", tr("终端")), ("centre_id", tr("中心库编号")),
        ("acknowledged_lseq", tr("中心库已确认到本机第几条")), ("cursor", tr("本机已取回到第几条")),
        ("compared", tr("核对一致的检查数")), ("digest", tr("核对摘要（SHA-256）")), ("server_time", tr("中心库时间")),
    )  # fmt: skip
    lines = [tr("同步回执"), tr("同步时间：{at:%Y-%m-%d %H:%M:%S}").format(at=at)]
    who = desk.officers().get(str(report.get("officer") or ""))
    if who is not None:
        lines.append(tr("操作人员：{name}").format(name=who.name))
    told = [*lines, *(f"{name}：{_folded(kept[key])}" for key, name in names if key in kept)]
    root = kept.get("feed_root")
    if isinstance(root, dict):
        # kept on paper too, it shows later whether the centre was rewritten (centre root --check)
        words = tr("中心库校验根（{day}，至第 {last} 条）：{head}")
        told.append(words.format(day=root["day"], last=root["last"], head=_folded(root["head"])))
    return "\n".join(told)


def _folded(value: object) -> str:
    """Return a digest in two lines: it has no place at which a line could break."""
    words = str(value)
    return f"\n{words[:32]}\n{words[32:]}" if len(words) == 64 else words
