"""The parts of a soak: each opens the ground on which its rounds run, and says how often at most it makes sense."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path

from app.centre.trial.embedded import EmbeddedServer
from tests.centre.conftest import copied
from tests.centre.faults.bringing_back import bring_back
from tests.centre.faults.cutting import AT_A_TIME, cut_at_each, cut_at_random, every_offset
from tests.centre.faults.firing import crash_often, crashing_centre, kill_backends_often
from tests.centre.faults.killing import closed_pair, kill_often
from tests.centre.faults.machine import Place, install_first_version, run_machine
from tests.centre.field import Centre, establish
from tests.centre.proxy import CuttingProxy
from tests.centre.servers import hasty_server

KILLS_AT_A_TIME, RUNS_AT_A_TIME, STEPS = 40, 10, 40
_SHARED, _TEMPLATE = "soak_shared", "soak_template"


@dataclass(frozen=True)
class Ground:
    """``round`` takes a seed and returns how many faults stood; it raises where something is lost. ``most``: if any."""

    round: Callable[[int], int]
    most: int | None = None


Opening = Callable[[Path], AbstractContextManager[Ground]]


@contextmanager
def _served() -> Iterator[EmbeddedServer]:
    with hasty_server() as server:
        server.create_database(_TEMPLATE)
        establish(server, _TEMPLATE).connection.close()
        yield server


@contextmanager
def _shared() -> Iterator[tuple[Centre, CuttingProxy]]:
    with hasty_server() as server, CuttingProxy((server.host, server.port)) as proxy:
        server.create_database(_SHARED)
        centre = establish(server, _SHARED)
        yield centre, proxy
        centre.connection.close()


@contextmanager
def _cuts(folder: Path) -> Iterator[Ground]:
    with _shared() as (centre, proxy):
        yield Ground(lambda seed: cut_at_random(proxy, centre, seed))


@contextmanager
def _offsets(folder: Path) -> Iterator[Ground]:
    with _shared() as (centre, proxy):
        offsets = every_offset(proxy, centre)
        batches = [offsets[first : first + AT_A_TIME] for first in range(0, len(offsets), AT_A_TIME)]

        def one_batch(seed: int) -> int:
            cuts, batch = 0, batches[(seed - 1) % len(batches)]
            cuts = cut_at_each(proxy, centre, batch)
            assert cuts == len(batch), "some conversations were shorter than their offset"
            return cuts

        yield Ground(one_batch, len(offsets))


@contextmanager
def _kills(folder: Path) -> Iterator[Ground]:
    def one_pair(seed: int) -> int:
        for centre in copied(server, _TEMPLATE):
            pair = closed_pair(centre, folder / f"pair-{seed}")
            kill_often(centre, pair, proxy, 1_000 * seed, KILLS_AT_A_TIME)
        return KILLS_AT_A_TIME

    with _served() as server, CuttingProxy((server.host, server.port)) as proxy:
        yield Ground(one_pair)


@contextmanager
def _runs(folder: Path) -> Iterator[Ground]:
    with _served() as server:
        place = Place(server, _TEMPLATE, install_first_version(server, folder / "sql"), folder)
        yield Ground(lambda seed: run_machine(place, RUNS_AT_A_TIME, STEPS, seed))


@contextmanager
def _backends(folder: Path) -> Iterator[Ground]:
    with _shared() as (centre, _):
        yield Ground(lambda seed: kill_backends_often(centre, seed))


@contextmanager
def _crashes(folder: Path) -> Iterator[Ground]:
    with crashing_centre() as crashing:
        yield Ground(lambda seed: crash_often(crashing, seed))


@contextmanager
def _restores(folder: Path) -> Iterator[Ground]:
    with _served() as server, hasty_server() as spare:
        yield Ground(lambda seed: bring_back(server, _TEMPLATE, spare, folder / f"round-{seed}", seed))


PARTS: Mapping[str, Opening] = {
    "cuts": _cuts, "offsets": _offsets, "kills": _kills, "backends": _backends, "runs": _runs, "crashes": _crashes,
    "restores": _restores,
}  # fmt: skip
