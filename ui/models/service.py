"""Service of papers as the page shows it: what is served to whom, who has signed, and which clocks started."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from app.domain.clock import CHINA
from app.domain.namesakes import name_of, people_told_apart
from app.domain.problems import Problem
from app.domain.procedure.case import Case
from app.domain.procedure.circumstances import day_of
from app.domain.procedure.guards_service import (
    confirmed_account,
    effective_day,
    in_transit,
    not_yet_served,
    notice_runs,
)
from app.domain.procedure.outcomes import Document, Service, Signature
from app.domain.procedure.records import (
    DEPUTY,
    DIRECT,
    ELECTRONIC,
    IN_PERSON_WAYS,
    LEFT_BEHIND,
    NOTICE,
    OTHER,
    POST,
    RESPONSIBLE,
)
from app.domain.procedure.servers_cards import ran_out_since
from app.domain.procedure.witnesses import witnesses_for
from app.services.desk import Desk
from app.services.papers.composing.wording import ROLE_NAMES, WAY_NAMES
from app.services.papers.delivery import contested, sign_receipt
from app.services.papers.signed_papers import sign_paper, signers
from ui.models.moments import day_words
from ui.models.papers import RECEIPT, SERVE, PaperRow, papers, title_of
from ui.models.service_clocks import clocks
from ui.models.service_words import attempts, begun_words, done_words
from ui.models.signing import seated

RECIPIENT, WITNESS_ROLE, SERVER = "recipient", "witness", "server"
ROLE_WORDS = {**ROLE_NAMES, RECIPIENT: "受送达人", WITNESS_ROLE: "见证人", SERVER: "送达人"}
BY_THEMSELVES = frozenset({SERVER, "officer"})
"""Roles of the bureau's own people, who sign by their own secret."""
WAY_WORDS = WAY_NAMES
POSTS = {"responsible": "负责人", "deputy": "受委托人", "witness": "见证人", "other": "其他在场人员"}


@dataclass(frozen=True, slots=True)
class Choice:
    """Something to choose: its id, and how it is called."""

    id: str
    words: str


@dataclass(frozen=True, slots=True)
class Signer:
    """Who signs the receipt, in which role; ``done`` says in words how, "" while it is still to be done."""

    id: str
    name: str
    role: str
    done: str = ""

    @property
    def words(self) -> str:
        """Return name and role as on the tab."""
        return f"{ROLE_WORDS[self.role]} {self.name}"


@dataclass(frozen=True)
class UnderWay:
    """A service that was begun: its receipt, the paper, its facts in words, and who signs.

    ``awaits`` says what must be registered before anybody signs: the day the post or the message arrived; ``mendable``
    that it was and may be registered again. ``posted``: it is on its way by post, ``running``: its public notice
    still runs. ``sheet`` is the photo of the receipt signed on paper (evidence id and name) that others signed on too.
    """

    receipt: str
    title: str
    way: str
    facts: tuple[str, ...]
    signers: tuple[Signer, ...]
    sheet: Choice | None = None
    awaits: str = ""
    posted: bool = False
    running: bool = False
    mendable: bool = False

    @property
    def signed(self) -> bool:
        """Return whether everybody has signed."""
        return all(one.done for one in self.signers)

    @property
    def settled(self) -> bool:
        """Return whether the party has nothing more to refuse: what was begun can only be wrong by itself."""
        asked = [one for one in self.signers if one.role == RECIPIENT]
        return all(one.done for one in asked) if self.way in IN_PERSON_WAYS else self.signed and not self.awaits


@dataclass(frozen=True)
class Served:
    """A service that is complete: what was served and what it set going."""

    title: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class ServiceView:
    """What the page needs: papers to serve, people, where it was done last, services under way and done.

    ``waiting`` are the papers that cannot be served yet; ``witnesses`` are who may witness that each of the people
    refused a paper, by id, with the name of who may be the same person, "" for none;
    ``others`` are those who receive for the unit only where that is said; ``address`` is that of the unit;
    ``account`` what the party agreed to be served at, ``contested`` the papers whose remedy is told with them,
    ``attempts`` in words the services of each paper that came to nothing.
    """

    papers: tuple[Choice, ...]
    people: tuple[Choice, ...]
    place: str
    under_way: tuple[UnderWay, ...]
    served: tuple[Served, ...]
    waiting: tuple[PaperRow, ...] = ()
    witnesses: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    others: frozenset[str] = frozenset()
    address: str = ""
    account: str = ""
    contested: frozenset[str] = frozenset()
    attempts: Mapping[str, str] = field(default_factory=dict)


def service_view(desk: Desk, case: Case) -> ServiceView:
    """Return how service of the papers of an inspection stands."""
    rows = papers(desk, case)
    begun = {one.document for one in case.services}
    ready = [one for one in rows if one.act == SERVE and one.kind != RECEIPT and one.id not in begun]
    to_serve = {one.id for one in case.documents if one.is_served and one.delivery != "send"}
    # an order of which nothing was drafted yet has a row without a document
    waiting = [
        one for one in rows if one.act not in (SERVE, "") and (one.id in to_serve or one.kind in ("D2", "D11"))
    ]
    receipts = {one.id: one for one in case.documents if one.kind == RECEIPT}
    open_ones = [one for one in case.services if one.receipt in receipts and receipts[one.receipt].frozen_at is None]
    done = [one for one in case.services if one not in open_ones]
    return ServiceView(
        papers=tuple(Choice(one.id, f"{one.title} {one.number}".strip()) for one in ready),
        people=people(case),
        place=_last_place(case),
        under_way=tuple(_under_way(desk, case, one) for one in open_ones),
        served=tuple(_served(desk, case, one) for one in done),
        waiting=tuple(waiting),
        witnesses={one.id: witnesses_for(case, one.id, served=True) for one in case.persons},
        others=frozenset(one.id for one in case.persons if one.role == OTHER),
        address=case.unit.address,
        account=confirmed_account(case),
        contested=frozenset(one.id for one in ready if contested(desk, one.kind)),
        attempts=attempts(case),
    )


@dataclass(frozen=True)
class Act:
    """One signature on a receipt or a paper signed on the spot (``title``).

    ``secret`` is what an officer gave; it never stands in a repr.
    """

    receipt: str
    signer: Signer
    way: str
    secret: str = ""
    title: str = ""

    def __repr__(self) -> str:
        return f"Act(receipt={self.receipt!r}, signer={self.signer!r}, way={self.way!r})"


def sign(desk: Any, inspection: str, act: Act, **details: Any) -> tuple[Signature, Sequence[Problem]]:
    """Return the signature; an officer is let in by the own secret for this one act, and the desk goes back.

    Raises:
        Refused: a wrong secret, or the signature is not complete.
    """
    return sign_at(seat_for(desk, act), inspection, act, **details)


def seat_for(desk: Any, act: Act) -> Any:
    """Return the desk with who signs at it: an officer, let in by the own secret; the party signs at the desk given.

    Raises:
        Refused: a wrong secret, the passphrase is due first, or too soon after wrong ones.
    """
    return seated(desk, act.signer.id, act.secret) if act.signer.role in BY_THEMSELVES else desk


def sign_at(seat: Any, inspection: str, act: Act, **details: Any) -> tuple[Signature, Sequence[Problem]]:
    """Return the signature of who is let in already (``seat_for``).

    Raises:
        Refused: the signature is not complete.
    """
    signed = next(one for one in seat.case(inspection).documents if one.id == act.receipt)
    if signed.kind != RECEIPT:
        return sign_paper(seat, inspection, act.receipt, act.signer.id, act.signer.role, act.way, **details), ()
    return sign_receipt(seat, inspection, act.receipt, act.signer.id, act.signer.role, act.way, **details), ()


def paper_under_way(desk: Desk, case: Case, document: Document) -> UnderWay:
    """Return a paper signed on the spot, with who signs it and who has."""
    signed = {one.signer: one for one in case.signatures if one.document == document.id}
    people = tuple(
        Signer(who, name_of(case, who), role, _how(signed.get(who))) for who, role in signers(desk, case, document)
    )
    sheets = {one.paper for one in signed.values() if one.paper}
    sheet = next((Choice(proof.id, proof.name) for proof in case.evidence if proof.id in sheets), None)
    return UnderWay(document.id, title_of(desk, case, document.id), "", (), people, sheet)


def people(case: Case) -> tuple[Choice, ...]:
    """Return the people met at the unit, who answer for it first."""
    order = {RESPONSIBLE: 0, DEPUTY: 1}
    known = sorted(case.persons, key=lambda one: (order.get(one.role, 2), one.id))
    names = people_told_apart(case.persons)
    return tuple(
        Choice(
            one.id,
            names[one.id] if names[one.id] != one.name else f"{one.name}（{one.post or POSTS.get(one.role, '')}）",
        )
        for one in known
    )


def _last_place(case: Case) -> str:
    # a letter goes to an address, where nobody else need be met
    places = [one.place for one in case.services if one.way in IN_PERSON_WAYS] or [one.place for one in case.visits]
    return places[-1] if places else case.inspection.place


def _under_way(desk: Desk, case: Case, one: Service) -> UnderWay:
    signed = {sign.signer: sign for sign in case.signatures if sign.document == one.receipt}
    people_asked = {DIRECT: [(one.recipient, RECIPIENT)], LEFT_BEHIND: [(who, WITNESS_ROLE) for who in one.witnesses]}
    wanted = people_asked.get(one.way, [])
    wanted += [(who, SERVER) for who in one.servers]
    signers = tuple(Signer(who, name_of(case, who), role, _how(signed.get(who))) for who, role in wanted)
    facts = [begun_words(case, one)]
    if one.refusal:
        facts.append(f"拒收理由：{one.refusal}")
    sheets = {signature.paper for signature in signed.values() if signature.paper}
    sheet = next((Choice(proof.id, proof.name) for proof in case.evidence if proof.id in sheets), None)
    left = not_yet_served(one, desk.now())
    running = notice_runs(one, desk.now())
    facts += [blocker.text for blocker in left if blocker.code == "notice-running"]
    awaits = next((blocker.text for blocker in left if blocker.code == "no-arrival"), "")
    posted, day = in_transit(one), effective_day(one)
    arrived = one.way in (POST, ELECTRONIC) and day is not None
    facts += [posted] if posted else []
    if one.way == NOTICE and not running and day is not None:
        facts.append(f"公告期已满，送达日期：{day_words(day)}")
    facts += ran_out_since(case, one, day_of(desk.now()))
    facts += [f"收件（到达）日期：{day_words(day)}"] if arrived and day is not None else []
    return UnderWay(
        one.receipt, title_of(desk, case, one.document), one.way, tuple(facts), signers, sheet, awaits,
        posted=bool(posted), running=running, mendable=arrived and not signed,
    )  # fmt: skip


def _how(signature: Signature | None) -> str:
    if signature is None:
        return ""
    return {"ink": "已在屏幕上签名", "paper": "已在纸上签名", "refusal": "已记录拒签"}.get(signature.way, "已签")


def _served(desk: Desk, case: Case, one: Service) -> Served:
    document = next((paper for paper in case.documents if paper.id == one.document), None)
    lines = [done_words(case, one)]
    day = effective_day(one)
    if day is not None and one.effective_at is not None:
        lines.append(f"送达日期 {day_words(day)}。")
    if document is None:
        return Served("", tuple(lines))
    lines += clocks(desk, case, document, day or one.at.astimezone(CHINA).date())
    return Served(title_of(desk, case, document.id), tuple(lines))
