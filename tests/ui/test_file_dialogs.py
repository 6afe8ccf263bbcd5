"""Where the file dialogs begin: where one was last time, each sort of file by itself."""

from pathlib import Path

import pytest
from PySide6.QtCore import QStandardPaths
from PySide6.QtWidgets import QFileDialog, QWidget

from ui.widgets import file_dialogs
from ui.widgets.file_dialogs import DOCUMENTS, PHOTOS, ask_file, ask_files, ask_new_file, last_folder


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


def test_that_the_first_dialog_begins_in_the_folder_of_the_person(qtbot, shown) -> None:
    page = QWidget()
    qtbot.addWidget(page)
    ask_file(page, "选择照片", sort=PHOTOS)
    assert shown["start"] == QStandardPaths.writableLocation(QStandardPaths.StandardLocation.PicturesLocation)
    ask_new_file(page, "另存为", "笔录.pdf")
    documents = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    assert Path(shown["start"]) == Path(documents, "笔录.pdf")


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


def test_that_no_page_opens_a_file_dialog_that_forgets_its_folder() -> None:
    own = Path(file_dialogs.__file__)
    others = [one for one in own.parents[1].rglob("*.py") if one != own]
    assert [one.name for one in others if "QFileDialog.get" in one.read_text(encoding="utf-8")] == []
