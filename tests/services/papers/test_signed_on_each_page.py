"""A record is signed on each page: what the sheet for signing by hand and the signed file know of it."""

from __future__ import annotations

from app.services.papers.composing.setting import setting_of
from tests.services import violated_visit
from tests.services.at_the_table import ink, order, read_out
from tests.services.on_site import OnSite

site = violated_visit.site


def test_that_a_sheet_printed_before_anybody_signed_is_one_to_sign_by_hand(site: OnSite) -> None:
    order(site)
    read_out(site)
    case = site.desk.case(site.inspection)
    record = case.document("D4")
    assert record is not None and setting_of(case, record, room=True)["signing"] == "paper"
    ink(site, "jia", "officer")
    case = site.desk.case(site.inspection)
    told = setting_of(case, record, room=True)
    assert told["signing"] == "screen" and [bool(one["strokes"]) for one in told["signatures"]].count(True) == 1
