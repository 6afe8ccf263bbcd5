"""The command ``backup``: an encrypted copy on a second disk or stick."""

from __future__ import annotations

import argparse
from pathlib import Path

from app.cli.console import add_secret_arguments, data_folder
from app.cli.desks import add_officer_argument, opened
from app.errors import InspectorError
from app.services.safekeeping.backups import back_up, choose_second_folder, second_folder
from app.services.session.opening import close


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add --to."""
    parser.epilog = "指明过 --to 后，每个到场步骤完成时会自动备份到同一位置，以后也可省略 --to。"
    parser.add_argument("--to", type=Path, metavar="DIR", help="U 盘或第二个磁盘上的文件夹")
    add_officer_argument(parser)
    add_secret_arguments(parser)


def run(arguments: argparse.Namespace) -> int:
    """Write and verify a backup, and print where it lies."""
    desk = opened(arguments, data_folder(arguments))
    try:
        target = arguments.to or second_folder(desk)
        if target is None:
            raise InspectorError("backup-where", "没有指明备份到哪里。", "请插入 U 盘，用 --to DIR 指明其中的文件夹。")
        report = back_up(desk, target)
        if arguments.to is not None:
            choose_second_folder(desk, arguments.to)
    finally:
        close(desk)
    print(f"备份完成并已核对：{report.operations} 处改动，{report.blobs} 个附件。\n备份位置：{report.folder}")
    return 0
