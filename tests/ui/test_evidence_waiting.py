"""A picture is on the disk the moment it is pasted or taken: neither a kill, nor a lock, nor a full disk loses it."""

import threading
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QAbstractButton, QLabel, QLineEdit, QListView

from app.errors import StorageFailed
from app.services.evidence.waiting import what_waits
from tests.services.on_site import FORMS
from tests.ui.conftest import calm, on_stage, part
from ui.models import evidence_waiting
from ui.pages.evidence_panel import EvidencePanel
from ui.pages.inspection import InspectionPage

NAME = "1.2-粘贴图片01-20260608-093000.png"
SECOND = "1.2-粘贴图片02-20260608-093000.png"
PHOTO = FORMS / "inspections" / "electronic-records" / "samples" / "rules-2019.png"


@pytest.fixture
def opened(place, visit, qtbot):
    """Open the inspection anew; the page before is not left: it stays as a kill leaves it."""
    windows = []

    def open_at(question: str) -> InspectionPage:
        made = InspectionPage(place, visit.inspection, "checking", question)
        windows.append(on_stage(qtbot, made))
        calm(qtbot, place.tasks)
        return made

    yield open_at
    for window in windows:
        window.close()
    calm(qtbot, place.tasks)


def picture(colour: int = 0x334455, size: int = 64) -> QMimeData:
    image = QImage(size, 48, QImage.Format.Format_RGB32)
    image.fill(colour)
    content = QMimeData()
    content.setImageData(image)
    return content


def files(*names: Path) -> QMimeData:
    content = QMimeData()
    content.setUrls([QUrl.fromLocalFile(str(one)) for one in names])
    return content


def paste(page: InspectionPage, content: QMimeData) -> None:
    assert page.findChild(EvidencePanel).offer(content)


def press(page: InspectionPage, name: str, place, qtbot) -> None:
    part(page, QAbstractButton, name).click()
    calm(qtbot, place.tasks)


def waiting(place, visit) -> list[str]:
    return [one.name for one in what_waits(place.desk, visit.inspection)]


def evidence(place, visit):
    return place.desk.case(visit.inspection).evidence


def names(page: InspectionPage) -> str:
    return part(page, QLabel, "evidenceNames").text()


def told(page: InspectionPage) -> str:
    return page.findChild(EvidencePanel)._notice.accessibleName()


def test_that_a_pasted_picture_that_was_not_stored_is_asked_about_after_a_kill(opened, place, visit, qtbot) -> None:
    paste(opened("q1_2"), picture())
    qtbot.waitUntil(lambda: waiting(place, visit) == [NAME])
    again = opened("q1_2")
    assert part(again, QLineEdit, "evidenceProves").isVisible()
    assert names(again) == f"上次没有存入，核对后存入：{NAME}"
    press(again, "keepEvidence", place, qtbot)
    (one,) = evidence(place, visit)
    assert QImage.fromData(place.desk.vault.read(one.sha256)).pixelColor(1, 1).name() == "#334455"
    assert one.media_type == "image/png" and waiting(place, visit) == []
    assert not part(opened("q1_2"), QLineEdit, "evidenceProves").isVisible()


def test_that_a_picture_is_pasted_wherever_no_text_is_typed(opened, place, visit, qtbot) -> None:
    page = opened("q1_2")
    page.window().activateWindow()
    page.page.findChild(QListView, "questions").setFocus()
    qtbot.keyClick(part(page, QListView, "questions"), Qt.Key.Key_2)
    calm(qtbot, place.tasks)
    part(page, QAbstractButton, "clearAnswer").setFocus()
    QGuiApplication.clipboard().setImage(QImage(64, 48, QImage.Format.Format_RGB32))
    qtbot.keyClick(part(page, QAbstractButton, "clearAnswer"), Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    calm(qtbot, place.tasks)
    assert waiting(place, visit) == [NAME] and part(page, QLineEdit, "evidenceProves").isVisible()


def test_that_a_picture_copied_as_png_is_taken_in_to_the_bit(opened, place, visit, qtbot) -> None:
    page, content = opened("q1_2"), QMimeData()
    content.setData("image/png", PHOTO.read_bytes())
    paste(page, content)
    press(page, "keepEvidence", place, qtbot)
    (one,) = evidence(place, visit)
    assert place.desk.vault.read(one.sha256) == PHOTO.read_bytes()


def test_that_a_picture_bears_the_time_at_which_it_was_pasted(opened, place, visit, watch, qtbot) -> None:
    pasted_at = watch.moment
    paste(opened("q1_2"), picture())
    calm(qtbot, place.tasks)
    watch.pass_by(minutes=90)
    press(opened("q1_2"), "keepEvidence", place, qtbot)
    assert evidence(place, visit)[0].captured_at == pasted_at


def test_that_a_second_picture_joins_the_first(opened, place, visit, qtbot) -> None:
    page = opened("q1_2")
    paste(page, picture(0x111111))
    paste(page, picture(0x222222))
    assert names(page) == f"{NAME}、{SECOND}"
    press(page, "keepEvidence", place, qtbot)
    assert len(evidence(place, visit)) == 2


def test_that_what_is_pasted_elsewhere_during_a_copy_is_asked_about_after_it(opened, place, visit, qtbot) -> None:
    page, gate = opened("q1_2"), threading.Event()
    place.tasks.run(page, lambda: gate.wait(20), behind=True)
    paste(page, picture(0x111111))
    part(page, QAbstractButton, "keepEvidence").click()
    page.page.show_question("q1_1")
    paste(page, picture(0x222222))
    gate.set()
    calm(qtbot, place.tasks)
    assert [one.links for one in evidence(place, visit)] == [("q1_2",)]
    assert part(page, QLineEdit, "evidenceProves").isVisible()
    press(page, "keepEvidence", place, qtbot)
    assert [one.links for one in evidence(place, visit)] == [("q1_2",), ("q1_1",)]


def test_that_at_other_questions_it_is_told_where_evidence_waits(opened, place, visit, qtbot) -> None:
    paste(opened("q1_2"), picture())
    calm(qtbot, place.tasks)
    again = opened("q1_1")
    words = [one.text() for one in again.findChildren(QLabel) if one.isVisible()]
    assert "· 检查项 1.2 还有 1 件证据没有存入" in words
    press(again, "evidenceWaitsGo0", place, qtbot)
    assert again.page.shown == "q1_2" and names(again).startswith("上次没有存入")
    press(again, "cancelEvidence", place, qtbot)
    assert not part(again, QLineEdit, "evidenceProves").isVisible()
    again.page.show_question("q1_1")
    calm(qtbot, place.tasks)
    assert waiting(place, visit) == []
    assert not any("没有存入" in one.text() for one in again.findChildren(QLabel) if one.isVisible())


def test_that_files_that_went_are_named_and_stay_asked_about(opened, place, visit, qtbot, tmp_path) -> None:
    here, stick = tmp_path / "演练台账.txt", tmp_path / "演练报告.pdf"
    for one in (here, stick):
        one.write_bytes(one.name.encode())
    paste(opened("q1_2"), files(here, stick))
    calm(qtbot, place.tasks)
    stick.rename(tmp_path / "pulled")
    again = opened("q1_2")
    assert "现在找不到：演练报告.pdf" in names(again)
    press(again, "keepEvidence", place, qtbot)
    assert [one.name for one in evidence(place, visit)] == ["演练台账.txt"]
    assert "演练报告.pdf：文件读不到了" in told(again) and waiting(place, visit) == ["演练报告.pdf"]
    (tmp_path / "pulled").rename(stick)
    press(opened("q1_2"), "keepEvidence", place, qtbot)
    assert [one.name for one in evidence(place, visit)] == ["演练台账.txt", "演练报告.pdf"]


def test_that_of_a_batch_cut_off_only_what_is_not_in_is_asked_about(opened, place, visit, qtbot, monkeypatch) -> None:
    page = opened("q1_2")
    for colour in (0x111111, 0x222222):
        paste(page, picture(colour))
    calm(qtbot, place.tasks)
    taken, original = [], evidence_waiting.content_of

    def killed_at_the_second(desk, source):
        if taken:
            raise StorageFailed("killed", "演练断电。", "")
        taken.append(source)
        return original(desk, source)

    monkeypatch.setattr("ui.models.evidence.content_of", killed_at_the_second)
    press(page, "keepEvidence", place, qtbot)
    monkeypatch.undo()
    again = opened("q1_2")
    assert names(again) == f"上次没有存入，核对后存入：{SECOND}"
    press(again, "keepEvidence", place, qtbot)
    assert len({one.sha256 for one in evidence(place, visit)}) == 2 == len(evidence(place, visit))


def test_that_a_full_disk_is_told_once_and_tried_again_until_there_is_room(
    opened, place, visit, qtbot, monkeypatch
) -> None:
    page, tries = opened("q1_2"), []
    original = place.desk.vault.intray.put

    def full(name: str, content: bytes) -> None:
        tries.append(name)
        if len(tries) < 3:
            raise StorageFailed("disk-full", "磁盘空间不足，图片未能保存。", "请清理磁盘空间后重试。")
        original(name, content)

    monkeypatch.setattr(place.desk.vault.intray, "put", full)
    page.findChild(EvidencePanel)._form.asked._retry.setInterval(20)
    paste(page, picture())
    qtbot.waitUntil(lambda: "磁盘空间不足，图片未能保存。" in told(page))
    assert "程序会一直重试" in told(page)
    qtbot.waitUntil(lambda: len(tries) == 3)
    calm(qtbot, place.tasks)
    assert place.desk.vault.intray.has(tries[-1]) and "已加密保存" in told(page)
    press(page, "keepEvidence", place, qtbot)
    assert len(evidence(place, visit)) == 1 and waiting(place, visit) == []


def full_disk(place, monkeypatch) -> None:
    def full(name: str, content: bytes) -> None:
        raise StorageFailed("disk-full", "磁盘空间不足，图片未能保存。", "请清理磁盘空间后重试。")

    monkeypatch.setattr(place.desk.vault.intray, "put", full)


def test_that_a_picture_the_disk_does_not_take_outlives_its_page(opened, place, visit, qtbot, monkeypatch) -> None:
    page, told_everywhere = opened("q1_2"), []
    place.tasks.unkept.connect(told_everywhere.append)
    full_disk(place, monkeypatch)
    paste(page, picture())
    calm(qtbot, place.tasks)
    assert told_everywhere and told_everywhere[-1].code == "disk-full"
    monkeypatch.undo()
    again = opened("q1_2")  # the officer was elsewhere meanwhile
    assert names(again) == NAME
    calm(qtbot, place.tasks)
    (one,) = what_waits(place.desk, visit.inspection)
    assert not one.lost and place.unwritten_of(visit.inspection) == {}
    qtbot.waitUntil(lambda: told_everywhere[-1] is None)
    assert "已加密保存" in told(again)
    press(again, "keepEvidence", place, qtbot)
    assert QImage.fromData(place.desk.vault.read(evidence(place, visit)[0].sha256)).pixelColor(1, 1).name() == "#334455"


def test_that_what_was_cancelled_comes_back_until_one_goes_elsewhere(opened, place, visit, qtbot) -> None:
    page = opened("q1_2")
    for colour in (0x111111, 0x222222):
        paste(page, picture(colour))
    calm(qtbot, place.tasks)
    press(page, "cancelEvidence", place, qtbot)
    assert "2 件没有存入，已去掉" in told(page) and not part(page, QLineEdit, "evidenceProves").isVisible()
    press(page, "noticeWay", place, qtbot)
    assert names(page) == f"{NAME}、{SECOND}" and len(waiting(place, visit)) == 2
    press(page, "cancelEvidence", place, qtbot)
    page.page.show_question("evidence")
    calm(qtbot, place.tasks)
    assert waiting(place, visit) == []


def test_that_the_keys_answer_again_once_the_evidence_is_in(opened, place, visit, qtbot) -> None:
    page = opened("q1_2")
    page.window().activateWindow()
    for act in ("keepEvidence", "cancelEvidence"):
        paste(page, picture())
        calm(qtbot, place.tasks)
        assert part(page, QLineEdit, "evidenceProves").hasFocus()
        press(page, act, place, qtbot)
        assert part(page, QListView, "questions").hasFocus(), act


def test_that_a_window_is_not_closed_unasked_over_a_picture_that_is_not_on_the_disk(
    open_window, qtbot, visit, monkeypatch
) -> None:
    window, asked = open_window(), []
    part(window, QAbstractButton, "seat_jia").click()
    calm(qtbot, window.tasks)
    window.workbench.show_inspection(visit.inspection, "checking", "q1_2")
    calm(qtbot, window.tasks)
    full_disk(window.workbench._place, monkeypatch)
    monkeypatch.setattr(window._messages, "confirmed", lambda title, *_: asked.append(title) or len(asked) > 2)
    paste(window, picture())
    calm(qtbot, window.tasks)
    part(window, QAbstractButton, "lockButton").click()
    assert not window.close() and window.workbench is not None
    assert asked == ["有 1 张图片还没有存到磁盘，现在离开会丢失。"] * 2
    window.set_large(True)  # the pages are made anew
    qtbot.waitUntil(lambda: any(one.objectName() == "evidenceNames" for one in window.findChildren(QLabel)))
    calm(qtbot, window.tasks)
    assert names(window) == NAME
    assert window.close()


def test_that_a_picture_is_tried_again_after_an_unforeseen_failure(opened, place, visit, qtbot, monkeypatch) -> None:
    page, tries = opened("q1_2"), []
    original = place.desk.vault.intray.put

    def odd(name: str, content: bytes) -> None:
        tries.append(name)
        if len(tries) < 2:
            raise RuntimeError("演练")
        original(name, content)

    monkeypatch.setattr(place.desk.vault.intray, "put", odd)
    page.findChild(EvidencePanel)._form.asked._retry.setInterval(20)
    paste(page, picture())
    qtbot.waitUntil(lambda: "程序会一直重试" in told(page))
    qtbot.waitUntil(lambda: "已加密保存" in told(page))
    assert place.desk.vault.intray.has(tries[-1])


def test_that_a_picture_is_taken_in_from_memory_where_it_could_not_wait(opened, place, visit, qtbot, monkeypatch):
    def full(name: str, content: bytes) -> None:
        raise StorageFailed("disk-full", "磁盘空间不足，图片未能保存。", "请清理磁盘空间后重试。")

    page = opened("q1_2")
    monkeypatch.setattr(place.desk.vault.intray, "put", full)
    paste(page, picture())
    calm(qtbot, place.tasks)
    press(page, "keepEvidence", place, qtbot)
    assert len(evidence(place, visit)) == 1 and waiting(place, visit) == []


def test_that_a_picture_stays_through_a_lock(open_window, qtbot, visit) -> None:
    window = open_window()
    part(window, QAbstractButton, "seat_jia").click()
    calm(qtbot, window.tasks)
    window.workbench.show_inspection(visit.inspection, "checking", "q1_2")
    calm(qtbot, window.tasks)
    paste(window, picture(size=2000))
    window.lock("演练锁定")
    calm(qtbot, window.tasks)
    part(window, QAbstractButton, "seat_jia").click()
    calm(qtbot, window.tasks)
    assert names(window) == f"上次没有存入，核对后存入：{NAME}"
