"""Words a full disk does not take: held at the desk, whatever is shown meanwhile, until they are on it."""

import pytest
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget
from shiboken6 import delete, isValid

from app.errors import StorageFailed
from app.services.checking.answering import save_draft, take_drafts
from tests.ui.conftest import calm, part
from tests.ui.full_disk import full_disk
from tests.ui.test_unfinished_forms import half_a_plan, switch_to_large
from ui import keeping, unfinished
from ui.models.inspection_state import QuestionRow
from ui.models.unsaved import keep_texts, kept_texts
from ui.pages.checking.checklist import ChecklistPage
from ui.pages.checking.unfinished_words import UnfinishedWords
from ui.pages.inspection import InspectionPage
from ui.unfinished import Unfinished, kept_form
from ui.widgets.notice import Notice

WORDS = "演练：写到一半"


@pytest.fixture(autouse=True)
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeping, "AGAIN_MS", 50)


class Form(QWidget):
    """A form with one field, under a name."""

    def __init__(self, place, qtbot, name: str) -> None:
        super().__init__()
        field = QLineEdit()
        field.setObjectName("演练")
        QVBoxLayout(self).addWidget(field)
        self.place, self.name, self.field = place, name, field
        self.watched: Unfinished = kept_form(self, place, name)
        calm(qtbot, place.tasks)

    def type(self, words: str, qtbot) -> None:
        self.field.setText(words)
        self.watched.keep()
        calm(qtbot, self.place.tasks)

    @property
    def on_disk(self) -> list[str]:
        return list(kept_texts(self.place.desk, "window-jia", self.name).values())


@pytest.fixture
def form(place, qtbot):
    made: list[Form] = []

    def opened(name: str) -> Form:
        made.append(Form(place, qtbot, name))
        return made[-1]

    yield opened
    for one in made:
        if isValid(one):
            delete(one)


def test_that_the_words_of_a_page_that_is_gone_are_kept_and_told_as_kept(place, form, qtbot) -> None:
    gone = form("gone")
    with full_disk(place) as told:
        gone.type(WORDS, qtbot)
        delete(gone)
        assert len(told) == 1
    qtbot.waitUntil(lambda: gone.on_disk == [WORDS])
    qtbot.waitUntil(lambda: told[1:] == [None])


def test_that_all_is_kept_is_told_once_all_is(place, form, qtbot) -> None:
    one, other = form("one"), form("other")
    with full_disk(place) as told:
        one.type(WORDS, qtbot)
        other.type(WORDS, qtbot)
    qtbot.waitUntil(lambda: told[-1] is None)
    calm(qtbot, place.tasks)
    assert [error is None for error in told] == [False, True] and one.on_disk == other.on_disk == [WORDS]


def test_that_a_form_recorded_meanwhile_is_kept_no_more(place, form, qtbot) -> None:
    recorded = form("recorded")
    recorded.type("演练：先前", qtbot)
    with full_disk(place) as told:
        recorded.type(WORDS, qtbot)
        recorded.watched.finish()
    qtbot.waitUntil(lambda: told[1:] == [None])
    assert recorded.on_disk == []


def test_that_a_page_made_anew_shows_the_words_that_are_not_on_the_disk_yet(place, form, qtbot) -> None:
    with full_disk(place):
        form("anew").type(WORDS, qtbot)
        assert form("anew").field.text() == WORDS


def test_that_a_form_on_a_full_disk_is_found_again_by_its_name(place, form, qtbot) -> None:
    kept, held = form("unit/kept"), form("unit/held")
    kept.type("演练：先前", qtbot)
    found: list[str] = []
    look = lambda: place.ask(held, lambda desk: held.watched.left(desk, "unit/"), found.append)  # noqa: E731
    with full_disk(place):
        held.type(WORDS, qtbot)
        look()
        calm(qtbot, place.tasks)
        held.watched.finish()
        calm(qtbot, place.tasks)
        look()
        calm(qtbot, place.tasks)
    assert found == ["unit/held", "unit/kept"]


def unreadable(*_: object) -> None:
    raise StorageFailed("store-unreadable", "演练：读取失败。", "请重试。")


def test_that_what_is_typed_is_kept_though_what_was_kept_could_not_be_read(place, form, qtbot, monkeypatch) -> None:
    told: list[Exception] = []
    place.tasks.went_wrong.connect(told.append)

    with monkeypatch.context() as spoiled:
        spoiled.setattr(unfinished, "kept_texts", unreadable)
        watched = form("odd")
    watched.type(WORDS, qtbot)
    assert [one.title for one in told] == ["演练：读取失败。"] and watched.on_disk == [WORDS]


def test_that_what_was_kept_and_could_not_be_read_stays_beside_what_is_typed_now(place, form, qtbot, monkeypatch):
    keep_texts(place.desk, "window-jia", "odd", {"演练前": "演练：先前"})
    with monkeypatch.context() as spoiled:
        spoiled.setattr(unfinished, "kept_texts", unreadable)
        watched = form("odd")
        watched.type("演练：还读不出", qtbot)  # the words of before are not written over unread
    assert kept_texts(place.desk, "window-jia", "odd") == {"演练前": "演练：先前"}
    watched.type(WORDS, qtbot)
    assert kept_texts(place.desk, "window-jia", "odd") == {"演练前": "演练：先前", "演练": WORDS}


def question(place, visit, qtbot, path: str) -> QuestionRow:
    page = InspectionPage(place, visit.inspection, "checking", path)
    qtbot.addWidget(page)
    calm(qtbot, place.tasks)
    return next(one for one in page.findChild(ChecklistPage)._state.questions if one.path == path)


@pytest.fixture
def words(place, visit, qtbot):
    row = question(place, visit, qtbot, "q1_1")
    return row, lambda: UnfinishedWords(place, visit.inspection, take_drafts(place.desk, visit.inspection))


def drafts(place, visit) -> dict[str, str]:
    return {part: text for (path, part), text in take_drafts(place.desk, visit.inspection).items() if path == "q1_1"}


def test_that_the_reason_and_the_note_of_a_question_are_both_kept(place, visit, words, qtbot) -> None:
    row, opened = words
    typed = opened()
    with full_disk(place):
        typed.keep(row, {"reason": WORDS})
        typed.keep(row, {"note": f"{WORDS}之二"})
        calm(qtbot, place.tasks)
        assert opened().of(row) == ({"reason": WORDS, "note": f"{WORDS}之二"}, "")
    qtbot.waitUntil(lambda: drafts(place, visit) == {"reason": WORDS, "note": f"{WORDS}之二"})


def test_that_words_given_up_on_a_full_disk_do_not_come_back(place, visit, words, qtbot) -> None:
    row, opened = words
    save_draft(place.desk, visit.inspection, "q1_1", "演练：先前", "reason")
    typed = opened()
    with full_disk(place):
        typed.keep(row, {"reason": ""})
        typed.keep(row, {"note": WORDS})
        calm(qtbot, place.tasks)
    qtbot.waitUntil(lambda: drafts(place, visit) == {"note": WORDS})


def test_that_words_that_go_into_their_answer_are_kept_no_more(place, visit, words, qtbot) -> None:
    row, opened = words
    typed = opened()
    with full_disk(place) as told:
        typed.keep(row, {"note": WORDS})
        calm(qtbot, place.tasks)
        typed.go("q1_1")
        assert told[1:] == [None]
    assert place.keeping.held(visit.inspection) == drafts(place, visit) == {}


def test_that_the_large_view_holds_what_is_not_on_the_disk_yet(open_window, qtbot, premises) -> None:
    window = half_a_plan(open_window, qtbot, premises)
    calm(qtbot, window.tasks)
    with full_disk(window.workbench._place) as told:
        part(window, QLineEdit, "purpose").setText(WORDS)
        switch_to_large(qtbot, window)
        assert part(window, QLineEdit, "purpose").text() == WORDS
        assert part(window, Notice, "greeting").isVisible()
    qtbot.waitUntil(lambda: told[-1] is None)
    assert not part(window, Notice, "greeting").isVisible() and [one is None for one in told] == [False, True]


def test_that_a_picture_that_is_safe_does_not_say_so_of_words(open_window, qtbot, premises) -> None:
    window = half_a_plan(open_window, qtbot, premises)
    calm(qtbot, window.tasks)
    with full_disk(window.workbench._place) as told:
        part(window, QLineEdit, "purpose").setText(WORDS)
        qtbot.waitUntil(lambda: bool(told))
        window.tasks.unkept.emit(None)  # by what was asked about at a question
        assert part(window, Notice, "greeting").isVisible()
    qtbot.waitUntil(lambda: not part(window, Notice, "greeting").isVisible())
