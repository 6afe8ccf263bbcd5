"""The command ``casefile``: the whole case file of an inspection as one PDF."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from app.cli.console import add_secret_arguments, data_folder
from app.cli.desks import add_officer_argument, opened
from app.services.casefile.making import make_case_file, save_copy
from app.services.session.opening import close


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add INSPECTION, --out, --draft and --retention."""
    parser.epilog = "文书未办完、附件未取回时不生成正式案卷，并逐项说明原因；加 --draft 可随时生成带“草稿”字样的预览。"
    parser.add_argument("inspection", metavar="INSPECTION", help="检查编号")
    parser.add_argument("--out", type=Path, metavar="FILE", required=True, help="案卷 PDF 写到哪个文件")
    parser.add_argument("--draft", action="store_true", help="生成草稿预览")
    usual = "保管期限（默认与结案审批表一致，没有的为 30年）"
    parser.add_argument("--retention", metavar="PERIOD", default="", help=usual)
    add_officer_argument(parser)
    add_secret_arguments(parser)


def run(arguments: argparse.Namespace) -> int:
    """Make the file, write it where asked, and say how many pages it has."""
    desk = opened(arguments, data_folder(arguments))
    try:
        made = make_case_file(
            desk, arguments.inspection, draft=arguments.draft, retention=arguments.retention, progress=_tell
        )
        save_copy(desk, made, arguments.out)
    finally:
        close(desk)
    print(f"{'草稿' if made.draft else '案卷'}已生成：{made.bound.sheets} 页，其中编号 {made.bound.numbered} 页。")
    print(f"文件：{arguments.out}\nSHA-256：{made.sha256}")
    if made.lacks:
        print("本卷不完整：")
    for one in made.lacks:
        print(f"· {one}")
    return 0


def _tell(done: int, total: int) -> None:
    if sys.stderr.isatty():
        print(f"\r正在生成 {done}/{total}", end="" if done < total else "\n", file=sys.stderr, flush=True)
