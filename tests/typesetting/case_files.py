"""Case files of made-up papers and photos, without a store."""

from __future__ import annotations

import hashlib
import io
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from PIL import Image

from app.catalogue.casefiles import load_casefile
from app.domain.casefiles import BoundFile, CaseFilePlan, FiledFile, FiledPaper, FiledPhoto
from app.typesetting.casefile.pictures import jpeg_size
from app.typesetting.casefile.writing import write_case_file
from app.typesetting.rendering import render
from app.typesetting.seal_slot import SLOT_BYTES
from tests.typesetting.papers import definitions, sample

FORMS = Path(__file__).resolve().parents[2] / "forms"
ORDER = ("D1", "D2", "D4", "D11", "D33")


@dataclass(frozen=True)
class Made:
    """A finished case file with what it was made from."""

    pdf: bytes
    bound: BoundFile
    sha256: str
    papers: tuple[bytes, ...]
    pictures: tuple[bytes, ...]


@cache
def paper(kind: str) -> bytes:
    """Return the PDF of a sample paper."""
    return render(definitions()[kind], sample(kind), training=False).pdf


@cache
def picture(number: int, width: int = 64, height: int = 48) -> bytes:
    """Return a small JPEG, another for each number."""
    out = io.BytesIO()
    Image.new("RGB", (width, height), (number * 7 % 256, number * 13 % 256, number // 256)).save(out, "JPEG")
    return out.getvalue()


def filed(number: int, jpeg: bytes, group: str = "检查项2.3", **more: Any) -> FiledPhoto:
    """Return a photo as it is filed."""
    sha256 = hashlib.sha256(b"original" + jpeg).hexdigest()
    facts = {
        "number": f"证据{number}", "taken_at": "2026-06-08T09:30", "place": "演练路1号机房", "maker": "演练甲",
        "group": group, "proves": "日志仅保存三个月", "short": sha256[:16],
    }  # fmt: skip
    width, height, components = jpeg_size(jpeg)
    return FiledPhoto(
        f"证据{number}", group, f"照片{number}.jpg", sha256, {**facts, **more.pop("facts", {})},
        **{"width": width, "height": height, "components": components, **more},
    )  # fmt: skip


def plan(kinds: tuple[str, ...] = ORDER, photos: tuple[FiledPhoto, ...] = (), **more: Any) -> CaseFilePlan:
    """Return the plan of a case file."""
    definition, problems = load_casefile(FORMS / "casefile")
    assert definition is not None and not problems, problems
    told = sample("D4")
    facts = {name: told[name] for name in ("bureau", "unit", "officers", "inspection")}
    facts["file"] = {
        "starts": "2026-06-08", "ends": "2026-06-09", "closed": "2026-07-10", "retention": "30年",
        "numbers": "演执通〔2026〕1号", "changed": "",
    }  # fmt: skip
    papers = tuple(
        FiledPaper(kind, definitions()[kind].title, str(sample(kind)["number"]), "2026-06-08") for kind in kinds
    )
    made = CaseFilePlan(
        definition, "演练示范局电子档案管理情况监督检查案卷", "演练档案局", "2026-07-10T00:00:00", facts, papers, photos
    )
    return replace(made, **more)


def made(which: CaseFilePlan, pictures: tuple[bytes, ...] = ()) -> Made:
    """Return the finished file of a plan."""
    papers = tuple(paper(one.kind) for one in which.papers)
    out = io.BytesIO()
    written = write_case_file(which, papers.__getitem__, pictures.__getitem__, out.write)
    out.write(b"0" * SLOT_BYTES + written.end)
    return Made(out.getvalue(), written.bound, written.sha256, papers, pictures)


def with_photos(count: int, kinds: tuple[str, ...] = ORDER, **more: Any) -> Made:
    """Return a file with so many different photos, every third one upright."""
    pictures = tuple(picture(n, *((48, 64) if n % 3 == 0 else (64, 48))) for n in range(count))
    photos = tuple(filed(n + 1, one, f"检查项{1 + n * 3 // max(count, 1)}.1") for n, one in enumerate(pictures))
    return made(plan(kinds, photos, **more), pictures)


def listed_file() -> FiledFile:
    """Return evidence that is no picture."""
    return FiledFile("证据9", "log-export.csv", 4321, "ab" * 32, "日志保存期限")
