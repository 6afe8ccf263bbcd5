"""The command ``init``: a new data folder, for training or for a bureau without a centre."""

from __future__ import annotations

import argparse
import getpass
import sys
from pathlib import Path

from app.cli.console import data_folder, read_secret
from app.cli.desks import insist_equal, now
from app.errors import InspectorError
from app.services.session.opening import OpenDesk, close
from app.services.session.paths import built_in_forms
from app.services.session.setting_up import Secrets, default_bureau, set_up_standalone, set_up_training

SECRETS_HELP = "口令和 PIN 在提示处输入，或用 --secret-fd N 逐行提供（先口令，后 PIN）。"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add --training, --bureau, --name and --recovery."""
    parser.epilog = SECRETS_HELP
    parser.add_argument("--training", action="store_true", help="演练数据：样例人员，公开的口令，不具效力")
    parser.add_argument("--bureau", metavar="CODE", default="", help="档案局代码（forms/bureaus 中的 code）")
    parser.add_argument("--name", metavar="NAME", default="管理员", help="管理员姓名")
    add_recovery_argument(parser)


def add_recovery_argument(parser: argparse.ArgumentParser) -> None:
    """Add --recovery, the place of the new recovery key."""
    parser.add_argument(
        "--recovery", type=Path, metavar="FILE", help="恢复密钥写到哪里（U 盘上的新文件，不能在数据文件夹内）"
    )


def run(arguments: argparse.Namespace) -> int:
    """Make the folder and say how it is opened."""
    folder, forms = data_folder(arguments), built_in_forms()
    if arguments.training:
        desk = set_up_training(folder, forms=forms, clock=now, bureau=arguments.bureau)
        names = "、".join(one.name for one in desk.officers().values())
        _say(desk, folder, f"演练数据已建立。人员：{names}；口令 training-only，PIN 000000。")
        return 0
    bureau = arguments.bureau or default_bureau(forms)
    recovery = recovery_file(arguments)
    secrets = new_secrets(arguments)
    desk = set_up_standalone(
        folder, forms=forms, clock=now, bureau=bureau, administrator=arguments.name, secrets=secrets,
        recovery_file=recovery,
    )  # fmt: skip
    _say(desk, folder, f"数据已建立，由管理员的口令打开。恢复密钥已写入并试用成功：{recovery}")
    print("请把恢复密钥与电脑分开保管；忘记口令时只有它能打开数据。")
    return 0


def recovery_file(arguments: argparse.Namespace) -> Path:
    """Return where the recovery key goes.

    Raises:
        InspectorError: no place was named.
    """
    given: Path | None = arguments.recovery
    if given is None:
        raise InspectorError(
            "recovery-missing", "没有指明恢复密钥的位置。", "请插入 U 盘，用 --recovery FILE 指明 U 盘上的新文件。"
        )
    return given


def new_secrets(arguments: argparse.Namespace) -> Secrets:
    """Return a new passphrase and PIN; typed ones are asked for twice.

    Raises:
        InspectorError: none was given, or the two differ.
    """
    passphrase = read_secret(arguments, "新口令（至少 10 个字符）")
    typed = arguments.secret_fd is None and sys.stdin is not None and sys.stdin.isatty()
    if typed:
        insist_equal(passphrase, getpass.getpass("再输入一次口令："))
    pin = read_secret(arguments, "PIN（6 位数字）")
    if typed:
        insist_equal(pin, getpass.getpass("再输入一次 PIN："))
    return Secrets(passphrase, pin)


def _say(desk: OpenDesk, folder: Path, text: str) -> None:
    bureau = desk.issuing(desk.bureau).name
    close(desk)
    print(f"{bureau}：{text}\n数据文件夹：{folder}")
