"""Taking evidence in: digests at capture, the original untouched, its facts recorded in one transaction.

Basis: penalty-law-2021:46, litigation-evidence-rules-2002:12 (maker, time, method, object of proof), S141 for copies.
"""

from __future__ import annotations

import hashlib
import io
import mimetypes
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, BinaryIO

from app.domain.clock import iso
from app.domain.problems import LONGEST_PASSAGE, Problem, typing_faults
from app.domain.procedure import grounds
from app.domain.procedure.case import Case
from app.domain.procedure.guards_record import copy_ground_given, record_is_sealed
from app.domain.procedure.mapping import changes_of
from app.domain.procedure.outcomes import Evidence
from app.errors import Blocker, StorageFailed
from app.services.desk import Desk, insist
from app.services.evidence.linking import links_of
from app.services.evidence.waiting import waiting_key
from app.storage.attached.sources import insist_content, insist_file, name_of, vanished

if TYPE_CHECKING:
    from app.storage.attached.photos import PhotoFacts

PHOTO, FILE = "photo", "file"
LARGEST_PHOTO = 256 * 1024**2
SCANNED_PICTURES = frozenset({".jpg", ".jpeg", ".png", ".heic", ".heif"})
_MEDIA_TYPES = {"JPEG": "image/jpeg", "PNG": "image/png", "HEIF": "image/heic"}
# Python's own table only: on Windows the system's answers differ from laptop to laptop.
_TYPES = mimetypes.MimeTypes()
_TYPES_EXTRA = {".ofd": "application/ofd", ".xml": "application/xml"}
_WORDS = {"medium": "载体", "method": "制作方法", "proves": "证明对象"}

Progress = Callable[[int, int | None], None]
Cancelled = Callable[[], bool]


@dataclass(frozen=True)
class Particulars:
    """What must be said of evidence. ``maker`` is an officer or person id, "" = the officer at the desk.

    ``captured_at`` None = the photo's own time, else now. ``ground`` = {kind: report or evidence, detail} is needed
    for copies (S141). ``links`` are question paths, codes (``2.3``) or finding ids. ``set_aside`` says why it needs
    no link. ``waited_as`` is the name under which it waited (app.services.evidence.waiting): it waits no more.
    """

    medium: str
    method: str
    proves: str
    links: tuple[str, ...] = ()
    maker: str = ""
    captured_at: datetime | None = None
    original: bool = True
    copied: bool = False
    ground: Mapping[str, Any] = field(default_factory=dict)
    provider: str = ""
    place: str = ""
    set_aside: str = ""
    name: str = ""
    waited_as: str = ""


@dataclass(frozen=True)
class Intake:
    """What became of it: the evidence, or None with the ``problems`` of what was said about it.

    ``duplicates`` are the ids of evidence of this inspection with the same content.
    """

    evidence: Evidence | None
    problems: tuple[Problem, ...] = ()
    duplicates: tuple[str, ...] = ()


@dataclass(frozen=True)
class Watch:
    """How a long copy tells its progress in bytes, and is asked whether to go on."""

    progress: Progress | None = None
    cancelled: Cancelled | None = None


def add_photo(
    desk: Desk, inspection: str, source: Path | BinaryIO, said: Particulars, watch: Watch | None = None,
    *, also: Collection[str] = (),
) -> Intake:
    """Return the photo taken in: JPEG, PNG or HEIC, with EXIF kept and a derivative of 1,600 pixels.

    ``also`` are the roles of those who may take it in beside the officers of the inspection.

    Raises:
        StorageFailed: it is no picture, vanished or changed while copied, cancelled, disk full; nothing is kept.
        Refused: copied without its ground, linked where pictures are forbidden, or not this officer's to take in.
    """
    case = desk.case(inspection)
    desk.insist_may_change([inspection], also)
    problems, links = _checked(desk, case, said)
    if problems:
        return Intake(None, problems)
    return _recorded(desk, case, _photo(desk, case, source, said, links, watch or Watch()), said.waited_as, also)


def photos_for(desk: Desk, case: Case, sources: Sequence[Path], said: Particulars) -> tuple[Evidence, ...]:
    """Return photos in the vault that nothing cites yet: they are recorded with the act that they prove, or never.

    Raises:
        StorageFailed, Refused: as for ``add_photo``; nothing is recorded of any of them.
    """
    problems, links = _checked(desk, case, said)
    assert not problems, problems
    return tuple(_photo(desk, case, one, said, links, Watch()) for one in sources)


def _photo(
    desk: Desk, case: Case, source: Path | BinaryIO, said: Particulars, links: tuple[str, ...], watch: Watch
) -> Evidence:
    from app.storage.attached.photos import (  # decoders that most starts do without
        not_a_photo,
        photo_facts,
        photo_problems,
    )

    if isinstance(source, Path):
        insist_content(source)
    content = _whole(source)
    facts = photo_facts(content)
    if photo_problems(content):
        raise not_a_photo()
    content.seek(0)
    digest = hashlib.sha256(content.getbuffer()).hexdigest()
    name = said.name or (name_of(source) if isinstance(source, Path) else f"照片-{digest[:8]}")
    blob = _into_vault(desk, content, watch)
    small = hashlib.sha256(desk.vault.derivative(blob.sha256)).hexdigest()
    return _evidence(
        desk, case, said, links, blob, kind=PHOTO, name=name, media_type=_MEDIA_TYPES[facts.format],
        captured_at=said.captured_at or _taken_at(desk, facts), derivative=small, exif=_exif(facts),
    )  # fmt: skip


def add_file(
    desk: Desk, inspection: str, source: Path | BinaryIO, said: Particulars, watch: Watch | None = None
) -> Intake:
    """Return the file taken in: any kind, up to 2 GB, copied as a stream.

    Raises:
        StorageFailed: too large, vanished or changed while copied, cancelled, disk full; nothing is kept.
        Refused: copied without its ground, or linked where evidence is forbidden.
    """
    case = desk.case(inspection)
    desk.insist_may_change([inspection])
    problems, links = _checked(desk, case, said)
    name = said.name or (name_of(source) if isinstance(source, Path) else "")
    if not name.strip():
        problems = (*problems, Problem("name", "请填写证据名称。"))
    if problems:
        return Intake(None, problems)
    if isinstance(source, Path):
        insist_content(source)
    blob = _into_vault(desk, source, watch or Watch())
    evidence = _evidence(
        desk, case, said, links, blob, kind=FILE, name=name, media_type=_media_type(name),
        captured_at=said.captured_at or desk.now(),
    )  # fmt: skip
    return _recorded(desk, case, evidence, said.waited_as)


def add_scan(desk: Desk, inspection: str, source: Path, said: Particulars) -> Intake:
    """Return the photo or the scan of a paper taken in: a picture as a photo, which the case file shows, else a file.

    Raises:
        Refused, StorageFailed: as for ``add_photo`` and ``add_file``.
    """
    if source.suffix.lower() in SCANNED_PICTURES:
        try:
            return add_photo(desk, inspection, source, said)
        except StorageFailed as error:
            if error.code not in ("not-a-photo", "photo-too-large"):
                raise
    return add_file(desk, inspection, source, said)


def _checked(desk: Desk, case: Case, said: Particulars) -> tuple[tuple[Problem, ...], tuple[str, ...]]:
    """Return the problems of what was said, and the links as they are kept."""
    if said.copied and not copy_ground_given(said.ground):
        text = "复制资料须先写明依据：收到的举报，或者已取得的涉嫌违法证据"
        insist("不能复制该资料。", [Blocker("copy-without-ground", text, grounds.COPY_GROUND, "evidence/ground")])
    given = {name: str(getattr(said, name)) for name in _WORDS}
    problems = [Problem(name, f"请填写{_WORDS[name]}。") for name, text in given.items() if not text.strip()]
    lengths = {**given, "place": said.place, "set_aside": said.set_aside, "name": said.name}
    problems += typing_faults(lengths, LONGEST_PASSAGE)
    if said.captured_at is not None and said.captured_at > desk.now():
        problems.append(Problem("captured_at", "制作时间晚于现在，请核对。"))
    if said.maker and said.maker not in {*case.officers, *(one.id for one in case.persons)}:
        problems.append(Problem("maker", "制作人不在执法人员和在场人员中，请先登记。"))
    return tuple(problems), links_of(desk, case, said.links)


def _whole(source: Path | BinaryIO) -> io.BytesIO:
    """Return a photo in memory, so that what is checked is what is kept."""
    try:
        content = source.read_bytes() if isinstance(source, Path) and _small(source) else _read(source)
    except OSError as error:
        raise vanished() from error
    if len(content) > LARGEST_PHOTO:
        raise StorageFailed("photo-too-large", "照片超过 256 MB。", "请作为普通文件添加。")
    return io.BytesIO(content)


def _small(path: Path) -> bool:
    return insist_file(path).st_size <= LARGEST_PHOTO


def _read(source: Path | BinaryIO) -> bytes:
    stream: IO[bytes] | None = None if isinstance(source, Path) else source
    if stream is None:
        raise StorageFailed("photo-too-large", "照片超过 256 MB。", "请作为普通文件添加。")
    return stream.read(LARGEST_PHOTO + 1)


def _into_vault(desk: Desk, source: Path | BinaryIO, watch: Watch) -> Any:
    blob = desk.vault.take_in(source, progress=watch.progress, cancelled=watch.cancelled)
    desk.store.attachments.note(blob.sha256, blob.sm3, blob.size)
    return blob


def _evidence(
    desk: Desk, case: Case, said: Particulars, links: tuple[str, ...], blob: Any, **facts: Any
) -> Evidence:
    taken = {"at": iso(desk.now()), "officer": desk.officer, "act": "taken_in", "note": said.method}
    return Evidence(
        id=desk.part_id(case.inspection.id), sha256=blob.sha256, sm3=blob.sm3, size=blob.size,
        maker=said.maker or desk.officer, medium=said.medium, method=said.method, proves=said.proves,
        original=said.original, copied=said.copied, ground=said.ground, provider=said.provider, place=said.place,
        set_aside=said.set_aside.strip(), links=links, custody=(taken,), supplement=record_is_sealed(case), **facts,
    )  # fmt: skip


def _recorded(desk: Desk, case: Case, evidence: Evidence, waited_as: str, also: Collection[str] = ()) -> Intake:
    """Record it; in the same transaction it waits no more, so that after a kill it is never asked about twice."""
    waited = [waiting_key(desk, case.inspection.id, waited_as)] if waited_as else []
    desk.commit(changes_of(evidence), also=also, drafts_done=waited)
    if waited_as:
        desk.vault.intray.drop(waited_as)
    return Intake(evidence, duplicates=tuple(one.id for one in case.evidence if one.sha256 == evidence.sha256))


def _media_type(name: str) -> str:
    suffix = Path(name).suffix.lower()
    known = _TYPES_EXTRA.get(suffix) or _TYPES.types_map[1].get(suffix)
    return known or "application/octet-stream"


def _taken_at(desk: Desk, facts: PhotoFacts) -> datetime:
    """Return when the photo was taken by its own word, or now where it has none or its clock runs ahead."""
    now = desk.now()
    return now if facts.taken_at is None or facts.taken_at > now else facts.taken_at


def _exif(facts: PhotoFacts) -> dict[str, Any]:
    told: dict[str, Any] = {
        "format": facts.format, "width": facts.width, "height": facts.height, "orientation": facts.orientation,
    }  # fmt: skip
    if facts.taken_at is not None:
        told["taken_at"] = iso(facts.taken_at)
    if facts.camera:
        told["camera"] = facts.camera
    return told
