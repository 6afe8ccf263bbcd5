"""The row of an inspection says what the inspection itself says, and is found by any of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from app.domain.operations import Change
from app.domain.procedure.mapping import changes_of
from app.domain.procedure.outcomes import Content, Document, Evidence, Finding, Measure, Task
from app.sealing.canonical import sha256
from app.services import listed
from app.services.attaching import keep
from app.services.clocks import board
from app.services.desk import Desk
from app.services.listing.due import awaiting, unsigned_by, work_to_do
from app.services.listing.finding import Wanted, cells, found
from app.services.listing.index import Index, brought_up
from app.services.listing.refreshing import refresh
from app.services.listing.rows import CALLED_OFF, CLOSED
from app.services.preparation.approvals import REFUSE, Decision, bind_countersign, record_approval
from tests.services.office import DAY, approve, office, paper, planned, watch
from tests.services.on_site import MORNING
from ui.models.unit_history import unit_past


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with office(tmp_path) as opened:
        yield opened


def row_of(desk: Desk, inspection: str):
    assert refresh(desk) == 0
    rows = {one.root: one for one in desk.store.listing.open_rows(99)}
    return rows.get(inspection)


def hits(desk: Desk, text: str) -> list[str]:
    refresh(desk)
    index = brought_up(desk, Index(), None)
    return [index.roots[place] for place in found(index, range(len(index)), Wanted(text).words)]


def test_that_a_planned_inspection_says_where_it_stands_and_until_when(desk):
    row = row_of(desk, planned(desk).id)
    assert (row.state, row.due[:10]) == ("preparation", DAY.isoformat())
    assert row.cells["unit"] == "保定市演练示范局"
    assert (row.cells["district"], row.cells["officers"]) == ("竞秀区", "演练甲、演练乙")
    assert (row.cells["step"], row.cells["due_for"]) == ("准备", "计划的检查日期")


def test_that_the_nearest_of_task_and_rectification_counts(desk):
    inspection = planned(desk, planned_to=DAY + timedelta(days=9)).id
    late, soon = MORNING + timedelta(days=40), MORNING + timedelta(days=3)
    desk.commit([
        *changes_of(Task(desk.part_id(inspection), "countersign", "补签：演练", "x", MORNING, due=soon)),
        *changes_of(Measure(desk.part_id(inspection), "M2", (), due=late.date())),
    ])  # fmt: skip
    row = row_of(desk, inspection)
    assert (row.due[:10], row.cells["due_for"]) == (soon.date().isoformat(), "补签：演练")
    assert row.cells["ordered"] == late.date().isoformat()


def test_that_an_ended_inspection_is_due_no_more(desk):
    closed, off = planned(desk).id, planned(desk).id
    desk.commit([
        Change("course", closed, "closed_at", "2026-06-09T10:00:00+08:00"),
        Change("inspection", off, "called_off", {"reason": "演练取消", "at": "2026-06-08T10:00:00+08:00"}),
    ])  # fmt: skip
    refresh(desk)
    states = {one[0]: (one[2], one[3], one[4]) for one in desk.store.listing.short_rows()}
    assert states == {closed: (CLOSED, 0, ""), off: (CALLED_OFF, 0, "")}
    assert hits(desk, "演练取消") == [off]
    assert hits(desk, "2026-06-09") == [closed]


def test_that_any_words_find_it_and_all_of_them_must_be_there(desk):
    inspection = planned(desk).id
    other = planned(desk, officers=("jia",)).id
    desk.commit(changes_of(Finding(desk.part_id(inspection), "q2_3", "2.3", "演练问题", "general")))
    for text in ("示范局 2.3", "11130600000000019t 2.3", "１１１３０６ 演练乙", "竞秀 演练乙", "电子档案监管 演练乙"):
        assert hits(desk, text) == [inspection], text
    assert set(hits(desk, "演练示范局 日常")) == {inspection, other}
    assert hits(desk, "示范局 没有这个词") == []
    assert len(hits(desk, "  ")) == 2


def test_that_a_draft_waits_for_approval_until_it_is_approved(desk):
    inspection = planned(desk).id
    document = paper(desk, inspection, "D1")
    desk.commit(changes_of(Content(document, {"purpose": "演练"}, "a" * 64, "b" * 64, "c" * 64)))
    assert row_of(desk, inspection).awaiting == 1
    approve(desk, inspection, document)
    assert row_of(desk, inspection).awaiting == 0


def test_that_a_paper_that_waits_is_counted_beside_one_that_was_returned(desk):
    inspection = planned(desk).id
    back, waits = (paper(desk, inspection, "D1") for _ in range(2))
    for one in (back, waits):
        desk.commit(changes_of(Content(one, {"purpose": "演练"}, "a" * 64, "b" * 64, "c" * 64)))
    refusal = Decision("D1", back, "ding", "leader", "in_person", REFUSE, "请写明范围（演练）")
    assert record_approval(desk, inspection, refusal)[1] == []
    refresh(desk)
    (row,) = work_to_do(desk, 4).awaiting.rows
    assert (row.papers, row.returned, row.why_returned) == (1, True, "请写明范围（演练）")


def test_that_an_approval_by_phone_waits_until_its_signed_paper_is_bound(desk):
    inspection = planned(desk).id
    document = paper(desk, inspection, "D1")
    desk.commit(changes_of(Content(document, {"purpose": "演练"}, "a" * 64, "b" * 64, "c" * 64)))
    approval = approve(desk, inspection, document, channel="phone")
    assert row_of(desk, inspection).awaiting == 1
    ((row, one),) = unsigned_by(desk, "ding")
    assert (row.inspection, row.papers, one.place) == (inspection, 0, "preparation/approval")
    assert one.title == "补签：行政检查审批（演练丁电话批准）"
    assert unsigned_by(desk, "jia") == ()
    seen = Evidence(
        desk.part_id(inspection), "photo", "补签件", "a" * 64, "b" * 64, 1, "image/png", desk.now(), "演练甲",
        "纸质文件", "拍照", "审批件补签",
    )  # fmt: skip
    desk.commit(changes_of(seen))
    bind_countersign(desk, inspection, approval, seen.id)
    assert row_of(desk, inspection).awaiting == 0
    assert unsigned_by(desk, "ding") == ()


def test_that_no_number_of_inspections_hides_what_waits(desk):
    plan = planned(desk)
    for number in range(210):
        twin = f"演练-{number}"
        draft = Document(f"{twin}/d1", "D1")
        words = Content(draft.id, {"purpose": "演练"}, "a" * 64, "b" * 64, "c" * 64)
        desk.commit([*changes_of(replace(plan, id=twin)), *changes_of(draft), *changes_of(words)])
    while refresh(desk):
        pass
    assert sum(one.papers for one in awaiting(desk)) == 210


def test_that_the_new_name_of_a_unit_stands_in_the_rows_of_its_inspections(desk):
    inspection = planned(desk).id
    refresh(desk)
    desk.commit([Change("unit", desk.case(inspection).unit.id, "name", "改名后的演练局")])
    assert row_of(desk, inspection).cells["unit"] == "改名后的演练局"
    assert hits(desk, "示范局") == []


def test_that_units_and_officers_of_one_name_are_told_apart_at_the_desk_and_on_the_board(desk):
    first = planned(desk)
    one = desk.case(first.id).unit
    desk.commit([
        *changes_of(replace(one, id="unit-9", district="130606", credit_code="")),
        Change("officer", "yi", "name", "演练甲"),
    ])
    second = planned(desk, unit="unit-9")
    assert row_of(desk, second.id).cells["officers"] == "演练甲（演练-0001）、演练甲（演练-0002）"
    names = {row.inspection: row.unit for row in work_to_do(desk, 9).under_way.rows}
    assert names == {first.id: f"{one.name}（竞秀区）", second.id: f"{one.name}（莲池区）"}


def test_that_an_inspection_that_arrived_in_part_is_listed_and_not_lost(desk):
    desk.commit([Change("inspection", "half", "unit", "unit-unknown")])
    row = row_of(desk, "half")
    assert row.state == "unreadable"
    assert row.cells["words"] == "等待其余内容同步"


def test_that_a_missing_checklist_is_told_in_the_row_and_stops_no_other(desk):
    inspection, other = planned(desk).id, planned(desk).id
    desk.commit([Change("inspection", inspection, "pinned", {"checklist": "0" * 64})])
    assert row_of(desk, inspection).cells["words"] == "本机没有这次检查所用的检查表。"
    assert row_of(desk, other).state == "preparation"


def test_that_a_missing_form_of_a_paper_is_told_and_stops_no_other_until_it_comes(desk):
    inspection, other = planned(desk).id, planned(desk).id
    pinned = desk.case(inspection).inspection.pinned
    form = desk.forms / "inspections" / desk.case(inspection).inspection.form / "documents" / "D9.toml"
    newer = form.read_bytes() + b"# of another version\n"
    due = MORNING + timedelta(days=3)
    desk.commit([
        Change("inspection", inspection, "pinned", {**pinned, "documents": {"D9": sha256(newer)}}),
        *changes_of(Document(desk.part_id(inspection), "D9")),
        *changes_of(Task(desk.part_id(inspection), "countersign", "补签：演练", "x", MORNING, due=due)),
    ])  # fmt: skip
    told = row_of(desk, inspection)
    assert (told.state, told.cells["words"]) == ("unreadable", "本机没有这次检查所用的文书格式。")
    assert row_of(desk, other).state == "preparation"
    past = {one.id: one for one in unit_past(desk, desk.case(inspection).inspection.unit).inspections}
    assert (board(desk).unreadable, past[inspection].due, past[other].due is None) == (1, None, False)
    keep(desk, newer)
    assert row_of(desk, inspection).state == "unreadable"  # no operation tells of a file
    desk.store.listing.files_came()
    assert row_of(desk, inspection).state == "preparation"
    assert board(desk).unreadable == 0


def test_that_what_a_day_changes_is_seen_the_next_day(desk):
    inspection = planned(desk).id
    row_of(desk, inspection)
    assert work_to_do(desk, 4).overdue == 0
    watch(desk).pass_by(days=3)
    work = work_to_do(desk, 4)
    assert work.overdue == 1
    assert work.due.rows[0].overdue
    assert refresh(desk, most=0) == 1  # the step may lack something else today


def test_that_a_voided_inspection_leaves_the_list(desk):
    inspection = planned(desk).id
    refresh(desk)
    index = brought_up(desk, Index(), None)
    desk.commit([Change("inspection", inspection, "void", {"reason": "演练"}, "void")])
    refresh(desk)
    assert len(brought_up(desk, index, None)) == 0


def test_that_the_inspections_of_a_unit_are_found_before_their_rows_are_made(desk):
    inspection = planned(desk).id
    unit = desk.case(inspection).unit.id
    assert [one.entity_id for one in listed.inspections_of(desk, unit)] == [inspection]
    refresh(desk)
    assert [one.entity_id for one in listed.inspections_of(desk, unit)] == [inspection]
    assert listed.inspections_of(desk, "unit-other") == ()


def test_that_cancelled_work_goes_on_where_it_stopped(desk):
    for _ in range(30):
        planned(desk)
    seen: list[int] = []
    refresh(desk, progress=lambda done, total: seen.append(done), cancelled=lambda: bool(seen))
    left = refresh(desk, most=0)
    assert 0 < left < 30
    assert refresh(desk) == 0
    assert desk.store.listing.count() == 30


def test_that_units_of_one_name_in_one_district_are_told_apart_in_all_inspections_however_few_are_read(desk):
    first = planned(desk)
    one = desk.case(first.id).unit
    refresh(desk)
    desk.commit(changes_of(replace(one, id="unit-9", credit_code="", address="演练路9号")))
    second = planned(desk, unit="unit-9")
    refresh(desk)
    shown = {root: cells(desk, [root])[root]["unit"] for root in (first.id, second.id)}
    assert shown == {
        first.id: f"{one.name}（竞秀区，代码尾号{one.credit_code[-6:]}）", second.id: f"{one.name}（竞秀区，没有代码）",
    }  # fmt: skip
    names = {row.inspection: row.unit for row in work_to_do(desk, 9).under_way.rows}
    assert names == shown
