"""From PostgreSQL's errors and the centre's own refusals to Chinese texts with the next step."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from app.errors import CentreRefused, CentreUnreachable, InspectorError

if TYPE_CHECKING:
    import psycopg

_SAFE = "本机内容已保存，可以继续工作。"
_REPORT = "请联系管理员，并说明上面的提示。"

_REFUSALS: dict[str, tuple[str, str]] = {
    "device-unknown": ("中心库不认识本终端。", "请联系管理员重新发放登记文件。"),
    "device-revoked": ("本终端已被中心库停用。", "请联系管理员；本机未上传的内容仍然保存。"),
    "device-not-enrolled": ("本终端尚未登记。", "请先用登记文件登记本终端。"),
    "secret-not-set": ("本终端的登记没有完成。", "请用同一份登记文件重新登记一次。"),
    "device-forked": (
        "本机数据与中心库已收到的不是同一份（可能曾被复制，或从旧备份恢复）。",
        "请暂停在本机录入，联系管理员：确认没有另一份同样的数据还在使用，再由管理员发一份重新接入的文件"
        "（centre device readmit），在“同步”页的“重新接入”中选择。本机没有上传的内容随后补传，不会丢失。",
    ),
    "gap": ("上传的操作不连续。", "请重新同步；如果仍然出现，请联系管理员。"),
    "half-transaction": ("上传的内容不完整，中心库未接收。", "请重新同步；如果仍然出现，请联系管理员。"),
    "chain-broken": ("本机操作记录的校验链不一致，中心库未接收。", "请运行核验（verify），并联系管理员。"),
    "foreign-device": ("上传的内容属于另一台终端，中心库未接收。", _REPORT),
    "operation-unreadable": ("有一条操作记录中心库无法读取。", "请运行核验（verify），并联系管理员。"),
    "training-mismatch": (
        "演练数据与正式中心库不能混用。",
        "演练终端只能连接演练中心库，正式终端只能连接正式中心库；请核对登记文件。",
    ),
    "foreign-centre": (
        "连接到的不是本终端登记的中心库。",
        "本机未发送也未修改任何内容。请核对中心库地址，并联系管理员。",
    ),
    "not-a-centre": ("这个数据库里没有中心库，或版本太旧。", "请管理员先运行 centre init 或 centre upgrade。"),
    "answer-nonsense": (
        "中心库的回答不合规定，没有采用。",
        "本机内容已保存，可以继续工作，没有确认的内容下次会再送。请联系管理员核对中心库的地址和版本；"
        "如果有人改动过中心库，请用备份核对。",
    ),
    "certificate-changed": (
        "中心库给出的终端证书与本机不符，或不是原来的签发密钥签发的，没有采用。",
        "本机内容已保存，可以继续工作。请联系管理员核对单位的签发密钥；可能有人改动过中心库。",
    ),
    "bureau-key-lost": (
        "本单位声明原来的签发密钥已丢失，换用新的签发密钥；需要在本机上由人核对一次。",
        "内容已照常同步，本机可以继续工作，核对之前仍用原来的证书。请打电话给管理员（用平时知道的号码），"
        "把他告知的 16 位口令码填在“同步”页的“核对新的签发密钥”中。没有人通知过的，不要采用，请告诉负责人。",
    ),
    "login-refused": ("中心库不接受这个登录。", "本机内容已保存；请联系管理员核对本终端的登记。"),
    "forbidden": ("中心库不允许这样做。", _REPORT),
    "centre-older": ("中心库的版本太旧，还没有这项功能。", "请先运行 centre upgrade。"),
    "centre-newer": (
        "中心库已升级，本程序版本太旧。",
        "本机的内容已送到中心库并得到确认，只是不能取回别人的新内容。请管理员更新本程序后再同步。",
    ),
    "centre-too-old": (
        "中心库的版本太旧，不能与本程序同步。",
        "本机内容已保存，可以继续工作。请管理员先升级中心库（centre upgrade），之后重新同步会自动续传。",
    ),
    "bureau-not-yours": ("本终端无权读取该单位的数据。", _REPORT),
    "lease-malformed": ("申请的文号不正确。", "请核对文书种类、年份和数量（1 至 200）。"),
    "numbers-waiting": (
        "中心库从备份恢复过，暂不发放新文号：还有终端没有同步，或管理员还没有确认。",
        "请让本单位所有终端各同步一次，再由管理员确认（centre number resume，遗失的终端用 --beyond 空出文号）。"
        "本机已有的文号可以照常使用。",
    ),
    "lease-request-reused": ("这次文号申请与之前的申请冲突。", "请重新申请。"),
    "attachment-malformed": ("附件的说明不正确，中心库未接收。", "请重新同步；附件不能超过 2 GB。"),
    "attachment-unknown": ("中心库没有这个附件的登记。", "请重新同步。"),
    "leaf-damaged": ("附件在传输中损坏，中心库未接收该部分。", "请重新同步，会自动补传。"),
    "verifier-malformed": ("新密钥的格式不正确。", _REPORT),
    "enrolment-used": (
        "这份登记文件已经被使用过。",
        "这次使用已报告中心库。如果不是您本人使用的，请立即告知管理员；需要时请重新发放登记文件。",
    ),
    "enrolment-expired": (
        "这份登记文件已过期（有效期 72 小时）。",
        "请先核对本机的日期和时间；日期正确的，请联系管理员重新发放登记文件。",
    ),
    "enrolment-code-wrong": ("口令码不正确，或登记文件已损坏。", "请与管理员电话核对口令码后重试。"),
    "enrolment-unreadable": ("这不是登记文件，或文件已损坏。", "请向管理员重新索取登记文件。"),
    "public-key-missing": ("登记缺少本终端的公钥。", _REPORT),
    "superuser-needed": (
        "只有数据库的超级用户才能代终端收下交换文件。",
        "请用数据库超级用户的地址（--dsn）重新执行；文件没有收下任何内容。",
    ),
    "superuser-needed-to-repair": (
        "只有数据库的超级用户才能把损坏的附件改为未传完。",
        "请用数据库超级用户的地址（--dsn）重新执行；没有改动任何内容。",
    ),
    "day-limit": (
        "本终端今天上传的内容超过了中心库给每台终端的限额。",
        "本机内容已保存，可以继续工作；明天再同步会接着上传。确实需要今天传完的，请管理员用 centre device limit 放宽。",
    ),
    "numbers-unused": (
        "本终端有太多没有用过的文号，中心库不再发放。",
        "请先用已有的文号；文号确实不够的，请联系管理员核对文号台账（centre number leases）。",
    ),
    "signature-false": (
        "本终端上传的内容没有本终端的有效签名，中心库未接收。",
        "本机内容已保存，请不要删除。请运行核验（verify），并联系管理员查明原因；需要时由管理员发一份重新接入的文件。",
    ),
    "push-too-large": ("一次上传的操作太多，中心库未接收。", _REPORT),
    "operation-too-large": (
        "有一项内容超过 16 MB，中心库未接收。",
        "本机内容已保存。请联系管理员和开发者；大的材料请作为附件添加。",
    ),
    "append-only": ("中心库的记录只能增加，不能改写。", _REPORT),
}
# of these the advice itself says what became of this device's content
_TELL_OF_CONTENT = frozenset({
    "device-revoked", "device-forked", "answer-nonsense", "certificate-changed", "bureau-key-lost", "login-refused",
    "centre-newer", "centre-too-old", "day-limit", "signature-false", "operation-too-large", "certificate-untrusted",
})  # fmt: skip


def tells_of_content(problem: InspectorError) -> bool:
    """Return whether the advice of an error of this module says what became of this device's content."""
    told = problem.code in _TELL_OF_CONTENT or problem.code.startswith("centre-fault-")
    return told or isinstance(problem, CentreUnreachable)


_SERVER_SAID = re.compile(r"failed: [^:\n]{1,60}:  ")
_SERVER_PASSING = (
    ("too many connections", "centre-busy"), ("remaining connection slots", "centre-busy"),
    ("not currently accepting connections", "centre-busy"), ("terminating connection", "centre-unreachable"),
    ("is shutting down", "centre-unreachable"), ("is starting up", "centre-unreachable"),
    ("recovery mode", "centre-unreachable"), ("authentication due to timeout", "centre-unreachable"),
)  # fmt: skip
# what passes by itself, or once the centre's administrator made room
_WAITING = {"57014": "centre-slow", "55P03": "centre-slow", "53100": "centre-full"}


def refused(code: str, detail: str = "") -> CentreRefused:
    """Return the refusal of a code, in words."""
    title, advice = _REFUSALS.get(code, (f"中心库拒绝了请求（{code}）。", _REPORT))
    error = CentreRefused(code, title, advice)
    if detail:
        error.add_note(detail)
    return error


def unreachable(code: str = "centre-unreachable") -> CentreUnreachable:
    """Return the state of a centre that does not answer, in words."""
    title = {
        "centre-busy": "中心库正忙，暂时不接受连接。",
        "centre-slow": "中心库没有在限定时间内回答。",
        "centre-full": "中心库的磁盘空间不足，没有收下新内容。",
        "centre-closed": "中心库没有放行本机的网络地址，或要求加密连接。",
    }.get(code, "暂时连不上中心库。")
    if code == "centre-full":
        return CentreUnreachable(code, title, f"{_SAFE}请通知管理员清理中心库的磁盘；之后重新同步，会自动续传。")
    if code == "centre-closed":
        return CentreUnreachable(code, title, f"{_SAFE}请联系管理员核对 pg_hba.conf；放行后重新同步，会自动续传。")
    return CentreUnreachable(code, title, f"{_SAFE}请检查网络后重新同步，未上传的内容会自动续传。")


def nothing_begun(fault: InspectorError) -> InspectorError:
    """Return why an enrolment did not begin: nothing is kept here yet, so the advice speaks of no content."""
    if fault.code == "login-refused":
        title, advice = "中心库不接受这份登记文件。", "它可能已停用，或者已有新的一份；请向管理员索取新的登记文件。"
    elif isinstance(fault, CentreUnreachable):
        title = fault.title
        closed = "请联系管理员核对 pg_hba.conf，放行后" if fault.code == "centre-closed" else "请检查网络，连通后"
        advice = f"{closed}用同一份登记文件再登记（72 小时内有效）。"
    else:
        title, advice = fault.title, fault.advice.removeprefix(_SAFE)
    return type(fault)(fault.code, title, f"登记没有开始，没有留下任何文件。{advice}")


def passed_over(unsent: int, spoiled: int) -> InspectorError:
    """Return what is to be told of attachments that could not go over while all others did.

    ``unsent`` counts own files that could not be sent, ``spoiled`` those that the centre gave out otherwise than cited.
    """
    title, advice = "", "其他内容已照常同步。"
    if unsent:
        title += f"本机有 {unsent} 个附件损坏、缺失或读不出来，没有上传。"
        advice += "请插上备份盘，在“同步”页的“备份”中点“核对备份”，从备份补回；补不回的，用原件重新添加。"
    if spoiled:
        title += f"中心库给出的 {spoiled} 个附件与其摘要不符，没有采用。"
        advice += "请告诉管理员核对中心库的附件（centre storage --check）；原件所在的电脑请先不要清理数据。"
    return InspectorError("attachments-passed-over", title, advice)


def translated(error: psycopg.Error) -> InspectorError:
    """Return our error for one that a statement met."""
    from psycopg import OperationalError

    state = error.sqlstate or ""
    if state.startswith("IC"):
        return refused(error.diag.message_primary or "", error.diag.message_detail or "")
    if state in _WAITING or state.startswith("53"):
        return unreachable(_WAITING.get(state, "centre-busy"))
    if state[:2] in ("08", "57", "58", "40", "25") or (not state and isinstance(error, OperationalError)):
        return unreachable()
    if state.startswith("22"):
        return refused("operation-unreadable", state)
    if state in ("42501", "28000", "28P01"):
        return refused("forbidden")
    if state in ("42883", "3F000", "42P01"):
        return refused("not-a-centre")
    known = state or "unknown"
    return CentreRefused(f"centre-fault-{known}", f"中心库出错（{known}）。", f"{_SAFE}{_REPORT}")


def connection_failed(error: psycopg.Error) -> InspectorError:
    """Return our error for a connection that could not be opened.

    libpq gives no SQLSTATE for a failed connection, so the server's own words must do.
    """
    text = str(error).lower()
    if "pg_hba.conf" in text:
        return unreachable("centre-closed")
    if "certificate" in text or "ssl error" in text or "tls" in text:
        return CentreRefused(
            "certificate-untrusted",
            "无法确认中心库的身份（证书不可信、不在有效期内或名称不符），未发送任何内容。",
            "本机内容已保存，可以继续工作。请核对本机的日期；日期正确的，不要继续尝试，请管理员核对中心库的地址、证书和证书期限。",
        )
    if "does not support ssl" in text:
        return CentreRefused("no-tls", "中心库没有启用加密连接，未发送任何内容。", "请联系管理员为中心库配置证书。")
    if passing := next((code for words, code in _SERVER_PASSING if words in text), ""):
        return unreachable(passing)
    if "no password supplied" in text:
        advice = "请用 --secret-fd、口令文件（PGPASSFILE）或在提示处输入。"
        return CentreRefused("password-needed", "中心库要求口令。", advice)
    if "does not exist" in text and "database" in text:
        return refused("not-a-centre")
    if _not_let_in(error, text):
        return refused("login-refused")
    return unreachable()


def _not_let_in(error: psycopg.Error, text: str) -> bool:
    # "SEVERITY:  " is how libpq begins what the server said, in whatever language that is
    asked_for_password = bool(error.pgconn is not None and error.pgconn.used_password)
    turned_away = "password authentication" in text or "not permitted to log in" in text
    return turned_away or (asked_for_password and _SERVER_SAID.search(text) is not None)
