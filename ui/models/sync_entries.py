"""One synchronisation of the log in words: as a line of the list, and with all that is known of it and its receipt."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QCoreApplication

from app.services.exchange.brought import DELIVERED, Brought, kept
from app.services.exchange.syncing import SYNCED
from ui.models.moments import kept_moment_words
from ui.models.receipt_words import receipt_facts
from ui.models.stick import brought_words
from ui.models.sync_state import state_words


def tr(text: str) -> str:
    """Return a text of this file in the language of the window."""
    return QCoreApplication.translate("sync_entries", text)


def entry_line(entry: Mapping[str, Any]) -> str:
    """Return one line of the log: when, how it ended, what went either way."""
    at = kept_moment_words(str(entry["at"]))
    by_itself = tr(" · 自动") if entry.get("by_itself") else ""
    return f"{at}{by_itself}\n{state_words(str(entry['state']))} · {_moved(entry)}"


def _moved(entry: Mapping[str, Any]) -> str:
    went, came = kept(entry, DELIVERED), kept(entry)
    if went is None or came is None:  # kept before synchronisations told this
        return tr("送出 {n} 条记录、取回 {m} 条").format(n=entry["pushed"], m=entry["pulled"])
    parts = [words for words in (_shortly(tr("送出"), went), _shortly(tr("取回"), came)) if words]
    if parts:
        return "、".join(parts)
    return tr("没有新内容") if entry["state"] == SYNCED else tr("没有送出和取回")


def _shortly(way: str, found: Brought) -> str:
    if found.inspections:
        return tr("{way} {n} 次检查").format(way=way, n=found.inspections)
    return tr("{way}登记簿 {n} 条").format(way=way, n=found.registered) if found.registered else ""


def entry_facts(entry: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """Return everything that is known of one synchronisation, as (name, words); the receipt stands last."""
    files = entry["attachments"]
    receipt = entry.get("receipt") or {}
    went, came = kept(entry, DELIVERED), kept(entry)
    facts = [
        (tr("时间"), str(entry["at"])[:19].replace("T", " ")),
        (tr("结果"), state_words(str(entry["state"]))),
        (tr("原因"), _told(entry.get("problem"))),
        (tr("文号"), _told(entry.get("numbers"))),
        (tr("没有传的附件"), _told(entry.get("files"))),
        (tr("没有采用的发布"), _told(entry.get("releases"))),
        (tr("方式"), tr("自动") if entry.get("by_itself") else tr("手动")),
        (tr("操作人员"), str(entry.get("who") or "")),
        (tr("送出"), _delivered_words(went) if went is not None else ""),
        (tr("取回"), brought_words(came) if came is not None else ""),
        (tr("附件"), tr("送出 {n} 个，取回 {m} 个，待处理 {k} 个").format(
            n=files["sent"], m=entry.get("fetched", 0), k=files["pending"])),
        (tr("仍待确认"), tr("有，下次同步继续") if entry["pending"] else tr("没有")),
        (tr("核对用条数"), tr("操作记录送出 {n} 条，新确认 {m} 条，取回 {k} 条，仍待确认 {p} 条").format(
            n=entry["pushed"], m=entry["acknowledged"], k=entry["pulled"], p=entry["pending"])),
    ]  # fmt: skip
    return (*facts, *receipt_facts(receipt))


def _delivered_words(found: Brought) -> str:
    parts = [
        words.format(n=count)
        for words, count in (
            (tr("{n} 次检查"), found.inspections),
            (tr("涉及文书 {n} 份"), found.papers),
            (tr("证据 {n} 件"), found.evidence),
            (tr("登记簿 {n} 条"), found.registered),
        )
        if count
    ]
    return "，".join(parts) if found.anything else tr("没有新的检查、文书和证据")


def _told(problem: Mapping[str, Any] | None) -> str:
    return "".join(str(problem[one]) for one in ("title", "advice") if problem.get(one)) if problem else ""
