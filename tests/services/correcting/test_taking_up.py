"""What came too late is taken up once, or set aside with a reason; what counts again is neither."""

from __future__ import annotations

import pytest

from app.domain.procedure.settlements import CORRECTION, SUPPLEMENT
from app.errors import Refused
from app.services.correcting.beginning import begin_correction
from app.services.correcting.changes import ASIDE, OPEN, UNDER_WAY, set_aside
from app.services.listing.due import work_to_do
from app.services.papers.making import discard
from tests.services.at_the_table import refused_codes
from tests.services.correcting import test_corrections as corrections
from tests.services.correcting.races import meet, race
from tests.services.correcting.test_corrections import only

site, second = corrections.site, corrections.second


REASON = "演练乙现场已查明，同步较晚，未记入笔录"


def test_that_a_change_is_taken_up_once_and_again_after_the_draft_was_discarded(site, second) -> None:
    race(site, second)
    op_id = only(site).operation.op_id
    document = begin_correction(site.desk, site.inspection, CORRECTION, refused=[op_id]).id
    for act in (
        lambda: begin_correction(site.desk, site.inspection, SUPPLEMENT, refused=[op_id]),
        lambda: set_aside(site.desk, op_id, "不再处理"),
    ):
        with pytest.raises(Refused) as refused:
            act()
        assert refused_codes(refused) == ["refusal-settled"]
    discard(site.desk, site.inspection, document, "起草有误")
    assert only(site).state == OPEN
    again = begin_correction(site.desk, site.inspection, SUPPLEMENT, refused=[op_id]).id
    assert (only(site).state, only(site).paper) == (UNDER_WAY, again)
    assert "stood" not in site.desk.case(site.inspection).entries[again]["items"][0]


def test_that_a_change_is_set_aside_only_with_a_reason_and_may_be_taken_up_later(site, second) -> None:
    there = race(site, second)
    op_id = only(there).operation.op_id
    with pytest.raises(Refused) as refused:
        set_aside(there.desk, op_id, " ")
    assert refused_codes(refused) == ["reason-missing"] and only(there).state == OPEN
    assert work_to_do(there.desk, 4).refused == 1
    set_aside(there.desk, op_id, "与笔录一致，无须补正（演练）")
    assert work_to_do(there.desk, 4).refused == 0  # nobody is sent after what was settled
    meet(site, second)
    found = only(site)
    assert (found.state, found.aside["by"], found.aside["reason"]) == (ASIDE, "yi", "与笔录一致，无须补正（演练）")
    begin_correction(site.desk, site.inspection, CORRECTION, refused=[op_id])
    assert only(site).state == UNDER_WAY


def test_that_a_change_that_counts_again_cannot_be_settled(site, second) -> None:
    race(site, second)
    op_id = only(site).operation.op_id
    for act in (
        lambda: set_aside(site.desk, "unknown", "演练"),
        lambda: begin_correction(site.desk, site.inspection, CORRECTION, refused=[op_id, "unknown"]),
    ):
        with pytest.raises(Refused) as refused:
            act()
        assert refused_codes(refused) == ["refusal-missing"]
