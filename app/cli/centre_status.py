"""``main.py centre status`` in words."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from app.cli.centre_overview import outdated_words
from app.cli.centre_overview import size_words as _bytes
from app.cli.console import minute_words
from app.domain.numbers import STATE_WORDS
from app.services.centre.overview import SILENT_DAYS

EXPIRING_DAYS = 60
# whether a login was turned away or the line broke is told by the server's words
_ENGLISH = re.compile(r"(C|POSIX|C\..*|en.*|English.*)?")


def status_lines(found: Mapping[str, Any]) -> Iterator[str]:
    """Give the lines of a centre's state: what needs somebody first, then everything by bureau."""
    kind = "演练中心库" if found["training"] else "中心库"
    yield f"{kind} {found['centre_id']}，版本 {found['version']}"
    yield from _safety(found)
    for one in found["refused_enrolments"]:
        yield f"注意：登记文件被重复或过期使用 {one['name']} {minute_words(one['at'])}"
    for one in found.get("set_aside", ()):
        yield f"单位 {one['bureau']} 搁置了 {one['count']} 条终端收不下的操作（原因见 centre feed）"
    yield from _outdated(found)
    yield from _silent(found)
    conflicts = {one["bureau"]: one["open"] for one in found.get("conflicts", ())}
    for one in found["bureaus"]:
        yield (
            f"单位 {one['bureau']} {one['name']}：操作 {one['operations']} 条，执法人员 {one['officers']} 名，"
            f"附件 {one['attachments']} 个（未传完 {one['unfinished']} 个），"
            f"待处理冲突 {conflicts.get(one['bureau'], 0)} 处"
        )
    yield from (_device_line(one) for one in found["devices"])
    yield from (f"报表登录 {one['role']}（{one['bureau']}）" for one in found.get("readers", ()))
    yield from _numbers(found["numbers"])


def _safety(found: Mapping[str, Any]) -> Iterator[str]:
    size = found["storage"]
    told = [("操作记录", size["operation_bytes"]), ("附件", size["attachment_bytes"])]
    parts = "，".join(f"{name} {_bytes(count)}" for name, count in told)
    yield f"占用空间：{_bytes(size['database_bytes'])}（{parts}）"
    yield from _settings(found)
    yield from _server(found.get("server_certificate"))
    yield from _authority(found.get("authority"))
    if found["side_doors"]:
        yield "注意：终端的登录还有多余的权限（大对象、锁、服务器日志）。请用数据库超级用户执行一次 centre upgrade"
    for one in found["lingering"]:
        yield (
            f"注意：终端 {one['name']}（{one['bureau']}）的连接占用中心库已 {one['minutes']} 分钟，可能使别的终端等待。"
            f"不正常的请停用：centre device revoke {one['device']} --reason 原因"
        )
    yield from _suspicious(found)
    for one in found.get("safety", ()):
        if one["backup_at"]:
            yield f"最近备份：{minute_words(one['backup_at'])}，{_bytes(one['backup_bytes'])}"
        else:
            yield "注意：还没有做过备份（centre backup）"
        if one["restored_at"]:
            yield f"注意：本中心库于 {minute_words(one['restored_at'])} 从备份恢复"
    for one in found.get("waited_for", ()):
        yield f"注意：恢复后还没有同步的终端 {one['name']}（{one['bureau']}）；此前该单位暂不发放新文号"
    for one in found.get("numbers_unconfirmed", ()):
        yield (
            f"注意：恢复后还没有确认单位 {one['bureau']} {one['name']} 的文号，暂不发放。"
            f"备份之后登记的终端都重新接入后，执行 centre number resume --bureau {one['bureau']} --beyond 0"
        )


def _suspicious(found: Mapping[str, Any]) -> Iterator[str]:
    for one in found.get("distrusted", ()):
        if one["revoked_at"] is None:
            yield (
                f"注意：终端 {one['name']}（{one['bureau']}）上传过签名不符的内容，已搁置 {one['set_aside']} 条。"
                f"它的数据可能被人改动过，请查明；不正常的请停用：centre device revoke {one['device']} --reason 原因"
            )
    for one in found.get("watched", ()):
        ended = f"，其中 {one['ended']} 次被断开" if one["ended"] else ""
        yield (
            f"注意：终端 {one['name']}（{one['bureau']}）七天内有 {one['minutes']} 分钟被看到长时间占用中心库{ended}。"
            f"不正常的请停用：centre device revoke {one['device']} --reason 原因"
        )


def _settings(found: Mapping[str, Any]) -> Iterator[str]:
    if not found["autovacuum"]:
        yield "注意：数据库关闭了 autovacuum，会越用越慢。请在 postgresql.conf 中设置 autovacuum = on 并重新加载"
    if found["prepared_transactions"]:
        advice = "请在 postgresql.conf 中设置 max_prepared_transactions = 0 并重启"
        yield f"注意：数据库允许预备事务，一台终端可以一直占住锁。{advice}"
    if not _ENGLISH.fullmatch(found["lc_messages"]):
        yield (
            f"注意：数据库的提示语言是 {found['lc_messages']}，终端看不懂它为什么拒绝连接。"
            "请在 postgresql.conf 中设置 lc_messages = 'C' 并重新加载"
        )


def _server(certificate: Mapping[str, Any] | None) -> Iterator[str]:
    if certificate is None:
        return
    until, days = minute_words(certificate["good_until"]), certificate["days_left"]
    if days < 0:
        yield f"注意：服务器证书已于 {until} 到期，终端不能连接。请重新申请，或执行 centre ca server，再重新加载"
    elif days < EXPIRING_DAYS:
        yield f"注意：服务器证书还有 {days} 天到期（{until}）。请重新申请，或执行 centre ca server，再重新加载"
    else:
        yield f"服务器证书有效期至 {until}"


def _authority(certificate: Mapping[str, Any] | None) -> Iterator[str]:
    if certificate is None or certificate["days_left"] >= EXPIRING_DAYS:
        return
    until, days = minute_words(certificate["good_until"]), certificate["days_left"]
    ends = f"已于 {until} 到期，终端不能连接" if days < 0 else f"还有 {days} 天到期（{until}），到期后终端都不能连接"
    yield f"注意：CA 证书{ends}。请换用新的 CA，再用 centre device readmit --ca 给每台终端发一份文件（运行手册第 2 节）"


def _silent(found: Mapping[str, Any]) -> Iterator[str]:
    late = [one for one in found["devices"] if _working(one) and one["silent_days"] >= SILENT_DAYS]
    for one in sorted(late, key=lambda one: -one["silent_days"]):
        yield f"注意：{one['name']}（{one['bureau']}）已 {one['silent_days']} 天没有同步"


def _outdated(found: Mapping[str, Any]) -> Iterator[str]:
    count = Counter(one["bureau"] for one in found["devices"] if _working(one) and one["outdated"])
    yield from (outdated_words(bureau, number) for bureau, number in sorted(count.items()))


def _working(one: Mapping[str, Any]) -> bool:
    return bool(one["enrolled_at"]) and not one["revoked_at"]


def _device_line(one: Mapping[str, Any]) -> str:
    waiting = f"待登记（{minute_words(one['expires_at'])} 前）"
    state = "已停用" if one["revoked_at"] else "已登记" if one["enrolled_at"] else waiting
    seen, synced = minute_words(one["last_seen"] or "从未"), minute_words(one["synced_at"] or "没有记录")
    sent = one["next_lseq"] - 1
    vouched = ""
    if _working(one):
        vouched = "，还没有证书" if not one["certified"] else "，证书由原来的签发密钥签发" if one["outdated"] else ""
    return (
        f"终端 {one['device']} {one['name']}（{one['bureau']}）：{state}{vouched}，程序 {one['program'] or '未知'}，"
        f"最近同步完成 {synced}，最近连接 {seen}，操作 {sent} 条"
    )


def _numbers(rows: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """Give one line for each bureau and year; the blocks themselves are many."""
    kinds: dict[tuple[str, int], set[str]] = defaultdict(set)
    counts: dict[tuple[str, int], Counter[str]] = defaultdict(Counter)
    for one in rows:
        place = one["bureau"], one["year"]
        kinds[place].add(one["kind"])
        counts[place][STATE_WORDS[one["state"]]] += one["count"]
    for bureau, year in sorted(kinds):
        count = counts[bureau, year]
        told = "、".join(f"{words} {count[words]} 个" for words in STATE_WORDS.values() if count[words])
        more = f"逐段见 centre number leases --bureau {bureau}"
        yield f"文号 {bureau} {year}年：{len(kinds[bureau, year])} 种，{told}；{more}"
