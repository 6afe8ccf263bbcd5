"""The legal register: which rule said what, and from when to when; who may order whom, and how to appeal.

A law is written once, in forms/legal, and cited by id. A rule whose text is not here has the state 原文未收录:
it can support a question, but no order.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType

from app.domain.provisions import ProvisionId, location_text, parse_provision_id, provisions
from app.errors import Blocker, InspectorError

INCLUDED = "原文已收录"
NOT_INCLUDED = "原文未收录"

UNLISTED, BUREAU_SETTINGS = "list-not-own", "settings/bureau"
UNLISTED_WORDS = (
    "能作职权依据的只有责任清单，而本机关自己的责任清单尚未登记；上级机关的清单不是本机关的依据，不能引用。"
    "请管理员在“设置·本机关”登记本机关的责任清单；登记之前只能依照法律、法规责令：确有档案安全隐患的，"
    "在“核对问题”中按消除安全隐患处理，其他的改用现场指正。"
)
"""What is told where nothing but a source list gives the power, and the bureau has not entered its own."""

# What a unit can break so that an order may follow: statutes, regulations, local regulations and rules.
BINDING_KINDS = frozenset({"law", "regulation", "local", "rule"})


@dataclass(frozen=True)
class Statute:
    """One version of a rule.

    ``kind``: law, regulation, local, rule, interpretation, normative, standard or source_list. ``mark`` says how
    well the row is known: V read, V* read in a damaged copy, R reported, M from memory, SEED from the source list.
    ``in_force_from`` None = not known; ``until`` is the last day in force, None = still in force.
    ``articles`` maps "48" to the whole text of article 48, paragraphs separated by blank lines. ``cited``, where there
    is any, holds the only provisions that may be cited, by id, each as papers print it: a bureau's own source list.
    """

    id: str
    title: str
    short: str
    kind: str
    mark: str
    state: str
    number: str = ""
    edition: str = ""
    in_force_from: date | None = None
    until: date | None = None
    note: str = ""
    articles: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}), hash=False, repr=False)
    cited: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}), hash=False, repr=False)

    @property
    def name(self) -> str:
        """Return the full name as papers print it: 《…》, a standard with its number before."""
        edition = f"（{self.edition}）" if self.edition else ""
        if self.kind == "standard":
            return f"{self.number}《{self.title}》"
        return f"《{self.title}》{edition}"

    def in_force(self, on: date) -> bool:
        """Return whether this version was in force on that day."""
        begun = self.in_force_from is None or self.in_force_from <= on
        return begun and (self.until is None or on <= self.until)


@dataclass(frozen=True)
class Article:
    """One provision: ``citation`` is what papers print, ``text`` the exact words, None where not included."""

    id: str
    statute: str
    citation: str
    text: str | None
    state: str


@dataclass(frozen=True)
class Power:
    """The authority to order rectification: ``basis`` article ids, ``verb`` as the law says it.

    ``parties`` are party kinds (organ, group, enterprise, institution, archive, service, person, other), ``broken``
    the provisions it answers (empty = any), ``hazard`` = also wherever a safety hazard was found. ``arguable`` =
    rests on the source list alone: shown amber, and the legal reviewer has to look. ``stop`` = what a stop order rests
    on instead of ``basis``, where the same source gives that in another clause.
    """

    id: str
    label: str
    basis: tuple[str, ...]
    verb: str
    parties: tuple[str, ...]
    broken: tuple[str, ...] = ()
    hazard: bool = False
    arguable: bool = False
    note: str = ""
    stop: tuple[str, ...] = ()

    def answers(self, broken: Iterable[str], hazard: bool) -> bool:
        """Return whether this power fits one of the provisions broken, or the hazard found."""
        if not self.broken and not self.hazard:
            return True
        return (hazard and self.hazard) or any(_within(one, own) for one in broken for own in self.broken)


@dataclass(frozen=True)
class RemedyTerm:
    """One way to contest a paper (申请行政复议), with its term as forms/ declare it (``60d``, ``10u``)."""

    label: str
    term: str


@dataclass(frozen=True)
class Remedy:
    """The remedy clause of some kinds of paper, naming the paper itself (本通知书, 本决定书).

    ``template`` has the slots ``{paper}``, ``{reviewing_body}``, ``{court}`` and ``{bureau}``; ``terms`` are counted
    from the day after service.
    """

    id: str
    kinds: tuple[str, ...]
    paper: str
    template: str
    basis: tuple[str, ...]
    terms: tuple[RemedyTerm, ...] = ()

    def clause(self, reviewing_body: str, court: str, bureau: str = "") -> str:
        """Return the clause to print."""
        slots = {"{paper}": self.paper, "{reviewing_body}": reviewing_body, "{court}": court, "{bureau}": bureau}
        text = self.template
        for slot, value in slots.items():
            text = text.replace(slot, value)
        return text


def _within(one: str, whole: str) -> bool:
    """Return whether ``one`` is ``whole`` or a paragraph or item of it."""
    return one == whole or one.startswith(f"{whole}-")


@dataclass(frozen=True)
class LegalRegister:
    """Everything the program may cite. ``problems`` tells the faults found while it was read (Chinese sentences).

    ``withheld`` are rules of another bureau (its source list), which this one does not cite: see ``source_lists``.
    """

    statutes: Mapping[str, Statute] = field(default_factory=dict, hash=False)
    powers: tuple[Power, ...] = ()
    remedies: tuple[Remedy, ...] = ()
    problems: tuple[str, ...] = ()
    withheld: frozenset[str] = frozenset()

    def find(self, article_id: str) -> Article | None:
        """Return the provision, or None where no such rule, article, paragraph or item is known."""
        place = parse_provision_id(article_id)
        statute = self.statutes.get(place.statute)
        if statute is None:
            return None
        if statute.cited:
            words = statute.cited.get(article_id, "")
            return Article(article_id, statute.id, words, None, statute.state) if words else None
        text = _provision_text(statute, place) if statute.state == INCLUDED else None
        if text is None and place.article and statute.state == INCLUDED:
            return None
        return Article(article_id, statute.id, statute.name + location_text(place), text, statute.state)

    def article(self, article_id: str) -> Article:
        """Return the provision.

        Raises:
            InspectorError: no such provision (code ``unknown-article``); a paper must never print an unknown basis.
        """
        found = self.find(article_id)
        if found is None:
            advice = "请核对依据编号，或在 forms/legal 中补充该依据后重试。"
            raise InspectorError("unknown-article", f"法律依据“{article_id}”没有收录。", advice)
        return found

    def cite(self, article_id: str) -> str:
        """Return the citation as papers print it: 《中华人民共和国档案法》第四十八条第（六）项."""
        return self.article(article_id).citation

    def cite_all(self, article_ids: Iterable[str]) -> str:
        """Return several citations joined with 、, a rule named once for its neighbouring articles.

        What this bureau may not cite is left out.
        """
        parts: list[str] = []
        previous = ""
        for article in map(self.article, self.citable(article_ids)):
            own = bool(self.statutes[article.statute].cited)
            place = "" if own else location_text(parse_provision_id(article.id))
            parts.append(place if article.statute == previous and place else article.citation)
            previous = article.statute
        return "、".join(dict.fromkeys(parts))

    def withholds(self, article_id: str) -> bool:
        """Return whether a provision is of another bureau's rule, which this one may not cite."""
        return parse_provision_id(article_id).statute in self.withheld and self.find(article_id) is None

    def citable(self, article_ids: Iterable[str]) -> list[str]:
        """Return the provisions without those that this bureau may not cite."""
        return [one for one in article_ids if not self.withholds(one)]

    def in_force(self, article_id: str, on: date) -> bool:
        """Return whether the rule of this id (a statute's or a provision's) was in force on that day."""
        statute = self.statutes.get(parse_provision_id(article_id).statute)
        return statute is not None and statute.in_force(on) and not self.withholds(article_id)

    def is_binding(self, article_id: str) -> bool:
        """Return whether an order may name it as broken: a provision of law whose text is here."""
        article = self.find(article_id)
        return article is not None and article.text is not None and self._kind(article) in BINDING_KINDS

    def powers_for(self, party_kind: str, broken: Iterable[str], on: date, hazard: bool = False) -> tuple[Power, ...]:
        """Return every power over this kind of party for what it broke, best first (the order of powers.toml)."""
        ids = tuple(broken)
        return tuple(
            power
            for power in self.powers
            if party_kind in power.parties
            and power.answers(ids, hazard)
            and all(self.in_force(one, on) for one in power.basis)
        )

    def power_for(self, party_kind: str, broken: Iterable[str], on: date, hazard: bool = False) -> Power | None:
        """Return the best power to order this kind of party, or None. ``on`` is the day of the order."""
        return next(iter(self.powers_for(party_kind, broken, on, hazard)), None)

    def remedy_for(self, document_kind: str) -> Remedy | None:
        """Return the remedy clause of a kind of paper ("D11"), None where the paper carries none."""
        return next((remedy for remedy in self.remedies if document_kind in remedy.kinds), None)

    def _kind(self, article: Article) -> str:
        return self.statutes[article.statute].kind


def _provision_text(statute: Statute, place: ProvisionId) -> str | None:
    whole = statute.articles.get(place.article)
    if whole is None or not (place.paragraph or place.item):
        return whole
    parts = [f"p{place.paragraph}" if place.paragraph else "", f"i{place.item}" if place.item else ""]
    return provisions(whole).get("-".join(part for part in parts if part))


def order_basis_problems(
    broken_ids: Iterable[str], power: Power | None, on: date, register: LegalRegister
) -> list[Blocker]:
    """Return what forbids an order (D11): it needs an article of law that was broken, in force, and a power.

    Standards and rules without text may stand beside the article but cannot carry the order. ``on`` is the day of
    the act for the provisions broken (penalty-law-2021:37) and, for want of another, of the order.
    """
    ids = tuple(broken_ids)
    ids = tuple(register.citable(ids))
    blockers = [_blocker("unknown-basis", f"法律依据“{one}”没有收录", one) for one in ids if register.find(one) is None]
    binding = [one for one in ids if register.is_binding(one)]
    current = [one for one in binding if register.in_force(one, on)]
    blockers += [
        _blocker("basis-not-in-force", f"{register.cite(one)}在{_day(on)}不在施行期内，不能作为依据", one)
        for one in ids
        if register.find(one) is not None and not register.in_force(one, on)
    ]
    if not current:
        text = "责令改正须写明违反的法律条款；标准、责任清单或原文未收录的规定只能支持检查项，不能单独作为责令依据"
        blockers.append(Blocker("order-without-article", text, ids, "basis"))
    if power is not None and any(register.withholds(one) for one in power.basis):
        blockers.append(Blocker(UNLISTED, UNLISTED_WORDS, (), BUREAU_SETTINGS))
    elif power is None:
        text = "没有可用的责令权限：请选择职权依据，或改用其他处理措施"
        blockers.append(Blocker("order-without-power", text, (), "power"))
    else:
        blockers += [
            _blocker("power-not-in-force", f"职权依据“{one}”没有收录或在{_day(on)}不在施行期内", one)
            for one in power.basis
            if register.find(one) is None or not register.in_force(one, on)
        ]
    return blockers


def _blocker(code: str, text: str, article_id: str) -> Blocker:
    return Blocker(code, text, (article_id,), "basis")


def _day(on: date) -> str:
    return f"{on.year}年{on.month}月{on.day}日"
