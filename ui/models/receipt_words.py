"""The receipt of a synchronisation in words, as it is shown and printed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QCoreApplication

from app.services.exchange.receipts import given_at, receipt_code
from ui.models.moments import kept_moment_words

LONG_DIGEST = 40

_NAMES = {
    "centre_id": "中心库编号",
    "feed_epoch": "中心库纪元",
    "bureau": "档案局代码",
    "device": "本机编号",
    "cursor": "已取回到",
    "acknowledged_lseq": "已确认到",
    "compared": "核对的检查数",
    "digest": "核对摘要",
    "server_time": "中心库时间",
}


def tr(text: str) -> str:
    """Return a text of this file in the language of the window."""
    return QCoreApplication.translate("receipt_words", text)


def receipt_facts(receipt: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """Return what a receipt says as (name, words): the centre's code first, the proofs last."""
    plain = [(name, value) for name, value in receipt.items() if not isinstance(value, dict)]
    facts = [(_NAMES.get(name, name), _readable(str(value))) for name, value in plain]
    return (*_code(receipt), *facts, *_root(receipt), *_proofs(receipt))


def _code(receipt: Mapping[str, Any]) -> list[tuple[str, str]]:
    if not receipt:
        return []
    code = receipt_code(receipt)
    if not code:
        return [(tr("回执编号"), tr("没有：中心库的版本较旧，还不开具可核对的回执"))]
    at = kept_moment_words(given_at(receipt))
    return [(tr("回执编号"), tr("{code}（{at} 开具）").format(code=code, at=at))]


def _root(receipt: Mapping[str, Any]) -> list[tuple[str, str]]:
    # kept on paper too, it shows later whether the centre was rewritten (centre root --check)
    root = receipt.get("feed_root")
    if not isinstance(root, dict):
        return []
    words = tr("{day}，至第 {last} 条：{head}").format(
        day=kept_moment_words(str(root["day"])), last=root["last"], head=_readable(str(root["head"]))
    )
    facts = [(tr("中心库校验根"), words)]
    if signed := str(root.get("signed_head") or ""):  # from version 12 of the centre's schema on
        facts.append((tr("签名校验根"), _readable(signed)))
    return facts


def _proofs(receipt: Mapping[str, Any]) -> list[tuple[str, str]]:
    given = receipt.get("given")
    if not isinstance(given, dict):
        return []
    how = tr("中心库管理员用回执编号或回执文件核对（centre receipt check）；只有开具它的中心库能核对。")
    return [
        (tr("中心库校验码"), _readable(str(given["mac"]))),
        (tr("本机签名"), _readable(str(given.get("signature") or ""))),
        (tr("怎样核对"), how),
    ]


def _readable(value: str) -> str:
    """Return a digest in groups of eight, so that it can be read out and breaks over lines; other words as they are."""
    if len(value) < LONG_DIGEST or not value.isalnum():
        return value
    return " ".join(value[place : place + 8] for place in range(0, len(value), 8))
