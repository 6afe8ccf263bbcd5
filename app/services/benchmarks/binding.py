"""The case file that is measured: the sample papers as they lie archived, and photos, bound and written to a file."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.services.benchmarks.filing import SIZE, Photo

if TYPE_CHECKING:
    from app.domain.casefiles import CaseFilePlan, FiledPhoto
    from app.domain.documents import DocumentDefinition

KINDS = ("D1", "D2", "D4", "D11", "D33")
NAMED = ("bureau", "unit", "officers", "inspection")
DAY = "2026-06-08"


def case_file_of(forms: Path, photos: Sequence[Photo]) -> Callable[[], object]:
    """Return what writes the case file beside its photos; the papers in it are made before, as in the program."""
    from app.catalogue.documents import read_documents
    from app.typesetting.casefile.writing import write_case_file
    from app.typesetting.rendering import render
    from app.typesetting.seal_slot import SLOT_BYTES

    folder = forms / "inspections" / "electronic-records" / "documents"
    definitions = read_documents(folder).definitions
    samples = {kind: _sample(folder, kind) for kind in KINDS}
    papers = [render(definitions[kind], samples[kind], training=True).pdf for kind in KINDS]
    plan = _plan(forms, definitions, samples, photos)
    target = Path(photos[0][0]).with_name("case-file.pdf")

    def picture(place: int) -> bytes:
        return Path(photos[place][0]).read_bytes()

    def write() -> None:
        with target.open("wb") as out:

            def put(piece: bytes) -> None:
                out.write(piece)

            written = write_case_file(plan, papers.__getitem__, picture, put)
            out.write(b"0" * SLOT_BYTES + written.end)

    return write


def _sample(folder: Path, kind: str) -> dict[str, Any]:
    sample: dict[str, Any] = json.loads((folder / "samples" / f"{kind}.json").read_text(encoding="utf-8"))
    return sample


def _plan(forms: Path, definitions: Any, samples: dict[str, dict[str, Any]], photos: Sequence[Photo]) -> CaseFilePlan:
    from app.catalogue.casefiles import load_casefile
    from app.domain.casefiles import CaseFilePlan, FiledPaper

    definition, _ = load_casefile(forms / "casefile")
    assert definition is not None
    usual = definition.retentions[0]
    dates = {"starts": DAY, "ends": DAY, "closed": DAY, "retention": usual, "numbers": "", "changed": ""}
    facts = {name: samples["D4"][name] for name in NAMED} | {"file": dates}
    titles: dict[str, DocumentDefinition] = definitions
    papers = tuple(FiledPaper(kind, titles[kind].title, str(samples[kind]["number"]), DAY) for kind in KINDS)
    filed = tuple(_filed(number, *photo) for number, photo in enumerate(photos, 1))
    made_at = f"{DAY}T00:00:00"
    return CaseFilePlan(definition, "演练案卷", "演练档案局", made_at, facts, papers, filed, training=True)


def _filed(number: int, path: str, caption: str) -> FiledPhoto:
    from app.domain.casefiles import FiledPhoto

    digest = caption.rpartition("：")[2]
    facts = {
        "number": f"证据{number}", "taken_at": f"{DAY}T09:30", "place": "演练路1号机房", "maker": "演练甲",
        "group": "检查项2.3", "proves": "日志仅保存三个月", "short": digest[:16],
    }  # fmt: skip
    return FiledPhoto(f"证据{number}", facts["group"], Path(path).name, digest, facts, *SIZE)
