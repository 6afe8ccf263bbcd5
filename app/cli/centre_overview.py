"""``main.py centre bureau list``, ``device list``, ``number leases``, ``conflicts``, ``storage``."""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from app.cli.console import minute_words, print_json
from app.domain.clock import iso
from app.services.centre import overview
from app.services.centre.office import CentreOffice
from app.services.centre.overview import DeviceRow, LeaseRow, StorageRow

_STATES = {overview.INVITED: "待登记", overview.ENROLLED: "在用", overview.REVOKED: "已停用"}


def add_bureau_option(parser: argparse.ArgumentParser, *, required: bool = False) -> None:
    """Add --bureau."""
    words = "单位代码" if required else "只看这个单位"
    parser.add_argument("--bureau", required=required, metavar="CODE", help=words)


def add_device_list_arguments(parser: argparse.ArgumentParser) -> None:
    """Add --bureau and --silent."""
    add_bureau_option(parser)
    parser.add_argument("--silent", type=int, metavar="DAYS", help="只看在用、已有这么多天没有同步的终端")


def add_lease_arguments(parser: argparse.ArgumentParser) -> None:
    """Add --bureau and --year."""
    add_bureau_option(parser, required=True)
    parser.add_argument("--year", type=int, metavar="YEAR", help="只看这一年")


def bureau_list(office: CentreOffice, arguments: argparse.Namespace) -> int:
    """Print the bureaus; 0 done."""
    found = overview.bureaus(office)
    lines = [
        f"{one.bureau} {one.name}{f'（上级 {one.parent}）' if one.parent else ''}："
        f"执法人员 {one.officers} 名，终端 {one.devices} 台，操作 {one.operations} 条"
        for one in found
    ]
    return _told(arguments, "bureaus", found, lines or ["还没有单位。"])


def device_list(office: CentreOffice, arguments: argparse.Namespace) -> int:
    """Print the devices, or those that are silent; 0 done."""
    if arguments.silent is not None:
        found = overview.silent_devices(office, arguments.silent, arguments.bureau)
        nobody = f"没有 {arguments.silent} 天未同步的终端。"
        return _told(arguments, "devices", found, [_device(one) for one in found] or [nobody])
    found = overview.devices(office, arguments.bureau)
    lines = [*(_device(one) for one in found), *_needs(found)]
    return _told(arguments, "devices", found, lines or ["还没有终端。"])


def lease_list(office: CentreOffice, arguments: argparse.Namespace) -> int:
    """Print the blocks of numbers; 0 done."""
    found = overview.leases(office, arguments.bureau, arguments.year)
    return _told(arguments, "leases", found, [_lease(one) for one in found] or ["还没有发放文号。"])


def conflict_list(office: CentreOffice, arguments: argparse.Namespace) -> int:
    """Print the open conflicts; 0 done."""
    found = overview.conflicts(office, arguments.bureau)
    lines = [f"{one.bureau} {one.unit or one.root}：{one.entity} {one.entity_id} 的 {one.field}" for one in found]
    told = [*lines, f"共 {len(found)} 处。请在任一终端的“同步”页“不一致”中并排查看，由负责人选定。"]
    return _told(arguments, "conflicts", found, told if found else ["没有待处理的冲突。"])


def add_storage_arguments(parser: argparse.ArgumentParser) -> None:
    """Add --check and --repair."""
    parser.epilog = "退出码：0 正常，1 有损坏的附件。"
    parser.add_argument("--check", action="store_true", help="逐个读出附件，与登记的摘要核对（附件多时较慢）")
    again = "核对，并把损坏的附件改为未传完，让存有原件的终端再传（数据库超级用户）"
    parser.add_argument("--repair", action="store_true", help=again)


def storage(office: CentreOffice, arguments: argparse.Namespace) -> int:
    """Print what the centre takes up, or which attachments its disk spoiled; 0 done, 1 where there are such."""
    if arguments.check or arguments.repair:
        return _damaged(office, arguments)
    found = overview.storage(office)
    if arguments.json:
        print_json(asdict(found))
        return 0
    print(f"数据库共占用 {size_words(found.database_bytes)}")
    print("\n".join(_storage(one) for one in found.bureaus), flush=True)
    return 0


def _damaged(office: CentreOffice, arguments: argparse.Namespace) -> int:
    found = overview.damaged_attachments(office, reopen=arguments.repair)
    lines = [f"单位 {one.bureau}：附件 {one.sha256}（{size_words(one.size)}）损坏或不完整" for one in found]
    todo = "这些附件已损坏。请检查磁盘，再用 centre storage --repair 让存有原件的终端补传。"
    if arguments.repair:
        todo = (
            "已改为未传完。存有原件的终端下次同步时自动补传，补齐了没有看 centre storage 的“未传完”；"
            "没有线路的终端导出“全部内容”的交换文件，用 centre parcel 收下。"
        )
    _told(arguments, "damaged", found, [*lines, todo] if found else ["附件全部完好。"])
    return 1 if found else 0


def size_words(size: float) -> str:
    """Return a size in bytes in words."""
    for unit in ("B", "KB", "MB", "GB"):
        if size < 1024:
            return f"{size:.0f} {unit}" if unit in ("B", "KB") else f"{size:.1f} {unit}"
        size /= 1024
    return f"{size:.1f} TB"


def _told(arguments: argparse.Namespace, name: str, found: Sequence[Any], lines: Sequence[str]) -> int:
    if arguments.json:
        print_json({name: [_plain(one) for one in found]})
    else:
        print("\n".join(lines), flush=True)
    return 0


def _plain(row: Any) -> dict[str, Any]:
    return {name: iso(value) if isinstance(value, datetime) else value for name, value in asdict(row).items()}


def _moment(at: datetime | None, otherwise: str) -> str:
    return minute_words(iso(at)) if at else otherwise


def _device(one: DeviceRow) -> str:
    named = f"{one.device} {one.name}（{one.bureau}）：{_STATES[one.state]}"
    if one.state == overview.INVITED:
        return f"{named}，登记文件{'已过期' if _late(one) else f'{minute_words(iso(one.expires_at))} 前有效'}"
    in_use = one.state == overview.ENROLLED
    silent = f"，已 {one.silent_days} 天没有同步" if in_use and one.silent_days else ""
    vouched = f"证书 {one.certified_from} 起有效" if one.certified else "还没有证书"
    vouched += "（由原来的签发密钥签发）" if one.outdated else ""
    return (
        f"{named}，{vouched}，程序 {one.program or '未知'}，最近同步完成 {_moment(one.synced_at, '没有记录')}{silent}"
    )


def _late(one: DeviceRow) -> bool:
    return one.expires_at < datetime.now(one.expires_at.tzinfo)


def _needs(found: Sequence[DeviceRow]) -> list[str]:
    """Return what of these devices somebody should see to, nothing where all is well."""
    in_use = [one for one in found if one.state == overview.ENROLLED]
    silent = sum((one.silent_days or 0) >= overview.SILENT_DAYS for one in in_use)
    late = sum(one.state == overview.INVITED and _late(one) for one in found)
    lacking = sorted({one.bureau for one in in_use if not one.certified})
    told = [f"注意：单位 {one} 有在用的终端还没有证书，请执行 centre certify --bureau {one}" for one in lacking]
    outdated = Counter(one.bureau for one in in_use if one.outdated)
    told += [outdated_words(bureau, count) for bureau, count in sorted(outdated.items())]
    if silent:
        told.append(f"注意：{silent} 台在用的终端 {overview.SILENT_DAYS} 天以上没有同步，请打电话问")
    if late:
        told.append(f"注意：{late} 台的登记文件已过期而没有登记，仍要登记的请另做一份（centre device create）")
    return told


def outdated_words(bureau: str, count: int) -> str:
    """Return what to do about devices whose certificate is of the bureau's former key."""
    return (
        f"注意：单位 {bureau} 有 {count} 台在用终端的证书由原来的签发密钥签发，"
        f"请执行 centre certify --bureau {bureau} --key 现在的密钥 --former 原来的密钥"
    )


def _lease(one: LeaseRow) -> str:
    return (
        f"{one.kind}〔{one.year}〕{one.low}-{one.high}：{one.device_name}，{_moment(one.leased_at, '')} 发放，"
        f"未用 {one.leased}、已预留 {one.reserved}、已使用 {one.consumed}、已作废 {one.void}"
    )


def _storage(one: StorageRow) -> str:
    return (
        f"单位 {one.bureau}：操作 {one.operations} 条，{size_words(one.operation_bytes)}；附件 {one.attachments} 个，"
        f"{size_words(one.attachment_bytes)}；未传完 {one.unfinished} 个，{size_words(one.unfinished_bytes)}"
    )
