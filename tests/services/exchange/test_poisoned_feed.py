"""A laptop gone bad sends what no other could read: the centre does not take it in, and nobody else is stopped."""

import json
import uuid

import psycopg
import pytest

from app.errors import IntegrityBroken
from app.sealing.canonical import next_chain, parse
from app.sealing.signing import sign_transaction
from tests.centre.field import Centre, FieldDevice
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
    "value", [_nested(60), '"' + "9" * 3_000 + '"', '"[[[[{{{{' + "[" * 500 + '"', "null", json.dumps([[1, 2]] * 3_000)]
)
def test_that_what_a_laptop_can_read_is_taken_in(bureau: Centre, one: Laptop, value: str) -> None:
    other = bureau.device(BUREAU, "演练好机")
    assert _push(other, _raw(other, value=value)) == ""
    assert (one.sync(lease=False).state, one.sync(lease=False).state) == ("synced", "synced")


def test_that_a_text_nested_too_deep_is_damage_and_no_crash() -> None:
    with pytest.raises(IntegrityBroken, match="operation-unreadable"):
        parse('{"value":' + _nested(100_000) + "}", "")
