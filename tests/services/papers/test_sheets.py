"""The register of pre-stamped sheets and the print log, in one transaction with each print."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from app.domain.sheets import ISSUED, RETURNED, SPOILED, USED
from app.errors import Refused
from app.services.papers import life, sheets
from app.services.papers.life import Print
from app.services.papers.sheets import Batch
from app.services.pinning import definition_of
from tests.services.at_the_table import VIOLATES, approve, at_the_table, order, read_out, refused_codes, seal
from tests.services.on_site import OnSite

BATCH = Batch("A001", "A003", "ding", date(2026, 6, 1), "演练批〔2026〕3号")


@pytest.fixture
def site(tmp_path: Path) -> Iterator[OnSite]:
    """Give a visit with three sheets on the laptop."""
    with at_the_table(tmp_path / "data", q2_3=VIOLATES) as site:
        sheets.issue(site.desk, BATCH)
        yield site


def notice(site: OnSite, channel: str = "in_person") -> str:
    document = order(site)
    seal(site)
    approve(site, document, channel)
    life.freeze(site.desk, site.inspection, document)
    return document


def states(site: OnSite) -> list[str]:
    return [one.state for one in sheets.known(site.desk)]


def printed(site: OnSite, document: str, print_: Print) -> object:
    return life.record_print(site.desk, site.inspection, document, print_)


def test_that_sheets_come_only_with_the_leaders_written_approval(site: OnSite) -> None:
    batch = replace(BATCH, first="B1", last="B2")
    for wrong, code in (
        (replace(batch, approver="jia"), "sheet-approver"),
        (replace(batch, approver=""), "sheet-approver"),
        (replace(batch, approval=" "), "sheet-written"),
        (replace(batch, approved_on=date(2026, 6, 9)), "sheet-approved-on"),
        (replace(batch, first="A003", last="A004"), "sheet-batch"),
    ):
        with pytest.raises(Refused) as refused:
            sheets.issue(site.desk, wrong)
        assert refused_codes(refused) == [code]
    assert [one.number for one in sheets.known(site.desk)] == ["A001", "A002", "A003"]
    assert sheets.sheet(site.desk, "a 001").approval == BATCH.approval


def test_that_a_print_uses_its_sheet_up_and_is_logged_with_the_printer(site: OnSite) -> None:
    document = notice(site)
    printed(site, document, Print("当事人联", "演练打印机", " a001 "))
    (logged,) = site.desk.case(site.inspection).printings
    assert (logged.copy, logged.printer, logged.sheet, logged.officer) == ("当事人联", "演练打印机", "A001", "jia")
    used = sheets.sheet(site.desk, "A001")
    assert (used.state, used.document, used.copy) == (USED, document, "当事人联")


def test_that_a_sheet_once_used_is_refused_and_nothing_is_logged(site: OnSite) -> None:
    document = notice(site)
    printed(site, document, Print("当事人联", "", "A001"))
    for print_ in (Print("存根联", "", "A001"), Print("当事人联", "", "A001", "卡纸"), Print("存根联", "", "Z9")):
        with pytest.raises(Refused):
            printed(site, document, print_)
    assert len(site.desk.case(site.inspection).printings) == 1 and states(site) == [USED, ISSUED, ISSUED]


def test_that_a_reprint_voids_the_sheet_that_jammed(site: OnSite) -> None:
    document = notice(site)
    printed(site, document, Print("当事人联", "", "A001"))
    printed(site, document, Print("存根联", "", "A002"))
    printed(site, document, Print("当事人联", "", "A003", "卡纸"))
    assert states(site) == [SPOILED, USED, USED] and sheets.sheet(site.desk, "A001").reason == "卡纸"


def test_that_one_more_good_copy_voids_nothing(site: OnSite) -> None:
    document = notice(site)
    printed(site, document, Print("当事人联", "", "A001"))
    printed(site, document, Print("当事人联", "", "", "当事人要求多一份", spoils=False))
    assert states(site) == [USED, ISSUED, ISSUED]


def test_that_a_sheet_waits_for_the_papers_own_written_approval(site: OnSite) -> None:
    document = notice(site, "phone")
    with pytest.raises(Refused) as refused:
        printed(site, document, Print("当事人联", "", "A001"))
    assert refused_codes(refused) == ["sheet-approval"] and states(site) == [ISSUED] * 3


def test_that_the_stamp_is_registered_by_the_sheet_the_paper_was_printed_on(site: OnSite) -> None:
    document = notice(site)
    printed(site, document, Print("当事人联", "", "A001"))
    made = life.stamp(site.desk, site.inspection, document, way=life.SHEET, sheet="A001")
    assert made.stamped["sheet"] == "A001" and states(site) == [USED, ISSUED, ISSUED]


def test_that_a_sheet_of_another_paper_does_not_stamp_this_one(site: OnSite) -> None:
    document = notice(site)
    sheets.spoil(site.desk, "A002", "漏墨")
    for number, code in (("A002", "sheet-state"), ("Z9", "sheet-missing")):
        with pytest.raises(Refused) as refused:
            life.stamp(site.desk, site.inspection, document, way=life.SHEET, sheet=number)
        assert refused_codes(refused) == [code]
    assert site.desk.case(site.inspection).document("D11").state == "awaiting_stamp"


def test_that_sheets_are_handed_back_together_or_not_at_all(site: OnSite) -> None:
    sheets.spoil(site.desk, "A002", "撕破")
    with pytest.raises(Refused):
        sheets.give_back(site.desk, ["A001", "A002"])
    assert states(site) == [ISSUED, SPOILED, ISSUED]
    sheets.give_back(site.desk, ["A001", "A003"])
    assert states(site) == [RETURNED, SPOILED, RETURNED] and sheets.left_here(site.desk) == ()


def test_that_a_sheet_printed_to_be_signed_by_hand_is_in_the_log(site: OnSite) -> None:
    order(site)
    read_out(site)
    record = site.desk.case(site.inspection).document("D4")
    assert record is not None
    life.record_sheet_print(site.desk, site.inspection, record.id, "演练打印机")
    (logged,) = site.desk.case(site.inspection).printings
    assert (logged.document, logged.copy, logged.printer) == (record.id, life.TO_SIGN, "演练打印机")


def test_that_the_record_is_printed_once_for_each_side(site: OnSite) -> None:
    case = site.desk.case(site.inspection)
    assert definition_of(site.desk, case, "D4").print_names == ("存卷份", "被检查单位份")
    assert definition_of(site.desk, case, "D11").print_names == ("当事人联", "存根联")
    assert definition_of(site.desk, case, "D33").print_names == ("正本",)
