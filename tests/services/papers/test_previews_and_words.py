"""What stands on papers before and after they are final: 草稿, room for signatures, opinions, the remedy clause."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from app.domain.clock import CHINA
from app.domain.codes import typed_code
from app.domain.document_slots import missing_slots
from app.domain.procedure.records import Approval
from app.errors import DocumentFailed, Refused
from app.services.papers import life
from app.services.papers.composing.approval_form import opinion_words
from app.services.papers.composing.setting import setting_of
from app.services.papers.delivery import sign_receipt
from app.services.papers.rendering import preview, sheet_to_sign
from app.services.pinning import definition_of
from app.services.record import journey
from tests.services.at_the_table import (
    VIOLATES,
    approve,
    at_the_table,
    begin,
    ink,
    order,
    picture,
    read_out,
    refused_codes,
    seal,
    somebody,
    stamped,
)
from tests.services.on_site import OnSite

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def site(tmp_path: Path) -> Iterator[OnSite]:
    with at_the_table(tmp_path / "data", q2_3=VIOLATES) as begun:
        yield begun


def the_record(site: OnSite) -> str:
    document = site.desk.case(site.inspection).document("D4")
    assert document is not None
    return document.id


def test_that_a_record_may_be_looked_at_before_it_is_read_out(site: OnSite) -> None:
    order(site)
    journey.state_for_unit(site.desk, site.inspection, site.person, "")
    journey.draft_record(site.desk, site.inspection)
    draft = preview(site.desk, site.inspection, the_record(site))
    assert "readback.way" in [slot.path for slot in draft.missing]
    assert "执法人员（签名）：演练甲" in draft.text


def test_that_the_record_says_what_was_said_to_it_and_does_not_say_that_nothing_was(site: OnSite) -> None:
    order(site)
    journey.state_for_unit(site.desk, site.inspection, site.person, "")
    journey.draft_record(site.desk, site.inspection)
    journey.read_back(site.desk, site.inspection, site.person, "screen")
    plain = preview(site.desk, site.inspection, the_record(site)).text
    assert "以上笔录经核对无误。" in plain and "补正意见" not in plain
    said = "第二项所述系统已于上月停用（演练）。"
    journey.read_back(site.desk, site.inspection, site.person, "screen", said)
    corrected = "".join(preview(site.desk, site.inspection, the_record(site)).text.split())
    assert f"补正意见：演练负责人：{said}" in corrected
    assert "以上笔录和补正意见已经核对。" in corrected and "核对无误" not in corrected.rpartition("补正意见：")[2]


def test_that_only_a_paper_that_is_not_final_is_shown_as_a_draft(site: OnSite) -> None:
    document = order(site)
    before = preview(site.desk, site.inspection, document)
    seal(site)
    approve(site, document)
    life.freeze(site.desk, site.inspection, document)
    after = preview(site.desk, site.inspection, document)
    code = typed_code(site.desk.case(site.inspection).contents[document].digest)
    lines = [line for page in after.text.split("\f") for line in page.split("\n")]
    assert lines.count(code) == 2 and "文书核验：扫码，或输入验证码" in lines
    own = {code, f"验证码 {code}", "文书核验：扫码，或输入验证码"}
    assert [line for line in lines if line not in own] == re.split("[\n\f]", before.text)
    assert before.pdf != after.pdf


def test_that_a_sheet_to_sign_by_hand_has_room_for_all_and_no_draft_mark(site: OnSite) -> None:
    order(site)
    read_out(site)
    ink(site, "jia", "officer")
    sheet = sheet_to_sign(site.desk, site.inspection, the_record(site))
    last = sheet.text.split("\f")[-1]
    assert [last.count(f"执法人员（签名）：{name}") for name in ("演练甲", "演练乙")] == [1, 1]
    assert "被检查单位负责人（签名）：" in last
    people = ("演练甲：", "演练乙：", "演练负责人：")
    assert all(name in page for page in sheet.text.split("\f")[:-1] for name in people)
    assert sheet.pdf != preview(site.desk, site.inspection, the_record(site)).pdf


def test_that_a_record_not_read_out_yet_gives_no_sheet_to_sign(site: OnSite) -> None:
    order(site)
    journey.state_for_unit(site.desk, site.inspection, site.person, "")
    journey.draft_record(site.desk, site.inspection)
    with pytest.raises(DocumentFailed) as failed:
        sheet_to_sign(site.desk, site.inspection, the_record(site))
    assert "笔录核对方式" in failed.value.advice


def test_that_neither_a_stamped_nor_a_sealed_paper_gives_a_sheet_to_sign(site: OnSite) -> None:
    document = order(site)
    with pytest.raises(Refused) as refused:
        sheet_to_sign(site.desk, site.inspection, document)
    assert refused_codes(refused) == ["not-signed-by-hand"]
    record = seal(site).id
    with pytest.raises(Refused) as refused:
        sheet_to_sign(site.desk, site.inspection, record)
    assert refused_codes(refused) == ["paper-frozen"]


def test_that_a_signature_on_paper_names_where_its_picture_is_kept(site: OnSite, tmp_path: Path) -> None:
    read_sheet = tmp_path / "sheet"
    read_sheet.mkdir()
    other = somebody(site, "演练信息员", "other")
    order(site)
    read_out(site)
    photo = picture(site, read_sheet)
    journey.sign(site.desk, site.inspection, other, "other", "paper", paper=photo)
    case = site.desk.case(site.inspection)
    rows = setting_of(case, case.document("D4"))["signatures"]
    assert rows[0]["note"].startswith("（已在纸质文书上签名，影像") and rows[0]["strokes"] is None


def test_that_a_receipt_signed_on_paper_says_so_in_the_field(site: OnSite, tmp_path: Path) -> None:
    receipt = begin(site, stamped(site))
    photo = picture(site, tmp_path)
    sign_receipt(site.desk, site.inspection, receipt.id, site.person, "recipient", "paper", paper=photo)
    case = site.desk.case(site.inspection)
    document = next(one for one in case.documents if one.id == receipt.id)
    assert "已在纸质文书上签名" in setting_of(case, document)["receiver"]["note"]


@pytest.mark.parametrize(
    ("decision", "opinion", "shown"),
    [
        ("approve", "", "同意。"),
        ("approve", "拟同意，请局领导审批。", "拟同意，请局领导审批。"),
        ("approve", "按计划开展。", "同意。按计划开展。"),
        ("return", "", "退回。"),
        ("return", "请补充检查频次。", "退回。请补充检查频次。"),
        ("return", "退回，频次不符。", "退回，频次不符。"),
    ],
)
def test_that_an_opinion_always_says_the_decision(decision: str, opinion: str, shown: str) -> None:
    moment = datetime(2026, 6, 5, 15, 30, tzinfo=CHINA)
    approval = Approval("a", "D1", "d", decision, "ding", "leader", "in_person", moment, "jia")
    assert opinion_words(replace(approval, opinion=opinion)) == shown


def test_that_the_order_carries_the_clause_of_the_register_with_the_bureaus_bodies(site: OnSite) -> None:
    document = order(site)
    remedy = site.desk.shelf.legal.remedy_for("D11")
    bureau = site.desk.shelf.bureau(site.desk.case(site.inspection).inspection.bureau)
    assert remedy is not None
    clause = remedy.clause(bureau.reviewing_body, bureau.court, bureau.name)
    assert clause.startswith("如不服本通知书") and "{" not in clause
    text = "".join(preview(site.desk, site.inspection, document).text.split())
    assert clause in re.sub("—[0-9]+—|（[^）]*联）", "", text)  # a page may end in the middle of it


def test_that_an_order_without_a_clause_is_not_printed(site: OnSite) -> None:
    document = order(site)
    case = site.desk.case(site.inspection)
    words = {**case.contents[document].data, "remedy": ""}
    assert [slot.path for slot in missing_slots(definition_of(site.desk, case, "D11"), words)] == ["remedy"]


def test_that_papers_are_known_without_loading_the_typesetter() -> None:
    told = "import sys, app.services.papers.rendering, app.services.papers.life; print('pikepdf' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", told], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_that_a_record_cites_the_order_s_number_only_once_the_leader_approved_it(site: OnSite) -> None:
    def handling() -> str:
        words = journey.draft_record(site.desk, site.inspection).content.data["handling"]
        return "".join(words)

    document = order(site)
    journey.state_for_unit(site.desk, site.inspection, site.person, "")
    assert "执法通知书》送达" in handling()
    approve(site, document)
    assert "〔2026〕" in handling()
