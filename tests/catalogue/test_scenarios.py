"""Scenarios are read whole or refused with file, row, fault and remedy."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.catalogue.scenarios import load_scenario

SAMPLES = Path(__file__).resolve().parents[2] / "forms" / "inspections" / "electronic-records" / "samples"
FULL = (SAMPLES / "full-day.toml").read_text("utf-8")


def faults(folder: Path, text: str) -> list[str]:
    """Return what is wrong with a scenario of this text, its sample files beside it."""
    for one in SAMPLES.iterdir():
        if one.suffix != ".toml":
            (folder / one.name).write_bytes(b"")
    path = folder / "changed.toml"
    path.write_text(text, "utf-8")
    scenario, problems = load_scenario(path)
    assert (scenario is None) == bool(problems)
    return [str(one) for one in problems]


def without(text: str, name: str) -> str:
    """Return a scenario without the tables of one name."""
    kept, skipping = [], False
    for line in text.splitlines(keepends=True):
        if line.startswith("["):
            skipping = line.strip("[]\n").split(".")[0] == name
        kept += [] if skipping else [line]
    return "".join(kept)


@pytest.mark.parametrize("file", sorted(SAMPLES.glob("*.toml")), ids=lambda one: one.stem)
def test_that_the_samples_are_whole(file: Path) -> None:
    scenario, problems = load_scenario(file)
    assert problems == [] and scenario is not None
    assert (scenario.name, scenario.folder, scenario.clock.utcoffset() is not None) == (file.stem, SAMPLES, True)


def test_that_what_a_scenario_leaves_out_is_empty() -> None:
    scenario, _ = load_scenario(SAMPLES / "nothing-found.toml")
    assert scenario is not None
    assert (scenario.section("second"), scenario.section("measures"), scenario.rows("evidence")) == ({}, {}, [])


@pytest.mark.parametrize("name", ["inspection", "visit", "answers", "record", "approvals", "officers", "units"])
def test_that_a_missing_section_is_named(tmp_path: Path, name: str) -> None:
    assert any(f"缺少“{name}”" in one for one in faults(tmp_path, without(FULL, name)))


@pytest.mark.parametrize("name", ["second", "sampling", "expected"])
def test_that_optional_sections_may_be_left_out(tmp_path: Path, name: str) -> None:
    assert faults(tmp_path, without(FULL, name)) == []


@pytest.mark.parametrize(("old", "new", "told"), [
    ('title = "演练', 'titel = "x"\ntitle = "演练', "titel"),
    ("[visit.rights]", '[visit.rights]\nloud = true', "loud"),
    ('way = "paper"', 'way = "paper"\nmood = "x"', "mood"),
    ('role = "leader", channel', 'role = "leader", mood = "x", channel', "mood"),
    ("schema = 1", "schema = 2", "格式版本"),
    ("clock = 2026-06-05T15:00:00+08:00", "clock = 2026-06-05T15:00:00", "时区"),
    ("arrived = 2026-06-08T09:00:00+08:00", 'arrived = "nine"', "时区"),
    ("planned_from = 2026-06-08", "planned_from = 2026-06-08T00:00:00+08:00", "日期"),
    ('unit = "first"', 'unit = "third"', "“third”的单位"),
    ('officers = ["jia", "yi"]', 'officers = ["jia", "bing"]', "“bing”的执法人员"),
    ('officers = ["jia", "yi"]', 'officers = ["jia", "jia"]', "不足两人"),
    ('roles = ["officer", "administrator"]', 'roles = ["officer"]', "administrator"),
    ('key = "yi"', 'key = "jia"', "重复"),
    ('by = "chief"', 'by = "mayor"', "“mayor”的执法人员"),
    ('person = "head"\nacknowledged', 'person = "cat"\nacknowledged', "“cat”的在场人员"),
    ('paper = "signed-page"', 'paper = "lost-page"', "“lost-page”的证据"),
    ('media = ["refusal-scene"]', 'media = ["other"]', "“other”的证据"),
    ('file = "log-export.csv"', 'file = "gone.csv"', "gone.csv"),
    ('kind = "photo"', 'kind = "film"', "film"),
    ('verdict = "violates"', 'verdict = "bad"', "bad"),
    ('document = "D11"', 'document = "D12"', "D12"),
    ('after = "checked"', 'after = "lunch"', "lunch"),
    ("[approvals.D11]", "[approvals.D9]", "D11"),
])  # fmt: skip
def test_that_a_wrong_word_is_named_where_it_stands(tmp_path: Path, old: str, new: str, told: str) -> None:
    assert old in FULL
    found = faults(tmp_path, FULL.replace(old, new, 1))
    assert any(told in one and "changed.toml" in one for one in found), found


def test_that_a_fault_names_its_row(tmp_path: Path) -> None:
    text = FULL.replace('paper = "signed-page"', 'paper = "lost-page"')
    row = text.splitlines().index('paper = "lost-page"') + 1
    (problem,) = load_scenario_problems(tmp_path, text)
    assert problem == row


def load_scenario_problems(folder: Path, text: str) -> list[int | str]:
    """Return the rows of the problems of a scenario."""
    faults(folder, text)
    return [one.row for one in load_scenario(folder / "changed.toml")[1]]


def test_that_a_file_that_is_no_toml_has_one_fault(tmp_path: Path) -> None:
    assert len(faults(tmp_path, "schema = = 1")) == 1
    scenario, problems = load_scenario(tmp_path / "none.toml")
    assert scenario is None and "文件不存在" in str(problems[0])
