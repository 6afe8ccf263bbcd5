"""``main.py centre release``: publish forms, calendars, legal texts and program updates to the laptops."""

from __future__ import annotations

import argparse
from pathlib import Path

from app.cli.centre_keys import SECRETS_HELP, opened_key
from app.cli.chinese_arguments import ChineseParser
from app.cli.console import minute_words, print_done, print_json, read_secret
from app.errors import StorageFailed
from app.services.centre.office import CentreOffice
from app.services.centre.published import CURRENT, EMPTY, FOLLOWED, SPOILT, published, withdraw
from app.services.centre.releases import ProgramUpdate, accept_publishers, publish, publish_program
from app.services.releases.content import KIND_WORDS, KINDS
from app.services.releases.program import PLATFORMS, PROGRAM
from app.services.session.paths import built_in_forms
from app.services.vouching import read_key, trusted_in


def add_release_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the folder or file and what it is."""
    parser.epilog = (
        "文件夹的结构与 forms 相同，例如 calendar/2027.toml。发布前在程序自带的表单上检查，有错误的不发布。"
        "终端同步后、下次打开时生效；已开始的检查仍用当时的表单。"
        "程序更新（program）给出安装包文件：终端下载并核验后提示位置，由管理员安装，程序不会自动运行它；版本只能升高。"
    )
    parser.add_argument("content", type=Path, metavar="DIR|FILE", help="要发布的文件夹；程序更新为安装包文件")
    parser.add_argument("--bureau", required=True, metavar="CODE", help="发布给这个单位及其下级")
    parser.add_argument("--kind", required=True, choices=(*KINDS, PROGRAM), help="表单、日历、法规或程序更新")
    parser.add_argument("--name", help="名称，如 2027 或 electronic-records（程序更新不需要）")
    parser.add_argument("--version", required=True, help="版本，如 1；程序更新如 0.2.0；每个版本只能发布一次")
    parser.add_argument("--platform", choices=PLATFORMS, help="程序更新：安装包适用的平台")
    parser.add_argument("--minimal", default="0.0", metavar="VERSION", help="程序更新：还可以使用的最低版本")
    parser.add_argument("--key", type=Path, metavar="FILE", help="单位的签发密钥；演练中心库不需要")


def release_publish(office: CentreOffice, arguments: argparse.Namespace) -> int:
    """Publish a folder or a program's package; 0 done, 2 wrong usage."""
    wanted = "platform" if arguments.kind == PROGRAM else "name"
    if getattr(arguments, wanted) is None:
        ChineseParser(prog="python main.py centre release publish").error(f"缺少参数 --{wanted}")
    key = None
    if arguments.key is not None:
        # --password-file is the database's
        key = read_key(arguments.key, read_secret(argparse.Namespace(secret_fd=arguments.secret_fd), "签发密钥的口令"))
    if arguments.kind == PROGRAM:
        update = ProgramUpdate(arguments.content, arguments.platform, arguments.version, arguments.minimal)
        name, digest = arguments.platform, publish_program(office, arguments.bureau, update, key).sha256
        effect = "终端同步时下载并核验，提示由管理员安装。"
    else:
        name = arguments.name
        digest = publish(
            office, arguments.bureau, arguments.kind, name, arguments.version, arguments.content, key,
            forms=built_in_forms(),
        )  # fmt: skip
        effect = "终端同步后、下次打开时生效。"
    if arguments.json:
        print_json({"bureau": arguments.bureau, "name": name, "version": arguments.version, "sha256": digest})
    else:
        print(f"已发布 {KIND_WORDS[arguments.kind]} {name} 第 {arguments.version} 版，SHA-256 {digest}。{effect}")
    return 0


STATE_WORDS = {
    CURRENT: "在用", FOLLOWED: "已由后来的代替", EMPTY: "撤回（用程序自带的）", SPOILT: "在中心库里不完整，终端取不到",
}  # fmt: skip


def add_list_arguments(parser: argparse.ArgumentParser) -> None:
    """Add whose publications are listed."""
    parser.epilog = "各级单位发布的都列出；终端采用谁的，见 centre release accept。"
    parser.add_argument("--bureau", metavar="CODE", help="只列出这个单位发布的")


def release_list(office: CentreOffice, arguments: argparse.Namespace) -> int:
    """List what was published; 0 done."""
    found = published(office, arguments.bureau)
    lines = [
        f"{minute_words(one.published_at)}  {one.bureau_name}（{one.bureau}）  {KIND_WORDS.get(one.kind, one.kind)} "
        f"{one.name} 第 {one.version} 版  {_size(one.size)}  {STATE_WORDS[one.state]}  SHA-256 {one.sha256}"
        for one in found
    ]
    none = "还没有发布过。"
    return print_done(arguments, {"releases": [one.as_json() for one in found]}, *(lines or [none]))


def _size(size: int | None) -> str:
    return "—" if size is None else f"{size / 1024**2:,.1f} MB" if size >= 1024**2 else f"{-(-size // 1024):,} KB"


def add_withdraw_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what is withdrawn, and whose key signs that."""
    parser.epilog = (
        "发布过的不会删除：撤回就是用新的版本号再发布一次上一版的内容（以前没有的，恢复为程序自带的）。"
        "终端同步后、下次打开时生效；已开始的检查仍用当时的表单。没有同步的终端仍用撤回之前的，请电话通知。"
        "程序更新不能这样撤回，请用更高的版本号重新发布。"
    )
    parser.add_argument("--bureau", required=True, metavar="CODE", help="哪个单位的发布")
    parser.add_argument("--kind", required=True, choices=tuple(KINDS), help="表单、日历或法规")
    parser.add_argument("--name", required=True, help="名称，如 2027（见 centre release list）")
    parser.add_argument("--version", required=True, help="撤回本身的版本，没有用过的，如 3")
    parser.add_argument("--built-in", action="store_true", help="不恢复上一版，直接恢复为程序自带的")
    parser.add_argument("--key", type=Path, metavar="FILE", help="单位的签发密钥；演练中心库不需要")


def release_withdraw(office: CentreOffice, arguments: argparse.Namespace) -> int:
    """Withdraw the latest publication of a name; 0 done."""
    key = None if arguments.key is None else opened_key(arguments)
    done = withdraw(
        office, arguments.bureau, arguments.kind, arguments.name, arguments.version, key,
        forms=built_in_forms(), built_in=arguments.built_in,
    )  # fmt: skip
    what = f"{KIND_WORDS[arguments.kind]} {arguments.name}"
    again = "恢复为程序自带的" if done.again is None else f"恢复第 {done.again} 版的内容"
    values = {
        "bureau": arguments.bureau, "kind": arguments.kind, "name": arguments.name, "version": arguments.version,
        "withdrawn": done.version, "again": done.again, "sha256": done.sha256,
    }  # fmt: skip
    head = f"已撤回 {what} 第 {done.version} 版：{again}，作为第 {arguments.version} 版发布。"
    return print_done(arguments, values, head, "终端同步后、下次打开时生效；没有同步的仍用撤回之前的，请电话通知。")


def add_accept_arguments(parser: argparse.ArgumentParser) -> None:
    """Add whose key signs, and the trust file of the bureaus above."""
    parser.epilog = (
        "每个单位的终端只采用本单位签名的发布。执行一次之后，也采用名单中的上级签名的发布；"
        "本单位发布了同名内容的，以本单位的为准。"
        "名单（信任名单）由上级用 centre key --trust 生成、另行送来，不从中心库取。"
        "每次执行代替以前的名单；--none 表示不再采用。"
        f"{SECRETS_HELP}"
    )
    parser.add_argument("--bureau", required=True, metavar="CODE", help="哪个单位的终端")
    given = parser.add_mutually_exclusive_group(required=True)
    given.add_argument("--trust", type=Path, metavar="FILE", help="上级的信任名单")
    given.add_argument("--none", action="store_true", help="不再采用任何上级的发布")
    parser.add_argument("--key", type=Path, metavar="FILE", help="本单位的签发密钥；演练中心库不需要")


def release_accept(office: CentreOffice, arguments: argparse.Namespace) -> int:
    """Let a bureau's laptops take what the bureaus above publish; 0 done."""
    listed = () if arguments.none else trusted_in(arguments.trust)
    if not (listed or arguments.none):
        advice = "请给出上级的信任名单；不再采用的用 --none。"
        raise StorageFailed("trust-empty", f"信任名单是空的：{arguments.trust}", advice)
    key = None if arguments.key is None else opened_key(arguments)
    accepted = accept_publishers(office, arguments.bureau, listed, key)
    told = [{"bureau": one.bureau, "name": one.name, "public_key": one.public_key} for one in accepted]
    lines = [f"{one.name}（{one.bureau}），公钥 {one.public_key}" for one in accepted]
    head = "本单位的终端从下次同步起也采用这些上级的发布：" if lines else "本单位的终端从下次同步起只采用本单位的发布。"
    return print_done(arguments, {"bureau": arguments.bureau, "accepted": told}, head, *lines)
