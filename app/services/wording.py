"""What is recorded can be printed: a paper that cites it may be made when the officers have left."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from app.domain.characters import cleaned_value, unprintable, unprintable_texts
from app.domain.operations import ADD, SET, Change, Json
from app.domain.procedure.outcomes import Content
from app.errors import Blocker, Refused

_AROUND = 8


def as_written(changes: Sequence[Change]) -> list[Change]:
    """Return the changes with their texts cleaned of what nobody sees.

    The words of a paper stay as they were digested: they are looked at when the paper is set.

    Raises:
        Refused: a text has characters that no paper can show.
    """
    written = [_cleaned(one) for one in changes]
    insist_printable_texts(one.value for one in written if _is_typed(one))
    return written


def insist_printable_texts(values: Iterable[Json]) -> None:
    """Do nothing where a paper can show every text in the values.

    Raises:
        Refused: it cannot; told with the words around the first such character of each text.
    """
    texts = dict.fromkeys(text for value in values for text in unprintable_texts(value))
    if texts:
        told = tuple(Blocker("unprintable", _told(one)) for one in texts)
        raise Refused("没有保存：有文书印不出的字符。", told, "请改用其他写法（表情、图形请改为文字）后再保存。")


def _is_typed(change: Change) -> bool:
    return change.kind in (SET, ADD) and change.entity != Content.ENTITY


def _cleaned(change: Change) -> Change:
    return replace(change, value=cleaned_value(change.value)) if _is_typed(change) else change


def _told(text: str) -> str:
    lost = unprintable(text)
    at = text.index(lost[0])
    around = text[max(0, at - _AROUND) : at + _AROUND].replace("\n", " ")
    shown, words = (one.encode("utf-8", "replace").decode() for one in (lost[:10], around))
    return f"文书不能印出“{shown}”（在“{words}”中）。"
