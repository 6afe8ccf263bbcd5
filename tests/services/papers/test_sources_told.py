"""What a paper tells of where the inspection came from: all of it inside the bureau, no informant outside."""

from __future__ import annotations

import pytest

from app.services.papers.composing.approval_form import approval_form
from app.services.papers.composing.record import record
from app.services.papers.drafting import paper as drafted
from tests.services.office import office, paper, plan_entry, planned

REPORTED = {"kind": "report", "received_on": "2026-03-01", "content": "演练举报：日志被删", "sender": "演练举报人"}


@pytest.fixture
def desk(tmp_path):
    with office(tmp_path / "data") as opened:
        yield opened


def told(desk, mode, source):
    """Return the words of source on the internal form, and on the record that the unit gets."""
    inspection = planned(desk, mode=mode, source=source).id
    ids = [paper(desk, inspection, one) for one in ("D1", "D4")]
    case = desk.case(inspection)
    form, sheet = (drafted(case, one) for one in ids)
    return approval_form(desk, case, form)["request"]["source"], record(desk, case, sheet)["inspection"]["source"]


def test_that_the_record_names_no_informant_and_no_content_of_a_report(desk):
    inside, outside = told(desk, "lead", REPORTED)
    assert inside == "群众投诉举报：2026年3月1日收到，内容：演练举报：日志被删，来自：演练举报人"
    assert outside == "群众投诉举报：2026年3月1日收到"


def test_that_the_record_names_no_other_unit_that_was_drawn(desk):
    name = desk.unit(plan_entry(desk).unit).name
    inside, outside = told(desk, "routine", {"kind": "draw", "seed": "42", "list": f"演练别局、{name}"})
    assert inside == f"随机抽查：随机种子：42，抽取名单：演练别局、{name}"
    assert outside == "随机抽查"
