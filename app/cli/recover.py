"""The command ``recover``: open a data folder with its recovery key and set a new passphrase."""

from __future__ import annotations

import argparse
from pathlib import Path

from app.cli.console import data_folder
from app.cli.desks import now
from app.cli.init import SECRETS_HELP, new_secrets
from app.services.safekeeping.recovering import recover
from app.services.session.opening import close
from app.services.session.paths import built_in_forms


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add --key and --officer."""
    parser.epilog = f"设置新的口令和 PIN。{SECRETS_HELP}"
    parser.add_argument("--key", type=Path, metavar="FILE", required=True, help="U 盘上的恢复密钥文件")
    parser.add_argument("--officer", metavar="ID", default="", help="为哪名人员设置新口令（默认管理员）")


def run(arguments: argparse.Namespace) -> int:
    """Set a new passphrase and PIN with the recovery key."""
    folder = data_folder(arguments)
    desk = recover(
        folder, arguments.key, new_secrets(arguments), forms=built_in_forms(), clock=now, officer=arguments.officer
    )
    officer = desk.officer
    close(desk)
    print(f"已用恢复密钥打开数据，{officer} 的新口令和 PIN 已生效，其他人员的口令不变。\n数据文件夹：{folder}")
    return 0
