"""Evidence beside its question: dropped, pasted or chosen, off the UI thread, with what the law wants said of it."""

import threading
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QComboBox,
    QFrame,
    QLabel,
    QLineEdit,
    QListWidget,
    QProgressBar,
    QScrollArea,
)

from tests.services.on_site import FORMS
from tests.storage.test_photos import photo
from tests.ui.conftest import calm, on_stage, part
from ui import style
from ui.pages.evidence.panel import EvidencePanel
from ui.pages.inspection import InspectionPage
from ui.widgets.camera import has_camera
from ui.widgets.notice import Notice
from ui.widgets.picture_view import PictureView

PHOTO = FORMS / "inspections" / "electronic-records" / "samples" / "rules-2019.png"


@pytest.fixture
def page(place, visit, qtbot):
    made = InspectionPage(place, visit.inspection, "checking", "q1_2")
    window = on_stage(qtbot, made)
    calm(qtbot, place.tasks)
    yield made
    window.close()  # first: what is typed still is kept then, and meanwhile the window may go
    calm(qtbot, place.tasks)


def offered(page, *files: Path) -> bool:
    content = QMimeData()
    content.setUrls([QUrl.fromLocalFile(str(one)) for one in files])
    return page.findChild(EvidencePanel).offer(content)


def keep(page, place, qtbot) -> None:
    part(page, QAbstractButton, "keepEvidence").click()
    calm(qtbot, place.tasks)


def evidence(place, visit):
    return place.desk.case(visit.inspection).evidence


def test_that_a_dropped_photo_is_taken_in_for_the_chosen_question(page, place, visit, qtbot) -> None:
    assert offered(page, PHOTO)
    part(page, QLineEdit, "evidenceProves").setText("演练：制度版本")
    keep(page, place, qtbot)
    (one,) = evidence(place, visit)
    assert (one.kind, one.links, one.proves) == ("photo", ("q1_2",), "演练：制度版本")
    assert (one.medium, one.method, one.maker) == ("手机", "拍照", "jia")
    assert part(page, QLabel, "evidenceTitle").text() == "证据 1 件"
    assert not part(page, QListWidget, "evidence").item(0).icon().isNull()


@pytest.mark.parametrize("large", [False, True])
def test_that_the_form_of_a_piece_is_as_wide_as_its_panel_and_gives_way_to_what_was_said(
    place, visit, qtbot, qapp, large
) -> None:
    style.dress(qapp, large)
    page = InspectionPage(place, visit.inspection, "checking", "q1_2")
    window = on_stage(qtbot, page)
    window.activateWindow()
    calm(qtbot, place.tasks)
    assert offered(page, PHOTO)
    (area,) = (one for one in part(page, QFrame, "questionPanel").findChildren(QScrollArea) if one.widget())
    kept = part(page, QAbstractButton, "keepEvidence")
    qtbot.waitUntil(lambda: kept.visibleRegion().boundingRect() == kept.rect())
    assert area.horizontalScrollBar().maximum() == 0
    keep(page, place, qtbot)
    said = page.findChild(EvidencePanel).findChild(Notice)
    qtbot.waitUntil(lambda: said.visibleRegion().boundingRect() == said.rect())


def test_that_a_small_picture_leads_to_the_large_one(page, place, qtbot) -> None:
    assert offered(page, PHOTO)
    part(page, QLineEdit, "evidenceProves").setText("演练：制度版本")
    keep(page, place, qtbot)
    shown = part(page, QListWidget, "evidence")
    shown.itemActivated.emit(shown.item(0))
    calm(qtbot, place.tasks)
    assert part(page, QScrollArea, "pictureArea").accessibleName().startswith("照片 ")
    assert page.findChild(PictureView).isVisible()


def test_that_a_photo_is_taken_in_with_a_word_on_what_its_caption_says(page, place, visit, qtbot, tmp_path) -> None:
    def hint() -> str:
        return part(page, QLineEdit, "evidenceProves").accessibleDescription()

    table = tmp_path / "log.csv"
    table.write_text("演练", "utf-8")
    assert offered(page, table, PHOTO)
    for word in ("时间", "地点", "内容", "拍摄人"):
        assert word in hint()
    assert any(one.text() == hint() and one.isVisible() for one in page.findChildren(QLabel))
    where = part(page, QLineEdit, "evidencePlace")
    assert where.cursorPosition() == 0  # the beginning is in sight
    assert where.isVisible() and where.text() == place.desk.case(visit.inspection).visits[-1].place != ""
    where.setText(" 演练库房三楼 ")
    keep(page, place, qtbot)
    assert {one.kind: one.place for one in evidence(place, visit)} == {"photo": "演练库房三楼", "file": "演练库房三楼"}
    table.write_text("演练二", "utf-8")
    assert offered(page, table)
    assert hint() == "" and not where.isVisible()
    keep(page, place, qtbot)
    assert evidence(place, visit)[-1].place == ""


def test_that_a_photo_without_a_time_of_its_own_is_given_one(page, place, visit, qtbot) -> None:
    assert offered(page, PHOTO)
    part(page, QLineEdit, "evidenceProves").setText("演练：制度版本")
    when = part(page, QLineEdit, "evidenceMadeAt")
    when.setText("25:99")
    keep(page, place, qtbot)
    assert "09:15" in part(page, QLabel, "evidenceMadeAtProblem").text() and evidence(place, visit) == ()
    when.setText("08:05")
    keep(page, place, qtbot)
    assert [f"{one.captured_at:%H:%M}" for one in evidence(place, visit)] == ["08:05"]


def test_that_what_is_not_said_is_asked_beside_its_field(page, place, visit, qtbot) -> None:
    offered(page, PHOTO)
    part(page, QComboBox, "evidenceMedium").setCurrentText("")
    keep(page, place, qtbot)
    assert part(page, QLabel, "evidenceMediumProblem").text() == "请填写载体。"
    assert evidence(place, visit) == ()
    part(page, QComboBox, "evidenceMedium").setCurrentText("照相机")
    keep(page, place, qtbot)
    assert evidence(place, visit)[0].medium == "照相机"


def test_that_any_file_is_taken_in_and_a_copy_names_its_ground(page, place, visit, qtbot, tmp_path) -> None:
    paper = tmp_path / "演练台账.txt"
    paper.write_text("演练", encoding="utf-8")
    offered(page, paper)
    part(page, QAbstractButton, "evidenceCopied").click()
    keep(page, place, qtbot)
    assert evidence(place, visit) == ()
    assert "须先写明依据" in page.findChild(EvidencePanel)._notice.accessibleName()
    offered(page, paper)
    part(page, QLineEdit, "evidenceGroundDetail").setText("演练举报 1 号")
    keep(page, place, qtbot)
    (one,) = evidence(place, visit)
    assert (one.kind, one.copied, one.ground["kind"]) == ("file", True, "report")


def test_that_a_file_is_not_said_to_be_photographed_because_the_last_evidence_was(
    page, place, visit, qtbot, tmp_path
) -> None:
    offered(page, PHOTO)
    keep(page, place, qtbot)
    for name, method in (("演练报告.pdf", "扫描"), ("演练台账.csv", "导出")):
        file = tmp_path / name
        file.write_bytes(name.encode())
        offered(page, file)
        keep(page, place, qtbot)
        assert evidence(place, visit)[-1].method == method
        offered(page, PHOTO)
        page.findChild(QComboBox, "evidenceMethod").setCurrentText("拍照")
        part(page, QAbstractButton, "cancelEvidence").click()


def test_that_a_pasted_picture_is_a_photo(page, place, visit, qtbot) -> None:
    image = QImage(64, 48, QImage.Format.Format_RGB32)
    image.fill(0x334455)
    content = QMimeData()
    content.setImageData(image)
    assert page.findChild(EvidencePanel).offer(content)
    keep(page, place, qtbot)
    assert [one.media_type for one in evidence(place, visit)] == ["image/png"]


def test_that_a_file_that_is_no_photo_is_named_and_the_others_stay(page, place, visit, qtbot, tmp_path) -> None:
    wrong = tmp_path / "不是照片.jpg"
    wrong.write_bytes(b"no picture")
    offered(page, wrong, PHOTO)
    keep(page, place, qtbot)
    assert len(evidence(place, visit)) == 1
    assert "不是照片.jpg" in page.findChild(EvidencePanel)._notice.accessibleName()


def test_that_taking_in_shows_its_progress_and_can_be_stopped(page, place, visit, qtbot) -> None:
    gate = threading.Event()
    place.tasks.run(page, lambda: gate.wait(60), behind=True)
    assert offered(page, PHOTO)
    part(page, QLineEdit, "evidenceProves").setText("演练：制度版本")
    part(page, QAbstractButton, "keepEvidence").click()
    stop = part(page, QAbstractButton, "cancelEvidence")
    assert part(page, QProgressBar, "evidenceProgress").isVisible() and stop.text() == "停止"
    stop.click()
    gate.set()
    calm(qtbot, place.tasks)
    assert evidence(place, visit) == ()
    notices = page.findChild(EvidencePanel).findChildren(Notice)
    (told,) = [one.accessibleName().strip() for one in notices if one.isVisible()]
    assert told == "已停止：存入 0 件，还有 1 件没有存入。"
    assert stop.text() == "取消" and part(page, QAbstractButton, "keepEvidence").isEnabled()
    keep(page, place, qtbot)
    assert len(evidence(place, visit)) == 1


def test_that_the_same_photo_twice_is_told(page, place, visit, qtbot) -> None:
    for _ in range(2):
        offered(page, PHOTO)
        keep(page, place, qtbot)
    assert "与已经存入过的“rules-2019.png”内容相同" in page.findChild(EvidencePanel)._notice.accessibleName()


def test_that_two_small_pictures_stand_beside_each_other_in_the_panel(page, place, qtbot) -> None:
    for _ in range(3):
        offered(page, PHOTO)
        keep(page, place, qtbot)
    shown = part(page, QListWidget, "evidence")
    places = [shown.visualItemRect(shown.item(at)) for at in range(3)]
    assert places[0].top() == places[1].top() < places[2].top()
    assert shown.viewport().rect().contains(places[2].topLeft())


def test_that_a_photo_of_another_day_is_told_as_soon_as_it_is_in(page, place, visit, qtbot, tmp_path) -> None:
    old = tmp_path / "old.jpg"
    old.write_bytes(photo())
    offered(page, old)
    keep(page, place, qtbot)
    assert "old.jpg：拍摄时间（2026年3月2日" in page.findChild(EvidencePanel)._notice.accessibleName()


def test_that_evidence_is_voided_only_with_a_reason(page, place, visit, qtbot) -> None:
    offered(page, PHOTO)
    keep(page, place, qtbot)
    part(page, QListWidget, "evidence").setCurrentRow(0)
    part(page, QAbstractButton, "voidEvidence").click()
    calm(qtbot, place.tasks)
    assert len(evidence(place, visit)) == 1
    part(page, QLineEdit, "voidEvidenceReason").setText("演练：拍错了")
    part(page, QAbstractButton, "voidEvidence").click()
    calm(qtbot, place.tasks)
    assert evidence(place, visit) == ()
    assert part(page, QLabel, "evidenceTitle").text() == "证据 0 件"


def test_that_a_secret_question_takes_no_evidence(page, place, visit, qtbot) -> None:
    rows = page._opened.state.questions
    secret = next(row for row in rows if row.secret)
    page.show_step(f"checking/{secret.path}")
    calm(qtbot, place.tasks)
    assert part(page, QAbstractButton, "addEvidence").isHidden()
    assert part(page, QLabel, "evidenceForbidden").isVisible()
    assert not offered(page, PHOTO)


def test_that_without_a_camera_no_button_promises_one(place, visit, qtbot) -> None:
    panel = EvidencePanel(place, visit.inspection, {})
    qtbot.addWidget(panel)
    assert part(panel, QAbstractButton, "openCamera").isHidden() is not has_camera()


def test_that_a_picture_is_pasted_wherever_the_focus_is_on_the_page(page, place, visit, qtbot) -> None:
    page.window().activateWindow()
    assert part(page, QLabel, "evidenceWays").isVisible()
    image = QImage(64, 48, QImage.Format.Format_RGB32)
    image.fill(0x334455)
    QGuiApplication.clipboard().setImage(image)
    pressed = part(page, QAbstractButton, "addEvidence")
    pressed.setFocus()
    QTest.keyClick(pressed, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    keep(page, place, qtbot)
    assert [one.media_type for one in evidence(place, visit)] == ["image/png"]
    assert not part(page, QLabel, "evidenceWays").isVisible()
