"""Operations read by columns: the same as one by one, whatever is odd among them."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from app.domain.operations import Json, Operation
from app.errors import IntegrityBroken
from app.sealing.arriving import Incoming
from app.sealing.canonical import finish, next_chain
from app.sealing.sheets import Run, Sheet, parts_read, read_sheet, sheet_of, sheet_read

_HEAD = ("op_id", "device", "lseq", "txn", "kind", "entity", "entity_id", "field", "hlc", "officer", "text", "ends")


def device_log(device: str, *fields: tuple[str, str], kind: str = "set", value: Json = "演练") -> list[Operation]:
    """Return operations of a device on (entity id, txn), chained from its first."""
    made: list[Operation] = []
    for number, (entity_id, txn) in enumerate(fields, start=1):
        bare = Operation(device, number, txn, f"{device}-{number}", kind, 1, "answer", entity_id, "verdict", value, (),
                         "o", f"{number:04}", True)  # fmt: skip
        made.append(finish(bare, made[-1].chain if made else ""))
    return made


def came(operations: Sequence[Operation], signed: Sequence[int] = ()) -> list[Incoming]:
    """Return operations as they come; those at ``signed`` carry a signature."""
    return [Incoming(one.raw, one.chain, b"s" if place in signed else None) for place, one in enumerate(operations)]


def head(sheet: Sheet) -> list[list[object]]:
    return [list(getattr(sheet, name)) for name in _HEAD]


ONE, OTHER = device_log("d1", ("i/a", "t1"), ("i/b", "t1"), ("j/a", "t2")), device_log("d2", ("i/b", "u1"), ("k", "u2"))
MIXED = [ONE[0], OTHER[0], ONE[1], ONE[2], OTHER[1]]


def test_that_columns_say_what_each_says_alone():
    sheet = read_sheet(came(MIXED))
    assert head(sheet) == head(sheet_of(MIXED, [None] * 5)) and sheet.operations() == MIXED
    assert (sheet.alone, sheet.roots) == ([0, 3, 4], ["i", "j", "k"])
    for log in (MIXED, ONE, ONE[:1]):
        whole = read_sheet(came(log))
        again = sheet_read(parts_read(whole), list(zip(*came(log), strict=True)))
        assert [list(one or ()) for one in again] == [list(one or ()) for one in whole] and again.alone == whole.alone


def test_that_runs_go_over_what_others_did_meanwhile():
    assert read_sheet(came(MIXED)).runs == [Run("d1", 1, 0, 3, 3), Run("d2", 1, 1, 2, 4)]
    assert read_sheet(came([ONE[0], ONE[2]])).runs == [Run("d1", 1, 0, 1, 0), Run("d1", 3, 1, 3, 1)]


def test_that_a_transaction_ends_with_its_signature_or_where_another_begins():
    assert read_sheet(came(ONE, signed=[1])).ends == [("d1", "t1", True), ("d1", "t2", False)]
    assert read_sheet(came(ONE, signed=[0, 2])).ends == [("d1", "t1", True), ("d1", "t1", False), ("d1", "t2", True)]


def test_that_what_removes_or_names_itself_does_not_stand_by_itself():
    removed = device_log("d1", ("i/a", "t1"), kind="remove")
    own = finish(ONE[0]._replace(base=("d1-1",), raw="", chain=""), "")
    assert read_sheet(came(ONE)).alone is None
    assert read_sheet(came(removed)).alone == [] and read_sheet(came([own])).alone == []


@pytest.mark.parametrize(
    "odd",
    [
        [ONE[1], ONE[0]],
        [ONE[0], ONE[0], ONE[1]],
        device_log("d1", ("i/a", "t1"), value="\x01"),
    ],
)
def test_that_what_is_odd_and_sound_is_read_all_the_same(odd: list[Operation]):
    assert read_sheet(came(odd)).operations() == odd


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"raw": ONE[1].raw.replace("演练", "\ud800")}, "operation-unreadable"),
        ({"raw": ONE[1].raw.replace("演练", "\\ud800")}, "operation-unreadable"),
        ({"raw": ONE[1].raw.replace('"演练"', "1e999")}, "operation-unreadable"),
        ({"raw": ONE[1].raw.replace('"演练"', str(2**53))}, "operation-unreadable"),
        ({"raw": ONE[1].raw.replace('"base":[]', '"base":"x"')}, "operation-unreadable"),
        ({"raw": ONE[1].raw.replace('"base":[]', '"base":[1]')}, "operation-unreadable"),
        ({"raw": ONE[1].raw.replace('"v":1', '"v":true')}, "operation-unreadable"),
        ({"raw": ONE[1].raw.replace('"lseq":2', '"lseq":"2"')}, "operation-unreadable"),
        ({"raw": ONE[1].raw.replace('"d1-2"', '"d1\\u0000"')}, "operation-unreadable"),
        ({"raw": ONE[1].raw.replace('"entity_id":"i/b"', '"entity_id":7')}, "operation-unreadable"),
        ({"raw": "[]"}, "operation-unreadable"),
        ({"raw": ONE[1].raw + "x"}, "operation-unreadable"),
        ({"chain": "0" * 64}, "chain"),
        ({"raw": ONE[0].raw}, "device-forked"),
    ],
)
def test_that_what_is_wrong_is_told(change: dict[str, str], code: str):
    batch = came(ONE[:2])
    batch[1] = batch[1]._replace(**change)
    if code == "operation-unreadable" and "\ud800" not in batch[1].raw:  # nothing but this is wrong
        batch[1] = batch[1]._replace(chain=next_chain(ONE[0].chain, batch[1].raw))
    with pytest.raises(IntegrityBroken) as told:
        read_sheet(batch)
    assert told.value.code == code


def test_that_a_first_link_of_a_run_that_is_no_text_is_told():
    later = came(ONE)[1:]
    later[0] = later[0]._replace(raw=later[0].raw.replace("演练", "\ud800"))
    with pytest.raises(IntegrityBroken):
        read_sheet(later)
