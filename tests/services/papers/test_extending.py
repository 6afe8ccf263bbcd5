"""Extensions of terms that bind the authority: thirty days of seizure made longer once, and never the hours."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.errors import Refused
from app.services.case_clocks import clocks
from app.services.measures.deciding import record_measure
from app.services.papers import life
from app.services.papers.legality import checkup
from app.services.papers.making import begin
from app.services.shelf import shelf
from tests.services.at_the_table import VIOLATES, at_the_table, order, picture, refused_codes
from tests.services.on_site import FORMS, OnSite
from tests.services.papers.made import approved, final, made, numbers

LAW = "《中华人民共和国行政强制法》第二十五条第一款"


@pytest.fixture
def seized(tmp_path: Path) -> Iterator[OnSite]:
    """Return a case with an approved, listed and decided seizure until 28 June."""
    with at_the_table(tmp_path / "data", q2_3=VIOLATES) as site:
        numbers(site)
        (tmp_path / "pictures").mkdir()
        photo = picture(site, tmp_path / "pictures", links=("q2_3",))
        order(site)
        (finding,) = site.desk.case(site.inspection).findings
        record_measure(site.desk, site.inspection, "M9", [finding.id], "演练扣押")
        final(site, "D15", evidence=[photo])
        final(site, "D16")
        final(site, "D18")
        final(site, "D17")
        yield site


def told(site: OnSite, title: str) -> str:
    (clock,) = [one for one in clocks(site.desk, site.desk.case(site.inspection)) if one.title == title]
    return clock.explanation[-1]


def test_that_a_seizure_tells_that_it_may_be_made_longer_once(seized: OnSite) -> None:
    assert told(seized, "查封、扣押期限届满") == f"经批准可以延长，至多 1 次，每次不超过30日（{LAW}）。"
    final(seized, "D20", until="2026-07-28")
    assert told(seized, "查封、扣押期限届满") == f"已经延长 1 次，不得再次延长（{LAW}）。"
    assert told(seized, "延长后的查封、扣押期限届满") == f"该期限不得延长（{LAW}）。"


def test_that_a_second_extension_of_one_seizure_is_refused_before_it_takes_a_number(seized: OnSite) -> None:
    final(seized, "D20", until="2026-07-20")
    before = seized.desk.case(seized.inspection).documents
    with pytest.raises(Refused) as refused:
        begin(seized.desk, seized.inspection, "D20")
    assert refused_codes(refused) == ["extension-used"]
    assert f"已经延长 1 次，不得再次延长（{LAW}）" in refused.value.blockers[0].text
    assert refused.value.blockers[0].basis == ("coercion-law-2011:25-p1",)
    assert seized.desk.case(seized.inspection).documents == before


def test_that_two_extensions_begun_side_by_side_do_not_both_become_final(seized: OnSite) -> None:
    second = made(seized, "D20", until="2026-07-25")
    approved(seized, second, "D20")
    final(seized, "D20", until="2026-07-20")
    with pytest.raises(Refused) as refused:
        life.freeze(seized.desk, seized.inspection, second)
    assert refused_codes(refused) == ["need-extension_left"]


def test_that_each_seizure_of_a_case_has_its_own_extension(seized: OnSite) -> None:
    first = seized.desk.case(seized.inspection).documents[-1].id
    second = final(seized, "D17")
    extended = [final(seized, "D20", until="2026-07-20") for _ in range(2)]
    papers = {one.id: one.subject for one in seized.desk.case(seized.inspection).documents}
    assert [papers[one] for one in extended] == [second, first]
    with pytest.raises(Refused) as refused:
        begin(seized.desk, seized.inspection, "D20")
    assert refused_codes(refused) == ["extension-used"]


@pytest.mark.parametrize("until", ["2026-07-29", "2026-12-31"])
def test_that_more_than_thirty_days_are_refused_whatever_end_is_entered_as_the_old_one(
    seized: OnSite, until: str
) -> None:
    document = made(seized, "D20", until=until, previous="2026-12-30")
    approved(seized, document, "D20")
    with pytest.raises(Refused) as refused:
        life.freeze(seized.desk, seized.inspection, document)
    assert refused_codes(refused) == ["need-extension_within", "need-extension_from"]
    assert "第二十五条第一款" in refused.value.blockers[0].text


def test_that_an_extension_after_the_end_is_refused(seized: OnSite) -> None:
    document = made(seized, "D20", until="2026-07-20", previous="2026-12-30")
    approved(seized, document, "D20")
    seized.watch.pass_by(days=25)
    found = checkup(seized.desk, seized.desk.case(seized.inspection))
    with pytest.raises(Refused) as refused:
        life.freeze(seized.desk, seized.inspection, document)
    assert "need-extension_in_time" in refused_codes(refused)
    assert found.findings


def test_that_a_day_of_hours_tells_that_it_is_never_made_longer(seized: OnSite) -> None:
    (finding,) = seized.desk.case(seized.inspection).findings
    record_measure(seized.desk, seized.inspection, "M4", [finding.id], "演练停止")
    told_of = [one for one in clocks(seized.desk, seized.desk.case(seized.inspection)) if "向上级" in one.title]
    assert told_of[0].explanation[-1].startswith("该期限不得延长（《保定市档案局责任清单》")


def test_that_paper_and_register_declare_the_same_rule() -> None:
    forms = shelf(FORMS)
    papers = forms.documents("electronic-records")
    (clock,) = [one for one in papers["D17"].procedure.clocks if one.extend is not None]
    seizure = forms.registers.measure("M9")
    assert seizure is not None and seizure.terms[0].extend == clock.extend
    assert all(one.extend.times == 0 for kind in forms.registers.measures for one in kind.terms if one.term == "24h")
