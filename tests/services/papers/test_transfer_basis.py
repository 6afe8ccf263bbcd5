"""What a case is handed over under: article 27 of the penalty law for suspected crimes, and for nothing else."""

from __future__ import annotations

from typing import Any

import pytest

from tests.services.on_site import OnSite
from tests.services.papers import test_made_papers as made_papers
from tests.services.papers.chains import decide
from tests.services.papers.chains import photo as photo  # a fixture
from tests.services.papers.test_times_of_papers import wrong

site = made_papers.site
CRIME, OTHER = {"sort": "crime", "report": "调查报告一份"}, {"sort": "other"}


@pytest.mark.parametrize(("sort", "article", "told"), [
    (CRIME, "penalty-law-2021:27", []),
    (CRIME, "criminal-transfer-rules-2020:5", []),
    (CRIME, "penalty-procedure-2023:12", ["articles"]),
    (OTHER, "penalty-law-2021:27-p1", ["articles"]),
    (OTHER, "penalty-procedure-2023:12", []),
])  # fmt: skip
def test_that_a_transfer_rests_on_what_it_is_about(
    site: OnSite, photo: str, sort: dict[str, Any], article: str, told: list[str]
) -> None:
    decide(site, "M8")
    assert wrong(site, "D36", **sort, articles=[article], evidence=[photo]) == told
