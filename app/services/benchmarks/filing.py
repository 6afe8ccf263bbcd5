"""How long a case file of some fifty pages takes with forty different photos, from papers and small pictures at hand.

``sample_case`` gives what any other program would have to bind, so that baselines measure the same content.
"""

from __future__ import annotations

import hashlib
import io
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.domain.casefiles import CaseFilePlan, FiledPaper, FiledPhoto
from app.services.benchmarks.figures import Figure, percentile, timed

PHOTOS, TIMES = 40, 5
KINDS = ("D1", "D2", "D4", "D11", "D33")
SMALL = (1600, 1200)  # what is made of 12 megapixels (4000 x 3000) when a photo is taken in
AIM = 1.2
PIECE = 256 * 1024


@dataclass(frozen=True)
class SampleCase:
    """A plan with the PDF of each paper and the small JPEG of each photo."""

    plan: CaseFilePlan
    papers: tuple[bytes, ...]
    pictures: tuple[bytes, ...]


def case_file(forms: Path, photos: int = PHOTOS, times: int = TIMES) -> list[Figure]:
    """Return what a case file takes, the start of the process that binds it included."""
    sample = sample_case(forms, photos)
    pages = 0

    def once() -> None:
        nonlocal pages
        pages = bind(sample)

    taken = percentile([timed(once) for _ in range(times)], 0.5)
    return [Figure("case-file", f"{pages} pages, {photos} photos p50", "s", taken, None, AIM)]


def bind(sample: SampleCase) -> int:
    """Return the pages of a case file that was bound in its own process and read to its end."""
    from app.services.casefile.press import Order, Press

    with Press(Order(sample.plan, sample.papers.__getitem__, sample.pictures.__getitem__)) as press:
        while press.read(PIECE):
            pass
        assert press.bound is not None
        return press.bound.sheets


def sample_case(forms: Path, photos: int = PHOTOS) -> SampleCase:
    """Return a made-up case with so many photos, no two alike, of the size and kind that the program keeps."""
    from app.catalogue.casefiles import load_casefile
    from app.catalogue.documents import read_documents
    from app.services.shelf import usable
    from app.typesetting.rendering import render

    folder = forms / "inspections" / "electronic-records" / "documents"
    definitions = read_documents(folder).definitions
    samples: dict[str, dict[str, Any]] = {
        kind: json.loads((folder / "samples" / f"{kind}.json").read_text(encoding="utf-8")) for kind in KINDS
    }
    definition, problems = load_casefile(forms / "casefile")
    assert definition is not None
    usable(definition, problems)
    pictures = tuple(_picture(number) for number in range(photos))
    facts = {name: samples["D4"][name] for name in ("bureau", "unit", "officers", "inspection")}
    facts["file"] = {"starts": "", "ends": "", "closed": "", "retention": definition.retentions[0], "numbers": ""}
    plan = CaseFilePlan(
        definition, "测速案卷", str(facts["bureau"]["name"]), "2026-03-09T00:00:00", facts,
        tuple(FiledPaper(kind, definitions[kind].title, str(samples[kind]["number"]), "2026-03-09") for kind in KINDS),
        tuple(_filed(number, jpeg) for number, jpeg in enumerate(pictures, 1)), training=True,
    )  # fmt: skip
    papers = tuple(render(definitions[kind], samples[kind], training=True).pdf for kind in KINDS)
    return SampleCase(plan, papers, pictures)


def _picture(number: int) -> bytes:
    """Return a picture with the grain of a photo: noise made small and large again over a slope of light."""
    from PIL import Image

    from app.storage.photos import JPEG_QUALITY

    width, height = SMALL
    light = Image.linear_gradient("L").resize(SMALL)
    grain = [Image.effect_noise((width // 4, height // 4), 40 + number).resize(SMALL) for _ in range(3)]
    mixed = Image.merge("RGB", [Image.blend(light, one, 0.3) for one in grain])
    out = io.BytesIO()
    mixed.save(out, "JPEG", quality=JPEG_QUALITY)
    return out.getvalue()


def _filed(number: int, jpeg: bytes) -> FiledPhoto:
    digest, name, group = hashlib.sha256(jpeg).hexdigest(), f"照片{number}.jpg", f"检查项{number // 10 + 1}.1"
    facts = {
        "number": f"证据{number}", "name": name, "taken_at": "2026-03-09T09:30", "place": "演练路1号机房",
        "maker": "演练甲", "group": group, "proves": "机房日志设置只保存三个月", "short": digest[:16],
    }  # fmt: skip
    return FiledPhoto(f"证据{number}", group, name, digest, facts, *SMALL)
