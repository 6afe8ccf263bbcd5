"""The forms in force on this laptop: the built-in ones, and over them what the centre published and its bureau signed.

Inspections keep the forms that they pinned. What a release would break is not used: the built-in forms stay in force
and ``release_fault`` says why.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, cast

from app.domain.kept_records import each_over, record_of
from app.domain.operations import Json
from app.errors import InspectorError
from app.sealing.canonical import canonical, sha256
from app.services.releases.content import KIND_WORDS, lay_over, tree_digest, unpacked
from app.services.releases.moments import is_withdrawal
from app.services.releases.publishers import may_publish, nearness, publisher_name
from app.services.releases.refused import RefusedRelease, refused_releases
from app.storage.files import file_errors, replace

HELD, LAID = "releases", "releases_laid"
FOLDER = "forms"


@dataclass(frozen=True, slots=True)
class HeldRelease:
    """One release in this store: its content is in the vault by ``sha256``.

    ``officer`` brought it in from a file (its digest is the ``version``); "" for what came from the centre.
    ``signed``: ``published_at`` is the publisher's word, not only the centre's.
    """

    bureau: str
    kind: str
    name: str
    version: str
    sha256: str
    published_at: str
    officer: str = ""
    signed: bool = False


def held_releases(store: Any) -> tuple[HeldRelease, ...]:
    """Return the releases that are here, oldest first."""
    kept = cast("list[dict[str, str]]", store.settings.get(HELD, []))
    # an earlier program kept those here too that it could not use
    return tuple(record_of(HeldRelease, one) for one in kept if not one.get("fault"))


def keep_releases(store: Any, releases: Sequence[HeldRelease]) -> None:
    """Keep which releases there are, oldest first."""
    ordered = sorted(releases, key=lambda one: (one.published_at, one.bureau, one.kind, one.name))
    same = ("bureau", "kind", "name", "version", "sha256")
    store.settings.set(HELD, cast(Json, each_over(store.settings.get(HELD), map(asdict, ordered), same)))


def releases_in_force(store: Any) -> list[HeldRelease]:
    """Return the releases that lie over the built-in forms, in this order, or will from the next opening."""
    laid = cast("dict[str, Any]", store.settings.get(LAID, {}))
    return [one for one in _wanted(store) if not laid.get("alone") or nearness(store, one.bureau) == 0]


def _wanted(store: Any) -> list[HeldRelease]:
    """Return the releases to lay over the built-in forms, in this order.

    Those of the own bureau come last and so win; one of the same kind and name from further above is left out.
    """
    usable = [one for one in held_releases(store) if may_publish(store, one.bureau)]
    far = {one.bureau: nearness(store, one.bureau) for one in usable}
    nearest: dict[tuple[str, str], int] = {}
    for one in usable:
        place = (one.kind, one.name)
        nearest[place] = min(far[one.bureau], nearest.get(place, far[one.bureau]))
    winning = [one for one in usable if far[one.bureau] == nearest[one.kind, one.name]]
    return sorted(winning, key=lambda one: -far[one.bureau])


@dataclass(frozen=True, slots=True)
class ReleaseTold:
    """A release as people are told of it; ``unused`` says why it is not in use, "" where it is."""

    kind: str
    name: str
    version: str
    publisher: str
    published_at: str
    unused: str = ""


def releases_told(store: Any, program: str = "") -> tuple[ReleaseTold, ...]:
    """Return what came from the centre, the latest first, by whom, and what is not in use.

    A refused program of the version ``program`` is told elsewhere.
    """
    wanted, used = _wanted(store), releases_in_force(store)
    found = []
    for one in held_releases(store):
        withdrawn = one in used and is_withdrawal(one.sha256, one.published_at)
        unused = "发布单位撤回了以前的发布，改用程序自带的。" if withdrawn else (
            "" if one in used else
            "与本单位发布的合在一起有错误，没有采用。" if one in wanted
            else "本单位发布了同名的，以本单位的为准。" if may_publish(store, one.bureau)
            else "本单位不再采用它的发布。"
        )  # fmt: skip
        if not one.officer:
            found.append(_told(store, one, unused))
    standing = {(one.bureau, one.kind, one.name): one.version for one in held_releases(store)}
    for refused in refused_releases(store):
        before = standing.get(refused.place)
        still = f"仍用第 {before} 版。" if before is not None else ""
        if refused.kind in KIND_WORDS and (refused.kind, refused.version) != ("program", program):
            found.append(_told(store, refused, f"{refused.fault}{still}"))
    return tuple(sorted(found, key=lambda one: one.published_at, reverse=True))


def _told(store: Any, one: HeldRelease | RefusedRelease, unused: str) -> ReleaseTold:
    return ReleaseTold(one.kind, one.name, one.version, publisher_name(store, one.bureau), one.published_at, unused)


def forms_in_force(store: Any, vault: Any, built_in: Path) -> Path:
    """Return the folder of forms to work with: ``built_in`` where nothing usable was published."""
    used = _wanted(store)
    if not used:
        if store.settings.get(LAID) is not None:
            store.settings.set(LAID, None)
        return built_in
    name = sha256(canonical([tree_digest(built_in), *(one.sha256 for one in used)]))[:16]
    laid = cast("dict[str, str]", store.settings.get(LAID, {}))
    folder = Path(store.folder) / FOLDER / name
    if laid.get("name") != name or (laid["digest"] and laid["digest"] != _digest(folder)):
        laid = _lay(store, vault, built_in, used, folder)
    return folder if laid["digest"] else built_in


def release_fault(store: Any) -> str:
    """Return why what was published is not in force, "" where nothing is wrong."""
    laid = cast("dict[str, str]", store.settings.get(LAID, {}))
    return laid.get("fault", "")


def _digest(folder: Path) -> str:
    return tree_digest(folder) if folder.is_dir() else ""


def _lay(store: Any, vault: Any, built_in: Path, used: Sequence[HeldRelease], folder: Path) -> dict[str, Any]:
    """Build the folder; where releases from above do not fit, with those of the own bureau alone.

    Keeps the folder's digest and what cannot be used.
    """
    laid: dict[str, Any] = {"name": folder.name, "digest": "", "fault": "", "alone": False}
    laid["digest"], why = _built(vault, built_in, used, folder)
    own = [one for one in used if nearness(store, one.bureau) == 0]
    if why:
        laid["fault"] = f"中心库发布的表单{why[0]}，暂用程序自带的表单。{why[1]}"
    if why and 0 < len(own) < len(used):
        digest, worse = _built(vault, built_in, own, folder)
        if not worse:
            fault = f"上级发布的表单{why[0]}，没有采用；本单位发布的照常使用。{why[1]}"
            laid |= {"digest": digest, "fault": fault, "alone": True}
    store.settings.set(LAID, cast(Json, laid))
    return laid


def _built(
    vault: Any, built_in: Path, used: Sequence[HeldRelease], folder: Path
) -> tuple[str, tuple[str, str] | None]:
    """Build the folder aside and put it in its place; return its digest, or "" and why it cannot be used."""
    with file_errors("发布的表单"):
        folder.parent.mkdir(parents=True, exist_ok=True)
        aside = Path(tempfile.mkdtemp(prefix=".new-", dir=folder.parent))
    try:
        layers = [unpacked(vault.read(one.sha256), one.kind) for one in used]
        problems = lay_over(built_in, layers, aside)
        if problems:
            return "", (f"有 {len(problems)} 处错误", str(problems[0]))
        with file_errors("发布的表单"):
            shutil.rmtree(folder, ignore_errors=True)
            replace(aside, folder)
        return tree_digest(folder), None
    except InspectorError as error:
        return "", ("不能使用", error.title)
    finally:
        shutil.rmtree(aside, ignore_errors=True)
