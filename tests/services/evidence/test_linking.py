"""Links, orphans, setting aside, voiding, and the chain of custody."""

from __future__ import annotations

import pytest

from app.domain.operations import Change
from app.errors import Refused
from app.services.checking import answering, findings
from app.services.evidence import linking
from app.services.evidence.intake import Particulars, add_photo
from tests.services.on_site import FORMS, on_site

PHOTO = FORMS / "inspections" / "electronic-records" / "samples" / "rules-2019.png"


@pytest.fixture
def site(tmp_path):
    with on_site(tmp_path / "data") as begun:
        yield begun


def photo(site, *links, **more):
    taken = add_photo(site.desk, site.inspection, PHOTO, Particulars("照片", "拍摄", "制度", links, **more)).evidence
    assert taken is not None
    return taken


def orphans(site):
    return [one.id for one in linking.orphans(site.desk.case(site.inspection))]


def test_that_evidence_without_a_link_is_an_orphan_until_linked_or_set_aside(site):
    first, second, third = photo(site), photo(site), photo(site, set_aside="签名页影像")
    assert orphans(site) == [first.id, second.id]
    assert third.set_aside
    linking.link(site.desk, first.id, "1.2")
    linking.set_aside(site.desk, second.id, "与本次检查无关")
    assert orphans(site) == []


def test_that_unlinking_makes_an_orphan_again_and_custody_tells_it_all(site):
    held = photo(site, "1.2")
    after = linking.unlink(site.desk, held.id, "1.2")
    assert after.links == () and orphans(site) == [held.id]
    assert [one["act"] for one in after.custody] == ["taken_in", "unlinked"]


def test_that_a_link_to_a_finding_stays_with_its_id(site):
    answering.answer(site.desk, site.inspection, "q1_2", {"verdict": "violates", "severity": "ordinary"})
    (finding,) = findings.draft_findings(site.desk, site.inspection)
    assert photo(site, finding.id, "q1_2").links == (finding.id, "q1_2")


@pytest.mark.parametrize("name", ["9.9", "q9_9", "5.8"])
def test_that_links_that_lead_nowhere_or_to_secrets_are_refused(site, name):
    held = photo(site)
    with pytest.raises(Refused):
        linking.link(site.desk, held.id, name)
    assert orphans(site) == [held.id]


def test_that_evidence_is_not_set_aside_or_voided_without_a_reason(site):
    held = photo(site)
    for act in (linking.set_aside, linking.void):
        with pytest.raises(Refused):
            act(site.desk, held.id, " ")
    linking.void(site.desk, held.id, "误拍")
    assert site.desk.case(site.inspection).evidence == ()
    assert site.desk.vault.has(held.sha256)


def test_that_evidence_that_proves_an_authorization_is_no_orphan_and_not_voided(site):
    held = photo(site)
    site.desk.commit([Change("person", site.person, "authorization", held.id)])
    assert orphans(site) == []
    with pytest.raises(Refused) as refused:
        linking.void(site.desk, held.id, "误拍")
    assert refused.value.blockers[0].code == "evidence-in-use"


def test_that_picture_and_original_are_at_hand(site):
    held = photo(site)
    assert linking.picture(site.desk, held.id)[:2] == b"\xff\xd8"
    with linking.original(site.desk, held.id) as stream:
        assert stream.read() == PHOTO.read_bytes()


def test_that_unknown_evidence_is_refused(site):
    with pytest.raises(Refused):
        linking.link(site.desk, f"{site.inspection}/nothing", "1.2")
