"""The case file 案卷 as values: what its definition says, and what one inspection puts into it.

The catalogue reads the definition from forms/casefile, a service gathers the plan, the typesetting binds the file.
Captions are Jinja2 templates over a photo's ``facts``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from app.domain.documents import DocumentDefinition


@dataclass(frozen=True)
class Caption:
    """One line beside a photo: its label, and the template of what stands there."""

    label: str
    text: str


@dataclass(frozen=True)
class CaseFileDefinition:
    """How a case file is put together.

    ``title`` is the template of its title; ``order`` the kinds of paper in their order, ``receipt`` the kind that
    follows the paper it proves the service of; ``required`` the kinds without which no case file is complete;
    ``retentions`` the periods to choose from, the first one usual. ``state`` is 待核实 until the bureau confirmed it.
    """

    title: str
    version: str
    state: str
    order: tuple[str, ...]
    receipt: str
    required: tuple[str, ...]
    retentions: tuple[str, ...]
    captions: tuple[Caption, ...]
    cover: DocumentDefinition
    index: DocumentDefinition
    photos: DocumentDefinition
    reference: DocumentDefinition


@dataclass(frozen=True, slots=True)
class FiledPaper:
    """One paper in the file: as the index names it; ``note`` says what is peculiar (草稿).

    ``void``: it was final and voided, and says so on every page. ``sha256`` is the digest of a PDF that was handed in,
    whose pages are shown; ``left_out`` says in Chinese why its pages, or those of a paper of ours, cannot be.
    """

    kind: str
    title: str
    number: str
    day: str
    note: str = ""
    void: bool = False
    sha256: str = ""
    left_out: str = ""


@dataclass(frozen=True, slots=True)
class FiledPhoto:
    """One photo: ``number`` as papers cite it (证据3), its ``group``, what the captions say, digest of the original.

    ``width``, ``height`` and ``components`` (1 grey, 3 colour) are those of the small picture; ``lacking`` says in
    Chinese why there is none, "" where there is one.
    """

    number: str
    group: str
    name: str
    sha256: str
    facts: Mapping[str, str]
    width: int = 0
    height: int = 0
    components: int = 3
    lacking: str = ""


@dataclass(frozen=True, slots=True)
class FiledFile:
    """Evidence that is no picture: listed with its digest, kept beside the paper file."""

    number: str
    name: str
    size: int
    sha256: str
    proves: str
    lacking: str = ""


@dataclass(frozen=True)
class CaseFilePlan:
    """All that a case file is made from but the bytes of papers and pictures.

    ``facts`` are the data of cover and 备考表; ``lacks`` says in Chinese what is not there. ``made_at`` dates the file.
    """

    definition: CaseFileDefinition
    title: str
    author: str
    made_at: str
    facts: Mapping[str, Any]
    papers: tuple[FiledPaper, ...] = ()
    photos: tuple[FiledPhoto, ...] = ()
    files: tuple[FiledFile, ...] = ()
    lacks: tuple[str, ...] = ()
    training: bool = False
    draft: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the index: its ``first`` and ``last`` page number; ``sheet`` counts the PDF's pages from 0."""

    title: str
    number: str
    day: str
    first: int
    last: int
    sheet: int
    note: str = ""

    @property
    def name(self) -> str:
        """Return how a list calls it: with its number, and in words what is peculiar (作废, 草稿, 未装订)."""
        return f"{self.title} {self.number}".strip() + (f"（{self.note}）" if self.note else "")

    @property
    def pages(self) -> str:
        """Return the page numbers as the index prints them."""
        return str(self.first) if self.first == self.last else f"{self.first}-{self.last}"


@dataclass(frozen=True, slots=True)
class BoundFile:
    """A finished case file: its sheets, the numbered pages among them, and the lines of its index."""

    sheets: int
    numbered: int
    entries: tuple[Entry, ...] = field(default_factory=tuple)
