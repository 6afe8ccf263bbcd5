"""``main.py centre receipt``: whether this centre gave a receipt, and whether what it says still stands."""

from __future__ import annotations

import argparse
from collections.abc import Iterator

from app.cli.console import minute_words, print_json
from app.services.centre.office import CentreOffice
from app.services.centre.receipts import (
    AWAITED,
    BADLY_SIGNED,
    FORGED,
    GENUINE,
    HOLDS,
    LOST,
    SIGNED,
    UNKNOWN,
    UNSIGNED,
    ReceiptJudgement,
    as_json,
    intact,
    judge_receipt,
)

_ORIGIN = {
    GENUINE: "真实：这张回执由本中心库开具，下面写明的内容没有改动。",
    FORGED: "不真实：这张回执不是本中心库开具的，或内容被改动过。",
    UNKNOWN: "不能判断：中心库从备份恢复过，开具这张回执所用的密钥已不在；请看下面的终端签名。",
}
_STANDING = {
    HOLDS: "回执确认的内容都在中心库，与开具时一致。",
    LOST: "注意：中心库现有内容与回执不符。请停止使用，保留数据库原状，与备份和该终端的记录核对，并报告负责人。",
    AWAITED: "中心库从备份恢复过，该终端还没有补传回执确认的内容；请让它同步一次后再核对。",
}
_SIGNATURE = {
    SIGNED: "终端签名有效：该终端也认可这张回执。",
    BADLY_SIGNED: "终端签名无效：签名与回执内容不符。",
    UNSIGNED: "没有终端签名（按编号核对的回执，或终端的公钥不在中心库）。",
}


_BESIDE = {
    "centre_id": "中心库编号", "feed_epoch": "中心库恢复批次", "bureau": "单位", "device": "终端",
    "cursor": "取回到第几条", "acknowledged_lseq": "确认到第几条", "digest": "核对摘要", "feed_root": "校验根",
}  # fmt: skip


def add_receipt_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what is shown."""
    parser.epilog = (
        "退出码：0 真实且内容仍在；1 其他情况。回执由中心库的密钥保护，只能由中心库管理员核对。"
        "受保护的是开具的部分：单位、终端、确认到第几条及其校验链、取回到第几条、核对摘要、校验根、开具时刻；"
        "文件里重复写出的与它不一致的，会指出来，不作为依据。"
    )
    parser.add_argument("receipt", metavar="FILE|CODE", help="回执文件，或打印的回执上的 16 位编号")


def receipt_check(office: CentreOffice, arguments: argparse.Namespace) -> int:
    """Judge a receipt; 0 where it is genuine and what it says still stands, 1 otherwise."""
    found = judge_receipt(office, arguments.receipt)
    if arguments.json:
        print_json(as_json(found))
    else:
        print("\n".join(_lines(found)), flush=True)
    return 0 if intact(found) else 1


def _lines(found: ReceiptJudgement) -> Iterator[str]:
    yield _ORIGIN[found.origin]
    if found.beside:
        names = "、".join(_BESIDE.get(one, one) for one in found.beside)
        yield f"注意：这份文件在开具的部分以外被改动过，与开具的不一致：{names}。请以下面写明的为准，并查明谁改的。"
    if found.origin != FORGED:
        said = found.said
        given = minute_words(str(said["issued_at"]))
        yield f"终端 {found.device_name or said['device']}（{said['bureau']}），{given} 开具，"
        yield f"确认到第 {said['acknowledged']} 条操作。"
        yield _STANDING[found.standing]
    yield _SIGNATURE[found.signature]
    if found.rewritten:
        yield f"注意：开具以后，本单位有 {len(found.rewritten)} 处操作被改写，请运行 centre root --check 查看。"
