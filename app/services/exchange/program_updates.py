"""Program updates from the centre: fetched, checked against the bureau's key, kept in the data folder and told.

Never run and never installed by this program: that is the administrator's, who is shown where the file lies.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, cast

from app.centre.device.attachments import fetch_into
from app.centre.device.sync import SyncReport
from app.centre.device.transport import LEAF_SIZE, Release
from app.domain.clock import iso
from app.domain.kept_records import each_over, record_of
from app.domain.operations import Json
from app.errors import CentreRefused, CentreUnreachable, InspectorError, IntegrityBroken
from app.services.desk import Desk
from app.services.exchange.pacing import Pace
from app.services.exchange.releases import fetched, signature_fault
from app.services.releases.moments import insist_unmoved
from app.services.releases.program import (
    LARGEST_DESCRIPTION,
    PACKAGE,
    PROGRAM,
    ProgramPackage,
    described,
    is_newer,
    program_version,
    this_platform,
)
from app.services.releases.publishers import may_publish, nearness, publisher_name
from app.services.releases.refused import SPOILED, forget_refusals, place_of, refuse, standing_refusal, turn_away
from app.storage.attached.partial_file import PartialFile, file_digest, keep_only, stamp_of

HELD, FOLDER, WHAT = "program_update", "updates", "程序更新"
COMING, HERE, REFUSED = "coming", "here", "refused"
# an old program still gets the update that it is told to install
_WITH_THE_LINE_OPEN = ("centre-newer",)


@dataclass(frozen=True, slots=True)
class HeldUpdate:
    """A newer program: COMING with ``percent``, HERE checked at ``path``, or REFUSED because of ``fault``.

    ``overdue`` says that the bureau no longer wants this program's version in use; ``publisher`` is its name.
    """

    state: str
    bureau: str
    version: str
    minimal: str
    path: Path
    sha256: str
    percent: int
    overdue: bool
    fault: str = ""
    publisher: str = ""


@dataclass(frozen=True, slots=True)
class _Known:
    """What is kept of it; ``stamp`` = size and moment of the file when its digest was right."""

    bureau: str
    version: str
    published_at: str
    package: dict[str, Any] | None = None
    stamp: list[int] | None = None
    fault: str = ""


def receive_update(
    desk: Desk, line: Any, report: SyncReport, pace: Pace, progress: Callable[[str, int], None] = lambda what, n: None,
    *, platform: str | None = None,
) -> None:  # fmt: skip
    """Fetch the newest program for this machine that a trusted bureau published, and go on where it was cut.

    What goes wrong is kept to be told and never spoils the synchronisation.
    """
    if report.problem is not None and report.problem.code not in _WITH_THE_LINE_OPEN:
        return
    try:
        known = _looked_for(desk, line, this_platform() if platform is None else platform)
        if known is not None and known.package is not None and _standing(desk, known) != HERE:
            _fetch(desk, line, known, pace, progress)
    except (CentreUnreachable, CentreRefused):
        pass  # the next synchronisation goes on; what came is kept
    except InspectorError as error:
        if (known := _known(desk)) is not None:
            _keep(desk, replace(known, stamp=None, fault=f"{error.title}{error.advice}"))


def held_update(desk: Desk) -> HeldUpdate | None:
    """Return the newer program that the centre offers, None where there is none or this one is as new."""
    known = _known(desk)
    if known is None or not is_newer(known.version):
        return None
    publisher = publisher_name(desk.store, known.bureau)
    if known.package is None:
        path = _folder(desk)
        return HeldUpdate(REFUSED, known.bureau, known.version, "", path, "", 0, False, known.fault, publisher)
    package = record_of(ProgramPackage, known.package)
    state = _standing(desk, known)
    partial = _partial(desk, package)
    percent = 100 if state == HERE else min(99, partial.reached() * 100 // package.size)
    overdue = is_newer(package.minimal)
    return HeldUpdate(
        state, known.bureau, package.version, package.minimal, partial.target, package.sha256, percent, overdue,
        "" if state == HERE else known.fault, publisher,
    )  # fmt: skip


def _looked_for(desk: Desk, line: Any, platform: str) -> _Known | None:
    """Return the update to have, after keeping what is new about it; an older one takes no newer one's place."""
    known = _known(desk)
    if known is not None and not is_newer(known.version):
        keep_only(_folder(desk), (), WHAT)  # it was installed
        known = None
        desk.store.settings.set(HELD, None)
    here = [one for one in line.offered() if one.kind == PROGRAM and one.name == platform]
    forget_refusals(desk.store, used=[place_of(one) for one in here if not _is_newer(one, None)])  # it runs by now
    offered = [one for one in here if _is_newer(one, known)]
    # the newest; of one version the own bureau's goes before that of a bureau above
    offered.sort(key=lambda one: (program_version(one.version), -nearness(desk.store, one.bureau)), reverse=True)
    for one in offered:
        found = _described(desk, line, one)
        if found.package is not None or known is None or known.package is None:
            known = found
            _keep(desk, known)
        if found.package is not None:
            forget_refusals(desk.store, used=[place_of(one)])
            break
    return known


def _is_newer(one: Release, known: _Known | None) -> bool:
    try:
        wanted = is_newer(one.version)
        return wanted and (known is None or known.package is None or is_newer(one.version, known.version))
    except InspectorError:
        return False


def _described(desk: Desk, line: Any, one: Release) -> _Known:
    known = _Known(one.bureau, one.version, iso(one.published_at))
    if fault := signature_fault(desk.store, one):
        refuse(desk.store, one, fault, unlooked=True)
        return replace(known, fault=fault)
    if fault := standing_refusal(desk.store, one, desk.now()):
        return replace(known, fault=fault)
    try:
        package = described(fetched(line, one, LARGEST_DESCRIPTION))
        insist_unmoved(package.published_at, one)
        if (package.platform, package.version) != (one.name, one.version):
            raise IntegrityBroken("program-differs", "说明与发布的版本不符，没有下载。", "请联系发布单位。")
    except IntegrityBroken as error:
        turn_away(desk.store, one, error, desk.now())
        return replace(known, fault=f"{error.title}{error.advice}")
    return replace(known, package=asdict(package))


def _fetch(desk: Desk, line: Any, known: _Known, pace: Pace, progress: Callable[[str, int], None]) -> None:
    package = record_of(ProgramPackage, cast("dict[str, Any]", known.package))
    # the file is a release beside its description
    file = Release(known.bureau, PACKAGE, package.platform, package.version, package.sha256, "", desk.now())
    if standing_refusal(desk.store, file, desk.now()):
        return
    partial = _partial(desk, package)
    keep_only(_folder(desk), (partial.part,), WHAT)
    coming = _Coming(partial, pace, progress)
    try:
        if not fetch_into(line, coming, package.sha256):
            raise CentreUnreachable("package-missing", "中心库还没有程序更新的文件。", "下次同步会再取。")
    except IntegrityBroken as error:
        spoiled = IntegrityBroken(SPOILED, error.title, "过一天再取；请联系管理员核对中心库的附件。")
        turn_away(desk.store, file, spoiled, desk.now())
        raise spoiled from error
    _keep(desk, replace(known, stamp=stamp_of(partial.target), fault=""))


def _standing(desk: Desk, known: _Known) -> str:
    """Return whether the file is here as it was checked; one that was touched since is read again."""
    partial = _partial(desk, record_of(ProgramPackage, cast("dict[str, Any]", known.package)))
    now = stamp_of(partial.target)
    if known.stamp is None or now is None:
        return COMING
    if now == known.stamp:
        return HERE
    return HERE if file_digest(partial.target, WHAT) == partial.sha256 else COMING


def _folder(desk: Desk) -> Path:
    return Path(desk.store.folder) / FOLDER


def _partial(desk: Desk, package: ProgramPackage) -> PartialFile:
    return PartialFile(_folder(desk) / package.file, package.sha256, package.size, WHAT, LEAF_SIZE)


def _known(desk: Desk) -> _Known | None:
    kept = desk.store.settings.get(HELD)
    known = record_of(_Known, cast("dict[str, Any]", kept)) if isinstance(kept, dict) else None
    # whose word is no longer taken here offers nothing; what was refused is told all the same
    return None if known is not None and known.package and not may_publish(desk.store, known.bureau) else known


def _keep(desk: Desk, known: _Known) -> None:
    same = ("bureau", "version")
    desk.store.settings.set(HELD, cast(Json, each_over([desk.store.settings.get(HELD)], [asdict(known)], same)[0]))


@dataclass(frozen=True)
class _Coming:
    """The package on its way in, at the pace that the officer allows."""

    partial: PartialFile
    pace: Pace
    progress: Callable[[str, int], None]

    def missing(self) -> Any:
        return self.partial.missing()

    def put(self, number: int, leaf: bytes) -> None:
        self.pace.go_on()
        self.partial.put(number, leaf)
        self.pace.spend(len(leaf))
        self.progress("update", min(100, (number + 1) * LEAF_SIZE * 100 // self.partial.size))

    def finish(self) -> None:
        self.partial.finish()
