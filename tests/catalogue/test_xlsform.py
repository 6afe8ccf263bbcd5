"""Checklists read from XLSForm workbooks; the same form from TOML plays the same."""

from __future__ import annotations

import json
import re
from datetime import datetime
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from openpyxl import Workbook

from app.catalogue.checklist import load_form
from app.domain.checklist.steps import play_steps, read_script

NOON = datetime.fromisoformat("2026-11-22T12:00:00+08:00")
Sheet = list[list[Any]]


def _workbook(folder: Path, **sheets: Sheet) -> Path:
    book = Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    path = folder / "form.xlsx"
    book.save(path)
    return path


def _lines(path: Path, script: list[Any]) -> list[dict[str, Any]]:
    form, problems = load_form(path)
    assert form is not None, problems
    return list(play_steps(form, read_script(script)[0], NOON))


CHOICES: Sheet = [["list name", "name", "label"], ["yn", "yes", "有"], ["yn", "no", "没有"], ["level", 1, "一"],
                  ["level", 2.0, "二"]]  # fmt: skip
SURVEY: Sheet = [
    ["type", "name", "label::Chinese (zh)", "label::English", "required", "relevance", "Constraint Message",
     "constraint", "calculation", "default", "notes for the office"],
    ["select one yn", "any", "有吗", "any?", "yes", None, None, None, None, None, "our own remark"],
    ["begin group", "g", "组", "group", None, "${any} = ‘yes’"],
    [],
    ["begin_repeat", "r", "行", "rows"],
    ["select_one level", "level", "级", "level", None, None, None, None, None, 1],
    ["decimal", "n", "数", "number", "TRUE", None, "要大于零", ". > 0"],
    ["end repeat"],
    ["end_group"],
    ["calculate", "total", None, None, None, None, None, None, "sum(${n})"],
    ["note", None, "共 ${total}", "Total ${total}"],
]  # fmt: skip
TOML = """
[[survey]]
type = "select_one yn"
name = "any"
required = true
[[survey]]
type = "begin_group"
name = "g"
relevant = "${any} = 'yes'"
[[survey]]
type = "begin_repeat"
name = "r"
[[survey]]
type = "select_one level"
name = "level"
default = 1
[[survey]]
type = "decimal"
name = "n"
required = true
constraint = ". > 0"
constraint_message = "要大于零"
[[survey]]
type = "end_repeat"
[[survey]]
type = "end_group"
[[survey]]
type = "calculate"
name = "total"
calculation = "sum(${n})"
[[survey]]
type = "note"
name = "generated_note_name_11"
[[choices]]
list_name = "yn"
name = "yes"
[[choices]]
list_name = "yn"
name = "no"
[[choices]]
list_name = "level"
name = "1"
[[choices]]
list_name = "level"
name = "2"
"""
SCRIPT = [{"set": "any", "value": "yes"}, {"set": "n", "value": -1}, {"add": "r"}, {"set": "r[2]/n", "value": 2.5},
          {"set": "r[2]/level", "value": "2"}, {"remove": "r[1]"}, {"set": "any", "value": "no"}]  # fmt: skip


def test_that_a_workbook_and_a_toml_file_of_the_same_form_give_the_same_lines(tmp_path: Path) -> None:
    toml = tmp_path / "form.toml"
    toml.write_text(TOML, encoding="utf-8")
    book = _workbook(tmp_path, survey=SURVEY, choices=CHOICES)
    lines = _lines(book, SCRIPT)
    assert json.dumps(lines) == json.dumps(_lines(toml, SCRIPT))
    assert lines[0]["required_missing"] == ["any"]
    assert lines[2]["invalid"] == [{"path": "g/r[1]/n", "message": "要大于零"}]
    assert lines[6]["values"] == {
        "any": "yes", "g/r[1]/level": "2", "g/r[1]/n": 2.5, "total": 2.5, "generated_note_name_11": None,
    }  # fmt: skip


def test_that_the_same_script_on_an_inspections_verdicts_plays_from_a_workbook(tmp_path: Path) -> None:
    book = _workbook(tmp_path, survey=[["type", "name", "label", "reverse"], ["verdict", "v", "是否发现", "yes"]])
    line = _lines(book, [{"set": "v", "value": "发现"}])[-1]
    assert line["values"]["v"]["verdict"] == "violates"


def test_that_or_other_adds_the_choice_and_the_question(tmp_path: Path) -> None:
    book = _workbook(tmp_path, survey=[["type", "name"], ["select_one yn or_other", "a"]], choices=CHOICES)
    lines = _lines(book, [{"set": "a", "value": "other"}])
    assert "a_other" in lines[1]["relevant"] and lines[1]["invalid"] == []


def test_that_a_form_with_one_sheet_needs_no_name_for_it(tmp_path: Path) -> None:
    assert _lines(_workbook(tmp_path, Sheet1=[["type", "name"], ["text", "a"]]), [])[0]["values"] == {"a": None}


def test_that_disabled_and_comment_rows_are_left_out(tmp_path: Path) -> None:
    survey = [["type", "name", "disabled", "remark"], ["text", "a", "yes"], ["text", "b"], [None, None, None, "x"]]
    assert _lines(_workbook(tmp_path, survey=survey), [])[0]["values"] == {"b": None}


@pytest.mark.parametrize(
    ("survey", "choices", "row", "words"),
    [
        ([["name"], ["a"]], None, 1, "缺少 type"),
        ([["type", "name"], ["geopoint", "a"]], None, 2, "不支持"),
        ([["type", "name"], ["select_one_from_file x.csv", "a"]], None, 2, "不支持"),
        ([["type", "name", "choice_filter"], ["select_one yn", "a", "x=1"]], CHOICES, 2, "choice_filter"),
        ([["type", "name", "trigger"], ["text", "a", "${a}"]], None, 2, "trigger"),
        ([["type", "name"], ["text", "a"], [None, "b"]], None, 3, "缺少题型"),
        ([["type", "name"], ["text", None]], None, 2, "缺少题名"),
        ([["type", "name"], ["calculate", "a"]], None, 2, "没有算式"),
        ([["type", "name", "relevant"], ["text", "a", "pulldata('a','b')"]], None, 2, "pulldata"),
        ([["type", "name"], ["begin_group", "a"]], None, 2, "没有结束行"),
        ([["type", "name"], ["text", "a"]], [["list_name", "name"], ["yn", None]], "choices 表第 2 行", "选项"),
        ([["type", "name", "parameters"], ["range", "a", "start=x end=3"]], None, 2, "range"),
    ],
)
def test_that_a_workbook_outside_the_subset_is_refused_with_its_row(
    tmp_path: Path, survey: Sheet, choices: Sheet | None, row: int | str, words: str
) -> None:
    sheets = {"survey": survey, "settings": [["form_id"], ["x"]], **({"choices": choices} if choices else {})}
    form, problems = load_form(_workbook(tmp_path, **sheets))
    assert form is None
    assert [one.row for one in problems if words in one.fault] == [row], problems
    assert all(one.file == "form.xlsx" and one.remedy for one in problems)


def test_that_a_workbook_without_a_survey_is_refused(tmp_path: Path) -> None:
    problems = load_form(_workbook(tmp_path, choices=CHOICES, settings=[["form_id"], ["x"]]))[1]
    assert "survey" in problems[0].fault


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 damaged", b"type,name\ntext,a\n"])
def test_that_a_damaged_workbook_is_refused_in_words(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "form.xlsx"
    path.write_bytes(content)
    form, problems = load_form(path)
    assert form is None and "工作簿" in problems[0].fault and problems[0].remedy


def test_that_a_truncated_workbook_is_refused_in_words(tmp_path: Path) -> None:
    path = _workbook(tmp_path, survey=SURVEY, choices=CHOICES)
    path.write_bytes(path.read_bytes()[:-300])
    assert load_form(path)[0] is None
    assert load_form(tmp_path / "none.xlsx")[1][0].fault == "文件不存在"


def test_that_stray_cells_at_the_far_ends_of_a_sheet_cost_nothing(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    sheet.title = "survey"
    sheet.append(["type", "name", "label"])
    sheet.append(["text", "a", "A"])
    sheet["XFD1"] = sheet["XFD2"] = "stray"
    sheet["C900000"] = " "
    book.save(tmp_path / "form.xlsx")
    form, problems = load_form(tmp_path / "form.xlsx")
    assert form is not None and [node.row.name for node in form.nodes] == ["a"], problems


def test_that_a_wrong_size_noted_in_the_sheet_hides_no_question(tmp_path: Path) -> None:
    path = _workbook(tmp_path, survey=SURVEY, choices=CHOICES)
    with ZipFile(path) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    with ZipFile(path, "w") as new:
        for name, content in parts.items():
            new.writestr(name, re.sub(rb'<dimension ref="[^"]*"', b'<dimension ref="A1"', content))
    form = load_form(path)[0]
    assert form is not None and len(form.nodes) > 3
