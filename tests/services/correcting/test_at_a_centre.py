"""A seal race between two enrolled laptops at a real centre, settled by a correction that both and the centre have."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from app.centre.office.officers import add_officer
from app.domain.procedure.settlements import CORRECTION
from app.services.correcting.beginning import begin_correction
from app.services.correcting.changes import OPEN, SETTLED, refused_changes
from app.services.papers.composing import compose
from app.services.papers.drafting import draft
from app.services.papers.making import enter
from app.services.record import journey
from app.services.session.opening import close
from tests.centre.field import Centre
from tests.services.at_the_table import change, everybody_signs, read_out
from tests.services.correcting.races import LATE
from tests.services.exchange.device import NOW, laptop, with_bureau
from tests.services.on_site import PEOPLE, OnSite, Watch, answer_everything, begin
from tests.services.papers.made import signed


def only(site: OnSite):
    (found,) = refused_changes(site.desk, site.inspection)
    return found


def test_that_a_late_change_is_settled_on_both_laptops_through_the_centre(centre: Centre, tmp_path: Path) -> None:
    with_bureau(centre)
    for one in PEOPLE:
        add_officer(centre.connection, one, NOW)
    first, second = laptop(centre, tmp_path / "one"), laptop(centre, tmp_path / "two", "演练二号机")
    watch = Watch()
    site = begin(first.desk.acting("jia"), watch)
    answer_everything(site)
    read_out(site)
    first.sync()
    second.sync()
    there = replace(site, desk=second.desk.acting("yi"))
    there.desk.commit([change(site, "q1_1", LATE)])
    everybody_signs(site)
    journey.seal_record(site.desk, site.inspection)
    first.sync()
    assert second.sync().refused == 1
    first.sync()
    assert [only(one).state for one in (site, there)] == [OPEN, OPEN]
    assert only(site).slips == only(there).slips
    document = begin_correction(
        site.desk, site.inspection, CORRECTION, refused=[only(site).operation.op_id], reason="演练理由"
    )
    enter(site.desk, site.inspection, document.id, {"checked_by": "read"})
    draft(site.desk, site.inspection, document, compose)
    signed(site, document.id)
    first.sync()
    report = second.sync()
    assert (report.state, report.conflicts) == ("synced", 0)
    assert [(only(one).state, only(one).paper) for one in (site, there)] == [(SETTLED, document.id)] * 2
    assert first.desk.store.upkeep.fold_digest() == second.desk.store.upkeep.fold_digest()
    for one in (first, second):
        close(one.desk)
