"""What is recorded can be printed: a paper that cites it may be made when the officers have left."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from app.domain.characters import cleaned, each_one, each_text, is_seen, unprintable, unprintable_texts, with_boxes
from app.domain.operations import ADD, SET, Change, Json
from app.domain.procedure.issuing import Printing
from app.domain.procedure.outcomes import Content, Evidence
from app.domain.received_reports import ReceivedReport
from app.errors import Blocker, Refused

_AROUND = 8
_TOLD_BY_MACHINES = frozenset(
    {
        (Evidence.ENTITY, "exif"), (Printing.ENTITY, "printer"), (ReceivedReport.ENTITY, "copy_name"),
        ("file", "name"),
    }
)  # fmt: skip


def as_written(changes: Sequence[Change]) -> list[Change]:
    """Return the changes with their texts cleaned of what nobody sees.

    What a machine tells (a camera, a printer, a file's name) is no reason to refuse an act: □ stands for what cannot be
    shown. The words of a paper stay as they were digested: they are looked at when the paper is set.

    Raises:
        Refused: a text that somebody typed has characters that no paper can show, or none that anybody sees.
    """
    written = [_written(one) for one in changes]
    _insist_seen(changes, written)
    _insist_printable(one.value for one in written if _is_text(one))
    return written


def _is_text(change: Change) -> bool:
    return change.kind in (SET, ADD) and change.entity != Content.ENTITY


def _written(change: Change) -> Change:
    if not _is_text(change):
        return change
    told = (change.entity, change.field) in _TOLD_BY_MACHINES
    value = each_text(change.value, with_boxes if told else cleaned)
    return change if value is change.value else replace(change, value=value)


def _insist_seen(typed: Iterable[Change], written: Iterable[Change]) -> None:
    """Refuse a text of which nothing is left: where words are demanded it would stand blank on the paper."""
    pairs = zip(typed, written, strict=True)
    if any(_vanished(before.value, after.value) for before, after in pairs if _is_text(before)):
        told = (Blocker("unseen", "填写的内容只有看不见的字符，等于没有填写。"),)
        raise Refused("没有保存：填写的内容是空白。", told, "请删去看不见的字符，重新填写后再保存。")


def _vanished(before: Json, after: Json) -> bool:
    meant = sum(bool(one.strip()) for one in each_one(before))
    return meant > sum(is_seen(one) for one in each_one(after))


def _insist_printable(values: Iterable[Json]) -> None:
    texts = dict.fromkeys(text for value in values for text in unprintable_texts(value))
    if texts:
        told = tuple(Blocker("unprintable", _told(one)) for one in texts)
        raise Refused("没有保存：有文书印不出的字符。", told, "请改用其他写法（表情、图形请改为文字）后再保存。")


def _told(text: str) -> str:
    lost = unprintable(text)
    at = text.index(lost[0])
    around = text[max(0, at - _AROUND) : at + _AROUND].replace("\n", " ")
    shown, words = (one.encode("utf-8", "replace").decode() for one in (lost[:10], around))
    return f"文书不能印出“{shown}”（在“{words}”中）。"
