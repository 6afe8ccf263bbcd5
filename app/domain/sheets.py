"""The register of pre-stamped sheets: each numbered sheet is issued to a device, then used, spoiled or returned, once.

Many rules on seals forbid pre-stamped paper: a batch names the leader's written approval, and what became of every
sheet stays in the account.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import ClassVar

from app.errors import Blocker, Refused

ISSUED, USED, SPOILED, RETURNED = "issued", "used", "spoiled", "returned"
STATE_WORDS = {ISSUED: "已领未用", USED: "已使用", SPOILED: "已作废", RETURNED: "已交回"}
LARGEST_BATCH = 500
PLACE = "sheets"
_NUMBER = re.compile(r"(?P<prefix>[^/:：\s]*?)(?P<serial>\d{1,9})")


@dataclass(frozen=True, slots=True)
class Sheet:
    """One pre-stamped sheet. Id ``<bureau>:<number printed on it>``; ``holder`` and ``approver`` are officer ids.

    ``approval`` says which written approval of the leader allows it, given on ``approved_on``; ``document`` and
    ``copy`` what was printed on it; ``reason`` why it was spoiled; ``ended_at`` when its state last changed.
    """

    ENTITY: ClassVar[str] = "sheet"
    id: str
    state: str
    device: str
    holder: str
    issued_at: datetime
    approver: str
    approved_on: date
    approval: str
    document: str = ""
    copy: str = ""
    reason: str = ""
    ended_at: datetime | None = None
    voided: bool = False

    @property
    def number(self) -> str:
        """Return the number printed on the sheet."""
        return self.id.split(":", 1)[1]


def tidy_number(text: str) -> str:
    """Return a sheet's number as it is compared: no spaces, capitals, usual digits."""
    return "".join(unicodedata.normalize("NFKC", text).upper().split())


def sheet_id(bureau: str, number: str) -> str:
    """Return the id of a bureau's sheet."""
    return f"{bureau}:{tidy_number(number)}"


def batch_numbers(first: str, last: str) -> tuple[str, ...]:
    """Return the numbers from first to last, A001 to A020; empty where they are no run (see ``batch_problems``)."""
    ends = [_NUMBER.fullmatch(tidy_number(one)) for one in (first, last)]
    if ends[0] is None or ends[1] is None or ends[0]["prefix"] != ends[1]["prefix"]:
        return ()
    width, serials = len(ends[0]["serial"]), (int(ends[0]["serial"]), int(ends[1]["serial"]))
    if not 0 <= serials[1] - serials[0] < LARGEST_BATCH or len(ends[1]["serial"]) < width:
        return ()
    return tuple(f"{ends[0]['prefix']}{serial:0{width}d}" for serial in range(serials[0], serials[1] + 1))


def batch_problems(first: str, last: str, taken: Iterable[str]) -> list[str]:
    """Return why a batch cannot be issued (Chinese). ``taken`` are the numbers in the register."""
    numbers = batch_numbers(first, last)
    if not numbers:
        return [f"起号应在前，起止编号只有末尾数字不同，如 A001 至 A020，一次最多 {LARGEST_BATCH} 张。"]
    known = sorted(set(numbers) & set(taken))
    return [f"{known[0]} 等 {len(known)} 张已经登记过，编号不能重复。"] if known else []


def use(sheet: Sheet, device: str, document: str, copy: str, now: datetime) -> Sheet:
    """Return the sheet with a copy of a paper printed on it.

    ``copy`` "" tells of the stamp only: where the paper was printed on this sheet, nothing changes.

    Raises:
        Refused: it was used before, spoiled, returned, or issued to another device.
    """
    if sheet.state == USED and sheet.document == document and not copy:
        return sheet
    _insist("不能使用这张预盖章纸。", [*_in_state(sheet, ISSUED), *_here(sheet, device)])
    return replace(sheet, state=USED, document=document, copy=copy, ended_at=now)


def spoil(sheet: Sheet, reason: str, now: datetime) -> Sheet:
    """Return the sheet voided: jammed, smeared, torn. It is kept and handed in with the account.

    Raises:
        Refused: it was spoiled or returned before, or no reason was given.
    """
    blockers = _in_state(sheet, ISSUED, USED)
    if not reason.strip():
        blockers.append(_blocker("spoil-reason", "作废预盖章纸须写明原因，如卡纸、漏墨。"))
    _insist("不能作废这张预盖章纸。", blockers)
    return replace(sheet, state=SPOILED, reason=reason.strip(), ended_at=now)


def give_back(sheet: Sheet, now: datetime) -> Sheet:
    """Return the sheet handed back unused.

    Raises:
        Refused: it was used, spoiled or returned before.
    """
    _insist("不能交回这张预盖章纸。", _in_state(sheet, ISSUED))
    return replace(sheet, state=RETURNED, ended_at=now)


def _in_state(sheet: Sheet, *states: str) -> list[Blocker]:
    if sheet.state in states:
        return []
    return [_blocker("sheet-state", f"预盖章纸 {sheet.number} {STATE_WORDS.get(sheet.state, sheet.state)}，不能再用。")]


def _here(sheet: Sheet, device: str) -> list[Blocker]:
    if sheet.device == device:
        return []
    return [_blocker("sheet-of-other-device", f"预盖章纸 {sheet.number} 由另一台电脑领用，本机不能使用。")]


def _blocker(code: str, text: str) -> Blocker:
    return Blocker(code, text, (), PLACE)


def _insist(title: str, blockers: list[Blocker]) -> None:
    if blockers:
        raise Refused(title, tuple(blockers), "请核对“登记簿·预盖章纸”。", "sheet-refused")
