"""The document numbers as pages show them: for each kind of paper what is left here and the account of a year."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QCoreApplication

from app.domain.clock import CHINA
from app.domain.numbers import LEASED, Series, YearAccount, account, series_and_serial
from app.domain.procedure.issuing import Number
from app.services.desk import Desk
from app.services.exchange.leasing import numbered_papers
from app.services.numbers.ledger import frozen, known, numbers_left_of, series_of
from app.services.numbers.taking_back import Block, blocks
from app.services.pinning import title_of_kind
from app.services.registers.officers import desk_enrolled
from ui.models.registers import ADMINISTRATOR

tr = partial(QCoreApplication.translate, "Registers")
USUAL_BLOCK = 50


@dataclass(frozen=True)
class PaperNumbers:
    """The numbers of one kind of paper in a year; ``word`` is its word in the number (执通).

    ``spare`` are the blocks (first, last) that may be taken back, the last one first; ``elsewhere`` the numbers that
    only another laptop may still use.
    """

    paper: str
    title: str
    word: str
    left: int
    account: YearAccount
    spare: tuple[tuple[int, int], ...] = ()
    elsewhere: tuple[int, ...] = ()

    @property
    def next_first(self) -> int:
        """Return the first number that was never given out."""
        return self.account.highest + 1


@dataclass(frozen=True)
class NumberRegister:
    """All kinds of paper with numbers in a year; ``blocked`` says why the bureau has none."""

    year: int
    this_year: int
    prefix: str
    papers: tuple[PaperNumbers, ...]
    blocked: str
    grants: bool
    centre: bool
    frozen: bool


def number_register(desk: Desk, year: int = 0) -> NumberRegister:
    """Return the numbers of a year (0 for this year)."""
    this_year = desk.now().astimezone(CHINA).year
    bureau = desk.issuing(desk.bureau)
    held = blocks(desk, year or this_year)
    kinds = bureau.number_kinds
    wanted = [(one, year or this_year) for one in numbered_papers(desk)]
    left, everything = numbers_left_of(desk, wanted), known(desk)  # each reads all numbers, once
    papers = tuple(_paper(desk, one, kinds[one[0]], left[one], everything, held) for one in wanted)
    acting = desk.officers().get(desk.officer)
    centre = desk_enrolled(desk)
    where = tr("。请管理员在“设置”的“本机关”中填写机关代字，再回来发放号段。")
    blocked = "" if bureau.number_prefix else f"{bureau.number_blockers('D11')[0].text}{where}"
    administers = acting is not None and ADMINISTRATOR in acting.roles
    grants = administers and not centre and bool(papers)
    return NumberRegister(
        year or this_year, this_year, bureau.number_prefix, papers, blocked, grants, centre, frozen(desk)
    )


def _paper(
    desk: Desk, wanted: tuple[str, int], word: str, left: int, everything: Sequence[Number],
    held: Mapping[Series, Sequence[Block]],
) -> PaperNumbers:  # fmt: skip
    paper, series = wanted[0], series_of(desk, *wanted)
    spare = [(one.first, one.last) for one in held.get(series, ()) if one.untouched]
    others = [one.id for one in everything if one.state == LEASED and one.device != desk.store.device]
    elsewhere = sorted(serial for own, serial in map(series_and_serial, others) if own == series)
    return PaperNumbers(
        paper, _title(desk, paper, word), word, left, account(everything, series), tuple(reversed(spare)),
        tuple(elsewhere),
    )  # fmt: skip


def _title(desk: Desk, paper: str, word: str) -> str:
    title = title_of_kind(desk.shelf, paper)
    return word if title == paper else title


def account_lines(one: PaperNumbers) -> tuple[tuple[str, str], ...]:
    """Return the account of a year as (what became of them, which numbers)."""
    kept = one.account
    voided = "\n".join(
        tr("{number}号：{reason}").format(number=number, reason=reason) for number, reason in kept.voided.items()
    )
    back: dict[str, list[int]] = {}
    for serial, reason in kept.withdrawn.items():
        back.setdefault(reason, []).append(serial)
    told = tr("{numbers}号：{reason}")
    withdrawn = "\n".join(told.format(numbers=spans(of), reason=reason) for reason, of in back.items())
    return (
        (tr("本机未用"), spans([serial for serial in kept.leased if serial not in one.elsewhere])),
        (tr("其他电脑的"), spans(one.elsewhere)),
        (tr("已预留"), spans(kept.reserved)),
        (tr("已使用"), spans(kept.consumed)),
        (tr("作废"), voided),
        (tr("已收回"), withdrawn),
        (tr("不在本机"), spans(kept.unknown)),
    )


def spans(serials: Sequence[int]) -> str:
    """Return numbers as 1—5、8 without repeating what follows on."""
    found: list[list[int]] = []
    for one in serials:
        if found and found[-1][-1] == one - 1:
            found[-1].append(one)
        else:
            found.append([one])
    return "、".join(str(run[0]) if len(run) == 1 else f"{run[0]}—{run[-1]}" for run in found)
