"""Exchange by file as its card shows it: the laptops that a difference can be made for, and what was exchanged."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from app.services.desk import Desk
from app.services.exchange.brought import Brought, kept
from app.services.exchange.parcels import SENT, journal, peers
from ui.models.moments import kept_moment_words

SHOWN = 5


@dataclass(frozen=True)
class StickView:
    """``peers`` as (device, words); ``lines`` tell the newest exchanges; ``name`` proposes one for the file."""

    peers: tuple[tuple[str, str], ...]
    lines: tuple[str, ...]
    name: str


def stick_view(desk: Desk) -> StickView:
    """Return what the card shows."""
    entries = journal(desk)
    met = {str(one["device"]): str(one["at"]) for one in reversed(entries) if one["device"]}
    known = tuple((one, tr("终端 {device}").format(device=short(one))) for one in peers(desk) if one in met)
    lines = tuple(_line(one) for one in entries[:SHOWN])
    return StickView(known, lines, tr("交换-{at:%m%d-%H%M}.aix").format(at=desk.now()))


def short(device: str) -> str:
    """Return the last eight signs of a device's id: enough to tell two laptops apart."""
    return device[-8:]


def tr(text: str) -> str:
    """Return a text of this file in the language of the window."""
    return QCoreApplication.translate("stick", text)


def _line(one: object) -> str:
    assert isinstance(one, dict)
    who = tr("终端 {device}").format(device=short(str(one["device"]))) if one["device"] else tr("全部内容")
    found = kept(one)
    words = tr("{at}　导入（{who}）：{brought}（{n} 处改动、{files} 个附件）")
    if one["kind"] == SENT:
        words = tr("{at}　导出（{who}）：{n} 处改动、{files} 个附件")
    elif found is None:
        words = tr("{at}　导入（{who}）：新增 {n} 处改动、{files} 个附件")
    return words.format(
        at=kept_moment_words(str(one["at"])), who=who, n=one["operations"], files=one["files"],
        brought=brought_words(found) if found is not None else "",
    )  # fmt: skip


def brought_words(found: Brought) -> str:
    """Return what came, in what a person works with."""
    parts = [
        words.format(n=count)
        for words, count in (
            (tr("新到 {n} 次检查"), found.new),
            (tr("{n} 次检查有更新"), found.changed),
            (tr("涉及文书 {n} 份"), found.papers),
            (tr("证据 {n} 件"), found.evidence),
            (tr("登记簿 {n} 条"), found.registered),
        )
        if count
    ]
    return "，".join(parts) if found.anything else tr("没有新的检查、文书和证据")
