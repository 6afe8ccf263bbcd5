"""U 盘交换 in the window: export with its code, import on a second laptop, a wrong code, twice, nothing typed."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtWidgets import QAbstractButton, QLabel, QLineEdit

from app.domain.operations import Change
from app.domain.procedure.records import Unit
from app.services.exchange import parcel_files
from app.services.exchange.brought import Brought
from app.services.exchange.parcels import pack
from app.services.exchange.taking_in import TakenIn, take_in
from app.services.listing.due import work_to_do
from app.services.session.opening import OpenDesk, close
from app.services.session.setting_up import set_up_training
from tests import stretching
from tests.services.exchange.sticks import with_photo
from tests.services.on_site import BUREAU, FORMS, PEOPLE
from tests.ui.conftest import calm, on_stage, part
from ui.models.conflicts import disagreements
from ui.models.stick import taken_in_words
from ui.models.sync_state import sync_state
from ui.pages.sync.stick import StickCard
from ui.widgets.file_dialogs import STICK
from ui.widgets.notice import WARNING, Notice

cheap = stretching.codes


@pytest.fixture
def colleague(tmp_path: Path, watch) -> Iterator[OpenDesk]:
    desk = set_up_training(tmp_path / "colleague", forms=FORMS, clock=watch, bureau=BUREAU, officers=PEOPLE)
    yield desk
    close(desk)


@pytest.fixture
def stick(place, qtbot) -> Iterator[StickCard]:
    made = StickCard(place)
    window = on_stage(qtbot, made)
    made.refresh()
    calm(qtbot, place.tasks)
    yield made
    window.close()


def import_(qtbot, stick: StickCard, path: Path, code: str) -> str:
    stick.choose(path)
    part(stick, QLineEdit, "stickCode").setText(code)
    part(stick, QAbstractButton, "stickOpen").click()
    calm(qtbot, stick._place.tasks)
    return part(stick, Notice, "notice").accessibleName()


def test_that_an_export_shows_its_code_once_and_how_to_pass_it_on(stick, qtbot, tmp_path) -> None:
    stick.export_to(tmp_path / "out.aix")
    calm(qtbot, stick._place.tasks)
    assert len(part(stick, QLabel, "stickTold").text()) == 14 and (tmp_path / "out.aix").exists()
    assert "口头告诉同事" in part(stick, Notice, "notice").accessibleName()
    assert "导出" in part(stick, QLabel, "stickLog").text()
    assert stick.window().focusWidget().objectName() == "stickCopy"


def test_that_a_colleagues_file_is_taken_in_and_a_second_time_brings_nothing(stick, qtbot, tmp_path, colleague) -> None:
    colleague.commit([Change(Unit.ENTITY, "unit-9", "name", "演练示范局")])
    packed = pack(colleague, tmp_path / "in.aix")
    with qtbot.waitSignal(stick.changed):
        told = import_(qtbot, stick, packed.path, packed.code)
    assert "新到 1 次检查" not in told and "登记簿" in told.split("。")[0] and "处改动" not in told.split("。")[0]
    assert "新增" in told and "演练甲的电脑" in told and stick._place.desk.store.replication.holes() == {}
    assert stick.window().focusWidget().objectName() == "stickImport"
    assert "没有新的内容" in import_(qtbot, stick, packed.path, packed.code)


def test_that_what_is_counted_as_disagreeing_is_what_can_be_settled(stick, qtbot, tmp_path, colleague) -> None:
    desk = stick._place.desk
    for one, name in ((desk, "演练示范局"), (colleague, "演练示范局（新）")):
        one.commit([Change(Unit.ENTITY, "unit-9", "name", name)])
    packed = pack(colleague, tmp_path / "in.aix")
    import_(qtbot, stick, packed.path, packed.code)
    ((one,),) = (found.conflicts for found in disagreements(desk))
    assert [value.words for value in one.candidates] == ["演练示范局", "演练示范局（新）"] and "名称" in one.title
    assert sync_state(desk).conflicts == work_to_do(desk, 5).conflicts == 1
    desk.commit([Change("number", "n-1", "state", "演练甲")])
    assert sync_state(desk).conflicts == 1


def test_that_a_wrong_code_is_told_and_the_field_stays(stick, qtbot, tmp_path, colleague) -> None:
    packed = pack(colleague, tmp_path / "in.aix")
    assert "口令不对" in import_(qtbot, stick, packed.path, "AAAA-AAAA-AAAA")
    assert part(stick, QLineEdit, "stickCode").isVisible()
    assert part(stick, QAbstractButton, "stickOpen").isEnabled()


def test_that_without_a_code_nothing_begins(stick, qtbot, tmp_path) -> None:
    stick.choose(tmp_path / "in.aix")
    part(stick, QAbstractButton, "stickOpen").click()
    assert part(stick, QLabel, "stickCodeProblem").text() == "请输入同事告诉的口令。"
    assert ".aix" in part(stick, QLineEdit, "stickCode").accessibleDescription()  # which file the code is for


def test_that_a_seal_that_shuts_out_what_was_done_here_is_told_with_the_way_there(
    stick, qtbot, tmp_path, colleague
) -> None:
    desk, here = stick._place.desk, Change("answer", "inspection-1/q1", "value", {"verdict": "conforms"})
    colleague.commit([here])
    shared = pack(colleague, tmp_path / "shared.aix")
    import_(qtbot, stick, shared.path, shared.code)
    desk.commit([replace(here, value={"verdict": "violates"})])
    covered = [["answer", "inspection-1/q1"]]
    heads = [one.op_id for one in colleague.store.read("answer", "inspection-1/q1").fields["value"].live]
    value = {"covers": covered, "heads": heads, "digest": "0" * 64}
    colleague.commit([Change("seal", "inspection-1/s", "seal", value, "seal")])
    packed = pack(colleague, tmp_path / "sealed.aix")
    told = import_(qtbot, stick, packed.path, packed.code)
    assert "1 处改动因所在内容已经封存" in told and part(stick, Notice, "notice").property("role") == WARNING
    with qtbot.waitSignal(stick.tab_wanted) as wanted:
        part(stick, QAbstractButton, "noticeWay").click()
    assert wanted.args == ["refused"] and desk.store.refused() != ()


def test_that_what_both_filled_in_differently_is_told_with_the_way_there(stick, qtbot, tmp_path, colleague) -> None:
    for one, name in ((stick._place.desk, "演练示范局"), (colleague, "演练示范局（新）")):
        one.commit([Change(Unit.ENTITY, "unit-9", "name", name)])
    packed = pack(colleague, tmp_path / "in.aix")
    assert "1 处与本机填写的不一致" in import_(qtbot, stick, packed.path, packed.code)
    with qtbot.waitSignal(stick.tab_wanted) as wanted:
        part(stick, QAbstractButton, "noticeWay").click()
    assert wanted.args == ["conflicts"]


def test_that_what_a_stick_has_no_room_for_goes_with_the_next_and_is_named_as_lacking_until_then(
    stick, qtbot, tmp_path, colleague, monkeypatch
) -> None:
    desk = stick._place.desk
    for number in range(3):
        with_photo(desk, bytes([number]) * 600_000)
    monkeypatch.setattr(parcel_files, "LARGEST", 2_000_000)
    asked = []
    ask = lambda *_, **__: asked.append(1) or str(tmp_path / f"{len(asked)}.aix")  # noqa: E731
    monkeypatch.setattr("ui.pages.sync.stick.ask_new_file", ask)
    seen = []
    for name in ("stickExport", "stickRest"):
        part(stick, QAbstractButton, name).click()
        calm(qtbot, stick._place.tasks)
        seen.append(part(stick, QLabel, "stickTold").text())
    assert not part(stick, QAbstractButton, "stickRest").isVisible()
    assert seen[0] == seen[1]  # whoever told the one code has told the other
    first, rest = ((tmp_path / f"{number}.aix", code) for number, code in enumerate(seen, 1))
    assert take_in(colleague, *first).lacking == 1
    assert take_in(colleague, *rest).lacking == 0


def test_that_the_name_offered_tells_the_laptop_and_both_begin_on_the_stick(stick, qtbot, monkeypatch) -> None:
    asked = []
    for dialog in ("ask_new_file", "ask_file"):
        note = lambda *words, sort="", **_: asked.append((words, sort)) or ""  # noqa: E731
        monkeypatch.setattr(f"ui.pages.sync.stick.{dialog}", note)
    for name in ("stickExport", "stickImport"):
        part(stick, QAbstractButton, name).click()
    (export, first), (import_, second) = asked
    assert f"演练甲-{stick._place.desk.store.device[-8:]}" in export[2] and export[2].endswith(".aix")
    assert (first, second) == (STICK, STICK) and "*)" in import_[2].split(";;")[-1]


def test_that_a_clock_ten_years_off_is_told_on_the_page(stick, qtbot, tmp_path, watch) -> None:
    ahead = set_up_training(
        tmp_path / "ahead", forms=FORMS, clock=lambda: watch() + timedelta(days=3650), bureau=BUREAU, officers=PEOPLE
    )
    packed = pack(ahead, tmp_path / "in.aix")
    close(ahead)
    assert "核对两台电脑的日期和时间" in import_(qtbot, stick, packed.path, packed.code)


def test_that_a_file_that_did_not_come_whole_has_the_pages_read_again(stick, qtbot, tmp_path, colleague) -> None:
    packed = pack(colleague, tmp_path / "in.aix")
    packed.path.write_bytes(packed.path.read_bytes()[:-40])
    with qtbot.waitSignal(stick.changed):
        assert "不完整或被改动过" in import_(qtbot, stick, packed.path, packed.code)


def test_that_the_one_inspection_that_came_is_opened_from_what_is_said_of_it(stick, qtbot, tmp_path, colleague) -> None:
    opened = [Change("unit", "unit-8", "name", "演练单位"), Change("inspection", "inspection-8", "unit", "unit-8")]
    colleague.commit(opened)
    packed = pack(colleague, tmp_path / "in.aix")
    import_(qtbot, stick, packed.path, packed.code)
    assert stick.window().focusWidget().objectName() == "noticeWay"
    with qtbot.waitSignal(stick.step_wanted) as led:
        part(stick, QAbstractButton, "noticeWay").click()
    assert led.args == ["inspection-8", ""]


def test_that_an_inspection_handed_over_is_answered_from_what_is_said_of_it() -> None:
    got = TakenIn("d", "演练乙的电脑（d）", "2026-06-08T11:00:00+08:00", 3, 3, 0, "", Brought(changed=1), handed="i-1")
    told = taken_in_words(got)
    assert told.way == ("去接收", "i-1/preparation/lead_device") and "移交给本机主办" in " ".join(told.lines)
