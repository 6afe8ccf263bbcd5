"""The command ``other-record``: what a copied laptop's other record brought that no centre has, and its settlement."""

from __future__ import annotations

import argparse
from typing import Any

from app.cli.console import add_secret_arguments, data_folder, print_json
from app.cli.desks import add_officer_argument, opened
from app.domain.operations import Operation
from app.services.desk import Desk
from app.services.exchange.queue import device_name
from app.services.exchange.second_pasts import only_here
from app.services.exchange.settling import Settled, settle, waiting_operations, words_of
from app.services.session.opening import close


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add --settle and --reason."""
    parser.epilog = (
        "不带 --settle 时逐条列出。那台电脑还找得到的，不要了结：请管理员让它重新接入并同步，本机自动归位。"
        "了结时，只有另一份记录里有的内容由管理员在本机补录，同步后各终端都有；原来的操作仍在本机，不删除。"
        "文号、签名、文书、审批、送达、已封存的和填写不一致的不补录，逐条列出，请当事人处理。"
    )
    parser.add_argument("--settle", metavar="DEVICE", help="了结这台终端的另一份记录（须是管理员，见 --officer）")
    parser.add_argument("--reason", default="", metavar="TEXT", help="为什么找不回那台电脑，最多 200 字")
    parser.add_argument("--json", action="store_true", help="输出一行 JSON")
    add_officer_argument(parser)
    add_secret_arguments(parser)


def run(arguments: argparse.Namespace) -> int:
    """List or settle; 0 done."""
    desk = opened(arguments, data_folder(arguments))
    try:
        if arguments.settle is not None:
            done = settle(desk, arguments.settle, arguments.reason)
            print_json(_as_json(done)) if arguments.json else print("\n".join(_settled_lines(desk, done)))
            return 0
        there = {one.device: waiting_operations(desk, one.device) for one in only_here(desk)}
        if arguments.json:
            print_json({device: [_plain(one) for one in operations] for device, operations in there.items()})
        else:
            print("\n".join(_lines(desk, there)) or "没有。各终端的记录与中心库一致。")
    finally:
        close(desk)
    return 0


def _lines(desk: Desk, there: dict[str, tuple[Operation, ...]]) -> list[str]:
    lines: list[str] = []
    for device, operations in there.items():
        lines.append(f"终端 {device_name(desk, device)}（{device}）的另一份记录，中心库还没有的 {len(operations)} 条：")
        lines += [f"  {words_of(desk, one)}" for one in operations]
    return lines


def _settled_lines(desk: Desk, done: Settled) -> list[str]:
    lines = [f"已了结：补录 {len(done.entered)} 条，已被后来的内容代替 {len(done.overtaken)} 条。请再同步一次。"]
    if done.left:
        lines.append(f"没有补录的 {len(done.left)} 条仍只在本机，请当事人处理：")
        lines += [f"  {words_of(desk, one)}" for one in done.left]
    return lines


def _plain(one: Operation) -> dict[str, Any]:
    return {
        "op_id": one.op_id, "lseq": one.lseq, "officer": one.officer, "entity": one.entity,
        "entity_id": one.entity_id, "field": one.field, "kind": one.kind, "value": one.value,
    }  # fmt: skip


def _as_json(done: Settled) -> dict[str, Any]:
    return {name: [_plain(one) for one in getattr(done, name)] for name in ("entered", "overtaken", "left")}
