"""Where the file dialogs begin: where one was last time, each sort of file by itself."""

import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QStandardPaths
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QPushButton, QWidget

from tests.ui.conftest import on_stage
from ui.widgets import file_dialogs
from ui.widgets.file_dialogs import (
    DOCUMENTS,
    PHOTOS,
    STICK,
    ask_file,
    ask_files,
    ask_folder,
    ask_new_file,
    last_folder,
    make_ready,
)

PICTURES, TEXTS = QStandardPaths.StandardLocation.PicturesLocation, QStandardPaths.StandardLocation.DocumentsLocation


@pytest.fixture
def shown(monkeypatch) -> dict[str, str]:
    """What the dialog of the system was opened with, and what it answers."""
    told = {"answer": ""}

    def one(parent, title, start, kinds):
        told["start"] = start
        return told["answer"], ""

    monkeypatch.setattr(QFileDialog, "getOpenFileName", one)
    monkeypatch.setattr(QFileDialog, "getSaveFileName", one)
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *given: ([one(*given)[0]], ""))
    return told


def test_that_the_first_dialog_begins_in_the_folder_of_the_person(qtbot, shown, tmp_path, monkeypatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    page = QWidget()
    qtbot.addWidget(page)
    ask_file(page, "选择照片", sort=PHOTOS)
    assert Path(shown["start"]) == tmp_path  # there is no folder for photos
    pictures, documents = (Path(QStandardPaths.writableLocation(one)) for one in (PICTURES, TEXTS))
    for one in (pictures, documents):
        one.mkdir()
    ask_file(page, "选择照片", sort=PHOTOS)
    assert Path(shown["start"]) == pictures
    ask_new_file(page, "另存为", "笔录.pdf")
    assert Path(shown["start"]) == documents / "笔录.pdf"


def test_that_a_dialog_begins_where_the_last_file_lay_and_photos_by_themselves(qtbot, shown, tmp_path) -> None:
    page = QWidget()
    qtbot.addWidget(page)
    shown["answer"] = str(tmp_path / "照片1.jpg")
    assert ask_files(page, "选择照片", sort=PHOTOS) == [shown["answer"]]
    ask_file(page, "选择照片", sort=PHOTOS)
    assert Path(shown["start"]) == tmp_path
    assert Path(last_folder(DOCUMENTS)) != tmp_path


def test_that_a_folder_that_is_gone_is_not_begun_in(qtbot, shown, tmp_path) -> None:
    page = QWidget()
    qtbot.addWidget(page)
    shown["answer"] = str(tmp_path / "stick" / "名册.xlsx")
    ask_file(page, "选择要导入的表格")
    assert Path(last_folder(DOCUMENTS)) != tmp_path / "stick"


def test_that_a_dialog_that_was_given_up_changes_nothing(qtbot, shown, tmp_path) -> None:
    page = QWidget()
    qtbot.addWidget(page)
    shown["answer"] = str(tmp_path / "照片1.jpg")
    ask_file(page, "选择照片", sort=PHOTOS)
    shown["answer"] = ""
    assert ask_file(page, "选择照片", sort=PHOTOS) == ""
    assert Path(last_folder(PHOTOS)) == tmp_path


def test_that_a_file_for_a_stick_begins_on_the_one_plugged_in(qtbot, shown, tmp_path, monkeypatch) -> None:
    page, stick = QWidget(), tmp_path / "stick"
    qtbot.addWidget(page)
    monkeypatch.setattr(file_dialogs, "stick_folders", lambda: [str(stick)])
    ask_new_file(page, "恢复密钥", "recovery.key", "(*.key)", sort=STICK)
    assert Path(shown["start"]) == stick / "recovery.key"
    monkeypatch.setattr(file_dialogs, "stick_folders", list)
    ask_new_file(page, "恢复密钥", "recovery.key", "(*.key)", sort=STICK)
    assert Path(shown["start"]) == Path.home() / "recovery.key"


def test_that_no_dialog_begins_at_a_place_that_is_not_there(qtbot, shown, tmp_path) -> None:
    page = QWidget()
    qtbot.addWidget(page)
    gone = str(tmp_path / "pulled" / "recovery.key")
    ask_new_file(page, "恢复密钥", gone, "(*.key)")
    assert Path(shown["start"]) == Path(last_folder(DOCUMENTS), "recovery.key")
    ask_file(page, "恢复密钥", start=gone)
    assert shown["start"] == last_folder(DOCUMENTS)
    ask_file(page, "恢复密钥", start="recovery.key")
    assert shown["start"] == last_folder(DOCUMENTS)
    assert Path(last_folder(DOCUMENTS)).is_dir()


def test_that_an_ending_left_out_is_completed_and_replaces_nothing_unasked_for(
    qtbot, shown, tmp_path, monkeypatch
) -> None:
    page = QWidget()
    qtbot.addWidget(page)
    for typed, got in (("密钥", "密钥.key"), ("密钥.key", "密钥.key"), ("密钥.2026", "密钥.2026.key")):
        shown["answer"] = str(tmp_path / typed)
        assert ask_new_file(page, "恢复密钥", "recovery.key", "恢复密钥 (*.key)") == str(tmp_path / got)
    (tmp_path / "旧.key").write_text("kept", encoding="utf-8")
    shown["answer"] = str(tmp_path / "旧")
    monkeypatch.setattr(file_dialogs.Messages, "confirmed", lambda *_: False)
    assert ask_new_file(page, "恢复密钥", "recovery.key", "恢复密钥 (*.key)") == ""


def save(page: QWidget, title: str) -> str:
    return ask_new_file(page, title, "笔录.pdf")


@pytest.mark.parametrize("ask", [ask_file, ask_files, ask_folder, save])
def test_that_the_focus_returns_to_what_opened_the_dialog(qtbot, monkeypatch, ask) -> None:
    page = QWidget()
    row = QHBoxLayout(page)
    top, opener = QPushButton("工作台"), QPushButton("选择")
    row.addWidget(top)
    row.addWidget(opener)
    window = on_stage(qtbot, page)
    window.activateWindow()

    def dialog(*_):
        top.setFocus()  # as some systems leave it
        return "", ""

    for one in ("getOpenFileName", "getOpenFileNames", "getSaveFileName"):
        monkeypatch.setattr(QFileDialog, one, dialog)
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: dialog()[0])
    opener.setFocus()
    qtbot.waitUntil(opener.hasFocus)
    ask(page, "选择")
    assert opener.hasFocus()
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (opener.hide(), dialog())[1])
    ask_file(page, "选择")
    assert top.hasFocus()  # what opened it is gone by then
    window.close()


def test_that_no_page_opens_a_file_dialog_that_forgets_its_folder() -> None:
    own = Path(file_dialogs.__file__)
    others = [one for one in own.parents[1].rglob("*.py") if one != own]
    assert [one.name for one in others if "QFileDialog.get" in one.read_text(encoding="utf-8")] == []


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="other systems show dialogs of their own")
def test_that_the_first_dialog_is_made_ready_once_while_a_page_is_read(qtbot, monkeypatch) -> None:
    made = []
    monkeypatch.setattr(file_dialogs, "QFileDialog", lambda: made.append(QFileDialog()) or made[-1])
    file_dialogs._make_ready.cache_clear()
    page, gone = QWidget(), QWidget()
    qtbot.addWidget(page)
    for one in (gone, page, page):
        make_ready(one, after=1)
    gone.deleteLater()
    assert made == []  # not in the way of the page
    qtbot.waitUntil(lambda: len(made) == 1)
    qtbot.wait(20)
    assert len(made) == 1
