"""The register of officers on a real store: who confirms, and what a credential goes through."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from app.domain.procedure.guards_preparation import credential_blockers
from app.domain.procedure.mapping import changes_of
from app.errors import Refused
from app.services.registers.officers import (
    OfficerEntry,
    add_officer,
    confirm_credential,
    expiring,
    renew_credential,
    revoke_credential,
    suspend_credential,
)
from app.services.registers.standing import credential_warnings, reinstate_officer, retire_officer
from app.storage.store import ENROLLED
from tests.builders import officer
from tests.services.office import office

ENTRY = OfficerEntry(
    "演练戊", ("officer",), "执法处", "科员", "0312", "演练-0009", date(2026, 1, 1), date(2027, 12, 31)
)


@pytest.fixture
def desk(tmp_path):
    with office(tmp_path / "data") as opened:
        yield opened


def codes(refused):
    return [one.code for one in refused.value.blockers]


def test_that_a_new_officer_waits_for_confirmation(desk):
    added, problems = add_officer(desk, ENTRY)
    assert problems == [] and added.credential_state == "pending" and added.bureau == desk.bureau
    assert confirm_credential(desk, added.id).credential_state == "confirmed"
    assert desk.officers()[added.id].roles == ("officer",)


def test_that_only_the_administrator_keeps_the_register(desk):
    other = desk.acting("yi")
    with pytest.raises(Refused) as refused:
        add_officer(other, ENTRY)
    assert codes(refused) == ["not-administrator"]
    for act in (lambda: confirm_credential(other, "jia"), lambda: suspend_credential(other, "jia", "事由"),
                lambda: renew_credential(other, "jia", "1", date(2026, 1, 1), date(2027, 1, 1))):
        with pytest.raises(Refused) as refused:
            act()
        assert codes(refused) == ["not-administrator"]


def test_that_the_first_officer_enters_an_empty_register(tmp_path):
    with office(tmp_path / "data", people=False) as desk:
        added, problems = add_officer(desk, replace(ENTRY, roles=("officer", "administrator")))
        assert problems == []
        assert confirm_credential(desk.acting(added.id), added.id).credential_state == "confirmed"


def test_that_with_a_centre_a_local_officer_stays_pending(tmp_path):
    with office(tmp_path / "data", kind=ENROLLED) as desk:
        added, _ = add_officer(desk.acting("yi"), ENTRY)
        with pytest.raises(Refused) as refused:
            confirm_credential(desk, added.id)
        assert codes(refused) == ["centre-confirms"]
        assert desk.officers()[added.id].credential_state == "pending"


@pytest.mark.parametrize(
    ("fields", "faults"),
    [
        ({"name": " "}, ["name"]),
        ({"name": "字" * 201}, ["name"]),
        ({"roles": ()}, ["roles"]),
        ({"roles": ("king",)}, ["roles"]),
        ({"bureau": "000000"}, ["bureau"]),
        ({"credential": ""}, ["credential"]),
        ({"valid_from": None}, ["valid_from"]),
        ({"valid_until": date(2025, 1, 1)}, ["valid_until"]),
        ({"valid_from": date(1000, 1, 1), "valid_until": date(9999, 12, 31)}, ["valid_from"]),
        ({"valid_until": date(2099, 12, 31)}, ["valid_until"]),
        ({"credential": "演练 - 0001"}, ["credential"]),
        ({"roles": ("leader",), "credential": "", "valid_from": None, "valid_until": None}, []),
    ],
)
def test_that_each_wrong_field_is_named(desk, fields, faults):
    assert [one.field for one in add_officer(desk, replace(ENTRY, **fields))[1]] == faults


def test_that_suspension_and_revocation_need_a_reason_and_revocation_is_final(desk):
    with pytest.raises(Refused) as refused:
        suspend_credential(desk, "yi", " ")
    assert codes(refused) == ["reason-missing"]
    held = suspend_credential(desk, "yi", "保档责〔2026〕1号")
    assert (held.credential_state, held.credential_reason) == ("suspended", "保档责〔2026〕1号")
    assert confirm_credential(desk, "yi").credential_state == "confirmed"
    revoke_credential(desk, "yi", "保档责〔2026〕2号")
    with pytest.raises(Refused) as refused:
        confirm_credential(desk, "yi")
    assert codes(refused) == ["credential-revoked"]


def test_that_a_new_card_waits_for_confirmation_again(desk):
    renewed, problems = renew_credential(desk, "yi", "演练-0022", date(2026, 6, 1), date(2029, 5, 31))
    assert problems == [] and (renewed.credential, renewed.credential_state) == ("演练-0022", "pending")
    twin = renew_credential(desk, "yi", "演练-0001", date(2026, 6, 1), date(2029, 5, 31))
    assert [one.field for one in twin[1]] == ["credential"]


def test_that_cards_that_end_soon_are_listed_the_earliest_first():
    on = date(2026, 6, 8)
    people = [
        officer("甲", valid_until=date(2026, 8, 7)), officer("乙", valid_until=date(2026, 6, 1)),
        officer("丙", valid_until=date(2026, 8, 8)), officer("丁", valid_until=on, credential_state="revoked"),
    ]  # fmt: skip
    assert [one.name for one in expiring(people, on)] == ["演练乙", "演练甲"]


def test_that_who_left_is_planned_no_more_but_stays_in_what_was_done(desk):
    with pytest.raises(Refused) as refused:
        retire_officer(desk, "yi", " ")
    assert codes(refused) == ["reason-missing"]
    with pytest.raises(Refused) as refused:
        retire_officer(desk.acting("yi"), "yi", "退休")
    assert codes(refused) == ["not-administrator", "own-retirement"]
    gone = retire_officer(desk, "yi", "退休")
    assert gone.retired["reason"] == "退休" and desk.officers()["yi"].name == "演练乙"
    assert [one.code for one in credential_blockers(gone, date(2026, 6, 8))] == ["officer-retired"]
    assert not reinstate_officer(desk, "yi").retired


def test_that_credentials_that_ask_for_care_are_told_in_words(desk):
    assert credential_warnings(desk) == ()
    desk.commit(changes_of(replace(desk.officers()["yi"], valid_until=date(2026, 8, 7)), "valid_until"))
    desk.commit(changes_of(replace(desk.officers()["jia"], valid_until=date(2026, 6, 1)), "valid_until"))
    assert [(one.name, one.text, one.red) for one in credential_warnings(desk)] == [
        ("演练甲", "已过期 7 天", True), ("演练乙", "还有 60 天到期", False)
    ]  # fmt: skip
    suspend_credential(desk, "yi", "演练")
    assert [one.text for one in credential_warnings(desk)] == ["已暂扣", "已过期 7 天"]
