"""Words that a full disk does not take while those of before cannot be read from it: neither covers the other."""

import pytest

from tests.ui import test_kept_on_a_full_disk as on_a_full_disk
from tests.ui.conftest import calm
from tests.ui.full_disk import full_disk
from ui import unfinished
from ui.models.unsaved import keep_texts, kept_texts

WORDS, unreadable = on_a_full_disk.WORDS, on_a_full_disk.unreadable
soon, form = on_a_full_disk.soon, on_a_full_disk.form
BEFORE = {"演练前": "演练：先前"}


def kept(place) -> dict[str, str]:
    return dict(kept_texts(place.desk, "window-jia", "odd"))


def test_that_words_in_memory_are_shown_and_kept_where_the_disk_is_not_read(place, form, qtbot, monkeypatch) -> None:
    with full_disk(place):
        form("odd").type(WORDS, qtbot)
        with monkeypatch.context() as spoiled:
            spoiled.setattr(unfinished, "kept_texts", unreadable)
            again = form("odd")
        assert again.field.text() == WORDS
        again.watched.keep()
    qtbot.waitUntil(lambda: kept(place) == {"演练": WORDS})


def test_that_words_typed_beside_unread_ones_do_not_cover_them_later(place, form, qtbot, monkeypatch) -> None:
    keep_texts(place.desk, "window-jia", "odd", BEFORE)
    with full_disk(place):
        with monkeypatch.context() as spoiled:
            spoiled.setattr(unfinished, "kept_texts", unreadable)
            form("odd").type(WORDS, qtbot)
        again = form("odd")  # read by now, and the disk is full still
        assert again.field.text() == WORDS and again.watched.kept("演练前") == BEFORE["演练前"]
        again.type(f"{WORDS}，接着写", qtbot)
    qtbot.waitUntil(lambda: kept(place) == {"演练": f"{WORDS}，接着写", **BEFORE})
    calm(qtbot, place.tasks)


@pytest.mark.parametrize("read", [True, False])
def test_that_a_form_recorded_in_such_a_state_is_kept_no_more(place, form, qtbot, monkeypatch, read) -> None:
    keep_texts(place.desk, "window-jia", "odd", BEFORE)
    with full_disk(place), monkeypatch.context() as spoiled:
        spoiled.setattr(unfinished, "kept_texts", unreadable)
        form("odd").type(WORDS, qtbot)
        if read:
            spoiled.undo()
        again = form("odd")
        again.watched.finish()
    qtbot.waitUntil(lambda: kept(place) == {})
