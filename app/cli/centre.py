"""``main.py centre``: make and run a bureau's centre."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from app.cli.centre_ca import WORDS as CA_WORDS
from app.cli.centre_ca import add_ca_arguments, ca
from app.cli.centre_feed import add_feed_arguments, feed
from app.cli.centre_keys import add_certify_arguments, add_key_arguments, certify, key, opened_key
from app.cli.centre_limits import add_limit_arguments, limit_device
from app.cli.centre_numbers import ACTS as NUMBER_ACTS
from app.cli.centre_officers import add_officer_arguments, officer_add, officer_disable, officer_list, officer_open
from app.cli.centre_overview import (
    add_bureau_option,
    add_device_list_arguments,
    add_lease_arguments,
    add_storage_arguments,
    bureau_list,
    conflict_list,
    device_list,
    lease_list,
    storage,
)
from app.cli.centre_parcel import take_in_parcel
from app.cli.centre_receipts import add_receipt_arguments, receipt_check
from app.cli.centre_releases import (
    add_accept_arguments,
    add_list_arguments,
    add_release_arguments,
    add_withdraw_arguments,
    release_accept,
    release_list,
    release_publish,
    release_withdraw,
)
from app.cli.centre_status import status_lines
from app.cli.centre_succession import add_succeed_arguments, succeed_device
from app.cli.centre_vault import (
    add_backup_arguments,
    add_reader_arguments,
    add_restore_arguments,
    add_root_arguments,
    backup,
    reader_add,
    reader_remove,
    restore,
    root,
)
from app.cli.chinese_arguments import ChineseParser
from app.cli.console import add_secret_arguments, minute_words, print_done, read_secret
from app.domain.clock import CHINA
from app.errors import InspectorError
from app.services.centre.office import CentreOffice, Invitation, centre_office, lost_device, number_start
from app.services.session.paths import built_in_forms
from app.services.shelf import shelf

NAME = "centre"
HELP = "建立和管理中心库"
WRONG_USAGE = ("dsn-with-password", "dsn-malformed", "address-malformed")

_OFFLINE: dict[str, Callable[[argparse.Namespace], int]] = {"key": key, "ca": ca}

Act = Callable[[CentreOffice, argparse.Namespace], int]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the acts of an administrator."""
    acts = parser.add_subparsers(title="命令", dest="act", metavar="命令", required=True, parser_class=ChineseParser)
    init = _leaf(acts, "init", "在空数据库里建立中心库（已建立的不变，旧版本会升级）", _init)
    init.add_argument("--training", action="store_true", help="建立演练中心库：只接收演练数据，类型不能更改")
    _leaf(acts, "upgrade", "把中心库升级到本程序的版本", _upgrade)
    parcel = _leaf(acts, "parcel", "收下终端用 U 盘送来的交换文件（口令在数据库口令之后读取）", take_in_parcel)
    parcel.add_argument("file", type=Path, metavar="FILE", help="终端导出的交换文件")
    late = "文件中有已停用终端的操作时也一并收下（例如到场之后遗失、同事的电脑里还留有它的内容）"
    parcel.add_argument("--revoked-too", action="store_true", help=late)
    _leaf(acts, "status", "查看单位、人员、终端、文号、附件、空间和备份的情况", _status)
    add_backup_arguments(_leaf(acts, "backup", "把整个中心库备份成加密文件", backup))
    add_restore_arguments(_leaf(acts, "restore", "从备份恢复中心库（到空数据库），并核对", restore))
    add_root_arguments(_leaf(acts, "root", "计算各单位每天的校验根，或与以前的核对，发现改写", root))
    words = "生成单位的签发密钥（用来为终端签发证书）"
    add_key_arguments(acts.add_parser("key", help=words, description=words))
    add_certify_arguments(_leaf(acts, "certify", "为已登记、还没有证书的终端签发证书", certify))
    add_ca_arguments(acts.add_parser("ca", help=CA_WORDS, description=CA_WORDS))
    words = "列出两台电脑填写不一致、还没有人选定的内容"
    add_bureau_option(_leaf(acts, "conflicts", words, conflict_list))
    add_storage_arguments(_leaf(acts, "storage", "查看数据库和各单位占用的空间，或核对附件是否完好", storage))
    words = "找出使全单位终端停在同一处的操作，搁置它们让终端跳过"
    add_feed_arguments(_leaf(acts, "feed", words, feed))
    _add_bureau_arguments(_group(acts, "bureau", "管理单位"))
    _add_officer_arguments(_group(acts, "officer", "管理执法人员"))
    _add_device_arguments(_group(acts, "device", "管理终端"))
    _add_register_arguments(acts)


def _add_register_arguments(acts: Any) -> None:
    numbers = _group(acts, "number", "文号台账：每个文号的去向；作废遗失终端的文号；恢复后继续发放")
    add_lease_arguments(_leaf(numbers, "leases", "列出发放给各终端的文号段和使用情况", lease_list))
    for name, words, act, add_arguments in NUMBER_ACTS:
        add_arguments(_leaf(numbers, name, words, act))
    releases = _group(acts, "release", "发布表单、日历、法规和程序更新给终端")
    add_release_arguments(_leaf(releases, "publish", "签名并发布一个文件夹或程序安装包", release_publish))
    add_list_arguments(_leaf(releases, "list", "列出发布过的表单、日历、法规和程序更新，哪一版在用", release_list))
    words = "撤回发错的表单、日历或法规：恢复上一版，或程序自带的"
    add_withdraw_arguments(_leaf(releases, "withdraw", words, release_withdraw))
    words = "让一个单位的终端也采用上级的发布（由本单位的签发密钥签名）"
    add_accept_arguments(_leaf(releases, "accept", words, release_accept))
    receipts = _group(acts, "receipt", "核对终端的同步回执")
    add_receipt_arguments(_leaf(receipts, "check", "核对一张回执是否由本中心库开具、内容是否仍在", receipt_check))
    readers = _group(acts, "reader", "管理报表登录：用任何 SQL 工具只读本单位的报表")
    add_reader_arguments(
        _leaf(readers, "add", "建立报表登录", reader_add), _leaf(readers, "remove", "删除报表登录", reader_remove)
    )


def _group(acts: Any, name: str, text: str) -> Any:
    parser = acts.add_parser(name, help=text, description=text)
    return parser.add_subparsers(title="命令", dest="verb", metavar="命令", required=True, parser_class=ChineseParser)


def _leaf(acts: Any, name: str, text: str, act: Act) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = acts.add_parser(name, help=text, description=text)
    parser.add_argument("--dsn", required=True, metavar="ADMIN_DSN", help="管理员的数据库地址，不含口令")
    parser.add_argument("--json", action="store_true", help="输出 JSON")
    source = "从文件描述符 N 读取数据库口令（0 为标准输入）"
    parser.add_argument("--secret-fd", type=int, metavar="N", default=argparse.SUPPRESS, help=source)
    add_secret_arguments(parser)
    parser.set_defaults(perform=act)
    return parser


def _add_bureau_arguments(verbs: Any) -> None:
    _leaf(verbs, "list", "列出单位", bureau_list)
    add = _leaf(verbs, "add", "添加单位；已有的更新名称、上级和起始文号", _add_bureau)
    add.add_argument("bureau", metavar="CODE", help="单位代码（与 forms/bureaus 一致）")
    add.add_argument("--name", required=True, help="单位名称")
    add.add_argument("--parent", metavar="CODE", help="上级单位代码；上级可以查看下级")
    start = "下一个可用文号，如 执通:2026=38"
    add.add_argument("--start", action="append", default=[], type=number_start, metavar="KIND:YEAR=N", help=start)


def _add_officer_arguments(verbs: Any) -> None:
    add = _leaf(verbs, "add", "添加执法人员，或更新其资料", officer_add)
    left = _leaf(verbs, "open", "列出一名执法人员没有办结的检查，停用之前先看", officer_open)
    add_officer_arguments(add, _leaf(verbs, "disable", "停用执法人员；停用之后的操作不计", officer_disable), left)
    listed = _leaf(verbs, "list", "列出单位的执法人员", officer_list)
    listed.add_argument("--bureau", required=True, metavar="CODE", help="单位代码")


def _add_device_arguments(verbs: Any) -> None:
    add_device_list_arguments(_leaf(verbs, "list", "列出终端，或多久没有同步的终端", device_list))
    create = _leaf(verbs, "create", "为新终端生成登记文件（72 小时内有效，只能使用一次）", _create_device)
    create.add_argument("--bureau", required=True, metavar="CODE", help="所属单位代码")
    create.add_argument("--name", required=True, help="终端名称，如 执法一号机")
    _add_file_arguments(create)
    create.add_argument("--key", type=Path, metavar="FILE", help="单位的签发密钥：同时为已登记的终端签发证书")
    add_succeed_arguments(_leaf(verbs, "succeed", "由另一台终端接替已停用终端主办的检查", succeed_device))
    words = "让用旧备份恢复的、或中心库恢复后不认识的终端重新接入（生成新的登记文件）"
    again = _leaf(verbs, "readmit", words, _readmit_device)
    again.add_argument("device", metavar="DEVICE", help="终端编号（见 centre status）")
    _add_file_arguments(again)
    again.add_argument("--bureau", metavar="CODE", help="中心库恢复后不认识的终端：所属单位代码（与 --name 同时给出）")
    again.add_argument("--name", help="中心库恢复后不认识的终端：终端名称")
    add_limit_arguments(_leaf(verbs, "limit", "设定一台终端每天最多上传多少", limit_device))
    revoke = _leaf(verbs, "revoke", "停用终端；已上传的内容保留", _revoke_device)
    revoke.add_argument("device", metavar="DEVICE", help="终端编号（见 centre status）")
    revoke.add_argument("--reason", required=True, help="停用原因")


def _add_file_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--out", required=True, type=Path, metavar="FILE", help="登记文件写到哪里")
    parser.add_argument("--address", metavar="HOST:PORT", help="终端连接中心库的地址（默认与本次相同）")
    authority = "签发服务器证书的 CA 证书（PEM）；不在本机的中心库必须给出"
    parser.add_argument("--ca", type=Path, metavar="FILE", help=authority)


def run(arguments: argparse.Namespace) -> int:
    """Perform one act; 0 done, 1 refused or unreachable, 2 wrong usage."""
    if arguments.act in _OFFLINE:
        return _OFFLINE[arguments.act](arguments)
    act: Act = arguments.perform
    if unreadable := [one for one in _typed(arguments) if any("\ud800" <= letter <= "\udfff" for letter in one)]:
        shown = unreadable[0].encode("utf-8", "replace").decode()
        ChineseParser(prog="python main.py centre").error(f"无法识别的文字：{shown}。请用 UTF-8 的终端输入。")
    try:
        with _office(arguments) as office:
            return act(office, arguments)
    except InspectorError as error:
        if error.code in WRONG_USAGE:
            ChineseParser(prog="python main.py centre").error(f"{error.title}{error.advice}")
        raise


def _typed(arguments: argparse.Namespace) -> Iterator[str]:
    """Give what was typed as text; names of files may be whatever the disk has."""
    for value in vars(arguments).values():
        yield from (one for one in (value if isinstance(value, list) else [value]) if isinstance(one, str))


@contextmanager
def _office(arguments: argparse.Namespace) -> Iterator[CentreOffice]:
    given = arguments.secret_fd is not None or arguments.password_file is not None
    password = read_secret(arguments, "数据库口令") if given else None
    with ExitStack() as stack:
        try:
            office = stack.enter_context(centre_office(arguments.dsn, password))
        except InspectorError as error:
            if error.code != "password-needed":
                raise
            office = stack.enter_context(centre_office(arguments.dsn, read_secret(arguments, "数据库口令")))
        yield office



def _now() -> datetime:
    return datetime.now(CHINA)


def _init(office: CentreOffice, arguments: argparse.Namespace) -> int:
    made = office.initialise(arguments.training)
    kind = "演练中心库" if made.training else "中心库"
    words = f"已建立{kind}。" if made.created else f"{kind}已经建立，版本 {made.version}。"
    values = {"centre_id": made.centre_id, "training": made.training, "version": made.version, "created": made.created}
    return print_done(arguments, values, words, f"编号：{made.centre_id}")


def _upgrade(office: CentreOffice, arguments: argparse.Namespace) -> int:
    made = office.upgrade()
    return print_done(arguments, {"centre_id": made.centre_id, "version": made.version}, f"中心库版本：{made.version}")


def _status(office: CentreOffice, arguments: argparse.Namespace) -> int:
    found = office.status()
    return print_done(arguments, found, *status_lines(found))


def _add_bureau(office: CentreOffice, arguments: argparse.Namespace) -> int:
    new = office.add_bureau(arguments.bureau, arguments.name, arguments.parent, arguments.start)
    words = "已添加单位。" if new else "单位已在中心库，名称和给出的上级、起始文号已更新。"
    unknown = arguments.bureau not in shelf(built_in_forms()).bureaus
    more = ["注意：本程序的 forms/bureaus 中没有这个单位代码，终端不能登记到该单位；请核对代码。"] if unknown else []
    return print_done(arguments, {"bureau": arguments.bureau, "new": new}, words, *more)


def _create_device(office: CentreOffice, arguments: argparse.Namespace) -> int:
    # First: a wrong passphrase must not leave a device and a file behind whose code nobody was told.
    own = opened_key(arguments) if arguments.key is not None else None
    made = office.invite_device(
        arguments.bureau, arguments.name, arguments.out, _now(), address=arguments.address, ca=arguments.ca
    )
    count = office.certify(own, _now()).fresh if own is not None else 0
    more = (f"另为 {count} 台已登记的终端签发了证书。",) if count else ()
    return _told(arguments, made, {"certified": count}, *more)


def _readmit_device(office: CentreOffice, arguments: argparse.Namespace) -> int:
    made = office.readmit_device(
        arguments.device, arguments.out, _now(), address=arguments.address, ca=arguments.ca,
        lost=lost_device(arguments.bureau, arguments.name),
    )  # fmt: skip
    first = "这台终端还没有登记过：以前的登记文件从此作废，请在该终端上用这一份登记。"
    words = first if made.first else "请在该终端原来的数据文件夹上执行 enrol。"
    return _told(arguments, made, {"first": made.first}, words)


def _told(arguments: argparse.Namespace, made: Invitation, values: dict[str, Any], *lines: str) -> int:
    if made.here_only:
        more = "登记文件中的地址只有中心库这台机器能用；发给别的电脑的，请用 --address 主机:端口 和 --ca 另做一份。"
        lines = (f"注意：{more}", *lines)
    if made.doubt:
        more = "终端的网络和这里不同的可以不管；否则请核对地址、CA 证书和 pg_hba.conf，再另做一份。"
        lines = (f"注意：从这里按登记文件试连没有成功（{made.doubt}）{more}", *lines)
    known = {
        "device": made.device, "file": made.file, "code": made.code, "expires_at": made.expires_at,
        "doubt": made.doubt or None,
    }  # fmt: skip
    return print_done(
        arguments, {**known, **values},
        f"登记文件：{made.file}（{minute_words(made.expires_at)} 前有效，只能使用一次）",
        f"口令码：{made.code}", "请用电话告知口令码，不要与文件一起发送。", *lines,
    )  # fmt: skip


def _revoke_device(office: CentreOffice, arguments: argparse.Namespace) -> int:
    office.revoke_device(arguments.device, arguments.reason)
    return print_done(arguments, {"device": arguments.device}, "已停用该终端，它已上传的内容和文号都保留。")
