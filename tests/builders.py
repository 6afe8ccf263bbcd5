"""Builders that read like the domain: one lawful inspection of made-up people, to be changed where a test needs it.

``lawful_case()`` passes every guard up to the seal; ``change(case, purpose="...")`` replaces fields of its inspection.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from app.catalogue.registers import load_registers
from app.domain.clock import CHINA
from app.domain.procedure.case import Case
from app.domain.procedure.circumstances import Circumstances
from app.domain.procedure.outcomes import (
    Content,
    Document,
    Evidence,
    Finding,
    Measure,
    ReadBack,
    Service,
    Signature,
    Statement,
)
from app.domain.procedure.records import (
    Approval,
    Inspection,
    Officer,
    Person,
    Recording,
    Rights,
    SignIn,
    Unit,
    Visit,
)
from app.domain.registers import Registers

FORMS = Path(__file__).resolve().parents[1] / "forms"
CITY, COUNTY = "130600", "130602"
DAY = date(2026, 3, 10)
INSPECTION = "inspection-1"
VISIT, RECORD, NOTICE = f"{INSPECTION}/visit-1", f"{INSPECTION}/d4", f"{INSPECTION}/d2"
ORDER, MEASURE, FINDING = f"{INSPECTION}/d11", f"{INSPECTION}/measure-1", f"{INSPECTION}/finding-1"
RESPONSIBLE = f"{INSPECTION}/person-1"
DIGEST = "a1" * 32


def at(clock: str, day: date = DAY) -> datetime:
    """Return a moment of the visit day: at("09:05")."""
    return datetime.combine(day, datetime.strptime(clock, "%H:%M").time(), CHINA)


@cache
def registers() -> Registers:
    """Return the registers of forms/registers."""
    return load_registers(FORMS / "registers")[0]


def officer(key: str = "甲", **more: Any) -> Officer:
    """Return officer 演练甲 of the city bureau with a confirmed credential for the years around DAY."""
    usual: dict[str, Any] = {
        "id": f"officer-{key}", "name": f"演练{key}", "bureau": CITY, "office": "执法处", "post": "科员",
        "roles": ("officer",), "credential": f"演练-{key}", "valid_from": date(2024, 1, 1),
        "valid_until": date(2028, 12, 31), "credential_state": "confirmed",
    }  # fmt: skip
    return Officer(**{**usual, **more})


def unit(**more: Any) -> Unit:
    """Return a made-up organ in 竞秀区."""
    usual: dict[str, Any] = {
        "id": "unit-1", "name": "保定市演练示范局", "kind": "organ", "district": COUNTY,
        "credit_code": "11130600000000019T", "head": "演练负责人",
    }  # fmt: skip
    return Unit(**{**usual, **more})


def inspection(**more: Any) -> Inspection:
    """Return a routine inspection by 演练甲 and 演练乙."""
    usual: dict[str, Any] = {
        "id": INSPECTION, "bureau": CITY, "unit": "unit-1", "form": "electronic-records", "mode": "routine",
        "source": {"kind": "plan", "plan_title": "演练年度检查计划"}, "purpose": "电子档案监管",
        "scope": ("电子档案的形成、保管、利用、移交",), "basis": ("archives-law-2020:42",),
        "planned_from": DAY, "planned_to": DAY + timedelta(days=1), "officers": ("officer-甲", "officer-乙"),
    }  # fmt: skip
    return Inspection(**{**usual, **more})


def approval(document: str, moment: datetime, **more: Any) -> Approval:
    """Return the leader's approval of a document, in person."""
    usual: dict[str, Any] = {
        "id": f"{document}-approval", "kind": "D1", "document": document, "decision": "approve",
        "approver": "officer-局长", "role": "leader", "channel": "in_person", "at": moment, "recorded_by": "officer-甲",
    }  # fmt: skip
    return Approval(**{**usual, **more})


def signature(signer: str, role: str, **more: Any) -> Signature:
    """Return an ink signature on the present wording of the record."""
    usual: dict[str, Any] = {
        "id": f"{INSPECTION}/sign-{signer}", "document": RECORD, "digest": DIGEST, "signer": signer, "role": role,
        "way": "ink", "at": at("15:00"),
    }  # fmt: skip
    return Signature(**{**usual, **more})


def evidence(name: str = "photo-1", **more: Any) -> Evidence:
    """Return a photo linked to question q1_1."""
    usual: dict[str, Any] = {
        "id": f"{INSPECTION}/{name}", "kind": "photo", "name": name, "sha256": "0" * 64, "sm3": "0" * 64, "size": 1,
        "media_type": "image/jpeg", "captured_at": at("10:00"), "maker": "officer-甲", "medium": "手机",
        "method": "拍照", "proves": "制度上墙", "links": ("q1_1",),
    }  # fmt: skip
    return Evidence(**{**usual, **more})


def lawful_case(**more: Any) -> Case:
    """Return the case of one visit day at 15:10: everything done, the record signed and ready to be sealed."""
    two = ("officer-甲", "officer-乙")
    people = {one.id: one for one in (officer("甲"), officer("乙"), officer("局长", roles=("leader",)))}
    cards = tuple({"officer": one, "credential": people[one].credential} for one in two)
    no = {"requested": False}
    told = Rights(f"{INSPECTION}/rights-1", VISIT, RESPONSIBLE, at("09:05"), cards, at("09:06"), "已知晓", no)
    usual: dict[str, Any] = {
        "inspection": inspection(), "unit": unit(), "officers": people,
        "documents": (
            Document(f"{INSPECTION}/d1", "D1", "approved"),
            Document(NOTICE, "D2", "served", frozen_at=at("08:00"), stamped={"way": "bureau"}),
            Document(RECORD, "D4"),
            Document(ORDER, "D11", measure=MEASURE, number=f"{CITY}:D11:2026:1"),
        ),
        "contents": {RECORD: Content(RECORD, {}, DIGEST, "b2" * 32, "c3" * 32)},
        "approvals": (
            approval(f"{INSPECTION}/d1", at("15:30", DAY - timedelta(days=1))),
            approval(ORDER, at("14:00"), kind="D11"),
        ),
        "visits": (Visit(VISIT, at("09:00"), "竞秀区演练路1号"),),
        "sign_ins": tuple(SignIn(f"{VISIT}-{one}", VISIT, one, at("09:02")) for one in two),
        "persons": (Person(RESPONSIBLE, VISIT, "演练负责人", "局长", "responsible"),),
        "rights": (told,),
        "recordings": (Recording(f"{INSPECTION}/recording-1", VISIT, "演练-0001", at("08:58"), at("15:00")),),
        "evidence": (evidence(),),
        "findings": (Finding(FINDING, "q1_2", "1.2", "未制定制度。", "general", ("archives-law-2020:12",)),),
        "measures": (
            Measure(
                MEASURE, "M2", (FINDING,), "责令限期改正", ({"finding": FINDING, "text": "制定制度"},),
                due=DAY + timedelta(days=30),
            ),
        ),
        "statements": (Statement(f"{INSPECTION}/statement-1", RESPONSIBLE, "无意见", at("14:30")),),
        "read_backs": (ReadBack(f"{INSPECTION}/read-1", RECORD, RESPONSIBLE, at("14:50"), "screen", DIGEST),),
        "signatures": (*(signature(one, "officer") for one in two), signature(RESPONSIBLE, "responsible")),
        "services": (Service(f"{INSPECTION}/s-1", NOTICE, "direct", at("09:04"), "门厅", RESPONSIBLE, two),),
    }  # fmt: skip
    return Case(**{**usual, **more})


def sealed_case(**more: Any) -> Case:
    """Return the lawful case with its record sealed."""
    return lawful_case(**{"seals": {f"{INSPECTION}/seal-1": {"document": RECORD, "digest": DIGEST}}, **more})


def change(case: Case, **fields: Any) -> Case:
    """Return the case with fields of its inspection replaced."""
    return replace(case, inspection=replace(case.inspection, **fields))


def circumstances(**more: Any) -> Circumstances:
    """Return the circumstances of 15:10 on DAY at the city bureau, with nothing amiss."""
    usual: dict[str, Any] = {
        "now": at("15:10"), "districts": frozenset({CITY, COUNTY}), "level": "city", "modes": registers().modes,
        "record_parts": {"content": "检查了制度", "findings": "未制定制度", "handling": "责令限期改正"},
        "remedy": "可以申请行政复议", "is_working_day": lambda day: day.weekday() < 5,
    }  # fmt: skip
    return Circumstances(**{**usual, **more})
