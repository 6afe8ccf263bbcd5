"""The document numbers as pages show them: for each kind of paper what is left here and the account of a year."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QCoreApplication

from app.domain.clock import CHINA
from app.domain.numbers import Series, YearAccount
from app.services.desk import Desk
from app.services.exchange.leasing import numbered_papers
from app.services.numbers.ledger import frozen, numbers_left, year_account
from app.services.numbers.taking_back import Block, blocks
from app.services.pinning import title_of_kind
from app.services.registers.officers import desk_enrolled
from ui.models.registers import ADMINISTRATOR

tr = partial(QCoreApplication.translate, "Registers")
USUAL_BLOCK = 50


@dataclass(frozen=True)
class PaperNumbers:
    """The numbers of one kind of paper in a year; ``word`` is its word in the number (执通).

    ``spare`` are the blocks (first, last) that may be taken back, the last one first.
    """

    paper: str
    title: str
    word: str
    left: int
    account: YearAccount
    spare: tuple[tuple[int, int], ...] = ()

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
    papers = tuple(_paper(desk, one, kinds[one], year or this_year, held) for one in numbered_papers(desk))
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
    desk: Desk, paper: str, word: str, year: int, held: Mapping[Series, Sequence[Block]]
) -> PaperNumbers:
    left, account = numbers_left(desk, paper, year), year_account(desk, paper, year)
    spare = [(one.first, one.last) for one in held.get(account.series, ()) if one.untouched]
    return PaperNumbers(paper, _title(desk, paper, word), word, left, account, tuple(reversed(spare)))


def _title(desk: Desk, paper: str, word: str) -> str:
    title = title_of_kind(desk.shelf, paper)
    return word if title == paper else title


def account_lines(one: PaperNumbers) -> tuple[tuple[str, str], ...]:
    """Return the account of a year as (what became of them, which numbers)."""
    account = one.account
    voided = "\n".join(
        tr("{number}号：{reason}").format(number=number, reason=reason) for number, reason in account.voided.items()
    )
    back: dict[str, list[int]] = {}
    for serial, reason in account.withdrawn.items():
        back.setdefault(reason, []).append(serial)
    told = tr("{numbers}号：{reason}")
    withdrawn = "\n".join(told.format(numbers=spans(of), reason=reason) for reason, of in back.items())
    return (
        (tr("未用"), spans(account.leased)),
        (tr("已预留"), spans(account.reserved)),
        (tr("已使用"), spans(account.consumed)),
        (tr("作废"), voided),
        (tr("已收回"), withdrawn),
        (tr("不在本机"), spans(account.unknown)),
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
