"""How this device stands with its centre, as far as this device knows, in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from PySide6.QtCore import QCoreApplication

from app.domain.entity_words import entity_words
from app.services.desk import Desk
from app.services.exchange.journal import LAST_SYNC, automatic, sync_journal
from app.services.exchange.link import LINK
from app.services.exchange.program_updates import held_update
from app.services.exchange.queue import Waiting, disagreeing, waiting
from app.services.exchange.syncing import pending_count
from app.services.published_forms import releases_told
from ui.models.moments import kept_moment_words
from ui.models.receipt_words import receipt_facts
from ui.models.refused import RefusedLine, refused_lines
from ui.models.update_words import release_words, update_words

SHOWN_KINDS = 4


@dataclass(frozen=True)
class WaitingLine:
    """What of one inspection waits, in words; ``files`` is "" where all its material is at the centre."""

    root: str
    title: str
    words: str
    files: str


@dataclass(frozen=True)
class SyncState:
    """``centre`` is where it is, "" where there is none; ``last`` the report of the last sync with its time ``at``.

    ``refused`` counts what does not count and still waits for somebody, ``refusals`` are all;
    ``update`` tells of a newer program, ``releases`` of what else was published, "" where there is none.
    """

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
    update: str = ""
    releases: str = ""


def sync_state(desk: Desk) -> SyncState:
    """Return how things stand; nothing is sent."""
    link = desk.store.settings.get(LINK)
    last = desk.store.settings.get(LAST_SYNC)
    told = refused_lines(desk)
    here = SyncState(
        refused=sum(one.waits for one in told),
        conflicts=disagreeing(desk),
        last=last if isinstance(last, dict) else {},
        refusals=told,
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
        update=update_words(held_update(desk)),
        releases=release_words(releases_told(desk.store)),
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
    at = kept_moment_words(str(entry["at"]))
    moved = tr("送出 {pushed}、取回 {pulled}").format(pushed=entry["pushed"], pulled=entry["pulled"])
    by_itself = tr(" · 自动") if entry.get("by_itself") else ""
    return f"{at}{by_itself}\n{state_words(str(entry['state']))} · {moved}"


def entry_facts(entry: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """Return everything that is known of one synchronisation, as (name, words); the receipt stands last."""
    files = entry["attachments"]
    receipt = entry.get("receipt") or {}
    facts = [
        (tr("时间"), str(entry["at"])[:19].replace("T", " ")),
        (tr("结果"), state_words(str(entry["state"]))),
        (tr("原因"), _told(entry.get("problem"))),
        (tr("文号"), _told(entry.get("numbers"))),
        (tr("没有传的附件"), _told(entry.get("files"))),
        (tr("方式"), tr("自动") if entry.get("by_itself") else tr("手动")),
        (tr("操作人员"), str(entry.get("who") or "")),
        (tr("送出"), tr("{n} 条操作，新确认 {m} 条").format(n=entry["pushed"], m=entry["acknowledged"])),
        (tr("取回"), tr("{n} 条操作").format(n=entry["pulled"])),
        (tr("附件"), tr("送出 {n} 个，取回 {m} 个，待处理 {k} 个").format(
            n=files["sent"], m=entry.get("fetched", 0), k=files["pending"])),
        (tr("仍待确认"), tr("{n} 条操作").format(n=entry["pending"])),
    ]  # fmt: skip
    return (*facts, *receipt_facts(receipt))


def _told(problem: Mapping[str, Any] | None) -> str:
    return "".join(str(problem[one]) for one in ("title", "advice") if problem.get(one)) if problem else ""



def _line(one: Waiting) -> WaitingLine:
    counted: dict[str, int] = {}
    for entity, count in one.changed.items():
        words = entity_words(entity)
        counted[words] = counted.get(words, 0) + count
    order = sorted(counted.items(), key=lambda pair: (pair[0] == tr("其他"), -pair[1]))
    parts = [tr("{kind} {n} 项").format(kind=kind, n=count) for kind, count in order[:SHOWN_KINDS]]
    more = tr("等 {n} 类").format(n=len(order)) if len(order) > SHOWN_KINDS else ""
    files = tr("材料 {sent}/{files} 已上传").format(sent=one.sent, files=one.files) if one.sent < one.files else ""
    return WaitingLine(one.root, one.unit or tr("登记簿、文号等"), "、".join(parts) + more, files)


def _who(desk: Desk, officer: str) -> str:
    known = desk.officers().get(officer)
    return known.name if known is not None else officer
