"""What was pasted, taken, dropped or chosen and is not taken in yet: on the disk at once, and there after a restart."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QBuffer, QCoreApplication, QIODevice
from PySide6.QtGui import QImage

from app.domain.clock import CHINA
from app.domain.namesakes import name_of
from app.domain.procedure.case import Case
from app.errors import StorageFailed
from app.services.checking.sheet import sheet_of
from app.services.desk import Desk
from app.services.evidence.waiting import Waiting, left_waiting, let_wait, picture_of, wait_no_more, what_waits
from ui.models.hindrances import Hindrance


def tr(text: str) -> str:
    """Return a text of this file in the language of the window."""
    return QCoreApplication.translate("evidence_waiting", text)


PHOTO_ENDINGS = frozenset({".jpg", ".jpeg", ".png", ".heic", ".heif"})


@dataclass(frozen=True)
class Source:
    """What is to be taken in: a file, or a picture with a name, as bytes or as an image; ``as_file``: whatever it is.

    ``id``: under this name it waits, ``waited``: since before the program was opened. A picture that waits on the disk
    is not held in memory as well; ``loose``: it was written as fast as it could be. ``lost``: it is not there.
    ``at`` is when a picture without a time of its own was pasted or taken.
    """

    file: Path | None = None
    content: bytes = b""
    name: str = ""
    as_file: bool = False
    id: str = ""
    loose: bool = False
    waited: bool = False
    lost: bool = False
    at: datetime | None = None
    image: QImage | None = field(default=None, compare=False)

    @property
    def title(self) -> str:
        """Return what it is called."""
        return self.name or (self.file.name if self.file is not None else "")

    @property
    def is_photo(self) -> bool:
        """Return whether it is taken in as a photo."""
        return not self.as_file and Path(self.title).suffix.lower() in PHOTO_ENDINGS


@dataclass(frozen=True)
class Kept:
    """What of several sources is on the disk now, without what it was in memory, and why the next is not."""

    sources: tuple[Source, ...]
    error: Exception | None = None


def keep_waiting(desk: Desk, inspection: str, asked: Sequence[tuple[str, Source]]) -> Kept:
    """Put on the disk what is asked about: (question, source) each; off the UI thread."""
    kept: list[Source] = []
    for question, one in asked:
        loose = one.image is not None
        waiting = Waiting(one.id, question, one.title, one.file, loose, at=one.at)
        try:
            let_wait(desk, inspection, [waiting], {} if one.file is not None else {one.id: _quickly(one)})
        except StorageFailed as error:
            return Kept(tuple(kept), error)
        kept.append(replace(one, content=b"", image=None, loose=loose))
    return Kept(tuple(kept))


def waiting_sources(desk: Desk, inspection: str) -> Mapping[str, tuple[Source, ...]]:
    """Return what was left waiting, by question."""
    found: dict[str, tuple[Source, ...]] = {}
    for one in what_waits(desk, inspection):
        source = Source(one.file, name=one.name, id=one.id, loose=one.loose, waited=True, lost=one.lost, at=one.at)
        found[one.question] = (*found.get(one.question, ()), source)
    return found


def forget_waiting(desk: Desk, inspection: str, ids: Sequence[str]) -> None:
    """Forget what nobody wants any more."""
    wait_no_more(desk, inspection, ids)


def waiting_hindrances(desk: Desk, case: Case) -> tuple[Hindrance, ...]:
    """Return what of an inspection waits to be taken in on this device: no paper has it, and it forbids nothing."""
    codes = {path: row.inspection.code for path, row in sheet_of(desk, case).questions().items()}
    found = []
    for one in left_waiting(desk):
        known = [path for path in one.questions if path in codes]
        if one.inspection == case.inspection.id and known:
            words = tr("还有 {n} 件图片、文件没有存入证据（检查项 {codes}）：请存入，不要的请取消。")
            if one.officer != desk.officer:
                words = tr("{name}还有 {n} 件图片、文件没有存入证据（检查项 {codes}）：须由本人在本机存入或取消。")
            about = "、".join(codes[path] for path in known)
            said = words.format(n=one.count, codes=about, name=name_of(case, one.officer))
            place = f"checking/{known[0]}" if one.officer == desk.officer else ""
            found.append(Hindrance("evidence-waits", said, "", place))
    return tuple(found)


def picture_name(code: str, way: str, known: Iterable[str], now: datetime) -> str:
    """Return a name, without its ending, for a picture that comes without one: question, way, number and time.

    ``way`` is how it came, ``known`` are the names there are: the number goes on from theirs.
    """
    beginning = f"{code}-{way}"
    taken = [re.match(r"\d+", one.removeprefix(beginning)) for one in known if one.startswith(beginning)]
    number = 1 + max((int(one[0]) for one in taken if one), default=0)
    return f"{beginning}{number:02}-{now.astimezone(CHINA):%Y%m%d-%H%M%S}"


def told(sources: Sequence[Source]) -> str:
    """Return what is asked about in words: what was left from before, and what of it is not there."""
    words = _named(sources)
    if any(one.waited for one in sources):
        words = tr("上次没有存入，核对后存入：{names}").format(names=words)
    gone = [one for one in sources if one.lost and one.file is not None]
    cut = [one for one in sources if one.lost and one.file is None]
    if gone:
        words += "\n" + tr("现在找不到：{names}。U 盘、手机请插好后再存入。").format(names=_named(gone))
    if cut:
        words += "\n" + tr("程序关闭前没有写完：{names}。请重新粘贴或拍摄。").format(names=_named(cut))
    return words


def _named(sources: Sequence[Source]) -> str:
    names = "、".join(one.title for one in sources[:4])
    return names + tr("等 {count} 件").format(count=len(sources)) if len(sources) > 4 else names


def content_of(desk: Desk, source: Source) -> bytes:
    """Return the bytes of a picture as they become evidence: what came as bytes to the bit, an image as PNG.

    Raises:
        StorageFailed: the program ended before it was written.
    """
    if source.image is not None:
        return _png(source.image)
    if source.content:
        return source.content
    kept = picture_of(desk, source.id)
    image = QImage.fromData(kept) if source.loose else QImage()
    return kept if image.isNull() else _png(image)


def _quickly(source: Source) -> bytes:
    """Return what is written at once: packing a picture takes ten times as long as writing it as it is."""
    if source.image is None:
        return source.content
    return _png(source.image) if source.image.hasAlphaChannel() else _written(source.image, "BMP")


def _png(image: QImage) -> bytes:
    return _written(image, "PNG")


def _written(image: QImage, form: str) -> bytes:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, form)  # type: ignore[call-overload]  # the stubs know only the name of the format as bytes
    return bytes(buffer.data().data())
