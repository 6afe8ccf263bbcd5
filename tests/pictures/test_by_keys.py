"""After every act of every page, done by keyboard alone: where the focus is, what was said, and how Esc leads back."""

import pytest

from tests.pictures import by_keys, gallery
from tests.pictures.walk import Found, Walk
from ui.widgets import buttons


@pytest.fixture(scope="module")
def found(qapp, stores, tmp_path_factory) -> Found:
    """What somebody found who pressed everything."""
    asked: list[str] = []
    with pytest.MonkeyPatch.context() as patch, by_keys.nothing_leaves(patch, asked):
        patch.setattr(buttons, "SAME_PRESS_S", 0.0)
        patch.setattr(gallery, "press", by_keys.press_named)
        return Walk(stores, tmp_path_factory.mktemp("choices"), asked).walk()


@pytest.mark.slow
def test_that_after_every_act_the_focus_is_seen_in_the_page(found: Found) -> None:
    assert not found.faults["focus"], "\n".join(found.faults["focus"])


@pytest.mark.slow
def test_that_every_act_changes_what_is_seen(found: Found) -> None:
    assert not found.faults["silent"], "\n".join(found.faults["silent"])


@pytest.mark.slow
def test_that_what_an_act_shows_is_named_large_enough_and_reached_by_tab_in_reading_order(found: Found) -> None:
    assert not found.faults["controls"], "\n".join(found.faults["controls"])


@pytest.mark.slow
def test_that_esc_closes_what_an_act_opened_and_loses_no_word(found: Found) -> None:
    assert not found.faults["esc"], "\n".join(found.faults["esc"])


@pytest.mark.slow
def test_that_most_acts_were_done(found: Found) -> None:
    assert found.acts > LEAST_ACTS, found.acts


LEAST_ACTS = 300
