"""How form files are read: every fault with its line, none lost."""

from __future__ import annotations

from pathlib import Path

from app.catalogue.toml_reader import Problem, TomlFile, read_toml


def written(folder: Path, text: str) -> TomlFile:
    path = folder / "sample.toml"
    path.write_text(text, encoding="utf-8")
    return read_toml(path, folder)


def test_that_a_missing_file_is_a_problem_not_an_exception(tmp_path: Path) -> None:
    assert [p.fault for p in read_toml(tmp_path / "none.toml").problems] == ["文件不存在"]


def test_that_a_syntax_error_names_its_line(tmp_path: Path) -> None:
    file = written(tmp_path, 'a = 1\nb = "open\n')
    assert [(p.file, p.row) for p in file.problems] == [("sample.toml", 2)]


def test_that_a_file_of_another_encoding_is_named(tmp_path: Path) -> None:
    path = tmp_path / "gbk.toml"
    path.write_bytes('a = "档案"'.encode("gbk"))
    assert "UTF-8" in read_toml(path).problems[0].fault


def test_that_a_byte_order_mark_is_tolerated(tmp_path: Path) -> None:
    path = tmp_path / "mark.toml"
    path.write_bytes(b"\xef\xbb\xbfa = 1\n")
    assert read_toml(path).content == {"a": 1}


def test_that_all_faults_of_a_file_are_collected_with_their_lines(tmp_path: Path) -> None:
    file = written(tmp_path, 'code = 5\n\n[[row]]\nname = "甲"\n\n[[row]]\nname = ""\nnmae = "乙"\n')
    top = file.top
    assert top.text("code") == ""
    for row in top.tables("row"):
        row.text("name")
        row.refuse_unknown_keys()
    top.refuse_unknown_keys()
    assert [(p.row, p.fault) for p in file.problems] == [
        (1, "“code”的类型不对"), (7, "“name”是空的"), (8, "不认识的键“nmae”"),
    ]


def test_that_rows_of_an_inline_list_have_their_own_lines(tmp_path: Path) -> None:
    file = written(tmp_path, 'days = [\n  { date = 2026-01-01 },\n  { date = "x" },\n]\n')
    rows = file.top.tables("days")
    assert [row.row for row in rows] == [2, 3]
    assert [row.day("date") is None for row in rows] == [False, True]


def test_that_a_datetime_is_not_taken_for_a_date(tmp_path: Path) -> None:
    file = written(tmp_path, "day = 2026-01-01T10:00:00\n")
    assert file.top.day("day") is None and len(file.problems) == 1


def test_that_a_value_outside_the_allowed_ones_is_reported(tmp_path: Path) -> None:
    file = written(tmp_path, 'kind = "z"\n')
    file.top.text("kind", allowed=("a", "b"))
    assert file.problems == [Problem("sample.toml", 1, "“kind”的值“z”不在允许范围内", "请改为：a、b")]


def test_that_a_problem_reads_as_one_chinese_sentence() -> None:
    assert str(Problem("legal/a.toml", 3, "缺少“id”", "请补上“id”")) == "legal/a.toml 第 3 行：缺少“id”。请补上“id”。"
