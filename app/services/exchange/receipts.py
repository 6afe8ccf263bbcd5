"""The receipt of a synchronisation on this device: signed by it, kept with the log, told, and written to a file."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from app.centre.device.receipts import code_of, content_of, signed_part
from app.centre.device.sync import SyncReport
from app.services.desk import Desk
from app.storage.files import file_errors, write_durably

SCHEMA = "archives-inspection sync receipt 1"


def signed(desk: Desk, report: SyncReport) -> SyncReport:
    """Return a report whose receipt, where the centre gave one, carries this device's signature too."""
    given = report.receipt.get("given")
    if not isinstance(given, dict):
        return report
    signature = desk.store.device_key.sign(signed_part(str(given["content"]), str(given["mac"]))).hex()
    return replace(report, receipt={**report.receipt, "given": {**given, "signature": signature}})


def receipt_code(receipt: Mapping[str, Any]) -> str:
    """Return the code by which the centre finds this receipt again, "" where the centre gave none."""
    given = receipt.get("given") or {}
    return code_of(str(given["mac"])) if given else ""


def given_at(receipt: Mapping[str, Any]) -> str:
    """Return when the centre gave the receipt, as text with +08:00; "" where it gave none."""
    given = receipt.get("given") or {}
    return str(content_of(str(given["content"])).get("issued_at", "")) if given else ""


def receipt_file(receipt: Mapping[str, Any]) -> bytes:
    """Return a receipt as the file that ``centre receipt check`` and ``centre root --check`` read."""
    return json.dumps({"schema": SCHEMA, "receipt": dict(receipt)}, ensure_ascii=False, indent=1).encode()


def write_receipt(receipt: Mapping[str, Any], path: Path) -> None:
    """Write a receipt to a file.

    Raises:
        StorageFailed: the file cannot be written.
    """
    with file_errors("回执文件"):
        write_durably(path, receipt_file(receipt))
