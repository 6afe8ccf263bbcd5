"""What is pasted or dropped at the step 检查: pictures and files are evidence wherever the focus is, words words."""

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication, QImage
from PySide6.QtWidgets import QAbstractButton, QLabel, QLineEdit, QListView, QPlainTextEdit, QTableView

from app.services.evidence.waiting import what_waits
from tests.ui.conftest import calm, on_stage, part
from ui.pages.checking.page import CheckingPage
from ui.pages.evidence.panel import EvidencePanel
from ui.pages.inspection import InspectionPage

CONTROL = Qt.KeyboardModifier.ControlModifier
PASTED = "1.2-粘贴图片01-20260608-093000.png"


@pytest.fixture
def page(place, visit, qtbot):
    made = InspectionPage(place, visit.inspection, "checking", "q1_2")
    window = on_stage(qtbot, made)
    window.activateWindow()
    calm(qtbot, place.tasks)
    qtbot.keyClick(part(made, QListView, "questions"), Qt.Key.Key_2)
    calm(qtbot, place.tasks)
    yield made
    window.close()
    calm(qtbot, place.tasks)


def picture(colour: int = 0x334455) -> QImage:
    image = QImage(64, 48, QImage.Format.Format_RGB32)
    image.fill(colour)
    return image


def files(*names: Path) -> QMimeData:
    content = QMimeData()
    content.setUrls([QUrl.fromLocalFile(str(one)) for one in names])
    content.setText("\n".join(map(str, names)))  # as file managers do
    return content


def paste_into(widget, content: QMimeData | QImage | str, place, qtbot) -> None:
    clipboard = QGuiApplication.clipboard()
    if isinstance(content, str):
        clipboard.setText(content)
    elif isinstance(content, QImage):
        clipboard.setImage(content)
    else:
        clipboard.setMimeData(content)
    widget.setFocus()
    qtbot.waitUntil(widget.hasFocus)
    qtbot.keyClick(widget, Qt.Key.Key_V, CONTROL)
    calm(qtbot, place.tasks)


def waiting(place, visit) -> list[str]:
    return [one.name for one in what_waits(place.desk, visit.inspection)]


def told(page) -> str:
    notice = page.findChild(EvidencePanel)._notice
    return notice.accessibleName() if notice.isVisible() else ""


def test_that_a_picture_pasted_while_words_are_typed_is_taken_for_evidence(page, place, visit, qtbot) -> None:
    note = part(page, QPlainTextEdit, "note")
    paste_into(note, picture(), place, qtbot)
    assert waiting(place, visit) == [PASTED] and note.toPlainText() == ""
    paste_into(part(page, QLineEdit, "evidenceProves"), picture(0x123456), place, qtbot)
    assert waiting(place, visit) == [PASTED, "1.2-粘贴图片02-20260608-093000.png"]


def test_that_words_go_into_the_field_even_where_a_picture_of_them_comes_along(page, place, visit, qtbot) -> None:
    content = QMimeData()
    content.setText("演练：没有登记")
    content.setImageData(picture())
    note = part(page, QPlainTextEdit, "note")
    paste_into(note, content, place, qtbot)
    assert note.toPlainText() == "演练：没有登记" and waiting(place, visit) == []


def test_that_files_copied_in_the_file_manager_are_evidence_and_no_words(page, place, visit, qtbot, tmp_path) -> None:
    paper = tmp_path / "演练台账.txt"
    paper.write_text("演练", encoding="utf-8")
    note = part(page, QPlainTextEdit, "note")
    paste_into(note, files(paper), place, qtbot)
    assert waiting(place, visit) == ["演练台账.txt"] and note.toPlainText() == ""


def test_that_a_folder_is_not_left_out_silently(page, place, visit, qtbot, tmp_path) -> None:
    folder, paper = tmp_path / "演练照片", tmp_path / "演练台账.txt"
    folder.mkdir()
    paper.write_text("演练", encoding="utf-8")
    paste_into(part(page, QListView, "questions"), files(folder, paper), place, qtbot)
    assert "文件夹“演练照片”没有存入" in told(page) and waiting(place, visit) == ["演练台账.txt"]


@pytest.mark.parametrize("beside", ["sample/q1_5", "evidence"])
def test_that_a_picture_pasted_on_a_page_beside_the_checklist_is_asked_about_at_its_question(
    beside, page, place, visit, qtbot
) -> None:
    page.page.show_question(beside)
    calm(qtbot, place.tasks)
    view = part(page, QTableView, "samples") if beside != "evidence" else part(page, QAbstractButton, "evidenceBack")
    paste_into(view, picture(), place, qtbot)
    code = "1.5" if beside != "evidence" else "1.1"
    assert waiting(place, visit) == [f"{code}-粘贴图片01-20260608-093000.png"]
    assert part(page, QLineEdit, "evidenceProves").isVisible() and page.page.shown == f"q{code.replace('.', '_')}"


def test_that_where_no_evidence_may_be_taken_pasting_says_why(page, place, visit, qtbot) -> None:
    page.page.show_question("q5_8")
    calm(qtbot, place.tasks)
    paste_into(part(page, QListView, "questions"), picture(), place, qtbot)
    assert "涉密" in told(page) and waiting(place, visit) == []


def test_that_a_file_dropped_on_words_is_evidence(page, place, visit, qtbot, tmp_path) -> None:
    paper = tmp_path / "演练台账.txt"
    paper.write_text("演练", encoding="utf-8")
    held = (files(paper), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    enter = QDragEnterEvent(QPoint(5, 5), Qt.DropAction.CopyAction, *held)
    for box in (part(page, QPlainTextEdit, "note"), part(page, QLineEdit, "evidenceProves")):
        box.dragEnterEvent(enter)
        assert not enter.isAccepted(), box
    step = page.findChild(CheckingPage)
    step.dragEnterEvent(enter)
    assert enter.isAccepted()
    step.dropEvent(QDropEvent(QPoint(5, 5), Qt.DropAction.CopyAction, *held))
    calm(qtbot, place.tasks)
    assert waiting(place, visit) == ["演练台账.txt"]
    assert "演练台账.txt" in part(page, QLabel, "evidenceNames").text()
