"""A picture is on the disk the moment it is pasted or taken: neither a kill nor a lock loses it."""

import threading

from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QAbstractButton, QLabel, QLineEdit, QListView

from app.errors import StorageFailed
from tests.ui import pasting
from tests.ui.conftest import calm, part
from tests.ui.pasting import NAME, PHOTO, SECOND, evidence, files, names, paste, picture, press, told, waiting
from ui.models import evidence_waiting

opened = pasting.opened


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
    place.tasks.run(page, lambda: gate.wait(60), behind=True)
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
