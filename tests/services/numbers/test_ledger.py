"""Numbers on a real store: leased, reserved, given back or voided, and accounted for."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest

from app.domain.clock import CHINA
from app.domain.numbers import CONSUMED, LEASED, RESERVED, VOIDED, Lease
from app.domain.operations import Change
from app.domain.procedure.issuing import Printing
from app.domain.procedure.mapping import changes_of
from app.domain.procedure.outcomes import Document, Measure
from app.errors import Refused
from app.services.desk import CENTRE_LINK
from app.services.numbers import ledger
from tests.services.on_site import acting, on_site


@pytest.fixture
def site(tmp_path):
    with on_site(tmp_path / "data") as begun:
        yield begun


def code(refused):
    return refused.value.blockers[0].code


def reserved(site, local="measure"):
    measure = Measure(f"{site.inspection}/{local}", "M2", (f"{site.inspection}/f",), decided_at=site.desk.now())
    number, changes = ledger.reserve(site.desk, "D11", measure.id)
    site.desk.commit([*changes_of(replace(measure, number=number.id)), *changes])
    return ledger.number(site.desk, number.id)


def test_that_an_administrator_leases_a_block_for_a_year_already_begun(site):
    ledger.lease_locally(site.desk, ["D11"], 2026, 12, 14)
    assert ledger.numbers_left(site.desk, "D11", 2026) == 3
    number = reserved(site)
    assert ledger.number_text(site.desk, number.id) == "保档执通〔2026〕12号"
    assert (number.state, ledger.numbers_left(site.desk, "D11", 2026)) == (RESERVED, 2)


def test_that_only_an_administrator_leases(site):
    with pytest.raises(Refused) as refused:
        ledger.lease_locally(acting(site, "yi").desk, ["D11"], 2026, 1, 5)
    assert code(refused) == "not-administrator"


def test_that_a_block_is_not_leased_twice(site):
    ledger.lease_locally(site.desk, ["D11"], 2026, 1, 5)
    with pytest.raises(Refused) as refused:
        ledger.lease_locally(site.desk, ["D11"], 2026, 5, 9)
    assert code(refused) == "lease"
    assert ledger.numbers_left(site.desk, "D11", 2026) == 5


def test_that_a_lease_told_twice_by_the_centre_counts_once(site):
    series = ledger.series_of(site.desk, "D11", 2026)
    lease = Lease(series, 20, 22, "保档", site.desk.store.device)
    assert len(ledger.receive_lease(site.desk, lease)) == 3
    reserved(site)
    assert ledger.receive_lease(site.desk, lease) == ()
    assert ledger.numbers_left(site.desk, "D11", 2026) == 2


def test_that_the_last_number_used_leads_to_advice_and_not_to_a_number(site):
    ledger.lease_locally(site.desk, ["D11"], 2026, 1, 1)
    reserved(site)
    with pytest.raises(Refused) as refused:
        reserved(site, "other")
    assert code(refused) == "no-number-left"
    assert "“保档执通”" in refused.value.blockers[0].text
    assert "同步" in refused.value.advice
    assert refused.value.blockers[0].place == "registers/numbers/D11"
    site.desk.store.settings.set(CENTRE_LINK, {"host": "演练"})
    with pytest.raises(Refused) as refused:
        reserved(site, "other")
    assert refused.value.blockers[0].place == "sync"


def test_that_a_decision_of_the_next_year_takes_no_number_of_this_one(site):
    ledger.lease_locally(site.desk, ["D11"], 2026, 1, 5)
    site.watch.moment = datetime(2027, 1, 1, 0, 5, tzinfo=CHINA)
    with pytest.raises(Refused):
        reserved(site)


def test_that_numbers_are_frozen_after_a_restore(site):
    ledger.lease_locally(site.desk, ["D11"], 2026, 1, 5)
    site.desk.store.settings.set(ledger.FROZEN, True)
    with pytest.raises(Refused) as refused:
        reserved(site)
    assert code(refused) == "numbers-frozen"


def test_that_the_administrator_frees_numbers_but_for_those_printed_since_the_backup(site):
    ledger.lease_locally(site.desk, ["D11"], 2026, 1, 5)
    site.desk.store.settings.set(ledger.FROZEN, "2026-06-08T09:00:00+08:00")
    used = ledger.known(site.desk)[0].id
    with pytest.raises(Refused):
        ledger.unfreeze(acting(site, "yi").desk, [used], "恢复前已印发")
    assert ledger.frozen(site.desk)
    ledger.unfreeze(site.desk, [used], "恢复前已印发")
    assert reserved(site).id.endswith(":2")


def test_that_a_number_is_consumed_once_by_its_paper(site):
    ledger.lease_locally(site.desk, ["D11"], 2026, 1, 5)
    number = reserved(site)
    site.desk.commit(ledger.consume(site.desk, number.id, f"{site.inspection}/paper"))
    used = ledger.number(site.desk, number.id)
    assert (used.state, used.document) == (CONSUMED, f"{site.inspection}/paper")
    with pytest.raises(Refused):
        ledger.consume(site.desk, number.id, "another")


def test_that_an_uncited_number_goes_back_into_the_block(site):
    ledger.lease_locally(site.desk, ["D11"], 2026, 1, 5)
    number = reserved(site)
    assert ledger.release(site.desk, number.id).state == LEASED
    assert ledger.year_account(site.desk, "D11", 2026).leased == (1, 2, 3, 4, 5)


@pytest.mark.parametrize("cited", ["print", "record-print", "seal"])
def test_that_a_number_on_a_print_or_under_a_seal_is_only_voided(site, cited):
    ledger.lease_locally(site.desk, ["D11"], 2026, 1, 5)
    number = reserved(site)
    paper = Document(f"{site.inspection}/paper", "D4" if cited == "record-print" else "D11", number=(
        "" if cited == "record-print" else number.id))
    site.watch.pass_by(minutes=5)
    if cited == "seal":
        seal = {"covers": [["measure", number.measure]], "heads": [
            head for name in ("kind", "findings", "decided_at", "number")
            for head in site.desk.store.read("measure", number.measure).fields[name].heads]}
        site.desk.commit([Change("seal", f"{site.inspection}/seal", "seal", seal, "seal")])
    else:
        site.desk.commit([*changes_of(paper), *changes_of(
            Printing(f"{site.inspection}/p", paper.id, "1", site.desk.now(), "jia"))])
    with pytest.raises(Refused) as refused:
        ledger.release(site.desk, number.id)
    assert code(refused) == "number-cited"
    assert ledger.void(site.desk, number.id, "打印后撤销").state == VOIDED
    assert dict(ledger.year_account(site.desk, "D11", 2026).voided) == {1: "打印后撤销"}


def test_that_a_bureau_without_a_prefix_gets_no_number(site):
    bureau = next(one for one in site.desk.shelf.bureaus.values() if not one.number_prefix)
    desk = replace(site.desk, bureau=bureau.code)
    assert ledger.numbers_left(desk, "D11", 2026) == 0
    with pytest.raises(Refused) as refused:
        ledger.lease_locally(desk, ["D11"], 2026, 1, 5)
    assert code(refused) == "number-prefix-missing"
