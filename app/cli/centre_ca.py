"""``main.py centre ca``: certificates for a bureau that has no certificate authority."""

from __future__ import annotations

import argparse
import getpass
import sys
from pathlib import Path
from typing import Any

from app.cli.chinese_arguments import ChineseParser
from app.cli.console import print_json, read_secret
from app.cli.desks import insist_equal, now
from app.services.centre.authority import CA_CERTIFICATE, SERVER_CERTIFICATE, SERVER_KEY, make_ca, make_server

WORDS = "没有 CA 的单位：生成自己的 CA 和中心库服务器的证书"
_PROMPT = "CA 密钥的口令"


def add_ca_arguments(parser: argparse.ArgumentParser) -> None:
    """Add ``make`` and ``server``."""
    parser.epilog = "CA 密钥（ca.key）请存放在 U 盘上离线保管；ca.pem 在 centre device create 时用 --ca 给出。"
    verbs = parser.add_subparsers(title="命令", dest="verb", metavar="命令", required=True, parser_class=ChineseParser)
    make = _leaf(verbs, "make", "生成 CA 证书和密钥")
    make.add_argument("--name", required=True, help="单位名称，写入证书")
    server = _leaf(verbs, "server", "用 CA 为中心库服务器签发证书（有效期 825 天，到期前重新签发）")
    server.add_argument("--ca", required=True, type=Path, metavar="DIR", help="ca.pem 和 ca.key 所在的文件夹")
    hosts = "终端连接用的域名或 IP 地址，可多次给出"
    server.add_argument("--host", required=True, action="append", metavar="HOST", help=hosts)


def _leaf(verbs: Any, name: str, text: str) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = verbs.add_parser(name, help=text, description=text)
    parser.epilog = f"{_PROMPT}在提示处输入，或用 --secret-fd N 提供。"
    parser.add_argument("--out", required=True, type=Path, metavar="DIR", help="写到哪个文件夹（不覆盖已有文件）")
    parser.add_argument("--json", action="store_true", help="输出 JSON")
    source = "从文件描述符 N 读取口令（0 为标准输入）"
    parser.add_argument("--secret-fd", type=int, metavar="N", default=argparse.SUPPRESS, help=source)
    return parser


def ca(arguments: argparse.Namespace) -> int:
    """Make an authority or a server's certificate; 0 done."""
    fresh = arguments.verb == "make"
    passphrase = read_secret(arguments, f"新的{_PROMPT}（至少 10 个字符）" if fresh else _PROMPT)
    if fresh and arguments.secret_fd is None and sys.stdin is not None and sys.stdin.isatty():
        insist_equal(passphrase, getpass.getpass("再输入一次："))
    if fresh:
        made = make_ca(arguments.out, arguments.name, passphrase, now())
        advice = f"已生成 CA：{arguments.out / CA_CERTIFICATE}。请把 ca.key 移到 U 盘上离线保管，口令分开保管。"
    else:
        made = make_server(arguments.ca, arguments.out, passphrase, arguments.host, now())
        advice = (
            f"已签发服务器证书：请把 {SERVER_CERTIFICATE} 和 {SERVER_KEY} 放进 PostgreSQL 的数据文件夹，设 ssl = on，"
            "再重新加载配置。"
        )
    until = f"{made.valid_until:%Y-%m-%d}"
    if arguments.json:
        print_json({"folder": str(arguments.out), "valid_until": until})
    else:
        print(f"{advice}\n有效期至 {until}。")
    return 0
