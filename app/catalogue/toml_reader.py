"""One way to read a TOML file of forms/: every fault is collected with its file, row and remedy.

Usage::

    file = read_toml(path, root)
    top = file.top
    code = top.text("code")
    for row in top.tables("holiday"):
        day = row.day("date")
        row.refuse_unknown_keys()
    top.refuse_unknown_keys()
    problems.extend(file.problems)

A missing or wrong value gives a harmless default ("" / 0 / False / None / empty tuple) and one problem,
so that a file with ten faults shows ten.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

Default = TypeVar("Default")


@dataclass(frozen=True)
class Problem:
    """One fault in a form file: where it is, what is wrong, what to do (``fault`` and ``remedy`` are Chinese).

    ``file`` is the path relative to the folder that was read, with forward slashes; ``row`` a line number,
    or a cell or question name, 0 for the file as a whole.
    """

    file: str
    row: int | str
    fault: str
    remedy: str

    def __str__(self) -> str:
        place = f"{self.file} 第 {self.row} 行" if isinstance(self.row, int) and self.row else self.file
        if isinstance(self.row, str) and self.row:
            place = f"{self.file}（{self.row}）"
        return f"{place}：{self.fault}。{self.remedy}。"


@dataclass
class TomlFile:
    """The content of one file with the problems found so far; ``top`` is its outermost table."""

    file: str
    source: str = ""
    content: dict[str, Any] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    @cached_property
    def top(self) -> TomlTable:
        """Return the outermost table (always the same one: it remembers which keys were read)."""
        return TomlTable(self, self.content, (), 0)

    @cached_property
    def _lines(self) -> list[str]:
        return self.source.splitlines()

    @property
    def readable(self) -> bool:
        """Return whether the file was read and is TOML at all."""
        return not self.problems or bool(self.content)

    def report(self, row: int | str, fault: str, remedy: str) -> None:
        """Add one problem of this file."""
        self.problems.append(Problem(self.file, row, fault, remedy))

    def line_of(self, pattern: str, start: int = 0, occurrence: int = 0) -> int:
        """Return the 1-based line after ``start`` that matches ``pattern`` for the n-th time, 0 if none does."""
        compiled = re.compile(pattern)
        for number, line in enumerate(self._lines[start:], start + 1):
            if compiled.match(line):
                if occurrence == 0:
                    return number
                occurrence -= 1
        return 0


class TomlTable:
    """One table of a file: typed reads that report a problem instead of raising.

    ``row`` is the line of its header, 0 for the top of the file.
    """

    def __init__(self, file: TomlFile, values: Mapping[str, Any], path: tuple[str, ...], row: int) -> None:
        self.file = file
        self.values = values
        self.path = path
        self.row = row
        self._read: set[str] = set()

    def row_of(self, key: str) -> int:
        """Return the line on which ``key`` of this table stands, or the table's own line."""
        start = max(self.row - 1, 0)
        header = rf"\s*\[\[?{_dotted((*self.path, key))}\]"
        written = rf"\s*[\"']?{re.escape(key)}[\"']?\s*(=|\.)"
        return self.file.line_of(written, start) or self.file.line_of(header, start) or self.row

    def report(self, key: str, fault: str, remedy: str) -> None:
        """Add a problem at ``key`` of this table."""
        self.file.report(self.row_of(key) if key in self.values else self.row, fault, remedy)

    def raw(self, key: str, required: bool = False) -> Any:
        """Return the value as TOML gave it, or None; a missing required one is a problem."""
        self._read.add(key)
        if required and key not in self.values:
            self.report(key, f"缺少“{key}”", f"请补上“{key}”")
        return self.values.get(key)

    def text(self, key: str, required: bool = True, default: str = "", allowed: Iterable[str] = ()) -> str:
        """Return a text; a required one may not be blank; ``allowed`` limits the values."""
        value = self.raw(key, required)
        if value is None:
            return default
        if not isinstance(value, str):
            return self._wrong(key, "文字（加引号）", default)
        if required and not value.strip():
            self.report(key, f"“{key}”是空的", f"请填写“{key}”")
        choices = tuple(allowed)
        if choices and value not in choices:
            self.report(key, f"“{key}”的值“{value}”不在允许范围内", f"请改为：{'、'.join(choices)}")
        return value

    def number(self, key: str, required: bool = True, default: int = 0) -> int:
        """Return a whole number."""
        value = self.raw(key, required)
        if value is None:
            return default
        if isinstance(value, bool) or not isinstance(value, int):
            return self._wrong(key, "整数", default)
        return value

    def flag(self, key: str, default: bool = False) -> bool:
        """Return a yes or no; never required."""
        value = self.raw(key)
        if value is None:
            return default
        return value if isinstance(value, bool) else self._wrong(key, "true 或 false", default)

    def day(self, key: str, required: bool = True) -> date | None:
        """Return a date (``2026-11-22`` without quotes)."""
        value = self.raw(key, required)
        if value is None:
            return None
        if isinstance(value, datetime) or not isinstance(value, date):
            return self._wrong(key, "日期（如 2026-11-22，不加引号）", None)
        return value

    def texts(self, key: str, required: bool = False) -> tuple[str, ...]:
        """Return a list of texts; a required one may not be empty."""
        value = self.raw(key, required)
        if value is None:
            return ()
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            return self._wrong(key, "文字列表（如 [\"甲\", \"乙\"]）", ())
        if required and not value:
            self.report(key, f"“{key}”是空的", f"请在“{key}”中至少填一项")
        return tuple(value)

    def table(self, key: str, required: bool = False) -> TomlTable:
        """Return the sub-table ``[key]``; an empty one where it is missing."""
        value = self.raw(key, required)
        if value is not None and not isinstance(value, dict):
            self._wrong(key, f"一个表（[{key}]）", None)
            value = None
        path = (*self.path, key)
        line = self.file.line_of(rf"\s*\[{_dotted(path)}\]", max(self.row - 1, 0)) or self.row_of(key)
        return TomlTable(self.file, value or {}, path, line)

    def tables(self, key: str, required: bool = False) -> list[TomlTable]:
        """Return the tables of ``[[key]]`` (or of an inline list of tables) in order, each with its line."""
        value = self.raw(key, required)
        if value is None:
            return []
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            self._wrong(key, f"一组表（[[{key}]]）", None)
            return []
        path = (*self.path, key)
        lines = self._lines_of_rows(path, key, len(value))
        return [TomlTable(self.file, item, path, line) for item, line in zip(value, lines, strict=True)]

    def refuse_unknown_keys(self, ignore: Iterable[str] = ()) -> None:
        """Report every key that nobody read: a misspelt key would otherwise be lost silently."""
        for key in self.values:
            if key not in self._read and key not in ignore:
                known = "、".join(sorted(self._read))
                self.report(key, f"不认识的键“{key}”", f"请删除或改正；可用的键：{known}")

    def _wrong(self, key: str, wanted: str, default: Default) -> Default:
        self.report(key, f"“{key}”的类型不对", f"请改为{wanted}")
        return default

    def _lines_of_rows(self, path: tuple[str, ...], key: str, count: int) -> list[int]:
        header = rf"\s*\[\[{_dotted(path)}\]\]"
        start = max(self.row - 1, 0)
        if self.file.line_of(header, start):
            return [self.file.line_of(header, start, n) or self.row for n in range(count)]
        first = self.row_of(key)
        inline = [self.file.line_of(r"\s*\{", first - 1, n) for n in range(count)]
        return inline if all(inline) else [first] * count


def _dotted(path: tuple[str, ...]) -> str:
    return r"\s*\.\s*".join(rf"[\"']?{re.escape(part)}[\"']?" for part in path)


def read_toml(path: Path, root: Path | None = None) -> TomlFile:
    """Return the file's content and problems; a file that cannot be read or is not TOML has one problem.

    ``root`` is the folder that file names in problems are relative to. A byte order mark is tolerated.
    """
    name = _shown_name(path, root)
    try:
        return toml_in(path.read_bytes(), name)
    except FileNotFoundError:
        fault, remedy = "文件不存在", "请从安装包或中心库恢复该文件"
    except OSError as error:
        fault, remedy = f"文件无法读取（{error.strerror or type(error).__name__}）", "请检查文件权限或磁盘"
    file = TomlFile(name)
    file.report(0, fault, remedy)
    return file


def toml_in(content: bytes, name: str) -> TomlFile:
    """Return the content of a file already read and its problems; ``name`` is what they call the file."""
    file = TomlFile(name)
    try:
        file.source = content.decode("utf-8-sig")
        file.content = tomllib.loads(file.source)
    except UnicodeDecodeError:
        file.report(0, "文件不是 UTF-8 编码", "请用 UTF-8 编码另存")
    except tomllib.TOMLDecodeError as error:
        file.report(_line_in(str(error), file.source), "TOML 语法错误", "请检查该行的引号、括号和等号")
    return file


def _shown_name(path: Path, root: Path | None) -> str:
    if root is not None and path.is_relative_to(root):
        return path.relative_to(root).as_posix()
    return path.name


def _line_in(message: str, source: str) -> int:
    found = re.search(r"line (\d+)", message)
    return int(found.group(1)) if found else len(source.splitlines())
