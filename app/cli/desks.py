"""How commands open a data folder: training by itself, any other with the officer's passphrase."""

from __future__ import annotations

import argparse
from datetime import datetime
from pathlib import Path

from app.cli.console import read_secret
from app.domain.clock import CHINA
from app.errors import InspectorError
from app.services.session.doorway import is_training, officers_of
from app.services.session.opening import OpenDesk, open_desk
from app.services.session.paths import built_in_forms


def now() -> datetime:
    """Return the moment by this machine's clock, in China's time."""
    return datetime.now(CHINA)


def add_officer_argument(parser: argparse.ArgumentParser) -> None:
    """Let a command be done by an officer who is named (``--officer``)."""
    parser.add_argument("--officer", metavar="ID", default="", help="由哪名人员打开数据（默认第一名）")


def opened(arguments: argparse.Namespace, folder: Path) -> OpenDesk:
    """Return the desk of a data folder; the passphrase is asked for, or read from ``--secret-fd``.

    Raises:
        InspectorError: no data, no passphrase, a wrong one, or damage.
    """
    officer = getattr(arguments, "officer", "")
    passphrase = ""
    if not is_training(folder):
        who = officer or next(iter(officers_of(folder)), "")
        passphrase = read_secret(arguments, f"{who} 的口令")
    return open_desk(folder, forms=built_in_forms(), clock=now, officer=officer, passphrase=passphrase)


def insist_equal(first: str, second: str) -> None:
    """Do nothing where a secret was typed twice alike.

    Raises:
        InspectorError: it was not.
    """
    if first != second:
        raise InspectorError("secrets-differ", "两次输入不一致。", "请重新执行并仔细输入。")
