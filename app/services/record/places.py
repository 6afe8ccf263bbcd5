"""Every place of the checklist that a seal covers, so that nothing is filled in afterwards on another device."""

from __future__ import annotations

from collections.abc import Iterator

from app.services.checking.sheet import Sheet

ANSWER, ROWS, ITEM_RESULT = "answer", "rows", "item_result"


def places_of(opened: Sheet) -> Iterator[tuple[str, str]]:
    """Yield (entity, path without the inspection) of each question, of each row's, of each table and check item."""
    for node in opened.form.nodes:
        if node.is_group:
            continue
        entity = ROWS if node.is_repeat else ANSWER
        for rows in opened.play.rows.instances(node.chain):
            yield entity, opened.stored((node.index, rows))
    for item in opened.checklist.items:
        yield ITEM_RESULT, item.key
