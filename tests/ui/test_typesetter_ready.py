"""Fonts are loaded behind the first page, by another thread than the one that draws the window."""

import threading
from pathlib import Path

from app.services.shelf import Shelf
from app.typesetting import fonts, rendering
from tests.ui.conftest import calm
from tests.ui.test_way_in import click


class Loaded(dict[str, fonts.Face]):
    """Faces with the threads that brought them."""

    def __init__(self) -> None:
        super().__init__()
        self.threads: set[threading.Thread] = set()

    def setdefault(self, name: str, face: fonts.Face) -> fonts.Face:  # type: ignore[override]
        self.threads.add(threading.current_thread())
        return super().setdefault(name, face)


def test_that_fonts_are_loaded_once_the_desk_is_open_and_not_by_the_window(
    open_window, qtbot, visit, monkeypatch
) -> None:
    loaded = Loaded()
    monkeypatch.setattr(fonts, "_FACES", loaded)
    rendering.get_ready.cache_clear()
    window = open_window()
    assert not loaded
    click(qtbot, window, "seat_jia")
    calm(qtbot, window.tasks)
    assert set(fonts.USUAL) <= set(loaded)
    assert loaded.threads and threading.main_thread() not in loaded.threads


def test_that_a_missing_font_is_told_when_the_desk_opens(
    open_window, qtbot, visit, monkeypatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(fonts, "FONT_FOLDER", tmp_path)
    monkeypatch.setattr(fonts, "_FACES", {})
    rendering.get_ready.cache_clear()
    window = open_window()
    told: list[Exception] = []
    window.tasks.went_wrong.disconnect()
    window.tasks.went_wrong.connect(told.append)
    click(qtbot, window, "seat_jia")
    calm(qtbot, window.tasks)
    assert [getattr(one, "code", "") for one in told] == ["font-missing"]
    assert window.workbench is not None


def test_that_the_papers_of_the_forms_are_read_behind_the_first_page(open_window, qtbot, visit, monkeypatch) -> None:
    read: list[tuple[str, threading.Thread]] = []
    documents = Shelf.documents
    monkeypatch.setattr(
        Shelf, "documents",
        lambda shelf, form: (read.append((form, threading.current_thread())), documents(shelf, form))[1],
    )  # fmt: skip
    window = open_window()
    click(qtbot, window, "seat_jia")
    calm(qtbot, window.tasks)
    assert {"electronic-records", "recheck"} <= {form for form, _ in read}
    assert threading.main_thread() not in {thread for _, thread in read}
