"""The received reports as the register shows them: from whom, about which unit, how the term stands, what was done."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial

from PySide6.QtCore import QCoreApplication

from app.domain.clock import CHINA
from app.domain.procedure.clocks import OVERDUE
from app.domain.procedure.records import Officer
from app.domain.received_reports import MEASURE, ReportFile
from app.domain.sending_ways import EVERY_WAY, RECEIVING_WAYS
from app.services.desk import Desk
from app.services.registers.arrived import Arrived, arrived, spoiled, taken_back, unreadable
from app.services.registers.reports import copy_here, report_clock, reports
from app.services.registers.units import units, units_called
from ui.models.moments import day_words, moment_words
from ui.models.pinyin import by_name
from ui.models.tasks_left import due_words

tr = partial(QCoreApplication.translate, "Registers")
NAMELESS, SENT_FILE = "报告.pdf", "报送机关的原件，随中心库同步收到"


@dataclass(frozen=True)
class ReportRow:
    """One report: its columns, all that is known of it as (name, words), and how its term stands.

    ``why`` tells how the term was counted; ``open``: it is not dealt with; ``copied``: its copy can be taken out.
    ``received`` is when it was sent, where it came by sync and is not registered yet, else "".
    """

    id: str
    cells: tuple[str, ...]
    facts: tuple[tuple[str, str], ...]
    why: str
    late: bool
    open: bool
    copied: bool
    sender: str
    reported: str
    received: str = ""


@dataclass(frozen=True)
class ReportRegister:
    """All reports, what is not dealt with first; the kinds, ways and units that an entry may choose from.

    ``units`` are (id, name, how it is called in a list).
    """

    rows: tuple[ReportRow, ...]
    counts: str
    kinds: tuple[tuple[str, str], ...]
    ways: tuple[tuple[str, str], ...]
    units: tuple[tuple[str, str, str], ...]
    today: date


def report_register(desk: Desk) -> ReportRegister:
    """Return the register as it stands."""
    officers = dict(desk.officers())
    new = tuple(_arrived(desk, one, officers) for one in arrived(desk))
    known = tuple(_row(desk, one, officers) for one in reports(desk))
    rows = (*new, *known)
    waiting, late = sum(one.open for one in known), sum(one.late for one in rows)
    told = tr("办理中 {waiting}　已办结 {done}").format(waiting=waiting, done=len(known) - waiting)
    told = tr("待登记 {new}　").format(new=len(new)) + told if new else told
    counts = told + (tr("　已逾期 {late}").format(late=late) if late else "") if rows else ""
    if broken := unreadable(desk):
        counts += tr("　{names}的记录与签名不符，没有读取，请联系管理员").format(names="、".join(broken))
    kinds = tuple((one.code, one.label) for one in desk.shelf.registers.reports)
    known_units = by_name(units(desk))
    called = units_called(desk, known_units)
    named = tuple((one.id, one.name, called[one.id]) for one in known_units)
    today = desk.now().astimezone(CHINA).date()
    return ReportRegister(rows, counts, kinds, tuple(RECEIVING_WAYS.items()), named, today)


def _arrived(desk: Desk, one: Arrived, officers: dict[str, Officer]) -> ReportRow:
    """Return the row of a report that came by sync and waits to be registered."""
    row = _row(desk, ReportFile(one.report), officers)
    told = tr("{at} 由{sender}报送，随中心库同步收到；请核对后登记").format(
        at=_moment(one.sent_at), sender=one.report.sender
    )
    unwanted = (tr("登记人"), tr("收到"))
    again = ((tr("曾登记"), tr("已作废：{why}；请重新登记").format(why=one.voided)),) if one.voided else ()
    facts = ((tr("待登记"), told), *again, *(fact for fact in row.facts if fact[0] not in unwanted))
    cells = (*row.cells[:3], tr("待登记 · {state}").format(state=row.cells[3]))
    return replace(row, cells=cells, facts=facts, received=_moment(one.sent_at))


def _row(desk: Desk, file: ReportFile, officers: dict[str, Officer]) -> ReportRow:
    one, clock, now = file.report, report_clock(desk, file), desk.now()
    kind = desk.shelf.registers.report(one.kind)
    legal = desk.legal
    running = clock is not None and clock.ended_at is None
    late = running and clock is not None and clock.state(now) == OVERDUE
    state = tr("已办结") if one.finished_at is not None else tr("办理中")
    if file.disagreeing:
        state = tr("两机不一致")
    if running and clock is not None:
        state = due_words(clock.due, now)

    copy = copy_here(desk, one)

    def name(officer: str) -> str:
        return officers[officer].name if officer in officers else officer

    facts = [
        (tr("种类"), kind.label if kind is not None else one.kind),
        (tr("来自"), one.sender + (tr("（{number}）").format(number=one.number) if one.number else "")),
        (tr("涉及单位"), one.unit_name),
        (tr("内容"), one.content),
        (tr("收到"), tr("{at}，{way}").format(at=_moment(one.received_at), way=EVERY_WAY.get(one.way, one.way))),
        (tr("登记人"), name(one.registrar)),
        (tr("副本"), one.copy_name or (SENT_FILE if copy else tr("没有：{why}").format(why=one.no_copy))),
        (tr("副本摘要"), " ".join(copy[at : at + 8] for at in range(0, len(copy), 8))),
    ]
    if spoiled(desk, one):
        told = tr("报告的文件在中心库已损坏或者过大，没有收下，也不再取。请向{sender}另要一份，登记后用“补附副本”附上")
        facts.insert(0, (tr("请注意"), told.format(sender=one.sender)))
    if back := taken_back(desk, one):
        facts.insert(0, (tr("请注意"), tr("{sender}已经撤回这份报告：{why}").format(sender=one.sender, why=back)))
        state = tr("报送机关已撤回") if file.open else state
    facts += [*_acts(file, name), *_end(file)]
    basis = kind.basis if kind is not None else ()
    facts.append((tr("依据"), legal.cite_all([article for article in basis if legal.find(article) is not None])))
    why = kind.note if kind is not None and clock is None else ""
    if running and clock is not None:
        why = "\n".join(clock.explanation)
    came = day_words(one.received_at.astimezone(CHINA).date())
    cells = (f"{one.unit_name}　{one.content}".replace("\n", " "), one.sender, came, state)
    return ReportRow(
        one.id, cells, tuple(facts), why, late, file.open, bool(copy), one.sender, one.copy_name or NAMELESS
    )


def _acts(file: ReportFile, name: Callable[[str], str]) -> Iterator[tuple[str, str]]:
    for act in file.acts:
        at, who = _moment(act.at), name(act.officer)
        if act.sort == MEASURE:
            yield tr("采取的措施"), tr("{at} {text}（{who}）").format(at=at, text=act.text, who=who)
            continue
        number = f" {act.number}" if act.number else ""
        told = tr("{at} 答复{to}{number}：{text}（{who}）")
        yield tr("答复"), told.format(at=at, to=act.to, number=number, text=act.text, who=who)


def _end(file: ReportFile) -> Iterator[tuple[str, str]]:
    one = file.report
    if file.disagreeing:
        yield tr("请核对"), tr("两台电脑对这份报告的登记或者办结不一致，列出的是最近的一个；请再次写明结果办结。")
    if one.finished_at is not None:
        yield tr("办结"), tr("{at} {result}").format(at=_moment(one.finished_at), result=one.result)


def _moment(at: datetime) -> str:
    return moment_words(at)
