"""A visit with numbers for orders: what is found there, and ordered."""

from __future__ import annotations

from datetime import date

import pytest

from app.services.checking import findings
from app.services.measures import deciding
from app.services.measures.deciding import Order
from app.services.numbers import ledger
from tests.services.on_site import answer_everything, on_site

VIOLATES = {"verdict": "violates", "severity": "serious", "reason": "日志仅保存三个月"}
DUE = date(2026, 7, 8)


@pytest.fixture
def site(tmp_path):
    with on_site(tmp_path / "data") as begun:
        ledger.lease_locally(begun.desk, ["D11"], 2026, 1, 5)
        yield begun


def found(site, **given):
    answer_everything(site, **(given or {"q2_3": VIOLATES}))
    return findings.draft_findings(site.desk, site.inspection)


def order(site, finding, due=DUE, text="调整日志保存策略", way="五日内书面报告", **more):
    return deciding.decide_order(site.desk, site.inspection, [Order(finding.id, text)], due, way, **more)


def codes(refused):
    return [one.code for one in refused.value.blockers]


def untouched(site) -> bool:
    return not site.desk.case(site.inspection).measures and ledger.numbers_left(site.desk, "D11", 2026) == 5
