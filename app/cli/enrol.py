"""The command ``enrol``: this device joins the centre that invited it."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from app.cli.console import data_folder, read_secret
from app.cli.desks import now
from app.cli.init import SECRETS_HELP, add_recovery_argument, new_secrets, recovery_file
from app.cli.sync import sync_lines
from app.services.exchange.enrolling import Newcomer, enrol, read_enrolment_file
from app.services.exchange.syncing import synchronise
from app.services.session.opening import close
from app.services.session.paths import built_in_forms
from app.services.session.setting_up import Secrets
from app.storage.keys.keyfile import KEYS_FILE


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add FILE, --officer, --recovery and --via."""
    parser.epilog = f"先输入电话告知的口令码。{SECRETS_HELP}演练中心库的终端不设口令。"
    parser.add_argument("file", type=Path, metavar="FILE", help="中心库管理员发放的登记文件")
    parser.add_argument("--officer", metavar="ID", default="", help="首先使用本终端的人员（默认管理员）")
    add_recovery_argument(parser)
    parser.add_argument("--via", metavar="HOST:PORT", help="经由此地址连接中心库")


def run(arguments: argparse.Namespace) -> int:
    """Enrol, take in what the centre has, and print how it ended; 0 where everything came."""
    folder = data_folder(arguments)
    enrolment = read_enrolment_file(arguments.file, read_secret(arguments, "电话告知的口令码"), now)
    newcomer = Newcomer(arguments.officer)
    if not enrolment.training:
        newcomer = _newcomer(arguments, folder)
    desk = enrol(folder, enrolment, newcomer, forms=built_in_forms(), clock=now, via=arguments.via)
    try:
        print(f"本终端（{enrolment.device_name}）已登记到{enrolment.bureau_name}的中心库。\n数据文件夹：{folder}")
        report = synchronise(desk, via=arguments.via)
        print("\n".join(sync_lines(report)), file=sys.stdout if report.problem is None else sys.stderr)
    finally:
        close(desk)
    return 0 if report.problem is None else 1


def _newcomer(arguments: argparse.Namespace, folder: Path) -> Newcomer:
    """Return who begins; where an enrolment was cut short, the passphrase chosen then is enough."""
    if (folder / KEYS_FILE).exists():
        return Newcomer(arguments.officer, Secrets(read_secret(arguments, "上次登记时设置的口令"), ""))
    recovery = recovery_file(arguments)
    return Newcomer(arguments.officer, new_secrets(arguments), recovery)
