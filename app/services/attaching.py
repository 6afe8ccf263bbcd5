"""Files that belong to an inspection besides its evidence: rendered papers and the forms it was pinned to.

Each is an entity ``file`` with the id ``<inspection>/<sha256>``, so that every device knows what to fetch.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from app.domain.operations import Change
from app.domain.procedure.mapping import changes_of
from app.services.desk import Desk


@dataclass(frozen=True, slots=True)
class AttachedFile:
    """One attached file: digests in hex, size in bytes, what it is."""

    ENTITY: ClassVar[str] = "file"
    id: str
    sm3: str
    size: int
    name: str
    voided: bool = False

    @property
    def sha256(self) -> str:
        """Return the digest that names the file."""
        return self.id.rsplit("/", 1)[1]


def keep(desk: Desk, content: bytes) -> str:
    """Return the digest of a file now in the vault."""
    blob: Any = desk.vault.put(content)
    desk.store.attachments.note(blob.sha256, blob.sm3, blob.size)
    return str(blob.sha256)


def attached(desk: Desk, inspection: str, sha256: str, name: str) -> list[Change]:
    """Return the changes that make a kept file known to every device; none where it is known already."""
    if desk.store.read(AttachedFile.ENTITY, f"{inspection}/{sha256}") is not None:
        return []
    kept = next(one for one in desk.store.attachments.all() if one.sha256 == sha256)
    return changes_of(AttachedFile(f"{inspection}/{sha256}", kept.sm3, kept.size, name))
