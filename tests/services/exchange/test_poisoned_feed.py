"""A laptop gone bad sends what no other could read: the centre does not take it in, and nobody else is stopped."""

import json
import uuid

import psycopg
import pytest

from app.domain.operations import Json
from app.errors import IntegrityBroken
from app.sealing.canonical import next_chain, parse
from app.sealing.signing import sign_transaction
from app.services.papers import sheets
from app.services.registers import reports
from app.services.registers.units import units
from tests.centre.field import Centre, FieldDevice, Writer
from tests.services.exchange.device import BUREAU, Laptop


def _nested(depth: int, text: str = "") -> str:
    return "[" * depth + text + "]" * depth


def _raw(device: FieldDevice, **changed: str | None) -> str:
    """Return the text of an operation as another program than ours would write it; None leaves a part out."""
    said: dict[str, str | None] = {
        "base": "[]", "device": json.dumps(device.device), "entity": '"answer"', "entity_id": '"inspection-1/q1_1"',
        "field": '"verdict"', "hlc": f'"019000000000-000001-{device.device}"', "kind": '"set"', "lseq": "1",
        "officer": '"training-1"', "op_id": json.dumps(str(uuid.uuid4())), "training": "true", "txn": '"t"', "v": "1",
        "value": '"符合"', **changed,
    }  # fmt: skip
    return "{" + ",".join(f'"{name}":{text}' for name, text in sorted(said.items()) if text is not None) + "}"


def _push(device: FieldDevice, raw: str) -> str:
    """Return the centre's refusal, "" where it took the operation in."""
    chain = next_chain("", raw)
    signature = sign_transaction(device.key, device.device, "t", chain)
    try:
        with psycopg.connect(
            host=device.enrolment.host, port=device.enrolment.port, dbname=device.enrolment.database,
            user=device.enrolment.role, password=device.secret, autocommit=True,
        ) as line:  # fmt: skip
            told = {"raw": raw, "chain": chain, "signature": signature.hex()}
            line.execute("select api1.push(%s::jsonb)", (json.dumps({"operations": [told]}),))
    except psycopg.Error as error:
        return error.diag.message_primary or ""
    return ""


BAD = {
    "no base": {"base": None}, "base of another kind": {"base": "7"}, "no version": {"v": None},
    "version in words": {"v": '"one"'}, "no value": {"value": None}, "value of a key within": {
        "value": None, "extra": r'{"\"value":1}'}, "endless number": {"value": "9" * 5_000},
    "nested": {"value": _nested(3_000)}, "nested in base": {"base": _nested(3_000)},
    "nested behind brackets in words": {"value": _nested(1_200, '"]]]]}}}\\"]]]"')},
    "nested by names": {"value": '{"a":' * 1_500 + "1" + "}" * 1_500},
    "a place in words": {"lseq": '"1"'}, "endless": {"value": "1e999"}, "endless below": {"value": "[-1e999]"},
    "beyond all digests": {"value": str(2**60)}, "beyond them within": {"value": f'{{"a":["x",{2**53}]}}'},
    "training in words": {"training": '"yes"'}, "half a version": {"v": "1.5"}, "numbers in base": {"base": "[1]"},
    **{f"no text as {name}": {name: other} for name, other in (
        ("entity", "7"), ("entity", "{}"), ("entity_id", "5"), ("field", "[]"), ("kind", "3"), ("officer", "3"),
        ("hlc", "123456789012"), ("txn", "4"), ("op_id", "{}"))},
    "a NUL in the identity": {"op_id": r'"a\u0000b"'}, "a NUL in the entity": {"entity_id": r'"insp\u0000/q"'},
}  # fmt: skip


@pytest.mark.parametrize("fault", BAD)
def test_that_what_no_laptop_can_read_is_not_taken_in(bureau: Centre, one: Laptop, fault: str) -> None:
    evil = bureau.device(BUREAU, "演练坏机")
    assert _push(evil, _raw(evil, **BAD[fault])) == "operation-unreadable"
    report = one.sync(lease=False)
    assert (report.state, report.problem) == ("synced", None)
    # its log is where it was: it goes on with what can be read
    assert _push(evil, _raw(evil)) == ""
    assert one.sync(lease=False).pulled == 1


@pytest.mark.parametrize(
    "value", [_nested(60), '"' + "9" * 3_000 + '"', '"[[[[{{{{' + "[" * 500 + '"', "null", json.dumps([[1, 2]] * 3_000),
     str(2**53 - 1), '["9007199254740993","1e999",0.5]', r'"\u0000"', "1e22"]
)
def test_that_what_a_laptop_can_read_is_taken_in(bureau: Centre, one: Laptop, value: str) -> None:
    other = bureau.device(BUREAU, "演练好机")
    assert _push(other, _raw(other, value=value)) == ""
    assert (one.sync(lease=False).state, one.sync(lease=False).state) == ("synced", "synced")


def test_that_a_text_nested_too_deep_is_damage_and_no_crash() -> None:
    with pytest.raises(IntegrityBroken, match="operation-unreadable"):
        parse('{"value":' + _nested(100_000) + "}", "")


@pytest.mark.parametrize(("entity", "said"), [
    ("officer", {"name": "演练甲"}), ("officer", {"name": 7, "bureau": BUREAU, "roles": ["officer"]}),
    ("officer", {"name": "演练甲", "bureau": BUREAU, "valid_from": "2026-99-99"}), ("unit", {"name": "演练公司"}),
    ("unit", {"name": 7, "credit_code": "1", "kind": "enterprise", "district": "1"}),
    ("received_report", {"number": "1"}), ("sheet", {"state": "used"}),
])  # fmt: skip
def test_that_an_entry_that_is_none_stops_no_register(
    bureau: Centre, one: Laptop, entity: str, said: dict[str, Json]
) -> None:
    known = set(one.desk.officers())
    evil = Writer(bureau.device(BUREAU, "演练坏机"))
    for field, value in said.items():
        evil.put(entity, "spoiled", field, value, officer="training-1")
    evil.deliver()
    assert (one.sync().state, one.sync().state) == ("synced", "synced")
    assert set(one.desk.officers()) - {"spoiled"} == known
    assert "spoiled" not in {two.id for two in units(one.desk)}
    assert not sheets.known(one.desk)
    assert not reports.reports(one.desk)
    one.reopen()
    assert one.desk.officers()
