"""Takes up a stored inspection again: answers by path with row ids, rows by repeat path."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from app.domain.checklist.form import Form
from app.domain.checklist.play import Play
from app.domain.checklist.row_table import Place

_SEGMENT = re.compile(r"(?P<name>[^\[\]/]+)(?:\[(?P<row>[^\[\]/]+)\])?")


def resume(
    form: Form, now: datetime, answers: Mapping[str, Any], rows: Mapping[str, Sequence[str]]
) -> tuple[Play, tuple[str, ...]]:
    """Return the play with everything stored taken over, and the paths the form does not know.

    Repeats have the rows stored and no others. A question's former names (``was``) still find it.
    """
    finder = _Finder(form)
    stray = [path for path in (*rows, *answers) if finder.place(path) is None]
    placed_rows = {place: tuple(ids) for path, ids in rows.items() if (place := finder.place(path)) is not None}
    placed = {place: value for path, value in answers.items() if (place := finder.place(path)) is not None}
    play = Play(form, now, fresh=False)
    ordered = dict(sorted(placed_rows.items(), key=lambda one: len(one[0][1])))
    known = {place: ids for place, ids in ordered.items() if form.nodes[place[0]].is_repeat}
    play.restore(known, {})
    alive = {place: value for place, value in placed.items() if _is_alive(play, place)}
    play.restore({}, alive)
    return play, tuple(dict.fromkeys(stray))


def _is_alive(play: Play, place: Place) -> bool:
    node = play.form.nodes[place[0]]
    is_question = not (node.is_repeat or node.is_group)
    return is_question and len(place[1]) == len(node.chain) and play.rows.exists(node.chain, place[1])


class _Finder:
    def __init__(self, form: Form) -> None:
        self._form = form
        self._by_name: dict[tuple[int, str], int] = {}
        for node in form.nodes:
            for name in (*node.row.was, node.row.name):
                self._by_name[node.parent, name] = node.index

    def place(self, path: str) -> Place | None:
        """Return the node and the rows that a stored path names, None where the form has no such path."""
        index = -1
        rows: tuple[str, ...] = ()
        for segment in path.split("/"):
            found = _SEGMENT.fullmatch(segment)
            if found is None or (index, found["name"]) not in self._by_name:
                return None
            index = self._by_name[index, found["name"]]
            if found["row"]:
                rows = (*rows, found["row"])
        return index, rows
