"""A feed that already holds what no laptop takes in: all laptops go on over it, told by the centre, and are alike."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.centre.device.transport import SignedOperation
from app.centre.office import roots
from app.cli.sync import passed_over_lines
from app.errors import InspectorError
from app.sealing.canonical import next_chain
from app.sealing.signing import sign_transaction
from app.services.centre.feed import UNREADABLE, UNSIGNED, set_aside_so_far, set_faults_aside, stopping
from app.services.centre.office import CentreOffice
from app.services.session.opening import close
from app.services.verification.verifying import verify_path
from tests.centre.field import NOW, Centre, FieldDevice
from tests.centre.typist import Typist
from tests.services.exchange.device import BUREAU, Laptop, laptop
from tests.services.exchange.test_poisoned_feed import BAD, _push, _raw
from ui.models.refused import refused_lines

WHY = "演练：坏机写入"
# what versions 9 and 10 turn away, and what nobody but a laptop can judge: a signature
DIFFERENT = ("no base", "nested", "a place in words", "no text as entity", "beyond all digests")


@pytest.fixture
def open_gate(bureau: Centre) -> Centre:
    """The centre as it was before it looked at what it is given."""
    bureau.connection.execute("alter table centre.operation disable trigger readable")
    return bureau


@pytest.fixture
def three(open_gate: Centre, tmp_path: Path) -> Iterator[Callable[[str], Laptop]]:
    made: list[Laptop] = []

    def of(name: str) -> Laptop:
        made.append(laptop(open_gate, tmp_path / name, f"演练{name}"))
        return made[-1]

    yield of
    for one in made:
        close(one.desk)


def _poison(centre: Centre, fault: str) -> FieldDevice:
    evil = centre.device(BUREAU, "演练坏机")
    assert _push(evil, _raw(evil, **BAD[fault])) == ""
    return evil


def _unsigned(centre: Centre) -> FieldDevice:
    evil = centre.device(BUREAU, "演练坏机")
    evil.write("符合", "不符合", officer="training-1")
    last = evil.log[-1]
    evil.line().push([evil.log[0], last._replace(signature=bytes(64))])
    return evil


def _stopped(one: Laptop) -> str:
    report = one.sync(lease=False)
    return "" if report.problem is None else report.problem.code


@pytest.mark.parametrize("fault", [*DIFFERENT, "unsigned"])
def test_that_all_laptops_go_on_over_what_was_set_aside_and_are_alike(
    open_gate: Centre, three: Callable[[str], Laptop], fault: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    # programs before version 11 of the schema did not ask the centre to judge a signature
    monkeypatch.setattr("app.centre.device.postgres.PostgresTransport.doubt", lambda *_: 0)
    one, two = three("一"), three("二")
    evil = _unsigned(open_gate) if fault == "unsigned" else _poison(open_gate, fault)
    one.answer("q1_1", "符合")
    assert _stopped(one)
    assert not one.desk.store.replication.pending()  # what is outgoing goes out all the same
    office, kept = CentreOffice(open_gate.connection), roots.roots(open_gate.connection)
    found = stopping(office, BUREAU)
    assert {one.device for one in found} == {evil.device}
    assert {one.fault for one in found} == {UNSIGNED if fault == "unsigned" else UNREADABLE}
    before = open_gate.ask("select count(*), md5(string_agg(raw, '' order by srv_seq)) from centre.operation"
                           " where device <> 'centre'")
    assert set_faults_aside(office, WHY, NOW, BUREAU) == found
    assert (stopping(office, BUREAU), set_faults_aside(office, WHY, NOW)) == ((), ())
    # nothing was taken away or changed, and the roots are what they were
    assert before == open_gate.ask("select count(*), md5(string_agg(raw, '' order by srv_seq)) from centre.operation"
                                   " where device <> 'centre'")
    assert roots.check(open_gate.connection, kept).rewritten == ()
    third = three("三")
    two.answer("q1_2", "不符合")
    for _ in range(2):
        for each in (one, two, third):
            report = each.sync(lease=False)
            assert (report.state, report.problem) == ("synced", None)
    assert len({each.desk.store.upkeep.fold_digest() for each in (one, two, third)}) == 1
    assert len({len(each.desk.store.upkeep.check().problems) for each in (one, two, third)} - {0}) == 0
    told = third.desk.store.relay.passed_over()
    assert [(one.device, one.lseq, one.reason) for one in told] == [(one.device, one.lseq, WHY) for one in found]
    assert [one.reason for one in set_aside_so_far(office)] == [WHY] * len(found)


def test_that_its_device_goes_on_behind_it_and_its_log_is_whole_to_whoever_checks(
    open_gate: Centre, three: Callable[[str], Laptop]
) -> None:
    one, evil = three("一"), _poison(open_gate, "no base")
    office = CentreOffice(open_gate.connection)
    set_faults_aside(office, WHY, NOW)
    line, raw = evil.line(), _raw(evil, lseq="2", txn='"t2"')
    chain = next_chain(line.hello().chain_at, raw)
    line.push([SignedOperation(raw, chain, sign_transaction(evil.key, evil.device, "t2", chain))])
    report = one.sync(lease=False)
    assert (report.state, report.problem) == ("synced", None)
    assert one.desk.store.upkeep.check().problems == ()
    assert verify_path(one.folder, lambda _: one.desk).reasons == ()


def test_that_a_laptop_of_an_earlier_program_goes_on_too(
    open_gate: Centre, three: Callable[[str], Laptop], monkeypatch: pytest.MonkeyPatch
) -> None:
    one = three("一")
    _poison(open_gate, "no base")
    set_faults_aside(CentreOffice(open_gate.connection), WHY, NOW)
    monkeypatch.setattr("app.storage.exchange.relay.passed_over", lambda value: None)
    monkeypatch.setattr("app.centre.device.postgres.PostgresTransport._by_rows", False)
    report = one.sync(lease=False)
    assert (report.state, report.problem) == ("synced", None)


def test_that_a_reason_is_asked_for(open_gate: Centre) -> None:
    with pytest.raises(InspectorError, match="搁置原因"):
        set_faults_aside(CentreOffice(open_gate.connection), " ", NOW)


def test_that_an_administrator_finds_it_and_sets_it_aside_by_command(
    open_gate: Centre, three: Callable[[str], Laptop], capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    one, evil = three("一"), _poison(open_gate, "no base")
    open_gate.connection.execute(
        "update centre.device set certificate = '[7]' where device = %s", (one.desk.store.device,)
    )
    typist = Typist(open_gate.server, open_gate.server.dsn(open_gate.database), capsys, tmp_path)
    assert typist.code("feed") == 1
    words = capsys.readouterr().out
    assert evil.device in words and "无法读取" in words and "--set-aside" in words and "证书" in words
    assert "已搁置 1 条" in typist.text("feed", "--set-aside", "--reason", WHY)
    assert f"已搁置：{WHY}" in typist.text("feed") and typist.json("feed") == {"operations": [], "certificates": []}
    assert "搁置了 1 条" in typist.text("status")
    assert _stopped(one) == ""


def test_that_the_window_names_what_was_set_aside_and_why(open_gate: Centre, three: Callable[[str], Laptop]) -> None:
    one = three("一")
    _poison(open_gate, "no base")
    set_faults_aside(CentreOffice(open_gate.connection), WHY, NOW)
    assert _stopped(one) == ""
    (line,) = refused_lines(one.desk)
    assert WHY in line.why and "演练坏机" in line.words and not line.waits
    assert any(WHY in words for words in passed_over_lines(one.desk.store.relay.passed_over()))
