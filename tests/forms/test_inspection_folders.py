"""Every folder under forms/inspections is tested by being there."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path

import pytest

from app.catalogue.checklist import load_checklist, load_form
from app.catalogue.documents import read_documents
from app.catalogue.inspections import check_inspections
from app.catalogue.workflow import load_workflow
from app.domain.checklist.findings import finding_draft
from app.domain.checklist.model import STAGES
from app.domain.checklist.play import Play
from app.domain.checklist.steps import Reporter
from app.domain.checklist.verdicts import VerdictAnswer

FORMS = Path(__file__).resolve().parents[2] / "forms"
FOLDERS = sorted(path for path in (FORMS / "inspections").iterdir() if path.is_dir())
NOON = datetime.fromisoformat("2026-11-22T12:00:00+08:00")
each_folder = pytest.mark.parametrize("folder", FOLDERS, ids=lambda path: path.name)


def test_that_the_inspections_have_no_fault() -> None:
    assert check_inspections(FORMS) == []


@each_folder
def test_that_a_checklist_can_be_played(folder: Path) -> None:
    form, problems = load_form(folder / "checklist.toml")
    assert form is not None, problems
    report = Reporter(Play(form, NOON)).report()
    assert set(report["required_missing"]) >= {row.name for row in form.checklist.questions() if row.required}
    assert report["invalid"] == []


@each_folder
def test_that_every_question_can_become_a_finding(folder: Path) -> None:
    checklist = load_checklist(folder / "checklist.toml")[0]
    assert checklist is not None
    for question in checklist.questions():
        text = finding_draft(question, VerdictAnswer("violates", severity="ordinary"), "演练单位")
        assert text.startswith("演练单位") and text.endswith("。") and "{" not in text


@each_folder
def test_that_a_workflow_pins_papers_of_its_folder(folder: Path) -> None:
    workflow, problems = load_workflow(folder / "workflow.toml")
    assert workflow is not None, problems
    assert set(workflow.documents) <= set(read_documents(folder / "documents").definitions)


@each_folder
def test_that_a_checklist_is_laid_out_in_the_canonical_order(folder: Path) -> None:
    lines = (folder / "checklist.toml").read_text(encoding="utf-8").splitlines()
    parts = [line for line in lines if line.startswith("[")]
    assert parts == sorted(parts, key=["[settings]", "[[settings.item]]", "[[survey]]", "[[choices]]"].index)


def test_that_electronic_records_asks_its_forty_questions() -> None:
    checklist = load_checklist(FORMS / "inspections/electronic-records/checklist.toml")[0]
    assert checklist is not None
    codes = [row.inspection.code for row in checklist.questions()]
    counts = [sum(code.startswith(f"{item}.") for code in codes) for item in range(1, 7)]
    assert counts == [10, 7, 6, 5, 10, 2] and len(checklist.items) == 6
    assert all(row.name == "q" + row.inspection.code.replace(".", "_") for row in checklist.questions())
    assert {stage for row in checklist.questions() for stage in row.inspection.stage} == set(STAGES)


def test_that_electronic_records_has_its_sampling_tables_and_special_cases() -> None:
    checklist = load_checklist(FORMS / "inspections/electronic-records/checklist.toml")[0]
    assert checklist is not None
    about = {row.inspection.code: row.inspection for row in checklist.questions()}
    samples = {code: one.sample_size for code, one in about.items() if one.sample}
    assert samples == {"1.5": 5, "2.4": 5, "2.5": 5, "3.2": 10, "3.3": 5, "4.3": 10}
    assert {code for code, one in about.items() if one.reverse} == {"1.8", "2.7", "5.9"}
    assert {code for code, one in about.items() if one.secret} == {"5.8"} and not about["5.8"].evidence
    assert {code for code, one in about.items() if one.special} == {
        "2.3", "2.4", "2.7", "3.4", "5.1", "5.3", "5.6", "5.8",
    }  # fmt: skip
    assert {one.order_basis_state for one in about.values() if one.order_basis} == {"待法制审核"}


@each_folder
def test_that_officers_read_names_of_papers_and_no_codes(folder: Path) -> None:
    checklist = load_checklist(folder / "checklist.toml")[0]
    assert checklist is not None
    for row in checklist.rows:
        shown = (row.label, row.hint, *row.inspection.evidence)
        assert not any(re.search(r"(?<![A-Za-z])D\d+", text) for text in shown), row.name
