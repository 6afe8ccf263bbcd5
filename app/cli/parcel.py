"""The command ``parcel``: exchange by file, on a USB stick, with a colleague's laptop."""

from __future__ import annotations

import argparse
from datetime import datetime
from pathlib import Path

from app.cli.chinese_arguments import ChineseParser
from app.cli.console import add_secret_arguments, data_folder, print_json, read_secret
from app.cli.desks import add_officer_argument, opened
from app.services.exchange.parcel_journal import journal, peers
from app.services.exchange.parcels import pack
from app.services.exchange.taking_in import take_in
from app.services.session.opening import OpenDesk, close

SUFFIX = ".aix"
KINDS = {"sent": "导出", "taken-in": "导入"}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add export, import and log."""
    acts = parser.add_subparsers(title="命令", dest="act", metavar="命令", required=True, parser_class=ChineseParser)
    export = _act(acts, "export", "导出交换文件，并给出口令")
    export.add_argument("file", type=Path, metavar="FILE", help=f"写到哪里，如 U 盘上的 交换{SUFFIX}")
    export.add_argument("--for", dest="peer", default="", metavar="DEVICE", help="只导出这台终端还没有的内容（见 log）")
    only = "只带这次检查的附件，可多次给出"
    export.add_argument("--inspection", action="append", default=[], metavar="ID", help=only)
    given = _act(acts, "import", "导入同事的交换文件（口令从 --secret-fd 或提示处输入）")
    given.add_argument("file", type=Path, metavar="FILE", help="同事导出的交换文件")
    _act(acts, "log", "列出导出、导入过的交换文件")


def _act(acts: argparse._SubParsersAction[ChineseParser], name: str, text: str) -> argparse.ArgumentParser:
    parser = acts.add_parser(name, help=text, description=text)
    folder, source = "数据文件夹（默认用本机的）", "从文件描述符 N 逐行读取口令（0 为标准输入）"
    parser.add_argument("--data", type=Path, metavar="DIR", default=argparse.SUPPRESS, help=folder)
    parser.add_argument("--secret-fd", type=int, metavar="N", default=argparse.SUPPRESS, help=source)
    parser.add_argument("--json", action="store_true", help="输出 JSON")
    add_officer_argument(parser)
    add_secret_arguments(parser)
    return parser


def run(arguments: argparse.Namespace) -> int:
    """Export, import or list; 0 done."""
    desk = opened(arguments, data_folder(arguments))
    try:
        return {"export": _export, "import": _import, "log": _log}[arguments.act](desk, arguments)
    finally:
        close(desk)


def _export(desk: OpenDesk, arguments: argparse.Namespace) -> int:
    packed = pack(desk, arguments.file, inspections=arguments.inspection or None, peer=arguments.peer)
    values = {
        "file": str(packed.path), "code": packed.code, "operations": packed.operations, "files": packed.files,
        "size": packed.size, "digest": packed.digest, "left": packed.left, "unreadable": list(packed.spoiled),
    }  # fmt: skip
    if arguments.json:
        print_json(values)
        return 0
    print(f"已导出：{packed.path}（{packed.operations} 处改动，{packed.files} 个附件）")
    print(f"口令：{packed.code}\n请口头告诉同事，不要写在 U 盘上或与文件放在一起。", flush=True)
    if packed.left:
        print(f"还有 {packed.left} 个附件放不下，没有带上：请换一个大些的盘，或用 --inspection 按检查分几次导出。")
    if packed.spoiled:
        print(f"有 {len(packed.spoiled)} 个附件读不出来，没有带上：{'、'.join(packed.spoiled)}。请同步，或用备份恢复。")
    return 0


def _import(desk: OpenDesk, arguments: argparse.Namespace) -> int:
    got = take_in(desk, arguments.file, read_secret(arguments, "交换文件的口令"))
    if arguments.json:
        print_json({
            "device": got.device, "operations": got.operations, "new": got.new, "files": got.files,
            "lacking": got.lacking, "refused": got.refused, "conflicts": got.disagreeing, "odd_time": got.odd_time,
            "two_pasts": list(got.apart),
        })  # fmt: skip
        return 0
    made = datetime.fromisoformat(got.made_at)
    print(f"已导入终端 {got.device} 于 {made:%Y-%m-%d %H:%M} 导出的内容：新增 {got.new} 处改动、{got.files} 个附件。")
    if got.apart:
        print(f"没有收下{'、'.join(got.apart)}的内容：它有两份不同的记录，数据文件夹可能被复制过。请联系管理员。")
    for count, words in (
        (got.disagreeing, "有 {n} 处与本机填写的不一致，请在窗口的“同步·不一致”中选定。"),
        (got.refused, "有 {n} 处改动因所在内容已经封存没有采纳，请在窗口的“同步·未采纳”中处理。"),
        (got.lacking, "还缺 {n} 个附件：请导入同事的其他交换文件，或联网同步后取回。"),
        (got.odd_time, "请核对两台电脑的日期和时间：按本机时钟，这份文件不像是刚才导出的。"),
    ):
        if count:
            print(words.format(n=count))
    return 0


def _log(desk: OpenDesk, arguments: argparse.Namespace) -> int:
    entries = journal(desk)
    if arguments.json:
        print_json({"journal": list(entries), "peers": list(peers(desk))})
        return 0
    for one in entries:
        told = f"{one['operations']} 处改动、{one['files']} 个附件"
        print(f"{one['at']}　{KINDS[str(one['kind'])]}　终端 {one['device'] or '（全部内容）'}　{told}")
    if not entries:
        print("还没有用文件交换过。")
    return 0
