"""The long commands, each with what must be there before it, and how one sees that it did its work."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg
import pytest

from app.centre import schema
from app.centre.embedded import EmbeddedServer
from app.centre.enrolment import enrolment_file
from app.services.attaching import attached, keep
from app.services.exchange.parcels import pack
from app.services.session.opening import close, open_desk
from app.services.session.paths import built_in_forms
from app.services.session.setting_up import set_up_training
from tests.centre.conftest import close_lines
from tests.centre.field import Centre, establish, settle
from tests.cli.folders import run, standalone
from tests.services.exchange.device import BUREAU, Laptop, clock, laptop, with_bureau
from tests.services.on_site import FORMS, PEOPLE, Watch, begin

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


def _case_file(scene: Scene) -> tuple[tuple[object, ...], tuple[str, ...]]:
    watch = Watch()
    desk = set_up_training(scene.folder / "d", forms=FORMS, clock=watch, bureau=BUREAU, officers=PEOPLE)
    inspection = begin(desk, watch).inspection
    close(desk)
    scene.made["file"] = scene.folder / "case.pdf"
    return ("--data", scene.folder / "d", "casefile", inspection, "--out", scene.made["file"], "--draft"), ()


def _rehearsal(scene: Scene) -> tuple[tuple[object, ...], tuple[str, ...]]:
    scene.number += 1
    scene.made["file"] = scene.folder / f"rehearsal{scene.number}" / "summary.json"
    return ("rehearse", "--out", scene.made["file"].parent, "--until", "arrived"), ()


def _rehearses_elsewhere(scene: Scene) -> bool:
    words, _ = _rehearsal(scene)
    return run(*words) == 0 and _is_file(scene)


def _deliver(scene: Scene) -> tuple[tuple[object, ...], tuple[str, ...]]:
    made = laptop(scene.centre(), scene.folder / "d")
    _answer(made)
    file = scene.folder / "stick.aix"
    code = pack(made.desk, file).code
    close(made.desk)
    return ("centre", "parcel", file, *scene.administer(scene.made["database"])), (code,)


def _answer(made: Laptop) -> None:
    for number in range(3):
        made.answer(f"q1_{number}", "符合")
        made.desk.commit(attached(made.desk, "inspection-1", keep(made.desk, bytes([number]) * 700_000), "演练"))


def _is_delivered(scene: Scene) -> bool:
    return scene.asked("select count(*) from centre.operation where raw like '%inspection-1/q1_%'") == [(3,)]


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
    "sync": Case(_sync, _opens), "casefile": Case(_case_file, _is_file), "centre parcel": Case(_deliver, _is_delivered),
    "rehearse": Case(_rehearsal, _rehearses_elsewhere),
}  # fmt: skip
