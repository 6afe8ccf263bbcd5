"""Every kind of paper looks as its reference pictures do, with typical, minimal and overlong content."""

import pytest
from PIL import ImageChops

from tests.typesetting import golden_pages
from tests.typesetting.golden_pages import MOST_POINTS, differing, pages_of, stored
from tests.typesetting.papers import GOLDEN, KINDS

REMEDY = "look at the pages; python -m tests.typesetting.golden_pages makes the references anew"


@pytest.mark.parametrize("name", GOLDEN)
def test_that_a_paper_looks_as_its_reference(name: str) -> None:
    pages, references = pages_of(name), stored(name)
    assert len(pages) == len(references), REMEDY
    shares = [differing(page, reference) for page, reference in zip(pages, references, strict=True)]
    assert max(shares) <= MOST_POINTS, f"{shares}: {REMEDY}"


def test_that_every_kind_has_typical_minimal_and_overlong_pages() -> None:
    assert {f"{kind}{more}" for kind in KINDS for more in ("", " minimal", " overlong")} <= set(GOLDEN)
    files = {path.name.rpartition("-")[0] for path in golden_pages.FOLDER.glob("*.png")}
    assert files == {golden_pages.file_name(name) for name in GOLDEN}


def test_that_a_line_moved_by_two_points_is_noticed() -> None:
    page, *_ = stored("D2")
    assert differing(page, ImageChops.offset(page, 0, 2)) > MOST_POINTS
    assert differing(page, page) == 0


def test_that_the_references_stay_small() -> None:
    # per page, so that a paper more needs no change here
    sizes = [path.stat().st_size for path in golden_pages.FOLDER.glob("*.png")]
    assert max(sizes) < 45_000 and sum(sizes) / len(sizes) < 25_000
