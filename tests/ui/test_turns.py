"""Acts of a page take turns, and nothing that a field held is dropped while another is being kept."""

from tests.ui.conftest import calm
from ui.pages.parts.acting_page import ActingPage
from ui.pages.parts.turns import Turns


class Played:
    """Turns whose work ends when the test says so."""

    def __init__(self) -> None:
        self.turns, self.begun = Turns(), []

    def take(self, name: str, *, saving: bool) -> None:
        self.turns.take(lambda: self.begun.append(name), saving=saving)


def test_that_what_is_saved_while_something_is_saved_waits_for_it() -> None:
    played = Played()
    for name in ("first field", "second field"):
        played.take(name, saving=True)
    assert played.begun == ["first field"]
    played.turns.end(well=True)
    assert played.begun == ["first field", "second field"]


def test_that_the_act_pressed_while_its_field_is_saved_is_done_after_it() -> None:
    played = Played()
    played.take("field", saving=True)
    played.take("act", saving=False)
    played.turns.end(well=True)
    assert played.begun == ["field", "act"]


def test_that_a_button_pressed_twice_acts_once() -> None:
    played = Played()
    for _ in range(2):
        played.take("act", saving=False)
    played.turns.end(well=True)
    assert played.begun == ["act"]


def test_that_what_could_not_be_saved_stops_the_act_but_not_the_other_fields() -> None:
    played = Played()
    played.take("field", saving=True)
    played.take("other field", saving=True)
    played.take("act", saving=False)
    played.turns.end(well=False)
    played.turns.end(well=True)
    assert played.begun == ["field", "other field"]


class OddPage(ActingPage):
    """A page that cannot show the first state it is given."""

    def __init__(self, place, inspection: str) -> None:
        super().__init__(place, inspection, {})
        self.shown_states = 0

    def show_state(self, state) -> None:
        self.shown_states += 1
        if self.shown_states == 1:
            raise RuntimeError("演练")


def test_that_a_page_that_could_not_show_what_was_done_still_acts(place, visit, qtbot) -> None:
    page, done = OddPage(place, visit.inspection), []
    qtbot.addWidget(page)
    with qtbot.captureExceptions() as raised:
        for number in range(2):
            page.act(lambda desk, number=number: done.append(number))
            calm(qtbot, place.tasks)
    assert done == [0, 1] and len(raised) == 1 and page.shown_states == 2
