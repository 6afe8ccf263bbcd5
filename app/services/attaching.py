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


def attach(desk: Desk, inspection: str, content: bytes, name: str) -> tuple[str, list[Change]]:
    """Return the digest of a file now in the vault, with the changes that make it known to every device."""
    blob: Any = desk.vault.put(content)
    desk.store.attachments.note(blob.sha256, blob.sm3, blob.size)
    file = AttachedFile(f"{inspection}/{blob.sha256}", blob.sm3, blob.size, name)
    known = desk.store.read(AttachedFile.ENTITY, file.id) is not None
    return blob.sha256, [] if known else changes_of(file)
