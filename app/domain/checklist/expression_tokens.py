"""Cuts an expression into tokens, with XPath's rule for names that are operators (``div``, ``mod``, ``*``)."""

from __future__ import annotations

import re
from dataclasses import dataclass

_LONGEST = 10_000
_PATTERN = re.compile(
    r"""(?P<space>\s+)
    |(?P<number>\d+(?:\.\d*)?|\.\d+)
    |(?P<text>"[^"]*"|'[^']*')
    |(?P<reference>\$\{[^}]*\})
    |(?P<name>[^\W\d][\w.\-]*(?::[^\W\d][\w.\-]*)?)
    |(?P<operator><=|>=|!=|=|<|>|\+|-|\*)
    |(?P<symbol>\.\.|[.(),])
    """,
    re.VERBOSE,
)
_REFERENCE_NAME = re.compile(r"[^\W\d][\w.\-]*")
_WORD_OPERATORS = frozenset({"and", "or", "div", "mod"})


class ExpressionRefused(ValueError):
    """An expression outside the language; ``fault`` says why, ``remedy`` what to write instead (both Chinese)."""

    def __init__(self, fault: str, remedy: str) -> None:
        super().__init__(fault)
        self.fault = fault
        self.remedy = remedy


@dataclass(frozen=True, slots=True)
class Token:
    """One token; ``value`` is the bare content (no quotes, no ``${}``), ``at`` its offset.

    Kinds: number, text, reference, name, operator, symbol, end.
    """

    kind: str
    value: str
    at: int


def tokens_of(source: str) -> list[Token]:
    """Return the tokens of an expression, closed by one of kind ``end``.

    Raises:
        ExpressionRefused: a character or construct that the language does not have.
    """
    if len(source) > _LONGEST:
        raise ExpressionRefused(f"表达式超过 {_LONGEST} 个字符", "请把表达式拆成几个 calculate 题")
    tokens: list[Token] = []
    at = 0
    while at < len(source):
        found = _PATTERN.match(source, at)
        if found is None:
            raise _unreadable(source, at)
        if found.lastgroup != "space":
            tokens.append(_token(found, tokens[-1] if tokens else None))
        at = found.end()
    tokens.append(Token("end", "", at))
    return tokens


def _token(found: re.Match[str], previous: Token | None) -> Token:
    kind, value = found.lastgroup or "", found.group()
    if kind == "text":
        return Token("text", value[1:-1], found.start())
    if kind == "reference":
        return Token("reference", _referred_name(value), found.start())
    if kind == "name" and value in _WORD_OPERATORS and _ends_operand(previous):
        return Token("operator", value, found.start())
    return Token(kind, value, found.start())


def _ends_operand(token: Token | None) -> bool:
    """Return whether what stands before makes a following name an operator (XPath 1.0, section 3.7)."""
    if token is None:
        return False
    return token.kind in {"number", "text", "reference", "name"} or token.value in {")", ".", ".."}


def _referred_name(written: str) -> str:
    name = written[2:-1].strip()
    if name.startswith("last-saved#"):
        raise ExpressionRefused("不支持引用上次保存的值（last-saved）", "请删除 last-saved# 引用")
    if _REFERENCE_NAME.fullmatch(name) is None:
        raise ExpressionRefused(f"引用“{written}”不是题名", "请写成 ${题名}")
    return name


def _unreadable(source: str, at: int) -> ExpressionRefused:
    if source[at] in "/[]|@":
        return ExpressionRefused(f"第 {at + 1} 个字符“{source[at]}”：不支持路径和谓词", "请用 ${题名} 引用其他题")
    if source[at] in "'\"":
        return ExpressionRefused(f"第 {at + 1} 个字符处的引号没有闭合", "请补上引号")
    if source[at] in "‘’“”，（）":
        return ExpressionRefused(f"第 {at + 1} 个字符“{source[at]}”是中文标点", "请改用英文半角标点")
    return ExpressionRefused(f"第 {at + 1} 个字符“{source[at]}”不认识", "请检查表达式的写法")
