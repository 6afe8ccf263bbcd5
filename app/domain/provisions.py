"""How a statute is cut into articles, paragraphs and items, and how each is named in Chinese.

An id is ``<statute>:<article>[-p<paragraph>][-i<item>]``, for example ``archives-law-2020:48-i6``. An article of
one paragraph carries no ``-p``. Clauses of the source list have articles such as ``3-2-5`` (part three, (二),
section 五); clauses of a standard are written as the standard numbers them (``8.1``, ``GD-1-1``, ``table-A.1``).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_DIGITS = "零一二三四五六七八九"
_ITEM = re.compile(r"^[\s\u3000]*[（(][一二三四五六七八九十百]+[）)]")
_SUBITEM = re.compile(r"^[\s\u3000]*\d+[.．、]")
_LOCATION = re.compile(r"^(?P<article>.+?)(?:-p(?P<paragraph>\d+))?(?:-i(?P<item>\d+))?$")


@dataclass(frozen=True)
class ProvisionId:
    """The parts of an article id; ``article`` is "" for a statute as a whole, 0 for no paragraph or item."""

    statute: str
    article: str = ""
    paragraph: int = 0
    item: int = 0


def parse_provision_id(text: str) -> ProvisionId:
    """Return the parts of an id; any text parses, whether it exists is for the register to say."""
    statute, _, rest = text.partition(":")
    found = _LOCATION.match(rest)
    if found is None:
        return ProvisionId(statute)
    return ProvisionId(statute, found["article"], int(found["paragraph"] or 0), int(found["item"] or 0))


def chinese_number(number: int) -> str:
    """Return 1 to 999 in Chinese numerals as statutes write them (十, 二十一, 一百零四)."""
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    text = f"{_DIGITS[hundreds]}百" if hundreds else ""
    if tens:
        text += ("" if tens == 1 and not hundreds else _DIGITS[tens]) + "十"
    elif hundreds and ones:
        text += "零"
    return text + (_DIGITS[ones] if ones or not number else "")


@dataclass(frozen=True)
class _Paragraph:
    lead: str
    items: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        return "\n\n".join(part for part in (self.lead, *self.items) if part)


def provisions(article_text: str) -> dict[str, str]:
    """Return the text of each paragraph and item of an article by its suffix (``p2``, ``i6``, ``p1-i4``).

    Blocks are separated by blank lines; a block that begins with （一） belongs to the paragraph before it.
    """
    paragraphs = _paragraphs(article_text)
    found: dict[str, str] = {}
    for number, paragraph in enumerate(paragraphs, 1):
        prefix = f"p{number}" if len(paragraphs) > 1 else ""
        if prefix:
            found[prefix] = paragraph.text
        for index, item in enumerate(paragraph.items, 1):
            found[f"{prefix}-i{index}".lstrip("-")] = item
    return found


def _paragraphs(text: str) -> list[_Paragraph]:
    result: list[_Paragraph] = []
    for block in (part.strip() for part in text.split("\n\n")):
        if not block:
            continue
        if _ITEM.match(block):
            last = result.pop() if result else _Paragraph("")
            result.append(_Paragraph(last.lead, (*last.items, block)))
        elif _SUBITEM.match(block) and result and result[-1].items:
            last = result.pop()
            result.append(_Paragraph(last.lead, (*last.items[:-1], f"{last.items[-1]}\n\n{block}")))
        else:
            result.append(_Paragraph(block))
    return result


def location_text(provision: ProvisionId) -> str:
    """Return the place inside a statute in Chinese: 第四十八条第（六）项, 第四十九条第一款; "" for the whole."""
    if not provision.article:
        return ""
    text = _article_text(provision.article)
    if provision.paragraph:
        text += f"第{chinese_number(provision.paragraph)}款"
    if provision.item:
        text += f"第（{chinese_number(provision.item)}）项"
    return text


def _article_text(article: str) -> str:
    if article.isdecimal():
        return f"第{chinese_number(int(article))}条"
    if re.fullmatch(r"\d+(-\d+){1,2}", article):
        return _source_list_place([int(part) for part in article.split("-")])
    if article.startswith("table-"):
        return f"表{article.removeprefix('table-')}"
    return f"第{article}条" if article[0].isdecimal() else article


def _source_list_place(parts: list[int]) -> str:
    names = [f"第{chinese_number(parts[0])}部分", f"（{chinese_number(parts[1])}）"]
    if len(parts) > 2:
        names.append(f"第{chinese_number(parts[2])}条")
    return "".join(names)
