"""A bureau without a centre brings in the next year's working days: read with care, kept, in force at once."""

import hashlib
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from app.domain.procedure.mapping import changes_of
from app.errors import Refused, StorageFailed
from app.services.case_clocks import clocks
from app.services.listed import maker_of
from app.services.measures.deciding import record_measure
from app.services.recounting import recount
from app.services.safekeeping.backups import back_up, bring_back
from app.services.session.opening import OpenDesk, close, open_desk
from app.services.session.paths import built_in_forms
from app.services.working_days import IMPORTED, import_calendar, known_years, look_at
from tests import stretching
from tests.services.at_the_table import VIOLATES, at_the_table, order
from tests.services.office import PEOPLE, office
from tests.services.on_site import MORNING
from tests.services.papers.made import numbers
from tests.services.safekeeping.test_safekeeping import NOW, clock, training

cheap = stretching.secrets
SOURCE = "国务院办公厅关于2027年部分节假日安排的通知（国办发明电〔2026〕演练号）"
NEXT = f"""year = 2027
source = "{SOURCE}"
holidays = [
  {{ date = 2026-12-31, name = "元旦" }},
  {{ date = 2027-01-01, name = "元旦" }},
]
make_up_days = [
  {{ date = 2027-01-02, name = "元旦" }},
]
"""


def written(folder: Path, text: str = NEXT, name: str = "2027年放假安排.toml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[OpenDesk]:
    with office(tmp_path / "data") as made:
        yield made


def test_that_an_imported_year_is_in_force_at_once_and_tells_who_brought_it(desk, tmp_path) -> None:
    assert not desk.shelf.calendar.knows(date(2027, 1, 4)) and known_years(desk).missing == 2027
    looked = look_at(desk, written(tmp_path))
    assert (looked.problems, looked.year, looked.days_off, looked.make_up) == ((), 2027, 2, 1)
    assert looked.source == SOURCE and not looked.known
    after = import_calendar(desk, looked)
    assert after.shelf.calendar.knows(date(2027, 1, 4)) and not after.shelf.calendar.is_working_day(date(2026, 12, 31))
    shown = known_years(after)
    first = shown.years[0]
    assert (first.year, first.origin, first.officer, shown.missing) == (2027, IMPORTED, "演练甲", 2028)
    assert first.digest == hashlib.sha256(NEXT.encode()).hexdigest() and first.at.startswith("2026-")
    assert {one.origin for one in shown.years[1:]} == {"built-in"}


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("2027-01-02", "2027-01-04", "调休上班日2027-01-04不在周末"),
        ("name = ", "nmae = ", "第 4 行：缺少“name”"),
        ("holidays = [", "holidays = ", "TOML 语法错误"),
        ("2026-12-31", "1998-12-31", "1998-12-31不属于2027年"),
        ("2027-01-01", "2028-01-01", "2028-01-01不属于2027年"),
        ("make_up_days", "makeup", "缺少“make_up_days”"),
    ],
)
def test_that_each_fault_is_told_with_its_place_and_nothing_is_taken(desk, tmp_path, old, new, told) -> None:
    looked = look_at(desk, written(tmp_path, NEXT.replace(old, new)))
    assert any(told in one and one.startswith("2027年放假安排.toml") for one in looked.problems), looked.problems
    with pytest.raises(Refused, match="不能导入工作日历"):
        import_calendar(desk, looked)
    assert known_years(desk).missing == 2027


@pytest.mark.parametrize("year", [2003, 2028])
def test_that_a_year_that_does_not_follow_the_known_ones_is_refused(desk, tmp_path, year) -> None:
    text = f'year = {year}\nsource = "s"\nholidays = [{{ date = {year}-10-01, name = "国庆节" }}]\nmake_up_days = []\n'
    (told,) = look_at(desk, written(tmp_path, text)).problems
    assert f"{year}年接不上已有的2004至2026年。请先导入2027年的放假安排" in told


def test_that_a_file_of_another_kind_is_told_as_such(desk, tmp_path) -> None:
    path = tmp_path / "照片.toml"
    path.write_bytes(b"\xff\xd8\xff" * 10)
    assert "不是 UTF-8" in look_at(desk, path).problems[0]
    path.write_bytes(b"#" * (1024**2 + 1))
    assert "超过 1 MB" in look_at(desk, path).problems[0]
    path.write_text('year = 2027\nsource = "s"\nholidays = []\nmake_up_days = []\n', encoding="utf-8")
    assert "没有任何放假日" in look_at(desk, path).problems[0]
    with pytest.raises(StorageFailed):
        look_at(desk, tmp_path / "没有.toml")


def test_that_a_second_import_tells_the_days_that_differ_and_wins(desk, tmp_path) -> None:
    after = import_calendar(desk, look_at(desk, written(tmp_path)))
    again = look_at(after, written(tmp_path))
    assert again.known and again.changes == ()
    other = look_at(after, written(tmp_path, NEXT.replace("2027-01-02", "2027-01-03")))
    assert other.changes == (
        "2027年1月2日（星期六）：原为调休上班，改为无特别安排", "2027年1月3日（星期日）：原为无特别安排，改为调休上班",
    )  # fmt: skip
    last = import_calendar(after, other)
    assert last.shelf.calendar.is_working_day(date(2027, 1, 3))
    assert not last.shelf.calendar.is_working_day(date(2027, 1, 2))


def test_that_rows_of_the_list_are_made_anew_by_another_calendar(desk, tmp_path) -> None:
    after = import_calendar(desk, look_at(desk, written(tmp_path)))
    assert maker_of(after) != maker_of(desk)
    same = import_calendar(after, look_at(after, written(tmp_path, f"# 演练\n{NEXT}")))
    assert same.forms != after.forms and maker_of(same) == maker_of(after)


def test_that_nobody_but_an_administrator_imports(desk, tmp_path) -> None:
    other = desk.acting("yi")
    looked = look_at(other, written(tmp_path))
    with pytest.raises(Refused, match="由管理员导入"):
        import_calendar(other, looked)
    assert known_years(other).fixed == "工作日历由管理员导入。" and known_years(desk).missing == 2027


def test_that_a_bureau_with_a_centre_imports_nothing(tmp_path) -> None:
    with office(tmp_path / "data", kind="enrolled") as desk:
        with pytest.raises(Refused, match="由中心库统一发布"):
            import_calendar(desk, look_at(desk, written(tmp_path)))
        assert "由中心库统一发布" in known_years(desk).fixed


def test_that_an_import_survives_restart_backup_and_restore(tmp_path) -> None:
    desk = training(tmp_path / "data")
    desk.commit([change for one in PEOPLE for change in changes_of(one)])
    after = import_calendar(desk.acting("jia"), look_at(desk, written(tmp_path)))
    back_up(after, tmp_path / "usb")
    close(after)
    bring_back(tmp_path / "usb", tmp_path / "again", now=NOW)
    for folder in ("data", "again"):
        opened = open_desk(tmp_path / folder, forms=built_in_forms(), clock=clock)
        assert known_years(opened).years[0].officer == "演练甲", folder
        assert opened.shelf.calendar.knows(date(2027, 1, 4)), folder
        close(opened)


def test_that_running_terms_are_counted_again_and_the_kept_ones_too(tmp_path) -> None:
    with at_the_table(tmp_path / "data", q2_3=VIOLATES) as site:
        numbers(site)
        order(site)
        (finding,) = site.desk.case(site.inspection).findings
        record_measure(site.desk, site.inspection, "M5", [finding.id], "登记保存演练", MORNING)
        before = [one.due for one in clocks(site.desk, site.desk.case(site.inspection)) if one.source == "task"]
        known = (built_in_forms() / "calendar/2026.toml").read_text(encoding="utf-8")
        more = known.replace("holidays = [", 'holidays = [\n  { date = 2026-06-10, name = "演练假" },', 1)
        looked = look_at(site.desk, written(tmp_path, more, "2026.toml"))
        assert looked.known and looked.changes == ("2026年6月10日（星期三）：原为无特别安排，改为放假",)
        after = import_calendar(site.desk, looked)
        told = recount(site.desk, after)
        now = [one.due for one in clocks(after, after.case(site.inspection)) if one.source == "task"]
        assert now != before and told.running > 0
        assert any("登记" in one and "改为2026年6月" in one for one in told.moved), told
        assert recount(after, after).moved == ()
