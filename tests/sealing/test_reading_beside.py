"""What a long pull brings: read alike beside and here, whatever becomes of the process that does it."""

from __future__ import annotations

import marshal
import multiprocessing
import os
import signal
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from multiprocessing.connection import Connection
from typing import Any

import pytest

from app.domain.operations import Operation
from app.errors import IntegrityBroken
from app.sealing import reading_beside
from app.sealing.arriving import Incoming
from app.sealing.canonical import finish
from app.sealing.reading_beside import ReadingBeside, serve
from app.sealing.sheets import read_sheet
from app.sealing.signing import new_key_pair, sign_transaction

_KEY = new_key_pair()
_KEYS = {"d1": _KEY.public}
_LONG = 10
_VALUE = {"text": "演练㐂𠮷", "n": 2**53 - 1, "list": [None, True, -1, {}], "deep": {"a": ["b"]}}


def came(count: int, false: int | None = None) -> list[Incoming]:
    """Return so many operations, each a transaction of its own; the signature at a place is another's."""
    made, chain = [], ""
    for number in range(1, count + 1):
        bare = Operation("d1", number, f"t{number}", f"o{number}", "set", 1, "answer", "i/q1", "result", _VALUE,
                         ("o0", "x"), "officer", f"{number:04}", True)  # fmt: skip
        one = finish(bare, chain)
        chain = one.chain
        made.append(Incoming(one.raw, one.chain, sign_transaction(_KEY, "d1", one.txn, chain)))
    if false is not None:
        made[false] = made[false]._replace(signature=made[false - 1].signature)
    return made


@contextmanager
def readers(idle: float = 60.0, patience: float = 60.0) -> Iterator[ReadingBeside]:
    """Give one that reads beside from the tenth operation on."""
    with closing(ReadingBeside(_LONG, idle, patience)) as made:
        yield made


def test_that_beside_the_same_is_read():
    with readers() as made:
        found = made.read(came(3), _KEYS)
        assert made.beside is not None
    here = read_sheet(came(3), _KEYS)
    assert [list(one or ()) for one in found] == [list(one or ()) for one in here] and found.runs == here.runs
    assert [one.value for one in found.operations()] == [_VALUE] * 3 and found.operation(2).base == ("o0", "x")
    assert [Incoming(*one) for one in zip(found.raw, found.chain, found.signature, strict=True)] == came(3)


def test_that_it_is_wanted_once_a_pull_is_long():
    with readers() as made:
        assert [made.wants(4) for _ in range(4)] == [False, False, True, True]
        made._last -= 60.0  # nothing came for as long: the next is another pull
        assert not made.wants(4)


def spoiled(at: int, change: dict[str, object]) -> list[Incoming]:
    good = came(5)
    return [*good[:at], good[at]._replace(**change), *good[at + 1 :]]


@pytest.mark.parametrize(
    ("batch", "code"),
    [
        (came(5, 3), "signature"),
        (spoiled(2, {"chain": "0" * 64}), "chain"),
        (spoiled(2, {"raw": "{}"}), "operation-unreadable"),
        (spoiled(2, {"raw": came(3)[2].raw.replace("演练", "\ud800")}), "operation-unreadable"),
        ([*came(5), came(1)[0]._replace(chain="1" * 64)], "device-forked"),
    ],
)
def test_that_what_does_not_fit_is_told_alike(batch: list[Incoming], code: str):
    with readers() as made, pytest.raises(IntegrityBroken) as beside:
        made.read(batch, _KEYS)
    with pytest.raises(IntegrityBroken) as here:
        read_sheet(batch, _KEYS)
    assert beside.value.code == code and str(beside.value) == str(here.value)
    assert (beside.value.title, beside.value.advice) == (here.value.title, here.value.advice)


def test_that_a_false_signature_of_a_device_nobody_knows_is_not_looked_at():
    with readers() as made:
        assert len(made.read(came(3, 1), {}).op_id) == 3


def test_that_a_long_pull_goes_on_in_one_process_and_leaves_none():
    with readers() as made:
        made.read(came(2), _KEYS)
        process = made.beside
        with pytest.raises(IntegrityBroken):
            made.read(came(3, 1), _KEYS)
        assert len(made.read(came(2), _KEYS).op_id) == 2
        assert process is not None and made.beside == process
    assert made.beside is None
    assert process not in {one.pid for one in multiprocessing.active_children()}


def test_that_each_of_two_threads_gets_its_own_answer():
    batches = [came(count) for count in range(1, 40)]
    with readers() as made, ThreadPoolExecutor(2) as threads:
        found = list(threads.map(lambda one: made.read(one, _KEYS), batches))
        assert made.beside is not None
    assert [len(one.op_id) for one in found] == list(range(1, 40))
    assert all(one.operations() == read_sheet(batch).operations() for one, batch in zip(found, batches, strict=True))


def test_that_a_process_killed_between_two_answers_costs_none(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(reading_beside, "serve_behind", _dies_after_one)
    with readers() as made, ThreadPoolExecutor(2) as threads:
        found = list(threads.map(lambda one: made.read(one, _KEYS), [came(count) for count in range(1, 20)]))
        assert [len(one.op_id) for one in found] == list(range(1, 20)) and made.beside is None


def test_that_an_ended_process_is_replaced():
    with readers() as made:
        made.read(came(2), _KEYS)
        killed = made.beside
        assert killed is not None
        os.kill(killed, signal.SIGKILL)
        made._process.join()  # type: ignore[union-attr]  # it is gone for certain
        assert len(made.read(came(2), _KEYS).op_id) == 2
        assert made.beside not in (None, killed)


def test_that_a_process_killed_at_work_costs_no_answer(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(reading_beside, "serve_behind", _dies)
    with readers() as made:
        assert len(made.read(came(2), _KEYS).op_id) == 2
        assert made.beside is None


def test_that_a_process_that_is_stuck_costs_no_answer_and_is_ended(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(reading_beside, "serve_behind", _is_stuck)
    with readers(patience=0.05) as made:
        assert len(made.read(came(2), _KEYS).op_id) == 2
        assert made.beside is None
        assert "reading" not in {one.name for one in multiprocessing.active_children()}
        monkeypatch.undo()
        made._patience = 60.0
        assert not made.wants(_LONG)  # not again within this pull
        assert len(made.read(came(2), _KEYS).op_id) == 2
        assert made.beside is None


def test_that_a_machine_that_starts_no_process_checks_all_the_same_and_tries_once_a_pull(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    tried = []

    def refuses(self: object) -> None:
        tried.append(self)
        raise OSError("no memory")

    monkeypatch.setattr(multiprocessing.get_context("spawn").Process, "start", refuses)
    with readers() as made:
        for _ in range(4):
            assert len(made.read(came(2), _KEYS).op_id) == 2
        assert len(tried) == 1
        assert [one.getMessage() for one in caplog.records] == [
            "the rest of this pull is read without a process: OSError"
        ]
        made._last -= 60.0  # nothing came for as long: the next is another pull
        monkeypatch.undo()
        assert made.wants(_LONG)
        assert len(made.read(came(2), _KEYS).op_id) == 2
        assert made.beside is not None


def test_that_nothing_runs_on_when_nobody_asks():
    with readers(idle=0.05) as made:
        made.read(came(2), _KEYS)
        made._process.join()  # type: ignore[union-attr]  # it ends by itself
        assert made.beside is None


def test_that_the_process_ends_with_the_program_that_asked():
    ours, theirs = multiprocessing.get_context("spawn").Pipe()
    ours.send_bytes(marshal.dumps((list(zip(*came(1), strict=True)), _KEYS)))
    ours.close()
    serve(theirs, 60.0)  # returns: nobody is there to hear the answer
    assert theirs.closed


def test_that_the_process_goes_behind_all_others():
    ours = os.nice(0)
    with readers() as made:
        made.read(came(1), _KEYS)
        assert made.beside is not None
        assert os.getpriority(os.PRIO_PROCESS, made.beside) == min(19, ours + 5) and os.nice(0) == ours


def test_that_whoever_asks_whether_to_read_beside_waits_for_nothing_being_read():
    with readers() as made, made._asking, made._hearing:
        assert made.wants(_LONG)


def test_that_the_end_of_the_program_waits_for_no_process_that_is_stuck(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(reading_beside, "serve_behind", _is_stuck)
    with readers() as made, ThreadPoolExecutor(1) as thread:
        waiting = thread.submit(made.read, came(2), _KEYS)
        while made.beside is None:
            time.sleep(0.01)
        made.close()
        assert len(waiting.result(60.0).op_id) == 2  # read here after all


def _is_stuck(*_: object) -> None:
    signal.pause()


def _dies_after_one(line: Connection[Any, Any], _: float) -> None:
    content = line.recv_bytes()
    line.send_bytes(marshal.dumps(reading_beside._answer(*marshal.loads(content)), 2))
    os.kill(os.getpid(), signal.SIGKILL)


def _dies(*_: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)
