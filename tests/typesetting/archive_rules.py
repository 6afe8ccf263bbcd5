"""The rules of PDF/A-2u that a file of ours can break, in the order of ISO 19005-2, as veraPDF's profile 2u lists them.

veraPDF itself is in no package registry. The rules here were chosen so that a file which keeps them and uses nothing
beyond what ``FILTERS`` and ``OPERATORS`` allow has no way left to break the others.
"""

from __future__ import annotations

import io
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator

import pikepdf
from fontTools.ttLib import TTFont
from pikepdf import Name

FILTERS = {"/FlateDecode", "/DCTDecode"}
# what our pages may hold: no inline image, no shading, no transparency, no colour space but grey and RGB
OPERATORS = {
    "q", "Q", "cm", "m", "l", "c", "re", "h", "f", "S", "s", "W", "n", "w", "J", "j", "d", "rg", "RG", "g", "G",
    "BT", "ET", "Tf", "TL", "Tc", "Tm", "Td", "Tj", "TJ", "Do", "BMC", "BDC", "EMC",
}  # fmt: skip
CATALOG = {
    "/Type", "/Pages", "/Metadata", "/Lang", "/ViewerPreferences", "/OutputIntents", "/Outlines", "/PageMode",
    "/StructTreeRoot", "/MarkInfo", "/PageLabels",
}  # fmt: skip
PAGE = {"/Type", "/Parent", "/MediaBox", "/CropBox", "/Rotate", "/Resources", "/Contents", "/StructParents", "/Tabs"}
RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
XMP = {
    "pdfaid": "{http://www.aiim.org/pdfa/ns/id/}", "dc": "{http://purl.org/dc/elements/1.1/}",
    "xmp": "{http://ns.adobe.com/xap/1.0/}", "pdf": "{http://ns.adobe.com/pdf/1.3/}",
}  # fmt: skip
EXTENSION = "http://www.aiim.org/pdfa/ns/extension/"
SCHEMA = "{http://www.aiim.org/pdfa/ns/schema#}"
PROPERTY = "{http://www.aiim.org/pdfa/ns/property#}"
DEEPEST = 28
LONGEST_STRING, LONGEST_NAME = 32767, 127


def faults(pdf: bytes) -> list[str]:
    """Return every rule that the file breaks, blank where it is PDF/A-2u as far as these rules reach."""
    with pikepdf.open(io.BytesIO(pdf)) as document:
        checks = (
            _file_structure(pdf, document), _streams(pdf, document), _limits(document), _catalog(document),
            _output_intent(document), _metadata(document), _pages(document),
        )  # fmt: skip
        return [fault for check in checks for fault in check]


def _file_structure(pdf: bytes, document: pikepdf.Pdf) -> Iterator[str]:
    if not re.match(rb"%PDF-1\.[0-7]\n%[\x80-\xff]{4}", pdf):
        yield "6.1.2 header"
    if not re.search(rb"startxref\n\d+\n%%EOF\r?\n?\Z", pdf):
        yield "6.1.3 something stands behind the end"
    if len(document.trailer.get("/ID", ())) != 2:
        yield "6.1.3 no ID"
    if document.is_encrypted:
        yield "6.1.3 encrypted"
    yield from (f"qpdf: {problem}" for problem in document.check_pdf_syntax())


def _streams(pdf: bytes, document: pikepdf.Pdf) -> Iterator[str]:
    for stream in _all_streams(document):
        raw = stream.read_raw_bytes()
        if b"\nstream\n" + raw + b"\nendstream" not in pdf:
            yield f"6.1.7.1 length or line ends of stream {stream.objgen}"
        if {"/F", "/FFilter", "/FDecodeParms"} & set(stream.keys()):
            yield f"6.1.7.1 content outside the file in {stream.objgen}"
        filters = stream.get("/Filter", pikepdf.Array())
        named = {str(one) for one in (filters if isinstance(filters, pikepdf.Array) else [filters])}
        if not named <= FILTERS:
            yield f"6.1.7.2 filter {named} in {stream.objgen}"
        if stream.get("/Subtype") == Name.Form and {"/OPI", "/PS", "/Ref", "/Group"} & set(stream.keys()):
            yield f"6.2.9 form {stream.objgen}"
        if stream.get("/Subtype") == Name.Image:
            yield from _image(stream)


def _image(image: pikepdf.Object) -> Iterator[str]:
    if {"/Alternates", "/OPI", "/SMask", "/Mask"} & set(image.keys()) or image.get("/Interpolate", False):
        yield f"6.2.8 image {image.objgen}"
    if image.ColorSpace not in (Name.DeviceRGB, Name.DeviceGray) or image.BitsPerComponent not in (1, 2, 4, 8):
        yield f"6.2.4 colours of image {image.objgen}"


def _all_streams(document: pikepdf.Pdf) -> list[pikepdf.Object]:
    hidden = ("/ObjStm", "/XRef")
    streams = [one for one in document.objects if isinstance(one, pikepdf.Stream)]
    return [one for one in streams if str(one.get("/Type", "")) not in hidden]


def _limits(document: pikepdf.Pdf) -> Iterator[str]:
    for one in document.objects:
        for value in _values(one):
            if isinstance(value, pikepdf.String) and len(bytes(value)) > LONGEST_STRING:
                yield "6.1.13 long string"
            if isinstance(value, pikepdf.Name) and len(str(value)) > LONGEST_NAME + 1:
                yield f"6.1.13 long name {value}"


def _values(one: pikepdf.Object) -> Iterator[object]:
    if isinstance(one, pikepdf.Stream | pikepdf.Dictionary):
        for key, value in one.items():
            yield Name(key)
            yield from () if getattr(value, "is_indirect", False) else _values(value)
    elif isinstance(one, pikepdf.Array):
        for value in one:
            yield from () if getattr(value, "is_indirect", False) else _values(value)
    else:
        yield one


def _catalog(document: pikepdf.Pdf) -> Iterator[str]:
    if more := set(document.Root.keys()) - CATALOG:
        yield f"6.3 to 6.11 {more} in the catalog"  # forms, scripts, actions, layers, embedded files
    if str(document.Root.get("/Lang", "")) != "zh-CN":
        yield "language"
    if not document.Root.get("/ViewerPreferences", {}).get("/DisplayDocTitle"):
        yield "title not shown"
    for one in document.objects:
        if isinstance(one, pikepdf.Dictionary) and {"/AA", "/JS", "/OpenAction", "/A"} & set(one.keys()):
            yield f"6.5 an action in {one.objgen}"


def _output_intent(document: pikepdf.Pdf) -> Iterator[str]:
    intents = document.Root.get("/OutputIntents", ())
    if len(intents) != 1 or intents[0].S != Name.GTS_PDFA1 or "/DestOutputProfileRef" in intents[0]:
        yield "6.2.3 output intent"
        return
    profile = intents[0].DestOutputProfile
    content = profile.read_bytes()
    right = content[36:40] == b"acsp" and content[16:20] == b"RGB " and content[12:16] == b"mntr" and content[8] < 5
    if not right or profile.N != 3 or int.from_bytes(content[:4], "big") != len(content):
        yield "6.2.3 colour profile"


def _metadata(document: pikepdf.Pdf) -> Iterator[str]:
    stream = document.Root.get("/Metadata")
    if stream is None or "/Filter" in stream or stream.get("/Type") != Name.Metadata:
        yield "6.6.2.1 no plain metadata"
        return
    packet = stream.read_bytes().decode("utf-8")
    if not re.match(r'<\?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"\?>', packet):
        yield "6.6.2.1 packet header"
    tree = ET.fromstring(packet[: packet.rindex("<?xpacket")])
    properties = [one for description in tree.iter(f"{RDF}Description") for one in description]
    told = {one.tag: (one.text or "").strip() for one in properties}
    if (told.get(XMP["pdfaid"] + "part"), told.get(XMP["pdfaid"] + "conformance")) != ("2", "U"):
        yield "6.6.4 not marked as 2U"
    yield from _described(tree, properties)
    yield from _same_information(document, tree, told)


def _described(tree: ET.Element, properties: list[ET.Element]) -> Iterator[str]:
    """6.6.2.3: a property is predefined, or an extension schema of the file describes it."""
    described = {
        f"{{{uri.text}}}{name.text}"
        for schema in tree.iter(f"{RDF}li")
        for uri in schema.findall(f"{SCHEMA}namespaceURI")
        for name in schema.iter(f"{PROPERTY}name")
    }
    for one in properties:
        known = one.tag.startswith((*XMP.values(), f"{{{EXTENSION}}}"))
        if not known and one.tag not in described and not one.tag.startswith((SCHEMA, PROPERTY)):
            yield f"6.6.2.3 property {one.tag} is not described"


def _same_information(document: pikepdf.Pdf, tree: ET.Element, told: dict[str, str]) -> Iterator[str]:
    def inside(name: str) -> list[str]:
        return [item.text or "" for one in tree.iter(XMP["dc"] + name) for item in one.iter(f"{RDF}li")]

    info = {key: str(value) for key, value in document.docinfo.items()}
    if set(info) != {"/Title", "/Author", "/Producer", "/CreationDate", "/ModDate"}:
        yield f"document information {sorted(info)}"
        return
    pairs = {
        "title": ([info["/Title"]], inside("title")), "author": ([info["/Author"]], inside("creator")),
        "producer": (info["/Producer"], told.get(XMP["pdf"] + "Producer")),
        "created": (_digits(info["/CreationDate"]), _digits(told.get(XMP["xmp"] + "CreateDate", ""))),
        "changed": (_digits(info["/ModDate"]), _digits(told.get(XMP["xmp"] + "ModifyDate", ""))),
        "language": ([str(document.Root.get("/Lang", ""))], inside("language")),
    }  # fmt: skip
    yield from (f"{name} differs in the metadata" for name, (one, other) in pairs.items() if one != other or not one)


def _digits(moment: str) -> str:
    return re.sub(r"\D", "", moment)


def _pages(document: pikepdf.Pdf) -> Iterator[str]:
    used: dict[tuple[int, int], tuple[pikepdf.Object, set[int]]] = {}
    for number, page in enumerate(document.pages, 1):
        if more := set(page.keys()) - PAGE:
            yield f"page {number}: {more}"
        if "/Resources" not in page or "/ExtGState" in page.Resources or "/ColorSpace" in page.Resources:
            yield f"6.2.2 resources of page {number}"
        yield from (f"page {number}: {fault}" for fault in _content(page.obj, page.Resources, used))
    for font, codes in used.values():
        yield from (f"{font.BaseFont}: {fault}" for fault in _font(font, codes))


def _content(
    stream: pikepdf.Object, resources: pikepdf.Object, used: dict[tuple[int, int], tuple[pikepdf.Object, set[int]]]
) -> Iterator[str]:
    codes: set[int] = set()
    depth = 0
    for operands, operator in pikepdf.parse_content_stream(stream):
        name = str(operator)
        depth += {"q": 1, "Q": -1}.get(name, 0)
        if name not in OPERATORS or depth > DEEPEST:
            yield f"6.2.2 operator {name} at depth {depth}"
        elif name == "Tf":
            font = resources.Font[str(operands[0])]
            codes = used.setdefault(font.objgen, (font, set()))[1]
        elif name in ("Tj", "TJ"):
            for shown in operands if name == "Tj" else operands[0]:
                content = bytes(shown) if isinstance(shown, pikepdf.String) else b""
                codes.update(content[at] << 8 | content[at + 1] for at in range(0, len(content) - 1, 2))
        elif name == "Do" and resources.XObject[str(operands[0])].Subtype == Name.Form:
            form = resources.XObject[str(operands[0])]
            yield from _content(form, form.get("/Resources", resources), used)
    if depth:
        yield "6.2.2 q without Q"


def _font(font: pikepdf.Object, codes: set[int]) -> Iterator[str]:
    """6.2.11: composite fonts only, embedded, with the widths of their program and a text for every code."""
    if font.Subtype != Name.Type0 or font.Encoding != Name("/Identity-H") or len(font.DescendantFonts) != 1:
        yield "6.2.11.2 no composite font"
        return
    own = font.DescendantFonts[0]
    system = {key: str(own.CIDSystemInfo[key]) for key in ("/Registry", "/Ordering")}
    if own.Subtype != Name.CIDFontType2 or own.get("/CIDToGIDMap") != Name.Identity:
        yield "6.2.11.3.2 codes are not bound to glyphs"
    if system != {"/Registry": "Adobe", "/Ordering": "Identity"} or own.BaseFont != font.BaseFont:
        yield "6.2.11.3.1 character collection"
    if "/FontFile2" not in own.FontDescriptor or "/CIDSet" in own.FontDescriptor:
        yield "6.2.11.4 not embedded"
        return
    if own.FontDescriptor.FontName != own.BaseFont or not re.match(r"/[A-Z]{6}\+", str(own.BaseFont)):
        yield "6.2.11.4 name of a subset"
    yield from _program(own, codes)
    if "/ToUnicode" not in font:
        yield "6.2.11.7.2 no text"
        return
    texts = {
        int(code, 16): bytes.fromhex(text)
        for code, text in re.findall(r"<([0-9A-F]{4})> <([0-9A-F]+)>", font.ToUnicode.read_bytes().decode("ascii"))
    }
    if without := codes - set(texts):
        yield f"6.2.11.7.2 codes without text: {sorted(without)}"
    if any(text in (b"\0\0", b"\xfe\xff", b"\xff\xfe") for text in texts.values()):
        yield "6.2.11.7.2 a text that is none"


def _program(own: pikepdf.Object, codes: set[int]) -> Iterator[str]:
    stream = own.FontDescriptor.FontFile2
    content = stream.read_bytes()
    if stream.get("/Length1") != len(content):
        yield "6.2.11.4 length of the font program"
    program = TTFont(io.BytesIO(content), checkChecksums=2)
    glyphs = program["maxp"].numGlyphs
    if 0 in codes or any(code >= glyphs for code in codes):
        yield "6.2.11.8 a code that shows no glyph"
    told = {}
    for first, widths in zip(own.W[::2], own.W[1::2], strict=True):
        told.update(enumerate(map(float, widths), int(first)))
    names, em = program.getGlyphOrder(), program["head"].unitsPerEm
    for code in sorted(codes & set(range(glyphs))):
        if abs(program["hmtx"][names[code]][0] * 1000 / em - told.get(code, float(own.DW))) > 1:
            yield f"6.2.11.5 width of glyph {code}"
