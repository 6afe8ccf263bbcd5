"""A checklist compiled for play: its rules in an order in which each sees finished values, and who reads what."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from graphlib import CycleError, TopologicalSorter

from app.domain.checklist.arrangement import Arrangement, Node, arrange
from app.domain.checklist.expression_compiler import Dependency, Expression, compile_expression
from app.domain.checklist.expression_syntax import Arithmetic, Call, Negation, Reference, parse
from app.domain.checklist.expression_tokens import ExpressionRefused
from app.domain.checklist.model import Checklist, Fault

RELEVANT, CALCULATION, COUNT = "relevant", "calculation", "repeat_count"
REQUIRED, CONSTRAINT, READ_ONLY = "required", "constraint", "read_only"
_KINDS = (RELEVANT, CALCULATION, COUNT, REQUIRED, CONSTRAINT, READ_ONLY)
_SELF_BLIND = (REQUIRED, READ_ONLY)

_LABELS = ("label", "hint", "constraint_message", "required_message")
_LABEL_REFERENCE = re.compile(r"\$\{([^}]*)\}")
_SUM = re.compile(r"[+*]|\bdiv\b|\bmod\b")
_LOOKS_DYNAMIC = re.compile(r"\$\{|[^\W\d][\w.\-]*\(")


@dataclass(frozen=True, slots=True)
class Rule:
    """One compiled expression of a node; rules run in the order of their rank."""

    rank: int
    kind: str
    index: int
    chain: tuple[int, ...]
    expression: Expression


@dataclass(frozen=True, slots=True)
class Reader:
    """A rule that reads a node, and how many leading rows it shares with it."""

    rank: int
    shared: int


@dataclass(frozen=True)
class Form:
    """A form that can be played.

    ``gates`` gives for each node the rules that decide whether it is relevant: its own and its ancestors', each with
    the number of rows it is about. ``readers`` gives for each node who reads its value, ``row_readers`` for each
    repeat who reads which rows there are.
    """

    checklist: Checklist
    arrangement: Arrangement
    rules: tuple[Rule, ...] = ()
    gates: tuple[tuple[tuple[int, int], ...], ...] = ()
    readers: Mapping[int, tuple[Reader, ...]] = field(default_factory=dict)
    row_readers: Mapping[int, tuple[Reader, ...]] = field(default_factory=dict)
    dynamic_defaults: Mapping[int, Expression] = field(default_factory=dict)
    choices: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    rules_of: Mapping[int, tuple[int, ...]] = field(default_factory=dict)

    @property
    def nodes(self) -> tuple[Node, ...]:
        """Return the nodes in document order."""
        return self.arrangement.nodes

    def rule(self, index: int, kind: str) -> Rule | None:
        """Return the rule of a kind at a node, None where it has none."""
        return next((self.rules[rank] for rank in self.rules_of.get(index, ()) if self.rules[rank].kind == kind), None)


def compile_form(checklist: Checklist) -> tuple[Form | None, list[Fault]]:
    """Return the form ready for play, or None with every fault that forbids it."""
    arrangement, faults = arrange(checklist)
    if faults:
        return None, faults
    compiler = _FormCompiler(arrangement)
    expressions = compiler.expressions()
    defaults = compiler.dynamic_defaults()
    compiler.check_labels()
    order = compiler.order(expressions)
    if compiler.faults:
        return None, compiler.faults
    return _form(checklist, arrangement, [(key, expressions[key]) for key in order], defaults), []


Key = tuple[str, int]


class _FormCompiler:
    def __init__(self, arrangement: Arrangement) -> None:
        self.arrangement = arrangement
        self.faults: list[Fault] = []

    def expressions(self) -> dict[Key, Expression]:
        """Return every rule's expression by kind and node."""
        found: dict[Key, Expression] = {}
        for node in self.arrangement.nodes:
            for kind in _KINDS:
                source = str(getattr(node.row, kind)).strip()
                expression = self._compiled(node, kind, source) if source else None
                if expression is not None:
                    found[kind, node.index] = expression
        return found

    def dynamic_defaults(self) -> dict[int, Expression]:
        """Return the defaults that are computed once, when the question comes into being."""
        found: dict[int, Expression] = {}
        for node in self.arrangement.nodes:
            if is_dynamic(node.row.default):
                expression = self._compiled(node, "default", node.row.default)
                if expression is not None:
                    found[node.index] = expression
        return found

    def check_labels(self) -> None:
        """Report references in texts that lead nowhere."""
        for node in self.arrangement.nodes:
            for column in _LABELS:
                for name in _LABEL_REFERENCE.findall(getattr(node.row, column)):
                    if name.strip() not in self.arrangement.by_name:
                        self._fault(node, f"{column} 中引用的题“{name}”不存在", "请改正题名，或删除该引用")

    def order(self, expressions: Mapping[Key, Expression]) -> list[Key]:
        """Return the rules so that each comes after those whose results it reads; a cycle is a fault."""
        sorter: TopologicalSorter[Key] = TopologicalSorter()
        for key, expression in expressions.items():
            sorter.add(key, *self._before(key, expression, expressions))
        try:
            return list(sorter.static_order())
        except CycleError as error:
            nodes = [self.arrangement.nodes[index] for _, index in error.args[1]]
            names = " → ".join(node.row.name for node in nodes)
            self._fault(nodes[0], f"表达式循环引用：{names}", "请改写其中一个表达式，使其不再依赖自己")
            return []

    def _before(self, key: Key, expression: Expression, known: Mapping[Key, Expression]) -> set[Key]:
        before: set[Key] = set()
        for read in expression.reads:
            if key[0] in _SELF_BLIND and read.index == key[1]:
                before.add(key)  # ODK refuses a required or read_only that reads its own question
            before.update(found for found in self._makers(read) if found in known)
        if key[0] != CONSTRAINT:
            return before
        return {found for found in before if found != key}

    def _makers(self, read: Dependency) -> Iterable[Key]:
        yield CALCULATION, read.index
        for index in self.arrangement.segments(read.index):
            yield RELEVANT, index
            yield COUNT, index

    def _compiled(self, node: Node, kind: str, source: str) -> Expression | None:
        chain = node.chain if kind == COUNT else node.own_chain
        try:
            return compile_expression(source, self.arrangement, node.index, chain)
        except ExpressionRefused as refused:
            self._fault(node, f"{kind} 的表达式“{_short(source)}”有错：{refused.fault}", refused.remedy)
        return None

    def _fault(self, node: Node, fault: str, remedy: str) -> None:
        self.faults.append(Fault(node.row.row, f"{node.row.name}：{fault}", remedy))


def _short(source: str) -> str:
    return source if len(source) <= 80 else source[:77] + "…"


def is_dynamic(default: str) -> bool:
    """Return whether a default is an expression (a reference, a call, arithmetic) and not the value itself."""
    if _LOOKS_DYNAMIC.search(default):
        return True
    try:
        tree = parse(default) if default else None
    except ExpressionRefused:
        return False
    if isinstance(tree, Negation):
        return isinstance(tree.operand, Reference | Call)
    # 2026-11-22 and 5-3 are values, as in pyxform; only + * div mod make a sum of plain numbers.
    return isinstance(tree, Arithmetic) and _SUM.search(default) is not None


def _form(
    checklist: Checklist,
    arrangement: Arrangement,
    ordered: list[tuple[Key, Expression]],
    defaults: Mapping[int, Expression],
) -> Form:
    rules: list[Rule] = []
    for rank, ((kind, index), expression) in enumerate(ordered):
        node = arrangement.nodes[index]
        rules.append(Rule(rank, kind, index, node.chain if kind == COUNT else node.own_chain, expression))
    rules_of: dict[int, tuple[int, ...]] = {}
    for rule in rules:
        rules_of[rule.index] = (*rules_of.get(rule.index, ()), rule.rank)
    readers, row_readers = _readers(arrangement, rules)
    names = {choice.list_name: checklist.choice_names(choice.list_name) for choice in checklist.choices}
    gates = _gates(arrangement, rules)
    return Form(checklist, arrangement, tuple(rules), gates, readers, row_readers, defaults, names, rules_of)


def _gates(arrangement: Arrangement, rules: Iterable[Rule]) -> tuple[tuple[tuple[int, int], ...], ...]:
    own = {rule.index: (rule.rank, len(rule.chain)) for rule in rules if rule.kind == RELEVANT}
    gates: list[tuple[tuple[int, int], ...]] = []
    for node in arrangement.nodes:
        inherited = gates[node.parent] if node.parent >= 0 else ()
        gates.append((*inherited, own[node.index]) if node.index in own else inherited)
    return tuple(gates)


def _readers(
    arrangement: Arrangement, rules: Iterable[Rule]
) -> tuple[dict[int, tuple[Reader, ...]], dict[int, tuple[Reader, ...]]]:
    values: dict[int, set[Reader]] = {}
    rows: dict[int, set[Reader]] = {}
    for rule in rules:
        for read in rule.expression.reads:
            if not read.of_rows:
                values.setdefault(read.index, set()).add(Reader(rule.rank, read.shared))
                continue
            for repeat in arrangement.nodes[read.index].own_chain[read.shared :]:
                rows.setdefault(repeat, set()).add(Reader(rule.rank, read.shared))
    return _settled(values), _settled(rows)


def _settled(found: Mapping[int, set[Reader]]) -> dict[int, tuple[Reader, ...]]:
    return {index: tuple(sorted(readers, key=lambda one: (one.rank, one.shared))) for index, readers in found.items()}
