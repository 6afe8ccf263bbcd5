"""Pages of a PDF that somebody handed in, each a picture on a page of ours: nothing of a strange file gets into ours.

A strange file may lack fonts, carry scripts or be no PDF at all; drawn as pictures its pages keep the case file PDF/A,
and can be numbered. One that cannot be shown gets a page that says why, and where its original is.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass

import pikepdf
import pypdfium2
from pikepdf import Array, Dictionary, Name
from PIL import Image, ImageChops

from app.domain.casefiles import CaseFilePlan, FiledPaper
from app.typesetting.archiving import ArchiveFile, Descriptor
from app.typesetting.breaking import break_text, one_line
from app.typesetting.casefile.placing import Placement, placed
from app.typesetting.composing import Sheet
from app.typesetting.glyphs import TextStyle
from app.typesetting.layouts import LEFT, MEASURE, MM, PAGE_HEIGHT, TOP
from app.typesetting.painting import paint
from app.typesetting.slabs import Mark, TextMark
from app.typesetting.streams import packed

MOST_PAGES = 200
DPI, QUALITY = 150, 80
BOX = (20 * MM, 20 * MM, 170 * MM, 252 * MM)  # left, top, width and height: below the number, above the caption
CAPTION, CAPTION_PITCH, CAPTION_PLACE, MOST_LINES = TextStyle("song", 9), 12.0, 279 * MM, 2
HEAD, BODY, PITCH = TextStyle("hei", 16), TextStyle("song", 14), 28.0
NOT_BOUND = "未装订"
PASSWORD = 4  # FPDF_ERR_PASSWORD
BROKEN, LOCKED = "文件已损坏，或者不是 PDF，打不开", "文件设有打开密码，打不开"
FAULTS = (pypdfium2.PdfiumError, ValueError, ArithmeticError, OSError, MemoryError)


@dataclass(frozen=True)
class Attached:
    """A file that was handed in as pages of ours; ``note`` is what the index remarks, "" where all pages are there."""

    pages: pikepdf.Pdf
    note: str = ""


class _CannotShow(Exception):
    """Why the pages of a file cannot be shown, in Chinese."""


def attached(content: bytes, paper: FiledPaper, plan: CaseFilePlan, behind: tuple[Mark, ...]) -> Attached:
    """Return the pages of a PDF, or one page with the reason where it is broken, locked or has too many.

    ``behind`` is what every page of the file carries (草稿, 演练); it shows through. The same bytes give the same.

    Raises:
        MissingGlyph: no font has a character of its title.
    """
    try:
        return Attached(_shown(content, paper, plan, behind))
    except _CannotShow as reason:
        return left_out(str(reason), paper, plan, behind)


def left_out(reason: str, paper: FiledPaper, plan: CaseFilePlan, behind: tuple[Mark, ...]) -> Attached:
    """Return one page that says why a file, or a paper of ours, is not bound, and where its original is.

    Raises:
        MissingGlyph: no font has a character of its title.
    """
    said = [
        f"这份附件没有装订进本卷：{reason}。",
        "原件没有改动，随电子卷宗保存，可以从电子卷宗中打开、另行打印，附在本页之后。",
        f"原件 SHA-256：{paper.sha256}",
    ] if paper.sha256 else [f"这份文书没有装订进本卷：{reason}。", "它的内容保存在电子卷宗中。"]
    marks: list[Mark] = []
    y = TOP
    for text, style in ((paper.title, HEAD), *((one, BODY) for one in said)):
        for line in break_text(text, style, MEASURE):
            y += PITCH
            marks.append(TextMark(LEFT, y, line))
        y += PITCH / 2
    return Attached(_painted([Sheet(tuple(marks), behind)], paper, plan), NOT_BOUND)


def _shown(content: bytes, paper: FiledPaper, plan: CaseFilePlan, behind: tuple[Mark, ...]) -> pikepdf.Pdf:
    document = _opened(content)
    try:
        count = len(document)
        if not count:
            raise _CannotShow("文件中没有页")
        if count > MOST_PAGES:
            raise _CannotShow(f"共 {count} 页，超过 {MOST_PAGES} 页")
        sheets = [Sheet(tuple(_caption(paper.title, number, count)), behind) for number in range(1, count + 1)]
        file = _painted(sheets, paper, plan)
        through = _through(behind, paper, plan)
        for page, picture in zip(file.pages, _pictures(document), strict=True):
            _draw(file, page, picture, through)
        return file
    finally:
        with suppress(*FAULTS):
            document.close()


def _opened(content: bytes) -> pypdfium2.PdfDocument:
    try:
        document = pypdfium2.PdfDocument(content)
    except FAULTS as error:
        raise _CannotShow(LOCKED if getattr(error, "err_code", None) == PASSWORD else BROKEN) from error
    with suppress(*FAULTS):  # what was typed into fields of a form is shown too
        document.init_forms()
    return document


def _pictures(document: pypdfium2.PdfDocument) -> Iterator[Image.Image]:
    """Yield the pages one by one, as large as they are shown.

    Raises:
        _CannotShow: one cannot be read.
    """
    _, _, room_x, room_y = BOX
    for number in range(1, len(document) + 1):
        try:
            page = document[number - 1]
            scale = min(room_x / page.get_width(), room_y / page.get_height(), 1.0)
            shown = page.render(scale=scale * DPI / 72, fill_color=(255, 255, 255, 255)).to_pil()
            picture = shown.convert("RGB")
            page.close()
        except FAULTS as error:
            raise _CannotShow(f"第 {number} 页已损坏，读不出来") from error
        yield picture


def _draw(file: pikepdf.Pdf, page: pikepdf.Page, picture: Image.Image, through: Image.Image | None) -> None:
    place = placed(0, round(picture.width * 72 / DPI) or 1, round(picture.height * 72 / DPI) or 1, BOX)
    if through is not None:
        picture = ImageChops.multiply(picture, _part(through, place, picture.size))
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=QUALITY)
    image = file.make_stream(
        out.getvalue(), Type=Name.XObject, Subtype=Name.Image, Width=picture.width, Height=picture.height,
        BitsPerComponent=8, ColorSpace=Name.DeviceRGB, Filter=Name.DCTDecode,
    )  # fmt: skip
    held = page.obj.Resources
    drawings = {**dict(held.get("/XObject", Dictionary()).items()), f"/{place.name}": image}
    page.obj.Resources = Dictionary(Font=held.get("/Font", Dictionary()), XObject=Dictionary(drawings))
    page.obj.Contents = Array([page.obj.Contents, packed(file, place.code.encode("ascii"))])


def _through(behind: tuple[Mark, ...], paper: FiledPaper, plan: CaseFilePlan) -> Image.Image | None:
    """Return a page with nothing but what stands behind every page, to show through the pictures."""
    if not behind:
        return None
    out = io.BytesIO()
    with _painted([Sheet((), behind)], paper, plan) as file:
        file.save(out)
    page = pypdfium2.PdfDocument(out.getvalue())[0]
    picture: Image.Image = page.render(scale=DPI / 72, fill_color=(255, 255, 255, 255)).to_pil()
    return picture.convert("RGB")


def _part(through: Image.Image, place: Placement, size: tuple[int, int]) -> Image.Image:
    left, top = (round(at * DPI / 72) for at in (place.x, PAGE_HEIGHT - place.y - place.height))
    return through.crop((left, top, left + size[0], top + size[1]))


def _caption(title: str, number: int, count: int) -> Iterator[TextMark]:
    lines = break_text(title, CAPTION, MEASURE)
    kept = lines if len(lines) <= MOST_LINES else lines[:MOST_LINES]
    for place, line in enumerate(kept):
        yield TextMark(LEFT, CAPTION_PLACE + place * CAPTION_PITCH, line)
    said = one_line(f"原件第 {number} 页，共 {count} 页", CAPTION, MEASURE)
    yield TextMark(LEFT, CAPTION_PLACE + len(kept) * CAPTION_PITCH, said)


def _painted(sheets: list[Sheet], paper: FiledPaper, plan: CaseFilePlan) -> pikepdf.Pdf:
    file = ArchiveFile(Descriptor(paper.title, plan.author, plan.made_at))
    paint(sheets, file)
    return pikepdf.open(io.BytesIO(file.finished()))
