"""A transaction that its device did not sign stops nobody: the first laptop that meets it asks, the centre judges."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.centre.device.doubting import unsigned_at
from app.centre.device.transport import SignedOperation
from app.centre.office import roots
from app.centre.office.status import status
from app.cli.centre_status import status_lines
from app.errors import CentreRefused
from app.services.centre.feed import set_aside_so_far, stopping
from app.services.centre.office import CentreOffice
from app.services.session.opening import close
from tests.centre.field import Centre, FieldDevice
from tests.services.exchange.device import BUREAU, Laptop, laptop, with_bureau

RAWS = "select md5(string_agg(raw, '' order by srv_seq)) from centre.operation where device = %s"


@pytest.fixture
def bureau(centre: Centre) -> Centre:
    return with_bureau(centre)


@pytest.fixture
def three(bureau: Centre, tmp_path: Path) -> Iterator[Callable[[str], Laptop]]:
    made: list[Laptop] = []

    def of(name: str) -> Laptop:
        made.append(laptop(bureau, tmp_path / name, f"演练{name}"))
        return made[-1]

    yield of
    for one in made:
        close(one.desk)


def evil_device(there: Centre, bureau: str = BUREAU) -> FieldDevice:
    """Return a device that pushed a good transaction, two of two operations each with a false signature, a good one."""
    evil = there.device(bureau, "演练坏机")
    evil.write("甲", officer="training-1")
    for _ in range(2):
        evil.write("乙", "丙", officer="training-1")
        evil.log[-1] = evil.log[-1]._replace(signature=bytes(64))
    evil.write("丁", officer="training-1")
    evil.line().push(evil.log)
    return evil


def test_that_nobody_is_stopped_and_nothing_is_lost(bureau: Centre, three: Callable[[str], Laptop]) -> None:
    one, two = three("一"), three("二")
    evil = evil_device(bureau)
    one.answer("q1_1", "符合")
    kept = roots.roots(bureau.connection)
    raws = bureau.ask(RAWS, evil.device)
    report = one.sync(lease=False)
    assert (report.state, report.problem) == ("synced", None)
    two.answer("q1_2", "不符合")
    third = three("三")
    for _ in range(2):
        for each in (one, two, third):
            assert (report := each.sync(lease=False)).problem is None and report.state == "synced"
    assert len({each.desk.store.upkeep.fold_digest() for each in (one, two, third)}) == 1
    for each in (one, two, third):
        assert each.desk.store.upkeep.check().problems == ()
        passed = {(word.device, word.lseq) for word in each.desk.store.relay.passed_over()}
        assert passed == {(evil.device, lseq) for lseq in (2, 3, 4, 5)}
    told = set_aside_so_far(CentreOffice(bureau.connection))
    assert [(word.lseq, word.fault) for word in told] == [(lseq, "unsigned") for lseq in (2, 3, 4, 5)]
    assert stopping(CentreOffice(bureau.connection), BUREAU) == ()
    # nothing was taken away or changed, and the roots are what they were
    assert raws == bureau.ask(RAWS, evil.device) and roots.check(bureau.connection, kept).rewritten == ()


def test_that_a_device_found_out_gets_nothing_in_that_it_did_not_sign(
    bureau: Centre, three: Callable[[str], Laptop]
) -> None:
    evil = evil_device(bureau)
    before = len(evil.log)
    evil.write("戊", officer="training-1")
    line = evil.line()
    false = [evil.log[-1]._replace(signature=bytes(64))]
    assert status(bureau.connection)["distrusted"] == []
    three("一").sync(lease=False)
    with pytest.raises(CentreRefused, match="signature-false"):
        line.push(false)
    assert line.push(evil.log[before:]).accepted == 1
    (named,) = status(bureau.connection)["distrusted"]
    assert (named["device"], named["set_aside"]) == (evil.device, 4)
    assert any("演练坏机" in words and "签名" in words for words in status_lines(status(bureau.connection)))


def test_that_a_city_reads_on_in_a_county(centre: Centre) -> None:
    evil = evil_device(centre, centre.county)
    line = centre.device(centre.city).line()
    line.hello()
    page = line.pull(0, 100, centre.county)
    assert unsigned_at(page) is not None
    assert line.doubt(unsigned_at(page) or 0, centre.county) == 4
    assert unsigned_at(line.pull(0, 100, centre.county)) is None
    outsider = centre.device(centre.other).line()
    outsider.hello()
    with pytest.raises(CentreRefused, match="bureau-not-yours"):
        outsider.doubt(1, evil.enrolment.bureau)


def test_that_what_is_signed_cannot_be_doubted_away(centre: Centre) -> None:
    good, doubter = centre.device(), centre.device(name="演练多疑机")
    good.write("甲", "乙")
    good.write("丙", officer="nobody")
    good.line().push(good.log)
    line = doubter.line()
    line.hello()
    assert [line.doubt(seq) for seq in (-1, 0, 1, 2, 3, 4, 5, 99)] == [0] * 8
    assert centre.ask("select count(*) from centre.set_aside") == [(0,)]


def test_that_a_second_doubt_finds_it_done(centre: Centre) -> None:
    evil_device(centre, centre.county)
    first, second = (centre.device().line() for _ in range(2))
    for line in (first, second):
        line.hello()
    seq = unsigned_at(first.pull(0)) or 0
    assert (first.doubt(seq), second.doubt(seq), unsigned_at(second.pull(0))) == (4, 0, None)


def test_that_a_transactions_name_that_cannot_be_judged_is_not_taken_in(centre: Centre) -> None:
    from app.domain.operations import SET, Operation
    from app.sealing.canonical import finish
    from app.sealing.signing import sign_transaction
    from tests.centre.field import FIRST, NOW

    device = centre.device()
    device.clock = device.clock.tick(NOW)
    made = finish(
        Operation(
            device.device, 1, 'a"b', "op-1", SET, 1, "answer", "i/q", "verdict", "甲", (), FIRST,
            device.clock.stamp(device.device), True,
        ),
        "",
    )  # fmt: skip
    signature = sign_transaction(device.key, device.device, made.txn, made.chain)
    with pytest.raises(CentreRefused, match="operation-unreadable"):
        device.line().push([SignedOperation(made.raw, made.chain, signature)])
