"""Parses tokens into a tree by recursive descent; the grammar is XPath 1.0's without paths and predicates."""

from __future__ import annotations

from dataclasses import dataclass

from app.domain.checklist.expression_tokens import ExpressionRefused, Token, tokens_of

_DEEPEST = 60


@dataclass(frozen=True, slots=True)
class Literal:
    """A number or a text."""

    value: float | str


@dataclass(frozen=True, slots=True)
class Reference:
    """``${name}``; ``.`` is the reference with the name ``.``."""

    name: str


@dataclass(frozen=True, slots=True)
class ParentRow:
    """``..``, which stands only in ``position(..)``."""


@dataclass(frozen=True, slots=True)
class Call:
    """A function with its arguments."""

    name: str
    arguments: tuple[Tree, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """``= != < <= > >=`` between two sides."""

    operator: str
    left: Tree
    right: Tree


@dataclass(frozen=True, slots=True)
class Logical:
    """A chain of ``and`` or of ``or``."""

    operator: str
    parts: tuple[Tree, ...]


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """A chain of operators of one rank, read from the left: first, then (operator, operand) pairs."""

    first: Tree
    rest: tuple[tuple[str, Tree], ...]


@dataclass(frozen=True, slots=True)
class Negation:
    """``-`` before an operand."""

    operand: Tree


Tree = Literal | Reference | ParentRow | Call | Comparison | Logical | Arithmetic | Negation


def parse(source: str) -> Tree:
    """Return the tree of an expression.

    Raises:
        ExpressionRefused: the text is not an expression of the language.
    """
    parser = _Parser(tokens_of(source))
    tree = parser.disjunction(0)
    parser.expect_end()
    return tree


class _Parser:
    def __init__(self, tokens: list[Token]) -> None:
        self._tokens = tokens
        self._at = 0

    def disjunction(self, depth: int) -> Tree:
        """Return ``a or b or c``, the outermost rank."""
        if depth > _DEEPEST:
            raise ExpressionRefused(f"括号嵌套超过 {_DEEPEST} 层", "请把表达式拆成几个 calculate 题")
        return self._logical("or", depth)

    def expect_end(self) -> None:
        """Refuse what is left over."""
        token = self._tokens[self._at]
        if token.kind != "end":
            raise ExpressionRefused(f"第 {token.at + 1} 个字符处多出“{token.value}”", "请检查运算符和括号")

    def _logical(self, operator: str, depth: int) -> Tree:
        parts = [self._logical("and", depth) if operator == "or" else self._comparison(("=", "!="), depth)]
        while self._take("operator", operator):
            parts.append(self._logical("and", depth) if operator == "or" else self._comparison(("=", "!="), depth))
        return parts[0] if len(parts) == 1 else Logical(operator, tuple(parts))

    def _comparison(self, operators: tuple[str, ...], depth: int) -> Tree:
        ordering = ("<", "<=", ">", ">=")
        lower = operators == ordering
        left = self._sum(depth) if lower else self._comparison(ordering, depth)
        count = 0
        while (token := self._next_operator(operators)) is not None:
            right = self._sum(depth) if lower else self._comparison(ordering, depth)
            left = Comparison(token, left, right)
            count += 1
            if count > _DEEPEST:
                raise ExpressionRefused("连续的比较太多", "请用 and 或 or 连接各个比较")
        return left

    def _sum(self, depth: int) -> Tree:
        first = self._product(depth)
        rest: list[tuple[str, Tree]] = []
        while (operator := self._next_operator(("+", "-"))) is not None:
            rest.append((operator, self._product(depth)))
        return Arithmetic(first, tuple(rest)) if rest else first

    def _product(self, depth: int) -> Tree:
        first = self._signed(depth)
        rest: list[tuple[str, Tree]] = []
        while (operator := self._next_operator(("*", "div", "mod"))) is not None:
            rest.append((operator, self._signed(depth)))
        return Arithmetic(first, tuple(rest)) if rest else first

    def _signed(self, depth: int) -> Tree:
        signs = 0
        while self._take("operator", "-"):
            signs += 1
        operand = self._operand(depth)
        for _ in range(2 - signs % 2 if signs else 0):  # --x is a number as well
            operand = Negation(operand)
        return operand

    def _operand(self, depth: int) -> Tree:
        token = self._tokens[self._at]
        self._at += 1
        if token.kind == "number":
            return Literal(float(token.value))
        if token.kind == "text":
            return Literal(token.value)
        if token.kind == "reference":
            return Reference(token.value)
        if token.kind == "name":
            return self._call(token, depth)
        if token.kind == "symbol":
            return self._symbol(token, depth)
        fault = "表达式不完整" if token.kind == "end" else f"第 {token.at + 1} 个字符“{token.value}”前面缺少内容"
        raise ExpressionRefused(fault, "请补全表达式")

    def _symbol(self, token: Token, depth: int) -> Tree:
        if token.value == ".":
            return Reference(".")
        if token.value == "..":
            return ParentRow()
        if token.value == "(":
            inner = self.disjunction(depth + 1)
            self._require(")")
            return inner
        raise ExpressionRefused(f"第 {token.at + 1} 个字符处多出“{token.value}”", "请检查括号和逗号")

    def _call(self, token: Token, depth: int) -> Tree:
        if not self._take("symbol", "("):
            raise ExpressionRefused(f"不认识“{token.value}”", f"引用题请写 ${{{token.value}}}，文字请加引号")
        arguments: list[Tree] = []
        if not self._take("symbol", ")"):
            arguments.append(self.disjunction(depth + 1))
            while self._take("symbol", ","):
                arguments.append(self.disjunction(depth + 1))
            self._require(")")
        return Call(token.value, tuple(arguments))

    def _take(self, kind: str, value: str) -> bool:
        token = self._tokens[self._at]
        if token.kind != kind or token.value != value:
            return False
        self._at += 1
        return True

    def _next_operator(self, operators: tuple[str, ...]) -> str | None:
        token = self._tokens[self._at]
        if token.kind != "operator" or token.value not in operators:
            return None
        self._at += 1
        return token.value

    def _require(self, symbol: str) -> None:
        if not self._take("symbol", symbol):
            raise ExpressionRefused(f"第 {self._tokens[self._at].at + 1} 个字符处缺少“{symbol}”", f"请补上“{symbol}”")
