"""Verification of whatever lies at a path."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from app.domain.codes import digest_start
from app.errors import InspectorError
from app.sealing.signing import TrustedBureau
from app.services.session.opening import OpenDesk
from app.services.verification.codes import held_against
from app.services.verification.folders import is_data_folder, verify_folder
from app.services.verification.lookup import papers_beginning
from app.services.verification.outcome import Outcome, cannot_judge
from app.services.verification.papers import PDF_START, trust_of_desk, trust_of_file, verify_pdf

Opener = Callable[[Path], OpenDesk]


def verify_path(path: Path, opener: Opener, *, trust_file: Path | None = None, data: Path | None = None) -> Outcome:
    """Return the outcome for a PDF or a data folder; anything else cannot be judged.

    A PDF is held against ``trust_file``, else against the store in ``data`` where there is one, else against the
    published training root. ``opener`` opens a data folder (asking for a passphrase where one is needed).
    """
    shown = str(path)
    if path.is_dir():
        if is_data_folder(path):
            return verify_folder(shown, path, lambda: opener(path))
        return cannot_judge(shown, ("这个文件夹不是本程序的数据文件夹。",))
    content = _pdf(path)
    if isinstance(content, str):
        return cannot_judge(shown, (content,))
    trust = _trust(opener, trust_file, data)
    if isinstance(trust, str):
        return cannot_judge(shown, (trust,))
    return verify_pdf(shown, content, trust)


def verify_file_at(desk: OpenDesk, path: Path) -> Outcome:
    """Return the outcome for a PDF at an open desk; where its words are known here, with the paper that they are."""
    content = _pdf(path)
    if isinstance(content, str):
        return cannot_judge(str(path), (content,))
    found = verify_pdf(str(path), content, trust_of_desk(desk))
    code = str(found.facts.get("code", ""))
    papers = papers_beginning(desk, digest_start(code)) if code else ()
    return held_against(found, papers) if papers else found


def _pdf(path: Path) -> bytes | str:
    """Return the bytes of a PDF, or in words why there are none."""
    try:
        with path.open("rb") as file:
            content = file.read() if file.read(len(PDF_START)) == PDF_START else b""
    except OSError:
        return "文件读不到，请核对路径。"
    return PDF_START + content if content else "这不是 PDF 文书，也不是数据文件夹。"


def _trust(opener: Opener, trust_file: Path | None, data: Path | None) -> tuple[TrustedBureau, ...] | str:
    """Return whom to believe, or in words why that cannot be known."""
    if trust_file is not None:
        return trust_of_file(trust_file) or "信任文件读不到或格式不对。"
    if data is None or not is_data_folder(data):
        return trust_of_desk(None)
    try:
        desk = opener(data)
    except InspectorError as error:
        return f"{error.title}{error.advice}不打开数据也可核验：请用 --trust 指明信任文件。"
    try:
        return trust_of_desk(desk)
    finally:
        desk.store.close()
        desk.ring.lock()
