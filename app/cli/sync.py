"""The command ``sync``: exchange everything with the centre."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from app import VERSION
from app.cli.console import add_secret_arguments, data_folder, print_json
from app.cli.desks import add_officer_argument, opened
from app.domain.set_aside import PassedOver
from app.services.exchange.certificates_end import certificate_ends
from app.services.exchange.pacing import set_rate_limit
from app.services.exchange.program_updates import HERE, HeldUpdate, held_update
from app.services.exchange.queue import device_name
from app.services.exchange.receipts import receipt_code, write_receipt
from app.services.exchange.second_pasts import only_here
from app.services.exchange.syncing import PENDING, REFUSED, SYNCED, UNREACHABLE, SyncReport, synchronise
from app.services.releases.content import KIND_WORDS
from app.services.releases.forms import ReleaseTold, releases_told
from app.services.session.lost_key import take_offered_key
from app.services.session.opening import close

STATE_WORDS = {
    SYNCED: "同步完成，中心库已确认全部内容。",
    PENDING: "同步尚未完成，还有内容待确认或待取回。",
    UNREACHABLE: "暂时连不上中心库。",
    REFUSED: "中心库没有接受这次同步。",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add --via and --json."""
    parser.epilog = "退出码：0 中心库已确认全部内容；1 其他情况。"
    parser.add_argument("--via", metavar="HOST:PORT", help="经由此地址连接中心库（证书中的名称不变）")
    limit = "附件每秒最多传多少 KB，以后也照此执行；0 为不限速"
    parser.add_argument("--limit", type=int, metavar="KB", help=limit)
    kept = "把这次同步的回执另存为文件（管理员用 centre receipt check 核对）"
    parser.add_argument("--receipt", type=Path, metavar="FILE", help=kept)
    taken = "单位原来的签发密钥丢失时：先核对管理员电话告知的 16 位口令码，采用新的签发密钥，再同步"
    parser.add_argument("--bureau-key", metavar="CODE", help=taken)
    parser.add_argument("--json", action="store_true", help="输出一行 JSON")
    add_officer_argument(parser)
    add_secret_arguments(parser)


def run(arguments: argparse.Namespace) -> int:
    """Synchronise and print how it ended; 0 where all is acknowledged, 1 otherwise."""
    desk = opened(arguments, data_folder(arguments))
    try:
        if arguments.bureau_key is not None:
            take_offered_key(desk, arguments.bureau_key)
        if arguments.limit is not None:
            set_rate_limit(desk, arguments.limit)
        report = synchronise(desk, via=arguments.via)
        if arguments.receipt is not None and report.receipt:
            write_receipt(report.receipt, arguments.receipt)
        update = held_update(desk)
        releases = releases_told(desk.store, update.version if update is not None else "")
        passed = passed_over_lines(desk.store.relay.passed_over())
        passed += [second_past_line(device_name(desk, one.device), one.operations) for one in only_here(desk)]
        ends = certificate_ends(desk)
        passed += [] if ends is None else [f"{ends.title}{ends.advice}"]
    finally:
        close(desk)
    done = report.state == SYNCED
    if arguments.json:
        print_json(report.as_json())
    if not (arguments.json and done):
        to_people = sys.stdout if done else sys.stderr
        lines = [*sync_lines(report), *update_lines(update), *release_lines(releases), *passed]
        print("\n".join(lines), file=to_people)
    return 0 if done else 1


def update_lines(update: HeldUpdate | None) -> list[str]:
    """Return what there is to say of a newer program; nothing where there is none."""
    if update is None:
        return []
    if update.state == HERE:
        where = f"程序新版本 {update.version} 已下载并核验，由{update.publisher}发布，位置 {update.path}；"
        return [f"{where}安装由管理员执行。", f"SHA-256 {update.sha256}", *_overdue(update)]
    if update.fault:
        return [f"{update.publisher}发布的程序新版本 {update.version} 没有采用：{update.fault}"]
    return [f"程序新版本 {update.version} 已下载 {update.percent}%，下次同步接着下载。", *_overdue(update)]


def _overdue(update: HeldUpdate) -> list[str]:
    if not update.overdue:
        return []
    return [f"本机程序 {VERSION} 低于单位要求的最低版本 {update.minimal}，请尽快请管理员更新。"]


def release_lines(releases: Sequence[ReleaseTold]) -> list[str]:
    """Return who published what is held here, and why something of it is not in use."""
    return [
        f"{KIND_WORDS.get(one.kind, one.kind)} {one.name} 第 {one.version} 版，{one.publisher}发布。{one.unused}"
        for one in releases
    ]


def passed_over_lines(passed: Sequence[PassedOver]) -> list[str]:
    """Return what every laptop passes over by the centre's word."""
    words = "中心库搁置了终端 {} 的第 {} 条操作，各终端都跳过：{}"
    return [words.format(one.name or one.device, one.lseq, one.reason) for one in passed]


def second_past_line(name: str, count: int) -> str:
    """Return what is told of operations of a copied laptop's other record that are at no centre yet."""
    return (
        f"{name}的数据文件夹被复制过，它的另一份记录中有 {count} 条操作由 U 盘收下，中心库还没有。"
        "这些内容在本机照常使用；请告诉管理员，那台电脑重新接入并同步后自动归位。"
    )


def sync_lines(report: SyncReport) -> list[str]:
    """Return a report in words."""
    lines = [STATE_WORDS[report.state]]
    if report.problem is not None:
        lines = [report.problem.title, report.problem.advice]
    lines.append(
        f"上传 {report.pushed} 条，新确认 {report.acknowledged} 条，"
        f"收到 {report.pulled} 条，待确认 {report.pending} 条；"
        f"附件上传 {report.attachments_sent} 个、取回 {report.attachments_fetched} 个、"
        f"待处理 {report.attachments_pending} 个。"
    )
    if code := receipt_code(report.receipt):
        lines.append(f"中心库回执编号 {code}。")
    lines += [f"{one.title}{one.advice}" for one in (report.clock, report.files, report.numbers) if one is not None]
    if report.refused or report.conflicts:
        lines.append(f"需要人工处理：未被采纳 {report.refused} 条，冲突 {report.conflicts} 处。")
    return lines
