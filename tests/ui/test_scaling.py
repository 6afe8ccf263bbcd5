"""On a screen of 1366x768 pixels at 125, 150 and 175 %: nothing is cut, every main act is reached."""

import pytest

from app.services.numbers import ledger
from app.services.papers import life
from app.services.session.opening import close, open_desk
from tests.forked import CONTEXT
from tests.services.at_the_table import VIOLATES, approve, begin, order, read_out
from tests.services.on_site import answer_everything
from tests.ui.scaled_window import Showing, show_at
from tests.ui.sealed_visit import at, concluded, desk_of

FACTORS = pytest.mark.parametrize("factor", ["1.25", "1.5", "1.75"])


def assert_all_is_seen(tmp_path, factor: str, shown: Showing) -> None:
    """Show these steps at a scale, in a process of its own, and fail with what is cut or out of reach."""
    report, errors = tmp_path / "report", tmp_path / "errors"
    process = CONTEXT.Process(target=show_at, args=(factor, shown, report, errors))
    process.start()
    process.join(300)
    process.kill()
    told, complaints = (one.read_text(encoding="utf-8") if one.exists() else "" for one in (report, errors))
    assert process.exitcode == 0, complaints
    assert f"scale {factor}" in complaints
    assert not told, told


@pytest.mark.slow
@FACTORS
def test_that_nothing_is_cut_and_every_act_is_reached(premises, visit, tmp_path, factor) -> None:
    steps = ("@home", "checking", "record", "papers")
    assert_all_is_seen(tmp_path, factor, Showing(premises.folder, tmp_path / "choices", visit.inspection, 0, steps))


@pytest.mark.slow
@FACTORS
def test_that_the_pages_of_the_bench_fit_too(premises, visit, tmp_path, factor) -> None:
    pages = ("@deadlines", "@inspections", "@registers/numbers", "@registers/officers", "@settings", "@sync/stick")
    assert_all_is_seen(tmp_path, factor, Showing(premises.folder, tmp_path / "choices", visit.inspection, 0, pages))


@pytest.mark.slow
@FACTORS
def test_that_the_record_can_be_signed_here_and_by_the_party(premises, visit, watch, tmp_path, factor) -> None:
    site = read_out_to_all(premises, visit, watch)
    signing = Showing(premises.folder, tmp_path / "choices", site.inspection, 5, ("record/signing",))
    assert_all_is_seen(tmp_path, factor, signing)


@pytest.mark.slow
@FACTORS
def test_that_a_party_who_needs_large_letters_has_every_act_in_sight(
    premises, visit, watch, tmp_path, factor
) -> None:
    site = read_out_to_all(premises, visit, watch)
    signing = Showing(premises.folder, tmp_path / "choices", site.inspection, 5, ("record/signing",), large=True)
    assert_all_is_seen(tmp_path, factor, signing)


def read_out_to_all(premises, visit, watch):
    """Return the visit with its record read out, to be signed."""
    desk = open_desk(premises.folder, forms=premises.forms, clock=watch, officer="jia")
    site = at(visit, desk, watch)
    answer_everything(site, q2_3=VIOLATES)
    ledger.lease_locally(desk, ["D11"], 2026, 1, 5)
    order(site)
    read_out(site)
    close(desk)
    return site


@pytest.mark.slow
@FACTORS
def test_that_a_receipt_can_be_signed_by_the_party_too(tmp_path_factory, premises, watch, tmp_path, factor) -> None:
    folder, visit, notice = concluded(tmp_path_factory)
    with desk_of(folder, premises, watch) as place:
        site = at(visit, place.desk, watch)
        approve(site, notice)
        life.freeze(site.desk, site.inspection, notice)
        life.stamp(site.desk, site.inspection, notice, way=life.CARRIED)
        begin(site, notice)
    service = Showing(premises.folder, tmp_path / "choices", visit.inspection, 6, ("papers/service",))
    assert_all_is_seen(tmp_path, factor, service)
