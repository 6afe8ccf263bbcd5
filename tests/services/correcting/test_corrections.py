"""Corrections of a sealed record: from what was refused or a slip found, signed again, the record unchanged."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.domain.operations import VOID, Change
from app.domain.procedure.settlements import CORRECTION, SUPPLEMENT
from app.domain.procedure.tasks import closing_blockers
from app.errors import Refused
from app.services.casefile.gathering import gathered
from app.services.correcting.beginning import begin_correction, places_to_correct
from app.services.correcting.changes import OPEN, SETTLED, UNDER_WAY, refused_changes
from app.services.correcting.slips import Slip
from app.services.papers.composing import compose
from app.services.papers.drafting import draft, paper
from app.services.papers.making import discard, enter
from app.services.papers.rendering import render_paper
from app.services.papers.signed_papers import seal_paper, sign_paper, signers
from app.services.timeline.telling import timeline
from app.storage.store import Store
from tests.services.at_the_table import VIOLATES, at_the_table, change, order, refused_codes, seal, somebody
from tests.services.correcting.races import LATE, another_laptop, meet, race
from tests.services.on_site import OnSite, acting
from tests.services.papers.made import signed

REASON = "演练乙现场已查明，同步较晚，未记入笔录"


@pytest.fixture
def site(tmp_path: Path) -> Iterator[OnSite]:
    with at_the_table(tmp_path / "data") as begun:
        yield begun


@pytest.fixture
def second(tmp_path: Path) -> Iterator[Store]:
    with another_laptop(tmp_path / "second") as store:
        yield store


def drafted(site: OnSite, document: str) -> None:
    enter(site.desk, site.inspection, document, {"checked_by": "read"})
    found = paper(site.desk.case(site.inspection), document)
    draft(site.desk, site.inspection, found, compose)


def words_of(site: OnSite) -> str:
    record = site.desk.case(site.inspection).document("D4")
    assert record is not None
    return site.desk.case(site.inspection).contents[record.id].digest


def only(site: OnSite):
    (found,) = refused_changes(site.desk, site.inspection)
    return found


def test_that_what_came_too_late_is_told_in_the_words_of_the_record_on_both_laptops(site, second) -> None:
    there = race(site, second)
    for one in (site, there):
        found = only(one)
        assert found.state == OPEN and found.correctable and found.sealed_in == "D4"
        verdict, note, *more = found.slips
        assert (verdict.stood, verdict.should) == ("符合", "不符合") and verdict.where.startswith("检查表 1.1 ")
        assert (note.stood, note.should) == ("", "日志仅保存两个月（演练）。")
        assert [each.should for each in more] == ["较重"]


def test_that_a_correction_settles_what_was_refused_on_both_laptops_and_leaves_the_record_alone(site, second) -> None:
    there = race(site, second)
    before, found = words_of(site), only(site)
    document = begin_correction(
        site.desk, site.inspection, CORRECTION, refused=[found.operation.op_id], reason=REASON
    ).id
    assert (only(site).state, only(site).paper) == (UNDER_WAY, document)
    drafted(site, document)
    assert only(site).state == UNDER_WAY
    signed(site, document)
    meet(site, second)
    for one in (site, there):
        assert (only(one).state, only(one).paper) == (SETTLED, document)
        assert words_of(one) == before
        assert one.desk.case(site.inspection).answers["q1_1"] == {"verdict": "conforms"}
    assert site.desk.store.upkeep.fold_digest() == second.upkeep.fold_digest()


def test_that_the_paper_cites_the_record_by_name_time_and_digest_and_says_who_found_it(site, second) -> None:
    race(site, second)
    document = begin_correction(
        site.desk, site.inspection, CORRECTION, refused=[only(site).operation.op_id], reason=REASON
    ).id
    drafted(site, document)
    signed(site, document)
    printed = render_paper(site.desk, site.inspection, document)
    text = printed.text.replace("\n", "")
    assert "《现场检查笔录》" in text and words_of(site) in text and REASON in text
    assert "演练乙，2026年6月8日09:30" in text and "本程序设计格式" in text
    for name in ("演练甲", "演练乙", "演练负责人"):
        assert name in text
    titles = [one.title for one in timeline(site.desk, site.desk.case(site.inspection))]
    assert "补正笔录：签名封存" in titles
    bound = gathered(site.desk, site.desk.case(site.inspection), "", lambda done, total: None)
    kinds = [one.kind for one in bound.plan.papers]
    assert kinds[kinds.index("D4") + 1] == "D47"


def test_that_everybody_who_signed_the_record_signs_again_or_refuses_again(site, second) -> None:
    witness = somebody(site, "演练见证人")
    race(site, second)
    document = begin_correction(
        site.desk, site.inspection, CORRECTION, refused=[only(site).operation.op_id], reason=REASON
    ).id
    drafted(site, document)
    case = site.desk.case(site.inspection)
    wanted = {(site.person, "responsible"), ("jia", "officer"), ("yi", "officer")}
    assert set(signers(site.desk, case, paper(case, document))) == wanted
    for who in ("jia", "yi"):
        by = acting(site, who)
        sign_paper(by.desk, site.inspection, document, who, "officer", "ink", ink={"strokes": [[[1, 1, 1, 1]]]})
    with pytest.raises(Refused) as refused:
        seal_paper(site.desk, site.inspection, document)
    assert refused_codes(refused) == ["paper-unsigned"] and "演练负责人" in refused.value.blockers[0].text
    sign_paper(
        site.desk, site.inspection, document, site.person, "responsible", "refusal", reason="不同意补正（演练）",
        witness=witness,
    )  # fmt: skip
    sign_paper(site.desk, site.inspection, document, witness, "witness", "ink", ink={"strokes": [[[1, 1, 1, 1]]]})
    assert seal_paper(site.desk, site.inspection, document).state == "signed"
    text = render_paper(site.desk, site.inspection, document).text.replace("\n", "")
    assert "演练负责人拒绝签名。拒签理由：不同意补正（演练）。见证人演练见证人在场见证" in text


def test_that_only_the_lead_device_seals_a_correction(site, second) -> None:
    there = race(site, second)
    document = begin_correction(
        there.desk, site.inspection, CORRECTION, refused=[only(there).operation.op_id], reason=REASON
    ).id
    drafted(there, document)
    with pytest.raises(Refused) as refused:
        signed(there, document)
    assert refused_codes(refused) == ["not-lead-device"]


def test_that_a_slip_found_afterwards_is_corrected_only_with_what_the_record_says(site) -> None:
    seal(site)
    place = next(one for one in places_to_correct(site.desk, site.inspection) if one.key == "visits/0/place")
    assert (place.where, place.stood) == ("检查地点", "演练路1号")
    wrong = Slip(place.where, "演练路3号", "演练路2号")
    with pytest.raises(Refused) as refused:
        begin_correction(site.desk, site.inspection, CORRECTION, slips=[wrong])
    assert refused_codes(refused) == ["slip-not-quoted"]
    named = Slip("被检查单位名称", "演练路1号", "演练路2号")  # the words stand in the record, at another place
    with pytest.raises(Refused) as refused:
        begin_correction(site.desk, site.inspection, CORRECTION, slips=[named])
    assert "在“" in refused.value.blockers[0].text and "“检查地点”" in refused.value.blockers[0].text
    right = Slip(place.where, place.stood, "演练路2号")
    document = begin_correction(site.desk, site.inspection, CORRECTION, slips=[right], reason="笔误").id
    (row,) = site.desk.case(site.inspection).entries[document]["items"]
    assert (row["stood"], row["should"], row["by"]) == ("演练路1号", "演练路2号", "演练甲，2026年6月8日09:30")


@pytest.mark.parametrize(
    ("stood", "should", "code"),
    [
        ("演练路1号", " ", "slip-blank"),
        ("演练路1号", "演练路1号", "slip-unchanged"),
    ],
)
def test_that_a_slip_says_what_it_should_be(site, stood: str, should: str, code: str) -> None:
    seal(site)
    with pytest.raises(Refused) as refused:
        begin_correction(site.desk, site.inspection, CORRECTION, slips=[Slip("检查地点", stood, should)])
    assert refused_codes(refused) == [code]


def test_that_a_quotation_changed_in_the_form_keeps_the_paper_from_being_signed(site) -> None:
    seal(site)
    slip = Slip("检查地点", "演练路1号", "演练路2号")
    document = begin_correction(site.desk, site.inspection, CORRECTION, slips=[slip], reason="笔误").id
    (row,) = site.desk.case(site.inspection).entries[document]["items"]
    for wrong in ({"stood": "演练路9号"}, {"where": "被检查单位名称"}, {"stood": ""}):
        enter(site.desk, site.inspection, document, {"items": [{**row, **wrong}]})
        drafted(site, document)
        with pytest.raises(Refused) as refused:
            sign_paper(site.desk, site.inspection, document, "jia", "officer", "ink", ink={"strokes": [[[1, 1, 1, 1]]]})
        assert refused_codes(refused) == ["need-quotes_sealed"], wrong


def test_that_nothing_is_corrected_before_the_seal(site) -> None:
    with pytest.raises(Refused) as refused:
        begin_correction(site.desk, site.inspection, CORRECTION, slips=[Slip("检查地点", "", "演练路2号")])
    assert "record-not-sealed" in refused_codes(refused)
    assert places_to_correct(site.desk, site.inspection) == ()


def test_that_a_correction_begun_keeps_the_case_open_until_it_is_sealed_or_discarded(site) -> None:
    seal(site)

    def open_now() -> list[str]:
        return [one.code for one in closing_blockers(site.desk.case(site.inspection))]

    slip = Slip("检查地点", "演练路1号", "演练路2号")
    first = begin_correction(site.desk, site.inspection, CORRECTION, slips=[slip], reason="笔误").id
    assert open_now() == ["correction-open"]
    discard(site.desk, site.inspection, first, "不需要")
    assert open_now() == []
    second = begin_correction(site.desk, site.inspection, CORRECTION, slips=[slip], reason="笔误").id
    drafted(site, second)
    signed(site, second)
    assert open_now() == []


def test_that_a_supplement_is_signed_again_like_a_correction(site, second) -> None:
    race(site, second)
    document = begin_correction(
        site.desk, site.inspection, SUPPLEMENT, refused=[only(site).operation.op_id], reason=REASON
    ).id
    drafted(site, document)
    signed(site, document)
    assert (only(site).state, only(site).paper) == (SETTLED, document)
    assert "补充材料说明" in render_paper(site.desk, site.inspection, document).text


def test_that_every_kind_of_late_change_is_told_in_words(tmp_path: Path) -> None:
    with at_the_table(tmp_path / "data", q2_3=VIOLATES) as site, another_laptop(tmp_path / "second") as second:
        order(site)
        case = site.desk.case(site.inspection)
        item = site.desk.shelf.checklist("electronic-records").checklist.items[0]
        late = [
            Change("finding", case.findings[0].id, "text", "日志保存不足（演练改写）"),
            Change("person", site.person, "post", "副局长"),
            Change("visit", case.visits[0].id, "place", "演练路2号"),
            Change("visit", case.visits[0].id, "left_at", "2026-06-08T11:00:00+08:00"),
            change(site, item.key, {"verdict": "violates", "reason": "演练理由"}, "item_result", "overrule"),
            change(site, "q1_2", {"void": True, "reason": "演练"}, "answer", "void", VOID),
            Change("inspection", site.inspection, "purpose", "演练改写的目的"),
            Change("measure", case.measures[0].id, "text", "演练改写的措施"),
        ]
        race(site, second, late)
        told = [slip for one in refused_changes(site.desk, site.inspection) for slip in one.slips]
    said = {one.where: (one.stood, one.should) for one in told}
    assert said["发现的问题 1（检查表 2.3） · 事实"][1] == "日志保存不足（演练改写）"
    assert said["在场人员 被检查单位负责人演练负责人 · 职务"] == ("局长", "副局长")
    assert said["检查地点"] == ("演练路1号", "演练路2号")
    assert said["检查结束时间"][1] == "2026年6月8日11时00分"
    assert said[f"检查项目“{item.title}” · 结论"] == ("符合", "不符合")
    assert said["检查计划 · 检查目的"] == ("", "演练改写的目的")
    assert said["处理措施 · 文字"] == ("", "演练改写的措施")
    assert any(one.should.startswith("（作废）") for one in told)


def test_that_the_late_answer_itself_never_reaches_the_paper_of_the_record(site, second) -> None:
    race(site, second)
    text = render_paper(site.desk, site.inspection, site.desk.case(site.inspection).document("D4").id).text
    assert LATE["note"] not in text.replace("\n", "")
