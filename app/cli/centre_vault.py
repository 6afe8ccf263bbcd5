"""``main.py centre backup``, ``restore``, ``root`` and ``reader``: what keeps a centre safe, and its reports."""

from __future__ import annotations

import argparse
import getpass
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from app.cli.console import minute_words, print_json, read_secret
from app.cli.desks import insist_equal, now
from app.services.centre.office import CentreOffice
from app.services.centre.readers import add_reader, remove_reader
from app.services.centre.vault import back_up, restore_from
from app.services.centre.witness import (
    ALTERED,
    BROKEN,
    FORGED,
    MISSING,
    MOVED,
    RESIGNED,
    KeptRoots,
    RootCheck,
    as_json,
    check_roots,
    current_roots,
    keep_roots,
)

INTACT, REWRITTEN, PARTLY = 0, 1, 3
_WORDS = {
    MISSING: "缺失", ALTERED: "被改写", MOVED: "接收日期被改动", BROKEN: "与校验链不符", FORGED: "登记与原文不符",
    RESIGNED: "签名被改动",
}  # fmt: skip
_AFTER = "没有 --password-file 时，--secret-fd 的第一行是数据库口令，第二行是备份口令。"


def add_backup_arguments(parser: argparse.ArgumentParser) -> None:
    """Add --out and --passphrase."""
    parser.epilog = (
        f"需要数据库超级用户和 PostgreSQL 的 pg_dump 程序。备份期间终端可以照常同步。{_AFTER}"
        "请把备份文件和口令分开保管，并定期在另一台服务器上试恢复（centre restore）。"
    )
    parser.add_argument("--out", required=True, type=Path, metavar="FILE", help="备份写到哪里（新文件）")
    own = "用自己的口令加密（从 --secret-fd 或提示处输入）；不给出时生成一个口令并显示一次"
    parser.add_argument("--passphrase", action="store_true", help=own)


def add_restore_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the file."""
    parser.epilog = (
        f"只恢复到空数据库；需要数据库超级用户和 pg_restore 程序。{_AFTER}"
        "恢复后核对摘要、条数和校验根，全部一致才对终端开放；"
        "各终端下次同步会重新取回全部内容，并补传备份之后的内容。"
    )
    parser.add_argument("file", type=Path, metavar="FILE", help="centre backup 写出的备份文件")


def add_root_arguments(parser: argparse.ArgumentParser) -> None:
    """Add --bureau, --day, --out and --check."""
    parser.epilog = (
        "校验根文件请定期写到中心库以外的地方保存（例如刻盘或交上级）。"
        "--check 也接受终端的同步回执（sync --json 的输出）。"
        "退出码：0 一致，1 有改写，3 中心库恢复过，只能核对恢复之前的部分。"
    )
    parser.add_argument("--bureau", metavar="CODE", help="只要这个单位")
    parser.add_argument("--day", type=date.fromisoformat, metavar="DATE", help="只要这一天，如 2026-03-09")
    parser.add_argument("--out", type=Path, metavar="FILE", help="写到文件（新文件）")
    parser.add_argument("--check", type=Path, metavar="FILE", help="与以前写出的文件或终端的同步回执核对")


def add_reader_arguments(add: argparse.ArgumentParser, remove: argparse.ArgumentParser) -> None:
    """Add the login and the bureau."""
    add.epilog = (
        "视图：report.inspections 检查、report.findings 问题、report.measures 措施、report.deadlines 期限、"
        "report.devices 终端；只能看到本单位及其下级。"
    )
    for parser in (add, remove):
        parser.add_argument("login", metavar="LOGIN", help="登录名，如 report_baoding")
    add.add_argument("--bureau", required=True, metavar="CODE", help="单位代码")


def backup(office: CentreOffice, arguments: argparse.Namespace) -> int:
    """Write a backup; 0 done."""
    passphrase = _own_passphrase(arguments) if arguments.passphrase else ""
    made = back_up(office, arguments.out, now(), passphrase)
    if arguments.json:
        print_json(made.as_json())
        return 0
    operations = sum(one.operations for one in made.manifest.bureaus.values())
    print(f"已备份：{made.path}（{operations} 条操作，转储 {made.size} 字节，SHA-256 {made.sha256}）")
    if made.code:
        print(f"备份口令：{made.code}\n只显示这一次，没有它不能恢复。请抄下并与备份文件分开保管。", flush=True)
    return 0


def _own_passphrase(arguments: argparse.Namespace) -> str:
    # --password-file is the database's
    given = read_secret(argparse.Namespace(secret_fd=arguments.secret_fd), "新的备份口令（至少 10 个字符）")
    if arguments.secret_fd is None and sys.stdin is not None and sys.stdin.isatty():
        insist_equal(given, getpass.getpass("再输入一次："))
    return given


def restore(office: CentreOffice, arguments: argparse.Namespace) -> int:
    """Bring a centre back; 0 done."""
    secret = read_secret(argparse.Namespace(secret_fd=arguments.secret_fd), "备份口令")
    back = restore_from(office, arguments.file, secret)
    if arguments.json:
        print_json({name: getattr(back, name) for name in back.__slots__})
        return 0
    print(f"已恢复中心库 {back.centre_id}：{back.operations} 条操作，{back.attachments} 个附件，与备份清单一致。")
    print(f"终端登录：新建 {back.logins_made} 个，服务器上原有 {back.logins_kept} 个（未改动）。")
    if back.damaged:
        print(f"注意：{back.damaged} 个附件在做备份之前就已损坏或缺失，改为未传完；有原件的终端下次同步时自动补传。")
    print("请核对终端的连接地址，然后让各终端同步一次：它们会重新取回全部内容，并补传备份之后的内容。")
    print("备份之后才登记的终端，中心库不认识：请先用 centre device readmit 终端编号 --bureau … --name … 重新接入。")
    print("本单位终端全部同步之前，暂不发放新文号（见 centre status）。", flush=True)
    return 0


def root(office: CentreOffice, arguments: argparse.Namespace) -> int:
    """Print or write roots, or compare with those of before; see the exit codes."""
    if arguments.check is not None:
        return _told(check_roots(office, arguments.check), arguments)
    found = current_roots(office, arguments.bureau, arguments.day)
    if arguments.out is not None:
        keep_roots(found, arguments.out)
    if arguments.json:
        print_json(found.as_json())
    else:
        print("\n".join(_root_lines(found)) or "没有任何操作。")
        if arguments.out is not None:
            print(f"已写入 {arguments.out}。请保存到中心库以外的地方。", flush=True)
    return INTACT


def _root_lines(found: KeptRoots) -> Iterator[str]:
    for code, days in found.bureaus.items():
        for one in days:
            yield f"{code} {one.day} 第 {one.first}-{one.last} 条：根 {one.root}，累计 {one.head}"


def _told(found: RootCheck, arguments: argparse.Namespace) -> int:
    if arguments.json:
        print_json(as_json(found))
    else:
        print("\n".join(_check_lines(found)), flush=True)
    return REWRITTEN if found.rewritten else PARTLY if found.restored else INTACT


def _check_lines(found: RootCheck) -> Iterator[str]:
    for one in found.restored:
        restored_at, backup_at = (minute_words(str(at)) for at in (one.restored_at, one.backup_at))
        yield (
            f"注意：单位 {one.bureau} 的数据于 {restored_at} 从 {backup_at} 的备份恢复，"
            f"第 {one.upto} 条之后不能与此文件核对。如果没有人做过恢复，请立即报告。"
        )
    for row in found.rewritten:
        day = f" {row.day}" if row.day else ""
        span = f"第 {row.first} 条" if row.first == row.last else f"第 {row.first}-{row.last} 条"
        yield f"{_WORDS[row.how]}：单位 {row.bureau}{day} {span}操作"
    if found.rewritten:
        yield "中心库的记录与保存的校验根不符。请停止使用，保留数据库原状，与备份和各终端的记录核对，并报告负责人。"
    elif not found.restored:
        yield f"一致：核对了 {found.compared} 条操作，没有发现改写。"
    else:
        yield f"恢复之前的 {found.compared} 条操作一致。"


def reader_add(office: CentreOffice, arguments: argparse.Namespace) -> int:
    """Make a login for reports; 0 done."""
    secret = add_reader(office, arguments.bureau, arguments.login)
    values: dict[str, Any] = {"login": arguments.login, "bureau": arguments.bureau, "password": secret}
    if arguments.json:
        print_json(values)
    else:
        print(f"已建立报表登录 {arguments.login}，口令：{secret}\n只显示这一次。视图在模式 report 中。", flush=True)
    return 0


def reader_remove(office: CentreOffice, arguments: argparse.Namespace) -> int:
    """Take a login for reports away; 0 done."""
    remove_reader(office, arguments.login)
    if arguments.json:
        print_json({"login": arguments.login})
    else:
        print(f"已删除报表登录 {arguments.login}。", flush=True)
    return 0
