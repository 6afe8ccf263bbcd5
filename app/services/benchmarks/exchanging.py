"""How long exchanges with a centre take: up, down, a new laptop's first, one with nothing new, files, many at once.

Each starts a PostgreSQL server of its own; client and server share the machine, so the ratios tell more than seconds.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path
from statistics import median

from app.centre.device.attachments import Sender
from app.centre.device.feed import pages_after
from app.centre.device.local import LocalAttachment
from app.centre.device.sync import PAGE_OPERATIONS, QUICK_TIMES
from app.centre.device.transport import CentreTransport
from app.centre.trial.embedded import EmbeddedServer, embedded_server, system_binaries
from app.centre.trial.measured_centre import NOW, MeasuredCentre, MeasuredDevice, measured_centre
from app.centre.trial.measuring import push_against_copy
from app.errors import InspectorError
from app.services.attaching import keep
from app.services.benchmarks import bare
from app.services.benchmarks.figures import Figure, percentile, timed
from app.services.exchange.enrolling import enrol
from app.services.exchange.link import link_of, open_line
from app.services.exchange.own_side import OwnFiles, OwnLog
from app.services.exchange.syncing import SYNCED, SyncReport, synchronise
from app.services.session.opening import OpenDesk, close
from app.services.session.sample_officers import sample_officers

_BUREAU = "130600"
_OFFICER = "training-1"
_ROWS = 60
_PHOTO = 3 * 1024 * 1024
# what the bureaus may expect: a push within ten times a COPY, a pull within twice a SELECT, files at half the speed
_PUSH_AIM, _PULL_AIM, _FILES_AIM = 10, 2, 2
_FIRST_AIM, _FIRST_SIZE = 60.0, 20_000
_IDLE_AIM, _MANY_AIM = 100.0, 30.0


def push(inspections: int = 170) -> list[Figure]:
    """Return what a push of inspections of sixty answers takes, against COPY of the same rows."""
    with embedded_server() as server:
        found = push_against_copy(server, inspections * _ROWS)
    figure = f"{found.operations} operations, {found.batch} a call"
    return [Figure("push", figure, "s", found.push, found.copy, _PUSH_AIM * found.copy)]


def pull(inspections: int = 200) -> list[Figure]:
    """Return what a pull of the whole feed takes, against a SELECT of the same rows into Python: medians of five."""
    with _centre() as centre, closing(_filled(centre, inspections).line()) as line:
        line.hello()
        rounds = [(timed(lambda: _pulled(line)), timed(lambda: _selected(centre))) for _ in range(5)]
    ours, theirs = (median(times) for times in zip(*rounds, strict=True))
    return [Figure("pull", f"{inspections * _ROWS} operations", "s", ours, theirs, _PULL_AIM * theirs)]


def first_sync(folder: Path, forms: Path, inspections: int = 200) -> list[Figure]:
    """Return what the first synchronisation of a new laptop takes, against bare SQLite taking in the same rows."""
    with _centre() as centre:
        device = _filled(centre, inspections)
        with _laptop(centre, folder, forms) as desk:
            taken = timed(lambda: _done(synchronise(desk)))
        texts = [str(raw) for (raw,) in centre.query("select raw from centre.operation")]
    del device
    aim = _FIRST_AIM * inspections / _FIRST_SIZE
    return [Figure("first-sync", f"{inspections} inspections", "s", taken, bare.bulk(folder / "bare.db", texts), aim)]


def idle_sync(folder: Path, forms: Path, times: int = 20) -> list[Figure]:
    """Return what a synchronisation takes where neither side has anything new, against opening a line and asking."""
    with _centre() as centre:
        _filled(centre, 20)
        with _laptop(centre, folder, forms) as desk:
            for _ in range(2):  # numbers are leased, and come back with the next one
                _done(synchronise(desk))
            rounds = [(timed(lambda: _done(synchronise(desk))), timed(lambda: _asked(desk))) for _ in range(times)]
    ours, theirs = (1e3 * percentile(one, 0.5) for one in zip(*rounds, strict=True))
    return [Figure("idle-sync", "p50", "ms", ours, theirs, _IDLE_AIM)]


def files(folder: Path, forms: Path, photos: int = 20) -> list[Figure]:
    """Return what sending photos of 3 MB takes, against writing them into files, each durably; and against INSERT.

    The second baseline is the least that PostgreSQL takes for the same bytes in rows: each in a table without keys to
    it, digests or rights.
    To the system's PostgreSQL where there is one: the centre hashes every byte, and the wheel's is slow at that.
    """
    with _centre(system_binaries()) as centre, _laptop(centre, folder, forms) as desk:
        _done(synchronise(desk))
        contents = [os.urandom(_PHOTO) for _ in range(photos)]
        kept = [LocalAttachment(keep(desk, one), len(one)) for one in contents]
        plain = timed(lambda: _written(folder, contents))
        taken = timed(lambda: _sent(desk, kept))
        bare = timed(lambda: centre.insert_alone(contents))
    figure = f"{photos} of 3 MB"
    return [
        Figure("attachments", figure, "s", taken, plain, _FILES_AIM * plain),
        Figure("attachments", f"{figure}, against a bare INSERT", "s", taken, bare),
    ]


def many_laptops(laptops: int = 40) -> list[Figure]:
    """Return what it takes until laptops of ten bureaus, all at once, have delivered an inspection and pulled all."""
    failed: list[bool] = []
    settings = {"max_connections": str(laptops + 20)}
    with embedded_server(settings=settings) as server, measured_centre(server) as centre:
        bureaus = [f"{_BUREAU}{number:02}" for number in range(10)]
        for bureau in bureaus:
            centre.add_bureau(bureau, list(sample_officers(bureau, NOW.date())))
        acts = [_visit(centre.device(bureaus[number % len(bureaus)])) for number in range(laptops)]
        with ThreadPoolExecutor(laptops) as pool:
            taken = timed(lambda: failed.extend(pool.map(_fails, acts)))
    return [
        Figure("many-laptops", f"{laptops} at once", "s", taken, None, _MANY_AIM),
        Figure("many-laptops", "errors", "", float(sum(failed)), None, 0.0),
    ]


@contextmanager
def _centre(binaries: Path | None = None) -> Iterator[MeasuredCentre]:
    with embedded_server(binaries=binaries) as server, _with_bureau(server) as centre:
        yield centre


@contextmanager
def _with_bureau(server: EmbeddedServer) -> Iterator[MeasuredCentre]:
    with measured_centre(server) as centre:
        centre.add_bureau(_BUREAU, list(sample_officers(_BUREAU, NOW.date())))
        yield centre


@contextmanager
def _laptop(centre: MeasuredCentre, folder: Path, forms: Path) -> Iterator[OpenDesk]:
    desk = enrol(folder / "laptop", centre.invite(_BUREAU), forms=forms, clock=lambda: NOW)
    try:
        yield desk
    finally:
        close(desk)


def _filled(centre: MeasuredCentre, inspections: int, at_once: int = 1_000) -> MeasuredDevice:
    """Return the last of the devices that delivered the inspections, at most ``at_once`` each.

    Each compares at the end, as every synchronisation does: the centre reckons the root of its feed as this grows.
    """
    device = centre.device(_BUREAU)
    for first in range(0, inspections, at_once):
        device = centre.device(_BUREAU) if first else device
        device.push(device.operations(_ROWS * min(at_once, inspections - first), _OFFICER))
        with closing(device.line()) as line:
            line.verify(0)
    centre.query("analyze")
    return device


def _pulled(line: CentreTransport) -> int:
    """Return the end of the feed, pulled as the sync loop pulls it over a quick line."""
    cursor = 0
    with pages_after(line, cursor, lambda: QUICK_TIMES * PAGE_OPERATIONS) as pages:
        for page in pages:
            cursor = page.rows[-1].srv_seq
    return cursor


def _selected(centre: MeasuredCentre) -> None:
    centre.query("select srv_seq, device, raw, chain, signature from centre.operation order by bureau, srv_seq")


def _asked(desk: OpenDesk) -> None:
    link = link_of(desk.store)
    with closing(open_line(desk.store.folder, link, training=True, via=None, patience=60)) as line:
        line.hello()


def _done(report: SyncReport) -> None:
    if report.problem is not None:
        raise report.problem
    assert report.state == SYNCED


def _written(folder: Path, contents: Sequence[bytes]) -> None:
    for number, content in enumerate(contents):
        with (folder / f"plain-{number}").open("wb") as out:
            out.write(content)
            out.flush()
            os.fsync(out.fileno())


def _sent(desk: OpenDesk, kept: Sequence[LocalAttachment]) -> None:
    log = OwnLog(desk.store, desk.clock, lambda what, count: None)
    ours = OwnFiles(desk.store, desk.vault, log, log.watch)
    with closing(open_line(desk.store.folder, link_of(desk.store), training=True, via=None, patience=60)) as line:
        assert all(Sender(line, ours).send_all(kept))


def _visit(device: MeasuredDevice) -> Callable[[], None]:
    operations = device.operations(_ROWS, _OFFICER)

    def act() -> None:
        with closing(device.line()) as line:
            line.hello()
            line.push(operations)
            line.verify(_pulled(line))

    return act


def _fails(act: Callable[[], None]) -> bool:
    try:
        act()
    except InspectorError:
        return True
    return False
