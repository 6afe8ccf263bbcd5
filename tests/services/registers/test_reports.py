"""Reports that other bureaus send: registered with their copy, acted on in time, closed with what was done (S150)."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from app.domain.clock import CHINA
from app.domain.operations import Change
from app.domain.procedure.clocks import ENDED, OVERDUE, RUNNING
from app.domain.received_reports import MEASURE, REPLY, REPORT, ReceivedReport, ReportEntry
from app.errors import Refused, StorageFailed
from app.services.cited import cited_files
from app.services.clocks import board
from app.services.desk import Desk
from app.services.registers.reports import (
    attach_copy,
    finish,
    receive,
    record_act,
    report_clock,
    report_file,
    reports,
    save_copy,
    void_report,
)
from app.storage.keys.datakeys import new_data_keys
from app.storage.store import TRAINING, Store
from tests.services.at_the_table import sent
from tests.services.office import BUREAU, office, watch

PAPER = b"%PDF-1.7 \xe6\xbc\x94\xe7\xbb\x83"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with office(tmp_path / "data") as open_desk:
        yield open_desk


def entry(desk: Desk, **more: Any) -> ReportEntry:
    usual = ReportEntry(
        "stop", "演练县档案局", "演练县示范单位", "擅自删除在用电子档案，已责令立即停止。", desk.now(), "exchange",
        "演档报〔2026〕3号",
    )  # fmt: skip
    return replace(usual, **more)


def received(desk: Desk, **more: Any) -> ReceivedReport:
    report, problems = receive(desk, entry(desk, **more), io.BytesIO(PAPER), "演练报告.pdf")
    assert report is not None, problems
    return report


def clock(desk: Desk, report: ReceivedReport):
    found = report_clock(desk, report_file(desk, report.id))
    assert found is not None
    return found


def codes(refused) -> list[str]:
    return [one.code for one in refused.value.blockers]


def test_that_a_report_is_registered_with_its_copy_which_travels_with_it(desk: Desk, tmp_path: Path) -> None:
    report = received(desk)
    (file,) = reports(desk)
    assert file.report == report and report.registrar == "jia"
    assert report.copy in cited_files(desk.store)
    save_copy(desk, report.id, tmp_path / "取出.pdf")
    assert (tmp_path / "取出.pdf").read_bytes() == PAPER


@pytest.mark.parametrize(("more", "fields"), [
    ({"sender": " "}, ["sender"]),
    ({"unit_name": ""}, ["unit_name"]),
    ({"content": ""}, ["content"]),
    ({"kind": "演练"}, ["kind"]),
    ({"way": "pigeon"}, ["way"]),
    ({"received_at": None}, ["received_at"]),
    ({"received_at": datetime(2999, 1, 1, tzinfo=CHINA)}, ["received_at"]),
    ({"sender": "长" * 201}, ["sender"]),
])  # fmt: skip
def test_that_what_is_missing_is_told_and_nothing_is_kept(desk: Desk, more: dict[str, Any], fields: list[str]) -> None:
    report, problems = receive(desk, entry(desk, **more), io.BytesIO(PAPER), "演练报告.pdf")
    assert report is None and [one.field for one in problems] == fields
    assert reports(desk) == () and desk.store.attachments.all() == ()


def test_that_a_report_without_a_copy_says_why(desk: Desk) -> None:
    assert [one.field for one in receive(desk, entry(desk))[1]] == ["copy"]
    report, problems = receive(desk, entry(desk, way="phone", no_copy="电话报告，书面材料随后补送"))
    assert report is not None and problems == []
    later = attach_copy(desk, report.id, io.BytesIO(PAPER), "补送.pdf")
    assert (later.copy_name, later.no_copy) == ("补送.pdf", "")
    with pytest.raises(Refused) as refused:
        attach_copy(desk, report.id, io.BytesIO(b"other"), "另一份.pdf")
    assert codes(refused) == ["report-copy"]


def test_that_a_copy_that_is_not_there_leaves_no_entry(desk: Desk, tmp_path: Path) -> None:
    with pytest.raises(StorageFailed):
        receive(desk, entry(desk), tmp_path / "没有.pdf", "没有.pdf")
    assert reports(desk) == ()


def test_that_the_term_runs_from_receipt_and_stands_on_the_board(desk: Desk) -> None:
    at = desk.now() - timedelta(hours=20)
    report = received(desk, received_at=at)
    found = clock(desk, report)
    assert (found.due, found.state(desk.now())) == (at + timedelta(hours=24), RUNNING)
    assert any("责任清单没有写明时限，二十四小时为本机关默认" in one for one in found.explanation)
    assert any("该期限不得延长" in one for one in found.explanation)
    (row,) = board(desk).rows
    assert (row.clock.source, row.clock.inspection, row.unit) == (REPORT, report.id, "演练县示范单位")
    watch(desk).pass_by(hours=5)
    (row,) = board(desk).rows
    assert row.state == OVERDUE and board(desk).overdue == 1


def test_that_the_first_measure_ends_the_term_and_a_reply_does_not(desk: Desk) -> None:
    report = received(desk)
    watch(desk).pass_by(hours=1)
    record_act(desk, report.id, REPLY, "已收悉。", to="演练县档案局", number="演市档函〔2026〕1号")
    assert clock(desk, report).state(desk.now()) == RUNNING
    act = record_act(desk, report.id, MEASURE, "派员到场督办，责成恢复备份。")
    assert (clock(desk, report).state(desk.now()), clock(desk, report).ended_at) == (ENDED, act.at)
    assert board(desk).rows == ()
    assert [one.sort for one in report_file(desk, report.id).acts] == [REPLY, MEASURE]


def test_that_a_report_is_closed_only_after_a_measure_and_with_its_result(desk: Desk) -> None:
    report = received(desk)
    with pytest.raises(Refused) as refused:
        finish(desk, report.id, "")
    assert codes(refused) == ["report-no-measure", "report-result"]
    assert refused.value.blockers[0].basis == ("responsibility-list:3-2-5-p2",)
    record_act(desk, report.id, MEASURE, "已派员处理。")
    done = finish(desk, report.id, "隐患已经消除。")
    assert done.finished_at == report_file(desk, report.id).report.finished_at
    for act in (
        lambda: record_act(desk, report.id, MEASURE, "再次处理。"),
        lambda: finish(desk, report.id, "又一次"),
        lambda: void_report(desk, report.id, "登记有误"),
    ):
        with pytest.raises(Refused) as closed:
            act()
        assert codes(closed) == ["report-finished"]


@pytest.mark.parametrize(("sort", "text", "more", "code"), [
    (MEASURE, " ", {}, "report-act"),
    ("other", "演练", {}, "report-act"),
    (REPLY, "已收悉。", {}, "report-to"),
    (MEASURE, "演练", {"at": datetime(2026, 1, 1, tzinfo=CHINA)}, "report-moment"),
    (MEASURE, "演练", {"at": datetime(2999, 1, 1, tzinfo=CHINA)}, "report-moment"),
    (MEASURE, "长" * 2001, {}, "report-act"),
])  # fmt: skip
def test_that_an_act_needs_words_an_addressee_and_a_moment_that_fits(desk, sort, text, more, code) -> None:
    report = received(desk)
    with pytest.raises(Refused) as refused:
        record_act(desk, report.id, sort, text, **more)
    assert codes(refused) == [code]
    assert report_file(desk, report.id).acts == ()


def test_that_an_entry_made_by_mistake_is_voided_with_its_reason(desk: Desk) -> None:
    report = received(desk)
    with pytest.raises(Refused):
        void_report(desk, report.id, " ")
    void_report(desk, report.id, "重复登记")
    assert reports(desk) == () and board(desk).rows == ()
    with pytest.raises(Refused):
        report_file(desk, report.id)


def test_that_a_report_whose_kind_has_no_term_stands_on_no_board(desk: Desk) -> None:
    report = received(desk, kind="upward")
    assert report_clock(desk, report_file(desk, report.id)) is None and board(desk).rows == ()


def test_that_what_is_not_dealt_with_stands_first(desk: Desk) -> None:
    first = received(desk)
    watch(desk).pass_by(minutes=1)
    second = received(desk, number="演档报〔2026〕4号")
    assert [one.report.id for one in reports(desk)] == [second.id, first.id]
    record_act(desk, second.id, MEASURE, "已处理。")
    finish(desk, second.id, "办结")
    assert [one.report.id for one in reports(desk)] == [first.id, second.id]


def test_that_a_named_unit_of_the_register_is_linked_and_another_name_is_not(desk: Desk) -> None:
    from app.services.registers.units import add_unit
    from tests.services.office import UNIT

    unit, _ = add_unit(desk, UNIT)
    assert unit is not None
    assert received(desk, unit=unit.id, unit_name=unit.name).unit == unit.id
    assert received(desk, unit=unit.id, unit_name="另一单位").unit == ""


def test_that_a_report_closed_differently_on_two_laptops_is_closed_again(desk: Desk, tmp_path: Path) -> None:
    report = received(desk)
    record_act(desk, report.id, MEASURE, "已派员处理。")
    now = desk.now()
    other = Store.create(tmp_path / "other", new_data_keys(), kind=TRAINING, device_id="other", bureau=BUREAU, now=now)
    try:
        other.replication.receive(sent(desk.store), cursor=None, now=now)
        changes = [Change(ReceivedReport.ENTITY, report.id, name, "另一台") for name in ("result", "sender")]
        other.commit(changes, officer="yi", now=now)
        desk.commit([Change(ReceivedReport.ENTITY, report.id, "sender", "演练县档案局（更正）")])
        finish(desk, report.id, "隐患已经消除。")
        assert not report_file(desk, report.id).open
        desk.store.replication.receive(sent(other), cursor=None, now=now)
    finally:
        other.close()
    assert report_file(desk, report.id).disagreeing and report_file(desk, report.id).open
    finish(desk, report.id, "两台电脑核对：隐患已经消除。")
    settled = report_file(desk, report.id)
    assert desk.store.conflicts() == ()
    assert not settled.open and settled.report.result == "两台电脑核对：隐患已经消除。"
