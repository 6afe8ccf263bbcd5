"""The notice to correct from draft to stamp: approved, frozen with its number, stamped, printed."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pytest

from app.domain.numbers import CONSUMED, RESERVED
from app.domain.procedure.tasks import COUNTERSIGN_TASK, open_tasks
from app.errors import DocumentFailed, Refused
from app.services.checking.findings import edit_finding
from app.services.desk import BUREAU_PAPER
from app.services.numbers import ledger
from app.services.papers import life, sheets
from app.services.papers.rendering import render_paper
from app.services.papers.sheets import Batch
from app.services.preparation.approvals import bind_countersign
from app.typesetting import composing
from app.typesetting.machine_fonts import use_machine_fonts
from tests.services.at_the_table import (
    VIOLATES,
    approve,
    at_the_table,
    begin,
    led_by,
    order,
    picture,
    read_out,
    refused_codes,
    seal,
    stamped,
)
from tests.services.on_site import MORNING, OnSite
from tests.typesetting.test_machine_fonts import collection, font_with


@pytest.fixture
def site(tmp_path: Path) -> Iterator[OnSite]:
    with at_the_table(tmp_path / "data", q2_3=VIOLATES) as begun:
        yield begun


def freeze(site: OnSite, document: str) -> str:
    return life.freeze(site.desk, site.inspection, document).state


def state(site: OnSite, document: str) -> str:
    return next(one.state for one in site.desk.case(site.inspection).documents if one.id == document)


def number_state(site: OnSite, document: str) -> str:
    paper = next(one for one in site.desk.case(site.inspection).documents if one.id == document)
    return ledger.number(site.desk, paper.number).state


def test_that_an_order_waits_for_the_sealed_record_and_its_approval(site: OnSite) -> None:
    document = order(site)
    with pytest.raises(Refused) as refused:
        freeze(site, document)
    assert {"record-not-sealed", "notice-unapproved"} <= set(refused_codes(refused))
    seal(site)
    with pytest.raises(Refused) as unapproved:
        freeze(site, document)
    assert refused_codes(unapproved) == ["notice-unapproved", "trap-T25"]
    assert (state(site, document), number_state(site, document)) == ("draft", RESERVED)
    approve(site, document)
    assert (freeze(site, document), number_state(site, document)) == ("awaiting_stamp", CONSUMED)


def test_that_seal_state_and_number_of_an_order_are_one_transaction(site: OnSite) -> None:
    document = order(site)
    seal(site)
    approve(site, document)
    before = len(site.desk.store.operations())
    freeze(site, document)
    made = site.desk.store.operations()[before:]
    assert {one.entity for one in made} == {"seal", "document", "number"}
    assert len({one.txn for one in made}) == 1


def test_that_an_order_is_frozen_on_the_lead_device_only(site: OnSite) -> None:
    document = order(site)
    seal(site)
    approve(site, document)
    led_by(site, "second")
    with pytest.raises(Refused) as refused:
        freeze(site, document)
    assert refused_codes(refused) == ["not-lead-device"] and number_state(site, document) == RESERVED


def test_that_an_order_whose_measure_changed_since_is_drafted_again(site: OnSite) -> None:
    document = order(site)
    (finding,) = site.desk.case(site.inspection).findings
    assert edit_finding(site.desk, finding.id, text="操作日志仅保存三个月，管理员可以清空（演练）。") == []
    seal(site)
    approve(site, document)
    with pytest.raises(Refused) as refused:
        freeze(site, document)
    assert refused_codes(refused) == ["paper-changed"]


def test_that_an_unprintable_order_keeps_its_number_reserved(site: OnSite, monkeypatch) -> None:
    monkeypatch.setattr("app.services.desk.as_written", list)  # as a laptop with an older program let it through
    document = order(site, report_way="书面报告\U0001fae0")
    seal(site)
    approve(site, document)
    with pytest.raises(DocumentFailed, match="\U0001fae0"):
        freeze(site, document)
    assert (state(site, document), number_state(site, document)) == ("draft", RESERVED)


@pytest.mark.parametrize("kind", ["D4", "D33"])
def test_that_papers_sealed_by_signatures_are_not_frozen_by_hand(site: OnSite, kind: str) -> None:
    if kind == "D4":
        order(site)
        read_out(site)
        record = site.desk.case(site.inspection).document("D4")
        assert record is not None
        document = record.id
    else:
        document = begin(site, stamped(site)).id
    with pytest.raises(Refused) as refused:
        freeze(site, document)
    assert refused_codes(refused) == ["paper-signed-kind"] and state(site, document) == "draft"


def test_that_an_approval_by_phone_leaves_a_countersign_task_until_the_sheet_is_bound(
    site: OnSite, tmp_path: Path
) -> None:
    document = order(site)
    approval = approve(site, document, "phone")
    assert [one.kind for one in open_tasks(site.desk.case(site.inspection))] == [COUNTERSIGN_TASK]
    with pytest.raises(Refused):
        bind_countersign(site.desk, site.inspection, approval, "nothing")
    bind_countersign(site.desk, site.inspection, approval, picture(site, tmp_path))
    case = site.desk.case(site.inspection)
    assert not open_tasks(case) and case.approvals[-1].paper


def test_that_a_pre_stamped_sheet_waits_for_a_written_approval(site: OnSite, tmp_path: Path) -> None:
    document = order(site)
    approval = approve(site, document, "phone")
    seal(site)
    freeze(site, document)
    with pytest.raises(Refused) as refused:
        life.stamp(site.desk, site.inspection, document, way=life.SHEET, sheet="演练-07")
    bind_countersign(site.desk, site.inspection, approval, picture(site, tmp_path, set_aside="补签件"))
    with pytest.raises(Refused) as nameless:
        life.stamp(site.desk, site.inspection, document, way=life.SHEET)
    batch = Batch("演练-07", "演练-09", "ding", MORNING.date(), "演练批〔2026〕3号")
    sheets.issue(site.desk, batch)
    made = life.stamp(site.desk, site.inspection, document, way=life.SHEET, sheet="演练-07")
    assert (refused_codes(refused), refused_codes(nameless)) == (["sheet-approval"], ["sheet-number"])
    assert life.stamp_words(made.stamped) == "预盖章纸 演练-07"


def test_that_a_paper_is_stamped_once_in_a_known_way_and_before_it_is_served(site: OnSite) -> None:
    document = order(site)
    seal(site)
    approve(site, document)
    with pytest.raises(Refused) as early:
        life.stamp(site.desk, site.inspection, document, way=life.CARRIED)
    freeze(site, document)
    with pytest.raises(Refused) as unstamped:
        begin(site, document)
    with pytest.raises(Refused) as unknown:
        life.stamp(site.desk, site.inspection, document, way="drawn")
    told = [refused_codes(one) for one in (early, unstamped, unknown)]
    assert told == [["stamp-state"], ["not-stamped"], ["stamp-way"]]
    assert not [one for one in site.desk.case(site.inspection).services if one.document == document]


def test_that_a_copy_is_printed_again_only_with_a_reason(site: OnSite) -> None:
    document = order(site)
    with pytest.raises(Refused) as draft:
        life.record_print(site.desk, site.inspection, document, life.Print("当事人联"))
    seal(site)
    approve(site, document)
    freeze(site, document)
    life.record_print(site.desk, site.inspection, document, life.Print("当事人联"))
    life.record_print(site.desk, site.inspection, document, life.Print("存根联"))
    with pytest.raises(Refused) as again:
        life.record_print(site.desk, site.inspection, document, life.Print("当事人联"))
    with pytest.raises(Refused) as nameless:
        life.record_print(site.desk, site.inspection, document, life.Print(" "))
    life.record_print(site.desk, site.inspection, document, life.Print("当事人联", reason="卡纸"))
    told = [refused_codes(one) for one in (draft, again, nameless)]
    assert told == [["print-draft"], ["reprint-reason"], ["print-copy"]]
    assert [one.reason for one in site.desk.case(site.inspection).printings] == ["", "", "卡纸"]


def test_that_drafts_are_not_made_into_official_files(site: OnSite) -> None:
    with pytest.raises(DocumentFailed, match="尚未定稿"):
        render_paper(site.desk, site.inspection, order(site))


def test_that_name_and_digest_of_a_font_of_the_machine_are_kept_with_the_paper(
    site: OnSite, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = collection(font_with(2, "FangSong-No"), font_with(8))
    (tmp_path / "simfang.ttc").write_bytes(file)
    monkeypatch.setattr(composing, "use_machine_fonts", lambda: use_machine_fonts((tmp_path,)))
    site.desk.store.settings.set(BUREAU_PAPER, {"stamp": [140, 215], "machine_fonts": True})
    document = stamped(site)
    printed = render_paper(site.desk, site.inspection, document)
    assert printed.document.fonts["FangSong-Own"] == sha256(file).hexdigest()
    assert site.desk.case(site.inspection).contents[document].data["paper"]["stamp"] == {"x": 140, "y": 215}
