"""The workbook: typed cells, no formula, nothing half-written, and words for what goes wrong."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from datetime import datetime
from errno import ENOSPC
from pathlib import Path

import pytest
from openpyxl import load_workbook

from app.domain.operations import Change
from app.errors import StorageFailed
from app.services.benchmarks.many_inspections import fill
from app.services.desk import Desk
from app.services.listing import export as exporting
from app.services.listing.export import export
from app.services.listing.index import Index, brought_up
from app.services.listing.refreshing import refresh
from app.services.listing.told import Asked
from tests.services.office import office, planned


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with office(tmp_path / "data") as opened:
        yield opened


def write(desk: Desk, path: Path, columns: tuple[str, ...] = ("unit", "due", "findings"), **more):
    refresh(desk)
    index = brought_up(desk, Index(), None)
    rows = list(zip(index.roots, index.dues, strict=True))
    usual = {"progress": lambda done, total: None, "cancelled": lambda: False}
    return export(desk, path, rows, columns, **{**usual, **more})


def test_that_days_are_days_and_counts_are_numbers(desk, tmp_path):
    fill(desk, 40, real=1)
    exported = write(desk, tmp_path / "清单.xlsx")
    assert exported.rows == 40
    sheet = load_workbook(exported.path).active
    assert [cell.value for cell in sheet[1]] == ["被检查单位", "下一期限", "问题数"]
    assert sheet.max_row == 41
    values = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]
    assert all(isinstance(due, datetime) for _, due, _ in values if due is not None)
    assert {type(count) for _, _, count in values} == {int, type(None)}
    assert sheet.freeze_panes == "A2"


def as_an_older_program(desk, change: Change) -> None:
    """Record a text as it was typed, without what this program leaves out."""
    desk.store.commit([change], officer=desk.officer, now=desk.now())


@pytest.mark.parametrize("name", ['=HYPERLINK("http://127.0.0.1")', "+1", "-2+3", "@SUM(A1)", "\t=1"])
def test_that_no_words_become_a_formula(desk, tmp_path, name):
    inspection = planned(desk).id
    as_an_older_program(desk, Change("unit", desk.case(inspection).unit.id, "name", name))
    sheet = load_workbook(write(desk, tmp_path / "a.xlsx").path).active
    assert sheet["A2"].data_type == "s"
    assert sheet["A2"].value.strip() == name.strip()
    assert sheet["A2"].quotePrefix


def test_that_signs_a_workbook_cannot_hold_are_left_out(desk, tmp_path):
    inspection = planned(desk).id
    as_an_older_program(desk, Change("unit", desk.case(inspection).unit.id, "name", "演练\x0b局"))
    assert load_workbook(write(desk, tmp_path / "a.xlsx").path).active["A2"].value == "演练局"


def test_that_a_cancelled_export_leaves_the_old_file_and_no_other(desk, tmp_path, monkeypatch):
    planned(desk)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "data"))
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"old")
    with pytest.raises(StorageFailed, match="cancelled"):
        write(desk, path, cancelled=lambda: True)
    assert path.read_bytes() == b"old"
    assert not list(Path(tempfile.gettempdir()).glob("openpyxl.*"))
    assert [one.name for one in tmp_path.iterdir() if one.is_file()] == ["a.xlsx"]


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (PermissionError(13, "in use"), "file-in-use"),
        (OSError(ENOSPC, "full"), "disk-full"),
        (OSError(5, "io"), "disk-io"),
    ],
)
def test_that_a_file_in_use_or_a_full_disk_is_told_in_words(desk, tmp_path, monkeypatch, error, code):
    planned(desk)

    def fails(source: Path, target: Path) -> None:
        raise error

    monkeypatch.setattr(exporting, "replace", fails)
    with pytest.raises(StorageFailed, match=code) as failure:
        write(desk, tmp_path / "a.xlsx")
    assert failure.value.advice
    assert not [one for one in tmp_path.iterdir() if one.is_file()]


def test_that_a_folder_that_is_not_there_is_told(desk, tmp_path):
    planned(desk)
    with pytest.raises(StorageFailed, match="folder-gone") as failure:
        write(desk, tmp_path / "none" / "a.xlsx")
    assert f"没有文件夹“{tmp_path / 'none'}”" in failure.value.title and "另选一个文件夹" in failure.value.advice
    assert os.listdir(tmp_path) == ["data"]


def test_that_the_file_says_which_list_it_is_and_when_it_was_made(desk, tmp_path):
    planned(desk)
    asked = Asked("本季度（演练）", ("含“示范”", "状态：进行中"))
    book = load_workbook(write(desk, tmp_path / "a.xlsx", asked=asked).path)
    assert book.sheetnames == ["检查清单", "说明"] and book.active.title == "检查清单"
    told = dict(row for row in book["说明"].iter_rows(values_only=True))
    assert told["常用筛选"] == "本季度（演练）" and told["筛选条件"] == "含“示范”；状态：进行中"
    assert told["列"] == "被检查单位、下一期限、问题数" and told["件数"] == "1 次检查"
    assert told["导出时间"].startswith("2026年6月8日") and told["导出人"] == "演练甲"
    plain = load_workbook(write(desk, tmp_path / "b.xlsx").path)
    assert dict(plain["说明"].iter_rows(values_only=True))["筛选条件"] == "无，列出全部检查"


def test_that_what_was_typed_into_the_filter_is_never_computed(desk, tmp_path):
    planned(desk)
    book = load_workbook(write(desk, tmp_path / "a.xlsx", asked=Asked("=1+1", ("=2+2",))).path)
    cells = [row[1] for row in book["说明"].iter_rows() if row[0].value in ("常用筛选", "筛选条件")]
    assert [cell.data_type for cell in cells] == ["s", "s"]


def test_that_long_words_wrap_in_their_cell_and_short_ones_do_not(desk, tmp_path):
    planned(desk, purpose="检查电子档案的形成、收集、归档、移交、保管和利用情况（演练）")
    sheet = load_workbook(write(desk, tmp_path / "a.xlsx", columns=("purpose", "unit")).path).active
    assert sheet["A2"].alignment.wrap_text and not sheet["B2"].alignment.wrap_text


def test_that_a_full_disk_leaves_no_sheet_behind(desk, tmp_path, monkeypatch):
    planned(desk)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "data"))

    def full(*_: object) -> None:
        raise OSError(ENOSPC, "full")

    monkeypatch.setattr(exporting, "flush_file", full)
    with pytest.raises(StorageFailed):
        write(desk, tmp_path / "a.xlsx")
    assert not list(Path(tempfile.gettempdir()).glob("openpyxl.*"))
