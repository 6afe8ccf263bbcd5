"""What a program's package is said to be, and what of it a centre publishes."""

from pathlib import Path
from typing import Any

import pytest

from app.errors import CentreRefused, InspectorError, IntegrityBroken, StorageFailed
from app.services.centre import releases as centre_releases
from app.services.releases.program import (
    ProgramPackage,
    described,
    is_newer,
    program_version,
    this_platform,
)
from tests.centre.field import Centre
from tests.services.exchange.programs import HERE_PLATFORM, package, publish

published = pytest.mark.skipif(not HERE_PLATFORM, reason="no package is made for this machine")


@published
def test_that_the_centre_takes_no_downgrade_and_no_nonsense(bureau: Centre, tmp_path: Path) -> None:
    file = package(tmp_path / "new")
    publish(bureau, file, "9.1.0")
    for version in ("9.0.5", "9.1", "9.1.0"):
        with pytest.raises(CentreRefused, match="release-older"):
            publish(bureau, file, version)
    for version in ("nine", "9", "9.1.0-beta", "９.1"):
        with pytest.raises(InspectorError, match="version-malformed"):
            publish(bureau, file, version)
    with pytest.raises(InspectorError, match="version-malformed"):
        publish(bureau, file, "9.2", minimal="9.3")
    with pytest.raises(InspectorError, match="platform-unknown"):
        publish(bureau, file, "9.2", platform="dos")
    with pytest.raises(InspectorError, match="package-name"):
        publish(bureau, package(tmp_path / "new", name="安装 包.run"), "9.2")
    with pytest.raises(StorageFailed, match="package-unreadable"):
        publish(bureau, tmp_path / "gone.run", "9.2")
    (tmp_path / "empty.run").write_bytes(b"")
    with pytest.raises(StorageFailed, match="package-size"):
        publish(bureau, tmp_path / "empty.run", "9.2")
    with pytest.raises(CentreRefused, match="bureau-unknown"):
        publish(bureau, file, "9.2", bureau="nobody")
    assert bureau.connection.execute("select count(*) from centre.release").fetchone() == (2,)


@published
@pytest.mark.parametrize("size", [1_000_000, 500_000, 1_400_000])
def test_that_a_file_that_changes_while_it_is_read_is_not_published(
    bureau: Centre, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: int
) -> None:
    file = package(tmp_path / "new")
    genuine = centre_releases.publish_releases

    def late(*given: Any) -> None:
        file.write_bytes(b"x" * size)
        genuine(*given)

    monkeypatch.setattr(centre_releases, "publish_releases", late)
    with pytest.raises(StorageFailed, match="package-changed"):
        publish(bureau, file)
    assert bureau.connection.execute("select count(*) from centre.release").fetchone() == (0,)


@pytest.mark.parametrize(
    "told",
    [{"file": "../../store.db"}, {"file": "a\\b.exe"}, {"file": "C:evil.exe"}, {"file": "/etc/x"}, {"file": ".x"},
     {"size": -1}, {"size": 1.5}, {"size": 10**12}, {"size": True}, {"sha256": "x"}, {"minimal": "99"},
     {"minimal": "new"}, {"version": "new"}, {"platform": "dos"}, {"file": 7}],
)  # fmt: skip
def test_that_a_description_that_cannot_be_is_no_description(told: dict[str, Any]) -> None:
    good = {"platform": "linux-x64", "version": "9.9.0", "minimal": "0.0", "file": "setup.run", "size": 7,
            "sha256": "0" * 64}  # fmt: skip
    assert described(ProgramPackage(**good).as_bytes()) == ProgramPackage(**good)
    with pytest.raises(IntegrityBroken, match="release-malformed"):
        described(ProgramPackage(**{**good, **told}).as_bytes())


@pytest.mark.parametrize(
    ("newer", "older"), [("0.10.0", "0.9.9"), ("1.0", "0.9"), ("1.0.0.1", "1.0"), ("2.0", "1.99.99")]
)
def test_that_versions_compare_as_numbers(newer: str, older: str) -> None:
    assert is_newer(newer, older)
    assert not is_newer(older, newer)
    assert program_version("1.2.0") == program_version("1.2")


@pytest.mark.parametrize("content", [b"", b"[]", b"{}", b'{"schema": 1}', b'{"schema": 2}', b"\xff"])
def test_that_what_is_no_description_is_refused(content: bytes) -> None:
    with pytest.raises(IntegrityBroken, match="release-malformed"):
        described(content)


@pytest.mark.parametrize(
    ("system", "machine", "name"),
    [("win32", "AMD64", "windows-x64"), ("linux", "x86_64", "linux-x64"), ("linux", "aarch64", "linux-arm64"),
     ("linux", "loongarch64", "linux-loongarch64"), ("darwin", "arm64", ""), ("linux", "mips64", "")],
)  # fmt: skip
def test_that_a_machine_knows_its_packages(system: str, machine: str, name: str) -> None:
    assert this_platform(system, machine) == name
