"""The command ``verify``: is a paper, the code on a paper or a data folder intact?"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from app.cli.console import add_secret_arguments, data_folder, print_json
from app.cli.desks import add_officer_argument, opened
from app.services.verification.codes import verify_any_code
from app.services.verification.outcome import CODE, STATE_WORDS, Outcome
from app.services.verification.verifying import verify_path


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add PATH or --code, --trust and --json."""
    parser.epilog = (
        "退出码：0 完好；1 已损坏或被改动；3 无法判断（签发者未知、没有口令、不是本程序的文件、"
        "有更新版本的程序写下的记录）。"
        "二维码内容含终端签名，有信任文件即可离线核验；手输的验证码只用来在 --data 中查找文书。"
    )
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("path", type=Path, metavar="PATH", nargs="?", help="PDF 文书或数据文件夹")
    what.add_argument("--code", metavar="CODE", help="文书上的验证码，或扫描二维码得到的内容")
    parser.add_argument("--trust", type=Path, metavar="FILE", help="信任的档案局名单（默认用 --data 中的）")
    parser.add_argument("--json", action="store_true", help="输出一行 JSON")
    add_officer_argument(parser)
    add_secret_arguments(parser)


def run(arguments: argparse.Namespace) -> int:
    """Print the outcome; 0 intact, 1 broken, 3 cannot be judged."""
    where: dict[str, Path | None] = {"trust_file": arguments.trust, "data": data_folder(arguments)}
    if arguments.code is not None:
        outcome = verify_any_code(arguments.code, lambda folder: opened(arguments, folder), **where)
    else:
        outcome = verify_path(arguments.path, lambda folder: opened(arguments, folder), **where)
    if arguments.json:
        print_json(outcome.as_json())
    else:
        print("\n".join(_lines(outcome)), file=sys.stdout if outcome.exit_code == 0 else sys.stderr)
    return outcome.exit_code


def _lines(outcome: Outcome) -> list[str]:
    facts = outcome.facts
    shown = f"验证码 {facts.get('code') or outcome.path[:40]}" if outcome.kind == CODE else outcome.path
    lines = [f"{shown}：{STATE_WORDS[outcome.state]}", *(f"  - {reason}" for reason in outcome.reasons)]
    if paper := facts.get("paper"):
        told = (paper.get("title") or paper["kind"], paper["number"], paper.get("unit"))
        lines.append(f"文书 {' '.join(one for one in told if one)}")
    if "fold_digest" in facts:
        counts = facts["attachments"]
        lines.append(f"操作 {facts['operations']} 条，附件 {counts['whole']}/{counts['total']} 个完好")
        if counts["to_fetch"]:
            lines.append(f"另有 {counts['to_fetch']} 个附件尚未从中心库取回")
        lines.append(f"内容摘要 {facts['fold_digest']}")
    if facts.get("device"):
        lines.append(f"终端 {facts['device']}")
    return lines
