import json
from pathlib import Path

import pytest

from app.cli import bench
from app.services.benchmarks.figures import Figure
from app.services.benchmarks.running import BENCHES
from tests.cli.folders import run

FIGURES = (Figure("commit", "p99", "ms", 4.0, 2.0, 10.0), Figure("unlock", "p50", "s", 0.9, None, 0.6))


@pytest.fixture(autouse=True)
def _measured(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bench, "measured", lambda names, forms, full: iter(FIGURES))


def test_that_figures_are_shown_against_baseline_and_aim(capsys) -> None:
    assert run("bench") == 0
    first, second = capsys.readouterr().out.splitlines()
    assert "2.00 倍" in first
    assert first.endswith("达到")
    assert second.endswith("未达到")


def test_that_the_json_file_has_stable_keys(tmp_path: Path, capsys) -> None:
    file = tmp_path / "bench.json"
    assert run("bench", "commit", "--json", file) == 0
    listed = json.loads(file.read_text(encoding="utf-8"))
    assert [set(one) for one in listed] == [{"bench", "figure", "unit", "value", "baseline", "ratio"}] * 2
    assert run("bench", "--json", tmp_path / "nowhere" / "x.json") == 1
    capsys.readouterr()


def test_that_an_unknown_name_is_wrong_usage(capsys) -> None:
    assert run("bench", "nothing") == 2
    shown = capsys.readouterr().err
    assert all(name in shown for name in BENCHES)


def test_that_every_bench_has_words() -> None:
    assert set(bench.WORDS) == set(BENCHES)
