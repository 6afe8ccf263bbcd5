"""The legal register that is shipped, and what the loader says about a damaged one."""

from __future__ import annotations

import hashlib
import re
import shutil
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from app.catalogue.legal import PARTIES, load_legal
from app.domain.days import CITATIONS
from app.domain.law import INCLUDED, LegalRegister, order_basis_problems
from app.domain.service_days import SERVICE_CITATIONS

ROOT = Path(__file__).resolve().parents[2]
FORMS = ROOT / "forms"
DAY = date(2026, 11, 22)
PROVISION = re.compile(r"[\"']([a-z][a-z0-9-]*-(?:19|20)\d\d:[A-Za-z0-9.-]+|responsibility-list:[0-9a-z-]+)[\"']")


@cache
def shipped() -> LegalRegister:
    register, problems = load_legal(FORMS / "legal")
    assert problems == []
    return register


def test_that_every_cited_provision_has_the_words_of_its_source() -> None:
    lines = (Path(__file__).parent / "cited_articles.tsv").read_text(encoding="utf-8").splitlines()
    assert len(lines) == 177
    for line in lines:
        article_id, digest = line.split("\t")
        text = shipped().article(article_id).text
        assert text is not None and hashlib.sha256(text.encode()).hexdigest() == digest, article_id


def cited_in_the_project() -> Iterator[tuple[str, str]]:
    folders = ((FORMS, "*.toml"), (ROOT / "app", "*.py"))
    for folder, pattern in folders:
        for path in sorted(folder.rglob(pattern)):
            if path.parent.name != "statutes":
                for article_id in PROVISION.findall(path.read_text(encoding="utf-8")):
                    yield path.relative_to(ROOT).as_posix(), article_id


def test_that_every_article_id_in_forms_and_code_is_known() -> None:
    unknown = [(place, one) for place, one in cited_in_the_project() if shipped().find(one) is None]
    assert unknown == []


@pytest.mark.parametrize(("article_id", "citation"), [
    ("archives-law-2020:48-i6", "《中华人民共和国档案法》第四十八条第（六）项"),
    ("implementing-regulation-2024:38-p3", "《中华人民共和国档案法实施条例》第三十八条第三款"),
    ("cybersecurity-law-2025:23", "《中华人民共和国网络安全法》（2025年修正）第二十三条"),
    ("gbt-18894-2016:8.1", "GB/T 18894-2016《电子文件归档与电子档案管理规范》第8.1条"),
    ("responsibility-list:3-2-5-p1", "《保定市档案局责任清单》第三部分（二）第五条第一款"),
])
def test_that_citations_read_as_papers_print_them(article_id: str, citation: str) -> None:
    assert shipped().cite(article_id) == citation


def test_that_the_day_engine_cites_as_the_register_does() -> None:
    quoted = {**CITATIONS, **SERVICE_CITATIONS}
    assert {one: shipped().cite(one) for one in quoted} == quoted


@pytest.mark.parametrize(("article_id", "last", "successor"), [
    ("implementing-measures-2017:27", date(2024, 2, 29), "implementing-regulation-2024"),
    ("cybersecurity-law-2016:21", date(2025, 12, 31), "cybersecurity-law-2025"),
    ("gbt-18894-2002", date(2017, 2, 28), "gbt-18894-2016"),
])
def test_that_a_replaced_rule_ends_the_day_before_its_successor(article_id: str, last: date, successor: str) -> None:
    following = date.fromordinal(last.toordinal() + 1)
    assert shipped().in_force(article_id, last) and not shipped().in_force(article_id, following)
    assert shipped().in_force(successor, following) and not shipped().in_force(successor, last)


def test_that_what_was_not_read_has_no_words() -> None:
    unread = ("cybersecurity-law-2025:23", "gbt-18894-2016:8.1", "penalty-procedure-2023:5", "state-secrets-law-2024")
    assert [one for one in unread if shipped().article(one).text is not None] == []


@pytest.mark.parametrize(("party", "broken", "hazard", "power", "arguable"), [
    ("organ", "archives-law-2020:19-p2", False, "hazard", False),
    ("institution", "implementing-regulation-2024:38-p3", False, "hazard", False),
    ("organ", "archives-law-2020:15", False, "unfiled-or-untransferred", False),
    ("person", "implementing-regulation-2024:49", False, "unfiled-or-untransferred", False),
    ("organ", "archives-law-2020:12", False, "source-list", True),
    ("organ", "archives-law-2020:12", True, "hazard", False),
    ("organ", "implementing-regulation-2024:39-i2", False, "source-list", True),
    ("service", "archives-law-2020:24-p2", False, "source-list", True),
    ("service", "archives-law-2020:19-p2", True, "hazard", False),
    ("service", "archives-law-2020:12", True, "hazard", False),
    ("service", "archives-law-2020:44", True, "service-hazard", False),
    ("archive", "implementing-regulation-2024:48", False, "archive-scope", False),
])
def test_that_each_party_is_ordered_by_the_power_over_it(
    party: str, broken: str, hazard: bool, power: str, arguable: bool
) -> None:
    found = shipped().power_for(party, [broken], DAY, hazard)
    assert found is not None and (found.id, found.arguable) == (power, arguable)
    assert order_basis_problems([broken], found, DAY, shipped()) == []


def test_that_a_standard_alone_carries_no_order() -> None:
    power = shipped().power_for("organ", ["gbt-18894-2016:8.1"], DAY)
    codes = [one.code for one in order_basis_problems(["gbt-18894-2016:8.1"], power, DAY, shipped())]
    assert codes == ["order-without-article"]


def test_that_a_seizure_is_in_no_power() -> None:
    assert not [one.id for one in shipped().powers if "查封" in one.verb or "扣押" in one.verb]


def test_that_the_notice_s_remedy_names_itself_the_government_and_both_terms() -> None:
    remedy = shipped().remedy_for("D11")
    assert remedy is not None
    clause = remedy.clause("保定市人民政府", "有管辖权的人民法院")
    assert clause.startswith("如不服本通知书，可以自收到本通知书之日起六十日内向保定市人民政府申请行政复议")
    assert "六个月内依法向有管辖权的人民法院提起行政诉讼" in clause
    assert "本决定" not in clause and "{" not in clause


def test_that_records_and_internal_papers_carry_no_remedy() -> None:
    assert [kind for kind in ("D1", "D2", "D4", "D33") if shipped().remedy_for(kind)] == []


def test_that_an_on_the_spot_penalty_goes_to_reconsideration_first() -> None:
    remedy = shipped().remedy_for("D28")
    assert remedy is not None and "应当先" in remedy.template and "复议决定书之日起十五日" in remedy.template


def test_that_unknown_party_kinds_cannot_slip_in() -> None:
    assert {party for power in shipped().powers for party in power.parties} <= set(PARTIES)


@pytest.fixture
def damaged(tmp_path: Path) -> Path:
    folder = tmp_path / "legal"
    folder.mkdir()
    for name in ("register.toml", "powers.toml", "remedies.toml"):
        shutil.copy(FORMS / "legal" / name, folder / name)
    shutil.copytree(FORMS / "legal" / "statutes", folder / "statutes")
    return folder


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_that_an_unknown_basis_of_a_power_is_named_with_its_line(damaged: Path) -> None:
    change(damaged / "powers.toml", 'basis = ["archives-law-2020:45"]', 'basis = ["archives-law-2020:450"]')
    problems = load_legal(damaged)[1]
    assert [(one.file, one.fault) for one in problems] == [("legal/powers.toml", "依据“archives-law-2020:450”没有收录")]
    assert isinstance(problems[0].row, int) and problems[0].row > 1


def test_that_a_lost_text_is_a_problem_and_never_passes_for_included(damaged: Path) -> None:
    (damaged / "statutes" / "archives-law-2020.toml").unlink()
    register, problems = load_legal(damaged)
    assert ("legal/statutes/archives-law-2020.toml", "文件不存在") in [(one.file, one.fault) for one in problems]
    assert register.find("archives-law-2020:45") is None
    assert register.problems


def test_that_a_text_nobody_registered_is_a_problem(damaged: Path) -> None:
    shutil.copy(damaged / "statutes" / "archives-law-2020.toml", damaged / "statutes" / "stranger-2020.toml")
    assert [one.fault for one in load_legal(damaged)[1]] == ["该原文没有登记"]


def test_that_a_text_is_not_hidden_by_its_state(damaged: Path) -> None:
    change(damaged / "register.toml", f'state = "{INCLUDED}"', 'state = "原文未收录"')
    assert any("的原文已在 statutes/ 中" in one.fault for one in load_legal(damaged)[1])


def test_that_all_faults_of_a_folder_come_together(damaged: Path) -> None:
    change(damaged / "register.toml", 'mark = "V"', 'mark = "W"')
    change(damaged / "powers.toml", "arguable = true", "arguble = true")
    change(damaged / "remedies.toml", "向{court}提起", "向{judge}提起")
    change(damaged / "remedies.toml", '"D9", ', '"D11", ')
    faults = " ".join(one.fault for one in load_legal(damaged)[1])
    for part in ("“W”", "arguble", "不认识的变量", "“D11”重复"):
        assert part in faults


def test_that_dates_the_wrong_way_round_are_a_problem(damaged: Path) -> None:
    change(damaged / "register.toml", "until = 2020-12-31", "until = 1980-12-31")
    assert [one.fault for one in load_legal(damaged)[1]] == ["终止日期早于起始日期"]


def test_that_an_empty_folder_gives_problems_and_an_empty_register(tmp_path: Path) -> None:
    register, problems = load_legal(tmp_path)
    assert len(problems) == 3 and not register.statutes
