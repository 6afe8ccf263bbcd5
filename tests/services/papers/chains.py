"""Papers with what the law puts before them: chains that several tests walk."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.services.measures.deciding import record_measure
from app.services.papers import life
from tests.services.at_the_table import (
    approve,
    order,
    picture,
    seal,
)
from tests.services.on_site import OnSite
from tests.services.papers.made import final, served

MEASURES = ("M4", "M5", "M6", "M8", "M9")
BEFORE = {
    "D8": ("D7",), "D9": ("D7", "D8"), "D16": ("D15",), "D17": ("D15", "D16", "D18"), "D18": ("D15",), "D19": ("D15",),
    "D20": ("D15", "D16", "D18", "D17"), "D21": ("D15", "D16", "D18", "D17"),
    "D22": ("D15", "D16", "D18", "D17"),
}  # fmt: skip
AFTER_SEAL = ("D23", "D32", "D35", "D37", "D43", "D47", "D48", "D49")
EVIDENCE = {"D10": "files", "D15": "evidence", "D36": "evidence"}


@pytest.fixture
def photo(site: OnSite, tmp_path: Path) -> str:
    (tmp_path / "pictures").mkdir()
    return picture(site, tmp_path / "pictures", links=("q2_3",))


def decide(site: OnSite, *kinds: str, aim: str = "") -> str:
    """Return the id of the drafted notice; the measures of these kinds are recorded too."""
    notice = order(site, aim=aim)
    (finding,) = site.desk.case(site.inspection).findings
    for kind in kinds:
        record_measure(site.desk, site.inspection, kind, [finding.id], f"演练措施{kind}")
    return notice


def serve_order(site: OnSite, notice: str) -> None:
    seal(site)
    approve(site, notice)
    life.freeze(site.desk, site.inspection, notice)
    life.stamp(site.desk, site.inspection, notice, way=life.CARRIED)
    served(site, notice)


def more(kind: str, photo: str) -> dict[str, list[str]]:
    return {EVIDENCE[kind]: [photo]} if kind in EVIDENCE else {}


def chain(site: OnSite, kind: str, photo: str) -> str:
    """Return the id of a paper of a kind made final after those it needs."""
    for one in BEFORE.get(kind, ()):
        final(site, one, **more(one, photo))
    return final(site, kind, **more(kind, photo))


def duties(site: OnSite) -> dict[str, bool]:
    return {one.duty: one.done_at is not None for one in site.desk.case(site.inspection).tasks if one.duty}
