"""Arranges flat survey rows as a tree of groups and repeats and checks names, nesting, types and lists."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from app.domain.checklist.model import GROUP_TYPES, ROW_TYPES, SELECT_TYPES, Checklist, Fault, SurveyRow

_NAME = re.compile(r"[^\W\d][\w.\-]*")


@dataclass(frozen=True, slots=True)
class Node:
    """A question, group or repeat in the tree.

    ``parent`` is an index, -1 at the root; ``chain`` the repeats around it, outermost first, a repeat's own excluded;
    ``last`` the index of its last descendant (itself for a question).
    """

    index: int
    row: SurveyRow
    parent: int
    chain: tuple[int, ...]
    last: int

    @property
    def is_repeat(self) -> bool:
        """Return whether the node has rows."""
        return self.row.type == "begin_repeat"

    @property
    def is_group(self) -> bool:
        """Return whether the node is a group without rows."""
        return self.row.type == "begin_group"

    @property
    def own_chain(self) -> tuple[int, ...]:
        """Return the repeats that an expression of this node stands in: a repeat's row is inside the repeat."""
        return (*self.chain, self.index) if self.is_repeat else self.chain


@dataclass(frozen=True)
class Arrangement:
    """The nodes in order, and the index of every name that is unique."""

    nodes: tuple[Node, ...]
    by_name: Mapping[str, int]
    ambiguous: frozenset[str]

    def children(self, index: int) -> Iterator[Node]:
        """Yield the direct children of a node (-1: of the root) in order."""
        at = index + 1
        end = self.nodes[index].last if index >= 0 else len(self.nodes) - 1
        while at <= end:
            yield self.nodes[at]
            at = self.nodes[at].last + 1

    def child(self, index: int, name: str) -> Node | None:
        """Return the direct child of a node (-1: of the root) that has a name, the first of several."""
        at = self._children.get((index, name))
        return None if at is None else self.nodes[at]

    @cached_property
    def _children(self) -> Mapping[tuple[int, str], int]:
        return {(one.parent, one.row.name): one.index for one in reversed(self.nodes)}

    def segments(self, index: int) -> tuple[int, ...]:
        """Return the indices from the outermost ancestor down to the node itself."""
        path: list[int] = []
        while index >= 0:
            path.append(index)
            index = self.nodes[index].parent
        return tuple(reversed(path))


class _Arranger:
    def __init__(self) -> None:
        self.faults: list[Fault] = []
        self.rows: list[SurveyRow] = []
        self.parents: list[int] = []
        self.lasts: list[int] = []
        self.open: list[int] = []
        self.seen: list[set[str]] = [set()]

    def take(self, row: SurveyRow) -> None:
        """Add one row to the tree."""
        if row.type not in ROW_TYPES:
            self._fault(row, f"题型“{row.type}”不支持", "请改用说明中列出的题型，或删除该题")
        elif row.type.startswith("end_"):
            self._close(row)
        else:
            self._add(row)

    def finish(self) -> None:
        """Report what was never closed."""
        for index in self.open:
            row = self.rows[index]
            self._fault(row, f"“{row.name}”没有结束行", f"请补上 {row.type.replace('begin', 'end')}")
            self.lasts[index] = len(self.rows) - 1

    def _add(self, row: SurveyRow) -> None:
        self._check_name(row)
        self.rows.append(row)
        self.parents.append(self.open[-1] if self.open else -1)
        self.lasts.append(len(self.rows) - 1)
        if row.type in GROUP_TYPES:
            self.open.append(len(self.rows) - 1)
            self.seen.append(set())

    def _check_name(self, row: SurveyRow) -> None:
        if _NAME.fullmatch(row.name) is None:
            fault = f"题名“{row.name}”不合规定" if row.name else "缺少题名（name）"
            self._fault(row, fault, "题名以字母或下划线开头，只用字母、数字、下划线、点和连字符")
        elif row.name in self.seen[-1]:
            self._fault(row, f"题名“{row.name}”在同一层重复", "请改成不同的题名")
        self.seen[-1].add(row.name)

    def _close(self, row: SurveyRow) -> None:
        wanted = row.type.replace("end", "begin")
        if not self.open or self.rows[self.open[-1]].type != wanted:
            self._fault(row, f"{row.type} 没有对应的 {wanted}", "请检查开始行和结束行是否成对、是否交叉")
            return
        index = self.open.pop()
        self.seen.pop()
        self.lasts[index] = len(self.rows) - 1

    def _fault(self, row: SurveyRow, fault: str, remedy: str) -> None:
        self.faults.append(Fault(row.row, fault, remedy))


def arrange(checklist: Checklist) -> tuple[Arrangement, list[Fault]]:
    """Return the tree of a checklist and what is wrong with its rows and lists."""
    arranger = _Arranger()
    for row in checklist.rows:
        arranger.take(row)
    arranger.finish()
    faults = [*arranger.faults, *_list_faults(checklist)]
    if not arranger.rows and not faults:
        faults.append(Fault(0, "检查表没有题目", "请在 survey 中写入题目"))
    return _arrangement(arranger), faults


def _arrangement(arranger: _Arranger) -> Arrangement:
    nodes: list[Node] = []
    for index, row in enumerate(arranger.rows):
        parent = arranger.parents[index]
        chain = nodes[parent].own_chain if parent >= 0 else ()
        nodes.append(Node(index, row, parent, chain, arranger.lasts[index]))
    by_name: dict[str, int] = {}
    ambiguous: set[str] = set()
    for node in nodes:
        if node.row.name in by_name:
            ambiguous.add(node.row.name)
        by_name.setdefault(node.row.name, node.index)
    return Arrangement(tuple(nodes), by_name, frozenset(ambiguous))


def _list_faults(checklist: Checklist) -> Iterator[Fault]:
    lists: dict[str, set[str]] = {}
    for choice in checklist.choices:
        names = lists.setdefault(choice.list_name, set())
        if choice.name in names:
            fault = f"选项“{choice.name}”在列表“{choice.list_name}”中重复"
            yield Fault(choice.row, fault, "请改成不同的名称", "choices")
        names.add(choice.name)
    for row in checklist.rows:
        if row.type not in SELECT_TYPES:
            continue
        if row.list_name not in lists:
            yield Fault(row.row, f"选项列表“{row.list_name}”不存在", "请在 choices 中补上该列表，或改正列表名")
        elif row.type == "select_multiple":
            for name in sorted(name for name in lists[row.list_name] if len(name.split()) != 1):
                yield Fault(row.row, f"多选列表的选项名“{name}”含有空格", "请去掉选项名中的空格")
