"""Laptops with real stores on disk, killed at any moment of working and synchronising over a line that is cut."""

from __future__ import annotations

import contextlib
import os
import random
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from app.errors import Refused
from app.services.session.opening import close
from tests.centre.faults.amounts import first_seed
from tests.centre.faults.crew import opened
from tests.centre.faults.killed_laptop import work
from tests.centre.faults.killing import closed_pair, kill_often
from tests.centre.faults.standing import insist_all_stands
from tests.centre.field import Centre
from tests.centre.proxy import CuttingProxy
from tests.services.exchange.device import NOW, Laptop


@pytest.fixture
def pair(own_centre: Centre, tmp_path: Path) -> Iterator[list[Laptop]]:
    yield closed_pair(own_centre, tmp_path)


@pytest.fixture
def proxy(own_centre: Centre) -> Iterator[CuttingProxy]:
    with CuttingProxy((own_centre.server.host, own_centre.server.port)) as made:
        yield made


def test_that_killed_laptops_lose_and_double_nothing(
    own_centre: Centre, pair: list[Laptop], proxy: CuttingProxy
) -> None:
    kills = 16 if sys.platform != "win32" else 4
    commits, acknowledged = kill_often(own_centre, pair, proxy, first_seed(), kills)
    assert commits > kills // 2
    assert acknowledged > 0


def test_that_the_harness_fails_a_laptop_that_forgot_what_it_saved(
    own_centre: Centre, pair: list[Laptop], tmp_path: Path
) -> None:
    shutil.copytree(pair[0].folder, tmp_path / "before")
    pair[0].reopen()
    committed = [{work(pair[0].desk, random.Random(1))[0]}, set[str]()]
    close(pair[0].desk)
    shutil.rmtree(pair[0].folder)
    shutil.copytree(tmp_path / "before", pair[0].folder)
    insist_all_stands(own_centre, pair, [set(), set()])
    with pytest.raises(AssertionError):
        insist_all_stands(own_centre, pair, committed)
    for each in pair:
        close(each.desk)


def has_store_open(pid: int) -> bool:
    with contextlib.suppress(OSError):
        return any(os.readlink(one).endswith("store.db") for one in Path(f"/proc/{pid}/fd").iterdir())
    return False


def reopen_after_kill(device: Laptop) -> None:
    """Open the store; a passphrase that was being tried when the kill came counts as wrong, and the next one waits."""
    try:
        device.reopen()
    except Refused as refusal:
        assert refusal.code == "wait"
        device.desk = opened(device.folder, [NOW + timedelta(minutes=1)])


@pytest.mark.skipif(sys.platform != "linux", reason="/proc tells when the store is open")
def test_that_the_command_may_be_killed(own_centre: Centre, pair: list[Laptop], tmp_path: Path) -> None:
    committed: list[set[str]] = [set(), set()]
    chance = random.Random(first_seed())
    command = [sys.executable, "main.py", "--data", str(pair[0].folder), "sync", "--json"]
    for _ in range(3):
        reopen_after_kill(pair[0])
        for _ in range(5):
            committed[0].add(work(pair[0].desk, chance)[0])
        close(pair[0].desk)
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        while process.poll() is None and not has_store_open(process.pid):
            pass  # from here on there is something to lose
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(chance.random() * 0.3)
        process.kill()
        process.wait()
    reopen_after_kill(pair[0])
    close(pair[0].desk)
    done = subprocess.run(command, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
    insist_all_stands(own_centre, pair, committed)
