"""The exchange of a case in 全程记录: told as far as this laptop knows it, and no further."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from app.domain.operations import Change, FieldKey
from app.services.exchange.journal import SYNC_JOURNAL
from app.services.exchange.link import LINK
from app.services.exchange.own_side import DEVICE_NAMES
from app.services.exchange.parcel_journal import JOURNAL, TAKEN_IN
from app.services.timeline.sync import SYNC
from app.services.timeline.telling import timeline
from app.storage.keys.datakeys import new_data_keys
from app.storage.store import TRAINING, Store
from tests.services.at_the_table import VIOLATES, at_the_table, order, seal, sent
from tests.services.disagreeing import disagree
from tests.services.on_site import BUREAU, OnSite

CONFORMS = {"verdict": "conforms"}


@pytest.fixture
def site(tmp_path: Path) -> Iterator[OnSite]:
    with at_the_table(tmp_path / "data", q2_3=VIOLATES) as begun:
        begun.desk.store.settings.set(DEVICE_NAMES, {"second": "演练二号机"})
        yield begun


def told(site: OnSite) -> list[tuple[str, str]]:
    events = timeline(site.desk, site.desk.case(site.inspection))
    return [(one.title, one.detail) for one in events if one.kind == SYNC]


def own(site: OnSite) -> int:
    return len(site.desk.store.operations(site.inspection))


def journal_entry(site: OnSite, until: int, log: list[int] | None = None, device: str = "") -> dict[str, object]:
    receipt = {
        "device": device or site.desk.store.device, "acknowledged_lseq": until,
        "server_time": "2026-06-08T12:00:00+08:00",
    }  # fmt: skip
    return {"at": site.desk.now().isoformat(), "state": "synced", "receipt": receipt, "log": log}


def acknowledged(site: OnSite, entries: list[dict[str, object]]) -> None:
    site.desk.store.settings.set(LINK, {"演练": "中心库"})
    site.desk.store.settings.set(SYNC_JOURNAL, entries)
    site.desk.store.replication.acknowledge(max(one["receipt"]["acknowledged_lseq"] for one in entries))


def test_that_a_laptop_without_a_centre_tells_nothing_of_an_exchange(site: OnSite) -> None:
    assert told(site) == []


def test_that_each_synchronisation_tells_how_many_records_it_confirmed(site: OnSite) -> None:
    lseqs = [one.lseq for one in site.desk.store.operations(site.inspection)]
    middle, last = lseqs[len(lseqs) // 2], lseqs[-1]
    early = journal_entry(site, middle)
    site.watch.pass_by(minutes=5)
    acknowledged(site, [early, journal_entry(site, last)])
    site.watch.pass_by(minutes=5)
    site.desk.commit([Change("answer", f"{site.inspection}/q2_3", "value", VIOLATES)])
    found = told(site)
    first = sum(one <= middle for one in lseqs)
    assert [title for title, _ in found] == [
        f"中心库确认收到本机的 {first} 项记录", f"中心库确认收到本机的 {len(lseqs) - first} 项记录",
        "本机有 1 项记录还没有被中心库确认",
    ]  # fmt: skip
    assert found[0][1] == f"回执：中心库时间 2026年6月8日 12:00，已确认到本机第 {middle} 项"


def test_that_a_confirmation_whose_receipt_is_gone_is_told_without_its_time(site: OnSite) -> None:
    last = site.desk.store.operations(site.inspection)[-1].lseq
    acknowledged(site, [journal_entry(site, last, device="第一次恢复以前的本机")])
    assert told(site) == [(f"中心库已确认收到本机的 {own(site)} 项记录", "何时确认，本机的同步记录没有保留")]


def other_laptop(site: OnSite, folder: Path, question: str) -> None:
    """Let a second laptop record an answer of this case and bring it here."""
    now = site.desk.now()
    other = Store.create(folder, new_data_keys(), kind=TRAINING, device_id="second", bureau=BUREAU, now=now)
    try:
        other.replication.receive(sent(site.desk.store), cursor=None, now=now)
        change = Change("answer", f"{site.inspection}/{question}", "value", CONFORMS)
        other.commit([change], officer="yi", now=now + timedelta(minutes=1))
        site.desk.store.replication.receive(sent(other), cursor=None, now=now)
    finally:
        other.close()


def test_that_what_another_laptop_recorded_tells_that_its_arrival_is_not_known(site: OnSite, tmp_path: Path) -> None:
    other_laptop(site, tmp_path / "second", "q1_2")
    ((title, detail),) = told(site)
    assert title == "本案有“演练二号机”的 1 项记录"
    assert detail.startswith("记录于 2026年6月8日 ") and detail.endswith("；何时收到，本机没有记录")


@pytest.mark.parametrize(("setting", "way"), [(SYNC_JOURNAL, "通过中心库同步"), (JOURNAL, "通过U盘交接")])
def test_that_what_a_synchronisation_or_parcel_brought_is_told_with_when(
    site: OnSite, tmp_path: Path, setting: str, way: str
) -> None:
    before = site.desk.store.lookup.log_end()
    other_laptop(site, tmp_path / "second", "q1_2")
    places = [before, site.desk.store.lookup.log_end()]
    entry = {**journal_entry(site, 0, places), "kind": TAKEN_IN}
    site.desk.store.settings.set(setting, [entry])
    ((title, detail),) = told(site)
    assert title == "收到“演练二号机”的 1 项记录" and detail.startswith(f"{way}；记录于 2026年6月8日 ")


def test_that_a_disagreement_is_told_until_and_after_it_is_settled(site: OnSite, tmp_path: Path) -> None:
    disagree(site, tmp_path / "second", "q1_2", CONFORMS, {"verdict": "not_applicable", "reason": "演练"})
    open_one = next(one for one in told(site) if "还没有解决" in one[0])
    assert open_one[0].endswith("检查项的答案") and "本机" in open_one[1] and "“演练二号机”" in open_one[1]
    key = FieldKey("answer", f"{site.inspection}/q1_2", "value")
    assert len(site.desk.store.heads(key)) == 2
    site.desk.commit([Change(key.entity, key.entity_id, key.field, CONFORMS)])
    found = told(site)
    assert not any("还没有解决" in title for title, _ in found)
    assert ("两台电脑的记录不一致，已经选定：检查项的答案", "由本机选定") in found


def test_that_a_change_that_came_after_the_seal_is_told_as_turned_away(site: OnSite, tmp_path: Path) -> None:
    now = site.desk.now()
    other = Store.create(
        tmp_path / "second", new_data_keys(), kind=TRAINING, device_id="second", bureau=BUREAU, now=now
    )
    try:
        other.replication.receive(sent(site.desk.store), cursor=None, now=now)
        other.commit([Change("answer", f"{site.inspection}/q1_2", "value", VIOLATES)], officer="yi", now=now)
        order(site)
        seal(site)
        site.desk.store.replication.receive(sent(other), cursor=None, now=site.desk.now())
    finally:
        other.close()
    turned = next(one for one in told(site) if "未被采纳" in one[0])
    assert turned[0] == "一项改动未被采纳：检查项的答案"
    assert turned[1].startswith("“演练二号机”记录于 ") and turned[1].endswith("笔录已经封存，之后的改动不再计入")
