"""A data folder to be judged, made once and copied for each test."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from app.domain.operations import Change
from app.sealing.canonical import digest_of
from app.services.attaching import attached, keep
from app.services.session.opening import close
from app.services.session.paths import built_in_forms
from app.services.session.setting_up import set_up_training
from tests.services.verification.judging import clock


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A closed store, made once and copied for each test."""
    folder = tmp_path_factory.mktemp("prepared") / "d"
    desk = set_up_training(folder, forms=built_in_forms(), clock=clock)
    digest = keep(desk, b"x" * 300_000)
    words = {"title": "演练"}
    content = {"data": words, "digest": digest_of(words)}
    desk.commit(
        [Change("answer", f"i1/q{number}", "verdict", "符合") for number in range(50)]
        + attached(desk, "i1", digest, "演练.bin")
        + [Change("content", "i1/p1", name, value) for name, value in content.items()]
    )
    close(desk)
    return folder


@pytest.fixture
def folder(tmp_path: Path, prepared: Path) -> Path:
    shutil.copytree(prepared, tmp_path / "d")
    return tmp_path / "d"
