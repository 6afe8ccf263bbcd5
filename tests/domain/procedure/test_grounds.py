"""What an inspection rests on, by its mode."""

import pytest

from app.domain.procedure.grounds import usual_basis

POWER, UPON_A_LEAD = "archives-law-2020:42", "archives-law-2020:43"


@pytest.mark.parametrize(
    ("mode", "basis"),
    [("routine", [POWER]), ("comprehensive", [POWER]), ("special", [POWER]), ("lead", [POWER, UPON_A_LEAD])],
)
def test_that_only_an_inspection_upon_a_lead_rests_on_the_article_about_leads(mode: str, basis: list[str]) -> None:
    assert list(usual_basis(mode)) == basis
