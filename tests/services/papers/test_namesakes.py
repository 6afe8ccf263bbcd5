"""Two of one name in an inspection: each paper shows the own signature and tells which of them is meant."""

from __future__ import annotations

from app.domain.operations import Change
from app.services.papers.composing.setting import setting_of
from app.services.papers.composing.wording import person_name
from app.services.papers.delivery import sign_receipt
from app.services.papers.drafting import paper
from app.services.rehearsal.ink import strokes_of
from tests.services.at_the_table import begin, sign_for, somebody, stamped
from tests.services.on_site import OnSite
from tests.services.papers import test_life as life_of_papers

site = life_of_papers.site


def test_that_namesakes_on_a_receipt_each_stand_beside_their_own_signature(site: OnSite) -> None:
    document = stamped(site)
    site.desk.commit([Change("officer", "yi", "name", "演练甲")])
    one, other = somebody(site, "演练见证人"), somebody(site, "演练见证人")
    site.desk.commit([Change("person", who, "id_number", f"演练证件-{at}") for at, who in enumerate((one, other), 1)])
    receipt = begin(site, document, "left_behind", refusal="拒收", witnesses=(one, other))
    sign_for(site, receipt.id)
    sign_receipt(site.desk, site.inspection, receipt.id, other, "witness", "ink", ink=strokes_of("other"))
    case = site.desk.case(site.inspection)
    set_from = setting_of(case, paper(case, receipt.id))
    inks = [row["signature"] for row in set_from["officers"]]
    assert inks[0] and inks[1] and inks[0] != inks[1]
    assert [bool(row["signature"]) for row in set_from["refusal"]["witnesses"]] == [False, True]


def test_that_a_paper_names_namesakes_of_the_team_by_their_credential(site: OnSite) -> None:
    case = site.desk.case(site.inspection)
    assert person_name(case, "yi") == "演练乙"
    site.desk.commit([Change("officer", "yi", "name", "演练甲")])
    case = site.desk.case(site.inspection)
    assert person_name(case, "yi") == f"演练甲（{case.officers['yi'].credential}）"
    assert person_name(case, site.person) == "演练负责人"
