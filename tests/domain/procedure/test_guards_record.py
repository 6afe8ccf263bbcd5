"""The record: questions, evidence, findings, read-back, signatures, refusals, seal."""

from dataclasses import replace

import pytest

from app.domain.procedure.guards import blockers
from app.domain.procedure.guards_record import copy_ground_given
from tests.builders import (
    FINDING,
    INSPECTION,
    RECORD,
    RESPONSIBLE,
    at,
    change,
    circumstances,
    evidence,
    lawful_case,
    officer,
    signature,
)

WITNESS = f"{INSPECTION}/person-9"


def red(act, case, **about):
    """Return the codes of what forbids the act."""
    return [one.code for one in blockers(act, case, circumstances(**about))]


def refusing(**more):
    """Return the lawful case whose responsible person refuses to sign."""
    case = lawful_case()
    refusal = signature(RESPONSIBLE, "responsible", way="refusal", **more)
    return replace(case, signatures=(*case.signatures[:2], refusal))


def test_that_open_questions_are_named_with_their_count():
    codes = tuple(f"1.{n}" for n in range(1, 11))
    found = blockers("decide_measures", lawful_case(), circumstances(open_questions=codes))
    assert [one.code for one in found] == ["questions-open"]
    assert "10个" in found[0].text and "1.8等" in found[0].text
    assert found[0].place == "checking/1.1"


@pytest.mark.parametrize(
    ("fields", "codes"),
    [
        ({"links": ()}, ["evidence-orphan"]),
        ({"links": (), "set_aside": "拍摄模糊"}, []),
        ({"copied": True}, ["copy-without-ground"]),
        ({"copied": True, "ground": {"kind": "report", "detail": "举报登记1号"}}, []),
    ],
)
def test_that_evidence_is_linked_or_set_aside_and_copies_have_their_ground(fields, codes):
    assert red("seal", lawful_case(evidence=(evidence(**fields),))) == codes


def test_that_a_photo_of_a_refusal_is_no_orphan():
    case = refusing(reason="不认可", media=(f"{INSPECTION}/photo-1",))
    assert red("seal", replace(case, evidence=(evidence(links=()),))) == []


@pytest.mark.parametrize("ground", [{}, {"kind": "report"}, {"kind": "wish", "detail": "想看"}, {"detail": "举报"}])
def test_that_a_ground_names_a_report_or_evidence(ground):
    assert not copy_ground_given(ground)


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"text": " "}, "finding-blank"),
        ({"basis": ()}, "finding-without-basis"),
        ({"id": "x"}, "finding-without-measure"),
    ],
)
def test_that_each_finding_has_facts_basis_and_a_measure(fields, code):
    case = lawful_case()
    assert red("read_back", replace(case, findings=(replace(case.findings[0], **fields),))) == [code]


def test_that_the_unit_is_heard_before_the_record_is_read():
    assert red("read_back", lawful_case(statements=())) == ["no-statement"]
    assert red("read_back", lawful_case(contents={})) == ["record-missing"]


@pytest.mark.parametrize("part", ["content", "findings", "handling"])
def test_that_the_three_parts_are_filled(part):
    parts = {"content": "甲", "findings": "未发现问题", "handling": "无"}
    assert red("seal", lawful_case(), record_parts={**parts, part: " "}) == [f"part-{part}-blank"]
    assert red("seal", lawful_case(), record_parts=parts) == []


def test_that_what_is_signed_was_read_back():
    case = lawful_case()
    assert red("sign", replace(case, read_backs=())) == ["not-read-back"]
    found = blockers("sign", replace(case, read_backs=(replace(case.read_backs[0], digest="old"),)), circumstances())
    assert [one.code for one in found] == ["not-read-back"] and "改动" in found[0].text


def test_that_all_officers_and_the_unit_sign():
    case = lawful_case()
    assert red("seal", replace(case, signatures=case.signatures[1:])) == ["officer-not-signed"]
    assert red("seal", replace(case, signatures=case.signatures[:2])) == ["unit-not-signed"]
    other = signature(WITNESS, "witness")
    assert red("seal", replace(case, signatures=(*case.signatures[:2], other))) == ["unit-not-signed"]


def test_that_an_officer_cannot_refuse_to_sign_instead_of_signing():
    case = lawful_case()
    refusal = replace(case.signatures[0], way="refusal", reason="忘带笔", media=(f"{INSPECTION}/photo-1",))
    assert red("seal", replace(case, signatures=(refusal, *case.signatures[1:]))) == ["officer-not-signed"]


def test_that_a_signature_on_other_words_does_not_count():
    case = lawful_case()
    stale = replace(case.signatures[2], digest="old")
    found = blockers("seal", replace(case, signatures=(*case.signatures[:2], stale)), circumstances())
    assert [one.code for one in found] == ["unit-not-signed"] and "重新签名" in found[0].text


@pytest.mark.parametrize(
    ("fields", "codes"),
    [
        ({"reason": "不认可", "witness": WITNESS}, ["witness-not-signed"]),
        ({"reason": "不认可", "witness": WITNESS, "media": (f"{INSPECTION}/photo-1",)}, []),
        ({"reason": "不认可", "media": (f"{INSPECTION}/photo-1",)}, []),
        ({"witness": WITNESS}, ["refusal-without-reason", "witness-not-signed"]),
        ({"reason": "不认可"}, ["refusal-without-proof"]),
    ],
)
def test_that_a_refusal_has_its_reason_and_proof(fields, codes):
    assert red("seal", refusing(**fields)) == codes


def test_that_a_witness_who_signs_proves_a_refusal_alone():
    case = refusing(reason="不认可", witness=WITNESS)
    seen = signature(WITNESS, "witness")
    assert red("seal", replace(case, signatures=(*case.signatures, seen))) == []
    turned = replace(seen, way="refusal", reason="有事离开", media=(f"{INSPECTION}/photo-1",))
    assert red("seal", replace(case, signatures=(*case.signatures, turned))) == ["witness-not-signed"]


def test_that_conflicts_are_resolved_before_the_seal():
    assert red("seal", lawful_case(conflicts=(("finding", FINDING, "text"),))) == ["conflict-open"]


def test_that_only_the_lead_device_seals():
    case = change(lawful_case(), lead_device="first")
    assert red("seal", case, device="second") == ["not-lead-device"]
    assert red("seal", case, device="first") == []


def test_that_a_card_that_ended_between_two_days_stops_the_seal_only_for_its_days():
    case = lawful_case()
    lapsed = officer("乙", valid_from=at("09:00").date().replace(day=11))
    case = replace(case, officers={**case.officers, "officer-乙": lapsed})
    found = [one.code for one in blockers("seal", case, circumstances(now=at("09:00").replace(day=11)))]
    assert found == ["credential-not-valid"]


def test_that_another_document_with_a_seal_does_not_seal_the_record():
    case = lawful_case(seals={"s": {"document": f"{INSPECTION}/d2"}})
    assert red("seal", case) == []
    assert red("seal", replace(case, seals={"s": {"document": RECORD}})) == ["record-sealed"]
