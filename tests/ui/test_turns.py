"""Acts of a page take turns, and nothing that a field held is dropped while another is being kept."""

from ui.pages.turns import Turns


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
