"""Qt's own dialogs speak Chinese, too: what its catalogue lacks is added."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTranslator
from PySide6.QtWidgets import QFileDialog, QTreeView

from resources.scripts.make_words import WORDS, make
from ui.application import _speak_chinese


@pytest.fixture
def chinese(qapp):
    before = set(qapp.findChildren(QTranslator))
    _speak_chinese(qapp)
    yield
    for one in set(qapp.findChildren(QTranslator)) - before:
        qapp.removeTranslator(one)


@pytest.mark.qt_log_ignore("propagateSizeHints")  # of a window of its own, without a screen
def test_that_the_file_dialog_names_a_folder_in_chinese(chinese, qtbot, tmp_path) -> None:
    (tmp_path / "演练").mkdir()
    dialog = QFileDialog(None, "添加证据", str(tmp_path))
    dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
    dialog.setViewMode(QFileDialog.ViewMode.Detail)
    qtbot.addWidget(dialog)
    dialog.show()
    table = dialog.findChild(QTreeView)
    model, root = table.model(), table.rootIndex
    qtbot.waitUntil(lambda: model.rowCount(root()) == 1)
    assert model.index(0, 2, root()).data() == "文件夹"
    heads = [model.headerData(place, Qt.Orientation.Horizontal) for place in range(model.columnCount(root()))]
    assert heads == ["名称", "大小", "类型", "修改日期"]


def test_that_the_words_are_made_from_the_file_beside_them(tmp_path: Path) -> None:
    make(tmp_path / "made.qm")
    assert WORDS.with_suffix(".qm").read_bytes() == (tmp_path / "made.qm").read_bytes(), "make_words.py"
