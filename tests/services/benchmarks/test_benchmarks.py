"""Benchmarks measure what they say, in folders of their own; their sizes here are small."""

from collections.abc import Callable, Sequence
from pathlib import Path

import pikepdf
import pytest

from app.services.benchmarks import exchanging, filing, handing_over, running, setting, storing
from app.services.benchmarks.binding import case_file_of
from app.services.benchmarks.figures import Figure, percentile, timed
from app.services.session.paths import built_in_forms
from app.storage.keys.passphrases import Cost
from app.typesetting.fonts import face_for


def test_that_a_ratio_is_value_by_baseline() -> None:
    assert Figure("commit", "p99", "ms", 3.0, 2.0).as_json() == {
        "bench": "commit", "figure": "p99", "unit": "ms", "value": 3.0, "baseline": 2.0, "ratio": 1.5,
    }  # fmt: skip
    assert Figure("unlock", "p50", "s", 0.3).as_json()["ratio"] is None


def test_that_a_percentile_is_a_timing_that_was_measured() -> None:
    timings = [float(one) for one in range(1, 101)]
    assert (percentile(timings, 0.5), percentile(timings, 0.99)) == (51.0, 100.0)
    assert percentile([7.0], 0.99) == 7.0
    assert timed(lambda: None, iter((2.0, 5.0)).__next__) == 3.0


def test_that_answers_are_measured_against_bare_transactions(tmp_path: Path) -> None:
    figures = storing.commit(tmp_path, 40)
    assert [one.figure for one in figures] == ["p50", "p99"]
    assert all(one.value > 0 and one.ratio for one in figures)


def test_that_answers_go_on_during_a_pull(tmp_path: Path) -> None:
    (figure,) = storing.commit_during_pull(tmp_path, 200)
    assert figure.value > 0
    assert figure.ratio


def test_that_unlocking_goes_through_the_passphrase(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr("app.storage.keys.keyring.Cost", lambda: Cost(1, 64, 1))
    (figure,) = storing.unlock(tmp_path, built_in_forms(), 1)
    assert (figure.unit, figure.baseline) == ("s", None)


def test_that_a_rebuild_is_measured_against_bare_inserts(tmp_path: Path) -> None:
    (figure,) = storing.rebuild(tmp_path, 600)
    assert figure.figure == "600 operations"
    assert figure.ratio


def test_that_a_push_is_measured_against_copy() -> None:
    (figure,) = exchanging.push(2)
    assert figure.figure == "120 operations, 500 a call"
    assert figure.ratio


def test_that_a_pull_is_measured_against_a_select() -> None:
    (figure,) = exchanging.pull(2)
    assert figure.bench == "pull"
    assert figure.ratio


def test_that_a_first_and_an_idle_sync_are_measured_with_a_real_store(tmp_path: Path) -> None:
    (first,) = exchanging.first_sync(tmp_path / "a", built_in_forms(), 10)
    assert (first.figure, first.aim) == ("10 inspections", 0.03)
    (idle,) = exchanging.idle_sync(tmp_path / "b", built_in_forms(), 2)
    assert idle.value > (idle.baseline or 0) > 0


def test_that_attachments_are_measured_against_durable_files_and_rows(tmp_path: Path) -> None:
    figures = exchanging.files(tmp_path, built_in_forms(), 2)
    assert [figure.ratio is not None for figure in figures] == [True, True]


def test_that_laptops_at_once_are_counted_with_their_errors() -> None:
    wall, errors = exchanging.many_laptops(12)
    assert wall.value > 0
    assert (errors.figure, errors.value) == ("errors", 0.0)


@pytest.mark.slow
def test_that_a_notice_is_measured_against_the_window_toolkit_and_fpdf2() -> None:
    figures = {one.figure: one for one in setting.notice(built_in_forms(), 1)}
    timed_against = [f"{name}, {other}" for other in ("Qt", "fpdf2") for name in ("first", "next p50", "next p95")]
    assert set(timed_against) <= set(figures)
    assert all(figures[one].unit == "ms" and figures[one].value > 0 and figures[one].ratio for one in timed_against)
    assert all(one.unit == "MB" and one.ratio for one in set(figures.values()) if one.figure.startswith("memory"))


def test_that_next_notices_have_other_facts_which_the_usual_fonts_show() -> None:
    sample = setting._sample(built_in_forms())
    others = [setting.varied(sample, number) for number in range(3)]
    texts = ["".join(fact["text"] for fact in one["facts"]) for one in others]
    assert len(set(texts)) == len({one["unit"]["name"] for one in others}) == 3
    assert abs(len(texts[0]) - len(texts[2])) < 5
    fonts = {face_for("fang", character).name for text in texts for character in text}
    assert fonts <= {"ArchivesFang", "ArchivesDigits", "ArchivesSong"}


def test_that_the_case_file_that_is_measured_holds_papers_and_photos(tmp_path: Path) -> None:
    write = case_file_of(built_in_forms(), filing.ready_photos(tmp_path, 3))
    write()
    with pikepdf.open(tmp_path / "case-file.pdf") as document:
        pictures = [one for one in document.objects if isinstance(one, pikepdf.Stream) and "/Width" in one]
        assert len(pictures) == 3
        assert len(document.pages) > 25


def read_all(forms: Path, photos: Sequence[filing.Photo]) -> Callable[[], object]:
    """Prepare nothing, and read the photos instead of writing a case file."""
    return lambda: [Path(path).read_bytes() for path, _ in photos]


@pytest.mark.slow
def test_that_a_case_file_is_measured_against_both(tmp_path: Path) -> None:
    figures = filing.case_file(tmp_path, built_in_forms(), read_all, photos=2, text=1, times=1)
    seconds = [one for one in figures if one.unit == "s"]
    named = [f"{when}, 1 pages of text, 2 photos" for when in ("first", "next p50")]
    assert [one.figure for one in seconds] == [f"{one}, {name}" for name in ("Qt", "fpdf2") for one in named]
    assert all(one.value > 0 and one.ratio and one.ratio < 1 for one in seconds)
    assert len({path.read_bytes() for path in tmp_path.iterdir()}) == 2


def test_that_a_parcel_is_measured_out_and_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.storage.exchange.parcel_file.Cost", lambda: Cost(1, 64, 1))
    figures = handing_over.parcel(tmp_path, built_in_forms(), operations=20, megabytes=1)
    assert [one.figure.split(",")[0] for one in figures] == ["export", "import"]
    assert all(one.value > 0 and one.ratio for one in figures)


def test_that_each_bench_has_a_fresh_folder_that_is_gone_afterwards(monkeypatch) -> None:
    seen: list[Path] = []

    def bench(folder: Path, forms: Path) -> list[Figure]:
        seen.append(folder)
        return [Figure("commit", "p50", "ms", float(folder.is_dir()))]

    monkeypatch.setattr(running, "BENCHES", {"commit": bench, "push": bench})
    assert [one.value for one in running.measured([], built_in_forms())] == [1.0, 1.0]
    assert len(set(seen)) == 2
    assert not any(one.exists() for one in seen)
    assert running.unknown_names(["push", "pull"]) == ["pull"]
