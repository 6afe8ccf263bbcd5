"""Traps of the versions that are pinned."""

import sys

from PySide6.QtGui import QColor, QImage, QPainter, QPen


def test_that_painting_keeps_the_references_to_none() -> None:
    # PySide6 6.12.0 on Python 3.11 loses one per void call and the process dies after some thousand.
    image = QImage(16, 16, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    pen = QPen(QColor("black"))
    before = sys.getrefcount(None)
    for _ in range(2_000):
        painter.setPen(pen)
    after = sys.getrefcount(None)
    painter.end()
    assert before - after < 100
