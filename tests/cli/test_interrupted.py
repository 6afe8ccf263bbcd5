"""Every long command is told to stop, here and there: a line that says what stands, nothing half-made, then again."""

from __future__ import annotations

import signal
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg
import pytest

from app.centre import schema
from app.centre.embedded import EmbeddedServer
from app.centre.enrolment import enrolment_file
from app.cli import enrol
from app.services.attaching import attached, keep
from app.services.session.opening import close, open_desk
from app.services.session.paths import built_in_forms
from tests import stretching
from tests.centre.conftest import close_lines
from tests.centre.faults.amounts import LONG
from tests.centre.field import NOW, Centre, establish, settle
from tests.cli.folders import run, standalone
from tests.cli.interrupted import Stopper
from tests.services.exchange.device import BUREAU, clock, laptop, with_bureau

cheap_codes, cheap_secrets = stretching.codes, stretching.secrets
CODE, SECRET = "AAAA-BBBB-CCCC", "演练用的备份口令一号"
HALF_MADE = (".part", ".tmp", ".new", ".half")


@dataclass
class Scene:
    """Where a command works: a folder, a server, and what was prepared there."""

    folder: Path
    server: EmbeddedServer
    template: str
    number: int = 0
    made: dict[str, Any] = field(default_factory=dict)

    def database(self, *, of_template: bool = False) -> str:
        self.number += 1
        name = f"stopped_{abs(hash((str(self.folder), self.number))) % 10**12}"
        self.server.create_database(name, *([self.template] if of_template else []))
        return name

    def administer(self, database: str) -> tuple[str, ...]:
        secret = self.folder / "password"
        secret.write_text(self.server.password, encoding="utf-8")
        return ("--dsn", self.server.dsn(database), "--password-file", str(secret))

    def centre(self) -> Centre:
        database = self.database(of_template=True)
        connection = schema.open_administration(self.server.dsn(database), self.server.password)
        made = with_bureau(settle(self.server, database, connection))
        self.made["database"], self.made["centre"] = database, made
        return made

    def close(self) -> None:
        close_lines()
        if "centre" in self.made:
            self.made["centre"].connection.close()

    def asked(self, query: str) -> list[tuple[Any, ...]]:
        with psycopg.connect(self.server.dsn(self.made["database"]), password=self.server.password) as connection:
            return connection.execute(query).fetchall()


@dataclass(frozen=True)
class Case:
    """A command: ``prepare`` sets the scene and gives its words and secrets; ``done`` tells whether it did its work."""

    prepare: Callable[[Scene], tuple[tuple[object, ...], tuple[str, ...]]]
    done: Callable[[Scene], bool]


def _init(scene: Scene) -> tuple[tuple[object, ...], tuple[str, ...]]:
    scene.made["database"] = scene.database()
    return ("centre", "init", "--training", *scene.administer(scene.made["database"])), ()


def _is_centre(scene: Scene) -> bool:
    return scene.asked("select max(version) from centre.version") == [(schema.versions()[-1].number,)]


def _upgrade(scene: Scene) -> tuple[tuple[object, ...], tuple[str, ...]]:
    scene.made["database"] = scene.database()
    whole = schema.versions
    with pytest.MonkeyPatch.context() as then:
        then.setattr(schema, "versions", lambda: whole()[:3])
        establish(scene.server, scene.made["database"]).connection.close()
    return ("centre", "upgrade", *scene.administer(scene.made["database"])), ()


def _filled(scene: Scene) -> Centre:
    centre = scene.centre()
    device = centre.device(BUREAU)
    for number in range(30):
        device.write("符合", "不符合", inspection=f"inspection-{number}", officer="training-1")
    device.line().push(device.log)
    return centre


def _backup(scene: Scene) -> tuple[tuple[object, ...], tuple[str, ...]]:
    _filled(scene)
    scene.made["file"] = scene.folder / "centre.bak"
    words = ("centre", "backup", "--out", scene.made["file"], "--passphrase")
    return (*words, *scene.administer(scene.made["database"])), (SECRET,)


def _is_file(scene: Scene) -> bool:
    return bool(scene.made["file"].stat().st_size)


def _restore(scene: Scene) -> tuple[tuple[object, ...], tuple[str, ...]]:
    words, secrets = _backup(scene)
    assert run(*words, secrets=secrets) == 0
    scene.close()
    scene.made["from"] = scene.made["database"]
    scene.made["database"] = scene.database()
    return ("centre", "restore", scene.made["file"], *scene.administer(scene.made["database"])), (SECRET,)


def _is_restored(scene: Scene) -> bool:
    return scene.asked("select count(*) > 60, count(distinct bureau) from centre.operation")[0][0] is True


def _storage(scene: Scene) -> tuple[tuple[object, ...], tuple[str, ...]]:
    centre = _filled(scene)
    line = centre.device(BUREAU).line()
    import hashlib

    for number in range(4):
        content = bytes([number]) * 300_000
        leaves = [hashlib.sha256(content[i : i + 262144]).hexdigest() for i in (0, 262144)]
        line.blob_store(hashlib.sha256(content).hexdigest(), leaves, content)
    return ("centre", "storage", "--repair", *scene.administer(scene.made["database"])), ()


def _publish(scene: Scene) -> tuple[tuple[object, ...], tuple[str, ...]]:
    scene.centre()
    folder = scene.folder / "release" / "calendar"
    folder.mkdir(parents=True)
    (folder / "2026.toml").write_bytes((built_in_forms() / "calendar" / "2026.toml").read_bytes())
    words = ("centre", "release", "publish", folder.parent, "--bureau", BUREAU, "--kind", "calendar", "--name", "2026",
             "--version", "1")  # fmt: skip
    return (*words, *scene.administer(scene.made["database"])), ()


def _is_published(scene: Scene) -> bool:
    return scene.asked("select count(*), count(b.finished_at) from centre.release r join centre.blob b"
                       " using (bureau, sha256)") == [(1, 1)]  # fmt: skip


def _feed(scene: Scene) -> tuple[tuple[object, ...], tuple[str, ...]]:
    _filled(scene)
    return ("centre", "feed", *scene.administer(scene.made["database"])), ()


def _certify(scene: Scene) -> tuple[tuple[object, ...], tuple[str, ...]]:
    scene.centre().device(BUREAU)
    key = scene.folder / "key"
    assert run("centre", "key", "--bureau", BUREAU, "--out", key, secrets=(SECRET,)) == 0
    words = ("centre", "certify", "--bureau", BUREAU, "--key", key)
    return (*words, *scene.administer(scene.made["database"])), (SECRET,)


def _is_certified(scene: Scene) -> bool:
    return scene.asked("select count(*) from centre.device where certificate is not null") == [(1,)]


def _ca(scene: Scene) -> tuple[tuple[object, ...], tuple[str, ...]]:
    scene.made["files"] = ("ca.key", "ca.pem")
    return ("centre", "ca", "make", "--name", "演练局", "--out", scene.folder / "ca"), (SECRET,)


def _ca_server(scene: Scene) -> tuple[tuple[object, ...], tuple[str, ...]]:
    words, secrets = _ca(scene)
    assert run(*words, secrets=secrets) == 0
    scene.made["files"] = ("ca.key", "ca.pem", "server.crt", "server.key")
    out = scene.folder / "ca"
    return ("centre", "ca", "server", "--ca", out, "--host", "centre.example", "--out", out), (SECRET,)


def _are_files(scene: Scene) -> bool:
    return sorted(one.name for one in (scene.folder / "ca").iterdir()) == list(scene.made["files"])


def _key(scene: Scene) -> tuple[tuple[object, ...], tuple[str, ...]]:
    scene.made["file"] = scene.folder / "trust.json"
    words = ("centre", "key", "--bureau", BUREAU, "--out", scene.folder / "key", "--trust", scene.made["file"])
    return words, (SECRET,)


def _create(scene: Scene) -> tuple[tuple[object, ...], tuple[str, ...]]:
    scene.centre()
    scene.made["file"] = scene.folder / "device.enrol"
    words = ("centre", "device", "create", "--bureau", BUREAU, "--name", "演练机", "--out", scene.made["file"])
    return (*words, *scene.administer(scene.made["database"])), ()


def _is_invited(scene: Scene) -> bool:
    # one that was invited without a file is turned away
    return _is_file(scene) and scene.asked("select count(*) from centre.device where revoked_at is null") == [(1,)]


def _root(scene: Scene) -> tuple[tuple[object, ...], tuple[str, ...]]:
    _filled(scene)
    scene.made["file"] = scene.folder / "roots.json"
    return ("centre", "root", "--out", scene.made["file"], *scene.administer(scene.made["database"])), ()


def _training(scene: Scene) -> tuple[tuple[object, ...], tuple[str, ...]]:
    return ("--data", scene.folder / "d", "init", "--training"), ()


def _opens(scene: Scene) -> bool:
    return run("verify", scene.folder / "d") == 0


def _with_files(folder: Path) -> None:
    desk = open_desk(folder, forms=built_in_forms(), clock=clock)
    for number in range(3):
        desk.commit(attached(desk, "inspection-1", keep(desk, bytes([number]) * 700_000), f"演练{number}"))
    close(desk)


def _keep_copy(scene: Scene) -> tuple[tuple[object, ...], tuple[str, ...]]:
    assert run(*_training(scene)[0]) == 0
    _with_files(scene.folder / "d")
    return ("--data", scene.folder / "d", "backup", "--to", scene.folder / "usb"), ()


def _comes_back(scene: Scene) -> bool:
    scene.number += 1
    again = scene.folder / f"again{scene.number}"
    return run("--data", again, "restore", scene.folder / "usb") == 0 and run("verify", again) == 0


def _bring_back(scene: Scene) -> tuple[tuple[object, ...], tuple[str, ...]]:
    assert run(*_keep_copy(scene)[0]) == 0
    return ("--data", scene.folder / "back", "restore", scene.folder / "usb"), ()


def _is_back(scene: Scene) -> bool:
    return run("verify", scene.folder / "back") == 0


def _recover(scene: Scene) -> tuple[tuple[object, ...], tuple[str, ...]]:
    standalone(scene.folder / "d", scene.folder / "usb.key")
    return ("--data", scene.folder / "d", "recover", "--key", scene.folder / "usb.key"), (SECRET, "246813")


def _is_recovered(scene: Scene) -> bool:
    return run("verify", scene.folder / "d", secrets=(SECRET,)) == 0


def _export(scene: Scene) -> tuple[tuple[object, ...], tuple[str, ...]]:
    assert run(*_training(scene)[0]) == 0
    _with_files(scene.folder / "d")
    scene.made["file"] = scene.folder / "stick.aix"
    return ("--data", scene.folder / "d", "parcel", "export", scene.made["file"]), ()


def _enrol(scene: Scene) -> tuple[tuple[object, ...], tuple[str, ...]]:
    file = scene.folder / "device.enrol"
    file.write_bytes(enrolment_file(scene.centre().invite(BUREAU), CODE))
    return ("--data", scene.folder / "d", "enrol", file), (CODE,)


def _sync(scene: Scene) -> tuple[tuple[object, ...], tuple[str, ...]]:
    centre = _filled(scene)
    made = laptop(centre, scene.folder / "d")
    other = centre.device(BUREAU, "演练另机")
    other.write(*["符合"] * 50, officer="training-1")
    other.line().push(other.log)
    for number in range(3):
        made.desk.commit(attached(made.desk, "inspection-1", keep(made.desk, bytes([number]) * 700_000), "演练"))
    close(made.desk)
    return ("--data", scene.folder / "d", "sync"), ()


CASES = {
    "centre init": Case(_init, _is_centre), "centre upgrade": Case(_upgrade, _is_centre),
    "centre backup": Case(_backup, _is_file), "centre restore": Case(_restore, _is_restored),
    "centre storage": Case(_storage, lambda scene: True), "centre release": Case(_publish, _is_published),
    "centre feed": Case(_feed, lambda scene: True), "centre certify": Case(_certify, _is_certified),
    "centre ca": Case(_ca, _are_files), "centre ca server": Case(_ca_server, _are_files),
    "centre key": Case(_key, _is_file), "centre device": Case(_create, _is_invited),
    "centre root": Case(_root, _is_file),
    "init": Case(_training, _opens), "backup": Case(_keep_copy, _comes_back), "restore": Case(_bring_back, _is_back),
    "recover": Case(_recover, _is_recovered), "parcel": Case(_export, _is_file), "enrol": Case(_enrol, _opens),
    "sync": Case(_sync, _opens),
}  # fmt: skip
PLACES = (0.05, 0.2, 0.4, 0.6, 0.75, 0.9, 0.97, 0.995)
SHORT = 2


@pytest.fixture(autouse=True)
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Nothing may stay in the folder for temporary files."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    monkeypatch.setattr(enrol, "now", lambda: NOW)
    return folder


@pytest.mark.parametrize("name", CASES)
def test_that_a_command_that_is_told_to_stop_leaves_nothing_half_made_and_goes_through_the_next_time(
    name: str, server: EmbeddedServer, template: str, tmp_path: Path, temporary: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    case, faults = CASES[name], []
    counting = Stopper()
    scene = _scene(tmp_path / "counted", server, template)
    assert counting.run(*case.prepare(scene)) == 0
    scene.close()
    begun = list(CASES).index(name)
    places = PLACES if LONG else [PLACES[(begun + 3 * turn) % len(PLACES)] for turn in range(SHORT)]
    for turn, place in enumerate(places):
        scene = _scene(tmp_path / f"at-{place}", server, template)
        words, secrets = case.prepare(scene)
        scene.close()
        capsys.readouterr()
        number = (signal.SIGINT, signal.SIGTERM)[turn % 2]
        stopper = Stopper(max(1, int(counting.count * place)), number, late=0.004 * (turn % 3 == 2))
        code = stopper.run(words, secrets)
        told = capsys.readouterr()
        half = [str(one) for one in scene.folder.rglob("*") if one.suffix in HALF_MADE] + list(temporary.iterdir())
        if code not in (0, 130) or "Traceback" in told.err or (code == 130 and "已中断" not in told.err) or half:
            faults.append((place, code, told.err[-600:], half))
            continue
        again = run(*words, secrets=secrets)
        said = capsys.readouterr().err
        if not case.done(scene) or (again and "已" not in said):
            faults.append((place, code, again, said[-600:]))
        capsys.readouterr()
    assert not faults


def _scene(folder: Path, server: EmbeddedServer, template: str) -> Scene:
    folder.mkdir()
    return Scene(folder, server, template)
