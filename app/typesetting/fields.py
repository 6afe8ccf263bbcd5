"""What a field of the data is called on the paper, to tell a person where a character stands that no font has."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from app.domain.documents import DocumentDefinition, FormBlock, FormRow, TableBlock

ON_THE_FORM = "文书格式"
IN_THE_TEXT = "文书内容"
AROUND = 8


def place_of(character: str, definition: DocumentDefinition, data: Mapping[str, Any]) -> tuple[str, str]:
    """Return the Chinese name of the field that holds a character, and the words around it."""
    path, text = next(_paths_with(character, data, ""), ("", ""))
    if not path:
        return ON_THE_FORM, ""
    at = text.index(character)
    return _name_of(path, definition), text[max(at - AROUND, 0) : at + AROUND].replace("\n", " ")


def _name_of(path: str, definition: DocumentDefinition) -> str:
    plain = re.sub(r"\d+(?=\])", "", path)
    names = {slot.path: slot.name for slot in definition.slots}
    return names.get(plain) or names.get(path) or next(_labels(plain, definition), IN_THE_TEXT)


def _labels(plain: str, definition: DocumentDefinition) -> Iterator[str]:
    """Yield the labels of form cells and the headings of table columns that show a path, ``rows[].note`` in a table."""
    for block in definition.blocks:
        if isinstance(block, FormBlock):
            for row in block.rows:
                yield from _labels_of_row(_inside(plain, row.each), row)
        if isinstance(block, TableBlock):
            wanted = _inside(plain, block.each)
            caption = "" if "{" in block.caption else block.caption
            for column in block.columns:
                if _shows(column.text, wanted):
                    yield f"{caption}·{column.title}".strip("·")


def _labels_of_row(wanted: str, row: FormRow) -> Iterator[str]:
    label = ""
    for cell in row.cells:
        if cell.label:
            label = re.sub(r"\{[%{].*?[%}]\}|\n", "", cell.text)
        elif label and _shows(f"{cell.text} {cell.signer} {cell.instead}", wanted):
            yield label


def _shows(template: str, wanted: str) -> bool:
    return bool(wanted) and re.search(rf"(?<![\w.]){re.escape(wanted)}(?!\w)", template) is not None


def _inside(plain: str, each: str) -> str:
    """Return how a template names the path, "" where a repeated part is about other data."""
    if not each:
        return plain
    return plain.replace(f"{each}[]", "item", 1) if plain.startswith(f"{each}[]") else ""


def _paths_with(character: str, value: Any, path: str) -> Iterator[tuple[str, str]]:
    """Yield the paths of the data whose text has the character, with the text; elements as ``[n]``."""
    if isinstance(value, str):
        if character in value:
            yield path, value
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _paths_with(character, inner, f"{path}.{key}" if path else str(key))
    elif isinstance(value, Sequence):
        for number, inner in enumerate(value):
            yield from _paths_with(character, inner, f"{path}[{number}]")
