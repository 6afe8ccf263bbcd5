"""What a paper tells of where the inspection came from: all of it inside the bureau, no informant outside."""

from __future__ import annotations

import pytest

from app.domain.operations import Change
from app.services.papers.composing.approval_form import approval_form
from app.services.papers.composing.inspection_notice import inspection_notice
from app.services.papers.composing.record import record
from app.services.papers.drafting import paper as drafted
from app.services.pinning import definition_of
from app.typesetting.rendering import render
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


def test_that_the_notice_tells_source_and_an_enterprise_how_often_it_was_inspected(desk):
    for kind, often in (("organ", False), ("enterprise", True)):
        entry = plan_entry(desk)
        desk.commit([Change("unit", entry.unit, "kind", kind), Change("unit", entry.unit, "enterprise", often)])
        inspection = planned(desk).id
        notice = paper(desk, inspection, "D2")
        case = desk.case(inspection)
        data = inspection_notice(desk, case, drafted(case, notice))
        assert data["inspection"]["source"] == "日常检查计划：《演练计划》"
        told = "安排本次检查时，本年度已另外安排对你单位的检查1次。"  # the one of the first round
        assert data["request"]["frequency"] == (told if often else "")
        written = {**data, "number": "演练", "contact": {"name": "演练甲", "phone": "0312-0000000"}}
        written["request"] = {**data["request"], "place": "演练", "prepare": ["演练。"]}
        text = "".join(render(definition_of(desk, case, "D2"), written, training=False).text.split())
        assert "任务来源：日常检查计划：《演练计划》。" in text and (told in text) == often
