"""Definitions of papers: those of the forms folder are sound, faulty ones are told with row and remedy."""

from pathlib import Path

import pytest

from app.catalogue.documents import read_document, read_documents

FORMS = Path(__file__).resolve().parents[2] / "forms"
FOLDERS = sorted(FORMS.glob("inspections/*/documents"))

GOOD = """
[meta]
kind = "T1"
title = "试验文书"
lifecycle = "signed"
layout = "form"

[[slot]]
path = "unit.name"
name = "单位"
place = "准备"

[[block]]
type = "title"
text = "试验文书"

[[block]]
type = "text"
text = "{{ unit.name }}"
"""


def problems(tmp_path: Path, text: str) -> list[str]:
    path = tmp_path / "T1.toml"
    path.write_text(text, encoding="utf-8")
    return [str(problem) for problem in read_document(path)[1]]


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.parent.name)
def test_that_every_paper_of_the_forms_folder_is_sound(folder: Path) -> None:
    catalogue = read_documents(folder, FORMS)
    assert [str(problem) for problem in catalogue.problems] == []
    assert catalogue.definitions


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.parent.name)
def test_that_every_paper_has_a_sample_and_mandatory_fields(folder: Path) -> None:
    for kind, definition in read_documents(folder).definitions.items():
        assert (folder / "samples" / f"{kind}.json").is_file()
        assert definition.slots


def test_that_the_papers_of_the_main_job_are_there_with_their_lives() -> None:
    definitions = read_documents(FORMS / "inspections" / "electronic-records" / "documents").definitions
    lives = {kind: definition.lifecycle for kind, definition in definitions.items()}
    assert lives | {"D1": "internal", "D2": "stamped", "D4": "signed", "D11": "stamped", "D33": "signed"} == lives
    assert definitions["D11"].number_kind == "执通"


def test_that_a_sound_file_has_no_problem(tmp_path: Path) -> None:
    assert problems(tmp_path, GOOD) == []


@pytest.mark.parametrize(
    ("before", "after", "row", "fault"),
    [
        ('type = "text"', 'type = "stanza"', 18, "不在允许范围"),
        ('layout = "form"', 'layout = "scroll"', 6, "不在允许范围"),
        ('name = "单位"', 'nmae = "单位"', 10, "不认识的键"),
        ('text = "{{ unit.name }}"', 'text = "{{ unit.name"', 19, "模板语法错误"),
        ('text = "{{ unit.name }}"', 'text = "{{ unit.name | dya }}"', 19, "模板语法错误"),
        ('text = "{{ unit.name }}"', 'text = "{{ unit.name }}"\nwhen = "unit ="', 20, "模板语法错误"),
        ('text = "{{ unit.name }}"', 'text = "{{ unit.name }}"\nbefore = "two"', 20, "类型不对"),
        ('title = "试验文书"', "", 2, "缺少“title”"),
    ],
)
def test_that_a_fault_is_told_with_its_row(tmp_path: Path, before: str, after: str, row: int, fault: str) -> None:
    found = problems(tmp_path, GOOD.replace(before, after))
    assert any(fault in problem and f"T1.toml 第 {row} 行" in problem for problem in found), found


def test_that_two_files_for_one_paper_are_a_problem(tmp_path: Path) -> None:
    for name in ("a.toml", "b.toml"):
        (tmp_path / name).write_text(GOOD, encoding="utf-8")
    assert "重复" in str(read_documents(tmp_path).problems[0])


def test_that_a_damaged_file_is_told_and_the_others_are_read(tmp_path: Path) -> None:
    (tmp_path / "bad.toml").write_text("[meta\nkind = ", encoding="utf-8")
    (tmp_path / "good.toml").write_text(GOOD, encoding="utf-8")
    catalogue = read_documents(tmp_path)
    assert list(catalogue.definitions) == ["T1"]
    assert "TOML 语法错误" in str(catalogue.problems[0])


ANNEX = '\n[[block]]\ntype = "annex"\nname = "{}"\ntitle = "清单"\n'


@pytest.mark.parametrize(
    ("more", "fault"),
    [
        (ANNEX.format("list"), "有附件页，却没有附件说明"),
        ('\n[[block]]\ntype = "annexes"\n' + 2 * ANNEX.format("list"), "附件的代号重复"),
        ('\n[[block]]\ntype = "annexes"\n' + ANNEX.format("清单"), "附件的代号“清单”不能用在条件中"),
    ],
)
def test_that_annexes_without_list_or_with_useless_names_are_told(tmp_path: Path, more: str, fault: str) -> None:
    (problem,) = problems(tmp_path, GOOD + more)
    assert fault in problem


def test_that_annexes_with_their_list_are_sound(tmp_path: Path) -> None:
    assert problems(tmp_path, GOOD + '\n[[block]]\ntype = "annexes"\n' + ANNEX.format("a") + ANNEX.format("b")) == []
