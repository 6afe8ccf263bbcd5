"""Reasons that the law demands are words: a full stop or a blank that looks like one is none."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.domain.procedure.records import REFUSAL
from app.errors import Refused
from app.services.arrival.visits import call_off_visit, refuse_entry
from app.services.papers.voiding_final import void_final
from app.services.preparation.approvals import Decision, record_approval
from app.services.record import journey
from tests.services.at_the_table import VIOLATES, at_the_table, begin, read_out, refused_codes, somebody, stamped
from tests.services.on_site import OnSite

NOTHING = ["。", "……", "　。\u3000", "“”"]


@pytest.fixture
def site(tmp_path: Path) -> Iterator[OnSite]:
    with at_the_table(tmp_path / "data") as begun:
        yield begun


@pytest.fixture
def violated(tmp_path: Path) -> Iterator[OnSite]:
    with at_the_table(tmp_path / "data", q2_3=VIOLATES) as begun:
        yield begun


@pytest.mark.parametrize("reason", NOTHING)
def test_that_a_refusal_to_sign_has_a_reason_in_words(site: OnSite, reason: str) -> None:
    witness = somebody(site, "演练见证人")
    read_out(site)
    with pytest.raises(Refused) as refused:
        journey.sign(
            site.desk, site.inspection, site.person, "responsible", REFUSAL, reason=reason, witness=witness
        )  # fmt: skip
    assert "refusal-reason" in refused_codes(refused)


@pytest.mark.parametrize("reason", NOTHING)
def test_that_a_paper_left_behind_has_a_reason_in_words(violated: OnSite, reason: str) -> None:
    witness = somebody(violated, "演练见证人")
    document = stamped(violated)
    with pytest.raises(Refused) as refused:
        begin(violated, document, "left_behind", refusal=reason, witnesses=(witness,))
    assert "left-without-reason" in refused_codes(refused)


def test_that_refused_entry_and_a_visit_called_off_have_reasons_in_words(site: OnSite) -> None:
    assert [one.field for one in refuse_entry(site.desk, site.inspection, "。", "……")[1]] == ["reason", "by"]
    assert [one.field for one in call_off_visit(site.desk, site.inspection, "。")[1]] == ["reason"]


def test_that_what_is_voided_and_what_is_returned_have_reasons_in_words(violated: OnSite) -> None:
    document = stamped(violated)
    with pytest.raises(Refused):
        void_final(violated.desk, violated.inspection, document, "。")
    entry = Decision("D11", document, "ding", "leader", "in_person", "refuse", opinion="。")
    assert [one.field for one in record_approval(violated.desk, violated.inspection, entry)[1]] == ["opinion"]
