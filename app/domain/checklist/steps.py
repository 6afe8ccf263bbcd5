"""A script of steps played on a form, and what it gives: one report after loading and one after each step."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.domain.checklist.answers import as_shown
from app.domain.checklist.arrangement import Node
from app.domain.checklist.form import Form
from app.domain.checklist.model import UNASKED_TYPES
from app.domain.checklist.paths import display_path, find_question, find_repeat, find_row
from app.domain.checklist.play import Play, StepRefused
from app.domain.checklist.row_table import Place, Rows

_UNSETTABLE = frozenset({"calculate", "note", "start", "end", "today"})


@dataclass(frozen=True)
class Step:
    """One step: ``set`` with a value, ``add`` or ``remove``, each with a path."""

    act: str
    path: str
    value: Any = None


def read_script(script: Any) -> tuple[list[Step], str]:
    """Return the steps of a script and "", or no steps and what is wrong with it (Chinese)."""
    if not isinstance(script, list):
        return [], "脚本应是一个列表：[{\"set\": 路径, \"value\": 值}, …]"
    steps: list[Step] = []
    for number, entry in enumerate(script, 1):
        step = _read_step(entry)
        if step is None:
            return [], f"脚本第 {number} 步的写法不对：应为 set 和 value、add 或 remove 之一"
        if not _is_finite(step.value):
            return [], f"脚本第 {number} 步的数值不是有限的数"
        steps.append(step)
    return steps, ""


def _read_step(entry: Any) -> Step | None:
    if not isinstance(entry, dict) or len({"set", "add", "remove"} & set(entry)) != 1:
        return None
    act = next(key for key in ("set", "add", "remove") if key in entry)
    wanted = {"set", "value"} if act == "set" else {act}
    if set(entry) != wanted or not isinstance(entry[act], str) or not entry[act]:
        return None
    return Step(act, entry[act], entry.get("value"))


def _is_finite(value: Any) -> bool:
    if isinstance(value, float):
        return math.isfinite(value)
    if isinstance(value, list):
        return all(map(_is_finite, value))
    if isinstance(value, dict):
        return all(map(_is_finite, value.values()))
    return True


def play_steps(form: Form, steps: list[Step], now: datetime) -> Iterator[dict[str, Any]]:
    """Yield the report after loading (step 0) and after each step.

    Raises:
        StepRefused: a step names what is not there; the reports before it were yielded.
    """
    play = Play(form, now)
    reporter = Reporter(play)
    yield {"step": 0, **reporter.report()}
    for number, step in enumerate(steps, 1):
        try:
            take_step(play, step)
        except StepRefused as refused:
            raise StepRefused(f"脚本第 {number} 步：{refused}") from refused
        yield {"step": number, **reporter.report()}


def take_step(play: Play, step: Step) -> None:
    """Take one step.

    Raises:
        StepRefused: it names what is not there, or what nobody can enter.
    """
    if step.act == "add":
        play.add(*find_repeat(play, step.path))
    elif step.act == "remove":
        play.remove(*find_row(play, step.path))
    else:
        index, rows = find_question(play, step.path)
        row = play.form.nodes[index].row
        if row.type in _UNSETTABLE:
            raise StepRefused(f"“{step.path}”是 {row.type}，不能填写")
        play.set(index, rows, step.value)


class Reporter:
    """Tells the state of a play by display paths; the list of places is kept until a row comes or goes."""

    def __init__(self, play: Play) -> None:
        self._play = play
        self._shape = -1
        self._places: list[tuple[Node, Rows, str]] = []

    def report(self) -> dict[str, Any]:
        """Return values, relevant, invalid, required_missing and repeats as ``forms play`` prints them."""
        play = self._play
        relevant = [(node, rows, path) for node, rows, path in self._all() if play.is_relevant(node.index, rows)]
        questions = [(node, rows, path) for node, rows, path in relevant if not (node.is_group or node.is_repeat)]
        asked = [(node, rows, path) for node, rows, path in questions if node.row.type not in UNASKED_TYPES]
        return {
            "values": {path: as_shown(play.value(node.index, rows)) for node, rows, path in questions},
            "relevant": [path for _, _, path in relevant],
            "invalid": [
                {"path": path, "message": "；".join(problems)}
                for node, rows, path in asked
                if (problems := play.problems(node.index, rows))
            ],
            "required_missing": [
                path
                for node, rows, path in asked
                if play.value(node.index, rows) is None and play.is_required(node.index, rows)
            ],
            "repeats": self._repeats(),
        }

    def _all(self) -> list[tuple[Node, Rows, str]]:
        if self._shape != self._play.shape:
            self._shape = self._play.shape
            self._places = list(self._below(-1, ()))
        return self._places

    def _below(self, index: int, rows: Rows) -> Iterator[tuple[Node, Rows, str]]:
        for node in self._play.form.arrangement.children(index):
            for one in self._own_rows(node, rows):
                yield node, one, display_path(self._play, node.index, one)
                if node.is_group or node.is_repeat:
                    yield from self._below(node.index, one)

    def _own_rows(self, node: Node, rows: Rows) -> list[Rows]:
        if not node.is_repeat:
            return [rows]
        return [(*rows, one) for one in self._play.rows.ids(node.index, rows)]

    def _repeats(self) -> dict[str, int]:
        play = self._play
        found: dict[str, int] = {}
        for node in play.form.nodes:
            if node.is_repeat:
                places: list[Place] = [(node.index, rows) for rows in play.rows.instances(node.chain)]
                found.update({display_path(play, *place): play.rows.count(*place) for place in places})
        return found
