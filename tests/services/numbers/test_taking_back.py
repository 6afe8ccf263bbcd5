"""A block with a wrong start on a real store: taken back whole and unused, with its reason, and granted again."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.domain.numbers import WITHDRAWN, Lease
from app.domain.procedure.mapping import changes_of
from app.domain.procedure.outcomes import Measure
from app.errors import Refused
from app.services.numbers import ledger
from app.services.numbers.taking_back import blocks, take_back
from tests.services.on_site import acting, on_site

REASON = "起号写错（演练），应从 15 号开始"


@pytest.fixture
def site(tmp_path):
    with on_site(tmp_path / "data") as begun:
        ledger.lease_locally(begun.desk, ["D11"], 2026, 50, 59)
        begun.watch.pass_by(minutes=1)
        yield begun


def code(refused):
    return refused.value.blockers[0].code


def spans(site):
    series = ledger.series_of(site.desk, "D11", 2026)
    return [(one.first, one.last, one.untouched) for one in blocks(site.desk, 2026).get(series, ())]


def reserve(site):
    measure = Measure(f"{site.inspection}/measure", "M2", (f"{site.inspection}/f",), decided_at=site.desk.now())
    number, changes = ledger.reserve(site.desk, "D11", measure.id)
    site.desk.commit([*changes_of(replace(measure, number=number.id)), *changes])
    return number.id


def test_that_a_block_taken_back_gives_no_number_and_stays_in_the_account_with_its_reason(site):
    assert len(take_back(site.desk, "D11", 2026, (50, 59), REASON)) == 10
    assert ledger.numbers_left(site.desk, "D11", 2026) == 0
    account = ledger.year_account(site.desk, "D11", 2026)
    assert dict(account.withdrawn) == dict.fromkeys(range(50, 60), REASON)
    assert (account.highest, account.unknown) == (0, ())
    assert spans(site) == []
    with pytest.raises(Refused):
        ledger.reserve(site.desk, "D11", "measure")


def test_that_numbers_taken_back_are_granted_again_and_used(site):
    take_back(site.desk, "D11", 2026, (50, 59), REASON)
    site.watch.pass_by(minutes=1)
    ledger.lease_locally(site.desk, ["D11"], 2026, 15, 54)
    account = ledger.year_account(site.desk, "D11", 2026)
    assert account.leased == tuple(range(15, 55))
    assert dict(account.withdrawn) == dict.fromkeys(range(55, 60), REASON)
    assert ledger.number(site.desk, account.series.number_id(50)).reason == ""
    assert spans(site) == [(15, 54, True)]
    assert reserve(site).endswith(":15")


@pytest.mark.parametrize("then", ["reserved", "consumed", "voided"])
def test_that_a_block_of_which_a_number_was_used_is_not_taken_back(site, then):
    number = reserve(site)
    if then == "consumed":
        site.desk.commit(ledger.consume(site.desk, number, f"{site.inspection}/paper"))
    if then == "voided":
        ledger.void(site.desk, number, "演练")
    with pytest.raises(Refused) as refused:
        take_back(site.desk, "D11", 2026, (50, 59), REASON)
    assert code(refused) == "block-touched"
    assert ledger.numbers_left(site.desk, "D11", 2026) == 9


def test_that_a_part_of_a_block_is_not_taken_back(site):
    with pytest.raises(Refused) as refused:
        take_back(site.desk, "D11", 2026, (51, 59), REASON)
    assert code(refused) == "no-block"


def test_that_the_block_granted_next_is_another_one(site):
    ledger.lease_locally(site.desk, ["D11"], 2026, 60, 64)
    reserve(site)
    assert spans(site) == [(50, 59, False), (60, 64, True)]
    take_back(site.desk, "D11", 2026, (60, 64), REASON)
    assert ledger.year_account(site.desk, "D11", 2026).highest == 59


def test_that_only_an_administrator_with_a_reason_takes_a_block_back(site):
    with pytest.raises(Refused) as refused:
        take_back(acting(site, "yi").desk, "D11", 2026, (50, 59), REASON)
    assert code(refused) == "not-administrator"
    with pytest.raises(Refused) as refused:
        take_back(site.desk, "D11", 2026, (50, 59), "  ")
    assert code(refused) == "withdraw-without-reason"
    assert ledger.numbers_left(site.desk, "D11", 2026) == 10


@pytest.mark.parametrize(("setting", "told"), [("centre", "centre-grants"), (ledger.FROZEN, "numbers-frozen")])
def test_that_where_a_centre_grants_or_numbers_are_frozen_nothing_is_taken_back(site, setting, told):
    site.desk.store.settings.set(setting, "演练")
    with pytest.raises(Refused) as refused:
        take_back(site.desk, "D11", 2026, (50, 59), REASON)
    assert code(refused) == told
    assert WITHDRAWN not in {one.state for one in ledger.known(site.desk)}


def test_that_a_centre_grants_numbers_that_were_taken_back_before(site):
    take_back(site.desk, "D11", 2026, (50, 59), REASON)
    series = ledger.series_of(site.desk, "D11", 2026)
    assert len(ledger.receive_lease(site.desk, Lease(series, 50, 59, "保档", site.desk.store.device))) == 10
    assert ledger.numbers_left(site.desk, "D11", 2026) == 10
