"""What may follow an act against the Archives Law, for whom, and by the law of which day.

Basis: archives-law-2020:48 and 49, implementing-regulation-2024:48 to 51; the choice between an older and a later
rule is penalty-law-2021:37 (从旧兼从轻). The table itself is forms/legal/consequences.toml.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from app.domain.law import LegalRegister
from app.domain.provisions import parse_provision_id

ORDER, DISCIPLINE, PENALTY, REFERRAL, CRIME, CIVIL = (
    "order", "discipline", "penalty", "referral", "crime", "civil",
)  # fmt: skip
KINDS = (ORDER, DISCIPLINE, PENALTY, REFERRAL, CRIME, CIVIL)
ARCHIVE_USER = "archive_user"
_NO_PENALTY = ("penalty-law-2021:38-p1",)
_CHOICE = "penalty-law-2021:37"


@dataclass(frozen=True)
class Fact:
    """Something that must be established before a consequence may follow: ``label`` says it, ``missing`` its want."""

    code: str
    label: str
    missing: str


@dataclass(frozen=True)
class Consequence:
    """One cell row of the matrix: what follows these ``acts`` (article ids) for these ``parties``.

    ``basis`` gives it, all of it in force on the day that counts; ``procedure`` only says how it is done. ``needs``
    are codes of facts. ``fine_from`` and ``fine_to`` are yuan, 0 = no fine; ``optional``: the fine may be left out.
    ``review``: how the row reads the law awaits a legal reviewer.
    """

    id: str
    kind: str
    label: str
    acts: tuple[str, ...]
    parties: tuple[str, ...]
    basis: tuple[str, ...]
    procedure: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    warning: bool = False
    confiscation: bool = False
    optional: bool = False
    fine_from: int = 0
    fine_to: int = 0
    note: str = ""
    review: bool = False

    @property
    def weight(self) -> tuple[bool, bool, int, int]:
        """Return how heavy a penalty is: a smaller one is milder."""
        return self.confiscation, bool(self.fine_to) and not self.optional, self.fine_to, self.fine_from


@dataclass(frozen=True)
class Table:
    """The whole matrix, with the facts it asks for and the kinds of party by their Chinese names."""

    rows: tuple[Consequence, ...] = ()
    facts: tuple[Fact, ...] = ()
    parties: tuple[tuple[str, str], ...] = ()

    def naming(self, act: str) -> tuple[Consequence, ...]:
        """Return the rows that answer an act."""
        return tuple(row for row in self.rows if act in row.acts)

    def acts(self) -> frozenset[str]:
        """Return every act that some row answers."""
        return frozenset(act for row in self.rows for act in row.acts)

    def fact(self, code: str) -> Fact:
        """Return a fact by code."""
        return next(one for one in self.facts if one.code == code)

    def party(self, code: str) -> str:
        """Return the Chinese name of a kind of party."""
        return dict(self.parties).get(code, code)


@dataclass(frozen=True)
class Situation:
    """Whom it is about, when it was done, when the paper is made, and the ``facts`` that are established.

    ``on_act`` is the last day of the act, whose law decides; ``began`` its first, None where nobody has said.
    """

    party: str
    on_act: date
    on_paper: date
    facts: frozenset[str] = frozenset()
    began: date | None = None


@dataclass(frozen=True)
class Line:
    """One consequence of one act. ``why`` tells why it is shut, "" = open; ``notes`` what to mind (Chinese).

    ``waiting``: shut only until what must come first is established; ``review``: the reading awaits legal review.
    """

    act: str
    kind: str
    label: str
    basis: tuple[str, ...]
    why: str = ""
    notes: tuple[str, ...] = ()
    row: str = ""
    waiting: bool = False
    review: bool = False

    @property
    def open(self) -> bool:
        """Return whether it may follow as things stand."""
        return not self.why


def consequences_for(
    table: Table, acts: Iterable[str], situation: Situation, register: LegalRegister
) -> tuple[Line, ...]:
    """Return what may follow each act, and what may not with its reason; an act without a penalty says so."""
    lines: list[Line] = []
    for act in dict.fromkeys(acts):
        rows = [row for row in table.naming(act) if not _spoken_for(table.naming(act), row, situation.party)]
        lines += [_line(table, act, row, situation, register) for row in rows]
        if not any(row.kind == PENALTY for row in rows):
            why = f"法律没有对{_cited(register, (act,))}的行为设定罚款，不得罚款"
            lines.append(Line(act, PENALTY, "警告、罚款", _NO_PENALTY, why))
    return tuple(lines)


def _spoken_for(rows: Iterable[Consequence], row: Consequence, party: str) -> bool:
    """Return whether the row is for others and a sister row of the same law reaches this party."""
    if party in row.parties:
        return False
    return any(one.basis == row.basis and one.kind == row.kind and party in one.parties for one in rows)


def _line(table: Table, act: str, row: Consequence, situation: Situation, register: LegalRegister) -> Line:
    why = _wrong_party(table, row, situation.party)
    notes: tuple[str, ...] = ()
    if not why:
        why, notes = _by_day(table, act, row, situation, register)
    wanted = "；".join(table.fact(code).missing for code in row.needs if code not in situation.facts)
    spans = _spans(row, situation, register) if not why else ""
    told = (*notes, *(one for one in (spans, row.note) if one and not why))
    basis = (*row.basis, *(one for one in row.procedure if register.in_force(one, situation.on_paper)))
    review = row.review or bool(spans)
    return Line(act, row.kind, row.label, basis, why or wanted, told, row.id, bool(wanted) and not why, review)


def _spans(row: Consequence, situation: Situation, register: LegalRegister) -> str:
    """Return what to mind where the row's law came into force while the act went on; "" where it did not."""
    if situation.began is None or row.kind not in (DISCIPLINE, PENALTY):
        return ""
    if _in_force(row, situation.began, register) or not _in_force(row, situation.on_act, register):
        return ""
    return f"行为开始于{_day(situation.began)}，依据自{_day(_begun(row, register))}起施行；按行为终了时的规定适用"


def _wrong_party(table: Table, row: Consequence, party: str) -> str:
    if party in row.parties:
        return ""
    reached = "、".join(table.party(one) for one in row.parties)
    return f"本项只适用于{reached}，不适用于{table.party(party)}"


def _by_day(
    table: Table, act: str, row: Consequence, situation: Situation, register: LegalRegister
) -> tuple[str, tuple[str, ...]]:
    """Return why the row's law does not apply, and what to tell where it does."""
    then, now = _in_force(row, situation.on_act, register), _in_force(row, situation.on_paper, register)
    ended = _ended(row, register)
    if row.kind in (CRIME, CIVIL) and now and not then:
        return "", (f"行为在{_day(_begun(row, register))}以前终了的，依照行为时的法律追究",)
    if row.kind in (ORDER, REFERRAL, CRIME, CIVIL):
        return ("" if now else _not_now(row, situation.on_paper, register)), ()
    if row.kind == DISCIPLINE:
        if then:
            return "", (() if now else (f"依据已于{_day(ended)}失效，按行为时的规定提出",) if ended else ())
        return _not_then(row, situation, register), ()
    rivals = [one for one in table.naming(act) if _rival(one, row, situation)]
    if then and now:
        return "", ()
    if then:
        return _repealed(rivals, row, situation, register)
    older = [one for one in rivals if _in_force(one, situation.on_act, register)]
    if now and older and row.weight < min(one.weight for one in older):
        return "", (f"行为后施行，处罚较轻，适用新的规定（{register.cite(_CHOICE)}）",)
    return _not_then(row, situation, register), ()


def _rival(one: Consequence, row: Consequence, situation: Situation) -> bool:
    met = all(code in situation.facts for code in one.needs)
    return one is not row and one.kind == PENALTY and situation.party in one.parties and met


def _repealed(
    rivals: list[Consequence], row: Consequence, situation: Situation, register: LegalRegister
) -> tuple[str, tuple[str, ...]]:
    """Return the choice for a penalty in force on the day of the act and ended on the day of the paper."""
    ended = _ended(row, register)
    words = f"依据已于{_day(ended)}失效" if ended else "依据现已失效"
    later = [one for one in rivals if _in_force(one, situation.on_paper, register)]
    if not later:
        return f"{words}，现行规定对该行为不予处罚，适用新的规定（{register.cite(_CHOICE)}）", ()
    if min(one.weight for one in later) < row.weight:
        return f"{words}，新的规定处罚较轻，适用新的规定（{register.cite(_CHOICE)}）", ()
    return "", (f"{words}；新的规定并不较轻，按行为时的规定适用（{register.cite(_CHOICE)}）",)


def _in_force(row: Consequence, on: date, register: LegalRegister) -> bool:
    return all(register.in_force(one, on) for one in row.basis)


def _ended(row: Consequence, register: LegalRegister) -> date | None:
    """Return the last day on which the whole basis was in force, None while it still is."""
    ends = [register.statutes[parse_provision_id(one).statute].until for one in row.basis]
    return min((one for one in ends if one is not None), default=None)


def _begun(row: Consequence, register: LegalRegister) -> date | None:
    begins = [register.statutes[parse_provision_id(one).statute].in_force_from for one in row.basis]
    return max((one for one in begins if one is not None), default=None)


def _not_now(row: Consequence, on: date, register: LegalRegister) -> str:
    ended = _ended(row, register)
    if ended is not None and ended < on:
        return f"依据已于{_day(ended)}失效"
    return f"依据自{_day(_begun(row, register))}起施行，文书日期早于该日"


def _not_then(row: Consequence, situation: Situation, register: LegalRegister) -> str:
    ended, on = _ended(row, register), situation.on_act
    if ended is not None and ended < on:
        lasted = situation.began is not None and situation.began <= ended
        return f"依据已于{_day(ended)}失效，{'行为持续到此之后' if lasted else '行为发生在此之后'}"
    return f"依据自{_day(_begun(row, register))}起施行，行为发生在此之前，不得适用"


def _cited(register: LegalRegister, ids: tuple[str, ...]) -> str:
    return register.cite_all([one for one in ids if register.find(one) is not None]) or "该"


def _day(on: date | None) -> str:
    return "（日期未知）" if on is None else f"{on.year}年{on.month}月{on.day}日"
