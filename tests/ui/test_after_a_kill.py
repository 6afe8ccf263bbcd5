"""After a kill the program opens at the page, the tab and the piece that one worked at."""

import shutil

import pytest
from PySide6.QtWidgets import QListWidget

from tests.services.on_site import OnSite
from tests.ui import sealed_visit
from tests.ui.conftest import calm, part
from tests.ui.test_way_in import click
from ui.destinations import offered
from ui.whereabouts import recalled


@pytest.fixture(scope="session")
def sealed(tmp_path_factory):
    return sealed_visit.concluded(tmp_path_factory)


@pytest.fixture
def at_the_end(premises, watch, sealed) -> OnSite:
    """A data folder in which a visit is sealed and its notice drafted."""
    folder, site, _ = sealed
    shutil.copytree(folder, premises.folder)
    watch.pass_by(hours=5)
    return site


def killed_and_opened(window, open_window, qtbot, tmp_path, premises):
    """Return a window on what a kill left behind: the data as they are now, without a word to the program."""
    calm(qtbot, window.tasks)
    copy = tmp_path / "killed"
    shutil.copytree(premises.folder, copy, ignore=shutil.ignore_patterns("lock"))
    window.close()
    shutil.rmtree(premises.folder)
    copy.rename(premises.folder)
    again = open_window()
    click(qtbot, again, "seat_jia")
    calm(qtbot, again.tasks)
    return again


def remembered(window, place: str, qtbot) -> None:
    def stored() -> bool:
        last = window.workbench._place.desk.store.drafts.last_place()
        return last is not None and "/".join(one for one in (last.step, last.question) if one) == place

    qtbot.waitUntil(stored)


@pytest.mark.parametrize(
    "where",
    ["checking/sample/q1_5", "checking/evidence", "checking/items", "arrival/persons", "closing/timeline",
     "papers/service", "record/draft"],
)  # fmt: skip
def test_that_after_a_kill_a_step_is_open_at_its_part(
    open_window, qtbot, at_the_end, where, tmp_path, premises
) -> None:
    window = open_window()
    click(qtbot, window, "seat_jia")
    window.workbench.show_inspection(at_the_end.inspection)
    calm(qtbot, window.tasks)
    window.workbench.page.show_step(where)
    remembered(window, where, qtbot)
    again = killed_and_opened(window, open_window, qtbot, tmp_path, premises)
    assert again.workbench.page.shown == where


@pytest.mark.parametrize("where", ["sync/backup", "registers/officers", "settings/paper", "deadlines"])
def test_that_after_a_kill_a_page_is_open_at_its_tab(open_window, qtbot, visit, where, tmp_path, premises) -> None:
    window = open_window()
    click(qtbot, window, "seat_jia")
    calm(qtbot, window.tasks)
    window.workbench.show_destination(where)
    remembered(window, where, qtbot)
    again = killed_and_opened(window, open_window, qtbot, tmp_path, premises)
    assert again.workbench.whereabouts.destination == where


def test_that_after_a_kill_the_signer_and_the_way_are_chosen_again(
    open_window, qtbot, at_the_end, tmp_path, premises
) -> None:
    window = open_window()
    click(qtbot, window, "seat_jia")
    window.workbench.show_inspection(at_the_end.inspection, "record/signing")
    calm(qtbot, window.tasks)
    signers = part(window, QListWidget, "signers")
    signers.setCurrentRow(signers.count() - 1)
    place = window.workbench.page.shown
    assert place.startswith("record/signing/ink/")
    remembered(window, place, qtbot)
    again = killed_and_opened(window, open_window, qtbot, tmp_path, premises)
    assert again.workbench.page.shown == place
    assert part(again, QListWidget, "signers").currentRow() == signers_last(again)


def signers_last(window) -> int:
    return part(window, QListWidget, "signers").count() - 1


def test_that_after_a_kill_the_paper_is_chosen_again(open_window, qtbot, at_the_end, tmp_path, premises) -> None:
    window = open_window()
    click(qtbot, window, "seat_jia")
    window.workbench.show_inspection(at_the_end.inspection, "papers")
    calm(qtbot, window.tasks)
    papers = part(window, QListWidget, "papers")
    row = next(row for row in range(papers.count()) if row != papers.currentRow())
    papers.setCurrentRow(row)
    calm(qtbot, window.tasks)
    place = window.workbench.page.shown
    assert place != "papers/papers"
    remembered(window, place, qtbot)
    again = killed_and_opened(window, open_window, qtbot, tmp_path, premises)
    assert part(again, QListWidget, "papers").currentRow() == row
    assert again.workbench.page.shown == place


def test_that_after_a_kill_the_finding_is_shown_again(open_window, qtbot, at_the_end, tmp_path, premises) -> None:
    window = open_window()
    click(qtbot, window, "seat_jia")
    window.workbench.show_inspection(at_the_end.inspection, "outcome")
    calm(qtbot, window.tasks)
    window.workbench.page.show_step("outcome/findings")
    calm(qtbot, window.tasks)
    place = window.workbench.page.shown
    assert place.startswith(f"outcome/findings/{at_the_end.inspection}/")
    remembered(window, place, qtbot)
    again = killed_and_opened(window, open_window, qtbot, tmp_path, premises)
    assert again.workbench.page.shown == place


def test_that_a_place_an_officer_cannot_go_to_is_the_home_page(open_window, qtbot, visit) -> None:
    window = open_window()
    click(qtbot, window, "seat_jia")
    calm(qtbot, window.tasks)
    window.workbench._place.desk.store.drafts.remember_place("", "approvals")
    assert "approvals" not in offered(window.workbench._place)
    last = window.workbench._place.desk.store.drafts.last_place()
    assert recalled(last, window.workbench._place).destination == "home"
