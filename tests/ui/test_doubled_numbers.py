"""One number on papers of two laptops that never met a centre: listed beside the other disagreements, and put right."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel, QPushButton

from app.domain.numbers import LEASED, RESERVED
from app.services.exchange.parcels import pack
from app.services.exchange.queue import disagreeing
from app.services.exchange.taking_in import take_in
from app.services.numbers import ledger
from app.services.numbers.doubled import doubled
from app.services.papers.making import begin
from app.services.papers.numbering import numbered, recorded
from app.services.papers.voiding_final import told_of_voiding, void_final
from app.services.session.opening import OpenDesk, close
from app.services.session.setting_up import set_up_training
from tests import stretching
from tests.services import on_site
from tests.services.on_site import BUREAU, FORMS, PEOPLE
from tests.services.papers.made import final, made
from tests.ui import stage
from tests.ui.conftest import calm, on_stage, part
from ui.pages.sync.conflicts import ConflictsTab

cheap = stretching.codes
sealed, place, site = stage.sealed, stage.place, stage.site


@pytest.fixture
def colleague(tmp_path: Path, watch) -> Iterator[OpenDesk]:
    """A laptop whose administrator granted it the same numbers, with a letter under the first of them."""
    desk = set_up_training(tmp_path / "colleague", forms=FORMS, clock=watch, bureau=BUREAU, officers=PEOPLE)
    visit = on_site.begin(desk, watch)
    ledger.lease_locally(desk, ["D14"], 2026, 1, 5)
    document, reserved = numbered(desk, visit.inspection, "D14")
    desk.commit([*reserved, *recorded(document)])
    yield desk
    close(desk)


def meet(site, colleague: OpenDesk, folder: Path) -> None:
    """Take in the colleague's parcel; the administrator grants numbers that nobody has."""
    packed = pack(colleague, folder / "in.aix")
    take_in(site.desk, packed.path, packed.code)
    ledger.lease_locally(site.desk, ["D14"], 2026, 6, 8)


def number_of(desk: OpenDesk) -> str:
    """Return the number of the letter on a colleague's laptop."""
    return next(one.id for one in ledger.known(desk) if one.state == RESERVED)


@pytest.fixture
def tab(place, qtbot) -> Iterator[ConflictsTab]:
    made_tab = ConflictsTab(place)
    window = on_stage(qtbot, made_tab)
    yield made_tab
    window.close()


def test_that_a_number_on_two_drafts_is_listed_and_one_takes_another(site, colleague, tab, tmp_path, qtbot) -> None:
    ledger.lease_locally(site.desk, ["D14"], 2026, 1, 5)
    letter = made(site, "D14")
    meet(site, colleague, tmp_path)
    assert [len(one.papers) for one in doubled(site.desk)] == [2] and disagreeing(site.desk) == 1
    tab.refresh()
    calm(qtbot, tab._place.tasks)
    assert "用在了 2 份文书上" in part(tab, QLabel, "doubled0").text()
    assert "换用新文号" in part(tab, QLabel, "doubledAdvice0").text()
    rows = [one for one in tab.findChildren(QLabel) if one.objectName().startswith("doubledPaper0_")]
    own = next(at for at in range(2) if own_is(tab, at, site))
    assert len(rows) == 2 and "本机主办" in part(tab, QLabel, f"doubledPaper0_{own}").text()
    assert not tab.findChildren(QPushButton, f"renewNumber0_{1 - own}")  # led by the other laptop
    with qtbot.waitSignal(tab.changed):
        part(tab, QPushButton, f"renewNumber0_{own}").click()
    calm(qtbot, tab._place.tasks)
    case = site.desk.case(site.inspection)
    (fresh,) = [one.number for one in case.documents if one.id == letter]
    assert fresh != ledger.known(site.desk)[0].id and doubled(site.desk) == () and disagreeing(site.desk) == 0
    tab.refresh()
    calm(qtbot, tab._place.tasks)
    assert part(tab, QLabel, "nothingDisagrees").isVisible()


def own_is(tab: ConflictsTab, at: int, site) -> bool:
    paper = tab._numbers._shown[0].papers[at]
    return paper.inspection == site.inspection


def test_that_a_final_paper_is_voided_and_its_number_left_to_the_other(site, colleague, tmp_path) -> None:
    ledger.lease_locally(site.desk, ["D14"], 2026, 1, 5)
    letter = final(site, "D14")
    meet(site, colleague, tmp_path)
    (held,) = doubled(site.desk)
    case = site.desk.case(site.inspection)
    paper = next(one for one in case.documents if one.id == letter)
    assert "留给另一份文书" in told_of_voiding(site.desk, case, paper)[0]
    void_final(site.desk, site.inspection, letter, "与另一台电脑的文书同号（演练）")
    after = ledger.number(site.desk, held.number)
    (other,) = [one.id for _, one in held.papers if one.id != letter]
    assert (after.state, after.measure) == ("reserved", other) and doubled(site.desk) == ()
    assert begin(site.desk, site.inspection, "D14").number != held.number


def test_that_a_number_used_on_the_other_laptop_is_never_taken_here(site, colleague, tmp_path) -> None:
    ledger.lease_locally(site.desk, ["D14"], 2026, 1, 5)
    meet(site, colleague, tmp_path)
    letters = [one for one in ledger.known(site.desk) if one.id.startswith(number_of(colleague).rpartition(":")[0])]
    first, *others = sorted(letters, key=lambda one: one.id)
    assert first.state == RESERVED and {one.state for one in others} == {LEASED}
    assert begin(site.desk, site.inspection, "D14").number != first.id
    assert doubled(site.desk) == ()
