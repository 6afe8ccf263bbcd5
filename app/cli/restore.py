"""The command ``restore``: a data folder again from its backup."""

from __future__ import annotations

import argparse
from pathlib import Path

from app.cli.console import add_secret_arguments, data_folder, read_secret
from app.cli.desks import add_officer_argument, now
from app.services.safekeeping.backups import bring_back, bring_keys_back, lacks_keys, newest_backup
from app.services.session.doorway import is_training


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add FROM."""
    parser.epilog = (
        "数据恢复到 --data 指明的空文件夹，不会覆盖已有数据。"
        "文件夹中数据还在、只是密钥文件丢失或损坏的，只补回密钥文件，备份之后的数据不受影响。"
    )
    parser.add_argument("source", type=Path, metavar="FROM", help="备份所在的 U 盘或文件夹")
    add_officer_argument(parser)
    add_secret_arguments(parser)


def run(arguments: argparse.Namespace) -> int:
    """Restore into the data folder, verify, and print what came back."""
    folder, source = data_folder(arguments), newest_backup(arguments.source)
    passphrase = "" if is_training(source) else read_secret(arguments, "口令（与原来的数据相同）")
    if lacks_keys(folder):
        bring_keys_back(source, folder, now=now(), officer=arguments.officer, passphrase=passphrase)
        print(f"已补回密钥文件，数据文件没有改动，备份之后的内容都在。\n数据文件夹：{folder}")
        return 0
    restored = bring_back(source, folder, now=now(), officer=arguments.officer, passphrase=passphrase)
    held = f"{restored.operations} 处改动" if restored.operations else "备份的说明文件缺失，内容已逐页核对"
    print(f"已恢复 {restored.taken_at} 的备份并核对完好：{held}。\n数据文件夹：{folder}")
    print("备份之后的内容，已同步的请执行 sync 取回。恢复前领用的文号暂停使用，与中心库同步一次后恢复。")
    return 0
