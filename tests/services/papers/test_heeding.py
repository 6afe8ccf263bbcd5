"""A paper tells what to look at before it is signed or approved: numbers of whom it names that cannot be right."""

from __future__ import annotations

from dataclasses import replace

from app.domain.procedure.mapping import changes_of
from app.services.papers.drafting import paper
from app.services.papers.heeding import heeded
from tests.services import violated_visit
from tests.services.on_site import OnSite
from tests.services.papers.made import made, signed

site = violated_visit.site


def test_that_a_talk_tells_the_wrong_number_of_whom_it_names_and_is_signed_all_the_same(site: OnSite) -> None:
    someone = site.desk.case(site.inspection).persons[0]
    site.desk.commit(changes_of(replace(someone, id_number="110101190001010005"), "id_number"))
    talk, photo_list = made(site, "D5"), made(site, "D6")
    case = site.desk.case(site.inspection)
    (told,) = heeded(site.desk, case, paper(case, talk))
    assert "第18位（校验位）" in told.text and told.place == f"arrival/persons/{someone.id}"
    named = {str(value) for value in case.entries[photo_list].values()}
    assert bool(heeded(site.desk, case, paper(case, photo_list))) == (someone.id in named)
    assert signed(site, talk).frozen_at is not None
