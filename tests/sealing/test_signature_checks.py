"""Signatures of a long pull: the same answers beside as here, whatever becomes of the process that gives them."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Iterator
from contextlib import closing, contextmanager

import pytest

from app.sealing import signature_checks
from app.sealing.signature_checks import Check, SignatureChecks, serve
from app.sealing.signing import new_key_pair, sign_transaction

_KEY = new_key_pair()
_LONG = 5


def signed(count: int, false: int | None = None) -> list[Check]:
    """Return so many checks, one of them false at a place."""
    made = []
    for number in range(count):
        txn, chain = f"t{number}", f"{number:064x}"
        signature = sign_transaction(_KEY, "d1", f"t{number + (number == false)}", chain)
        made.append(Check(_KEY.public, "d1", txn, chain, signature))
    return made


@contextmanager
def checks(idle: float = 60.0, patience: float = 60.0) -> Iterator[SignatureChecks]:
    """Give checks that are made beside from the fifth on."""
    with closing(SignatureChecks(_LONG, idle, patience)) as made:
        yield made


@pytest.mark.parametrize("count", [_LONG - 1, _LONG])
@pytest.mark.parametrize("false", [None, 0, 3])
def test_that_a_false_signature_is_found_here_and_beside(count: int, false: int | None):
    with checks() as made:
        assert made.first_false(signed(count, false)) == false
        assert (made.beside is not None) is (count >= _LONG)


def test_that_a_long_pull_goes_on_in_one_process_and_leaves_none():
    with checks() as made:
        made.first_false(signed(_LONG))
        process = made.beside
        assert [made.first_false(signed(1, false)) for false in (None, 0)] == [None, 0]
        assert process is not None and made.beside == process
    assert made.beside is None
    assert process not in {one.pid for one in multiprocessing.active_children()}


def test_that_an_ended_process_is_replaced():
    with checks() as made:
        made.first_false(signed(_LONG))
        killed = made.beside
        assert killed is not None
        os.kill(killed, signal.SIGKILL)
        made._process.join()  # type: ignore[union-attr]  # it is gone for certain
        assert made.first_false(signed(2, 1)) == 1
        assert made.beside not in (None, killed)


def test_that_a_process_killed_at_work_costs_no_answer(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(signature_checks, "serve", _dies)
    with checks() as made:
        assert made.first_false(signed(_LONG, 2)) == 2
        assert made.beside is None


def test_that_a_process_that_is_stuck_costs_no_answer_and_is_ended(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(signature_checks, "serve", _is_stuck)
    with checks(patience=0.05) as made:
        assert made.first_false(signed(_LONG, 2)) == 2
        assert made.beside is None
        assert "signatures" not in {one.name for one in multiprocessing.active_children()}
        monkeypatch.undo()
        made._patience = 60.0
        assert made.first_false(signed(_LONG - 1, 3)) == 3
        assert made.beside is None


def test_that_a_machine_that_starts_no_process_checks_all_the_same_and_tries_once_a_pull(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    tried = []

    def refuses(self: object) -> None:
        tried.append(self)
        raise OSError("no memory")

    monkeypatch.setattr(multiprocessing.get_context("spawn").Process, "start", refuses)
    with checks() as made:
        for _ in range(4):
            assert made.first_false(signed(_LONG, 4)) == 4
        assert len(tried) == 1
        assert [one.getMessage() for one in caplog.records] == [
            "signatures of this pull are checked without a process: OSError"
        ]
        made._last -= 60.0  # nothing came for as long: the next is another pull
        monkeypatch.undo()
        assert made.first_false(signed(_LONG, 4)) == 4
        assert made.beside is not None


def test_that_nothing_runs_on_when_nobody_asks():
    with checks(idle=0.05) as made:
        made.first_false(signed(_LONG))
        made._process.join()  # type: ignore[union-attr]  # it ends by itself
        assert made.beside is None


def test_that_the_process_ends_with_the_program_that_asked():
    ours, theirs = multiprocessing.get_context("spawn").Pipe()
    ours.send([tuple(one) for one in signed(1)])
    ours.close()
    serve(theirs, 60.0)  # returns: nobody is there to hear the answer
    assert theirs.closed


def _is_stuck(*_: object) -> None:
    signal.pause()


def _dies(*_: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)
