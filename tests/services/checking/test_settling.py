"""Two laptops disagree: an officer chooses one value, and both laptops will see the same one."""

import pytest

from app.errors import Refused
from app.services.checking.findings import draft_findings
from app.services.checking.settling import conflicts_of, settle, settle_anew
from tests.services.at_the_table import at_the_table, order, refused_codes, seal
from tests.services.disagreeing import disagree
from tests.services.on_site import on_site

CONFORMS = {"verdict": "conforms", "reason": None, "severity": None, "note": None}
VIOLATES = {"verdict": "violates", "reason": None, "severity": "ordinary", "note": "日志缺失（演练）。"}


@pytest.fixture
def site(tmp_path):
    with on_site(tmp_path / "data") as begun:
        yield begun


def operation(site, verdict: str) -> str:
    (field,) = conflicts_of(site.desk, site.inspection)
    return next(one.op_id for one in field.live if one.value["verdict"] == verdict)


@pytest.mark.parametrize("chosen", ["conforms", "violates"])
def test_that_the_chosen_value_stands_alone_whichever_was_shown(site, tmp_path, chosen: str) -> None:
    disagree(site, tmp_path / "second", "q2_3", CONFORMS, VIOLATES)
    settle(site.desk, site.inspection, operation(site, chosen))
    assert conflicts_of(site.desk, site.inspection) == ()
    assert site.desk.case(site.inspection).answers["q2_3"]["verdict"] == chosen


def test_that_a_value_from_the_past_cannot_be_chosen(site, tmp_path) -> None:
    disagree(site, tmp_path / "second", "q2_3", CONFORMS, VIOLATES)
    given_up = operation(site, "violates")
    settle(site.desk, site.inspection, operation(site, "conforms"))
    with pytest.raises(Refused) as refused:
        settle(site.desk, site.inspection, given_up)
    assert refused_codes(refused) == ["conflict-missing"]


def test_that_a_finding_is_not_given_up_in_silence(site, tmp_path) -> None:
    from tests.services.on_site import answer_everything

    answer_everything(site, q2_3=VIOLATES)
    draft_findings(site.desk, site.inspection)
    disagree(site, tmp_path / "second", "q2_3", {**VIOLATES, "note": "另写（演练）。"}, CONFORMS)
    chosen = operation(site, "conforms")
    with pytest.raises(Refused):
        settle(site.desk, site.inspection, chosen)
    settle(site.desk, site.inspection, chosen, void_finding="第二台终端核实符合")
    assert site.desk.case(site.inspection).findings == ()


def test_that_what_only_the_lead_device_decides_is_not_chosen_here(site, tmp_path) -> None:
    notice = site.desk.case(site.inspection).document("D2").id.removeprefix(f"{site.inspection}/")
    disagree(site, tmp_path / "second", notice, "approved", "served", entity="document", field="state")
    (field,) = conflicts_of(site.desk, site.inspection)
    with pytest.raises(Refused) as refused:
        settle(site.desk, site.inspection, field.live[0].op_id)
    assert refused_codes(refused) == ["conflict-lead-device"]


def test_that_a_text_is_written_anew_on_top_of_both(site, tmp_path) -> None:
    disagree(site, tmp_path / "second", "", "演练目的甲", "演练目的乙", "inspection", "purpose")
    (field,) = conflicts_of(site.desk, site.inspection)
    with pytest.raises(Refused) as refused:
        settle_anew(site.desk, site.inspection, field.live[0].op_id, "  ")
    assert refused_codes(refused) == ["conflict-empty"]
    settle_anew(site.desk, site.inspection, field.live[0].op_id, "演练目的丙")
    assert conflicts_of(site.desk, site.inspection) == ()
    assert site.desk.case(site.inspection).inspection.purpose == "演练目的丙"


def test_that_a_verdict_is_chosen_and_not_written(site, tmp_path) -> None:
    disagree(site, tmp_path / "second", "q2_3", CONFORMS, VIOLATES)
    with pytest.raises(Refused) as refused:
        settle_anew(site.desk, site.inspection, operation(site, "conforms"), "符合")
    assert refused_codes(refused) == ["conflict-no-text"]


@pytest.fixture
def apart(tmp_path):
    """Return a sealed case in which two laptops recorded different ends of an act."""
    with at_the_table(tmp_path / "data", q2_3={**VIOLATES, "reason": "演练"}) as begun:
        order(begun)
        seal(begun)
        (finding,) = begun.desk.case(begun.inspection).findings
        local = finding.id.removeprefix(f"{begun.inspection}/")
        disagree(begun, tmp_path / "second", local, "2026-01-01", "2026-02-01", "act_period", "ended")
        yield begun


def test_that_the_days_of_an_act_are_chosen_also_after_the_seal(apart) -> None:
    (field,) = conflicts_of(apart.desk, apart.inspection)
    chosen = next(one.op_id for one in field.live if one.value == "2026-01-01")
    settle(apart.desk, apart.inspection, chosen)
    assert conflicts_of(apart.desk, apart.inspection) == ()
    (period,) = apart.desk.case(apart.inspection).act_periods.values()
    assert str(period.ended) == "2026-01-01"


def test_that_the_days_of_an_act_are_never_written_as_a_text(apart) -> None:
    (field,) = conflicts_of(apart.desk, apart.inspection)
    with pytest.raises(Refused) as refused:
        settle_anew(apart.desk, apart.inspection, field.live[0].op_id, "不是日期")
    assert refused_codes(refused) == ["conflict-no-text"]


def test_that_two_officers_who_both_note_the_departure_after_the_seal_agree_on_one(tmp_path) -> None:
    with at_the_table(tmp_path / "data") as site:
        seal(site)
        (visit,) = site.desk.case(site.inspection).visits
        name = visit.id.split("/", 1)[1]
        mine, theirs = "2026-06-08T16:00:00+08:00", "2026-06-08T16:20:00+08:00"
        disagree(site, tmp_path / "second", name, mine, theirs, "departure", "left_at")
        (field,) = conflicts_of(site.desk, site.inspection)
        with pytest.raises(Refused) as refused:
            settle_anew(site.desk, site.inspection, field.live[0].op_id, "下午四点")
        assert refused_codes(refused) == ["conflict-no-text"]
        settle(site.desk, site.inspection, next(one.op_id for one in field.live if one.value == theirs))
        assert conflicts_of(site.desk, site.inspection) == ()
        assert site.desk.case(site.inspection).visits[0].left_at.isoformat() == theirs
