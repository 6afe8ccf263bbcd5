"""A file in the making: pages and fonts become PDF/A-2u with colour profile, metadata, language and bookmarks.

The file is put together once, by pikepdf; XMP and document information are written from the same values. The XMP also
holds the seal's slot (app.typesetting.seal_slot), described by the extension schema that PDF/A asks for.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Hashable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from html import escape
from pathlib import Path

import pikepdf
from pikepdf import Array, Dictionary, Name

from app.errors import DocumentFailed
from app.typesetting.delivered import not_as_delivered, stop_unless_delivered
from app.typesetting.fontfiles import FontBroken
from app.typesetting.fonts import Face
from app.typesetting.glyphs import visible
from app.typesetting.layouts import PAGE_HEIGHT, PAGE_WIDTH
from app.typesetting.seal_slot import EMPTY_SLOT, NAMESPACE
from app.typesetting.streams import packed
from app.typesetting.typecases import Typecase

PRODUCER = "Archives Inspection"
# made by resources/colour/make_profile.py
PROFILE = Path(__file__).resolve().parents[2] / "resources" / "colour" / "sRGB.icc"


@dataclass(frozen=True)
class Descriptor:
    """What is said about the file: title, author (the issuing body) and the moment of making, ``+08:00``."""

    title: str
    author: str
    made_at: str


@dataclass(frozen=True)
class Bookmark:
    """An entry of the reader's outline: where it leads, ``top`` in points from the paper's lower edge."""

    title: str
    page: int
    top: float = PAGE_HEIGHT
    level: int = 0


class ArchiveFile:
    """A PDF/A-2u file that pages are added to; the same pages give the same bytes."""

    def __init__(self, about: Descriptor) -> None:
        self._about = about
        self._pdf = pikepdf.new()
        self._cases: dict[str, Typecase] = {}
        self._drawings: dict[Hashable, str] = {}
        self._resources = self._pdf.make_indirect(Dictionary(Font=Dictionary(), XObject=Dictionary()))
        self._bookmarks: list[Bookmark] = []

    def typecase(self, face: Face) -> Typecase:
        """Return what the file takes from a font."""
        case = self._cases.get(face.name)
        if case is None:
            case = self._cases[face.name] = Typecase(face, f"F{len(self._cases) + 1}")
        return case

    def drawing(self, key: Hashable, code: str, box: Sequence[float]) -> str:
        """Return the name under which pages draw what the file holds once; ``box``: its bounds."""
        name = self._drawings.get(key)
        if name is None:
            name = self._drawings[key] = f"D{len(self._drawings) + 1}"
            bounds = Array([round(side, 5) for side in box])
            form = packed(self._pdf, code.encode("ascii"), Type=Name.XObject, Subtype=Name.Form, BBox=bounds)
            form.Resources = Dictionary()
            self._resources.XObject[f"/{name}"] = form
        return name

    def add_page(self, content: bytes) -> None:
        """Add a page of A4 with its content stream."""
        page = Dictionary(
            Type=Name.Page,
            MediaBox=Array([0, 0, round(PAGE_WIDTH, 3), round(PAGE_HEIGHT, 3)]),
            Resources=self._resources,
            Contents=packed(self._pdf, content),
        )
        self._pdf.pages.append(pikepdf.Page(self._pdf.make_indirect(page)))

    def add_bookmark(self, bookmark: Bookmark) -> None:
        """Add an entry to the outline, behind those that are there."""
        self._bookmarks.append(replace(bookmark, title=_in_one_line(bookmark.title)))

    def finished(self) -> bytes:
        """Return the file, with an empty seal slot.

        Raises:
            DocumentFailed: the colour profile is missing, or the file could not be put together.
        """
        try:
            for case in self._cases.values():
                self._resources.Font[f"/{case.name}"] = case.embedded(self._pdf)
            self._describe()
            _add_profile(self._pdf)
            self._add_outline()
            out = io.BytesIO()
            self._pdf.save(
                out,
                min_version="1.7",
                fix_metadata_version=False,  # the packet names none, and only to look lxml would be loaded
                deterministic_id=True,
                object_stream_mode=pikepdf.ObjectStreamMode.generate,
            )
        except (pikepdf.PdfError, FontBroken) as error:
            advice = "请重试；如仍失败，请联系管理员"
            raise DocumentFailed("document-archive", "文书未能转为存档格式", advice) from error
        return out.getvalue()

    def _describe(self) -> None:
        document, said = self._pdf, self._about
        about = replace(said, title=_in_one_line(said.title), author=_in_one_line(said.author))
        moment = about.made_at[:19]
        pdf_date = "D:" + "".join(c for c in moment if c.isdigit()) + "+08'00'"
        document.docinfo["/Title"] = pikepdf.String(about.title)
        document.docinfo["/Author"] = pikepdf.String(about.author)
        document.docinfo["/Producer"] = PRODUCER
        document.docinfo["/CreationDate"] = pdf_date
        document.docinfo["/ModDate"] = pdf_date
        packet = _packet(about, moment + "+08:00").encode("utf-8")
        root = document.Root
        root.Metadata = document.make_stream(packet, Type=Name.Metadata, Subtype=Name.XML)
        root.Lang = pikepdf.String("zh-CN")
        root.ViewerPreferences = Dictionary(DisplayDocTitle=True)

    def _add_outline(self) -> None:
        with self._pdf.open_outline() as outline:
            for bookmark in self._bookmarks:
                entries = outline.root
                for _ in range(bookmark.level):
                    entries = entries[-1].children
                top = round(bookmark.top, 3)
                entries.append(pikepdf.OutlineItem(bookmark.title, bookmark.page, "XYZ", left=0, top=top))


def _in_one_line(text: str) -> str:
    """Return a text as XML can hold it: without control characters and halves of pairs."""
    return visible(text).replace("\n", " ").encode("utf-8", "ignore").decode("utf-8").strip()


def _add_profile(document: pikepdf.Pdf) -> None:
    profile = packed(document, _srgb(), N=3, Alternate=Name.DeviceRGB)
    intent = Dictionary(
        Type=Name.OutputIntent,
        S=Name.GTS_PDFA1,
        OutputConditionIdentifier=pikepdf.String("sRGB"),
        RegistryName=pikepdf.String("http://www.color.org"),
        Info=pikepdf.String("sRGB IEC61966-2.1"),
        DestOutputProfile=profile,
    )
    document.Root.OutputIntents = Array([document.make_indirect(intent)])


@cache
def _srgb() -> bytes:
    try:
        profile = PROFILE.read_bytes()
    except OSError as error:
        raise not_as_delivered(PROFILE.name) from error
    stop_unless_delivered(PROFILE.name, hashlib.sha256(profile).hexdigest())
    return profile


def _packet(about: Descriptor, moment: str) -> str:
    """Return the XMP as pikepdf writes it anew: it did so in papers that were sealed, and they are the same files."""
    title, author = _item(about.title, ' xml:lang="x-default"'), _item(about.author)
    return f"""<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/" xmlns:dc="http://purl.org/dc/elements/1.1/" \
xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/" xmlns:ins="{NAMESPACE}" rdf:about="">
<pdfaid:part>2</pdfaid:part>
<pdfaid:conformance>U</pdfaid:conformance>
<dc:format>application/pdf</dc:format>
<dc:title><rdf:Alt>{title}</rdf:Alt></dc:title>
<dc:creator><rdf:Seq>{author}</rdf:Seq></dc:creator>
<dc:language><rdf:Bag><rdf:li>zh-CN</rdf:li></rdf:Bag></dc:language>
<xmp:CreateDate>{moment}</xmp:CreateDate>
<xmp:ModifyDate>{moment}</xmp:ModifyDate>
<pdf:Producer>{PRODUCER}</pdf:Producer>
{EMPTY_SLOT}
</rdf:Description>
<rdf:Description xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/" \
xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#" \
rdf:about="">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>Archives inspection seal</pdfaSchema:schema>
<pdfaSchema:namespaceURI>{NAMESPACE}</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>ins</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>seal</pdfaProperty:name>
<pdfaProperty:valueType>Text</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Device signature over data and file digest, base64 JSON</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas>
</rdf:Description>
</rdf:RDF>
</x:xmpmeta>

<?xpacket end="w"?>
"""


def _item(text: str, more: str = "") -> str:
    return f"<rdf:li{more}>{escape(text, quote=False)}</rdf:li>" if text else f"<rdf:li{more}/>"
