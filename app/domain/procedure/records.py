"""What is recorded: one frozen class per entity, named and stored as the field's own words.

Ids of everything inside an inspection are ``<inspection>/<local id>``. People of the bureau are officers of the
register; people met at the unit are ``Person``. All moments carry +08:00.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, ClassVar

NOTHING: Mapping[str, Any] = {}

COMPREHENSIVE, SPECIAL, LEAD, ROUTINE = "comprehensive", "special", "lead", "routine"
CONFIRMED, PENDING, SUSPENDED, REVOKED = "confirmed", "pending", "suspended", "revoked"
RESPONSIBLE, DEPUTY, WITNESS, OTHER = "responsible", "deputy", "witness", "other"
INK, PAPER, REFUSAL = "ink", "paper", "refusal"
IN_PERSON, PHONE, DELEGATED, DISCUSSION = "in_person", "phone", "delegated", "discussion"
DIRECT, LEFT_BEHIND = "direct", "left_behind"
POST, ELECTRONIC, NOTICE = "post", "electronic", "notice"
AFTERWARDS = ""
"""The visit of who was met once the record was sealed: they receive papers, or see them left behind."""
IN_PERSON_WAYS = frozenset({DIRECT, LEFT_BEHIND})


@dataclass(frozen=True, slots=True)
class Officer:
    """An officer of a bureau with the 执法证件. Roles: officer, chief, leader, reviewer, administrator, auditor.

    ``credential_reason`` says why a credential was suspended or revoked; ``retired`` = {reason, by, at} of who left.
    """

    ENTITY: ClassVar[str] = "officer"
    SETS: ClassVar[frozenset[str]] = frozenset({"roles"})
    id: str
    name: str
    bureau: str
    office: str = ""
    post: str = ""
    phone: str = ""
    roles: tuple[str, ...] = ()
    credential: str = ""
    valid_from: date | None = None
    valid_until: date | None = None
    credential_state: str = PENDING
    public_key: str = ""
    credential_reason: str = ""
    retired: Mapping[str, Any] = field(default_factory=dict)
    voided: bool = False

    @property
    def only_looks(self) -> bool:
        """Return whether they are here to look and verify and change nothing: an auditor who is nothing else."""
        return self.roles == ("auditor",)


@dataclass(frozen=True, slots=True)
class Unit:
    """A 被检查单位. ``kind`` is a key of forms/registers (organ, group, enterprise, institution ...)."""

    ENTITY: ClassVar[str] = "unit"
    id: str
    name: str
    kind: str
    district: str
    credit_code: str = ""
    address: str = ""
    head: str = ""
    head_post: str = ""
    phone: str = ""
    enterprise: bool = False
    voided: bool = False


@dataclass(frozen=True, slots=True)
class Inspection:
    """An inspection from its plan to the archive. ``source`` holds what the mode demands (S130-S134).

    ``seconded`` maps officers of other bureaus to the paper that lends them; ``reasons`` maps codes of amber warnings
    to the reason for going on. ``reinspects`` = {inspection, orders, numbers} where it is the re-inspection (复查) of
    ordered items of another one: its id, the ids of the papers that ordered them and their numbers in words.
    ``record_choice`` tells which of two sealed records stands (``two_records``). ``keeping`` = {from, to, reason, by,
    at} where the period that the closing paper says was changed.
    """

    ENTITY: ClassVar[str] = "inspection"
    SETS: ClassVar[frozenset[str]] = frozenset({"officers", "helpers"})
    id: str
    bureau: str
    unit: str
    form: str
    mode: str
    source: Mapping[str, Any] = field(default_factory=dict)
    purpose: str = ""
    scope: tuple[str, ...] = ()
    basis: tuple[str, ...] = ()
    planned_from: date | None = None
    planned_to: date | None = None
    place: str = ""
    secrecy: str = ""
    prepare: str = ""
    contact: str = ""
    frequency: int = 0
    officers: tuple[str, ...] = ()
    helpers: tuple[str, ...] = ()
    seconded: Mapping[str, Any] = field(default_factory=dict)
    reasons: Mapping[str, Any] = field(default_factory=dict)
    lead_device: str = ""
    handover: Mapping[str, Any] = field(default_factory=dict)
    handover_answer: Mapping[str, Any] = field(default_factory=dict)
    handover_back: Mapping[str, Any] = field(default_factory=dict)
    pinned: Mapping[str, Any] = field(default_factory=dict)
    called_off: Mapping[str, Any] = field(default_factory=dict)
    reinspects: Mapping[str, Any] = field(default_factory=dict)
    record_choice: Mapping[str, Any] = field(default_factory=dict)
    closed_at: datetime | None = None
    keeping: Mapping[str, Any] = field(default_factory=dict)
    voided: bool = False


@dataclass(frozen=True, slots=True)
class Approval:
    """A leader's decision on a document. By phone it stays open (补签) until ``paper`` names the signed sheet.

    ``digest`` is that of the words decided on, "" where there were none yet (a measure).
    """

    ENTITY: ClassVar[str] = "approval"
    id: str
    kind: str
    document: str
    decision: str
    approver: str
    role: str
    channel: str
    at: datetime
    recorded_by: str
    opinion: str = ""
    delegation: str = ""
    paper: str = ""
    digest: str = ""
    voided: bool = False


@dataclass(frozen=True, slots=True)
class Visit:
    """One day at the unit. ``refused`` = entry refused {reason, by, at}; ``called_off`` = {reason, at}.

    ``refused["unsigned"]`` = {officers, reason, by, at}: who was there without signing in, and why, said afterwards.
    """

    ENTITY: ClassVar[str] = "visit"
    id: str
    arrived_at: datetime
    place: str
    left_at: datetime | None = None
    refused: Mapping[str, Any] = field(default_factory=dict)
    called_off: Mapping[str, Any] = field(default_factory=dict)
    voided: bool = False


@dataclass(frozen=True, slots=True)
class Departure:
    """The officers left after the record was sealed; its id is that of the visit, which the seal covers."""

    ENTITY: ClassVar[str] = "departure"
    id: str
    left_at: datetime
    voided: bool = False


@dataclass(frozen=True, slots=True)
class SignIn:
    """One officer's own sign-in at one visit, made on site with passphrase or PIN; ``card`` = {credential, until}."""

    ENTITY: ClassVar[str] = "sign_in"
    id: str
    visit: str
    officer: str
    at: datetime
    device: str = ""
    card: Mapping[str, Any] = field(default_factory=dict)
    voided: bool = False


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody present at the unit, or met after the seal (``AFTERWARDS``).

    A deputy needs ``authorization``: the evidence id of the 授权委托书.
    """

    ENTITY: ClassVar[str] = "person"
    id: str
    visit: str
    name: str
    post: str
    role: str
    id_number: str = ""
    phone: str = ""
    employer: str = ""
    authorization: str = ""
    voided: bool = False


@dataclass(frozen=True, slots=True)
class Rights:
    """Credentials shown and rights told at one visit, with the answers.

    ``recusal`` = {requested, officer, reason, decision, decided_by}; ``statement`` = {wanted, text}.
    """

    ENTITY: ClassVar[str] = "rights"
    id: str
    visit: str
    person: str
    shown_at: datetime
    credentials: tuple[Mapping[str, Any], ...]
    told_at: datetime
    acknowledged: str
    recusal: Mapping[str, Any] = field(default_factory=dict)
    statement: Mapping[str, Any] = field(default_factory=dict)
    voided: bool = False


@dataclass(frozen=True, slots=True)
class Recording:
    """A body-camera file: registered by number, time and digest, not copied."""

    ENTITY: ClassVar[str] = "recording"
    id: str
    visit: str
    number: str
    started_at: datetime
    ended_at: datetime
    camera: str = ""
    sha256: str = ""
    content: str = ""
    voided: bool = False
