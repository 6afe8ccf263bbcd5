"""A plain PDF becomes PDF/A-2u: colour profile, XMP equal to the document information, language, a stable identity.

The XMP also holds the seal's slot (app.typesetting.seal_slot), described by the extension schema that PDF/A asks for.
"""

from __future__ import annotations

import io
import struct
from dataclasses import dataclass
from functools import cache
from xml.sax.saxutils import escape

import pikepdf
from PIL import ImageCms

from app.errors import DocumentFailed
from app.typesetting.seal_slot import EMPTY_SLOT, NAMESPACE

PRODUCER = "Archives Inspection"


@dataclass(frozen=True)
class Descriptor:
    """What is said about the file: title, author (the issuing body) and the moment of making, ``+08:00``."""

    title: str
    author: str
    made_at: str


def to_archive(pdf: bytes, about: Descriptor) -> bytes:
    """Return the PDF as PDF/A-2u with an empty seal slot; the same input gives the same bytes."""
    try:
        with pikepdf.open(io.BytesIO(pdf)) as document:
            _describe(document, about)
            _profile(document)
            out = io.BytesIO()
            document.save(out, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
            return out.getvalue()
    except pikepdf.PdfError as error:
        raise DocumentFailed("document-archive", "文书未能转为存档格式", "请重试；如仍失败，请联系管理员") from error


def _describe(document: pikepdf.Pdf, about: Descriptor) -> None:
    moment = about.made_at[:19]
    pdf_date = "D:" + "".join(c for c in moment if c.isdigit()) + "+08'00'"
    for key in list(document.docinfo.keys()):
        del document.docinfo[key]
    document.docinfo["/Title"] = pikepdf.String(about.title)
    document.docinfo["/Author"] = pikepdf.String(about.author)
    document.docinfo["/Producer"] = PRODUCER
    document.docinfo["/CreationDate"] = pdf_date
    document.docinfo["/ModDate"] = pdf_date
    packet = _packet(about, moment + "+08:00").encode("utf-8")
    root = document.Root
    root.Metadata = document.make_stream(packet, Type=pikepdf.Name.Metadata, Subtype=pikepdf.Name.XML)
    root.Lang = pikepdf.String("zh-CN")
    root.ViewerPreferences = pikepdf.Dictionary(DisplayDocTitle=True)
    for key in ("/Outlines", "/PageMode"):
        if key in root:
            del root[key]


def _profile(document: pikepdf.Pdf) -> None:
    stream = document.make_stream(_srgb(), N=3, Alternate=pikepdf.Name.DeviceRGB)
    intent = pikepdf.Dictionary(
        Type=pikepdf.Name.OutputIntent,
        S=pikepdf.Name.GTS_PDFA1,
        OutputConditionIdentifier=pikepdf.String("sRGB"),
        RegistryName=pikepdf.String("http://www.color.org"),
        Info=pikepdf.String("sRGB IEC61966-2.1"),
        DestOutputProfile=stream,
    )
    document.Root.OutputIntents = pikepdf.Array([document.make_indirect(intent)])


@cache
def _srgb() -> bytes:
    """Return an sRGB profile whose date is fixed, since Pillow writes the present one."""
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    profile[24:36] = struct.pack(">6H", 2020, 1, 1, 0, 0, 0)
    profile[84:100] = bytes(16)
    return bytes(profile)


def _packet(about: Descriptor, moment: str) -> str:
    title, author = escape(about.title), escape(about.author)
    return f"""<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/"
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/"
 xmlns:pdf="http://ns.adobe.com/pdf/1.3/" xmlns:ins="{NAMESPACE}">
<pdfaid:part>2</pdfaid:part>
<pdfaid:conformance>U</pdfaid:conformance>
<dc:format>application/pdf</dc:format>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
<dc:creator><rdf:Seq><rdf:li>{author}</rdf:li></rdf:Seq></dc:creator>
<dc:language><rdf:Bag><rdf:li>zh-CN</rdf:li></rdf:Bag></dc:language>
<xmp:CreateDate>{moment}</xmp:CreateDate>
<xmp:ModifyDate>{moment}</xmp:ModifyDate>
<pdf:Producer>{PRODUCER}</pdf:Producer>
{EMPTY_SLOT}
</rdf:Description>
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
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
<?xpacket end="w"?>"""
