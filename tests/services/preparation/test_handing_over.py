"""Handing a half-done inspection to another laptop: who may seal at each moment, on both sides, and the ways back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from app.domain.operations import Change
from app.domain.procedure.handover import ACCEPTED, DECLINED, OFFERED, TAKEN_BACK, handover_of, pending_handover
from app.errors import Refused
from app.services.exchange.own_side import DEVICE_NAMES
from app.services.exchange.parcel_journal import handed_on
from app.services.exchange.parcels import pack
from app.services.exchange.taking_in import take_in
from app.services.listing.refreshing import refresh
from app.services.preparation.calling_off import call_off
from app.services.preparation.handing_over import accept_lead, decline_lead, lead_of, offer_lead, take_back
from app.services.record import journey
from app.services.session.opening import close
from app.services.timeline.telling import timeline
from app.storage.exchange.replication import SyncState
from app.storage.store import Store
from tests import stretching
from tests.services.at_the_table import at_the_table, elsewhere, everybody_signs, picture, read_out, refused_codes
from tests.services.correcting.races import another_laptop, meet
from tests.services.exchange.sticks import both_ways, laptop
from tests.services.on_site import OnSite, begin

cheap = stretching.codes


@pytest.fixture
def site(tmp_path: Path) -> Iterator[OnSite]:
    with at_the_table(tmp_path / "data") as begun:
        yield begun


@pytest.fixture
def second(tmp_path: Path) -> Iterator[Store]:
    with another_laptop(tmp_path / "second") as store:
        yield store


@pytest.fixture
def there(site: OnSite, second: Store) -> OnSite:
    meet(site, second)
    return elsewhere(site, second)


@pytest.fixture
def known(site: OnSite) -> OnSite:
    """The centre told this laptop of the other one."""
    site.desk.store.settings.set(DEVICE_NAMES, {"second": "演练二号机", "first": "演练一号机"})
    return site


def state(site: OnSite) -> str:
    found = handover_of(site.desk.case(site.inspection).inspection)
    return found.state if found else ""


def seal_refused(site: OnSite) -> list[str]:
    with pytest.raises(Refused) as refused:
        journey.seal_record(site.desk, site.inspection)
    return refused_codes(refused)


def refused_act(act, *arguments, **more) -> list[str]:
    with pytest.raises(Refused) as refused:
        act(*arguments, **more)
    return refused_codes(refused)


def test_that_neither_laptop_seals_between_offer_and_acceptance_and_then_the_other_one_alone(known, second, there):
    read_out(known)
    everybody_signs(known)
    offer_lead(known.desk, known.inspection, "second", "yi")
    assert seal_refused(known) == ["handover-pending"]
    meet(known, second)
    assert seal_refused(there) == ["handover-pending"]
    accept_lead(there.desk, there.inspection)
    assert state(there) == ACCEPTED
    assert journey.seal_record(there.desk, there.inspection).state == "signed"
    assert seal_refused(known) == ["handover-pending"]
    meet(known, second)
    for one in (known, there):
        assert one.desk.case(known.inspection).inspection.lead_device == "second" and state(one) == ACCEPTED
        assert one.desk.store.conflicts() == ()
    assert "record-sealed" in refused_act(call_off, known.desk, known.inspection, "演练")
    assert known.desk.store.upkeep.fold_digest() == second.upkeep.fold_digest()


def test_that_an_offer_still_here_is_taken_back_without_a_word_and_the_lead_never_left(known):
    read_out(known)
    everybody_signs(known)
    offer_lead(known.desk, known.inspection, "second")
    assert refused_act(offer_lead, known.desk, known.inspection, "second") == ["handover-pending"]
    take_back(known.desk, known.inspection)
    assert state(known) == TAKEN_BACK and pending_handover(known.desk.case(known.inspection).inspection) is None
    assert journey.seal_record(known.desk, known.inspection).state == "signed"


def test_that_an_offer_handed_out_is_taken_back_only_with_what_the_other_side_said(known, second, there):
    offer_lead(known.desk, known.inspection, "second")
    lseq = known.desk.store.replication.position()[0]
    known.desk.store.replication.set_sync_state(SyncState(acked_lseq=lseq))
    assert lead_of(known.desk, known.desk.case(known.inspection)).handed_out
    assert refused_act(take_back, known.desk, known.inspection) == ["handover-sent"]
    take_back(known.desk, known.inspection, "已电话核实没有接收（演练）")
    meet(known, second)
    assert refused_act(accept_lead, there.desk, there.inspection) == ["no-handover"]
    assert there.desk.case(known.inspection).inspection.lead_device == "first"


def test_that_an_acceptance_that_crossed_a_taking_back_stands_on_both_laptops(known, second, there):
    offer_lead(known.desk, known.inspection, "second")
    meet(known, second)
    accept_lead(there.desk, there.inspection)
    take_back(known.desk, known.inspection, "以为没有接收（演练）")
    meet(known, second)
    for one in (known, there):
        assert one.desk.case(known.inspection).inspection.lead_device == "second"
        assert one.desk.store.conflicts() == ()
    read_out(known)
    assert "not-lead-device" in seal_refused(known)


def test_that_who_declines_says_why_and_the_lead_stays(known, second, there):
    offer_lead(known.desk, known.inspection, "second", "yi", "下午去别的单位（演练）")
    meet(known, second)
    assert refused_act(decline_lead, there.desk, there.inspection, " ") == ["reason-missing"]
    decline_lead(there.desk, there.inspection, "电脑没电（演练）")
    meet(known, second)
    found = handover_of(known.desk.case(known.inspection).inspection)
    assert found is not None
    assert (found.state, found.ended_by, found.reason) == (DECLINED, "yi", "电脑没电（演练）")
    offer_lead(known.desk, known.inspection, "second")
    assert state(known) == OFFERED


def test_that_only_a_known_laptop_and_an_officer_of_the_team_are_offered(site):
    assert refused_act(offer_lead, site.desk, site.inspection, "second") == ["handover-laptop"]
    assert refused_act(offer_lead, site.desk, site.inspection, "first") == ["handover-laptop"]
    site.desk.store.settings.set(DEVICE_NAMES, {"second": "演练二号机"})
    assert refused_act(offer_lead, site.desk, site.inspection, "second", "ding") == ["handover-officer"]


def test_that_only_the_lead_device_offers_and_only_the_other_one_answers(known, second, there):
    assert refused_act(offer_lead, there.desk, there.inspection, "first") == ["not-lead-device"]
    assert refused_act(accept_lead, known.desk, known.inspection) == ["no-handover"]
    offer_lead(known.desk, known.inspection, "second")
    meet(known, second)
    assert refused_act(accept_lead, known.desk, known.inspection) == ["no-handover"]
    assert refused_act(take_back, there.desk, there.inspection) == ["no-handover"]
    stranger = replace(there, desk=there.desk.acting("ding"))
    assert refused_act(accept_lead, stranger.desk, there.inspection) == ["handover-stranger"]


def test_that_an_inspection_called_off_meanwhile_is_not_accepted(known, second, there):
    offer_lead(known.desk, known.inspection, "second")
    call_off(known.desk, known.inspection, "单位搬迁（演练）")
    meet(known, second)
    assert refused_act(accept_lead, there.desk, there.inspection) == ["called-off"]


def test_that_what_was_not_sent_and_which_files_lack_is_counted(known, second, there, tmp_path):
    (tmp_path / "p").mkdir()
    before = lead_of(known.desk, known.desk.case(known.inspection)).unsent
    picture(known, tmp_path / "p", links=("q2_3",))
    offer_lead(known.desk, known.inspection, "second")
    found = lead_of(known.desk, known.desk.case(known.inspection))
    assert found.own and found.pending and found.unsent > before and not found.handed_out and found.lacking == 0
    meet(known, second)
    with_vault = replace(there, desk=replace(there.desk, vault=_Nothing()))
    theirs = lead_of(with_vault.desk, with_vault.desk.case(known.inspection))
    assert not theirs.own and theirs.pending and theirs.lacking == 1
    assert [(one.device, one.officer) for one in theirs.laptops] == [("first", "jia")]


class _Nothing:
    """A vault into which no file has come yet."""

    def has(self, digest: str) -> bool:
        """Return that it is not here."""
        return False


@pytest.fixture
def pair(tmp_path: Path):
    """Two laptops without a centre."""
    one, two = laptop(tmp_path / "one"), laptop(tmp_path / "two")
    yield one, two
    close(one)
    close(two)


def test_that_a_parcel_takes_the_offer_along_and_the_colleague_accepts_it(pair, tmp_path):
    one, two = pair
    both_ways(one, two, tmp_path)
    site = begin(one.acting("jia"), lambda: one.now())
    offer_lead(site.desk, site.inspection, two.store.device, "yi")
    assert not lead_of(site.desk, site.desk.case(site.inspection)).handed_out
    packed = pack(one, tmp_path / "offer.aix", peer=two.store.device)
    assert handed_on(one) == one.store.replication.position()[0]
    found = lead_of(site.desk, site.desk.case(site.inspection))
    assert found.handed_out and found.unsent == 0
    assert take_in(two, packed.path, packed.code).handed == site.inspection
    accept_lead(two.acting("yi"), site.inspection)
    assert two.case(site.inspection).inspection.lead_device == two.store.device


def test_that_the_list_and_the_timeline_tell_of_the_handover(known, second, there):
    offer_lead(known.desk, known.inspection, "second", "yi")
    refresh(known.desk, most=40)
    (row,) = known.desk.store.listing.open_rows(5)
    assert str(row.cells["words"]).startswith("主办终端移交中，等待接收")
    meet(known, second)
    accept_lead(there.desk, there.inspection)
    titles = [one.title for one in timeline(there.desk, there.desk.case(known.inspection))]
    assert "移交主办终端" in titles and "接收主办终端" in titles


def test_that_a_lead_that_moved_otherwise_ends_the_waiting(known, second, there):
    offer_lead(known.desk, known.inspection, "second")
    meet(known, second)
    there.desk.commit([Change("course", known.inspection, "lead_device", "third")])
    assert refused_act(accept_lead, there.desk, there.inspection) == ["no-handover"]
    assert pending_handover(there.desk.case(known.inspection).inspection) is None
