"""``main.py centre key`` and ``centre certify``: a bureau's signing key, and its word for its devices."""

from __future__ import annotations

import argparse
import getpass
import sys
from pathlib import Path

from app.centre.bureau_key import BureauKey
from app.centre.office.certifying import Loss
from app.cli.console import print_json, read_secret
from app.cli.desks import insist_equal, now
from app.errors import InspectorError
from app.sealing.key_loss import key_code
from app.services.centre.office import CentreOffice
from app.services.session.paths import built_in_forms
from app.services.vouching import make_key, read_key

PROMPT, FORMER_PROMPT = "签发密钥的口令", "原来的签发密钥的口令"
_CERTIFIED = "已为 {count} 台终端签发证书；终端下次同步后即可制作正式文书。"
_RENEWED = "已为 {count} 台终端换成新密钥签发的证书；终端下次同步后生效，以前打印的文书仍按原证书核验。"
_OTHERS = (
    "注意：还有 {count} 台终端的证书由另一把签发密钥签发。"
    "更换过密钥的，请用现在的密钥（--key），并加上 --former 原来的密钥文件，再执行一次。"
)
_BY_PHONE = (
    "口令码：{code}\n请打电话告知每台终端的使用人（对方用平时知道的号码打来核对更好），不要写在邮件或文件里。"
    "对方在“同步”页的“核对新的签发密钥”中输入后，终端才采用新密钥；以前打印的文书仍按原证书核验。"
    "请把丢失的经过和见证人记入单位的密钥登记。"
)
_NOBODY_WAITS = "没有需要签发证书的终端。刚生成登记文件的，请等终端登记（enrol）之后再执行一次。"
SECRETS_HELP = (
    "签发密钥的口令在提示处输入，或用 --secret-fd N 提供；没有 --password-file 时，--secret-fd 的第一行是数据库口令，"
    "第二行是签发密钥的口令。"
)


def add_key_arguments(parser: argparse.ArgumentParser) -> None:
    """Add --bureau, --out, --trust and --json."""
    parser.epilog = "口令在提示处输入，或用 --secret-fd N 提供。密钥文件请存放在 U 盘上，与中心库分开保管。"
    parser.add_argument("--bureau", required=True, metavar="CODE", help="单位代码（与 forms/bureaus 一致）")
    parser.add_argument("--out", required=True, type=Path, metavar="FILE", help="密钥写到哪里（新文件）")
    parser.add_argument(
        "--trust", type=Path, metavar="FILE", help="信任名单写到哪里（供 verify 使用；已有的会补充）"
    )
    parser.add_argument("--json", action="store_true", help="输出 JSON")
    source = "从文件描述符 N 读取口令（0 为标准输入）"
    parser.add_argument("--secret-fd", type=int, metavar="N", default=argparse.SUPPRESS, help=source)


def key(arguments: argparse.Namespace) -> int:
    """Make a bureau's signing key; 0 done."""
    passphrase = read_secret(arguments, f"新的{PROMPT}（至少 10 个字符）")
    if arguments.secret_fd is None and sys.stdin is not None and sys.stdin.isatty():
        insist_equal(passphrase, getpass.getpass("再输入一次："))
    made = make_key(arguments.bureau, arguments.out, passphrase, forms=built_in_forms(), trust=arguments.trust)
    if arguments.json:
        print_json({"bureau": made.code, "public_key": made.public_key, "file": str(arguments.out)})
        return 0
    print(f"已生成{made.name}的签发密钥：{arguments.out}\n公钥：{made.public_key}")
    if arguments.trust is not None:
        print(f"信任名单：{arguments.trust}")
    print("请离线保管密钥文件；用它为本单位终端签发证书（centre certify）。")
    return 0


def add_certify_arguments(parser: argparse.ArgumentParser) -> None:
    """Add --bureau and --key."""
    parser.epilog = SECRETS_HELP
    parser.add_argument("--bureau", required=True, metavar="CODE", help="单位代码")
    parser.add_argument("--key", required=True, type=Path, metavar="FILE", help="单位的签发密钥（centre key 生成）")
    words = "更换密钥以后：原来的签发密钥。它签发的证书换成新密钥签发的（口令在 --key 的口令之后读取）"
    parser.add_argument("--former", type=Path, metavar="FILE", help=words)
    words = "原来的签发密钥丢失、不能用 --former 时：声明丢失及其原因。每台终端上要有人输入电话告知的口令码才采用"
    parser.add_argument("--lost", metavar="REASON", help=words)
    parser.add_argument("--witness", default="", metavar="NAMES", help="见证丢失的人（与 --lost 同时给出）")


def certify(office: CentreOffice, arguments: argparse.Namespace) -> int:
    """Certify the devices that lack it, and those of the former key anew; 0 done."""
    own = opened_key(arguments)
    former = None if arguments.former is None else opened_key(arguments, arguments.former, FORMER_PROMPT)
    if arguments.lost is not None and former is not None:
        advice = "有原来的密钥就用 --former，终端会自己采用；丢失的才用 --lost。"
        raise InspectorError("lost-and-former", "--former 和 --lost 不能同时使用。", advice)
    loss = None if arguments.lost is None else Loss(arguments.lost.strip(), arguments.witness.strip())
    done = office.certify(own, now(), former, loss)
    told = ((_CERTIFIED, done.fresh), (_RENEWED, done.renewed), (_OTHERS, done.others))
    lines = [words.format(count=count) for words, count in told if count]
    code = "" if loss is None else key_code(own.bureau, own.key.public.hex())
    if code:
        lines.append(_BY_PHONE.format(code=code))
    if arguments.json:
        values = {"bureau": arguments.bureau, "certified": done.fresh, "renewed": done.renewed, "others": done.others}
        print_json({**values, "code": code} if code else values)
    else:
        print("\n".join(lines or [_NOBODY_WAITS]))
    return 0


def opened_key(arguments: argparse.Namespace, file: Path | None = None, prompt: str = PROMPT) -> BureauKey:
    """Return the bureau's own key that was named (``file``, or that of --key), opened with its passphrase.

    Raises:
        InspectorError: the key cannot be opened, or is another bureau's.
    """
    # --password-file is the database's
    asked = argparse.Namespace(secret_fd=arguments.secret_fd)
    own = read_key(file or arguments.key, read_secret(asked, prompt))
    if own.bureau != arguments.bureau:
        title = f"这是单位 {own.bureau} 的签发密钥，不能用于 {arguments.bureau}。"
        raise InspectorError("bureau-key-foreign", title, "请改用该单位自己的密钥文件。")
    return own
