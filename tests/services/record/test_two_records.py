"""Two laptops sealed one inspection: a chief or leader chooses one record, the other goes with its numbers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from app.domain import numbers
from app.domain.operations import Change
from app.domain.procedure.guards import GUARDS
from app.domain.procedure.rail import steps
from app.errors import Refused
from app.services.circumstances import circumstances
from app.services.numbers import ledger
from app.services.preparation.handing_over import accept_lead, offer_lead
from app.services.record import choosing
from app.services.record.choosing import (
    choose_record,
    chosen_elsewhere,
    may_choose,
    standing_records,
    unchosen_file,
)
from app.services.timeline.telling import timeline
from app.storage.attached.vault import Vault
from app.storage.keys.datakeys import new_data_keys
from app.storage.store import TRAINING, Store
from tests.services.at_the_table import (
    at_the_table,
    certify,
    order,
    refused_codes,
    seal,
    sent,
)
from tests.services.on_site import BUREAU, OnSite

REASON = "第一份由主办终端封存，第二份是移交撤回以后误封的（演练）。"


@dataclass(frozen=True)
class Two:
    """The same inspection on two laptops that were apart while each sealed it."""

    first: OnSite
    second: OnSite

    def meet(self) -> None:
        """Let both hear of everything."""
        ours, theirs = sent(self.first.desk.store), sent(self.second.desk.store)
        for here, came in ((self.first, theirs), (self.second, ours)):
            here.desk.store.replication.receive(came, cursor=None, now=here.desk.now())

    def agree(self) -> bool:
        """Return whether both hold the same state."""
        return self.first.desk.store.upkeep.fold_digest() == self.second.desk.store.upkeep.fold_digest()

    def seals(self) -> list[str]:
        """Return the seals of the records, that of the first laptop first."""
        return [one.seal for one in standing_records(self.first.desk, self.first.desk.case(self.first.inspection))]

    def leader(self, who: str = "ding") -> OnSite:
        """Return the lead device, the second laptop, with who decides at it."""
        return replace(self.second, desk=self.second.desk.acting(who))


@pytest.fixture
def two(tmp_path: Path) -> Iterator[Two]:
    keys = new_data_keys()
    violated = {"q2_3": {"verdict": "violates", "severity": "serious", "note": "日志仅保存三个月（演练）。"}}
    with at_the_table(tmp_path / "a", keys, **violated) as first:
        now = first.desk.now()
        store = Store.create(tmp_path / "b", keys, kind=TRAINING, device_id="laptop-b", bureau=BUREAU, now=now)
        store.replication.receive(sent(first.desk.store), cursor=None, now=now)
        certify(store)
        second = replace(first, desk=replace(first.desk, store=store, vault=Vault(tmp_path / "b", keys)))
        ledger.lease_locally(second.desk, ["D11"], 2026, 6, 9)
        second.desk.commit([Change("course", second.inspection, "lead_device", store.device)])
        for site in (first, second):
            order(site)
            seal(site)
            first.watch.pass_by(minutes=30)
        made = Two(first, second)
        made.meet()
        yield made
        store.close()


def test_that_nothing_rests_on_two_records_until_one_is_chosen(two: Two) -> None:
    assert two.agree() and len(two.seals()) == 2
    for site in (two.first, two.second):
        case = site.desk.case(site.inspection)
        about = circumstances(site.desk, case)
        for act in ("issue_notice", "issue_paper", "serve", "close"):
            assert "two-records" in [one.code for one in GUARDS[act](case, about)], act
        papers = next(one for one in steps(case, about) if one.key == "papers")
        assert papers.words == "两份笔录，须选定一份" and papers.blockers[0].place == "closing/conflicts"


def test_that_each_record_tells_its_signatures_and_the_number_that_rests_on_it(two: Two) -> None:
    told = standing_records(two.first.desk, two.first.desk.case(two.first.inspection))
    assert [(one.officer, one.signed, one.refused) for one in told] == [("演练甲", 3, 0), ("演练甲", 3, 0)]
    assert [one.numbers[0].partition("〕")[2] for one in told] == ["1号", "6号"]


@pytest.mark.parametrize("kept", [0, 1])
def test_that_the_chosen_record_stands_alone_on_both_laptops(two: Two, kept: int) -> None:
    seals = two.seals()
    told = standing_records(two.first.desk, two.first.desk.case(two.first.inspection))
    choose_record(two.leader().desk, two.first.inspection, seals[kept], REASON)
    two.meet()
    assert two.agree()
    for site in (two.first, two.second):
        case = site.desk.case(site.inspection)
        assert list(case.seals) == [seals[kept]] and case.document("D4").id == told[kept].document
        assert {one.document for one in case.signatures} == {told[kept].document}
        assert len(case.measures) == len(case.findings) == 1 and case.conflicts == ()
        assert not GUARDS["one_record_stands"](case, circumstances(site.desk, case))
        held = [one.state for one in ledger.known(site.desk) if one.measure]
        assert sorted(held) == sorted([numbers.RESERVED, numbers.VOIDED])
        assert [one.reason for one in ledger.known(site.desk) if one.state == numbers.VOIDED] == [REASON]
        assert any(one.title.startswith("选定一份") and REASON in one.detail for one in timeline(site.desk, case))


def test_that_the_record_not_chosen_is_kept_as_it_was_signed(two: Two) -> None:
    choose_record(two.leader().desk, two.second.inspection, two.seals()[0], REASON)
    content = unchosen_file(two.second.desk, two.second.desk.case(two.second.inspection))
    assert content is not None and content.startswith(b"%PDF")


def test_that_only_who_decides_chooses_and_says_why(two: Two) -> None:
    seal_id = two.seals()[0]
    assert not may_choose(two.second.desk) and may_choose(two.leader().desk)
    for desk, reason, code in (
        (two.second.desk, REASON, "choice-not-yours"), (two.leader().desk, "  ", "choice-without-reason"),
    ):  # fmt: skip
        with pytest.raises(Refused) as refused:
            choose_record(desk, two.second.inspection, seal_id, reason)
        assert refused_codes(refused) == [code]
    assert len(two.seals()) == 2


def test_that_only_the_lead_device_makes_the_choice(two: Two) -> None:
    apart = two.first.desk.acting("ding")
    assert chosen_elsewhere(two.leader().desk, two.second.desk.case(two.second.inspection)) == ""
    with pytest.raises(Refused) as refused:
        choose_record(apart, two.first.inspection, two.seals()[0], REASON)
    assert refused_codes(refused) == ["choice-not-here"] and "主办终端" in refused.value.advice
    assert len(two.seals()) == 2
    offer_lead(two.second.desk, two.second.inspection, two.first.desk.store.device)
    assert "移交" in chosen_elsewhere(two.leader().desk, two.second.desk.case(two.second.inspection))
    two.meet()
    accept_lead(two.first.desk, two.first.inspection)
    choose_record(apart, two.first.inspection, two.seals()[0], REASON)
    assert len(two.seals()) == 0 and len(two.first.desk.case(two.first.inspection).seals) == 1


def test_that_a_choice_is_made_once(two: Two) -> None:
    seals = two.seals()
    choose_record(two.leader().desk, two.second.inspection, seals[0], REASON)
    with pytest.raises(Refused) as refused:
        choose_record(two.leader().desk, two.second.inspection, seals[1], REASON)
    assert refused_codes(refused) == ["choice-made"]


def test_that_a_choice_cut_off_in_the_middle_is_told_and_finished(two: Two, monkeypatch: pytest.MonkeyPatch) -> None:
    seals, inspection = two.seals(), two.second.inspection
    with monkeypatch.context() as cut:
        cut.setattr(choosing, "finish_choice", lambda desk, inspection: None)
        choose_record(two.leader().desk, inspection, seals[1], REASON)
    case = two.second.desk.case(inspection)
    found = GUARDS["one_record_stands"](case, circumstances(two.second.desk, case))
    assert [one.code for one in found] == ["choice-unfinished"]
    choosing.finish_choice(two.leader().desk, inspection)
    case = two.second.desk.case(inspection)
    assert not GUARDS["one_record_stands"](case, circumstances(two.second.desk, case)) and len(case.findings) == 1
    known = len(two.second.desk.store.operations(inspection))
    choosing.finish_choice(two.leader().desk, inspection)
    assert len(two.second.desk.store.operations(inspection)) == known
