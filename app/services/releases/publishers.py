"""Whose releases a laptop takes: its own bureau's, and those of the bureaus above that its own bureau accepted.

A centre carries the releases of every bureau above, but says by itself for nobody: the own bureau signs a list of
those whose word it takes, with their keys, nearest first. The list comes as a release of the own bureau, so a laptop
that knows its bureau's key checks the whole chain without a line; later lists take the place of earlier ones.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any, cast

from app.domain.kept_records import record_of
from app.domain.operations import Json
from app.errors import IntegrityBroken
from app.sealing.canonical import canonical, read_json
from app.services.desk import CENTRE_LINK

KIND, NAME = "publishers", "above"
LARGEST_LIST = 64 * 1024
_SCHEMA, _KEPT = 1, "publishers"
_STRANGER = 99


@dataclass(frozen=True, slots=True)
class Publisher:
    """A bureau above whose releases are taken; ``public_key`` is hex."""

    bureau: str
    name: str
    public_key: str


def publishers_content(accepted: Iterable[Publisher], published_at: str = "") -> bytes:
    """Return the list as it is signed."""
    listed = {"schema": _SCHEMA, "publishers": [asdict(one) for one in accepted]}
    return canonical({**listed, "published_at": published_at} if published_at else listed)


def publishers_in(content: bytes) -> tuple[Publisher, ...]:
    """Return the bureaus of a list, nearest first.

    Raises:
        IntegrityBroken: it is no such list.
    """
    try:
        found = read_json(content)
        if found["schema"] != _SCHEMA:
            raise ValueError(found["schema"])
        texts = ({name: str(told) for name, told in one.items()} for one in found["publishers"])
        listed = tuple(record_of(Publisher, one) for one in texts)
        for one in listed:
            bytes.fromhex(one.public_key)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        title = "本单位认可的上级发布单位名单不合规格，没有采用。"
        raise IntegrityBroken("publishers-malformed", title, "请联系管理员重新执行 centre release accept。") from error
    return listed


def keep_publishers(store: Any, version: int, accepted: Iterable[Publisher]) -> None:
    """Keep the list of a version in the place of the one before."""
    store.settings.set(_KEPT, cast(Json, {"version": version, "publishers": [asdict(one) for one in accepted]}))


def accepted_publishers(store: Any) -> tuple[int, tuple[Publisher, ...]]:
    """Return the version of the list that is in force (0 where there is none), and its bureaus, nearest first."""
    kept = cast("dict[str, Any]", store.settings.get(_KEPT, {}))
    return int(kept.get("version", 0)), tuple(record_of(Publisher, one) for one in kept.get("publishers", []))


def nearness(store: Any, bureau: str) -> int:
    """Return how near a publisher stands: 0 the own bureau, then those above; the own one's word goes before theirs."""
    _, above = accepted_publishers(store)
    order = [store.identity.bureau, *(one.bureau for one in above)]
    return order.index(bureau) if bureau in order else _STRANGER


def may_publish(store: Any, bureau: str) -> bool:
    """Return whether a bureau's releases are in use here; in a training store the published root vouches for all."""
    return store.training or nearness(store, bureau) < _STRANGER


def publisher_name(store: Any, bureau: str) -> str:
    """Return what people call a publisher, its code where it is unknown here."""
    _, above = accepted_publishers(store)
    names = {one.bureau: one.name for one in above}
    link = store.settings.get(CENTRE_LINK)
    if isinstance(link, dict):
        names[str(link["bureau"])] = str(link["bureau_name"])
    return names.get(bureau, bureau)
