"""The watch over the UI thread sees what it is there for. Every other test of the window stands under it."""

from contextlib import suppress
from pathlib import Path

import pypdfium2

from tests.ui.conftest import calm
from tests.ui.ui_thread import watched
from ui.models.inspection_state import inspection_state
from ui.models.pdf_pages import page_shapes
from ui.pages.parts.step_page import Part


def call_from(file: str, act):
    """Return what ``act`` gives when called from a file of the window."""
    scope: dict[str, object] = {"act": act}
    exec(compile("result = act()", file, "exec"), scope)
    return scope["result"]


PAGE = str(Path(__file__).resolve().parents[2] / "ui" / "pages" / "made_up.py")


def test_that_a_statement_of_a_page_is_seen(place, visit) -> None:
    with watched() as found:
        call_from(PAGE, lambda: place.desk.case(visit.inspection))
    assert any(one.startswith("SQL") and "made_up.py" in one for one in found)


def test_that_a_file_opened_by_a_page_is_seen(tmp_path) -> None:
    (tmp_path / "a").write_text("演练", encoding="utf-8")
    with watched() as found:
        call_from(PAGE, lambda: (tmp_path / "a").read_text(encoding="utf-8"))
    assert len(found) == 1


def test_that_work_on_the_store_lane_is_none_of_the_ui_thread(place, visit, qtbot) -> None:
    owner = Part(None)
    qtbot.addWidget(owner)
    with watched() as found:
        call_from(PAGE, lambda: place.ask(owner, lambda desk: inspection_state(desk, visit.inspection, {})))
        calm(qtbot, place.tasks)
    assert found == []


def test_that_what_a_test_does_itself_is_not_the_windows(place, visit) -> None:
    with watched() as found:
        place.desk.case(visit.inspection)
    assert found == []


def test_that_a_paper_read_by_a_page_is_seen() -> None:
    with watched() as found, suppress(pypdfium2.PdfiumError):  # that it was tried is what counts
        call_from(PAGE, lambda: page_shapes(b"no pdf"))
    assert any("PdfDocument" in one for one in found)
