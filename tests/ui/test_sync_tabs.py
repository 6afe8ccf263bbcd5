"""同步 at a real centre: by hand, refusals, conflicts settled, receipts kept, the backup checked."""

from dataclasses import replace
from threading import Event

import pytest
from PySide6.QtWidgets import QAbstractButton, QLabel, QListWidget, QPlainTextEdit, QPushButton, QWidget

from app.domain.operations import CENTRE_DEVICE, REFUSE, REFUSED_ENTITY, REFUSED_FIELD, Change, Operation
from app.domain.procedure.records import Unit
from app.sealing.arriving import Incoming
from app.sealing.canonical import finish
from app.services.centre.office import CentreOffice
from app.services.centre.receipts import GENUINE, SIGNED, intact, judge_receipt
from app.services.centre.releases import ProgramUpdate, publish_program
from app.services.exchange.journal import automatic, sync_journal
from app.services.releases.program import this_platform
from app.services.safekeeping.backups import choose_second_folder
from app.services.session.opening import close
from tests.centre.conftest import copied
from tests.services.disagreeing import disagree
from tests.services.exchange.device import BUREAU, NOW, laptop, with_bureau
from tests.services.exchange.test_queue_and_journal import planned
from tests.ui.conftest import calm, on_stage, part
from tests.ui.sealed_visit import FilePrinters
from ui.destination_names import SYNC
from ui.models.printer_words import Standing
from ui.models.sync_entries import entry_facts
from ui.models.sync_state import sync_state
from ui.pages.sync.conflicts import ConflictsTab
from ui.pages.sync.page import SyncPage
from ui.tasks import Tasks
from ui.widgets.notice import Notice
from ui.widgets.top_bar import TopBar
from ui.workplace import Workplace


@pytest.fixture
def centre(server, template):
    yield from (with_bureau(one) for one in copied(server, template))


@pytest.fixture
def one(centre, tmp_path):
    made = laptop(centre, tmp_path / "one")
    yield made
    close(made.desk)


@pytest.fixture
def at_centre(one):
    tasks = Tasks()
    yield Workplace(one.desk, tasks)
    tasks.close()


@pytest.fixture
def page(at_centre, qtbot):
    made = SyncPage(at_centre)
    window = on_stage(qtbot, made)
    made.refresh()
    calm(qtbot, at_centre.tasks)
    yield made
    made.keep_unsaved()
    window.close()


def click(qtbot, page, place, name: str) -> None:
    part(page, QAbstractButton, name).click()
    calm(qtbot, place.tasks)


def test_that_what_waits_is_sent_and_the_receipt_kept_and_saved(
    page, at_centre, one, centre, qtbot, tmp_path
) -> None:
    inspection = planned(one)
    one.desk.commit([Change("answer", f"{inspection}/q1_1", "verdict", "符合")])
    page.refresh()
    calm(qtbot, at_centre.tasks)
    assert "检查项答案 1 项" in part(page, QLabel, "waiting0").text()
    click(qtbot, page, at_centre, "syncGo")
    assert "全部已在中心库" in part(page, QLabel, "sync_pending").text()
    click(qtbot, page, at_centre, "syncTab_journal")
    assert part(page, QListWidget, "syncJournal").count() == len(sync_journal(one.desk))
    page._journal.save_to(tmp_path / "receipt.pdf")
    calm(qtbot, page._place.tasks)
    assert (tmp_path / "receipt.pdf").read_bytes().startswith(b"%PDF")
    page._journal.export_to(tmp_path / "receipt.json")
    calm(qtbot, page._place.tasks)
    judgement = judge_receipt(CentreOffice(centre.connection), str(tmp_path / "receipt.json"))
    assert (intact(judgement), judgement.signature) == (True, SIGNED)
    facts = dict(entry_facts(sync_journal(one.desk)[0]))
    assert judge_receipt(CentreOffice(centre.connection), facts["回执编号"][:19]).origin == GENUINE
    assert facts["本机签名"]
    assert part(page, QAbstractButton, "receiptExport").isVisible()
    page._journal.save_to(tmp_path / "gone" / "receipt.pdf")
    calm(qtbot, page._place.tasks)
    assert "没有保存" in page._journal._notice.accessibleName()


def test_that_a_printer_that_is_long_in_answering_keeps_no_record_waiting(
    page, at_centre, qtbot, tmp_path, monkeypatch
) -> None:
    click(qtbot, page, at_centre, "syncGo")
    click(qtbot, page, at_centre, "syncTab_journal")
    answers, recorded = Event(), []
    printers = FilePrinters(tmp_path)
    monkeypatch.setattr(printers, "standing", lambda name: answers.wait() and Standing.READY)
    page._journal._printers = printers
    part(page, QAbstractButton, "receiptPrint").click()
    try:
        at_centre.ask(page, lambda desk: True, recorded.append)
        qtbot.waitUntil(lambda: recorded == [True])
    finally:
        answers.set()
    calm(qtbot, at_centre.tasks)
    assert "已送到打印机" in page._journal._notice.accessibleName()


def test_that_a_newer_program_is_told_with_its_place(page, at_centre, centre, one, qtbot, tmp_path) -> None:
    assert not part(page, QLabel, "sync_update").isVisible()
    file = tmp_path / "setup.run"
    file.write_bytes(b"installer" * 1000)
    update = ProgramUpdate(file, this_platform(), "9.1.0", "9.0")
    publish_program(CentreOffice(centre.connection), BUREAU, update, None)
    click(qtbot, page, at_centre, "syncGo")
    told = part(page, QLabel, "sync_update")
    assert told.isVisible()
    where = str(one.folder / "updates" / "setup.run")
    for words in ("新版本 9.1.0 已下载并核验", where, "安装由管理员执行", "最低版本 9.0"):
        assert words in told.text()
    (one.folder / "updates" / "setup.run").write_bytes(b"malware")
    page.refresh()
    calm(qtbot, at_centre.tasks)
    assert "已下载并核验" not in told.text()


def test_that_a_refusal_is_told_with_its_reason_and_a_way_out(page, at_centre, one, qtbot) -> None:
    one.desk.store.commit([Change("answer", "i1/q1_1", "verdict", "符合")], officer="nobody", now=NOW)
    click(qtbot, page, at_centre, "syncGo")
    click(qtbot, page, at_centre, "goRefused")
    assert "人员名册里没有" in part(page, QLabel, "refusedWhy0").text()
    assert part(page, QAbstractButton, "syncTab_refused").text() == "未采纳 1"


def test_that_automatic_sync_is_on_and_can_be_turned_off(page, at_centre, one, qtbot) -> None:
    assert part(page, QAbstractButton, "syncAutomatic").isChecked()
    click(qtbot, page, at_centre, "syncAutomatic")
    assert not automatic(one.desk)


@pytest.fixture
def conflicts(place, visit, qtbot, tmp_path):
    site = replace(visit, desk=place.desk)
    answer = {"verdict": "conforms", "reason": None, "severity": None, "note": None}
    other = {**answer, "verdict": "not_applicable", "reason": "演练理由"}
    disagree(site, tmp_path / "second", "q2_3", answer, other)
    disagree(site, tmp_path / "third", "", "演练目的甲", "演练目的乙", "inspection", "purpose")
    tab = ConflictsTab(place)
    window = on_stage(qtbot, tab)
    tab.refresh()
    calm(qtbot, place.tasks)
    yield tab
    window.close()


def test_that_conflicts_of_all_inspections_are_settled_in_one_place(conflicts, place, visit, qtbot) -> None:
    assert "演练目的" in part(conflicts, QLabel, "candidate0x0_0").text() or part(conflicts, QWidget, "candidate0x1_0")
    texts = {one.objectName(): one for one in conflicts.findChildren(QPlainTextEdit)}
    (name,) = texts
    texts[name].setPlainText("演练目的丙")
    click(qtbot, conflicts, place, f"write{name.removeprefix('anewText')}")
    assert place.desk.case(visit.inspection).inspection.purpose == "演练目的丙"
    conflicts.refresh()
    calm(qtbot, place.tasks)
    click(qtbot, conflicts, place, "choose0x0_0")
    assert place.desk.store.conflicts() == ()


def test_that_what_two_laptops_registered_differently_is_settled_there_too(place, visit, qtbot, tmp_path) -> None:
    unit = place.desk.case(visit.inspection).unit
    phones = ("0312-0000001", "0312-0000002")
    disagree(replace(visit, desk=place.desk), tmp_path / "second", "", *phones, Unit.ENTITY, "phone", of=unit.id)
    tab = ConflictsTab(place)
    window = on_stage(qtbot, tab)
    tab.refresh()
    calm(qtbot, place.tasks)
    assert part(tab, QLabel, "disagreeingRegisters").text() == "登记簿"
    shown = [part(tab, QLabel, f"candidate0x0_{one}").text() for one in (0, 1)]
    assert sorted(shown) == sorted(phones)
    with qtbot.waitSignal(tab.changed):
        click(qtbot, tab, place, "choose0x0_0")
    assert place.desk.unit(unit.id).phone == shown[0] and place.desk.store.conflicts() == ()
    tab.refresh()
    calm(qtbot, place.tasks)
    assert "没有不一致" in part(tab, QLabel, "nothingDisagrees").text()
    window.close()


def test_that_the_backup_is_made_and_checked_and_a_damaged_one_is_told(place, qtbot, tmp_path) -> None:
    page = SyncPage(place)
    window = on_stage(qtbot, page)
    (tmp_path / "usb").mkdir()
    choose_second_folder(place.desk, tmp_path / "usb")
    page.refresh()
    page.show_tab("backup")
    calm(qtbot, place.tasks)
    told = page._backup._notice
    click(qtbot, page, place, "syncBackupCheck")
    assert "没有本机的备份" in told.accessibleName()
    click(qtbot, page, place, "syncBackupNow")
    click(qtbot, page, place, "syncBackupCheck")
    assert "备份完好" in told.accessibleName()
    (copy,) = (tmp_path / "usb").glob("*/store.db")
    content = bytearray(copy.read_bytes())
    content[len(content) // 2] ^= 1
    copy.write_bytes(bytes(content))
    click(qtbot, page, place, "syncBackupCheck")
    assert part(page._backup, Notice, "notice").property("role") == "error"
    window.close()


def test_that_a_refusal_turns_the_badge_red_until_the_next_good_one(qtbot) -> None:
    bar = TopBar("演练甲", large=False)
    qtbot.addWidget(bar)
    badge = part(bar, QPushButton, "syncBadge")
    bar.show_pending(3)
    assert (badge.text(), badge.property("kind")) == ("3 处待同步", "badge")
    bar.show_refusal("本终端已被中心库停用。")
    assert (badge.text(), badge.property("kind")) == ("中心库未接受", "badge-red")
    assert "停用" in badge.accessibleName()
    bar.show_refusal("")
    assert badge.property("kind") == "badge"
    with qtbot.waitSignal(bar.wanted) as wanted:
        badge.click()
    assert wanted.args == [SYNC]


def test_that_a_centre_out_of_reach_is_said_amber_with_what_waits(qtbot) -> None:
    bar = TopBar("演练甲", large=False)
    qtbot.addWidget(bar)
    badge = part(bar, QPushButton, "syncBadge")
    bar.show_pending(3, True)
    assert (badge.text(), badge.property("kind")) == ("离线 · 3 处待同步", "badge")
    bar.show_pending(0)
    assert badge.text() == "离线" and not badge.isHidden()
    bar.show_pending(0, False)
    assert badge.isHidden()


def test_that_an_unknown_reason_of_the_centre_is_told_with_its_code(place) -> None:
    refused = place.desk.store.operations()[-1]
    blank = Operation(
        CENTRE_DEVICE, 1, "t", "01" * 8, REFUSE, 1, REFUSED_ENTITY, refused.op_id, REFUSED_FIELD,
        {"reason": "odd-reason"}, (), "", refused.hlc.rsplit("-", 1)[0] + "-centre", True,
    )  # fmt: skip
    made = finish(blank, "")
    place.desk.store.replication.receive([Incoming(made.raw, made.chain)], cursor=None, now=place.desk.now())
    (line,) = sync_state(place.desk).refusals
    assert "odd-reason" in line.why and "管理员" in line.advice


def test_that_a_question_in_conflict_leads_to_the_checklist(conflicts, visit, qtbot) -> None:
    name = next(one.objectName() for one in conflicts.findChildren(QAbstractButton) if one.objectName()[:4] == "anew")
    with qtbot.waitSignal(conflicts.step_wanted) as led:
        part(conflicts, QAbstractButton, name).click()
    assert led.args == [visit.inspection, "checking/q2_3"]
