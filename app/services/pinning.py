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
from app.domain.entries import Need
from app.domain.procedure.case import Case
from app.domain.procedure.hands import EVERYBODY
from app.domain.procedure.needs_rows import ROW_NEEDS
from app.domain.procedure.rechecks import OPINION
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


def needs_of(desk: Desk, case: Case, kind: str) -> tuple[Need, ...]:
    """Return what a paper needs: by the form it is pinned to, and what is asked today of rows which that one has too.

    A case that was planned with an older form must not conclude from rows what they do not say either.
    """
    pinned = definition_of(desk, case, kind)
    own = pinned.procedure.needs if pinned.procedure is not None else ()
    file = desk.forms / "inspections" / case.inspection.form / "documents" / f"{kind}.toml"
    if kind != OPINION or not file.is_file():
        return own
    today = _definition(file.read_bytes(), kind).procedure
    fields, known = {one.name for one in pinned.entries}, {_about(one) for one in own}
    newer = (one for one in (today.needs if today is not None else ()) if one.guard in dict(ROW_NEEDS))
    return (*own, *(one for one in newer if _about(one) not in known and fields.issuperset(_about(one)[1:])))


def _about(need: Need) -> tuple[str, ...]:
    return (need.guard, *(str(need.details[one]) for one in ("field", "rows") if one in need.details))


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
