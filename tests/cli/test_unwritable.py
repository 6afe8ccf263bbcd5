"""Every command that writes a file, where it cannot: a line with what to do, nothing half-made, then elsewhere."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.cli import enrol
from app.services.session.opening import close
from app.services.session.setting_up import set_up_training
from tests import stretching
from tests.centre.field import NOW
from tests.cli import scenes
from tests.cli.folders import PASSPHRASE, PIN, run
from tests.cli.scene import HALF_MADE, SECRET, Scene
from tests.cli.scenes_at_centre import filled
from tests.services.exchange.device import BUREAU
from tests.services.on_site import FORMS, PEOPLE, Watch, begin

cheap_codes, cheap_secrets = stretching.codes, stretching.secrets
Words = tuple[tuple[object, ...], tuple[str, ...]]
OUT = "<out>"


def _backup(scene: Scene) -> Words:
    filled(scene)
    words = ("centre", "backup", "--out", OUT, "--passphrase")
    return (*words, *scene.administer(scene.made["database"])), (SECRET,)


def _roots(scene: Scene) -> Words:
    filled(scene)
    return ("centre", "root", "--out", OUT, *scene.administer(scene.made["database"])), ()


def _invite(scene: Scene) -> Words:
    scene.centre()
    words = ("centre", "device", "create", "--bureau", BUREAU, "--name", "演练机", "--out", OUT)
    return (*words, *scene.administer(scene.made["database"])), ()


def _readmit(scene: Scene) -> Words:
    device = scene.centre().device(BUREAU)
    words = ("centre", "device", "readmit", device.device, "--out", OUT)
    return (*words, *scene.administer(scene.made["database"])), ()


def _key(scene: Scene) -> Words:
    return ("centre", "key", "--bureau", BUREAU, "--out", OUT), (SECRET,)


def _trust(scene: Scene) -> Words:
    return ("centre", "key", "--bureau", BUREAU, "--out", scene.folder / "key", "--trust", OUT), (SECRET,)


def _ca(scene: Scene) -> Words:
    return ("centre", "ca", "make", "--name", "演练局", "--out", OUT), (SECRET,)


def _store(scene: Scene) -> Words:
    return ("--data", OUT, "init", "--training"), ()


def _recovery(scene: Scene) -> Words:
    return ("--data", scene.folder / "d", "init", "--bureau", BUREAU, "--recovery", OUT), (PASSPHRASE, PIN)


def _copy(scene: Scene) -> Words:
    scenes.keep_copy(scene)
    return ("--data", scene.folder / "d", "backup", "--to", OUT), ()


def _bring_back(scene: Scene) -> Words:
    words, secrets = scenes.keep_copy(scene)
    assert run(*words, secrets=secrets) == 0
    return ("--data", OUT, "restore", scene.folder / "usb"), ()


def _parcel(scene: Scene) -> Words:
    scenes.export(scene)
    return ("--data", scene.folder / "d", "parcel", "export", OUT), ()


def _case_file(scene: Scene) -> Words:
    watch = Watch()
    desk = set_up_training(scene.folder / "d", forms=FORMS, clock=watch, bureau=BUREAU, officers=PEOPLE)
    inspection = begin(desk, watch).inspection
    close(desk)
    return ("--data", scene.folder / "d", "casefile", inspection, "--out", OUT, "--draft"), ()


def _receipt(scene: Scene) -> Words:
    scenes.sync(scene)
    return ("--data", scene.folder / "d", "sync", "--receipt", OUT), ()


def _enrolment(scene: Scene) -> Words:
    words, secrets = scenes.enrol(scene)
    return ("--data", OUT, *words[2:]), secrets


def _rehearsal(scene: Scene) -> Words:
    return ("rehearse", "--out", OUT, "--until", "arrived"), ()


CASES: dict[str, Callable[[Scene], Words]] = {
    "centre backup": _backup, "centre root": _roots, "centre device create": _invite, "centre device readmit": _readmit,
    "centre key": _key, "centre key --trust": _trust, "centre ca": _ca, "init": _store, "init --recovery": _recovery,
    "backup": _copy, "restore": _bring_back, "parcel": _parcel, "casefile": _case_file, "sync --receipt": _receipt,
    "enrol": _enrolment, "rehearse": _rehearsal,
}  # fmt: skip
# a folder of its own is made where there is none
MAKES_FOLDERS = ("centre ca", "init", "backup", "restore", "enrol", "rehearse")


@pytest.fixture(scope="module")
def disks() -> Iterator[dict[str, Path]]:
    """Give a disk that nothing can be written to, and one that is full."""
    if sys.platform != "linux" or os.geteuid() != 0:
        pytest.skip("only root may mount disks")
    made: dict[str, Path] = {}
    try:
        for name, options in (("read-only", "size=64k,ro"), ("full", "size=64k")):
            place = Path(tempfile.mkdtemp(prefix=f"{name}-disk-"))
            command = ["mount", "-t", "tmpfs", "-o", options, "none", str(place)]
            if subprocess.run(command, capture_output=True, check=False).returncode:
                place.rmdir()
                pytest.skip("no disk can be mounted here")
            made[name] = place
        with (made["full"] / "ballast").open("wb", buffering=0) as out, pytest.raises(OSError, match="space"):
            while out.write(bytes(4096)):
                pass
        yield made
    finally:
        for place in made.values():
            subprocess.run(["umount", "--lazy", str(place)], check=True)
            place.rmdir()


@pytest.mark.parametrize("name", CASES)
def test_that_a_place_where_nothing_can_be_written_is_named_and_nothing_is_left(
    name: str, server, template: str, tmp_path: Path, disks: dict[str, Path], capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    aside = tmp_path / "temporary"
    aside.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(aside))
    monkeypatch.setattr(enrol, "now", lambda: NOW)
    (tmp_path / "scene").mkdir()
    scene = Scene(tmp_path / "scene", server, template)
    words, secrets = CASES[name](scene)
    scene.close()
    (tmp_path / "a file").write_text("x", encoding="utf-8")
    places = {"within a file": tmp_path / "a file" / "out", **{one: disk / "out" for one, disk in disks.items()}}
    if name not in MAKES_FOLDERS:
        places["nowhere"] = tmp_path / "no" / "such" / "out"
    faults = []
    for place, out in places.items():
        before = {one: _files(disk) for one, disk in disks.items()}
        capsys.readouterr()
        code = run(*(out if word is OUT else word for word in words), secrets=secrets)
        told = capsys.readouterr().err
        left = [str(one) for one in tmp_path.rglob("*") if one.suffix in HALF_MADE]
        left += [str(one) for one in aside.iterdir() if one.name != "archives-inspection-errors.log"]
        left += [one for one, disk in disks.items() if _files(disk) != before[one]]
        if code != 1 or "Traceback" in told or "未预料" in told or "请" not in told or left:
            faults.append((place, code, told[-500:], left))
    good = run(*(tmp_path / "good" if word is OUT else word for word in words), secrets=secrets)
    if good:
        faults.append(("then elsewhere", good, capsys.readouterr().err[-500:], []))
    assert not faults


def _files(disk: Path) -> list[Path]:
    return sorted(one for one in disk.rglob("*") if one.is_file())
