"""What a copied laptop's other record brought that no centre has, in words: what happened, what it is, what to do."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from app.services.desk import Desk
from app.services.exchange.queue import device_name
from app.services.exchange.second_pasts import SecondPast, only_here
from app.services.exchange.settling import Settled, may_settle, waiting_operations, words_of

MOST = 40


@dataclass(frozen=True, slots=True)
class OtherRecord:
    """One laptop's other record: ``words`` what happened, ``lines`` what is in it, ``settles`` who is at work may."""

    device: str
    name: str
    words: str
    lines: tuple[str, ...] = ()
    settles: bool = False


def other_records(desk: Desk) -> tuple[OtherRecord, ...]:
    """Return what is here of other records and nowhere else, by laptop."""
    return tuple(_told(desk, one) for one in only_here(desk))


def _told(desk: Desk, past: SecondPast) -> OtherRecord:
    operations = waiting_operations(desk, past.device)
    lines = [words_of(desk, one) for one in operations[:MOST]]
    if len(operations) > MOST:
        lines.append(tr("另有 {n} 条，用命令 other-record 逐条列出。").format(n=len(operations) - MOST))
    return OtherRecord(
        past.device, device_name(desk, past.device), second_past_words(desk, past), tuple(lines), may_settle(desk)
    )


def second_past_words(desk: Desk, past: SecondPast) -> str:
    """Return what happened, and what brings it in order."""
    told = tr(
        "{name}的数据文件夹被复制过，它的另一份记录中有 {count} 条操作由 U 盘收下，中心库还没有。"
        "这些内容在本机照常使用，不会丢失；请告诉管理员，那台电脑重新接入并同步后，本机下次同步时自动归位。"
    )
    return told.format(name=device_name(desk, past.device), count=past.operations)


def settled_words(desk: Desk, done: Settled) -> tuple[str, ...]:
    """Return what came of a settlement: a sentence, and line by line what was not entered."""
    said = tr("补录 {n} 条，已被后来的内容代替 {m} 条。接着自动同步，各终端都会有。").format(
        n=len(done.entered), m=len(done.overtaken)
    )
    if not done.left:
        return (said,)
    left = tr("没有补录的 {n} 条仍只在本机，请当事人处理：").format(n=len(done.left))
    return (said, left, *(words_of(desk, one) for one in done.left[:MOST]))


def tr(text: str) -> str:
    """Return a text of this file in the language of the window."""
    return QCoreApplication.translate("other_record", text)
