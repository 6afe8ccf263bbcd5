"""Checklists read from TOML: every fault with file, row and remedy."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.catalogue.checklist import load_checklist, load_form
from app.catalogue.inspections import check_checklist
from app.catalogue.legal import load_legal
from app.catalogue.workflow import load_workflow
from app.domain.checklist.alternatives import alternatives

FORMS = Path(__file__).resolve().parents[2] / "forms"
GOOD = """[settings]
title = "演练表"

[[survey]]
type = "select_one yn"
name = "any"
label = "有吗？"
required = true

[[survey]]
type = "integer"
name = "n"
label = "几件？"
relevant = "${any} = 'yes'"

[[choices]]
list_name = "yn"
name = "yes"
label = "有"
"""


def _written(folder: Path, text: str, name: str = "checklist.toml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_that_a_checklist_is_read_in_order(tmp_path: Path) -> None:
    checklist, problems = load_checklist(_written(tmp_path, GOOD))
    assert problems == [] and checklist is not None
    assert [(row.type, row.name, row.row) for row in checklist.rows] == [
        ("select_one", "any", 4), ("integer", "n", 10),
    ]  # fmt: skip
    assert checklist.rows[0].required == "true()" and checklist.choice_names("yn") == ("yes",)


@pytest.mark.parametrize(
    ("before", "after", "row", "words"),
    [
        ('name = "n"', 'name = "n"\nrelevent = "1"', 13, "不认识的键“relevent”"),
        ("${any}", "${nobody}", 10, "不存在"),
        ('"integer"', '"geopoint"', 10, "不支持"),
        ('type = "integer"\n', "", 10, "缺少题型"),
        ('"select_one yn"', '"select_one nothing"', 4, "不存在"),
        ('name = "yes"\n', "", 16, "缺少选项名"),
        ('label = "几件？"', 'label = "几件？"\nchoice_filter = "x=1"', 10, "choice_filter"),
        ('label = "几件？"', 'label = "几件？"\nconstraint = [1]', 14, "类型不对"),
        ('label = "几件？"', 'label = "几件？', 13, "语法错误"),
        ("[[survey]]", "[[surveys]]", 0, "survey"),
    ],
)
def test_that_each_fault_names_its_row(tmp_path: Path, before: str, after: str, row: int, words: str) -> None:
    form, problems = load_form(_written(tmp_path, GOOD.replace(before, after)))
    assert form is None
    found = [one for one in problems if words in one.fault]
    assert found and found[0].file == "checklist.toml" and found[0].remedy
    assert not row or found[0].row == row


def test_that_a_file_of_another_kind_is_refused(tmp_path: Path) -> None:
    assert "不支持" in load_checklist(_written(tmp_path, "a,b", "form.csv"))[1][0].fault
    assert load_checklist(tmp_path / "none.toml")[1][0].fault == "文件不存在"


QUESTION = """[[settings.item]]
key = "1"
title = "一"
text = "一"

[[survey]]
type = "verdict"
name = "q1"
code = "1"
label = "是否？"
item = "1"
stage = ["形成"]
basis = ["archives-law-2020:12"]
measure = ["M2"]
finding = "{unit}没有"
"""


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        ('item = "1"', 'item = "9"', "检查事项"),
        ('"{unit}没有"', '"{unit}没有甲，或者没有乙"\ndemands = ["补甲"]', "demands 有1条"),
        ('["形成"]', "[]", "缺少 stage"),
        ('["形成"]', '["毁灭"]', "毁灭"),
        ('["M2"]', '["M99"]', "M99"),
        ("archives-law-2020:12", "archives-law-2020:999", "没有收录"),
        ('basis = ["archives-law-2020:12"]\n', "", "缺少依据"),
        ("archives-law-2020:12", "gbt-18894-2016:8.1", "上位条款"),
        ('finding = "{unit}没有"', "", "finding"),
        ('code = "1"', 'code = "1"\nsecret = true', "禁止取证"),
        ('code = "1"', 'code = "1"\nsample = "nothing"', "循环组"),
        ('code = "1"', 'code = "1"\nseverity = "awful"', "严重程度"),
        ('code = "1"', 'code = "1"\norder_basis = ["archives-law-2020:14"]', "审核状态"),
    ],
)
def test_that_an_inspections_question_is_held_to_law_and_tags(
    tmp_path: Path, before: str, after: str, words: str
) -> None:
    register = load_legal(FORMS / "legal")[0]
    assert check_checklist(_written(tmp_path, QUESTION), None, register) == []
    problems = check_checklist(_written(tmp_path, QUESTION.replace(before, after)), None, register)
    assert any(words in one.fault for one in problems), problems


WORKFLOW = """[settings]
code = "c"
title = "t"
version = "1"
checklist = "checklist.toml"
documents = ["D4"]

[[step]]
key = "record"
title = "笔录"
acts = ["seal"]
documents = ["D4"]
"""


def test_that_a_workflow_names_guards_and_papers_that_exist(tmp_path: Path) -> None:
    workflow, problems = load_workflow(_written(tmp_path, WORKFLOW, "workflow.toml"))
    assert problems == [] and workflow is not None and workflow.step("record") == workflow.steps[0]
    for before, after, words in (
        ('"seal"', '"sael"', "sael"),
        ('documents = ["D4"]\n\n', 'documents = ["D1"]\n\n', "D4"),
        ("[[step]]", "[[steps]]", "step"),
    ):
        faulty = load_workflow(_written(tmp_path, WORKFLOW.replace(before, after), "workflow.toml"))
        assert faulty[0] is None and any(words in one.fault for one in faulty[1])


def test_that_a_workflow_may_be_checked_against_other_guards(tmp_path: Path) -> None:
    path = _written(tmp_path, WORKFLOW, "workflow.toml")
    assert load_workflow(path, guards={"other"})[0] is None


def test_that_every_question_of_several_facts_says_what_each_asks_for() -> None:
    for folder in sorted((FORMS / "inspections").iterdir()):
        checklist, problems = load_checklist(folder / "checklist.toml")
        assert problems == [] and checklist is not None
        several = [one.inspection for one in checklist.questions() if alternatives(one.inspection.finding)]
        assert [one.code for one in several if len(one.demands) != len(alternatives(one.finding))] == []
