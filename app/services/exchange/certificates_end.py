"""Whether a certificate by which this laptop knows its centre runs out soon: nothing goes over after that day.

The authority's came with the enrolment; the server's is looked at once a day, at the end of a synchronisation.
"""

from __future__ import annotations

from datetime import datetime
from typing import cast

from app.centre.device.served_certificate import authority_until, server_until
from app.domain.clock import CHINA, iso
from app.domain.operations import Json
from app.domain.procedure.circumstances import chinese_moment
from app.errors import InspectorError
from app.services.desk import Desk
from app.services.exchange.link import LINK, Link
from app.services.wrong_clock import centre_time

EARLY_DAYS = 60
_LOOKED = "centre_certificate"


def look_at_server(desk: Desk, link: Link, via: str | None) -> None:
    """Keep until when the server's certificate is good, where that was not looked at today; nothing fails by it."""
    today, kept = desk.now().date().isoformat(), _kept(desk)
    if link.ca is None or kept.get("on") == today:
        return
    until = server_until(link.address(desk.store.folder), via)
    told = kept.get("until") if until is None else iso(until.astimezone(CHINA))
    desk.store.settings.set(_LOOKED, cast(Json, {"on": today, "until": told}))


def certificate_ends(desk: Desk) -> InspectorError | None:
    """Return what to tell where a certificate runs out within sixty days, or has; the authority's before all."""
    link = desk.store.settings.get(LINK)
    if not isinstance(link, dict) or not isinstance(pem := link.get("ca"), str):
        return None
    now = centre_time(desk) or desk.now()
    authority = authority_until(pem.encode(), now)
    if authority is not None and (authority - now).days < EARLY_DAYS:
        advice = (
            "请管理员换用新的 CA，再用 centre device readmit 给每台终端发一份重新接入的文件，"
            "在“同步·重新接入”中选择。内容都保存在本机，不受影响。"
        )
        return _told("CA 证书", "本机凭它确认中心库的身份", authority, now, advice)
    until = _kept(desk).get("until")
    if not isinstance(until, str):
        return None
    server = datetime.fromisoformat(until)
    if (server - now).days >= EARLY_DAYS:
        return None
    advice = "请告诉管理员更换服务器证书；换好以后本机不用改动，再同步一次即可。内容都保存在本机，不受影响。"
    return _told("中心库服务器的证书", "由签发它的 CA 定下期限", server, now, advice)


def _told(what: str, why: str, until: datetime, now: datetime, advice: str) -> InspectorError:
    day = chinese_moment(until.astimezone(CHINA))
    if until <= now:
        title = f"{what}已于{day}到期（{why}），本机不能再同步。"
    else:
        title = f"{what}还有 {(until - now).days} 天到期（{day}，{why}），到期后本机不能同步。"
    return InspectorError("certificate-ends", title, advice)


def _kept(desk: Desk) -> dict[str, Json]:
    kept = desk.store.settings.get(_LOOKED)
    return kept if isinstance(kept, dict) else {}
