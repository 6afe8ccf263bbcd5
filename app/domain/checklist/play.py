"""Plays a form: takes answers and rows, and keeps relevance, calculations, counts and checks up to date.

Only what depends on a change is computed again: a rule is queued for the rows that read the change, and rules run by
rank, so that each runs once. A value that is not relevant is kept and counts as empty, as in ODK.
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from app.domain.checklist.answers import Stored, answer_problems, as_seen, calculated, entered
from app.domain.checklist.expression_values import Scalar, Several, to_boolean, to_number
from app.domain.checklist.form import CALCULATION, CONSTRAINT, COUNT, RELEVANT, REQUIRED, Form, Reader, Rule
from app.domain.checklist.row_table import Place, Rows, RowTable
from app.domain.clock import CHINA

MOST_ROWS = 5000
DEFAULT_MESSAGE = "填写的内容不符合要求"


class StepRefused(ValueError):
    """A step that nobody could take in this form; the text is Chinese."""


class Play:
    """A form being filled in. ``now`` is what today() and now() say; without a zone it is China's time.

    A place is a node's index with the ids of the rows around it (a repeat's own row last).
    ``fresh`` False leaves repeats empty and computes no defaults, for a caller that restores what was stored.
    ``shape`` changes whenever a row comes or goes.
    """

    def __init__(self, form: Form, now: datetime, fresh: bool = True) -> None:
        self.form = form
        self.now = now.replace(tzinfo=CHINA) if now.tzinfo is None else now.astimezone(CHINA)
        self.rows = RowTable()
        self.shape = 0
        self._fresh = fresh
        self._stored: dict[Place, Stored] = {}
        self._seen: dict[Place, Scalar] = {}
        self._results: dict[tuple[int, Rows], bool] = {}
        self._queue: list[tuple[int, Rows]] = []
        self._queued: set[tuple[int, Rows]] = set()
        self._newborn: list[Place] = [(-1, ())]
        self._made = 0
        self._open(-1, ())
        self._settle()

    def seen(self, index: int, rows: Rows) -> Scalar:
        """Return the value of a question as expressions see it: "" where it is empty or not relevant."""
        value = self._seen.get((index, rows), "")
        return value if value == "" or self.is_relevant(index, rows) else ""

    def column(self, index: int, rows: Rows) -> Several:
        """Return the values in all relevant rows below ``rows``; for a group or repeat "" stands for each."""
        found = self.rows.instances(self.form.nodes[index].own_chain, rows)
        return Several(self._seen.get((index, one), "") for one in found if self.is_relevant(index, one))

    def is_relevant(self, index: int, rows: Rows = ()) -> bool:
        """Return whether a question, group or repeat row is relevant, its ancestors included."""
        return all(self._results.get((rank, rows[:depth]), True) for rank, depth in self.form.gates[index])

    def value(self, index: int, rows: Rows = ()) -> Stored:
        """Return what is stored for a question, relevant or not; None for empty."""
        return self._stored.get((index, rows))

    def problems(self, index: int, rows: Rows = ()) -> list[str]:
        """Return what is wrong with the value of a question, in Chinese; the constraint is judged last."""
        stored = self._stored.get((index, rows))
        if stored is None:
            return []
        row = self.form.nodes[index].row
        problems = answer_problems(row, stored, self.form.choices.get(row.list_name, ()))
        if problems or self._result(index, rows, CONSTRAINT, True):
            return problems
        return [row.constraint_message or DEFAULT_MESSAGE]

    def is_required(self, index: int, rows: Rows = ()) -> bool:
        """Return whether the question must be answered as things stand."""
        return self._result(index, rows, REQUIRED, False)

    def set(self, index: int, rows: Rows, value: Any) -> None:
        """Store an entered value; a wrong one is kept and reported by ``problems``."""
        if self._store(index, rows, entered(self.form.nodes[index].row, value)):
            self._settle()

    def add(self, index: int, rows: Rows, row_id: str | None = None) -> str:
        """Add a row at the end of a repeat and return its id.

        Raises:
            StepRefused: too many rows, an id that is taken, or a repeat whose rows are counted by the form.
        """
        if self.form.rule(index, COUNT) is not None:
            raise StepRefused(f"循环组“{self.form.nodes[index].row.name}”的行数由 repeat_count 决定，不能增加")
        made = self._add(index, rows, row_id)
        self._settle()
        return made

    def remove(self, index: int, rows: Rows) -> None:
        """Remove a row (its id last in ``rows``) with everything in it; later rows move up.

        Raises:
            StepRefused: a repeat whose rows are counted by the form.
        """
        if self.form.rule(index, COUNT) is not None:
            raise StepRefused(f"循环组“{self.form.nodes[index].row.name}”的行数由 repeat_count 决定，不能删除")
        self._remove(index, rows)
        self._settle()

    def restore(self, rows: Mapping[Place, Iterable[str]], values: Mapping[Place, Any]) -> None:
        """Take over stored rows (outer repeats first) and values at once."""
        for (index, around), ids in rows.items():
            for row_id in ids:
                if row_id not in self.rows.ids(index, around):
                    self._add(index, around, row_id)
        for (index, around), value in values.items():
            self._store(index, around, entered(self.form.nodes[index].row, value))
        self._settle()

    def _open(self, index: int, rows: Rows) -> None:
        """Bring the children of a node into being: their rules, static defaults and first rows."""
        for node in self.form.arrangement.children(index):
            if node.is_repeat:
                self._open_repeat(node.index, rows)
                continue
            for rank in self.form.rules_of.get(node.index, ()):
                self._push(rank, rows)
            if node.is_group:
                self._open(node.index, rows)
            else:
                self._preset(node.index, rows)

    def _open_repeat(self, index: int, rows: Rows) -> None:
        self.rows.open(index, rows)
        count = self.form.rule(index, COUNT)
        if count is not None:
            self._push(count.rank, rows)
        elif self._fresh:
            self._add(index, rows, None)

    def _preset(self, index: int, rows: Rows) -> None:
        row = self.form.nodes[index].row
        if row.type in {"start", "today"}:
            moment = self.now.isoformat(timespec="milliseconds")
            self._store(index, rows, moment if row.type == "start" else moment[:10])
        elif row.default and index not in self.form.dynamic_defaults:
            self._store(index, rows, entered(row, row.default))

    def _compute_defaults(self, place: Place) -> None:
        """Compute the defaults of what came into being directly at the root or in a new row."""
        index, rows = place
        chain = self.form.nodes[index].own_chain if index >= 0 else ()
        for at, expression in self.form.dynamic_defaults.items():
            if self.form.nodes[at].chain == chain and self.rows.exists(chain, rows):
                self._store(at, rows, calculated(self.form.nodes[at].row, expression.run(self, rows)))
                self._drain()

    def _add(self, index: int, rows: Rows, row_id: str | None) -> str:
        if self.rows.count(index, rows) >= MOST_ROWS:
            raise StepRefused(f"循环组“{self.form.nodes[index].row.name}”超过 {MOST_ROWS} 行")
        if row_id is None:
            self._made += 1
            row_id = f"row-{self._made}"
        if row_id in self.rows.ids(index, rows):
            raise StepRefused(f"行“{row_id}”已经存在")
        self.rows.append(index, rows, row_id)
        self.shape += 1
        self._newborn.append((index, (*rows, row_id)))
        for rank in self.form.rules_of.get(index, ()):
            if self.form.rules[rank].kind != COUNT:
                self._push(rank, (*rows, row_id))
        self._open(index, (*rows, row_id))
        self._touch(self.form.row_readers.get(index, ()), rows)
        return row_id

    def _remove(self, index: int, rows: Rows) -> None:
        last, depth = self.form.nodes[index].last, len(rows)
        self.rows.drop(index, rows, last)
        self.shape += 1
        self._touch_below(index, rows)
        for kept in (self._stored, self._seen):
            for place in [place for place in kept if index <= place[0] <= last and place[1][:depth] == rows]:
                del kept[place]
        for key in [key for key in self._results if key[1][:depth] == rows]:
            if index <= self.form.rules[key[0]].index <= last:
                del self._results[key]
        self._touch(self.form.row_readers.get(index, ()), rows[:-1])

    def _store(self, index: int, rows: Rows, stored: Stored) -> bool:
        before = self._stored.get((index, rows))
        if before == stored and type(before) is type(stored):
            return False
        self._stored[index, rows] = stored
        self._seen[index, rows] = as_seen(self.form.nodes[index].row, stored)
        self._touch(self.form.readers.get(index, ()), rows)
        return True

    def _touch(self, readers: Iterable[Reader], rows: Rows) -> None:
        for reader in readers:
            for one in self.rows.instances(self.form.rules[reader.rank].chain, rows[: reader.shared]):
                self._push(reader.rank, one)

    def _touch_below(self, index: int, rows: Rows) -> None:
        """Queue who reads anything inside a node whose relevance or existence changed."""
        for at in range(index, self.form.nodes[index].last + 1):
            self._touch(self.form.readers.get(at, ()), rows)

    def _push(self, rank: int, rows: Rows) -> None:
        if (rank, rows) not in self._queued:
            self._queued.add((rank, rows))
            heapq.heappush(self._queue, (rank, rows))

    def _settle(self) -> None:
        """Run what is queued, then the defaults of what came into being on the way."""
        self._drain()
        while self._newborn:
            place = self._newborn.pop(0)
            if self._fresh:
                self._compute_defaults(place)

    def _drain(self) -> None:
        while self._queue:
            rank, rows = heapq.heappop(self._queue)
            self._queued.discard((rank, rows))
            rule = self.form.rules[rank]
            if self.rows.exists(rule.chain, rows):
                self._run(rule, rows)

    def _run(self, rule: Rule, rows: Rows) -> None:
        result = rule.expression.run(self, rows)
        if rule.kind == CALCULATION:
            self._store(rule.index, rows, calculated(self.form.nodes[rule.index].row, result))
        elif rule.kind == COUNT:
            self._resize(rule.index, rows, to_number(result))
        else:
            before = self._results.get((rule.rank, rows), True)
            self._results[rule.rank, rows] = to_boolean(result)
            if rule.kind == RELEVANT and before != self._results[rule.rank, rows]:
                self._touch_below(rule.index, rows)

    def _resize(self, index: int, rows: Rows, wanted: float) -> None:
        count = 0 if math.isnan(wanted) or wanted < 0 else int(min(wanted, MOST_ROWS + 1))
        while self.rows.count(index, rows) > count:
            self._remove(index, (*rows, self.rows.ids(index, rows)[-1]))
        while self.rows.count(index, rows) < count:
            self._add(index, rows, None)

    def _result(self, index: int, rows: Rows, kind: str, default: bool) -> bool:
        rule = self.form.rule(index, kind)
        return default if rule is None else self._results.get((rule.rank, rows), default)
