"""For the chief: how far the year's plans are, what is open and overdue, what was found where; and as a workbook."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any

from app.domain.checklist.items import question_paths
from app.services.desk import Desk
from app.services.listing.figures import (
    CLOSED,
    DISTRICT,
    FOUND,
    KIND,
    LATE,
    OPEN,
    QUESTION,
    VISITED,
    Selection,
)
from app.services.listing.refreshing import refresh
from app.services.saving import not_saved
from app.storage.files import flush_file
from app.storage.files import replace as put_in_place

MOST_QUESTIONS = 15


@dataclass(frozen=True, slots=True)
class Share:
    """One bar: what it is about, how many inspections, how many of them open and overdue, how many findings.

    ``key`` is the label of its figures (listing.figures).
    """

    label: str
    inspections: int
    open: int = 0
    overdue: int = 0
    findings: int = 0
    key: str = ""


@dataclass(frozen=True)
class Progress:
    """The figures of a year (0 = all years), and the years there are; ``found`` inspections have ``findings``."""

    year: int
    years: tuple[int, ...]
    planned: int
    visited: int
    closed: int
    open: int
    overdue: int
    findings: int
    found: int
    districts: tuple[Share, ...]
    kinds: tuple[Share, ...]
    questions: tuple[Share, ...]


def progress(desk: Desk, year: int = 0) -> Progress:
    """Return the figures of all inspections of a year, by county, by kind of unit and by question."""
    refresh(desk)
    held = Selection(desk, year)
    every = held.roots()

    def shares(group: str, names: Mapping[str, str] = MappingProxyType({})) -> tuple[Share, ...]:
        found = [
            Share(
                f"{label} {names.get(label, '')}".strip(), len(roots), held.count(roots, OPEN),
                held.count(roots, LATE), held.findings(roots), label,
            )
            for label, roots in held.grouped(group).items()
        ]  # fmt: skip
        return tuple(sorted(found, key=lambda one: -one.inspections))

    return Progress(
        year=year,
        years=held.years,
        planned=len(every),
        visited=held.count(every, VISITED),
        closed=held.count(every, CLOSED),
        open=held.count(every, OPEN),
        overdue=held.count(every, LATE),
        findings=held.findings(every),
        found=held.count(every, FOUND),
        districts=shares(DISTRICT),
        kinds=shares(KIND),
        questions=tuple(
            replace(one, findings=one.inspections) for one in shares(QUESTION, _questions(desk))[:MOST_QUESTIONS]
        ),
    )


def export_progress(found: Progress, path: Path, made: datetime) -> Path:
    """Return the workbook written: the figures, a sheet with a chart for counties, kinds and questions, and 说明.

    Raises:
        StorageFailed: the file is in use or the disk is full; no half file is left.
    """
    from openpyxl import Workbook  # costs 0.2 s, which the start must not wait for

    beside = path.with_name(f".{path.name}.part")
    book = Workbook()
    sheet = book.active
    sheet.title = "总体"
    for row in (
        ("项目", "数量"), ("年度", found.year or "全部"), ("检查", found.planned), ("已到场", found.visited),
        ("已办结", found.closed), ("未办结", found.open), ("已逾期", found.overdue), ("发现问题", found.findings),
    ):  # fmt: skip
        sheet.append(row)
    sheet.column_dimensions["A"].width = 20
    _head(sheet)
    for title, shares in (
        ("按县市区", found.districts), ("按单位类别", found.kinds), ("按检查项", found.questions),
    ):  # fmt: skip
        _sheet(book, title, shares)
    _tell(book, found, made)
    try:
        book.save(beside)
        flush_file(beside)
        put_in_place(beside, path)
    except OSError as error:
        raise not_saved(error, path, "统计表") from error
    finally:
        beside.unlink(missing_ok=True)
    return path


def _tell(book: Any, found: Progress, made: datetime) -> None:
    from app.services.listing.told import made_at, tell

    year = f"{found.year}年" if found.year else "全部年度"
    sheets = "、".join(one.title for one in book.worksheets)
    tell(book, [("名称", "执法检查统计"), ("年度", year), ("工作表", sheets), ("导出时间", made_at(made))])


def _head(sheet: Any) -> None:
    """Keep the headings in sight while rows scroll, and let rows be filtered by them."""
    from openpyxl.styles import Font

    for cell in sheet[1]:
        cell.font = Font(bold=True)
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = sheet.dimensions


def _sheet(book: Any, title: str, shares: Iterable[Share]) -> None:
    from openpyxl.chart import BarChart, Reference

    sheet = book.create_sheet(title)
    sheet.append(("名称", "检查", "未办结", "已逾期", "发现问题"))
    rows = list(shares)
    for one in rows:
        sheet.append((one.label, one.inspections, one.open, one.overdue, one.findings))
    sheet.column_dimensions["A"].width = 44
    _head(sheet)
    if rows:
        chart = BarChart()
        chart.type, chart.title = "bar", title
        last = len(rows) + 1
        chart.add_data(Reference(sheet, min_col=2, max_col=2, min_row=1, max_row=last), titles_from_data=True)
        chart.set_categories(Reference(sheet, min_col=1, min_row=2, max_row=last))
        sheet.add_chart(chart, "G2")


def _questions(desk: Desk) -> Mapping[str, str]:
    """Return the words of each question by its code."""
    labels: dict[str, str] = {}
    for folder in sorted((desk.forms / "inspections").iterdir()):
        if (folder / "checklist.toml").is_file():
            checklist = desk.shelf.checklist(folder.name).checklist
            labels |= {row.inspection.code: row.label for row in question_paths(checklist).values()}
    return labels
