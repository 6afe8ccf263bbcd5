"""Receipts: the centre gives one for each synchronisation, knows its own again, and nobody else can make one."""

import hashlib
import hmac
import json
import os
from dataclasses import replace
from typing import Any

import pytest

from app.centre.device.postgres import PostgresTransport
from app.centre.device.receipts import code_of, content_of, signed_part
from app.centre.device.transport import GivenReceipt
from app.centre.office.receipt_check import (
    BADLY_SIGNED,
    FORGED,
    GENUINE,
    HOLDS,
    LOST,
    SIGNED,
    UNSIGNED,
    ShownReceipt,
    judged,
    receipt_of_code,
)
from app.centre.office.roots import RESIGNED
from app.errors import CentreRefused, InspectorError
from tests.centre.field import Centre, everything
from tests.centre.test_sync import Laptop


@pytest.fixture
def laptop(centre: Centre) -> Laptop:
    made = Laptop(centre.device())
    made.device.write("符合", "不符合")
    return made


def shown(laptop: Laptop) -> ShownReceipt:
    """Return the receipt of a synchronisation, signed by the device."""
    given = given_in(laptop.sync().receipt)
    signature = laptop.device.key.sign(signed_part(given.content, given.mac)).hex()
    return ShownReceipt(given.content, given.mac, signature)


def given_in(receipt: dict[str, Any]) -> GivenReceipt:
    return GivenReceipt(**receipt["given"])


@pytest.mark.parametrize(("key", "size"), [(0, 0), (1, 1), (32, 700), (64, 64), (63, 1000)])
def test_that_the_mac_is_hmac_sha256(centre: Centre, key: int, size: int) -> None:
    secret, message = os.urandom(key), os.urandom(size)
    found = centre.ask("select centre.hmac_sha256(%s::bytea, %s::bytea)", secret, message)
    assert bytes(found[0][0]) == hmac.new(secret, message, hashlib.sha256).digest()


def test_that_a_sync_ends_with_a_receipt_that_the_centre_knows_again(centre: Centre, laptop: Laptop) -> None:
    receipt = shown(laptop)
    said = content_of(receipt.content)
    device = laptop.device
    assert (said["device"], said["bureau"], said["acknowledged"], said["chain"]) == (
        device.device, centre.county, 2, device.log[1].chain,
    )  # fmt: skip
    assert receipt.content == json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert said["feed_root"]["last"] == said["cursor"] == len(everything(device.line()))
    found = judged(centre.connection, receipt)
    assert (found.origin, found.standing, found.signature, found.rewritten) == (GENUINE, HOLDS, SIGNED, ())
    by_code = judged(centre.connection, receipt_of_code(centre.connection, receipt.mac[:16]))
    assert (by_code.origin, by_code.standing, by_code.signature) == (GENUINE, HOLDS, UNSIGNED)
    assert code_of(receipt.mac).replace("-", "") == receipt.mac[:16]


def test_that_a_receipt_that_was_changed_or_made_up_is_told(centre: Centre, laptop: Laptop) -> None:
    receipt = shown(laptop)
    other = Laptop(centre.device())
    theirs = shown(other)
    for content, mac in (
        (receipt.content.replace('"acknowledged":2', '"acknowledged":3'), receipt.mac),
        (receipt.content, hashlib.sha256(receipt.content.encode()).hexdigest()),
        (receipt.content, theirs.mac),
        (receipt.content.replace(laptop.device.device, other.device.device), receipt.mac),
        (receipt.content.replace(laptop.device.device, "nobody"), receipt.mac),
    ):
        found = judged(centre.connection, ShownReceipt(content, mac))
        assert (found.origin, found.standing) == (FORGED, "")
    swapped = judged(centre.connection, replace(receipt, signature=theirs.signature))
    assert (swapped.origin, swapped.signature) == (GENUINE, BADLY_SIGNED)
    with pytest.raises(CentreRefused, match="receipt-unknown"):
        receipt_of_code(centre.connection, "0" * 16)
    foreign = receipt.content.replace(content_of(receipt.content)["centre_id"], "another")
    with pytest.raises(InspectorError, match="receipt-foreign"):
        judged(centre.connection, ShownReceipt(foreign, receipt.mac))
    for nonsense in ("", "[]", "{}", '{"centre_id": 1}'):
        with pytest.raises(InspectorError, match="receipt-unreadable"):
            judged(centre.connection, ShownReceipt(nonsense, receipt.mac))


def test_that_a_receipt_convicts_a_centre_that_was_rewritten(own_centre: Centre) -> None:
    laptop = Laptop(own_centre.device())
    laptop.device.write("符合", "不符合")
    receipt = shown(laptop)
    own_centre.connection.execute("alter table centre.operation disable trigger all")
    own_centre.connection.execute("delete from centre.operation where lseq = 2 and device <> 'centre'")
    found = judged(own_centre.connection, receipt)
    assert (found.origin, found.standing) == (GENUINE, LOST)
    assert found.rewritten


def test_that_standing_still_gives_the_same_receipt_and_moving_another(centre: Centre, laptop: Laptop) -> None:
    first, again = given_in(laptop.sync().receipt), given_in(laptop.sync().receipt)
    assert first == again
    laptop.device.write("不适用")
    assert given_in(laptop.sync().receipt) != first
    counted = "select count(*) from centre.receipt where device = %s"
    assert centre.ask(counted, laptop.device.device) == [(2,)]


def test_that_a_receipt_of_another_day_is_a_new_one(own_centre: Centre) -> None:
    laptop = Laptop(own_centre.device())
    given = given_in(laptop.sync().receipt)
    moment = content_of(given.content)["issued_at"]
    own_centre.connection.execute("alter table centre.receipt disable trigger all")
    own_centre.connection.execute(
        "update centre.receipt set issued_at = %(old)s, content = replace(content, %(now)s, %(old)s)",
        {"now": moment, "old": "2026-01-01" + moment[10:]},
    )
    assert content_of(given_in(laptop.sync().receipt).content)["issued_at"] >= moment


def test_that_receipts_and_their_secrets_are_never_rewritten_and_secrets_never_told(
    centre: Centre, laptop: Laptop
) -> None:
    shown(laptop)
    for table in ("receipt", "receipt_key"):
        for statement in (f"update centre.{table} set device = device", f"delete from centre.{table}"):
            with pytest.raises(Exception, match="append-only"):
                centre.connection.execute(statement)
        with pytest.raises(Exception, match="append-only"):
            centre.connection.execute(f"truncate centre.{table}")
    kept = "select encode(key, 'hex') from centre.receipt_key where device = %s"
    ((secret,),) = centre.ask(kept, laptop.device.device)
    line = laptop.device.line()
    assert "receipt" in line.hello().offers
    told = line.receipt(1, "0" * 64)
    assert told is not None
    assert secret not in told.content + told.mac


@pytest.mark.parametrize("claimed", ["", "x" * 64, '","acknowledged":9', "0" * 63])
def test_that_a_device_cannot_write_into_its_receipt(laptop: Laptop, claimed: str) -> None:
    line = laptop.device.line()
    line.hello()
    given = line.receipt(-5, claimed)
    assert given is not None
    said = content_of(given.content)
    assert (said["compared"], said["cursor"], said["acknowledged"]) == ("", 0, 0)


@pytest.mark.parametrize(
    "lie", [("acknowledged", 5), ("chain", "0" * 64), ("device", "another"), ("feed_epoch", "x"), ("cursor", 99)]
)
def test_that_a_receipt_on_something_else_is_not_taken(
    laptop: Laptop, lie: tuple[str, object], monkeypatch: pytest.MonkeyPatch
) -> None:
    genuine = PostgresTransport.receipt

    def lying(line: PostgresTransport, cursor: int, compared: str) -> GivenReceipt | None:
        given = genuine(line, cursor, compared)
        assert given is not None
        return replace(given, content=json.dumps({**content_of(given.content), lie[0]: lie[1]}))

    monkeypatch.setattr(PostgresTransport, "receipt", lying)
    report = laptop.sync()
    assert (report.state, report.problem and report.problem.code) == ("refused", "receipt-differs")
    # what the centre acknowledged before stays acknowledged
    assert report.acknowledged == 2
    assert not report.receipt


def test_that_an_earlier_program_gets_the_receipt_that_it_knows_and_the_newer_one_another(
    centre: Centre, laptop: Laptop
) -> None:
    laptop.sync()
    line = laptop.device.line()
    line.hello()
    wish = {"cursor": 9, "compared": "0" * 64}
    # as programs before version 12 of the schema ask
    answer, compared = line._line.call("receipt", wish), line._line.call("verify", {"cursor": 9})
    said = content_of(answer["content"])
    known = {"day", "count", "last", "root", "head"}
    assert (said["v"], set(said["feed_root"]), set(compared["feed_root"])) == (1, known, known)
    newer = content_of(line._line.call("receipt", {**wish, "signed": True})["content"])
    assert newer["v"] == 2
    signed = {name: newer["feed_root"].pop(name) for name in ("signed_root", "signed_head")}
    assert newer["feed_root"] == said["feed_root"]
    assert all(len(one) == 64 for one in signed.values())
    found = judged(centre.connection, ShownReceipt(answer["content"], answer["mac"]))
    assert (found.origin, found.standing, found.rewritten) == (GENUINE, HOLDS, ())


def test_that_a_receipt_from_before_the_upgrade_is_judged_as_before(own_centre: Centre) -> None:
    laptop = Laptop(own_centre.device())
    laptop.device.write("符合", "不符合")
    laptop.sync()
    line = laptop.device.line()
    line.hello()
    answer = line._line.call("receipt", {"cursor": 9, "compared": "0" * 64})
    newer = shown(laptop)
    own_centre.connection.execute("alter table centre.operation disable trigger all")
    changed = "update centre.operation set signature = repeat('0', 128) where signature is not null"
    own_centre.connection.execute(changed)
    found = judged(own_centre.connection, ShownReceipt(answer["content"], answer["mac"]))
    assert (found.origin, found.standing, found.rewritten) == (GENUINE, HOLDS, ())
    assert [one.how for one in judged(own_centre.connection, newer).rewritten] == [RESIGNED]


def test_that_a_laptop_of_a_bureau_without_a_single_operation_gets_a_receipt(centre: Centre) -> None:
    laptop = Laptop(centre.device(centre.other))
    report = laptop.sync()
    assert (report.state, report.problem) == ("synced", None)
    assert content_of(report.receipt["given"]["content"])["feed_root"] is None
