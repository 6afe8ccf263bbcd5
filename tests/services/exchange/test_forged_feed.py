"""What somebody put into the centre by hand in a laptop's name: no laptop takes it for that laptop's word."""

import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.domain.clock import HybridClock
from app.domain.operations import SET, Operation
from app.sealing.canonical import finish
from app.sealing.signing import new_key_pair, sign_transaction
from app.services.session.opening import close
from tests.centre.field import Centre
from tests.services.exchange.device import BUREAU, NOW, Laptop, laptop, with_bureau


@pytest.fixture
def bureau(centre: Centre) -> Centre:
    return with_bureau(centre)


@pytest.fixture
def pair(bureau: Centre, tmp_path: Path) -> Iterator[tuple[Laptop, Laptop]]:
    both = laptop(bureau, tmp_path / "one"), laptop(bureau, tmp_path / "two", "演练二号机")
    yield both
    for one in both:
        close(one.desk)


def forge(bureau: Centre, device: str, *, signed: bool = False) -> None:
    """Put an answer behind the last operation that the centre has of a device, its chain made to fit."""
    found = bureau.ask("select next_lseq, chain from centre.device where device = %s", device)
    lseq, chain = found[0] if found else (1, "")
    ids, stamp = [str(uuid.uuid4()), str(uuid.uuid4())], HybridClock().tick(NOW).stamp(device)
    made = finish(
        Operation(
            device, lseq, ids[0], ids[1], SET, 1, "answer", "inspection-1/q9_9", "verdict", "不符合", (), "training-1",
            stamp, True,
        ),
        chain,
    )  # fmt: skip
    signature = sign_transaction(new_key_pair(), device, ids[0], made.chain).hex() if signed else None
    seq = bureau.ask("update centre.bureau set feed_seq = feed_seq + 1 where bureau = %s returning feed_seq", BUREAU)
    bureau.connection.execute(
        "insert into centre.operation (bureau, srv_seq, device, lseq, op_id, root, raw, chain, signature)"
        " values (%s, %s, %s, %s, %s, 'inspection-1', %s, %s, %s)",
        (BUREAU, seq[0][0], device, lseq, ids[1], made.raw, made.chain, signature),
    )


def forged_is_known(one: Laptop) -> bool:
    return one.desk.store.read("answer", "inspection-1/q9_9") is not None


@pytest.mark.parametrize("rows", [1, 1_000])
def test_that_an_unsigned_operation_before_others_is_not_taken_in(
    bureau: Centre, pair: tuple[Laptop, Laptop], monkeypatch: pytest.MonkeyPatch, rows: int
) -> None:
    monkeypatch.setattr("app.centre.device.sync.PAGE_OPERATIONS", rows)
    monkeypatch.setattr("app.centre.device.sync.QUICK_TIMES", 1)
    one, two = pair
    two.answer("q1_1", "符合")
    assert two.sync(lease=False).state == one.sync(lease=False).state == "synced"
    forge(bureau, two.desk.store.device)
    other = bureau.device(BUREAU)
    other.line().push(other.write("符合", "不符合", officer="training-1"))
    for _ in range(2):
        report = one.sync(lease=False)
        assert (report.state, report.problem and report.problem.code) == ("refused", "signature-missing")
        assert "签名" in report.problem.title and "centre root" in report.problem.advice
    assert rows == 1 or not forged_is_known(one)


def test_that_an_unsigned_operation_at_the_end_is_told_until_it_is_right(
    bureau: Centre, pair: tuple[Laptop, Laptop]
) -> None:
    one, two = pair
    two.answer("q1_1", "符合")
    assert two.sync(lease=False).state == one.sync(lease=False).state == "synced"
    forge(bureau, two.desk.store.device)
    for _ in range(2):
        assert one.sync(lease=False).problem.code == "signature-missing"
        one.reopen()


def test_that_a_device_which_nobody_knows_has_no_say(bureau: Centre, pair: tuple[Laptop, Laptop]) -> None:
    one, _ = pair
    forge(bureau, str(uuid.uuid4()), signed=True)
    assert one.sync(lease=False).problem.code == "signature-missing"
    assert not forged_is_known(one)


def test_that_a_transaction_cut_over_pages_is_whole(
    pair: tuple[Laptop, Laptop], monkeypatch: pytest.MonkeyPatch
) -> None:
    from app.domain.operations import Change

    one, two = pair
    two.desk.commit([Change("answer", f"inspection-1/q1_{n}", "verdict", "符合") for n in range(7)])
    assert two.sync(lease=False).state == "synced"
    monkeypatch.setattr("app.centre.device.sync.PAGE_OPERATIONS", 3)
    monkeypatch.setattr("app.centre.device.sync.QUICK_TIMES", 1)
    assert one.sync(lease=False).state == "synced"
    assert one.desk.store.upkeep.fold_digest() == two.desk.store.upkeep.fold_digest()
