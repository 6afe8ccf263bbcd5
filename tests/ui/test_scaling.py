"""On a screen of 1366x768 pixels at 125, 150 and 175 %: nothing is cut, every main act is reached."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from app.services.numbers import ledger
from app.services.papers import life
from app.services.session.opening import close, open_desk
from tests.services.at_the_table import VIOLATES, approve, begin, order, read_out
from tests.services.on_site import answer_everything
from tests.ui.sealed_visit import at, concluded, desk_of

ROOT = Path(__file__).resolve().parents[2]
FACTORS = pytest.mark.parametrize("factor", ["1.25", "1.5", "1.75"])


def assert_all_is_seen(
    premises, tmp_path, factor: str, inspection: str, hours: int, *steps: str, letters: str = "normal"
) -> None:
    """Show these steps at a scale, in a program of its own, and fail with what is cut or out of reach."""
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "QT_SCALE_FACTOR": factor, "PYTHONPATH": str(ROOT)}
    shown = subprocess.run(
        [
            sys.executable, "-m", "tests.ui.scaled_window", str(premises.folder), str(tmp_path / "choices"),
            inspection, str(hours), letters, *steps,
        ],
        cwd=ROOT, env=environment, capture_output=True, text=True, timeout=300,
    )  # fmt: skip
    assert shown.returncode == 0, shown.stderr
    assert f"scale {factor}" in shown.stderr
    assert not shown.stdout, shown.stdout


@pytest.mark.slow
@FACTORS
def test_that_nothing_is_cut_and_every_act_is_reached(premises, visit, tmp_path, factor) -> None:
    assert_all_is_seen(premises, tmp_path, factor, visit.inspection, 0, "@home", "checking", "record", "papers")


@pytest.mark.slow
@FACTORS
def test_that_the_pages_of_the_bench_fit_too(premises, visit, tmp_path, factor) -> None:
    pages = ("@deadlines", "@inspections", "@registers/numbers", "@registers/officers", "@settings", "@sync/stick")
    assert_all_is_seen(premises, tmp_path, factor, visit.inspection, 0, *pages)


@pytest.mark.slow
@FACTORS
def test_that_the_record_can_be_signed_here_and_by_the_party(premises, visit, watch, tmp_path, factor) -> None:
    site = read_out_to_all(premises, visit, watch)
    assert_all_is_seen(premises, tmp_path, factor, site.inspection, 5, "record/signing")


@pytest.mark.slow
@FACTORS
def test_that_a_party_who_needs_large_letters_has_every_act_in_sight(
    premises, visit, watch, tmp_path, factor
) -> None:
    site = read_out_to_all(premises, visit, watch)
    assert_all_is_seen(premises, tmp_path, factor, site.inspection, 5, "record/signing", letters="large")


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
    assert_all_is_seen(premises, tmp_path, factor, visit.inspection, 6, "papers/service")
