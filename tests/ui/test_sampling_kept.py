"""A cell of a sampling table that is half typed: there again after a crash, and kept while the disk is full."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QTableView

from app.errors import StorageFailed
from tests.ui import test_sampling
from tests.ui.conftest import calm, on_stage, part
from tests.ui.test_sampling import PIECE, TITLE, answers, editor, place_of, press, write
from ui.models.unsaved import keep_texts, kept_texts
from ui.pages.checking import sampling, unfinished_cell
from ui.pages.checking.sampling import SamplingPage
from ui.pages.inspection import InspectionPage

page = test_sampling.page
CELL = "cell/{inspection}/q1_5"


def on_disk(place) -> dict[str, str]:
    """Return what is kept of a cell that is being typed into, by its path."""
    (inspection,) = place.desk.store.read_all("inspection")
    return dict(kept_texts(place.desk, "window-jia", CELL.format(inspection=inspection.entity_id)))


def half_typed(page, place, qtbot) -> dict[str, str]:
    press(page, "addRow", place, qtbot)
    write(page, place, qtbot, "演练-001")
    QTest.keyClicks(editor(page), "half a ti")
    qtbot.waitUntil(lambda: "half a ti" in on_disk(place).values())
    return on_disk(place)


def test_that_a_cell_half_typed_is_open_again_after_a_dead_battery(page, place, visit, qtbot) -> None:
    kept = half_typed(page, place, qtbot)
    QTest.keyClick(editor(page), Qt.Key.Key_Escape)  # a window that opens beside it would have it recorded
    calm(qtbot, place.tasks)
    keep_texts(place.desk, "window-jia", CELL.format(inspection=visit.inspection), kept)
    again = InspectionPage(place, visit.inspection, "checking", "q1_5")
    window = on_stage(qtbot, again)
    calm(qtbot, place.tasks)
    press(again, "openSample", place, qtbot)
    window.activateWindow()
    samples = again.findChild(SamplingPage)
    assert place_of(samples) == (0, TITLE) and editor(samples).text() == "half a ti"
    write(samples, place, qtbot, "half a title")
    assert "half a title" in answers(place, visit).values()
    assert on_disk(place) == {}


def test_that_a_cell_given_up_by_escape_does_not_come_back(page, place, visit, qtbot) -> None:
    half_typed(page, place, qtbot)
    QTest.keyClick(editor(page), Qt.Key.Key_Escape)
    calm(qtbot, place.tasks)
    assert on_disk(place) == {}


def full(*_: object, **__: object) -> None:
    raise StorageFailed("disk-full", "磁盘空间不足。", "请清理空间。")


def test_that_a_cell_a_full_disk_did_not_take_is_tried_again_and_told_once(
    page, place, visit, qtbot, monkeypatch
) -> None:
    press(page, "addRow", place, qtbot)
    told: list[Exception] = []
    place.tasks.unkept.connect(told.append)
    with monkeypatch.context() as disk:
        disk.setattr(unfinished_cell, "keep_texts", full)
        QTest.keyClicks(editor(page), "half")
        qtbot.waitUntil(lambda: bool(told))
        QTest.keyClicks(editor(page), " a")
        page._unfinished._on_pause()
        calm(qtbot, place.tasks)
    assert len(told) == 1 and on_disk(place) == {}
    qtbot.waitUntil(lambda: "half a" in on_disk(place).values())  # nothing more is typed
    qtbot.waitUntil(lambda: told[-1] is None)


def test_that_a_cell_left_on_a_full_disk_keeps_its_words_and_is_recorded_later(
    page, place, visit, qtbot, monkeypatch
) -> None:
    press(page, "addRow", place, qtbot)
    with monkeypatch.context() as disk:
        disk.setattr(sampling, "entered", full)
        write(page, place, qtbot, "演练-001")
    model = part(page, QTableView, "samples").model()
    assert model.data(model.index(0, PIECE)) == "演练-001"
    assert "磁盘空间不足" in model.problem(model.index(0, PIECE))
    assert "演练-001" in on_disk(place).values()
    QTest.keyClick(editor(page), Qt.Key.Key_Escape)
    assert "演练-001" in on_disk(place).values()
    view = part(page, QTableView, "samples")
    view.setCurrentIndex(model.index(0, PIECE))
    view.edit(view.currentIndex())
    QTest.keyClick(editor(page), Qt.Key.Key_Return)
    calm(qtbot, place.tasks)
    assert "演练-001" in answers(place, visit).values() and on_disk(place) == {}


def test_that_cells_that_could_not_be_read_stay_beside_those_typed_now(page, place, visit, qtbot, monkeypatch) -> None:
    kept = half_typed(page, place, qtbot)
    QTest.keyClick(editor(page), Qt.Key.Key_Escape)
    calm(qtbot, place.tasks)
    name = CELL.format(inspection=visit.inspection)
    keep_texts(place.desk, "window-jia", name, kept)
    told: list[Exception] = []
    place.tasks.went_wrong.connect(told.append)
    with monkeypatch.context() as spoiled:
        spoiled.setattr(unfinished_cell, "kept_texts", full)
        page._unfinished.begin(name.removeprefix("cell/"))
        calm(qtbot, place.tasks)
        assert len(told) == 1
    press(page, "addRow", place, qtbot)
    with monkeypatch.context() as disk:
        disk.setattr(sampling, "entered", full)
        write(page, place, qtbot, "演练-002")
    assert sorted(on_disk(place).values()) == sorted([*kept.values(), "演练-002"])
    view = part(page, QTableView, "samples")
    QTest.keyClick(editor(page), Qt.Key.Key_Escape)
    view.setCurrentIndex(view.model().index(1, PIECE))
    view.edit(view.currentIndex())
    QTest.keyClick(editor(page), Qt.Key.Key_Return)
    calm(qtbot, place.tasks)
    assert "演练-002" in answers(place, visit).values() and on_disk(place) == kept
