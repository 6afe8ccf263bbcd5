"""A visit on which question 2.3 was answered 不符合, on a laptop with numbers of every kind.

A test file takes what it needs by its name: ``site, finding = violated_visit.site, violated_visit.finding``.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.services.at_the_table import VIOLATES, at_the_table
from tests.services.on_site import OnSite
from tests.services.papers.made import numbers


@pytest.fixture
def site(tmp_path: Path) -> Iterator[OnSite]:
    """The open visit."""
    with at_the_table(tmp_path / "data", and_then=numbers, q2_3=VIOLATES) as begun:
        yield begun


def finding(site: OnSite) -> str:
    """Return the id of its only finding."""
    (one,) = site.desk.case(site.inspection).findings
    return one.id
