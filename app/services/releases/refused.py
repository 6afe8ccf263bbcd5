"""What was published and cannot be used here: kept by its digest, so that nobody fetches it in vain at every sync.

It is looked at again when something else is published in its place, when the program is another one, or, where the
centre gave out other content than was signed, a day later: the centre may have been mended.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any, cast

from app import VERSION
from app.domain.clock import iso
from app.domain.kept_records import each_over, record_of
from app.domain.operations import Json
from app.errors import InspectorError
from app.services.releases.moments import MOVED

ABSENT, SPOILED = "release-absent", "release-spoiled"
_KEPT = "releases_refused"
_SPOILED_FOR = timedelta(days=1)

Place = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class RefusedRelease:
    """One release that is not used because of ``fault``, as the program ``program`` found.

    It holds ``until`` then ("" always). ``unlooked``: the signature alone tells, and is checked again each time.
    """

    bureau: str
    kind: str
    name: str
    version: str
    sha256: str
    published_at: str
    fault: str
    program: str = VERSION
    until: str = ""
    unlooked: bool = False

    @property
    def place(self) -> Place:
        """Return what one release of which takes the place of another."""
        return self.bureau, self.kind, self.name


def refused_releases(store: Any) -> tuple[RefusedRelease, ...]:
    """Return what is not used, the latest last."""
    found = (record_of(RefusedRelease, one) for one in cast("list[dict[str, Any]]", store.settings.get(_KEPT, [])))
    return tuple(sorted(found, key=lambda one: one.published_at))


def standing_refusal(store: Any, offered: Any, now: datetime) -> str:
    """Return why an offered release need not be fetched again, "" where it is to be tried."""
    for one in refused_releases(store):
        if (one.place, one.sha256, one.program) == (place_of(offered), offered.sha256, VERSION) and not one.unlooked:
            return one.fault if not one.until or iso(now) < one.until else ""
    return ""


def place_of(offered: Any) -> Place:
    """Return the place of an offered release."""
    return offered.bureau, offered.kind, offered.name


def refuse(store: Any, offered: Any, fault: str, *, until: str = "", unlooked: bool = False) -> bool:
    """Keep that a release is not used, in the place of what was refused before; return whether that is news."""
    known = refused_releases(store)
    made = RefusedRelease(
        *place_of(offered), offered.version, offered.sha256, iso(offered.published_at), fault, until=until,
        unlooked=unlooked,
    )  # fmt: skip
    if made not in known:
        _keep(store, [*(one for one in known if one.place != made.place), made])
    return not any((one.place, one.sha256, one.fault) == (made.place, made.sha256, fault) for one in known)


def turn_away(store: Any, offered: Any, error: InspectorError, now: datetime) -> str:
    """Keep why a release cannot be used; return it where that is news.

    What the centre has not whole, or with another moment than signed, is asked for at each sync, what it gave out
    otherwise than signed a day later.
    """
    fault = f"{error.title}{error.advice}"
    again = {ABSENT: now, SPOILED: now + _SPOILED_FOR, MOVED: now}.get(error.code)
    return fault if refuse(store, offered, fault, until="" if again is None else iso(again)) else ""


def forget_refusals(store: Any, *, but: Iterable[Any] | None = None, used: Iterable[Place] = ()) -> None:
    """Forget what the centre no longer offers (``but`` is what it does, None where it was not asked) or is in use."""
    known, taken = refused_releases(store), set(used)
    offered = None if but is None else {(place_of(one), one.sha256) for one in but}
    left = [
        one for one in known
        if one.place not in taken and (offered is None or (one.place, one.sha256) in offered)
    ]  # fmt: skip
    if len(left) < len(known):
        _keep(store, left)


def _keep(store: Any, refused: Iterable[RefusedRelease]) -> None:
    same = ("bureau", "kind", "name", "sha256")
    store.settings.set(_KEPT, cast(Json, each_over(store.settings.get(_KEPT), map(asdict, refused), same)))
