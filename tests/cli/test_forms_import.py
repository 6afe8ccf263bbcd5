"""``forms import``: a calendar is told first, taken with --yes, and each fault and refusal has its exit code."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from app.cli.registry import build_parser
from app.domain.procedure.mapping import changes_of
from app.errors import Refused
from app.services.session.opening import close, open_desk
from app.services.session.paths import built_in_forms
from tests.services.office import PEOPLE
from tests.services.safekeeping.test_safekeeping import clock, training
from tests.services.test_working_days import NEXT, written


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    desk = training(tmp_path / "data")
    desk.commit([change for one in PEOPLE for change in changes_of(one)])
    close(desk)
    return tmp_path / "data"


def _run(folder: Path, *words: object) -> int:
    arguments = build_parser().parse_args(["--data", str(folder), "forms", "import", *map(str, words)])
    code: int = arguments.run(arguments)
    return code


def _known(folder: Path) -> bool:
    desk = open_desk(folder, forms=built_in_forms(), clock=clock)
    try:
        return desk.shelf.calendar.knows(date(2027, 1, 4))
    finally:
        close(desk)


def test_that_a_calendar_is_told_first_and_taken_when_confirmed(folder, tmp_path, capsys) -> None:
    file = written(tmp_path)
    assert _run(folder, file) == 0 and not _known(folder)
    assert "2027年：放假 2 天，调休上班 1 天" in capsys.readouterr().out
    assert _run(folder, file, "--yes") == 0 and _known(folder)
    assert "2027年工作日历已导入" in capsys.readouterr().out
    assert _run(folder, written(tmp_path, NEXT.replace("2027-01-02", "2027-01-03"))) == 0
    assert "原为调休上班，改为无特别安排" in capsys.readouterr().out


def test_that_a_faulty_file_fails_with_its_lines(folder, tmp_path, capsys) -> None:
    assert _run(folder, written(tmp_path, NEXT.replace("name = ", "nmae = ")), "--yes") == 1
    assert "第 4 行：缺少“name”" in capsys.readouterr().out and not _known(folder)


def test_that_who_is_no_administrator_is_refused(folder, tmp_path) -> None:
    with pytest.raises(Refused, match="由管理员导入"):
        _run(folder, written(tmp_path), "--yes", "--officer", _other(folder))
    assert not _known(folder)


def _other(folder: Path) -> str:
    desk = open_desk(folder, forms=built_in_forms(), clock=clock)
    known = desk.officers()
    found = [one for one in desk.ring.officers if one not in known or "administrator" not in known[one].roles]
    close(desk)
    return found[0]
