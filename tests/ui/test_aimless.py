"""Whatever is pressed, typed and chosen, in any order: nothing unforeseen happens, and what was recorded stands.

``AIMLESS_SEEDS="7 8" AIMLESS_ACTS=500`` tries others; a red one tells its last acts.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QFileDialog, QMessageBox

from app.domain.secret_strength import TRAINING_PASSPHRASE
from app.services.session.opening import close, open_desk
from tests.ui import arriving_step, stage
from tests.ui.aimless import Aimless
from tests.ui.conftest import calm
from ui.messages import Messages

sealed = stage.sealed

UNFORESEEN = "程序遇到意外问题。"
LONG = os.environ.get("SOAK") == "1"
SEEDS = tuple(map(int, os.environ.get("AIMLESS_SEEDS", "1 2 3 4 5 6 7 8" if LONG else "1").split()))
ACTS = int(os.environ.get("AIMLESS_ACTS", "500" if LONG else "120"))


@pytest.fixture
def unforeseen(monkeypatch: pytest.MonkeyPatch) -> list[BaseException]:
    """Collect the failures for which the program has no words of their own."""
    found: list[BaseException] = []
    words = Messages.words

    def noted(self: Messages, error: BaseException) -> tuple[str, str]:
        told = words(self, error)
        if told[0] == UNFORESEEN:
            found.append(error)
        return told

    monkeypatch.setattr(Messages, "words", noted)
    return found


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    """What a person may choose: a photo, what is no photo, a table, a folder, and a stick that was pulled."""
    (tmp_path / "empty.pdf").write_bytes(b"")
    (tmp_path / "words.txt").write_text("演练", encoding="utf-8")
    (tmp_path / "table.csv").write_text("单位名称,县区\n演练单位,莲池区\n", encoding="utf-8")
    photo = arriving_step.photo(tmp_path)
    return [photo, *(tmp_path / one for one in ("empty.pdf", "words.txt", "table.csv", "", "away/record.pdf"))]


@pytest.mark.qt_log_ignore("This plugin does not support")  # a window without a screen cannot take the keyboard
@pytest.mark.parametrize("start", ["new", "visit", "sealed"])
@pytest.mark.parametrize("seed", SEEDS)
def test_that_acts_without_aim_break_nothing(
    seed: int, start: str, premises, watch, prepared, sealed, open_window, qtbot, files, monkeypatch, unforeseen
) -> None:
    folder, site = {"new": (None, None), "visit": prepared, "sealed": sealed[:2]}[start]
    if folder is not None:
        shutil.copytree(folder, premises.folder)
    window = open_window()

    def settled() -> None:
        qtbot.wait(2)  # what was pressed is drawn, what was typed is kept
        calm(qtbot, window.tasks)

    person = Aimless(seed, window, watch, settled, site.inspection if site is not None else "")
    _answer_dialogs(monkeypatch, person, files)
    with qtbot.captureExceptions() as raised:
        for _ in range(ACTS):
            person.act()
            assert not unforeseen + raised, "\n".join(person.did[-25:])
    window.close()
    if not premises.folder.exists():
        return
    desk = open_desk(premises.folder, forms=premises.forms, clock=premises.clock, passphrase=TRAINING_PASSPHRASE)
    problems = desk.store.upkeep.check().problems
    close(desk)
    assert problems == ()


def _answer_dialogs(monkeypatch: pytest.MonkeyPatch, person: Aimless, files: list[Path]) -> None:
    def one(*_: Any) -> tuple[str, str]:
        return person.file_among(files), ""

    def some(*_: Any) -> tuple[list[str], str]:
        return [chosen for chosen in (person.file_among(files),) if chosen], ""

    monkeypatch.setattr(QFileDialog, "getOpenFileName", staticmethod(one))
    monkeypatch.setattr(QFileDialog, "getSaveFileName", staticmethod(one))
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", staticmethod(some))
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", staticmethod(lambda *_: one()[0]))
    monkeypatch.setattr(QMessageBox, "exec", lambda box: person.answer(box))
