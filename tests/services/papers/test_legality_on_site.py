"""文书体检 of what happens at the unit: who comes, what is shown, signed, left behind and taken along."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from app.domain.procedure.outcomes import Document, Evidence, Service, Signature
from app.domain.procedure.traps import ABSENT, AMBER, CLEAR, RED
from app.services.papers.drafting import paper
from app.services.papers.legality import legality_blockers
from tests.services import violated_visit
from tests.services.at_the_table import order, picture, read_out, seal
from tests.services.on_site import OnSite
from tests.services.papers.made import final, made
from tests.services.papers.test_legality import states

site = violated_visit.site


def test_that_one_officer_alone_is_stopped(site: OnSite) -> None:
    case = site.desk.case(site.inspection)
    alone = replace(case, inspection=replace(case.inspection, officers=("jia",)))
    assert (states(site.desk, case)["T1"], states(site.desk, alone)["T1"]) == (CLEAR, RED)


def test_that_cards_not_shown_are_stopped(site: OnSite) -> None:
    case = site.desk.case(site.inspection)
    assert (states(site.desk, case)["T2"], states(site.desk, replace(case, rights=()))["T2"]) == (CLEAR, RED)


@pytest.mark.parametrize(("reason", "state"), [("不同意", CLEAR), (" ", RED)])
def test_that_a_refusal_without_its_reason_is_stopped(site: OnSite, reason: str, state: str) -> None:
    case = site.desk.case(site.inspection)
    signature = Signature(
        "x", "d", "0", site.person, "responsible", "refusal", site.desk.now(), reason=reason, witness="somebody"
    )
    document = Document("d", "D4")
    refused = replace(case, signatures=(signature,), documents=(*case.documents, document))
    assert states(site.desk, refused, document)["T13"] == state
    assert states(site.desk, case)["T13"] == ABSENT


@pytest.mark.parametrize(("media", "state"), [(("photo",), CLEAR), ((), RED)])
def test_that_a_paper_left_behind_without_proof_is_stopped(site: OnSite, media: tuple[str, ...], state: str) -> None:
    notice = order(site)
    case = site.desk.case(site.inspection)
    left = Service(
        "s", notice, "left_behind", site.desk.now(), "门厅", site.person, ("jia", "yi"), "拒收（演练）", media=media
    )
    assert states(site.desk, replace(case, services=(left,)), paper(case, notice))["T14"] == state


def test_that_a_record_sealed_on_a_later_day_asks_for_a_reason(site: OnSite) -> None:
    order(site)
    record = seal(site)
    case = site.desk.case(site.inspection)
    left = replace(case, visits=(replace(case.visits[0], left_at=site.desk.now()),))
    assert states(site.desk, left)["T15"] == CLEAR
    assert record.frozen_at is not None
    later = tuple(
        replace(one, frozen_at=record.frozen_at + timedelta(days=1)) if one.id == record.id else one
        for one in left.documents
    )
    assert states(site.desk, replace(left, documents=later))["T15"] == AMBER


@pytest.mark.parametrize(("method", "state"), [("系统导出", CLEAR), ("", RED)])
def test_that_electronic_data_without_its_method_is_stopped(site: OnSite, method: str, state: str) -> None:
    case = site.desk.case(site.inspection)
    data = Evidence(
        "e", "file", "演练日志", "0" * 64, "0" * 64, 1, "text/csv", site.desk.now(), "jia", "复制件", method, "日志期限"
    )
    assert states(site.desk, replace(case, evidence=(data,)))["T16"] == state


@pytest.mark.parametrize(("consent", "state"), [("yes", CLEAR), ("no", RED)])
def test_that_electronic_service_without_consent_is_stopped(site: OnSite, consent: str, state: str) -> None:
    notice = order(site)
    final(site, "D34", **({} if consent == "yes" else {"consent": "no", "ways": [], "account": ""}))
    case = site.desk.case(site.inspection)
    told = {"account": "drill@example.invalid"}
    sent = Service("s", notice, "electronic", site.desk.now(), "—", "", ("jia", "yi"), details=told)
    assert states(site.desk, replace(case, services=(sent,)), paper(case, notice))["T17"] == state


def test_that_an_undecided_recusal_asks_for_a_reason(site: OnSite) -> None:
    case = site.desk.case(site.inspection)
    asked = replace(case.rights[0], recusal={"requested": True, "officer": "jia", "reason": "亲属（演练）"})
    assert states(site.desk, case)["T24"] == CLEAR
    assert states(site.desk, replace(case, rights=(asked,)))["T24"] == AMBER
    granted = replace(asked, recusal={**asked.recusal, "decision": "granted"})
    assert states(site.desk, replace(case, rights=(granted,)))["T24"] == RED
    refused = replace(asked, recusal={**asked.recusal, "decision": "refused"})
    assert states(site.desk, replace(case, rights=(refused,)))["T24"] == CLEAR


def test_that_evidence_nobody_needs_is_asked_about(site: OnSite) -> None:
    case = site.desk.case(site.inspection)
    photo = Evidence(
        "e", "photo", "演练照片", "0" * 64, "0" * 64, 1, "image/jpeg", site.desk.now(), "jia", "手机", "拍照", "无"
    )
    assert states(site.desk, case)["T29"] == CLEAR
    assert states(site.desk, replace(case, evidence=(photo,)))["T29"] == AMBER
    assert states(site.desk, replace(case, evidence=(replace(photo, links=("q2_3",)),)))["T29"] == CLEAR


@pytest.mark.parametrize(("minutes", "state"), [(0, ABSENT), (24 * 60, AMBER), (-24 * 60, AMBER), (90, AMBER)])
def test_that_a_file_made_at_another_time_than_it_was_extracted_asks_for_a_reason(
    site: OnSite, minutes: int, state: str
) -> None:
    taken = picture(site, site.desk.store.folder, links=("q2_3",))
    extraction = made(site, "D10", files=[taken])
    case = site.desk.case(site.inspection)
    made_on = [replace(one, captured_at=one.captured_at + timedelta(minutes=minutes)) for one in case.evidence]
    told = replace(case, evidence=tuple(made_on))
    assert states(site.desk, told, paper(case, extraction))["T16"] == state


@pytest.mark.parametrize(("days", "more", "state"), [
    (0, {}, ABSENT), (1, {}, AMBER), (-1, {}, AMBER), (-1, {"copied": True}, ABSENT),
    (-1, {"provider": "演练"}, ABSENT), (-1, {"supplement": True}, ABSENT),
])  # fmt: skip
def test_that_a_photo_of_another_day_in_the_record_asks_for_a_reason(
    site: OnSite, days: int, more: dict[str, object], state: str
) -> None:
    picture(site, site.desk.store.folder, links=("q2_3",))
    order(site)
    read_out(site)
    case = site.desk.case(site.inspection)
    taken = [replace(one, captured_at=one.captured_at + timedelta(days=days), **more) for one in case.evidence]
    assert states(site.desk, replace(case, evidence=tuple(taken)), case.document("D4"))["T16"] == state


def test_that_what_one_reason_settles_is_told_once_with_the_way_to_its_field(site: OnSite) -> None:
    picture(site, site.desk.store.folder, links=("q2_3",))
    order(site)
    read_out(site)
    case = site.desk.case(site.inspection)
    (photo,) = case.evidence
    late = photo.captured_at + timedelta(days=1)
    taken = [replace(photo, id=f"{photo.id}-{at}", name=f"照片{at}.png", captured_at=late) for at in range(3)]
    record = case.document("D4")
    (told,) = [
        one for one in legality_blockers(site.desk, replace(case, evidence=tuple(taken)), record)
        if one.code == "trap-T16"
    ]  # fmt: skip
    assert told.text.endswith("（须写明理由后继续）（同样情形另有 2 项。）")
    assert told.place == f"papers/{record.id}/checkup/T16"
