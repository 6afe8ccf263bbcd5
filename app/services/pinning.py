"""The forms an inspection is pinned to: their bytes go into the vault, so that it reopens and reprints for ever."""

from __future__ import annotations

import io
import tempfile
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from app.catalogue.documents import faultless_document, read_document
from app.domain.documents import DocumentDefinition
from app.domain.procedure.case import Case
from app.domain.procedure.hands import EVERYBODY
from app.errors import DocumentFailed
from app.sealing.canonical import sha256
from app.services.attaching import attached, keep
from app.services.desk import Desk
from app.services.shelf import Shelf, usable

ZIP_DATE = (2020, 1, 1, 0, 0, 0)


def pin_forms(desk: Desk, form: str) -> dict[str, Any]:
    """Return the digests of every form in force now, their bytes kept in the vault.

    Keys: checklist, workflow, legal (one archive of all legal files) and documents by kind.
    """
    folder = desk.forms / "inspections" / form
    digests: dict[str, Any] = {
        name: keep(desk, (folder / f"{name}.toml").read_bytes()) for name in ("checklist", "workflow")
    }
    digests["documents"] = {
        path.stem: keep(desk, path.read_bytes()) for path in sorted((folder / "documents").glob("D*.toml"))
    }
    digests["legal"] = keep(desk, legal_archive(desk.forms / "legal"))
    return digests


def attach_forms(desk: Desk, inspection: str) -> None:
    """Make the pinned forms known to every device as files of the inspection; again changes nothing."""
    pinned = desk.case(inspection).inspection.pinned
    named = {f"{name}.toml": pinned[name] for name in ("checklist", "workflow")}
    named |= {f"{kind}.toml": digest for kind, digest in pinned["documents"].items()}
    named["legal.zip"] = pinned["legal"]
    changes = [one for name, digest in named.items() for one in attached(desk, inspection, str(digest), name)]
    if changes:
        desk.commit(changes, also=EVERYBODY)


def legal_archive(folder: Path) -> bytes:
    """Return all files of forms/legal as one archive; the same files give the same bytes."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(folder.rglob("*.toml")):
            entry = zipfile.ZipInfo(path.relative_to(folder).as_posix(), ZIP_DATE)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, path.read_bytes())
    return buffer.getvalue()


def definition_of(desk: Desk, case: Case, kind: str) -> DocumentDefinition:
    """Return the definition of a paper that the inspection is pinned to, whatever is in force today.

    Raises:
        DocumentFailed: the pinned form is not on this device, or cannot be used.
    """
    pinned: Mapping[str, Any] = case.inspection.pinned.get("documents", {})
    digest = str(pinned.get(kind, ""))
    built_in = desk.forms / "inspections" / case.inspection.form / "documents" / f"{kind}.toml"
    content = built_in.read_bytes() if built_in.is_file() else b""
    if digest and sha256(content) != digest:
        if not desk.vault.has(digest):
            raise DocumentFailed("form-missing", "本机没有这次检查所用的文书格式。", "请同步后重试。")
        content = desk.vault.read(digest)
    return _definition(content, kind)


def title_of_kind(forms: Shelf, kind: str) -> str:
    """Return what papers of a kind are called in the forms in force, the kind itself where no form has it."""
    for folder in sorted((forms.root / "inspections").iterdir()):
        known = forms.documents(folder.name).get(kind) if folder.is_dir() else None
        if known is not None:
            return known.title
    return kind


def _definition(content: bytes, kind: str) -> DocumentDefinition:
    known = faultless_document(content)
    if known is not None:
        return known
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"{kind}.toml"
        path.write_bytes(content)
        definition, problems = read_document(path)
    if definition is None:
        raise DocumentFailed("form-faulty", "这次检查所用的文书格式不能读取。", "请同步后重试。")
    return usable(definition, problems)
