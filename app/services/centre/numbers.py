"""What became of a bureau's numbers at the centre, in words and runs; the numbers of a lost laptop."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import pairwise

from app.centre.office.number_ledger import LedgerRow, void_of_device, year_rows
from app.centre.office.resuming import resume_numbers as resume_of_bureau
from app.domain.numbers import STATE_WORDS
from app.services.centre.entries import insist_entered
from app.services.centre.office import CentreOffice

__all__ = ["LedgerRow", "as_csv", "resume_numbers", "runs", "void_numbers", "year_account"]

ON_PAPER = "启用前（纸质登记）"


def year_account(office: CentreOffice, bureau: str, year: int) -> tuple[LedgerRow, ...]:
    """Return every number of a bureau's year with what became of it."""
    return year_rows(office.connection, bureau, year)


def void_numbers(office: CentreOffice, device: str, reason: str, now: datetime) -> tuple[str, ...]:
    """Return the ids of the numbers voided that a lost and revoked laptop held."""
    insist_entered({"作废原因": reason})
    return void_of_device(office.connection, device, reason, now)


def resume_numbers(office: CentreOffice, bureau: str, beyond: int) -> tuple[str, ...]:
    """Return which devices a restored centre's bureau still waits for, once the others were vouched for."""
    return resume_of_bureau(office.connection, bureau, beyond)


def state_word(row: LedgerRow) -> str:
    """Return a number's state in Chinese."""
    return STATE_WORDS.get(row.state, ON_PAPER)


def runs(rows: Sequence[LedgerRow]) -> Iterator[tuple[LedgerRow, LedgerRow]]:
    """Give the first and last of neighbouring numbers that fared alike."""
    first = None
    for one, following in pairwise([*rows, None]):
        assert one is not None
        first = first or one
        if following is None or _fate(following) != _fate(one) or following.number != one.number + 1:
            yield first, one
            first = None


def as_csv(rows: Sequence[LedgerRow]) -> bytes:
    """Return the account as CSV that a spreadsheet opens: UTF-8 with its mark."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(["文号种类", "号", "状态", "终端", "作废原因"])
    writer.writerows([one.kind, one.number, state_word(one), one.device_name, _inert(one.reason)] for one in rows)
    return text.getvalue().encode("utf-8-sig")


def _fate(row: LedgerRow) -> tuple[str, str, str, str]:
    return row.kind, row.state, row.device, row.reason


def _inert(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@") else text
