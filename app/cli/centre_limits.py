"""``main.py centre device limit``: how much a device may send each day."""

from __future__ import annotations

import argparse

from app.cli.console import print_done
from app.services.centre import limits as centre_limits
from app.services.centre.office import CentreOffice

_MOST = 100_000


def add_limit_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the device and --gigabytes."""
    parser.epilog = "没有设定的终端每天 100 GB（操作和附件合计）。超过的当天不再收下，终端保留内容，第二天接着上传。"
    parser.add_argument("device", metavar="DEVICE", help="终端编号（见 centre status）")
    parser.add_argument("--gigabytes", required=True, type=_gigabytes, metavar="N", help="每天最多多少 GB")


def limit_device(office: CentreOffice, arguments: argparse.Namespace) -> int:
    """Set the limit; 0 done."""
    centre_limits.limit_device(office, arguments.device, arguments.gigabytes)
    values = {"device": arguments.device, "gigabytes": arguments.gigabytes}
    return print_done(arguments, values, f"这台终端每天最多上传 {arguments.gigabytes} GB。")


def _gigabytes(text: str) -> int:
    number = int(text)
    if not 0 < number <= _MOST:
        raise ValueError(text)
    return number
