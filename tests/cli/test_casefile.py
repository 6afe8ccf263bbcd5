"""The command ``casefile``: refused with reasons, a marked preview at any time, nothing written that is not whole."""

from pathlib import Path

import pytest

from app.services.session.opening import close
from app.services.session.setting_up import set_up_training
from app.typesetting.preview import page_texts
from tests.cli.folders import run
from tests.services.on_site import BUREAU, FORMS, PEOPLE, Watch, begin


@pytest.fixture
def inspection(tmp_path: Path) -> str:
    """Give the id of a visit that has begun in a training folder ``d``."""
    watch = Watch()
    desk = set_up_training(tmp_path / "d", forms=FORMS, clock=watch, bureau=BUREAU, officers=PEOPLE)
    site = begin(desk, watch)
    close(desk)
    return site.inspection


def test_that_an_unfinished_case_is_refused_with_reasons_and_nothing_is_written(
    inspection: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("--data", tmp_path / "d", "casefile", inspection, "--out", tmp_path / "案卷.pdf") == 1
    told = capsys.readouterr().err
    assert "缺少《现场检查笔录》" in told and "Traceback" not in told
    assert not (tmp_path / "案卷.pdf").exists()


def test_that_a_preview_is_written_and_tells_what_is_lacking(
    inspection: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "草稿.pdf"
    assert run("--data", tmp_path / "d", "casefile", inspection, "--out", target, "--draft") == 0
    assert "· 缺少《现场检查笔录》。" in capsys.readouterr().out
    assert "本卷不完整" in page_texts(target.read_bytes())[0]
    assert run("--data", tmp_path / "d", "casefile", inspection, "--out", tmp_path / "no" / "x.pdf", "--draft") == 1
    assert run("--data", tmp_path / "d", "casefile", "no-such", "--out", target) == 1
