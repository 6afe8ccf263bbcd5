"""The working-day calendars of this bureau: which years are known and from where, and bringing in the next one.

A file that the administrator of a bureau without a centre brings in is kept as a release is, and in force at once.
"""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TypeVar

from app.catalogue.calendars import CalendarYear, load_calendar, read_calendar_year
from app.catalogue.toml_reader import Problem
from app.domain.calendar_days import Calendar, day_text
from app.domain.clock import iso
from app.errors import Blocker, DocumentFailed
from app.services.desk import Desk, insist
from app.services.registers.officers import desk_enrolled, not_administrator
from app.services.releases.content import packed, unpacked
from app.services.releases.forms import (
    FOLDER,
    HeldRelease,
    forms_in_force,
    held_releases,
    keep_releases,
    release_fault,
    releases_in_force,
)
from app.services.releases.publishers import publisher_name
from app.services.session.paths import built_in_forms
from app.storage.files import file_errors

KIND = "calendar"
LARGEST = 1024**2  # a year is 2 KB
BUILT_IN, CENTRE, IMPORTED = "built-in", "centre", "imported"

D = TypeVar("D", bound=Desk)


@dataclass(frozen=True)
class KnownYear:
    """One year in use: how many days off and make-up days, from which notice, and how it came here.

    ``digest`` is the SHA-256 of an imported file; ``officer`` the name of who imported it, ``at`` when (ISO);
    ``publisher`` the bureau that published it.
    """

    year: int
    days_off: int
    make_up: int
    source: str
    origin: str = BUILT_IN
    at: str = ""
    officer: str = ""
    digest: str = ""
    publisher: str = ""


@dataclass(frozen=True)
class KnownYears:
    """The years in use, the latest first; ``missing`` is the first that is not known.

    ``fixed`` says why nothing can be imported here, ``fault`` why what was published is not in force.
    """

    years: tuple[KnownYear, ...] = ()
    missing: int = 0
    fixed: str = ""
    fault: str = ""


@dataclass(frozen=True)
class LookedAt:
    """What a file would bring. ``problems`` say why it cannot be used; ``changes`` tell the days that would differ.

    ``known`` tells that its year is in use already.
    """

    name: str
    content: bytes
    digest: str
    year: int = 0
    days_off: int = 0
    make_up: int = 0
    source: str = ""
    problems: tuple[str, ...] = ()
    known: bool = False
    changes: tuple[str, ...] = ()


def fixed_because(desk: Desk) -> str:
    """Return why no calendar can be imported here, "" where it can."""
    if desk_enrolled(desk):
        return "本机已接入中心库，工作日历由中心库统一发布，同步后下次打开时采用。"
    return "" if not not_administrator(desk) else "工作日历由管理员导入。"


def known_years(desk: Desk) -> KnownYears:
    """Return which years are known, from where, and which one is lacking."""
    calendar, came = desk.shelf.calendar, _origins(desk)
    names = {one.id: one.name for one in desk.officers().values()}
    found = []
    for path in sorted((desk.forms / KIND).glob("*.toml"), reverse=True):
        read, _ = read_calendar_year(path)
        year = KnownYear(read.year, len(read.holidays), len(read.make_up_days), read.source)
        by = came.get(read.year)
        if by is not None:
            origin = IMPORTED if by.officer else CENTRE
            told = names.get(by.officer, by.officer)
            year = replace(
                year, origin=origin, at=by.published_at, officer=told, digest=by.version if by.officer else "",
                publisher=publisher_name(desk.store, by.bureau),
            )  # fmt: skip
        found.append(year)
    fault = release_fault(desk.store)
    return KnownYears(tuple(found), calendar.last_year + 1, fixed_because(desk), fault)


def look_at(desk: Desk, path: Path) -> LookedAt:
    """Return what a calendar file says and what it would change, every fault named; nothing is kept.

    Raises:
        StorageFailed: the file cannot be read.
    """
    with file_errors("工作日历"), path.open("rb") as file:
        content = file.read(LARGEST + 1)
    return _looked(desk, content, path.name)


def import_calendar(desk: D, looked: LookedAt) -> D:
    """Return the desk that counts days by the file from now on; it is kept with officer, time and digest.

    Raises:
        Refused: a centre governs calendars, or who acts is no administrator, or the file has faults.
        DocumentFailed: the forms with this file would not be usable; what was in force stays.
    """
    insist("不能导入工作日历。", _forbidden(desk))
    looked = _looked(desk, looked.content, looked.name)
    insist("不能导入工作日历。", [Blocker("calendar-faulty", one, (), "settings") for one in looked.problems])
    kept = held_releases(desk.store)
    blob = desk.vault.put(_archive(looked))
    desk.store.attachments.note(blob.sha256, blob.sm3, blob.size, here=True, sent=True)
    # not before what is in force already: a clock that was set back brings no old calendar back
    at = max([iso(desk.now()), *(one.published_at for one in kept)])
    new = HeldRelease(desk.bureau, KIND, str(looked.year), looked.digest, blob.sha256, at, officer=desk.officer)
    keep_releases(desk.store, [*kept, new])
    folder = forms_in_force(desk.store, desk.vault, _base(desk))
    fault = release_fault(desk.store)
    if fault:
        keep_releases(desk.store, kept)
        forms_in_force(desk.store, desk.vault, _base(desk))
        raise DocumentFailed("calendar-unusable", "这份工作日历没有采用，原来的日历不变。", fault)
    return replace(desk, forms=folder)


def _forbidden(desk: Desk) -> list[Blocker]:
    why, code = fixed_because(desk), "centre-governs" if desk_enrolled(desk) else "not-administrator"
    return [Blocker(code, why, (), "settings")] if why else []


def _looked(desk: Desk, content: bytes, name: str) -> LookedAt:
    looked = LookedAt(name, content, hashlib.sha256(content).hexdigest())
    if len(content) > LARGEST:
        return replace(looked, problems=(str(Problem(name, 0, "文件超过 1 MB", "请选一个年度的放假安排（.toml）")),))
    with file_errors("工作日历"), tempfile.TemporaryDirectory() as aside:
        path = Path(aside) / "file"
        path.write_bytes(content)
        read, problems = read_calendar_year(path)
        problems = [replace(one, file=name) for one in problems] or _out_of_row(desk.shelf.calendar, read, name)
        if problems:
            return replace(looked, problems=tuple(str(one) for one in problems))
        calendar, problems = _with(desk, read.year, content, Path(aside) / KIND)
    now = desk.shelf.calendar
    return replace(
        looked, year=read.year, days_off=len(read.holidays), make_up=len(read.make_up_days), source=read.source,
        problems=tuple(str(replace(one, file=name)) for one in problems), known=read.year <= now.last_year,
        changes=tuple(_changes(now, calendar)),
    )  # fmt: skip


def _out_of_row(calendar: Calendar, read: CalendarYear, name: str) -> list[Problem]:
    """Return why a year does not follow those that are known, and why one without holidays is none."""
    first, last = calendar.first_year, calendar.last_year
    if not first <= read.year <= last + 1:
        return [Problem(name, 0, f"{read.year}年接不上已有的{first}至{last}年", f"请先导入{last + 1}年的放假安排")]
    return [] if read.holidays else [Problem(name, 0, "没有任何放假日", "请按国务院办公厅通知填写 holidays")]


def _with(desk: Desk, year: int, content: bytes, folder: Path) -> tuple[Calendar, list[Problem]]:
    """Return the calendar of all years with one file put in or replaced."""
    folder.mkdir()
    for path in (desk.forms / KIND).glob("*.toml"):
        (folder / path.name).write_bytes(path.read_bytes())
    (folder / f"{year}.toml").write_bytes(content)
    return load_calendar(folder)


def _changes(old: Calendar, new: Calendar) -> Iterator[str]:
    """Yield each day that is another kind of day than before."""
    said: Callable[[Calendar, date], str] = lambda calendar, day: (  # noqa: E731  # reads better than a def here
        "调休上班" if day in calendar.make_up_days else "放假" if day in calendar.holidays else "无特别安排"
    )
    for day in sorted({*old.holidays, *old.make_up_days, *new.holidays, *new.make_up_days}):
        if said(old, day) != said(new, day):
            yield f"{day_text(day)}：原为{said(old, day)}，改为{said(new, day)}"


def _archive(looked: LookedAt) -> bytes:
    with file_errors("工作日历"), tempfile.TemporaryDirectory() as aside:
        folder = Path(aside) / KIND
        folder.mkdir()
        (folder / f"{looked.year}.toml").write_bytes(looked.content)
        return packed(Path(aside), KIND)


def _base(desk: Desk) -> Path:
    """Return the forms under those in force: the desk's own folder, unless that was laid from releases."""
    return built_in_forms() if desk.forms.parent == Path(desk.store.folder) / FOLDER else desk.forms


def _origins(desk: Desk) -> dict[int, HeldRelease]:
    """Return by year the release that its file came with; none where the built-in forms are in force."""
    found: dict[int, HeldRelease] = {}
    if desk.forms.parent != Path(desk.store.folder) / FOLDER:
        return found
    for one in releases_in_force(desk.store):
        for name in unpacked(desk.vault.read(one.sha256), one.kind):
            folder, _, file = name.partition("/")
            if folder == KIND and file.removesuffix(".toml").isdigit():
                found[int(file.removesuffix(".toml"))] = one
    return found
