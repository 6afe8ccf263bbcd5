"""How long a case file of 50 pages takes to be written, 40 different photos in it, from their small copies.

The baselines write the same text pages in the same fonts, and the same photos two to a page.
"""

from __future__ import annotations

import hashlib
import importlib
import io
import random
from collections.abc import Callable, Sequence
from pathlib import Path

from app.services.benchmarks.figures import Figure, percentile
from app.services.benchmarks.fresh import Taken, in_fresh_process, taken
from app.services.benchmarks.setting import BASELINES, Pages, baseline_there, sample_pages

PHOTOS, TEXT_PAGES, TIMES = 40, 30, 5
SIZE, GRAIN, BLUR, QUALITY = (1600, 1200), (400, 300), 2.2, 82
AIM = 1.2

# (path of a JPEG of at most 1600 points a side, its caption)
Photo = tuple[str, str]
# Prepares what lies ready in the program (archived papers), and returns what writes the case file; importable by name.
Preparing = Callable[[Path, Sequence[Photo]], Callable[[], object]]


def case_file(
    folder: Path, forms: Path, ours: Preparing, *, photos: int = PHOTOS, text: int = TEXT_PAGES, times: int = TIMES
) -> list[Figure]:
    """Return what a case file takes against each baseline: seconds and memory.

    ``ours`` is called in a fresh process with the folder of forms and the photos; what it returns is measured.
    """
    ready = ready_photos(folder, photos)
    pages = in_fresh_process(sample_pages, forms)
    pages = (pages * (text // len(pages) + 1))[:text]
    own = in_fresh_process(_our_times, ours, forms, ready, times)
    named = f"{text} pages of text, {photos} photos"
    figures = []
    for name in [one for one in BASELINES if baseline_there(one)]:
        theirs = in_fresh_process(_their_times, name, pages, ready, times)
        next_ones = (percentile(own.following, 0.5), percentile(theirs.following, 0.5))
        figures.append(Figure("case-file", f"first, {named}, {name}", "s", own.first, theirs.first, AIM))
        figures.append(Figure("case-file", f"next p50, {named}, {name}", "s", *next_ones, AIM))
        if own.memory is not None:
            figures.append(Figure("case-file", f"memory, {name}", "MB", own.memory, theirs.memory))
    return figures


def ready_photos(folder: Path, count: int = PHOTOS) -> list[Photo]:
    """Return as many different JPEG files in a folder, each with its caption: number and digest."""
    made = []
    for number in range(count):
        content = _photo(number)
        path = folder / f"photo-{number:02}.jpg"
        path.write_bytes(content)
        made.append((str(path), f"照片{number + 1}　SHA-256：{hashlib.sha256(content).hexdigest()}"))
    return made


def _photo(number: int) -> bytes:
    """Return a picture with as much detail as a photo of the same size, always the same for a number."""
    from PIL import Image, ImageFilter

    grain = random.Random(number).randbytes(3 * GRAIN[0] * GRAIN[1])  # noqa: S311  # a picture, no secret
    picture = Image.frombytes("RGB", GRAIN, grain).resize(SIZE, Image.Resampling.BICUBIC)
    out = io.BytesIO()
    picture.filter(ImageFilter.GaussianBlur(BLUR)).save(out, "JPEG", quality=QUALITY)
    return out.getvalue()


def _our_times(ours: Preparing, forms: Path, photos: Sequence[Photo], times: int) -> Taken:
    write = ours(forms, photos)
    return taken(lambda: lambda _: write(), range(times + 1))


def _their_times(name: str, pages: Pages, photos: Sequence[Photo], times: int) -> Taken:
    write = importlib.import_module(BASELINES[name][0]).case_file_as_pdf
    return taken(lambda: lambda _: write(pages, photos), range(times + 1))
