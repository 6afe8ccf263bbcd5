"""``main.py centre device succeed``: another laptop goes on with the inspections of a lost one."""

from __future__ import annotations

import argparse

from app.cli.console import print_json
from app.cli.desks import now
from app.services.centre import succession as centre_succession
from app.services.centre.office import CentreOffice


def add_succeed_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the lost device and --by."""
    parser.epilog = "只移交已上传的检查；遗失终端上未上传的内容无法取回。两台终端的编号见 centre status。"
    parser.add_argument("device", metavar="DEVICE", help="已停用的终端编号")
    parser.add_argument("--by", required=True, metavar="DEVICE", help="接替的终端编号（同一单位）")


def succeed_device(office: CentreOffice, arguments: argparse.Namespace) -> int:
    """Hand the inspections over; 0 done."""
    led = centre_succession.succeed_device(office, arguments.device, arguments.by, now())
    if arguments.json:
        print_json({"device": arguments.device, "by": arguments.by, "inspections": list(led)})
    else:
        print(f"已移交 {len(led)} 次检查。接替的终端同步后即可继续办理。" if led else "这台终端没有主办的检查。")
    return 0
