"""认定与措施 as its page shows it: findings with the law behind them, measures proposed and decided, terms in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from PySide6.QtCore import QCoreApplication

from app.domain.checklist.verdicts import SEVERITIES
from app.domain.clock import CHINA
from app.domain.days import limit_blockers
from app.domain.law import Article
from app.domain.numbers import STATE_WORDS
from app.domain.procedure import tasks
from app.domain.procedure.act_period import ActPeriod
from app.domain.procedure.case import Case
from app.domain.procedure.circumstances import chinese_moment
from app.domain.procedure.guards_record import record_is_sealed
from app.domain.procedure.outcomes import Finding, Measure
from app.domain.registers import Measure as Kind
from app.domain.registers import MeasureTerm
from app.domain.terms import declared, extension_words
from app.services.checking.findings import stale_findings
from app.services.checking.sheet import Sheet, demand_of, sheet_of
from app.services.desk import Desk
from app.services.measures.deciding import AFTER_RECORD, PROPOSED_TERMS, due_for, propose
from app.services.measures.powers import chosen_powers, lacks_own_list, powers_for
from app.services.numbers.ledger import number, number_text
from ui.models.moments import day_words, moment_words
from ui.models.open_orders import Endable, OpenOrder, due_words, endable, open_orders
from ui.models.outlook import ActRows, outlook_rows
from ui.models.wording import wording_left


def tr(text: str) -> str:
    """Return a text of this file in the language of the window."""
    return QCoreApplication.translate("outcome", text)


@dataclass(frozen=True, slots=True)
class Provision:
    """An article that a finding may rest on; ``binding`` = law, so that an order may name it as broken."""

    id: str
    citation: str
    text: str
    binding: bool


@dataclass(frozen=True)
class FindingRow:
    """One finding. ``draft`` is its text left unfinished, None where there is none; ``stale``: the answer was changed.

    ``overtaken`` is what was left unfinished of words that were recorded anew since, on another laptop.

    ``dealt`` are the codes of the measures that deal with it, ``proposed`` the names of those it leads to;
    ``order_law`` cites what an order names as broken, ``demand`` is what putting it right asks for, in words.
    """

    id: str
    question: str
    code: str
    label: str
    text: str
    draft: str | None
    severity: str
    aim: str
    basis: tuple[str, ...]
    order_basis: tuple[str, ...]
    provisions: tuple[Provision, ...]
    order_law: str
    evidence: tuple[str, ...]
    stale: bool
    dealt: tuple[str, ...]
    period: ActPeriod
    proposed: tuple[str, ...] = ()
    demand: str = ""
    wording: str = ""
    unit: str = ""
    overtaken: str = ""


@dataclass(frozen=True)
class MeasureRow:
    """One measure decided: its name and its (name, words); ``fixed``: it cannot be withdrawn any more."""

    id: str
    kind: str
    title: str
    facts: tuple[tuple[str, str], ...]
    fixed: bool


@dataclass(frozen=True)
class KindRow:
    """A kind of measure: ``proposed`` are the findings that lead to it, ``notes`` its gate, terms and basis."""

    code: str
    label: str
    notes: tuple[str, ...]
    proposed: tuple[str, ...]
    after_record: bool


@dataclass(frozen=True)
class TaskRow:
    """An open task of a measure; ``red`` = it must not be forgotten."""

    id: str
    title: str
    due: str
    red: bool


@dataclass(frozen=True)
class Due:
    """The end of a term: the day, how it was counted, and what is wrong with it."""

    day: date | None
    lines: tuple[str, ...]
    problems: tuple[str, ...] = ()


@dataclass(frozen=True)
class PowerRow:
    """A power that may be chosen, or was: its words, and the amber note where it is arguable."""

    id: str
    words: str
    note: str


@dataclass(frozen=True)
class OutcomeView:
    """Everything of the step. ``terms`` maps 15, 30, 60 days to their ends; ``sealed``: only the last two change."""

    findings: tuple[FindingRow, ...]
    measures: tuple[MeasureRow, ...]
    kinds: tuple[KindRow, ...]
    tasks: tuple[TaskRow, ...]
    terms: Mapping[int, Due]
    today: date
    bureau: str
    sealed: bool
    outlook: tuple[ActRows, ...]
    open_orders: tuple[OpenOrder, ...] = ()
    endable: tuple[Endable, ...] = ()

    def decided(self, *kinds: str) -> tuple[MeasureRow, ...]:
        """Return the measures of some kinds."""
        return tuple(one for one in self.measures if one.kind in kinds)

    def others(self) -> tuple[KindRow, ...]:
        """Return the kinds that this page records with their open tasks."""
        return tuple(one for one in self.kinds if one.code not in (tasks.ON_THE_SPOT, tasks.ORDER))

    def proposed(self, kind: str) -> tuple[str, ...]:
        """Return the findings that lead to a kind of measure."""
        return next((one.proposed for one in self.kinds if one.code == kind), ())

    @property
    def open(self) -> tuple[FindingRow, ...]:
        """Return the findings that no measure deals with."""
        return tuple(one for one in self.findings if not one.dealt)


def outcome_view(desk: Desk, case: Case) -> OutcomeView:
    """Return the step as it stands."""
    opened = sheet_of(desk, case)
    inspection = case.inspection.id
    proposed = propose(desk, inspection)
    proposals = {one.kind.code: tuple(f.id for f in one.findings) for one in proposed}
    sealed = record_is_sealed(case)
    order = {path: place for place, path in enumerate(opened.questions())}
    standing = sorted(case.findings, key=lambda one: order.get(one.question, len(order)))
    found = tuple(_finding(desk, opened, one) for one in standing)
    names = {one.id: tuple(p.kind.label for p in proposed if one.id in proposals[p.kind.code]) for one in found}
    return OutcomeView(
        findings=tuple(replace(one, proposed=names[one.id]) for one in found),
        measures=tuple(_measure(desk, case, one, sealed) for one in case.measures),
        kinds=tuple(_kind(desk, one, proposals.get(one.code, ())) for one in desk.shelf.registers.measures),
        tasks=_tasks(desk, case),
        terms={days: due_of(desk, f"{days}d", None) for days in PROPOSED_TERMS},
        today=_today(desk),
        bureau=desk.issuing(case.inspection.bureau).name,
        sealed=sealed,
        outlook=outlook_rows(desk, case),
        open_orders=open_orders(desk, case),
        endable=endable(desk, case),
    )


def due_of(desk: Desk, term: str, day: date | None) -> Due:
    """Return the end of a term, or of a limit on a ``day`` that the officer chose (``term`` "")."""
    if term:
        deadline = due_for(desk, term)
        return Due(deadline.last_day, deadline.explanation)
    problems = tuple(one.text for one in limit_blockers(day, _today(desk), desk.shelf.calendar))
    return Due(day, (), problems)


def powers_of(
    desk: Desk, inspection: str, findings: Sequence[str], wanted: str
) -> tuple[list[PowerRow], list[PowerRow], bool]:
    """Return the powers that fit all these findings, those an order would rest on, and whether the own list lacks."""
    case = desk.case(inspection)
    found = [one for one in case.findings if one.id in findings]
    offered = (powers_for(desk, case, found), chosen_powers(desk, case, found, wanted))
    rows = [[_power(desk, one.id) for one in some] for some in offered]
    return rows[0], rows[1], lacks_own_list(desk, case, found)


def _power(desk: Desk, power_id: str) -> PowerRow:
    power = next(one for one in desk.legal.powers if one.id == power_id)
    words = f"{desk.legal.cite_all(power.basis)}（{power.label}）"
    return PowerRow(power.id, words, power.note if power.arguable else "")


def _finding(desk: Desk, opened: Sheet, one: Finding) -> FindingRow:
    draft, overtaken = wording_left(desk, one.id, one.text)
    case, legal = opened.case, desk.legal
    row = opened.question(one.question)
    meaning = row.inspection
    ids = dict.fromkeys((*one.basis, *one.order_basis, *meaning.basis, *meaning.order_basis))
    known = [article for article in map(legal.find, ids) if article is not None]
    provisions = tuple(Provision(it.id, it.citation, _words(desk, it), legal.is_binding(it.id)) for it in known)
    return FindingRow(
        one.id, one.question, one.code, row.label, one.text, draft, SEVERITIES.get(one.severity, ""), one.aim,
        one.basis, one.order_basis, provisions, legal.cite_all(one.order_basis),
        tuple(item.name for item in case.evidence if {one.id, one.question} & set(item.links)),
        one in stale_findings(opened), tuple(m.kind for m in case.measures if one.id in m.findings),
        demand=demand_of(row, case.unit.name, one), wording=meaning.finding, unit=case.unit.name, overtaken=overtaken,
        period=case.act_periods.get(one.id, ActPeriod(one.id)),
    )  # fmt: skip


def _words(desk: Desk, one: Article) -> str:
    """Return the words of an article, with until when it was in force where that is over."""
    until = desk.legal.statutes[one.statute].until
    ended = tr("施行至{day}，只用于此前终了的行为。").format(day=day_words(until)) if until else ""
    return ended + (one.text or "")


def _measure(desk: Desk, case: Case, one: Measure, sealed: bool) -> MeasureRow:
    kind = desk.shelf.registers.measure(one.kind)
    title = kind.label if kind is not None else one.kind
    facts = [(tr("针对"), codes_of(case, one.findings)), (tr("内容"), one.text)]
    facts += [(codes_of(case, [str(item["finding"])]), str(item["text"])) for item in one.orders]
    if one.due is not None:
        facts.append((tr("改正期限"), due_words(case, one)))
    if one.report_way:
        by = tr("，不迟于{day}").format(day=day_words(one.report_by)) if one.report_by else ""
        facts.append((tr("报告方式"), f"{one.report_way}{by}"))
    for power in (_power(desk, power_id) for power_id in one.powers):
        note = tr("⚠ {note}").format(note=power.note) if power.note else ""
        facts.append((tr("权力依据"), f"{power.words}\n{note}".strip()))
    if one.number:
        state = STATE_WORDS[number(desk, one.number).state]
        told = tr("{number}（{state}）").format(number=number_text(desk, one.number), state=state)
        facts.insert(0, (tr("文号"), told))
    if one.decided_at is not None:
        facts.append((tr("决定时间"), chinese_moment(one.decided_at)))
    fixed = sealed and one.kind not in AFTER_RECORD
    return MeasureRow(one.id, one.kind, title, tuple(one for one in facts if one[1]), fixed)


def _kind(desk: Desk, one: Kind, proposed: tuple[str, ...]) -> KindRow:
    legal = desk.legal
    terms = [_declared_term(desk, term) for term in one.terms]
    basis = legal.cite_all([article for article in one.basis if legal.find(article) is not None])
    notes = [tr("条件：{gate}").format(gate=one.gate) if one.gate else "", one.note, *terms]
    notes.append(tr("依据：{basis}").format(basis=basis) if basis else "")
    return KindRow(one.code, one.label, tuple(note for note in notes if note), proposed, one.code in AFTER_RECORD)


def _declared_term(desk: Desk, one: MeasureTerm) -> str:
    term, settled = declared(one.term, desk.unstated)
    words = tr("没有固定期限") if term is None else term.words
    told = tr("{label}：{term}，自{starts}起算").format(label=one.label, term=words, starts=one.starts)
    longer = extension_words(one.extend, 0, desk.legal.cite_all) if one.extend is not None else ""
    return "。".join(part.rstrip("。") for part in (told, *settled, longer) if part)


def _tasks(desk: Desk, case: Case) -> tuple[TaskRow, ...]:
    measures = {one.id for one in case.measures}
    rows = [one for one in tasks.open_tasks(case) if one.subject in measures]
    none, until = tr("没有固定期限"), tr("期限 {at}")
    words = {one.id: until.format(at=moment_words(one.due)) if one.due else none for one in rows}
    return tuple(TaskRow(one.id, one.title, words[one.id], tasks.red(one, desk.now())) for one in rows)


def codes_of(case: Case, findings: Sequence[str]) -> str:
    """Return the codes of findings in words."""
    return "、".join(one.code for one in case.findings if one.id in findings)


def _today(desk: Desk) -> date:
    return desk.now().astimezone(CHINA).date()
