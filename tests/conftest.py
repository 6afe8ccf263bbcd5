"""What holds for every test: no screen, each PDF is PDF/A-2u, no timed assertions, long tests on request."""

import os
import sys
from pathlib import Path

# Before Qt is imported anywhere; a tester with a screen may set another platform.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from collections.abc import Iterator
from functools import partial
from hashlib import sha256
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from pytestqt.qtbot import QtBot

from app.centre.trial.embedded import EmbeddedServer
from app.storage.attached.sources import Blob
from app.storage.attached.vault import Vault
from app.typesetting.archiving import ArchiveFile
from app.typesetting.seal_slot import OPENING
from tests.centre.field import new_centre
from tests.centre.servers import hasty_server
from tests.typesetting.archive_rules import faults

_LONG = os.environ.get("SOAK") == "1"
PATIENCE = 60_000  # milliseconds that a test of the window waits for what is to come
_MEMORY_DISK, _ROOM = Path("/dev/shm"), 8 * 1024**3


def _memory_available() -> int:
    told = Path("/proc/meminfo").read_text(encoding="ascii").partition("MemAvailable:")[2].split()
    return int(told[0]) * 1024


# Thousands of stores are made and flushed: in memory where there is plenty, which spares a fifth of the time.
_chosen = _LONG or "PYTEST_DEBUG_TEMPROOT" in os.environ
if not _chosen and os.access(_MEMORY_DISK, os.W_OK) and _memory_available() > _ROOM:
    os.environ["PYTEST_DEBUG_TEMPROOT"] = str(_MEMORY_DISK)

# Derandomised: a red run must be red again on the next machine; `make soak` looks at random and for longer.
_UNTIMED = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow]}
settings.register_profile("quick", derandomize=True, max_examples=60, database=None, **_UNTIMED)
settings.register_profile("soak", max_examples=2_000, print_blob=True, database=None, **_UNTIMED)
settings.load_profile("soak" if _LONG else "quick")


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Name what failed at once: a run that is cut off has no summary."""
    if report.failed and "PYTEST_XDIST_WORKER" not in os.environ:
        print(f"\n{report.when} failed: {report.nodeid}", file=sys.__stderr__, flush=True)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave out what takes minutes unless SOAK=1 is set."""
    if _LONG:
        return
    for item in items:
        if item.get_closest_marker("soak"):
            item.add_marker(pytest.mark.skip(reason="runs in make soak (SOAK=1)"))


@pytest.fixture(scope="session")
def server() -> Iterator[EmbeddedServer]:
    """One PostgreSQL server for all tests of this process; each has a database of its own, or bureaus of its own."""
    with hasty_server() as running:
        yield running


@pytest.fixture(scope="session")
def template(server: EmbeddedServer) -> str:
    """The database of a new training centre, to be copied."""
    return new_centre(server, "centre_template")


@pytest.fixture(scope="session")
def formal_template(server: EmbeddedServer) -> str:
    """The database of a new centre that is no training, to be copied."""
    return new_centre(server, "formal_template", training=False)


@pytest.fixture
def qtbot(qtbot: QtBot) -> QtBot:
    """Give it the patience that a busy machine asks for: of itself it waits five seconds, whatever it waits for."""
    for name in ("waitUntil", "waitSignal", "waitSignals", "waitExposed", "waitActive"):
        setattr(qtbot, name, partial(getattr(qtbot, name), timeout=PATIENCE))
    return qtbot


_held_to_the_rules: set[bytes] = set()


@pytest.fixture(autouse=True)
def _every_pdf_keeps_the_rules_of_the_archive(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Hold each PDF that a test makes in this process or keeps in a vault to PDF/A-2u, each content once.

    A vault gets signed papers, and the case files that another process binds.
    """
    made: list[bytes] = []
    finish, take_in = ArchiveFile.finished, Vault.take_in

    def finished(file: ArchiveFile) -> bytes:
        pdf = finish(file)
        made.append(pdf)
        return pdf

    def kept(vault: Vault, *source: Any, **how: Any) -> Blob:
        blob = take_in(vault, *source, **how)
        with vault.open(blob.sha256) as stream:
            ours = stream.read(5) == b"%PDF-"
        if ours and OPENING in (pdf := vault.read(blob.sha256)):
            made.append(pdf)
        return blob

    monkeypatch.setattr(ArchiveFile, "finished", finished)
    monkeypatch.setattr(Vault, "take_in", kept)
    yield
    for pdf in made:
        digest = sha256(pdf).digest()
        if digest not in _held_to_the_rules:
            _held_to_the_rules.add(digest)
            assert faults(pdf) == []
