"""For the chief: how far the year's plans are, what is open and overdue, what was found where; and as a workbook."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.domain.checklist.items import question_paths
from app.errors import StorageFailed
from app.services.desk import Desk
from app.services.listing.finding import overdue_at
from app.services.listing.refreshing import refresh
from app.storage.files import flush_file, replace

MOST_QUESTIONS = 15


@dataclass(frozen=True, slots=True)
class Share:
    """One bar: what it is about, how many inspections, how many of them open and overdue, how many findings."""

    label: str
    inspections: int
    open: int = 0
    overdue: int = 0
    findings: int = 0


@dataclass(frozen=True)
class Progress:
    """The figures of a year (0 = all years), and the years there are."""

    year: int
    years: tuple[int, ...]
    planned: int
    visited: int
    closed: int
    open: int
    overdue: int
    findings: int
    districts: tuple[Share, ...]
    kinds: tuple[Share, ...]
    questions: tuple[Share, ...]


@dataclass(frozen=True, slots=True)
class _Row:
    open: bool
    due: str
    year: int


def progress(desk: Desk, year: int = 0) -> Progress:
    """Return the figures of all inspections of a year, by county, by kind of unit and by question."""
    refresh(desk)
    listing, now = desk.store.listing, desk.now()
    short = {one[0]: _Row(bool(one[3]), one[4], one[5]) for one in listing.short_rows() if not one[1]}
    years = tuple(sorted({one.year for one in short.values() if one.year}, reverse=True))
    # a re-inspection is part of the case that ordered it, no inspection of a plan
    again = {root for root, parent in listing.column("reinspects").items() if parent}
    chosen = {root: one for root, one in short.items() if (not year or one.year == year) and root not in again}
    column = {name: listing.column(name) for name in ("visited", "closed", "findings", "codes", "district", "kind")}
    late = {root for root, one in chosen.items() if one.open and overdue_at(one.due, now)}

    def shares(name: str) -> tuple[Share, ...]:
        roots: dict[str, list[str]] = {}
        for root in chosen:
            roots.setdefault(str(column[name].get(root) or "—"), []).append(root)
        return tuple(sorted((_share(label, mine) for label, mine in roots.items()), key=lambda one: -one.inspections))

    def _share(label: str, mine: Iterable[str]) -> Share:
        held = list(mine)
        return Share(
            label, len(held), sum(chosen[one].open for one in held), sum(one in late for one in held),
            sum(int(column["findings"].get(one) or 0) for one in held),
        )  # fmt: skip

    return Progress(
        year=year,
        years=years,
        planned=len(chosen),
        visited=sum(bool(column["visited"].get(one)) for one in chosen),
        closed=sum(bool(column["closed"].get(one)) for one in chosen),
        open=sum(one.open for one in chosen.values()),
        overdue=len(late),
        findings=sum(int(column["findings"].get(one) or 0) for one in chosen),
        districts=shares("district"),
        kinds=shares("kind"),
        questions=_questions(desk, (str(column["codes"].get(one) or "") for one in chosen)),
    )


def export_progress(found: Progress, path: Path) -> Path:
    """Return the workbook written: the figures, and a sheet with a chart for counties, kinds and questions.

    Raises:
        StorageFailed: the file is in use or the disk is full; no half file is left.
    """
    from openpyxl import Workbook  # costs 0.2 s, which the start must not wait for

    beside = path.with_name(f".{path.name}.part")
    book = Workbook()
    sheet = book.active
    sheet.title = "总体"
    for row in (
        ("年度", found.year or "全部"), ("检查", found.planned), ("已到场", found.visited), ("已办结", found.closed),
        ("未办结", found.open), ("已逾期", found.overdue), ("发现问题", found.findings),
    ):  # fmt: skip
        sheet.append(row)
    for title, shares in (
        ("按县市区", found.districts), ("按单位类别", found.kinds), ("按检查项", found.questions),
    ):  # fmt: skip
        _sheet(book, title, shares)
    try:
        book.save(beside)
        flush_file(beside)
        replace(beside, path)
    except OSError as error:
        advice = "请关闭正在打开的同名文件，或换一个位置后重试。"
        raise StorageFailed("progress-not-written", "统计表没有保存。", advice) from error
    finally:
        beside.unlink(missing_ok=True)
    return path


def _sheet(book: Any, title: str, shares: Iterable[Share]) -> None:
    from openpyxl.chart import BarChart, Reference

    sheet = book.create_sheet(title)
    sheet.append(("名称", "检查", "未办结", "已逾期", "发现问题"))
    rows = list(shares)
    for one in rows:
        sheet.append((one.label, one.inspections, one.open, one.overdue, one.findings))
    sheet.column_dimensions["A"].width = 44
    if rows:
        chart = BarChart()
        chart.type, chart.title = "bar", title
        last = len(rows) + 1
        chart.add_data(Reference(sheet, min_col=2, max_col=2, min_row=1, max_row=last), titles_from_data=True)
        chart.set_categories(Reference(sheet, min_col=1, min_row=2, max_row=last))
        sheet.add_chart(chart, "G2")


def _questions(desk: Desk, codes: Iterable[str]) -> tuple[Share, ...]:
    counted = Counter(code for held in codes for code in held.split("、") if code)
    labels: dict[str, str] = {}
    for folder in sorted((desk.forms / "inspections").iterdir()):
        if (folder / "checklist.toml").is_file():
            checklist = desk.shelf.checklist(folder.name).checklist
            labels |= {row.inspection.code: row.label for row in question_paths(checklist).values()}
    return tuple(
        Share(f"{code} {labels.get(code, '')}".strip(), count, findings=count)
        for code, count in counted.most_common(MOST_QUESTIONS)
    )
