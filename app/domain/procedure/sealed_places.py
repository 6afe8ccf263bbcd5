"""What a sealed record says, place by place, so that a correction can name where a slip stands and quote it.

The words are those of the record's own frozen content: nothing that was recorded later can change them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

NOTHING_STOOD = "（无记载）"


@dataclass(frozen=True, slots=True)
class SealedPlace:
    """One place of a record: a key that never changes, where it stands in words, and what it says."""

    key: str
    where: str
    stood: str


Row = tuple[str, str, Any]


def sealed_places(words: Mapping[str, Any]) -> tuple[SealedPlace, ...]:
    """Return every place of a record (D4) that says something, in the order of the paper."""
    found: list[Row] = []
    for read in (_head, _visits, _people, _told, _results, _questions, _samples, _findings, _evidence, _ends):
        found += read(words)
    return tuple(SealedPlace(key, where, str(said).strip()) for key, where, said in found if str(said or "").strip())


def misquotation(places: Sequence[SealedPlace], where: str, stood: str) -> str:
    """Return why a quotation does not fit the place it is said to stand at, "" where it does.

    A place that the record does not know is free text: what is quoted may stand anywhere in the record. Of one that is
    named in part, as ``2.3 结果``, every place meant is looked at. Nothing quoted claims that nothing stood there.
    """
    wanted, named = stood.strip(), _named(places, where)
    if wanted in ("", NOTHING_STOOD):
        says = any(one.where == where.strip() for one in named)
        return f"“{where.strip()}”处原来有记载，不能写作没有记载；请照抄该处写错、漏写的原文。" if says else ""
    if any(wanted in one.stood for one in named or places):
        return ""
    elsewhere = [one.where for one in places if wanted in one.stood]
    if not elsewhere:
        return "“原记载”须与封存的笔录逐字一致，请从笔录中选取；原来没有记载的留空。"
    found = "、".join(f"“{one}”" for one in elsewhere[:2]) + ("等处" if len(elsewhere) > 2 else "处")
    return f"“{where.strip()}”处没有记载“{wanted}”，这些字在{found}；请改选位置，或者照抄所选位置的原文。"


def _named(places: Sequence[SealedPlace], where: str) -> list[SealedPlace]:
    """Return the places that words mean: the one of that name, else all whose name has every part of them."""
    exact = [one for one in places if one.where == where.strip()]
    parts = where.replace("·", " ").split()
    return exact or [one for one in places if parts and all(part in one.where for part in parts)]


def _rows(words: Mapping[str, Any], name: str) -> Sequence[Mapping[str, Any]]:
    rows = words.get(name)
    return [one for one in rows if isinstance(one, Mapping)] if isinstance(rows, list | tuple) else []


def _mapping(words: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    held = words.get(name)
    return held if isinstance(held, Mapping) else {}


def _head(words: Mapping[str, Any]) -> Iterator[Row]:
    unit = _mapping(words, "unit")
    for name, label in (("name", "被检查单位名称"), ("code", "统一社会信用代码"), ("address", "单位地址"),
                        ("principal", "主要负责人")):  # fmt: skip
        yield f"unit/{name}", label, unit.get(name)
    inspection = _mapping(words, "inspection")
    for name, label in (("topic", "检查事项"), ("mode", "检查方式"), ("source", "检查来源")):
        yield f"inspection/{name}", label, inspection.get(name)


def _visits(words: Mapping[str, Any]) -> Iterator[Row]:
    visits = _rows(words, "visits")
    for at, one in enumerate(visits):
        which = f"（第{at + 1}次）" if len(visits) > 1 else ""
        yield f"visits/{at}/starts", f"检查开始时间{which}", moment_as_printed(one.get("starts"))
        yield f"visits/{at}/ends", f"检查结束时间{which}", moment_as_printed(one.get("ends"))
        yield f"visits/{at}/place", f"检查地点{which}", one.get("place")


def _people(words: Mapping[str, Any]) -> Iterator[Row]:
    for at, one in enumerate(_rows(words, "persons")):
        who = f"{one.get('role', '')}{one.get('name', '')}"
        for name, label in (("name", "姓名"), ("post", "职务"), ("phone", "电话"), ("id_number", "证件号码")):
            yield f"persons/{at}/{name}", f"在场人员 {who} · {label}", one.get(name)
    for at, one in enumerate(_rows(words, "officers")):
        yield f"officers/{at}/name", f"执法人员 {one.get('name', '')} · 姓名", one.get("name")
        yield f"officers/{at}/credential", f"执法人员 {one.get('name', '')} · 执法证号", one.get("credential")
    yield "recorder", "记录人", words.get("recorder")


def _told(words: Mapping[str, Any]) -> Iterator[Row]:
    cards, rights = _mapping(words, "cards"), _mapping(words, "rights")
    yield "cards/shown_at", "出示执法证件的时间", moment_as_printed(cards.get("shown_at"))
    yield "cards/reply", "对执法证件的确认", cards.get("reply")
    yield "rights/told_at", "告知权利义务的时间", moment_as_printed(rights.get("told_at"))
    yield "rights/reply", "对权利义务告知的答复", rights.get("reply")


def _results(words: Mapping[str, Any]) -> Iterator[Row]:
    yield "content", "检查内容", words.get("content")
    for one in _rows(words, "item_results"):
        title = one.get("title", "")
        yield f"item_results/{title}/result", f"检查项目“{title}” · 结论", one.get("result")
        yield f"item_results/{title}/reason", f"检查项目“{title}” · 说明", one.get("reason")


def _questions(words: Mapping[str, Any]) -> Iterator[Row]:
    for one in _rows(words, "checklist"):
        code, asked = one.get("code", ""), one.get("question", "")
        yield f"checklist/{code}/answer", f"检查表 {code} {asked} · 结果", one.get("answer")
        yield f"checklist/{code}/note", f"检查表 {code} {asked} · 情况说明", one.get("note")


def _samples(words: Mapping[str, Any]) -> Iterator[Row]:
    for table in _rows(words, "samples"):
        code, title = table.get("code", ""), table.get("title", "")
        heads = [_title(one) for one in table.get("columns", ())]
        for at, row in enumerate(table.get("rows", ()), 1):
            for head, cell in list(zip(heads, row, strict=False))[1:]:
                yield f"samples/{code}/{at}/{head}", f"抽样记录 {code} {title} · 第{at}行 · {head}", cell


def _title(column: object) -> str:
    return str(column.get("title", "")) if isinstance(column, Mapping) else str(column)


def _findings(words: Mapping[str, Any]) -> Iterator[Row]:
    for at, one in enumerate(_rows(words, "findings"), 1):
        name = f"发现的问题 {at}" + (f"（检查表 {one['code']}）" if one.get("code") else "")
        for field, label in (("fact", "事实"), ("severity", "严重程度"), ("basis", "涉及规定"), ("evidence", "证据")):
            yield f"findings/{at}/{field}", f"{name} · {label}", one.get(field)


def _evidence(words: Mapping[str, Any]) -> Iterator[Row]:
    labels = (("name", "名称"), ("form", "种类和数量"), ("made", "制作时间、方法和制作人"), ("proves", "证明对象"))
    for one in _rows(words, "evidence"):
        for field, label in labels:
            yield f"evidence/{one.get('no', '')}/{field}", f"证据清单 {one.get('no', '')} · {label}", one.get(field)
    for one in _rows(words, "recordings"):
        for field, label in (("no", "编号"), ("device", "设备")):
            yield f"recordings/{one.get('no', '')}/{field}", f"音像记录 {one.get('no', '')} · {label}", one.get(field)


def _ends(words: Mapping[str, Any]) -> Iterator[Row]:
    handling: Iterable[Any] = words.get("handling") or ()
    for at, one in enumerate(handling, 1):
        yield f"handling/{at}", f"处理情况 {at}", one
    yield "statement", "被检查单位陈述申辩", words.get("statement")


def moment_as_printed(value: object) -> str:
    """Return 2026年6月8日9时05分 for an ISO moment as the record prints it, other texts unchanged."""
    text = str(value or "")
    day, parted, clock = text.partition("T")
    numbers = [*day.split("-"), *clock.split(":")]
    if not parted or len(numbers) < 5 or not all(one.isdigit() for one in numbers[:5]):
        return text
    year, month, dom, hour = (int(one) for one in numbers[:4])
    return f"{year}年{month}月{dom}日{hour}时{numbers[4]}分"
