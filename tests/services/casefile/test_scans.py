"""PDFs that were handed in: the unit's report and the receipt of the post are bound where they belong."""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.domain.procedure.rectification import UnitReportEntry
from app.errors import Refused
from app.services.casefile.freshness import outdated
from app.services.casefile.gathering import as_draft, filed_bytes, gathered
from app.services.casefile.making import CaseFile, make_case_file
from app.services.casefile.press import Order, pressed
from app.services.evidence.intake import Particulars, add_file
from app.services.rechecking.reported import record_report, void_report
from app.typesetting.preview import page_texts
from tests.services.at_the_table import refused_codes
from tests.services.casefile.filing import done
from tests.services.on_site import OnSite
from tests.typesetting.case_files import paper


@pytest.fixture(scope="module")
def reported(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OnSite]:
    """A case in which the unit reported with a PDF of several pages."""
    folder = tmp_path_factory.mktemp("reported")
    with done(folder, photos=1) as site:
        handed_in(site, folder / "整改报告.pdf", paper("D4"))
        yield site


def handed_in(site: OnSite, path: Path, content: bytes) -> str:
    path.write_bytes(content)
    said = Particulars("整改报告", "单位提交", "单位整改情况", set_aside="单位的整改报告")
    kept = add_file(site.desk, site.inspection, path, said)
    assert kept.evidence is not None, kept.problems
    order = site.desk.case(site.inspection).document("D11")
    assert order is not None
    entry = UnitReportEntry(order.id, "report", site.desk.now(), "hand", f"{path.stem}（演练）")
    report, problems = record_report(site.desk, site.inspection, entry, (kept.evidence.id,))
    assert report is not None, problems
    return report.id


def texts(site: OnSite, made: CaseFile) -> list[str]:
    return ["".join(one.split()) for one in page_texts(site.desk.vault.read(made.sha256))]


def test_that_the_report_of_the_unit_is_bound_behind_the_order_and_its_proof_of_service(reported: OnSite) -> None:
    made = make_case_file(reported.desk, reported.inspection)
    titles = [one.title for one in made.bound.entries]
    at = titles.index("单位的整改报告：整改报告.pdf")
    assert titles[at - 2].startswith("档案监督检查执法通知书") and titles[at - 1].startswith("送达回证")
    entry = made.bound.entries[at]
    found = texts(reported, made)
    assert entry.last > entry.first and "原件第2页" in found[entry.sheet + 1]
    assert "整改报告.pdf" in found[1] and not outdated(reported.desk, reported.desk.case(reported.inspection))


def test_that_a_report_not_here_is_told_in_a_draft_and_forbids_the_file(reported: OnSite) -> None:
    (evidence,) = [one for one in reported.desk.case(reported.inspection).evidence if one.name == "整改报告.pdf"]
    path = reported.desk.vault.path_of(evidence.sha256)
    path.rename(path.with_suffix(".away"))
    try:
        made = make_case_file(reported.desk, reported.inspection, draft=True)
        entry = next(one for one in made.bound.entries if one.title.endswith("整改报告.pdf"))
        assert "附件的文件不在本机，还没有取回" in texts(reported, made)[entry.sheet] and entry.note == "未装订"
        with pytest.raises(Refused) as refused:
            make_case_file(reported.desk, reported.inspection)
        assert refused_codes(refused) == ["attachment-missing"]
    finally:
        path.with_suffix(".away").rename(path)


@pytest.mark.parametrize("longest", [600.0, 0.0])
def test_that_a_report_that_ends_or_holds_up_the_process_reading_it_is_left_out(
    reported: OnSite, longest: float
) -> None:
    case = reported.desk.case(reported.inspection)
    found = as_draft(gathered(reported.desk, case, "30年", lambda done, total: None))

    def paper_or_end(place: int) -> bytes:
        if longest and found.plan.papers[place].sha256:
            (child,) = multiprocessing.active_children()
            child.kill()
        return filed_bytes(reported.desk, found, place, draft=True)

    small = lambda place: bytes(reported.desk.vault.derivative(found.pictures[place].sha256))  # noqa: E731  # shorter
    content, bound = pressed(Order(found.plan, paper_or_end, small, longest=longest), lambda press: press.read())
    entry = next(one for one in bound.entries if one.title.endswith("整改报告.pdf"))
    assert entry.note == "未装订" and "读取时程序出错" in "".join(page_texts(content)[entry.sheet].split())


def test_that_a_broken_report_is_told_in_the_complete_file_and_a_void_one_makes_it_outdated(
    reported: OnSite, tmp_path: Path
) -> None:
    report = handed_in(reported, tmp_path / "坏的报告.pdf", b"%PDF-1.4 drill")
    made = make_case_file(reported.desk, reported.inspection)
    entry = next(one for one in made.bound.entries if one.title.endswith("坏的报告.pdf"))
    assert entry.note == "未装订" and "打不开" in texts(reported, made)[entry.sheet]
    void_report(reported.desk, report, "登记有误")
    assert outdated(reported.desk, reported.desk.case(reported.inspection))
