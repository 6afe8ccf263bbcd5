"""A final paper found wrong before it is served: voided with its reason, kept in the file, made anew, numbered anew."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest

from app.domain.numbers import CONSUMED, RESERVED, VOIDED
from app.domain.procedure.guards import warnings
from app.domain.procedure.tasks import open_tasks
from app.errors import Refused
from app.services.casefile.gathering import gathered, paper_file
from app.services.checking.findings import choose_facts, draft_findings
from app.services.circumstances import circumstances
from app.services.evidence.intake import Particulars, add_photo
from app.services.measures.deciding import record_measure
from app.services.numbers import ledger
from app.services.papers import life, sheets
from app.services.papers.composing import compose
from app.services.papers.drafting import draft, paper
from app.services.papers.numbering import notice_of
from app.services.papers.sheets import Batch
from app.services.papers.voiding_final import told_of_voiding, void_file, void_final
from app.services.timeline.telling import timeline
from app.typesetting.overlays import void_stamp
from app.typesetting.preview import page_texts
from tests.services.at_the_table import (
    VIOLATES,
    approve,
    at_the_table,
    begin,
    led_by,
    order,
    refused_codes,
    seal,
    stamped,
)
from tests.services.on_site import FORMS, OnSite
from tests.services.papers.made import final, numbers, served

PICTURE = "inspections/electronic-records/samples/rules-2019.png"
REASON = "当事人名称写错，尚未送达（演练）"


@pytest.fixture
def site(tmp_path: Path) -> Iterator[OnSite]:
    with at_the_table(tmp_path / "data", q2_3=VIOLATES) as begun:
        yield begun


def number_of(site: OnSite, number: str) -> str:
    return ledger.number(site.desk, number).state


def again(site: OnSite, measure: str) -> str:
    """Return the id of the notice of an order drafted anew."""
    case = site.desk.case(site.inspection)
    document, reserved = notice_of(site.desk, site.inspection, next(one for one in case.measures if one.id == measure))
    draft(site.desk, site.inspection, document, compose, reserved)
    return document.id


def test_that_a_voided_notice_keeps_its_file_and_its_number_is_never_used_again(site: OnSite) -> None:
    document = stamped(site)
    held = paper(site.desk.case(site.inspection), document)
    told = told_of_voiding(site.desk, site.desk.case(site.inspection), held)
    assert "保档执通〔2026〕1号" in told[0] and any("收回" in one for one in told)
    void = void_final(site.desk, site.inspection, document, REASON)
    assert (void.reason, void.officer, void.document.id) == (REASON, "jia", document)
    case = site.desk.case(site.inspection)
    assert document not in {one.id for one in case.documents}
    assert (number_of(site, held.number), ledger.number(site.desk, held.number).reason) == (VOIDED, REASON)
    assert site.desk.vault.has(case.voided_papers[0].document.pdf)
    anew = again(site, held.measure)
    second = paper(site.desk.case(site.inspection), anew)
    assert second.number != held.number and number_of(site, second.number) == RESERVED
    approve(site, second.id)
    life.freeze(site.desk, site.inspection, second.id)
    assert number_of(site, second.number) == CONSUMED


def test_that_the_case_file_and_the_course_of_the_case_tell_of_it(site: OnSite) -> None:
    document = stamped(site)
    void_final(site.desk, site.inspection, document, REASON)
    case = site.desk.case(site.inspection)
    found = gathered(site.desk, case, "", lambda done, total: None)
    place = found.documents.index(document)
    assert (found.plan.papers[place].kind, found.plan.papers[place].note) == ("D11", "作废")
    assert found.plan.papers[place].void
    assert "保档执通〔2026〕1号" not in found.plan.facts["file"]["numbers"]
    assert paper_file(site.desk, document, draft=False).startswith(b"%PDF")
    events = {one.title: one.detail for one in timeline(site.desk, case)}
    assert events["档案监督检查执法通知书保档执通〔2026〕1号：作废"] == f"演练甲：{REASON}"
    assert "档案监督检查执法通知书保档执通〔2026〕1号：定稿" in events


def test_that_it_is_shown_with_void_on_every_page_and_kept_as_it_was_sealed(site: OnSite) -> None:
    document = stamped(site)
    sealed = paper_file(site.desk, document, draft=False)
    void_final(site.desk, site.inspection, document, REASON)
    held = site.desk.case(site.inspection).voided_papers[0].document
    shown = void_file(site.desk, held)
    assert all(void_stamp() in bytes(page.Contents[-1].read_bytes()) for page in pikepdf.open(BytesIO(shown)).pages)
    assert page_texts(shown) == page_texts(sealed)
    assert paper_file(site.desk, document, draft=False) == site.desk.vault.read(held.pdf) == sealed


def test_that_the_sheets_it_was_printed_on_are_spoiled_with_it(site: OnSite) -> None:
    sheets.issue(site.desk, Batch("A-0006", "A-0009", "ding", date(2026, 6, 1), "演练批准〔2026〕1号"))
    document = order(site)
    seal(site)
    approve(site, document)
    life.freeze(site.desk, site.inspection, document)
    life.record_print(site.desk, site.inspection, document, life.Print("当事人联", "演练打印机", "A-0006"))
    life.stamp(site.desk, site.inspection, document, way=life.SHEET, sheet="A-0007")
    void_final(site.desk, site.inspection, document, REASON)
    assert [one.state for one in sheets.known(site.desk)] == ["spoiled", "spoiled", "issued", "issued"]
    assert {one.reason for one in sheets.known(site.desk) if one.state == "spoiled"} == {REASON}


def test_that_an_approval_by_phone_of_a_voided_paper_waits_for_no_signature(site: OnSite) -> None:
    document = order(site)
    seal(site)
    approve(site, document, "phone")
    life.freeze(site.desk, site.inspection, document)
    about = lambda: circumstances(site.desk, site.desk.case(site.inspection))  # noqa: E731  # short
    assert "countersign-open" in [one.code for one in warnings("seal", site.desk.case(site.inspection), about())]
    void_final(site.desk, site.inspection, document, REASON)
    case = site.desk.case(site.inspection)
    assert "countersign-open" not in [one.code for one in warnings("seal", case, about())]
    assert not [one for one in open_tasks(case) if one.kind == "countersign"]


def test_that_a_duty_done_with_a_paper_is_open_again_once_it_is_voided(tmp_path: Path) -> None:
    with at_the_table(tmp_path / "data", q2_3=VIOLATES) as site:
        numbers(site)
        draft_findings(site.desk, site.inspection)
        (finding,) = site.desk.case(site.inspection).findings
        assert choose_facts(site.desk, finding.id, [2]) == []
        record_measure(site.desk, site.inspection, "M8", [finding.id], "移送公安机关（演练）")
        said = Particulars("照片", "手机拍摄", "演练", (finding.id,))
        kept = add_photo(site.desk, site.inspection, FORMS / PICTURE, said)
        seal(site)
        duties = lambda: [one.duty for one in open_tasks(site.desk.case(site.inspection))]  # noqa: E731  # short
        assert duties() == ["M8.1"]
        document = final(site, "D36", evidence=[kept.evidence.id])
        assert duties() == ["M8.2"]
        void_final(site.desk, site.inspection, document, REASON)
        assert duties() == ["M8.1"]


@pytest.mark.parametrize(("state", "code"), [
    ("draft", "paper-draft"), ("record", "paper-not-stamped"), ("service", "paper-in-service"),
    ("served", "paper-served"), ("elsewhere", "not-lead-device"), ("unsaid", "void-without-reason"),
    ("told at length", "void-without-reason"),
])  # fmt: skip
def test_that_only_an_unserved_stamped_paper_is_voided_here_and_with_its_reason(
    site: OnSite, state: str, code: str
) -> None:
    if state == "draft":
        document = order(site)
    else:
        document = stamped(site)
    if state == "record":
        record = site.desk.case(site.inspection).document("D4")
        assert record is not None
        document = record.id
    if state == "service":
        begin(site, document)
    if state == "served":
        served(site, document)
    if state == "elsewhere":
        led_by(site, "second")
    reason = {"unsaid": " ", "told at length": "错" * 10_000}.get(state, REASON)
    with pytest.raises(Refused) as refused:
        void_final(site.desk, site.inspection, document, reason)
    assert code in refused_codes(refused)
    assert site.desk.case(site.inspection).voided_papers == ()
