"""A wrong publication is withdrawn: laptops go back to what was in force before it, and nothing is deleted."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from app.domain.clock import CHINA
from app.errors import CentreRefused, IntegrityBroken
from app.services.centre import releases as centre_releases
from app.services.centre.office import CentreOffice
from app.services.centre.published import CURRENT, EMPTY, FOLLOWED, SPOILT, Withdrawn, published, withdraw
from app.services.centre.releases import publish
from app.services.releases.forms import releases_told
from app.services.session.paths import built_in_forms
from tests.centre.field import Centre
from tests.services.exchange.device import BUREAU, Laptop
from tests.services.exchange.test_releases import CALENDAR


def _published(centre: Centre, folder: Path, version: str) -> None:
    known = (built_in_forms() / CALENDAR).read_text(encoding="utf-8")
    (folder / "calendar").mkdir(parents=True, exist_ok=True)
    (folder / CALENDAR).write_text(f"# 第 {version} 版（演练）\n{known}", encoding="utf-8")
    office = CentreOffice(centre.connection)
    publish(office, BUREAU, "calendar", "2026", version, folder, None, forms=built_in_forms())


def _withdrawn(centre: Centre, version: str, *, built_in: bool = False) -> Withdrawn:
    office = CentreOffice(centre.connection)
    return withdraw(office, BUREAU, "calendar", "2026", version, None, forms=built_in_forms(), built_in=built_in)


def _states(centre: Centre) -> list[tuple[str, str]]:
    return [(one.version, one.state) for one in published(CentreOffice(centre.connection), BUREAU)]


def _says(one: Laptop) -> str:
    assert one.sync().state == "synced"
    one.reopen()
    return (one.desk.forms / CALENDAR).read_text(encoding="utf-8").splitlines()[0]


def test_that_a_withdrawn_calendar_gives_way_to_the_one_before(bureau: Centre, one: Laptop, tmp_path: Path) -> None:
    _published(bureau, tmp_path / "new", "1")
    _published(bureau, tmp_path / "new", "2")
    assert _says(one) == "# 第 2 版（演练）"
    done = _withdrawn(bureau, "3")
    assert (done.version, done.again) == ("2", "1")
    assert _says(one) == "# 第 1 版（演练）"
    assert _states(bureau) == [("1", FOLLOWED), ("2", FOLLOWED), ("3", CURRENT)]
    with pytest.raises(CentreRefused, match="release-restored"):
        _withdrawn(bureau, "4")  # the second time would bring the wrong one back


def test_that_a_withdrawal_counts_although_the_clock_of_the_server_was_set_back(
    bureau: Centre, one: Laptop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as earlier:
        # two days from now, as the clock went then
        ahead = datetime.now(CHINA).replace(microsecond=0) + timedelta(days=2)
        moments = iter((ahead, ahead + timedelta(seconds=1)))
        earlier.setattr(centre_releases, "next_moment", lambda *_: next(moments))
        _published(bureau, tmp_path / "new", "1")
        _published(bureau, tmp_path / "new", "2")
    assert _says(one) == "# 第 2 版（演练）"
    _withdrawn(bureau, "3")
    assert _states(bureau) == [("1", FOLLOWED), ("2", FOLLOWED), ("3", CURRENT)]
    assert _says(one) == "# 第 1 版（演练）"


def test_that_the_first_of_all_gives_way_to_what_is_built_in(bureau: Centre, one: Laptop, tmp_path: Path) -> None:
    _published(bureau, tmp_path / "new", "1")
    assert _says(one) == "# 第 1 版（演练）"
    assert _withdrawn(bureau, "2").again is None
    assert _says(one) == (built_in_forms() / CALENDAR).read_text(encoding="utf-8").splitlines()[0]
    (told,) = releases_told(one.desk.store)
    assert told.version == "2" and "撤回" in told.unused
    assert _states(bureau) == [("1", FOLLOWED), ("2", EMPTY)]
    with pytest.raises(CentreRefused, match="release-none"):
        _withdrawn(bureau, "3")
    _published(bureau, tmp_path / "new", "3")
    assert _says(one) == "# 第 3 版（演练）"
    assert _withdrawn(bureau, "4", built_in=True).again is None


def test_that_a_version_that_somebody_altered_at_the_centre_is_not_published_again(
    bureau: Centre, tmp_path: Path
) -> None:
    _published(bureau, tmp_path / "new", "1")
    _published(bureau, tmp_path / "new", "2")
    bureau.connection.execute("alter table centre.release disable trigger append_only")
    bureau.connection.execute("update centre.release set signature = '00' where version = '1'")
    with pytest.raises(CentreRefused, match="release-other-key"):
        _withdrawn(bureau, "3")
    bureau.connection.execute("alter table centre.leaf disable trigger keep_finished")
    bureau.connection.execute(
        "update centre.leaf l set content = 'other' from centre.release r where r.sha256 = l.sha256 and version = '1'"
    )
    with pytest.raises(IntegrityBroken, match="release-spoilt"):
        _withdrawn(bureau, "3")
    assert _states(bureau) == [("1", FOLLOWED), ("2", CURRENT)]


def test_that_what_is_not_whole_at_the_centre_is_listed_as_such(bureau: Centre, tmp_path: Path) -> None:
    _published(bureau, tmp_path / "new", "1")
    bureau.connection.execute("alter table centre.blob disable trigger keep_finished")
    bureau.connection.execute("update centre.blob set finished_at = null")
    assert _states(bureau) == [("1", SPOILT)]


def test_that_a_program_is_withdrawn_by_a_higher_version_only(bureau: Centre) -> None:
    office = CentreOffice(bureau.connection)
    with pytest.raises(CentreRefused, match="release-not-withdrawn"):
        withdraw(office, BUREAU, "program", "windows-x64", "2", None, forms=built_in_forms())
    with pytest.raises(CentreRefused, match="bureau-unknown"):
        published(office, "130699")
