"""Receipts of synchronisations as the centre's administrator judges them: by their file, or by the code on paper."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import asdict
from pathlib import Path
from typing import Any

from app.centre.device.receipts import altered_beside
from app.centre.office.receipt_check import (
    AWAITED,
    BADLY_SIGNED,
    FORGED,
    GENUINE,
    HOLDS,
    LOST,
    SIGNED,
    UNKNOWN,
    UNSIGNED,
    ReceiptJudgement,
    ShownReceipt,
    judged,
    receipt_of_code,
)
from app.errors import InspectorError, StorageFailed
from app.sealing.canonical import read_json
from app.services.centre.office import CentreOffice

__all__ = [
    "AWAITED", "BADLY_SIGNED", "FORGED", "GENUINE", "HOLDS", "LOST", "SIGNED", "UNKNOWN", "UNSIGNED",
    "ReceiptJudgement", "as_json", "intact", "judge_receipt",
]  # fmt: skip

_CODE = re.compile(r"[0-9a-f]{16}")


def judge_receipt(office: CentreOffice, shown: str) -> ReceiptJudgement:
    """Return the centre's judgement on a receipt, named by its file or by its code.

    Raises:
        StorageFailed: the file cannot be read.
        InspectorError: it is no receipt, or another centre's.
        CentreRefused: no receipt has this code, or the centre gives none yet.
    """
    code = "".join(unicodedata.normalize("NFKC", shown).lower().replace("-", "").split())
    if _CODE.fullmatch(code) and not Path(shown).exists():
        return judged(office.connection, receipt_of_code(office.connection, code))
    return judged(office.connection, _in_file(Path(shown)))


def intact(found: ReceiptJudgement) -> bool:
    """Return whether the centre gave this receipt, its file says nothing else, and all that it says is still there."""
    whole = (found.origin, found.standing) == (GENUINE, HOLDS)
    return whole and found.signature != BADLY_SIGNED and not found.rewritten and not found.beside


def as_json(found: ReceiptJudgement) -> dict[str, Any]:
    """Return a judgement with stable keys."""
    return {"intact": intact(found), **asdict(found), "rewritten": [asdict(one) for one in found.rewritten]}


def _in_file(file: Path) -> ShownReceipt:
    try:
        content = read_json(file.read_text(encoding="utf-8-sig"))
        receipt = content.get("receipt", content)
        given = receipt["given"]
        texts = (str(given["content"]), str(given["mac"]), str(given.get("signature", "")))
        return ShownReceipt(*texts, altered_beside(receipt))
    except OSError as error:
        advice = "请给出回执文件，或回执上的 16 位编号。"
        raise StorageFailed("receipt-missing", f"回执文件读不到：{file}", advice) from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        advice = "请给出“导出回执文件”或 sync --json 的输出；打印的回执请输入上面的编号。"
        raise InspectorError("receipt-unreadable", "这不是同步回执，或没有中心库开具的部分。", advice) from error
