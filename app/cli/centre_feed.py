"""``main.py centre feed``: what stops every laptop at one place of a bureau's feed, and the way on over it."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from app.cli.centre_overview import add_bureau_option
from app.cli.console import minute_words, print_json
from app.cli.desks import now
from app.domain.clock import iso
from app.services.centre import feed as centre_feed
from app.services.centre.feed import FaultyOperation, SpoiledCertificate
from app.services.centre.office import CentreOffice

_FAULTS = {
    centre_feed.UNREADABLE: "内容无法读取", centre_feed.UNSIGNED: "没有该终端的有效签名",
    centre_feed.UNLIKE: "登记与原文不符",
}  # fmt: skip
_AFTER = (
    "各终端下次同步时跳过它们，接着取回其余的内容，并看到这里写的原因。"
    "写这些操作的终端请先停用（centre device revoke），查明原因后重新登记；其中的内容请当事人员重新录入。"
)


def add_feed_arguments(parser: argparse.ArgumentParser) -> None:
    """Add --bureau, --set-aside and --reason."""
    parser.epilog = (
        "逐条读出操作，像终端一样核对，找出任何终端都收不下的操作（它会使全单位的终端停在同一处）。"
        "搁置不删除也不改写：原文、编号、校验链和校验根都不变，终端收到的是中心库写明原因的一条记录。"
        "退出码：0 没有（或已搁置），1 有。"
    )
    add_bureau_option(parser)
    parser.add_argument("--set-aside", action="store_true", help="搁置找到的操作，让终端跳过它们")
    parser.add_argument("--reason", default="", metavar="TEXT", help="搁置的原因，各终端都看得到")


def feed(office: CentreOffice, arguments: argparse.Namespace) -> int:
    """Print what stops laptops, or set it aside; 0 where nothing does (any more), 1 where something does."""
    if arguments.set_aside:
        done = centre_feed.set_faults_aside(office, arguments.reason, now(), arguments.bureau)
        cleared = centre_feed.spoiled(office, arguments.bureau)
        centre_feed.clear_certificates(office.connection, cleared)
        words = [f"已搁置 {len(done)} 条操作。{_AFTER}"] if done else []
        return _told(arguments, done, cleared, [*words, *_again(cleared)])
    found, spoiled = centre_feed.stopping(office, arguments.bureau), centre_feed.spoiled(office, arguments.bureau)
    if not arguments.json:
        print("\n".join(_aside_line(one) for one in centre_feed.set_aside_so_far(office)) or "还没有搁置过操作。")
    todo = ["终端会停在这里。核实后加上 --set-aside --reason 原因 再执行一次，让终端跳过。"] if found or spoiled else []
    _told(arguments, found, spoiled, todo)
    return 1 if found or spoiled else 0


def _again(cleared: Sequence[SpoiledCertificate]) -> list[str]:
    if not cleared:
        return []
    return [f"已取下 {len(cleared)} 张终端证书。请执行 centre certify 重新签发。"]


def _told(
    arguments: argparse.Namespace, found: Sequence[FaultyOperation], spoiled: Sequence[SpoiledCertificate],
    more: Sequence[str],
) -> int:  # fmt: skip
    if arguments.json:
        certificates = [asdict(one) for one in spoiled]
        print_json({"operations": [_plain(one) for one in found], "certificates": certificates})
        return 0
    lines = [_line(one) for one in found]
    lines += [f"单位 {one.bureau} 终端 {one.name}（{one.device}）的证书不是本单位签发给它的" for one in spoiled]
    print("\n".join([*lines, *more]) or "没有发现终端收不下的操作。", flush=True)
    return 0


def _aside_line(one: FaultyOperation) -> str:
    at = minute_words(iso(one.set_aside_at)) if one.set_aside_at is not None else ""
    return f"{_line(one)}；{at} 已搁置：{one.reason}"


def _line(one: FaultyOperation) -> str:
    name = one.device_name or "未知"
    return (
        f"单位 {one.bureau} 第 {one.srv_seq} 条：终端 {name}（{one.device}）的第 {one.lseq} 条操作，"
        f"{minute_words(iso(one.received_at))} 收到，{_FAULTS[one.fault]}"
    )


def _plain(one: FaultyOperation) -> dict[str, Any]:
    return {name: iso(value) if isinstance(value, datetime) else value for name, value in asdict(one).items()}
