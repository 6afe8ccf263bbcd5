"""A slip found after the case was closed: corrected by a paper of its own, the case stays closed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.domain.operations import Change
from app.domain.procedure.case import COURSE
from app.domain.procedure.mapping import to_json
from app.domain.procedure.rail import steps
from app.domain.procedure.settlements import CORRECTION
from app.errors import Refused
from app.services.casefile.completeness import case_blockers
from app.services.clocks import board
from app.services.correcting.beginning import begin_correction
from app.services.correcting.slips import Slip
from app.services.listing.due import Work, work_to_do
from app.services.listing.figures import OPEN, Selection
from app.services.listing.refreshing import refresh
from app.services.listing.rows import RowMaker, step_words
from app.services.papers.composing import compose
from app.services.papers.drafting import draft, paper
from app.services.papers.making import begin, enter, offers
from app.services.record.journey import about
from tests.services.at_the_table import at_the_table, refused_codes, seal
from tests.services.on_site import OnSite
from tests.services.papers.made import signed

SLIP = Slip("检查地点", "演练路1号", "演练路2号")


@pytest.fixture
def site(tmp_path: Path) -> Iterator[OnSite]:
    with at_the_table(tmp_path / "data") as begun:
        seal(begun)
        begun.watch.pass_by(days=40)
        begun.desk.commit([Change(COURSE, begun.inspection, "closed_at", to_json(begun.desk.now()))])
        begun.watch.pass_by(days=3)
        yield begun


def corrected(site: OnSite) -> str:
    """Return the id of the drafted correction of a slip."""
    document = begin_correction(site.desk, site.inspection, CORRECTION, slips=[SLIP], reason="门牌抄错（演练）").id
    enter(site.desk, site.inspection, document, {"checked_by": "read"})
    draft(site.desk, site.inspection, paper(site.desk.case(site.inspection), document), compose)
    return document


def work_to_do_now(site: OnSite) -> Work:
    refresh(site.desk)
    return work_to_do(site.desk, 4)


def closing(site: OnSite) -> list[str]:
    case = site.desk.case(site.inspection)
    step = next(one for one in steps(case, about(site.desk, case)) if one.key == "closing")
    return [one.code for one in step.blockers]


def test_that_a_sealed_record_is_corrected_after_closing_and_the_case_stays_closed(site: OnSite) -> None:
    closed = site.desk.case(site.inspection).inspection.closed_at
    assert closing(site) == []
    document = corrected(site)
    assert closing(site) == ["correction-open"]
    assert signed(site, document).state == "signed"
    case = site.desk.case(site.inspection)
    assert case.inspection.closed_at == closed and closing(site) == []


def test_that_a_closed_case_with_a_correction_begun_is_called_closed_and_not_forgotten(site: OnSite) -> None:
    def listed() -> str:
        row = RowMaker(site.desk).row(site.inspection, site.desk.store.read_root(site.inspection))
        assert row is not None and row.state == "closed"
        assert row.open is bool(row.cells.get("next"))
        return step_words(row.cells)

    assert listed() == "已办结"
    document = corrected(site)
    case = site.desk.case(site.inspection)
    assert steps(case, about(site.desk, case))[-1].words == "已结案 · 补正待封存"
    assert listed() == "已办结 · 补正待封存"
    (told, *_) = work_to_do_now(site).under_way.rows
    assert (told.inspection, told.step) == (site.inspection, f"papers/{document}")
    assert work_to_do_now(site).under_way.count == 1
    assert board(site.desk).rows == ()
    assert Selection(site.desk, 0).roots(OPEN) == ()
    signed(site, document)
    assert listed() == "已办结" and work_to_do_now(site).under_way.rows == ()


def test_that_an_open_correction_is_one_reason_against_the_case_file(site: OnSite) -> None:
    place = f"papers/{corrected(site)}"
    found = case_blockers(site.desk, site.desk.case(site.inspection), ())
    assert [one.code for one in found if one.place == place] == ["correction-open"]


def test_that_a_correction_is_still_signed_by_everybody_who_signed(site: OnSite) -> None:
    from app.services.papers.signed_papers import seal_paper

    document = corrected(site)
    with pytest.raises(Refused) as refused:
        seal_paper(site.desk, site.inspection, document)
    assert set(refused_codes(refused)) == {"paper-unsigned"}


def test_that_nothing_but_corrections_is_made_of_a_closed_case(site: OnSite) -> None:
    case = site.desk.case(site.inspection)
    can = {one.definition.kind for one in offers(site.desk, case) if "closed" not in [b.code for b in one.blockers]}
    assert can == {"D47", "D48"}
    with pytest.raises(Refused) as refused:
        begin(site.desk, site.inspection, "D13")
    assert "closed" in refused_codes(refused)
