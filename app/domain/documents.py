"""Papers as values: what a definition of a paper says, and which mandatory slots its data leave blank.

The catalogue reads a definition from forms/, the services gather the data, the typesetting turns both into pages.
Texts of a definition are Jinja2 templates over the data; ``when`` is a Jinja2 expression, blank for always; ``each``
is a path into the data whose elements the block repeats over, named ``item`` and counted from 1 as ``index``.
What data each paper needs is told in forms/inspections/electronic-records/documents/README.md.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from app.domain.entries import EntryField, Procedure

LIFECYCLES = ("internal", "signed", "stamped")
LAYOUTS = ("official", "form")
STYLES = ("body", "hei", "kai", "song", "small", "note")
ALIGNMENTS = ("justify", "left", "centre", "right")
TEMPLATE_FILTERS = ("day", "moment", "numeral", "digest")


@dataclass(frozen=True)
class Slot:
    """One mandatory field: ``path`` into the data, Chinese ``name``, ``place`` where it is entered.

    ``officers[].name`` asks it of every element and of at least ``least`` elements; ``when`` is a path that must be
    filled, ``path=value`` or ``!path``, for the slot to be asked at all; ``basis`` names the articles that demand it.
    """

    path: str
    name: str
    place: str
    when: str = ""
    least: int = 1
    basis: tuple[str, ...] = ()


@dataclass(frozen=True)
class HeadBlock:
    """The red head 版头: issuing body, number, red rule; a paper to a higher body names its ``signer`` 签发人 there.

    ``copy_number`` 份号, ``secrecy`` 密级和保密期限 and ``urgency`` 紧急程度 stand at the upper left where filled.
    """

    text: str
    number: str
    signer: str = ""
    when: str = ""
    copy_number: str = ""
    secrecy: str = ""
    urgency: str = ""


@dataclass(frozen=True)
class TitleBlock:
    """The title, centred: every line of ``text`` one of its own; a long one broken by sense in 梯形 or 菱形."""

    text: str
    when: str = ""


@dataclass(frozen=True)
class TextBlock:
    """Paragraphs: each line of ``text`` one; ``indent`` is the first line's in characters, ``before`` blank lines."""

    text: str
    style: str = "body"
    align: str = "justify"
    indent: int = 2
    before: float = 0.0
    keep: bool = False
    each: str = ""
    when: str = ""


@dataclass(frozen=True)
class Cell:
    """One cell of a form row: a label or a value; ``width`` in shares of the row.

    ``signer`` is a line at the foot, ``签名：|时间``: at the bar the ink of ``sign`` (a path, ``item.path`` in a
    repeated row) is drawn, or room is left for a pen; ``instead`` stands in that room where there is no ink.
    """

    text: str
    width: float = 1.0
    label: bool = False
    sign: str = ""
    signer: str = ""
    instead: str = ""
    lines: int = 1


@dataclass(frozen=True)
class FormRow:
    """One row of a form grid; ``each`` repeats it."""

    cells: tuple[Cell, ...]
    each: str = ""
    when: str = ""


@dataclass(frozen=True)
class FormBlock:
    """A ruled grid of labels and values."""

    rows: tuple[FormRow, ...]
    when: str = ""


@dataclass(frozen=True)
class Column:
    """One column of a table: heading, width in shares, alignment and the cell's template over ``item``."""

    title: str
    text: str
    width: float = 1.0
    align: str = "left"


@dataclass(frozen=True)
class TableBlock:
    """A table over ``each``; its head is repeated with 续表 on every page.

    ``group`` is a template: where its value changes, a full-width row shows it. Rows up to ``blank`` are added empty
    and struck out, so that nothing can be written in afterwards. ``caption`` stands above.
    """

    each: str
    columns: tuple[Column, ...]
    caption: str = ""
    group: str = ""
    blank: int = 0
    empty: str = ""
    when: str = ""


@dataclass(frozen=True)
class ListedTablesBlock:
    """One table for each element of ``each``: its ``columns`` and ``rows`` come from the data (sampling tables)."""

    each: str
    caption: str
    when: str = ""


@dataclass(frozen=True)
class SignatureBlock:
    """Signature cells for each element of ``each``: role, name, ink or an empty field for the pen, time.

    A cell's data are ``{"role", "name", "at", "strokes", "refused", "note"}``; ``at`` and ``strokes`` may be blank on
    paper that is signed by hand; ``note`` stands in the cell where there is no ink. ``columns`` cells stand side by
    side.
    """

    each: str
    columns: int = 2
    when: str = ""


@dataclass(frozen=True)
class StampBlock:
    """Issuing body and date with room for the stamp; never without two lines of text on its page."""

    agency: str
    date: str
    when: str = ""


@dataclass(frozen=True)
class AnnexesBlock:
    """附件说明: the titles of the paper's annex pages, then the names at ``each``, numbered where there are several."""

    each: str = ""
    when: str = ""


@dataclass(frozen=True)
class AnnexBlock:
    """An annex on pages of its own: the blocks behind it, up to the next annex or the imprint; left out with it.

    Texts and conditions know its mark as ``annexed.<name>``: 附件, 附件2 where there are several, blank where ``when``
    left it out.
    """

    name: str
    title: str
    when: str = ""


@dataclass(frozen=True)
class ImprintBlock:
    """版记 at the foot of the last page: whom copies go to (may be blank), who printed the paper and when."""

    issuer: str
    date: str
    copies: str = ""
    when: str = ""


@dataclass(frozen=True)
class GapBlock:
    """Blank lines, dropped at the top of a page."""

    lines: float = 1.0
    when: str = ""


Block = (
    HeadBlock
    | TitleBlock
    | TextBlock
    | FormBlock
    | TableBlock
    | ListedTablesBlock
    | SignatureBlock
    | StampBlock
    | AnnexesBlock
    | AnnexBlock
    | ImprintBlock
    | GapBlock
)


@dataclass(frozen=True)
class Foot:
    """What stands below the text of every page: a line, and what each page is signed with.

    ``signers`` is the path of the signatures: each page shows the ink of who signed on the screen, and a rule for who
    has yet to sign by hand. ``signatures`` are rules for all by the labels given. ``when`` and ``sign_when`` are
    conditions that also know ``page`` and ``pages``.
    """

    text: str = ""
    signatures: tuple[str, ...] = ()
    when: str = ""
    sign_when: str = ""
    signers: str = ""


@dataclass(frozen=True)
class DocumentDefinition:
    """One kind of paper: who it is for, how it lives, what must be filled and what stands on it.

    ``kind`` is the paper's code (D4), ``number_kind`` the type part of its number (执通), blank for none;
    ``lifecycle`` internal, signed or stamped; ``layout`` official (公文, GB/T 9704) or form; ``copies`` the names of
    the copies in printing order, ``prints`` those of one file printed several times; ``basis`` its articles.
    ``entries`` is the form an officer fills in for it and ``procedure`` its place in the case, both for papers that are
    made by their definition alone.
    """

    kind: str
    title: str
    number_kind: str
    lifecycle: str
    layout: str
    copies: tuple[str, ...]
    slots: tuple[Slot, ...]
    blocks: tuple[Block, ...]
    basis: tuple[str, ...] = ()
    foot: Foot = field(default_factory=Foot)
    version: str = "1"
    prints: tuple[str, ...] = ()
    entries: tuple[EntryField, ...] = ()
    procedure: Procedure | None = None

    @property
    def print_names(self) -> tuple[str, ...]:
        """Return under which names it is printed and logged, 正本 where the form names none."""
        return self.copies or self.prints or ("正本",)
