"""A box to choose one of a few from, with the id behind each."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QComboBox


def offer(box: QComboBox, choices: Sequence[tuple[str, str]], empty: str = "", usual: str = "") -> None:
    """Put (id, words) into a box; what was chosen stays chosen. ``empty`` are the words for choosing none.

    ``usual`` is chosen where nobody has chosen anything yet.
    """
    wanted = [("", empty), *choices] if empty else list(choices)
    if [(box.itemData(place), box.itemText(place)) for place in range(box.count())] == wanted:
        return
    chosen = box.currentData() or usual
    box.clear()
    for one, words in wanted:
        box.addItem(words, one)
    box.setCurrentIndex(max(0, box.findData(chosen)))
