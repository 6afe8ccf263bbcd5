"""Compiles a tree into a closure over the state of a play; references are resolved once, against the form's tree."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from app.domain.checklist.arrangement import Arrangement, Node
from app.domain.checklist.expression_functions import FUNCTIONS, MANY, compiled_pattern
from app.domain.checklist.expression_syntax import (
    Arithmetic,
    Call,
    Comparison,
    Literal,
    Logical,
    Negation,
    ParentRow,
    Reference,
    Tree,
    parse,
)
from app.domain.checklist.expression_tokens import ExpressionRefused
from app.domain.checklist.expression_values import (
    Scalar,
    Several,
    Value,
    arithmetic,
    compare,
    to_boolean,
    to_number,
    to_text,
    truncated,
)
from app.domain.checklist.row_table import Rows, RowTable
from app.domain.checklist.verdicts import verdict_key


class State(Protocol):
    """What an expression may ask of a play."""

    now: datetime
    rows: RowTable

    def seen(self, index: int, rows: Rows) -> Scalar:
        """Return the value of a question in the given rows, "" where it is empty or not relevant."""

    def column(self, index: int, rows: Rows) -> Several:
        """Return the values of a question, or "" per row of a repeat, in all relevant rows below ``rows``."""


Run = Callable[[State, Rows], Value]


@dataclass(frozen=True)
class Dependency:
    """What an expression reads: a node, and how many leading rows are the reader's own.

    ``of_rows`` marks a read of which rows there are (count, position), not of a value.
    """

    index: int
    shared: int
    of_rows: bool = False


@dataclass(frozen=True)
class Expression:
    """A compiled expression: its source, the closure and what it reads."""

    source: str
    run: Run
    reads: frozenset[Dependency]


def compile_expression(source: str, arrangement: Arrangement, context: int, chain: tuple[int, ...]) -> Expression:
    """Return an expression compiled for a node; ``chain`` are the repeats whose rows it stands in.

    Raises:
        ExpressionRefused: outside the language, or a reference that leads nowhere.
    """
    compiler = _Compiler(arrangement, context, chain)
    run = compiler.compile(parse(source))
    return Expression(source, run, frozenset(compiler.reads))


class _Compiler:
    def __init__(self, arrangement: Arrangement, context: int, chain: tuple[int, ...]) -> None:
        self._arrangement = arrangement
        self._context = context
        self._chain = chain
        self.reads: set[Dependency] = set()

    def compile(self, tree: Tree) -> Run:
        """Return the closure of a tree."""
        match tree:
            case Literal(value):
                return lambda _state, _rows: value
            case Reference():
                return self._reference(tree)
            case Call():
                return self._call(tree)
            case ParentRow():
                raise ExpressionRefused("“..”只能写在 position(..) 中", "请用 ${题名} 引用其他题")
        return self._operation(tree)

    def _operation(self, tree: Negation | Arithmetic | Comparison | Logical) -> Run:
        match tree:
            case Negation(operand):
                negated = self.compile(operand)
                return lambda state, rows: -to_number(negated(state, rows))
            case Arithmetic(first, rest):
                return self._arithmetic(first, rest)
            case Comparison():
                return self._comparison(tree)
            case Logical(operator, parts):
                return self._logical(operator, parts)

    def _node(self, reference: Reference) -> Node:
        if reference.name == ".":
            return self._arrangement.nodes[self._context]
        if reference.name in self._arrangement.ambiguous:
            raise ExpressionRefused(f"引用的题名“{reference.name}”不唯一", "请把重名的题改成不同的题名")
        index = self._arrangement.by_name.get(reference.name)
        if index is None:
            raise ExpressionRefused(f"引用的题“{reference.name}”不存在", "请改正题名，或补上该题")
        return self._arrangement.nodes[index]

    def _shared(self, node: Node) -> int:
        shared = 0
        for mine, other in zip(self._chain, node.chain, strict=False):
            if mine != other:
                break
            shared += 1
        return shared

    def _reference(self, reference: Reference) -> Run:
        node = self._node(reference)
        if node.is_group or node.is_repeat:
            return self._column(node)
        shared = self._shared(node)
        if shared < len(node.chain):
            return self._column(node)
        index = node.index
        self.reads.add(Dependency(index, shared))
        if shared == len(self._chain):
            return lambda state, rows: state.seen(index, rows)
        return lambda state, rows: state.seen(index, rows[:shared])

    def _column(self, node: Node) -> Run:
        """Return the closure of a reference that may lead to several rows, or to none."""
        index, shared = node.index, self._shared(node)
        self.reads.add(Dependency(index, shared, of_rows=True))
        self.reads.add(Dependency(index, shared))
        return lambda state, rows: state.column(index, rows[:shared])

    def _arithmetic(self, first: Tree, rest: Sequence[tuple[str, Tree]]) -> Run:
        start = self.compile(first)
        steps = [(operator, self.compile(operand)) for operator, operand in rest]

        def run(state: State, rows: Rows) -> Value:
            result = to_number(start(state, rows))
            for operator, operand in steps:
                result = arithmetic(operator, result, to_number(operand(state, rows)))
            return result

        return run

    def _comparison(self, tree: Comparison) -> Run:
        operator = tree.operator
        left = self.compile(self._verdict_word(tree.left, tree.right))
        right = self.compile(self._verdict_word(tree.right, tree.left))
        return lambda state, rows: compare(operator, left(state, rows), right(state, rows))

    def _verdict_word(self, side: Tree, other: Tree) -> Tree:
        """Return a Chinese verdict beside a verdict question as the key that the question's value has."""
        if not (isinstance(side, Literal) and isinstance(side.value, str) and isinstance(other, Reference)):
            return side
        if self._node(other).row.type != "verdict":
            return side
        return Literal(verdict_key(side.value) or side.value)

    def _logical(self, operator: str, parts: Sequence[Tree]) -> Run:
        runs = [self.compile(part) for part in parts]
        if operator == "or":
            return lambda state, rows: any(to_boolean(run(state, rows)) for run in runs)
        return lambda state, rows: all(to_boolean(run(state, rows)) for run in runs)

    def _call(self, call: Call) -> Run:
        special = self._SPECIAL.get(call.name)
        if special is not None:
            return special(self, call)
        function = FUNCTIONS.get(call.name)
        if function is None:
            raise ExpressionRefused(f"函数“{call.name}”不支持", "请改用说明中列出的函数")
        _check_count(call, function.least, function.most)
        if call.name == "sum":
            self._require_column(call)
        if call.name == "regex" and isinstance(call.arguments[1], Literal):
            _check_pattern(to_text(call.arguments[1].value))
        arguments = [self.compile(argument) for argument in call.arguments]
        apply = function.apply
        return lambda state, rows: apply([argument(state, rows) for argument in arguments])

    def _require_column(self, call: Call) -> Node:
        if not isinstance(call.arguments[0], Reference):
            raise ExpressionRefused(f"{call.name}() 的参数应是一个引用", f"请写成 {call.name}(${{题名}})")
        return self._node(call.arguments[0])

    def _count(self, call: Call) -> Run:
        _check_count(call, 1, 1)
        column = self._column(self._require_column(call))
        if call.name == "count-non-empty":
            return lambda state, rows: float(sum(1 for value in _several(column(state, rows)) if value != ""))
        return lambda state, rows: float(len(_several(column(state, rows))))

    def _if(self, call: Call) -> Run:
        _check_count(call, 3, 3)
        condition, then, otherwise = (self.compile(argument) for argument in call.arguments)
        return lambda state, rows: then(state, rows) if to_boolean(condition(state, rows)) else otherwise(state, rows)

    def _once(self, call: Call) -> Run:
        _check_count(call, 1, 1)
        index, first = self._context, self.compile(call.arguments[0])
        # The own value is read without being a dependency: once() is meant to look back at itself.
        return lambda state, rows: own if (own := state.seen(index, rows)) != "" else first(state, rows)

    def _clock(self, call: Call) -> Run:
        _check_count(call, 0, 0)
        if call.name == "now":
            return lambda state, _rows: state.now
        return lambda state, _rows: state.now.date()

    def _position(self, call: Call) -> Run:
        _check_count(call, 1, 1)
        if not isinstance(call.arguments[0], ParentRow) or not self._chain:
            raise ExpressionRefused("position() 只支持在循环组内写 position(..)", "请写成 position(..)，且放在循环组内")
        repeat = self._chain[-1]
        parent = self._arrangement.nodes[self._context].parent
        if parent != repeat:
            raise ExpressionRefused("position(..) 只能写在循环组的直接下级", "请移到循环组下的 calculate 题，再引用它")
        depth = len(self._chain)
        self.reads.add(Dependency(repeat, depth - 1, of_rows=True))
        return lambda state, rows: float(state.rows.position(repeat, rows[:depth]))

    def _indexed(self, call: Call) -> Run:
        _check_count(call, 3, 3)
        target = self._require_column(call)
        if not isinstance(call.arguments[1], Reference):
            remedy = "请写成 indexed-repeat(${题}, ${循环组}, 序号)"
            raise ExpressionRefused("indexed-repeat() 的第二个参数应是循环组", remedy)
        repeat = self._node(call.arguments[1])
        if target.chain != (repeat.index,):
            raise ExpressionRefused("indexed-repeat() 只支持单层循环组内的题", "请改用同一循环组内的题")
        place = self.compile(call.arguments[2])
        index, owner = target.index, repeat.index
        self.reads.update({Dependency(index, 0), Dependency(index, 0, of_rows=True)})

        def run(state: State, rows: Rows) -> Value:
            number = truncated(to_number(place(state, rows)))
            wanted = 1 if math.isnan(number) or number < 1 else int(min(number, 1e9))
            row = state.rows.at(owner, (), wanted)
            return "" if row is None else state.seen(index, (row,))

        return run

    _SPECIAL: dict[str, Callable[[_Compiler, Call], Run]] = {  # noqa: RUF012 - never changed
        "if": _if,
        "once": _once,
        "count": _count,
        "count-non-empty": _count,
        "today": _clock,
        "now": _clock,
        "position": _position,
        "indexed-repeat": _indexed,
    }


def _several(value: Value) -> Several:
    return value if isinstance(value, Several) else Several((value,))


def _check_count(call: Call, least: int, most: int) -> None:
    if least <= len(call.arguments) <= most:
        return
    wanted = str(least) if least == most else f"至少 {least}" if most == MANY else f"{least} 至 {most}"
    raise ExpressionRefused(f"{call.name}() 需要 {wanted} 个参数，写了 {len(call.arguments)} 个", "请检查参数个数")


def _check_pattern(pattern: str) -> None:
    if compiled_pattern(pattern) is None:
        raise ExpressionRefused(f"正则表达式“{pattern}”有错", "请检查括号和转义")


SUPPORTED_FUNCTIONS = tuple(sorted({*FUNCTIONS, *_Compiler._SPECIAL}))
