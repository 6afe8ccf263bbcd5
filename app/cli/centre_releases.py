"""``main.py centre release``: publish forms, calendars and legal texts to the laptops."""

from __future__ import annotations

import argparse
from pathlib import Path

from app.cli.console import print_json, read_secret
from app.services.centre import CentreOffice
from app.services.centre_releases import publish
from app.services.release_content import KINDS
from app.services.session.paths import built_in_forms
from app.services.vouching import read_key


def add_release_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the folder and what it is."""
    parser.epilog = (
        "文件夹的结构与 forms 相同，例如 calendar/2027.toml。发布前在程序自带的表单上检查，有错误的不发布。"
        "终端同步后、下次打开时生效；已开始的检查仍用当时的表单。"
    )
    parser.add_argument("folder", type=Path, metavar="DIR", help="要发布的文件夹")
    parser.add_argument("--bureau", required=True, metavar="CODE", help="发布给这个单位及其下级")
    parser.add_argument("--kind", required=True, choices=tuple(KINDS), help="表单、日历或法规")
    parser.add_argument("--name", required=True, help="名称，如 2027 或 electronic-records")
    parser.add_argument("--version", required=True, help="版本，如 1；每个版本只能发布一次")
    parser.add_argument("--key", type=Path, metavar="FILE", help="单位的签发密钥；演练中心库不需要")


def release_publish(office: CentreOffice, arguments: argparse.Namespace) -> int:
    """Publish a folder; 0 done."""
    key = None
    if arguments.key is not None:
        # --password-file is the database's
        key = read_key(arguments.key, read_secret(argparse.Namespace(secret_fd=arguments.secret_fd), "签发密钥的口令"))
    digest = publish(
        office, arguments.bureau, arguments.kind, arguments.name, arguments.version, arguments.folder, key,
        forms=built_in_forms(),
    )  # fmt: skip
    if arguments.json:
        print_json({"bureau": arguments.bureau, "name": arguments.name, "sha256": digest})
    else:
        print(f"已发布 {arguments.name} {arguments.version}。终端同步后、下次打开时生效。")
    return 0
