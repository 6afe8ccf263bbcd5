"""What bureaus published through the centre, in words for whoever sits at the laptop."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication

from app import VERSION
from app.services.exchange.program_updates import HERE, HeldUpdate
from app.services.releases.forms import ReleaseTold


def tr(text: str) -> str:
    """Return a text of this file in the language of the window."""
    return QCoreApplication.translate("update_words", text)


def update_words(update: HeldUpdate | None) -> str:
    """Return what there is to say of a newer program, "" where there is none."""
    if update is None:
        return ""
    return "\n".join([*_where(update), *_overdue(update)])


def release_words(releases: Sequence[ReleaseTold]) -> str:
    """Return what came from the centre, who published it and what of it is not in use; "" where nothing came."""
    kinds = {
        "forms": tr("表单"), "calendar": tr("工作日历"), "legal": tr("法规"), "program": tr("程序"),
        "publishers": tr("认可的上级发布单位名单"),
    }  # fmt: skip
    lines = []
    for one in releases:
        told = tr("{kind} {name} 第 {version} 版：{publisher} {at} 发布").format(
            kind=kinds.get(one.kind, one.kind), name=one.name, version=one.version, publisher=one.publisher,
            at=one.published_at[:10],
        )  # fmt: skip
        lines.append(f"{told}　{one.unused}" if one.unused else told)
    return "\n".join(lines)


def _where(update: HeldUpdate) -> list[str]:
    if update.state == HERE:
        where = tr(
            "{publisher}发布的新版本 {version} 已下载并核验，位置 {path}；安装由管理员执行，本程序不会自动运行它。"
        )
        digest = tr("SHA-256 {digest}").format(digest=_readable(update.sha256))
        return [where.format(publisher=update.publisher, version=update.version, path=update.path), digest]
    if update.fault:
        told = tr("{publisher}发布的新版本 {version} 没有采用：{fault}")
        return [told.format(publisher=update.publisher, version=update.version, fault=update.fault)]
    coming = tr("{publisher}发布的新版本 {version} 已下载 {percent}%，下次同步接着下载。")
    return [coming.format(publisher=update.publisher, version=update.version, percent=update.percent)]


def _overdue(update: HeldUpdate) -> list[str]:
    if not update.overdue:
        return []
    told = tr("本机程序 {own} 低于单位要求的最低版本 {minimal}，请尽快请管理员更新。")
    return [told.format(own=VERSION, minimal=update.minimal)]


def _readable(digest: str) -> str:
    return " ".join(digest[place : place + 8] for place in range(0, len(digest), 8))
