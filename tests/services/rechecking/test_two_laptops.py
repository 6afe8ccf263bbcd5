"""A re-inspection planned on one laptop is carried out on both and told to the case on either."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.domain.procedure.mapping import changes_of
from app.domain.procedure.outcomes import Task
from app.domain.procedure.rechecks import RECHECK, SEALED, SOURCE, open_recheck, rechecks
from app.services.casefile.gathering import sealed_rechecks
from app.services.papers.making import begin
from app.services.rechecking.opinions import opinions_due
from app.services.timeline.telling import timeline
from app.storage.keys.datakeys import new_data_keys
from app.storage.store import TRAINING, Store
from tests.services.at_the_table import elsewhere, sent
from tests.services.on_site import BUREAU, OnSite
from tests.services.rechecking.again import NOT, answered, arrived, ordered, planned, sealed


@pytest.fixture
def site(tmp_path: Path) -> Iterator[OnSite]:
    with ordered(tmp_path / "data") as begun:
        yield begun


@pytest.fixture
def second(site: OnSite, tmp_path: Path) -> Iterator[Store]:
    made = Store.create(
        tmp_path / "second", new_data_keys(), kind=TRAINING, device_id="second", bureau=BUREAU, now=site.desk.now()
    )
    yield made
    made.close()


def test_that_both_laptops_hold_the_same_case_and_reinspection(site: OnSite, second: Store) -> None:
    again = sealed(answered(arrived(planned(site)), NOT))
    second.replication.receive(sent(site.desk.store), cursor=None, now=site.desk.now())
    assert second.upkeep.fold_digest() == site.desk.store.upkeep.fold_digest()
    there = elsewhere(site, second).desk
    case = there.case(site.inspection)
    assert open_recheck(case) is None and rechecks(case)[0].subject == again.inspection
    assert there.case(again.inspection).inspection.closed_at is not None


def test_that_the_case_is_readable_where_the_reinspection_has_not_arrived(site: OnSite) -> None:
    now = site.desk.now()
    task = Task(f"{site.inspection}/elsewhere", RECHECK, "复查", "elsewhere", now, done_at=now, result=SEALED)
    site.desk.commit(changes_of(task))
    case = site.desk.case(site.inspection)
    assert "办结：复查" in [one.title for one in timeline(site.desk, case)]
    assert opinions_due(site.desk, case) == () and sealed_rechecks(site.desk, case) == ()
    document = begin(site.desk, site.inspection, "D35")
    assert SOURCE not in site.desk.case(site.inspection).entries[document.id]
