"""Which files the records cite: evidence, rendered papers and pinned forms."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from app.domain.fold import EntityState
from app.domain.operations import root_of
from app.domain.procedure.outcomes import Evidence
from app.domain.procedure.records import Inspection, Unit
from app.services.attaching import AttachedFile


@dataclass(frozen=True, slots=True)
class CitedFile:
    """A file that an operation cites: digests in hex, size in bytes."""

    sha256: str
    sm3: str
    size: int


def cited(store: Any) -> Iterator[tuple[str, CitedFile]]:
    """Give every file that the store's entities cite, each with the inspection that cites it."""
    for entity in (Evidence.ENTITY, AttachedFile.ENTITY):
        for state in store.read_all(entity):
            if (file := _file(state)) is not None:
                yield root_of(state.entity_id), file


def cited_in(store: Any, root: str) -> frozenset[str]:
    """Return the digests of the files that one inspection cites."""
    files = (_file(one) for one in store.read_root(root) if one.entity in (Evidence.ENTITY, AttachedFile.ENTITY))
    return frozenset(one.sha256 for one in files if one is not None)


def _file(state: EntityState) -> CitedFile | None:
    sha256 = state.value("sha256") if state.entity == Evidence.ENTITY else state.entity_id.rsplit("/", 1)[-1]
    sm3, size = state.value("sm3"), state.value("size")
    if isinstance(sha256, str) and isinstance(sm3, str) and isinstance(size, int):
        return CitedFile(sha256, sm3, size)
    return None


def cited_files(store: Any, roots: Collection[str] | None = None) -> dict[str, CitedFile]:
    """Return every file that the store's entities cite, by digest; ``roots`` names the inspections, None for all."""
    return {one.sha256: one for root, one in cited(store) if roots is None or root in roots}


def file_names(store: Any) -> dict[str, str]:
    """Return what each cited file is to a person: the name of the evidence or paper and the unit inspected."""
    names = {}
    units = {one.entity_id: one.value("name") for one in store.read_all(Unit.ENTITY)}
    visited = {one.entity_id: units.get(one.value("unit"), "") for one in store.read_all(Inspection.ENTITY)}
    for entity, word in ((AttachedFile.ENTITY, "文件"), (Evidence.ENTITY, "证据")):
        for state in store.read_all(entity):
            if (file := _file(state)) is not None:
                unit = visited.get(root_of(state.entity_id), "")
                names[file.sha256] = f"（{unit}{'，' if unit else ''}{word}“{state.value('name')}”）"
    return names


def note_cited(store: Any, vault: Any) -> None:
    """Note the cited files that the register does not know yet, so that they are fetched."""
    known = {one.sha256 for one in store.attachments.all()}
    for one in cited_files(store).values():
        if one.sha256 not in known:
            here = vault.has(one.sha256)
            store.attachments.note(one.sha256, one.sm3, one.size, here=here, sent=not here)
