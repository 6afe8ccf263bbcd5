"""What an inspection brings forth: evidence, findings, measures, papers, signatures and services."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, ClassVar

STAMPED_KINDS = frozenset({"D2", "D11"})
APPROVED_KINDS = frozenset({"D1", "D11"})
"""The papers of the visit, which the program composes itself; the others say both in their definitions."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """A piece of evidence. ``links`` are question paths or finding ids (add-wins).

    ``ground`` (S141) = {kind: report|evidence, detail} is needed where ``copied`` is true. ``custody`` is a set of
    {at, officer, act, note}. ``derivative`` is the digest of the 1,600 px picture. ``supplement`` marks what came
    after the record was sealed (补充材料).
    """

    ENTITY: ClassVar[str] = "evidence"
    SETS: ClassVar[frozenset[str]] = frozenset({"links", "custody"})
    id: str
    kind: str
    name: str
    sha256: str
    sm3: str
    size: int
    media_type: str
    captured_at: datetime
    maker: str
    medium: str
    method: str
    proves: str
    original: bool = True
    copied: bool = False
    ground: Mapping[str, Any] = field(default_factory=dict)
    provider: str = ""
    place: str = ""
    derivative: str = ""
    exif: Mapping[str, Any] = field(default_factory=dict)
    set_aside: str = ""
    links: tuple[str, ...] = ()
    custody: tuple[Mapping[str, Any], ...] = ()
    supplement: bool = False
    voided: bool = False


@dataclass(frozen=True, slots=True)
class Finding:
    """A 发现的问题 with editable legal wording. ``basis`` are article ids broken; ``aim`` is correct or hazard."""

    ENTITY: ClassVar[str] = "finding"
    id: str
    question: str
    code: str
    text: str
    severity: str
    basis: tuple[str, ...] = ()
    order_basis: tuple[str, ...] = ()
    aim: str = "correct"
    voided: bool = False


@dataclass(frozen=True, slots=True)
class Measure:
    """A 处理措施 (M1-M9). ``orders`` = [{finding, text, due}]; ``powers`` are ids of powers.toml.

    ``number`` is the reserved document number's id. ``corrected`` says of 现场指正 whether it was put right at once
    (corrected) or promised.
    """

    ENTITY: ClassVar[str] = "measure"
    id: str
    kind: str
    findings: tuple[str, ...]
    text: str = ""
    orders: tuple[Mapping[str, Any], ...] = ()
    term: str = ""
    due: date | None = None
    report_way: str = ""
    report_by: date | None = None
    powers: tuple[str, ...] = ()
    number: str = ""
    decided_at: datetime | None = None
    corrected: str = ""
    voided: bool = False


@dataclass(frozen=True, slots=True)
class Task:
    """Something that must still be done. ``kind``: countersign (补签), measure, serve ...; red once ``due`` passed.

    ``duty`` names the term of the measure that opened it (``M8.2``); ``basis`` are the article ids it rests on.
    """

    ENTITY: ClassVar[str] = "task"
    id: str
    kind: str
    title: str
    subject: str
    opened_at: datetime
    due: datetime | None = None
    done_at: datetime | None = None
    result: str = ""
    duty: str = ""
    basis: tuple[str, ...] = ()
    voided: bool = False


@dataclass(frozen=True, slots=True)
class Document:
    """A 执法文书. Its frozen words are the ``Content`` of the same id; state, stamp and file go on after freezing.

    States: draft, approved, signed, awaiting_stamp, stamped, served (by the lifecycle of its definition).
    ``approval`` is the role that signs off a paper made by its definition alone, ``lifecycle`` how it lives and
    ``delivery`` how it leaves (none, serve, send), as its definition said when it was begun. ``number`` is a number id;
    ``pdf`` the digest of the rendered file and ``fonts`` the name and SHA-256 of each font it was set in; ``stamped`` =
    {at, by, way, sheet}; ``dated`` the day it bears (ISO), where it was approved on a later one than it was drafted.
    """

    ENTITY: ClassVar[str] = "document"
    id: str
    kind: str
    state: str = "draft"
    measure: str = ""
    subject: str = ""
    number: str = ""
    frozen_at: datetime | None = None
    pdf: str = ""
    stamped: Mapping[str, Any] = field(default_factory=dict)
    fonts: Mapping[str, Any] = field(default_factory=dict)
    approval: str = ""
    lifecycle: str = ""
    delivery: str = ""
    dated: str = ""
    voided: bool = False

    @property
    def is_stamped(self) -> bool:
        """Return whether it leaves the bureau under the official stamp."""
        return self.lifecycle == "stamped" or self.kind in STAMPED_KINDS

    @property
    def is_served(self) -> bool:
        """Return whether it must reach the party or another body before the case can be closed."""
        return self.is_stamped and self.delivery != "none"

    @property
    def grows(self) -> bool:
        """Return whether opinions come to it after it is final, so that its file is made again."""
        return self.kind == "D1" or self.lifecycle == "internal"

    @property
    def needs_approval(self) -> bool:
        """Return whether somebody has to sign it off before it is final."""
        return bool(self.approval) or self.kind in APPROVED_KINDS


@dataclass(frozen=True, slots=True)
class Content:
    """The words of the document with the same id; a seal covers it once the document is frozen.

    ``digest`` and ``sm3`` are those of the canonical bytes of ``data``; ``definition`` is the digest of the form it is
    set by.
    """

    ENTITY: ClassVar[str] = "content"
    id: str
    data: Mapping[str, Any]
    digest: str
    sm3: str
    definition: str
    voided: bool = False


@dataclass(frozen=True, slots=True)
class Statement:
    """The unit's own statement, in its words, or that it made none."""

    ENTITY: ClassVar[str] = "statement"
    id: str
    person: str
    text: str
    at: datetime
    voided: bool = False


@dataclass(frozen=True, slots=True)
class ReadBack:
    """The record read back to the responsible person: on screen or on paper, with the digest of what was shown."""

    ENTITY: ClassVar[str] = "read_back"
    id: str
    document: str
    person: str
    at: datetime
    mode: str
    digest: str
    remarks: str = ""
    voided: bool = False


@dataclass(frozen=True, slots=True)
class Signature:
    """A signature or its refusal, bound to the digest of what was shown.

    ``way``: ink (``ink`` holds the strokes), paper (``paper`` = evidence id of the photographed sheet), refusal
    (``reason``, and ``witness`` person id, ``media`` evidence ids or the ``recording`` of a body camera; ``refused_at``
    where it was not noted at once). ``signer`` is an officer or person id.
    """

    ENTITY: ClassVar[str] = "signature"
    id: str
    document: str
    digest: str
    signer: str
    role: str
    way: str
    at: datetime
    ink: Mapping[str, Any] = field(default_factory=dict)
    paper: str = ""
    reason: str = ""
    witness: str = ""
    media: tuple[str, ...] = ()
    remark: str = ""
    recording: str = ""
    refused_at: datetime | None = None
    voided: bool = False

    @property
    def happened_at(self) -> datetime:
        """Return when it was signed, or refused."""
        return self.refused_at or self.at


@dataclass(frozen=True, slots=True)
class Service:
    """Service of one document with its 送达回证 (D33). ``way``: direct, left_behind (留置), post, electronic, notice.

    ``effective_at`` is the day of service where that is not ``at``; ``details`` what the way asks for.
    """

    ENTITY: ClassVar[str] = "service"
    id: str
    document: str
    way: str
    at: datetime
    place: str
    recipient: str
    servers: tuple[str, ...]
    refusal: str = ""
    witnesses: tuple[str, ...] = ()
    media: tuple[str, ...] = ()
    receipt: str = ""
    effective_at: datetime | None = None
    details: Mapping[str, Any] = field(default_factory=dict)
    voided: bool = False
