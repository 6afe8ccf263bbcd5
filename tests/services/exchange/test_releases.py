"""What a bureau publishes is in force on its laptops, and nothing that it did not sign or that would break them."""

import hashlib
import io
import zipfile
from pathlib import Path

import pytest

from app.centre.releases import publish_release
from app.errors import DocumentFailed, IntegrityBroken, StorageFailed
from app.sealing.signing import new_key_pair, training_root
from app.services.centre.office import CentreOffice
from app.services.centre.releases import publish
from app.services.releases.content import packed, release_message, unpacked
from app.services.releases.forms import held_releases, release_fault
from app.services.releases.refused import refused_releases
from app.services.session.paths import built_in_forms
from tests.centre.field import Centre
from tests.services.exchange.device import BUREAU, Laptop

CALENDAR = "calendar/2026.toml"


def _calendar(folder: Path, text: str = "") -> Path:
    (folder / "calendar").mkdir(parents=True)
    known = (built_in_forms() / CALENDAR).read_text(encoding="utf-8")
    (folder / CALENDAR).write_text(text or f"# 演练发布\n{known}", encoding="utf-8")
    return folder


def _publish(centre: Centre, folder: Path, version: str = "1", name: str = "2026") -> str:
    office = CentreOffice(centre.connection)
    return publish(office, BUREAU, "calendar", name, version, folder, None, forms=built_in_forms())


def _smuggled(centre: Centre, content: bytes, *, signed: bool, kind: str = "calendar") -> None:
    key = training_root() if signed else new_key_pair()
    message = release_message(BUREAU, kind, "2026", "9", hashlib.sha256(content).hexdigest())
    publish_release(centre.connection, BUREAU, kind, "2026", "9", content, key.sign(message).hex())


def test_that_a_published_calendar_is_in_force_after_the_next_opening(
    bureau: Centre, one: Laptop, tmp_path: Path
) -> None:
    _publish(bureau, _calendar(tmp_path / "new"))
    one.sync()
    assert one.desk.forms == built_in_forms()
    one.reopen()
    assert (one.desk.forms / CALENDAR).read_text(encoding="utf-8").startswith("# 演练发布")
    assert (one.desk.forms / "legal" / "register.toml").is_file()
    assert [(held.name, held.version) for held in held_releases(one.desk.store)] == [("2026", "1")]
    assert one.sync().state == "synced"


def test_that_forms_changed_on_the_disk_are_laid_anew(bureau: Centre, one: Laptop, tmp_path: Path) -> None:
    _publish(bureau, _calendar(tmp_path / "new"))
    one.sync()
    one.reopen()
    (one.desk.forms / CALENDAR).write_text("# forged", encoding="utf-8")
    one.reopen()
    assert (one.desk.forms / CALENDAR).read_text(encoding="utf-8").startswith("# 演练发布")


def test_that_what_nobody_trusted_signed_is_not_used(bureau: Centre, one: Laptop, tmp_path: Path) -> None:
    _smuggled(bureau, packed(_calendar(tmp_path / "new"), "calendar"), signed=False)
    assert one.sync().state == "synced"
    one.reopen()
    assert one.desk.forms == built_in_forms()
    assert held_releases(one.desk.store) == ()
    assert "没有采用" in refused_releases(one.desk.store)[0].fault


def test_that_forms_with_faults_leave_the_built_in_ones_in_force(
    bureau: Centre, one: Laptop, tmp_path: Path
) -> None:
    _smuggled(bureau, packed(_calendar(tmp_path / "new", "days = 'nonsense"), "calendar"), signed=True)
    one.sync()
    one.reopen()
    assert one.desk.forms == built_in_forms()
    assert "暂用程序自带的表单" in release_fault(one.desk.store)


def test_that_faulty_files_are_not_published(bureau: Centre, tmp_path: Path) -> None:
    with pytest.raises(DocumentFailed):
        _publish(bureau, _calendar(tmp_path / "new", "days = 'nonsense"))
    assert bureau.connection.execute("select count(*) from centre.release").fetchone() == (0,)


def test_that_a_release_replaces_only_what_its_kind_may(tmp_path: Path) -> None:
    _calendar(tmp_path)
    with pytest.raises(StorageFailed, match="release-malformed"):
        packed(tmp_path, "legal")
    with pytest.raises(StorageFailed, match="release-empty"):
        (tmp_path / "empty").mkdir()
        packed(tmp_path / "empty", "legal")


def test_that_a_calendar_is_not_published_under_a_year_that_it_does_not_hold(bureau: Centre, tmp_path: Path) -> None:
    with pytest.raises(StorageFailed) as told:
        _publish(bureau, _calendar(tmp_path / "new"), name="2027")
    assert told.value.code == "release-misnamed" and "2027.toml" in told.value.advice
    assert bureau.ask("select count(*) from centre.release") == [(0,)]


@pytest.mark.parametrize("name", ["../store.db", "/etc/passwd", "calendar/../../x", "calendar\\x", "C:/x", "legal/x"])
def test_that_an_archive_reaches_nothing_outside(name: str) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(name, "x")
    with pytest.raises(IntegrityBroken, match="release-malformed"):
        unpacked(buffer.getvalue(), "calendar")


def test_that_what_is_no_archive_is_refused() -> None:
    with pytest.raises(IntegrityBroken, match="release-malformed"):
        unpacked(b"nonsense", "calendar")
