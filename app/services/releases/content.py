"""What a bureau publishes to its laptops: a folder laid out like ``forms``, as one archive under the bureau's key."""

from __future__ import annotations

import hashlib
import io
import re
import shutil
import zipfile
from collections.abc import Mapping
from pathlib import Path

from app.catalogue.check import check_forms
from app.catalogue.inspections import check_inspections
from app.catalogue.toml_reader import Problem
from app.errors import IntegrityBroken, StorageFailed
from app.sealing.canonical import canonical
from app.services.pinning import ZIP_DATE
from app.storage.files import file_errors

# what a release of each kind may replace
KINDS: Mapping[str, tuple[str, ...]] = {
    "forms": ("inspections/", "registers/", "bureaus/", "casefile/", "calendar/", "legal/"),
    "calendar": ("calendar/",),
    "legal": ("legal/",),
}
KIND_WORDS = {
    "forms": "表单", "calendar": "工作日历", "legal": "法规", "program": "程序", "publishers": "认可的上级发布单位名单",
}  # fmt: skip
LARGEST, MOST_FILES = 64 * 1024**2, 5_000
_NAME = re.compile(r"[a-z]+(?:/[\w-][\w.-]*)+")


def release_message(bureau: str, kind: str, name: str, version: str, sha256: str) -> bytes:
    """Return what the publisher signs."""
    told = {"bureau": bureau, "kind": kind, "name": name, "version": version, "sha256": sha256}
    return b"archives-inspection release 1\n" + canonical(told)


def packed(folder: Path, kind: str) -> bytes:
    """Return the files of a folder as an archive; the same files give the same bytes.

    Raises:
        StorageFailed: there is nothing to publish, or a file is outside of what this kind may replace.
    """
    buffer = io.BytesIO()
    with file_errors("要发布的文件"), zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(one for one in folder.rglob("*") if one.is_file()):
            name = path.relative_to(folder).as_posix()
            if not _allowed(name, kind):
                advice = f"这类发布只能包含：{'、'.join(KINDS[kind])}下的文件，文件名用字母、数字、点和横线。"
                raise StorageFailed("release-malformed", f"不能发布这个文件：{name}", advice)
            entry = zipfile.ZipInfo(name, ZIP_DATE)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, path.read_bytes())
    if not archive.namelist():
        raise StorageFailed("release-empty", f"文件夹里没有要发布的文件：{folder}", "请核对文件夹。")
    return buffer.getvalue()


def nothing_packed() -> bytes:
    """Return the archive without any file, by which a first publication is withdrawn: what is built in counts again."""
    buffer = io.BytesIO()
    zipfile.ZipFile(buffer, "w").close()
    return buffer.getvalue()


WITHDRAWN = hashlib.sha256(nothing_packed()).hexdigest()
"""The digest of a release that holds nothing."""


def unpacked(content: bytes, kind: str) -> dict[str, bytes]:
    """Return the files of an archive by name.

    Raises:
        IntegrityBroken: it is no archive of this kind, or far larger than forms are.
    """
    fault = IntegrityBroken("release-malformed", "发布的内容不合规格，没有采用。", "请联系发布单位重新发布。")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            inside = archive.infolist()
            fits = len(inside) <= MOST_FILES and sum(one.file_size for one in inside) <= LARGEST
            if not fits or not all(_allowed(one.filename, kind) for one in inside):
                raise fault
            return {one.filename: archive.read(one) for one in inside}
    except (zipfile.BadZipFile, OSError, ValueError, RuntimeError, NotImplementedError) as error:
        raise fault from error


def _allowed(name: str, kind: str) -> bool:
    return _NAME.fullmatch(name) is not None and ".." not in name and name.startswith(KINDS.get(kind, ()))


def lay_over(base: Path, layers: list[dict[str, bytes]], target: Path) -> list[Problem]:
    """Fill ``target`` with the forms of ``base`` and, over them, the layers in order; return what is wrong then."""
    with file_errors("发布的表单"):
        shutil.copytree(base, target, dirs_exist_ok=True)
        for layer in layers:
            for name, content in layer.items():
                (target / name).parent.mkdir(parents=True, exist_ok=True)
                (target / name).write_bytes(content)
    return [*check_forms(target), *check_inspections(target)]


def tree_digest(folder: Path) -> str:
    """Return a digest of every file below a folder, by name and content."""
    found = hashlib.sha256()
    with file_errors("表单文件"):
        for path in sorted(one for one in folder.rglob("*") if one.is_file()):
            name = path.relative_to(folder).as_posix()
            found.update(f"{name} {hashlib.sha256(path.read_bytes()).hexdigest()}\n".encode())
    return found.hexdigest()
