"""A visit that a county bureau makes: its own code, district and 机关代字; it has no source list but what it enters."""

from __future__ import annotations

from dataclasses import replace

from app.domain.operations import Change
from app.services.desk import BUREAU_DATA
from app.services.numbers import ledger
from tests.services.on_site import PEOPLE, OnSite

COUNTY = "130627"
NUMBERED = ["D11", "D12", "D13", "D14", "D17", "D20", "D21", "D22", "D32", "D33", "D35", "D36", "D43", "D49"]
NUMBERED += ["D6", "D8", "D9"]
OWN = {"list_title": "唐县档案局责任清单（演练）", "list_published": "2025-03-01", "list_item": "第12项"}
CITED = "《唐县档案局责任清单（演练）》（2025年3月1日公布）第12项"


def of_county(site: OnSite, code: str = COUNTY, **own: str) -> OnSite:
    """Return the visit as a bureau's of this code, with what its administrator entered of it."""
    desk = replace(site.desk, bureau=code)
    desk.store.settings.set(BUREAU_DATA, {"number_prefix": "演档", **own})
    changes = [Change("inspection", site.inspection, "bureau", code), Change("unit", "unit-1", "district", code)]
    desk.commit([*changes, *(Change("officer", one.id, "bureau", code) for one in PEOPLE)])
    if not ledger.numbers_left(desk, "D11", 2026):
        ledger.lease_locally(desk, NUMBERED, 2026, 1, 5)
    return replace(site, desk=desk)
