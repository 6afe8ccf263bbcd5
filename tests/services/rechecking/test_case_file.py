"""The case file of the case that ordered holds what its re-inspections made, before the opinion on them."""

from __future__ import annotations

from pathlib import Path

from app.services.casefile.gathering import gathered
from app.services.casefile.making import case_file_blockers, make_case_file
from app.services.papers.composing import compose
from app.services.papers.drafting import draft, paper
from app.services.papers.making import begin
from tests.services import at_the_table
from tests.services.on_site import OnSite
from tests.services.rechecking.again import NOT, PARTLY, answered, arrived, ordered, planned, questions, sealed


def opinion(site: OnSite) -> str:
    """Return the id of a drafted opinion."""
    document = begin(site.desk, site.inspection, "D35").id
    draft(site.desk, site.inspection, paper(site.desk.case(site.inspection), document), compose)
    return document


def photographed(site: OnSite, folder: Path) -> OnSite:
    """Return a sealed re-inspection with a photo of its item."""
    folder.mkdir()
    again = answered(arrived(planned(site)), PARTLY)
    at_the_table.picture(again, folder, links=questions(again))
    return sealed(again)


def test_that_record_and_photo_of_a_reinspection_go_into_the_file_of_its_case(tmp_path: Path) -> None:
    with ordered(tmp_path / "data") as site:
        again = photographed(site, tmp_path / "pictures")
        opinion(site)
        found = gathered(site.desk, site.desk.case(site.inspection), "", lambda done, total: None)
        kinds = [(one.kind, one.title) for one in found.plan.papers]
        record = kinds.index(("D4", "整改复查笔录"))
        assert kinds[record + 1][0] == "D35" and ("D4", "现场检查笔录") in kinds[:record]
        assert kinds[record - 1][0] == "D33"  # the receipt of the order stays behind the order
        assert found.documents[record].startswith(again.inspection)
        assert [one.photo.number for one in found.pictures] == ["复查证据1"]
        made = make_case_file(site.desk, site.inspection, draft=True)
        assert site.desk.vault.has(made.sha256)


def test_that_a_second_reinspection_is_told_from_the_first(tmp_path: Path) -> None:
    with ordered(tmp_path / "data") as site:
        photographed(site, tmp_path / "first")
        site.watch.pass_by(days=1)
        photographed(site, tmp_path / "second")
        found = gathered(site.desk, site.desk.case(site.inspection), "", lambda done, total: None)
        assert [one.photo.number for one in found.pictures] == ["第1次复查证据1", "第2次复查证据1"]


def test_that_a_reinspection_under_way_is_not_in_the_file_yet(tmp_path: Path) -> None:
    with ordered(tmp_path / "data") as site:
        answered(arrived(planned(site)), NOT)
        found = gathered(site.desk, site.desk.case(site.inspection), "", lambda done, total: None)
        assert [one.title for one in found.plan.papers].count("整改复查笔录") == 0
        assert "recheck-open" not in {one.code for one in found.blockers}


def test_that_a_reinspection_has_no_file_of_its_own(tmp_path: Path) -> None:
    with ordered(tmp_path / "data") as site:
        again = sealed(answered(arrived(planned(site)), NOT))
        assert [one.code for one in case_file_blockers(site.desk, again.inspection)] == ["recheck-file"]
