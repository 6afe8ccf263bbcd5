"""Paths of questions, groups and repeat rows: ``group/repeat[2]/question`` for people, ``[row id]`` for the store."""

from __future__ import annotations

import re
from dataclasses import dataclass

from app.domain.checklist.arrangement import Node
from app.domain.checklist.play import Play, StepRefused
from app.domain.checklist.row_table import Place, Rows

_SEGMENT = re.compile(r"(?P<name>[^\[\]/]+)(?:\[(?P<row>[^\[\]/]+)\])?")


def display_path(play: Play, index: int, rows: Rows) -> str:
    """Return the path with ``[n]`` on repeats; the last repeat of ``rows`` may be the node's own row."""
    return _path(play, index, rows, by_id=False)


def stored_path(play: Play, index: int, rows: Rows) -> str:
    """Return the path with row ids, under which the answer is kept."""
    return _path(play, index, rows, by_id=True)


def _path(play: Play, index: int, rows: Rows, by_id: bool) -> str:
    parts: list[str] = []
    depth = 0
    for at in play.form.arrangement.segments(index):
        node = play.form.nodes[at]
        part = node.row.name
        if node.is_repeat and depth < len(rows):
            depth += 1
            row = rows[depth - 1] if by_id else str(play.rows.position(at, rows[:depth]))
            part = f"{part}[{row}]"
        parts.append(part)
    return "/".join(parts)


def find_question(play: Play, path: str) -> Place:
    """Return the place of a question.

    A bare name, or a path that begins at one, is accepted where it is unique; ``[n]`` may be left out where the repeat
    has one row; in ``[ ]`` stands a number from 1 or a row id.

    Raises:
        StepRefused: no such question, or more than one.
    """
    found = _Walk(play, path).go()
    if found.node.is_repeat or found.node.is_group:
        raise StepRefused(f"“{path}”是组，不是题")
    return found.node.index, found.rows


def find_repeat(play: Play, path: str) -> Place:
    """Return the place of a repeat as a whole (its own row not included).

    Raises:
        StepRefused: no such repeat.
    """
    found = _Walk(play, path).go()
    if not found.node.is_repeat or found.row:
        raise StepRefused(f"“{path}”不是循环组")
    return found.node.index, found.rows


def find_row(play: Play, path: str) -> Place:
    """Return the place of one row of a repeat.

    Raises:
        StepRefused: no such row.
    """
    found = _Walk(play, path).go()
    if not found.node.is_repeat or not found.row:
        raise StepRefused(f"“{path}”不是循环组的一行，请写成 循环组[序号]")
    return found.node.index, (*found.rows, found.row)


@dataclass(frozen=True)
class _Found:
    node: Node
    rows: Rows
    row: str = ""


class _Walk:
    def __init__(self, play: Play, path: str) -> None:
        self._play = play
        self._path = path

    def go(self) -> _Found:
        """Return where the path leads."""
        names = self._path.strip().strip("/").split("/")
        found = self._first(names[0])
        for segment in names[1:]:
            found = self._step(found, segment)
        return found

    def _first(self, segment: str) -> _Found:
        name, row = self._parsed(segment)
        arrangement = self._play.form.arrangement
        outermost = arrangement.child(-1, name)
        if outermost is not None:
            return _Found(outermost, (), self._row(outermost, (), row))
        if name in arrangement.ambiguous:
            raise StepRefused(f"题名“{name}”不唯一，请写完整路径")
        if name not in arrangement.by_name:
            raise StepRefused(f"题“{self._path}”不存在")
        node = arrangement.nodes[arrangement.by_name[name]]
        rows = self._only_rows(node)
        return _Found(node, rows, self._row(node, rows, row))

    def _only_rows(self, node: Node) -> Rows:
        found = list(self._play.rows.instances(node.chain))
        if len(found) != 1:
            raise StepRefused(f"“{self._path}”在循环组内，请写明第几行，如 循环组[1]/{node.row.name}")
        return found[0]

    def _step(self, found: _Found, segment: str) -> _Found:
        rows = self._inside(found)
        name, row = self._parsed(segment)
        node = self._play.form.arrangement.child(found.node.index, name)
        if node is None:
            raise StepRefused(f"题“{self._path}”不存在")
        return _Found(node, rows, self._row(node, rows, row))

    def _inside(self, found: _Found) -> Rows:
        if not found.node.is_repeat:
            return found.rows
        ids = self._play.rows.ids(found.node.index, found.rows)
        if not found.row and len(ids) != 1:
            raise StepRefused(f"“{self._path}”在循环组内，请写明第几行，如 {found.node.row.name}[1]")
        return (*found.rows, found.row or ids[0])

    def _parsed(self, segment: str) -> tuple[str, str]:
        found = _SEGMENT.fullmatch(segment)
        if found is None:
            raise StepRefused(f"路径“{self._path}”的写法不对")
        return found["name"], found["row"] or ""

    def _row(self, node: Node, rows: Rows, written: str) -> str:
        if not written:
            return ""
        if not node.is_repeat:
            raise StepRefused(f"“{self._path}”：“{node.row.name}”不是循环组，不能写序号")
        ids = self._play.rows.ids(node.index, rows)
        if written in ids:
            return written
        number = int(written) if written.isascii() and written.isdecimal() and len(written) < 9 else 0
        row = self._play.rows.at(node.index, rows, number)
        if row is None:
            raise StepRefused(f"“{self._path}”：“{node.row.name}”没有第 {written} 行")
        return row
