"""``centre parcel``: what a laptop without a line sent by file, taken in for it."""

from __future__ import annotations

import argparse

from app.cli.console import minute_words, print_done, read_secret
from app.services.centre.office import CentreOffice
from app.services.exchange.delivering import Delivered, as_json, deliver


def take_in_parcel(office: CentreOffice, arguments: argparse.Namespace) -> int:
    """Take a parcel in; 0 done."""
    # --password-file is the database's
    code = read_secret(argparse.Namespace(secret_fd=arguments.secret_fd), "交换文件的口令")
    got = deliver(office, arguments.file, code, revoked_too=arguments.revoked_too)
    return print_done(arguments, as_json(got), *_words(got))


def _words(got: Delivered) -> list[str]:
    brought = got.operations or got.files or got.refused or got.left_out or got.apart
    words = f"已收下终端 {got.device} 的交换文件：新增 {got.operations} 条操作、{got.files} 个附件。"
    lines = [words if brought else f"没有新的内容：终端 {got.device} 的这份交换文件，中心库都已经有了。"]
    if got.refused:
        lines.append(f"其中 {got.refused} 条操作不计入，终端同步后会看到原因。")
    lines += [
        f"没有收下已停用的终端 {name}（{device}）的 {count} 条操作；确认是停用之前做的，加上 --revoked-too 再执行一次。"
        for device, name, count in got.left_out
    ]
    lines += [
        f"没有收下终端 {name}（{device}）的操作：与中心库已有的是两份不同的记录，它的数据文件夹被复制过，"
        "或被磁盘映像退回过。请弄清以哪一份为准，对它执行 centre device readmit。"
        for device, name in got.apart
    ]
    if got.odd_time:
        lines.append(f"文件写明是 {minute_words(got.made_at)} 导出的，与中心库的时钟对不上：请核对该终端的日期和时间。")
    return lines
