"""The row of parts says the state of each whole, in large letters too: a part with more to say gets more room."""

import pytest
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QApplication, QWidget

from tests.ui.conftest import on_stage
from ui import style
from ui.widgets.part_row import PartRow, PartState

RECORD = (
    ("内容与陈述", "陈述已记录"), ("生成笔录", "须重新生成"), ("宣读核对", "须重新宣读"),
    ("签名", "笔录有改动，须重新签名"), ("封存", "还差 3 项"),
)  # fmt: skip
ARRIVAL = (
    ("到场", "11月30日 09:00"), ("签到", "2 / 2 人"), ("在场人员", "2 人"), ("亮证告知", "已告知"),
    ("通知书", "已送达"), ("记录仪", "2 个文件"), ("离场", "17:00"),
)  # fmt: skip


@pytest.mark.parametrize("parts", [RECORD, ARRIVAL])
def test_that_every_state_is_whole_in_large_letters_on_the_smallest_screen(qtbot, parts) -> None:
    application = QApplication.instance()
    style.dress(application, large=True)
    row, held = PartRow(), QWidget()
    row.setParent(held)
    window = on_stage(qtbot, held)
    row.show_parts([PartState(title, title, words, done=True) for title, words in parts])
    row.resize(1366 - 312 - 40, 70)  # beside the rail
    row.show()
    qtbot.waitUntil(lambda: sum(one.width() for one in row._buttons.values()) <= row.width())
    for one in row._buttons.values():
        small = QFontMetrics(one._small())
        room = one.width() - small.ascent() - 26
        assert small.horizontalAdvance(one._part.words) <= room, one.text()
        assert one.width() >= one.minimumSizeHint().width()
    window.close()
