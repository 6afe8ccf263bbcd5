"""``main.py centre number``: the account of a year's numbers, and those of a lost laptop."""

from __future__ import annotations

import argparse
from collections import Counter
from dataclasses import asdict
from pathlib import Path

from app.cli.console import print_json
from app.cli.desks import now
from app.errors import StorageFailed
from app.services.centre.numbers import LedgerRow, as_csv, resume_numbers, runs, state_word, void_numbers, year_account
from app.services.centre.office import CentreOffice
from app.storage.files import file_errors, write_durably


def add_account_arguments(parser: argparse.ArgumentParser) -> None:
    """Add --bureau, --year and --csv."""
    parser.add_argument("--bureau", required=True, metavar="CODE", help="单位代码")
    parser.add_argument("--year", required=True, type=int, metavar="YEAR", help="年份，如 2026")
    parser.add_argument("--csv", type=Path, metavar="FILE", help="另写成表格文件（新文件），每个文号一行")


def add_void_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the device and --reason."""
    parser.epilog = "终端须先停用（centre device revoke）。已使用并上传的文号不变；各终端同步后看到作废。"
    parser.add_argument("device", metavar="DEVICE", help="终端编号（见 centre status）")
    parser.add_argument("--reason", required=True, help="作废原因，如 终端遗失")


def add_resume_arguments(parser: argparse.ArgumentParser) -> None:
    """Add --bureau and --beyond."""
    parser.epilog = (
        "先把备份之后登记的终端逐台重新接入（centre device readmit），找不回的先停用（centre device revoke）。"
        "执行这条命令即确认：备份之后登记的终端都已重新接入，或者已经遗失。"
        "--beyond 0 表示没有遗失的；有遗失的，写备份之后它们最多可能领用的文号数，这些文号空出不用。"
    )
    parser.add_argument("--bureau", required=True, metavar="CODE", help="单位代码")
    parser.add_argument("--beyond", required=True, type=int, metavar="N", help="每种文号空出多少个")


def resume(office: CentreOffice, arguments: argparse.Namespace) -> int:
    """Let a restored centre give out a bureau's numbers again; 0 done."""
    waits = resume_numbers(office, arguments.bureau, arguments.beyond)
    if arguments.json:
        print_json({"bureau": arguments.bureau, "beyond": arguments.beyond, "waited_for": list(waits)})
        return 0
    skipped = f"每种文号空出 {arguments.beyond} 个后" if arguments.beyond else ""
    print(f"已确认。单位 {arguments.bureau} {skipped}继续发放文号。")
    if waits:
        print(f"还要等这些终端各同步一次：{'、'.join(waits)}")
    return 0


def account(office: CentreOffice, arguments: argparse.Namespace) -> int:
    """Print what became of every number; 0 done."""
    rows = year_account(office, arguments.bureau, arguments.year)
    if arguments.csv is not None:
        if arguments.csv.exists():
            raise StorageFailed("file-exists", f"文件已存在：{arguments.csv}", "请换一个文件名，或先移走原文件。")
        with file_errors("文号表格"):
            write_durably(arguments.csv, as_csv(rows))
    if arguments.json:
        print_json({"bureau": arguments.bureau, "year": arguments.year, "numbers": [asdict(one) for one in rows]})
        return 0
    if not rows:
        print(f"{arguments.year} 年还没有发放文号。")
    for first, last in runs(rows):
        print(_line(first, last, arguments.year))
    for (kind, word), count in Counter((one.kind, state_word(one)) for one in rows).items():
        print(f"合计 {kind} {word}：{count} 个")
    return 0


def _line(first: LedgerRow, last: LedgerRow, year: int) -> str:
    span = str(first.number) if first.number == last.number else f"{first.number}-{last.number}"
    holder = f"，{first.device_name or first.device}" if first.device else ""
    reason = f"，原因：{first.reason}" if first.reason else ""
    return f"{first.kind}〔{year}〕{span}号：{state_word(first)}{holder}{reason}"


def void(office: CentreOffice, arguments: argparse.Namespace) -> int:
    """Void what a lost laptop held; 0 done."""
    ids = void_numbers(office, arguments.device, arguments.reason, now())
    if arguments.json:
        print_json({"device": arguments.device, "voided": list(ids)})
    else:
        print(f"已作废 {len(ids)} 个文号，原因：{arguments.reason}。" if ids else "这台终端没有未使用的文号。")
    return 0


ACTS = (
    ("account", "列出一年中每个文号的去向（年终核对）", account, add_account_arguments),
    ("void", "作废已停用终端未使用的文号", void, add_void_arguments),
    ("resume", "从备份恢复后，确认可以继续发放文号", resume, add_resume_arguments),
)
"""The sub-commands of ``number``: name, help, what it does, what adds its arguments."""
