"""How long a case file is kept: as the final closing paper says, until the leader changes it with a reason."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from app.domain.operations import Change
from app.errors import Refused
from app.services.casefile.freshness import outdated
from app.services.casefile.keeping import change_keeping, keeping_changes, keeping_of
from app.services.casefile.making import make_case_file
from app.services.pinning import definition_of
from app.services.timeline.telling import timeline
from app.typesetting.preview import page_texts
from tests.services.at_the_table import refused_codes
from tests.services.casefile.filing import done
from tests.services.on_site import OnSite, acting
from tests.services.papers.made import approved, made


@pytest.fixture(scope="module")
def drafted(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OnSite]:
    """A case whose closing paper is drafted and says 永久."""
    with done(tmp_path_factory.mktemp("keeping"), photos=1) as site:
        approved(site, made(site, "D37", keeping="permanent"), "D37")
        yield site


@pytest.fixture(scope="module")
def closed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OnSite]:
    """A case whose closing paper is final and says 永久."""
    with done(tmp_path_factory.mktemp("closed"), photos=1) as site:
        document = made(site, "D37", keeping="permanent")
        approved(site, document, "D37")
        site.desk.commit([
            Change("document", document, "frozen_at", "2026-07-08T10:00:00+08:00"),
            Change("course", site.inspection, "closed_at", "2026-07-08T10:00:00+08:00"),
        ])
        yield site


def pages(site: OnSite, **said: str) -> list[str]:
    found = make_case_file(site.desk, site.inspection, draft=True, **said)
    return page_texts(site.desk.vault.read(found.sha256))


def test_that_a_drafted_closing_paper_proposes_its_period_and_another_may_be_chosen(drafted: OnSite) -> None:
    assert "永久" in pages(drafted)[0]
    assert "10年" in pages(drafted, retention="10年")[0]


def test_that_a_final_closing_paper_fixes_the_period(closed: OnSite) -> None:
    assert "永久" in pages(closed)[0]
    with pytest.raises(Refused) as refused:
        make_case_file(closed.desk, closed.inspection, draft=True, retention="30年")
    assert refused_codes(refused) == ["retention-settled"]


@pytest.mark.parametrize(("who", "period", "reason", "code"), [
    ("jia", "30年", "选错", "retention-leader"),
    ("ding", "永久", "选错", "retention-same"),
    ("ding", "三年", "选错", "retention-unknown"),
    ("ding", "30年", " ", "retention-reason"),
])  # fmt: skip
def test_that_the_period_of_a_closed_case_is_changed_by_the_leader_with_a_reason_alone(
    closed: OnSite, who: str, period: str, reason: str, code: str
) -> None:
    with pytest.raises(Refused) as refused:
        change_keeping(acting(closed, who).desk, closed.inspection, period, reason)
    assert refused_codes(refused) == [code]


def test_that_it_is_not_changed_before_the_closing_paper_is_final(drafted: OnSite) -> None:
    with pytest.raises(Refused) as refused:
        change_keeping(acting(drafted, "ding").desk, drafted.inspection, "30年", "选错")
    assert refused_codes(refused) == ["retention-open"]


def test_that_a_change_stands_in_the_file_makes_the_old_one_outdated_and_is_taken_back(closed: OnSite) -> None:
    make_case_file(closed.desk, closed.inspection)
    assert not outdated(closed.desk, closed.desk.case(closed.inspection))
    leader = acting(closed, "ding").desk
    change_keeping(leader, closed.inspection, "30年", "一般案件，定稿时选错。")
    case = closed.desk.case(closed.inspection)
    assert outdated(closed.desk, case) and keeping_of(closed.desk, case).period == "30年"
    texts = ["".join(one.split()) for one in pages(closed)]
    assert "30年" in texts[0] and "将保管期限由永久改为30年。理由：一般案件，定稿时选错。" in texts[-1]
    assert any(one.title == "保管期限由永久改为30年" for one in timeline(closed.desk, case))
    change_keeping(leader, closed.inspection, "永久", "仍为重要案件")
    assert "永久" in pages(closed)[0]


def test_that_every_change_of_the_period_is_told_with_who_when_and_why(closed: OnSite) -> None:
    leader, wanted = acting(closed, "ding").desk, [("10年", "误选为一般案件"), ("30年", "一般案件，按三十年保管")]
    for period, reason in wanted:
        closed.watch.pass_by(days=1)
        change_keeping(leader, closed.inspection, period, reason)
    case = closed.desk.case(closed.inspection)
    told = keeping_changes(closed.desk, case)[-2:]
    assert [(one["to"], one["reason"], one["by"]) for one in told] == [(*one, "ding") for one in wanted]
    assert told[0]["at"] < told[1]["at"] and told[1]["from"] == "10年"
    filed = "".join(pages(closed)[-1].split())
    first, last = "改为10年。理由：误选为一般案件。", "由10年改为30年。理由：一般案件，按三十年保管。"
    assert filed.index(first) < filed.index(last)
    titles = [one.title for one in timeline(closed.desk, case)]
    assert "保管期限由10年改为30年" in titles and any(one.endswith("改为10年") for one in titles)


def test_that_the_closing_paper_offers_the_periods_of_the_case_file(closed: OnSite) -> None:
    paper = definition_of(closed.desk, closed.desk.case(closed.inspection), "D37")
    (field,) = [one for one in paper.entries if one.name == "keeping"]
    assert tuple(one.label for one in field.options) == closed.desk.shelf.casefile.retentions
