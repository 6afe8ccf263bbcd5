"""A paper says how an act was recorded as it was: photos are no film."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.services.papers.composing.listed import recorded_by
from tests.builders import lawful_case


@pytest.mark.parametrize(
    ("types", "words"),
    [
        (["image/jpeg"], ("照片",)),
        (["video/mp4"], ("录像",)),
        (["video/mp4", "image/heic"], ("照片", "录像")),
        (["application/pdf"], ("照片", "录像")),
    ],
)
def test_that_pictures_are_called_what_they_are(types: list[str], words: tuple[str, ...]) -> None:
    case = lawful_case()
    first = case.evidence[0]
    media = tuple(replace(first, id=f"m{n}", media_type=one) for n, one in enumerate(types))
    case = replace(case, evidence=(*case.evidence, *media))
    assert recorded_by(case, [one.id for one in media]) == words
