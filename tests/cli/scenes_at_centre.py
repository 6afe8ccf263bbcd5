"""The long commands of the centre, each with what must be there before it, and how one sees that it did its work."""

from __future__ import annotations

import hashlib

import pytest

from app.centre import schema
from app.services.attaching import attached, keep
from app.services.exchange.parcels import pack
from app.services.session.opening import close
from app.services.session.paths import built_in_forms
from tests.centre.field import Centre, establish
from tests.cli.folders import run
from tests.cli.scene import SECRET, Case, Prepared, Scene, is_file
from tests.services.exchange.device import BUREAU, Laptop, laptop


def _init(scene: Scene) -> Prepared:
    scene.made["database"] = scene.database()
    return ("centre", "init", "--training", *scene.administer(scene.made["database"])), ()


def _is_centre(scene: Scene) -> bool:
    return scene.asked("select max(version) from centre.version") == [(schema.versions()[-1].number,)]


def _upgrade(scene: Scene) -> Prepared:
    scene.made["database"] = scene.database()
    whole = schema.versions
    with pytest.MonkeyPatch.context() as then:
        then.setattr(schema, "versions", lambda: whole()[:3])
        establish(scene.server, scene.made["database"]).connection.close()
    return ("centre", "upgrade", *scene.administer(scene.made["database"])), ()


def filled(scene: Scene) -> Centre:
    centre = scene.centre()
    device = centre.device(BUREAU)
    for number in range(30):
        device.write("符合", "不符合", inspection=f"inspection-{number}", officer="training-1")
    device.line().push(device.log)
    return centre


def _backup(scene: Scene) -> Prepared:
    filled(scene)
    scene.made["file"] = scene.folder / "centre.bak"
    words = ("centre", "backup", "--out", scene.made["file"], "--passphrase")
    return (*words, *scene.administer(scene.made["database"])), (SECRET,)


def _restore(scene: Scene) -> Prepared:
    words, secrets = _backup(scene)
    assert run(*words, secrets=secrets) == 0
    scene.close()
    scene.made["from"] = scene.made["database"]
    scene.made["database"] = scene.database()
    return ("centre", "restore", scene.made["file"], *scene.administer(scene.made["database"])), (SECRET,)


def _is_restored(scene: Scene) -> bool:
    return scene.asked("select count(*) > 60, count(distinct bureau) from centre.operation")[0][0] is True


def _storage(scene: Scene) -> Prepared:
    centre = filled(scene)
    line = centre.device(BUREAU).line()
    for number in range(4):
        content = bytes([number]) * 300_000
        leaves = [hashlib.sha256(content[i : i + 262144]).hexdigest() for i in (0, 262144)]
        line.blob_store(hashlib.sha256(content).hexdigest(), leaves, content)
    return ("centre", "storage", "--repair", *scene.administer(scene.made["database"])), ()


def _publish(scene: Scene) -> Prepared:
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


def _feed(scene: Scene) -> Prepared:
    filled(scene)
    return ("centre", "feed", *scene.administer(scene.made["database"])), ()


def _certify(scene: Scene) -> Prepared:
    scene.centre().device(BUREAU)
    key = scene.folder / "key"
    assert run("centre", "key", "--bureau", BUREAU, "--out", key, secrets=(SECRET,)) == 0
    words = ("centre", "certify", "--bureau", BUREAU, "--key", key)
    return (*words, *scene.administer(scene.made["database"])), (SECRET,)


def _is_certified(scene: Scene) -> bool:
    return scene.asked("select count(*) from centre.device where certificate is not null") == [(1,)]


def _ca(scene: Scene) -> Prepared:
    scene.made["files"] = ("ca.key", "ca.pem")
    return ("centre", "ca", "make", "--name", "演练局", "--out", scene.folder / "ca"), (SECRET,)


def _ca_server(scene: Scene) -> Prepared:
    words, secrets = _ca(scene)
    assert run(*words, secrets=secrets) == 0
    scene.made["files"] = ("ca.key", "ca.pem", "server.crt", "server.key")
    out = scene.folder / "ca"
    return ("centre", "ca", "server", "--ca", out, "--host", "centre.example", "--out", out), (SECRET,)


def _are_files(scene: Scene) -> bool:
    return sorted(one.name for one in (scene.folder / "ca").iterdir()) == list(scene.made["files"])


def _key(scene: Scene) -> Prepared:
    scene.made["file"] = scene.folder / "trust.json"
    words = ("centre", "key", "--bureau", BUREAU, "--out", scene.folder / "key", "--trust", scene.made["file"])
    return words, (SECRET,)


def _create(scene: Scene) -> Prepared:
    scene.centre()
    scene.made["file"] = scene.folder / "device.enrol"
    words = ("centre", "device", "create", "--bureau", BUREAU, "--name", "演练机", "--out", scene.made["file"])
    return (*words, *scene.administer(scene.made["database"])), ()


def _is_invited(scene: Scene) -> bool:
    # one that was invited without a file is turned away
    return is_file(scene) and scene.asked("select count(*) from centre.device where revoked_at is null") == [(1,)]


def _root(scene: Scene) -> Prepared:
    filled(scene)
    scene.made["file"] = scene.folder / "roots.json"
    return ("centre", "root", "--out", scene.made["file"], *scene.administer(scene.made["database"])), ()


def _deliver(scene: Scene) -> Prepared:
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
    "centre backup": Case(_backup, is_file), "centre restore": Case(_restore, _is_restored),
    "centre storage": Case(_storage, lambda scene: True), "centre release": Case(_publish, _is_published),
    "centre feed": Case(_feed, lambda scene: True), "centre certify": Case(_certify, _is_certified),
    "centre ca": Case(_ca, _are_files), "centre ca server": Case(_ca_server, _are_files),
    "centre key": Case(_key, is_file), "centre device": Case(_create, _is_invited),
    "centre root": Case(_root, is_file), "centre parcel": Case(_deliver, _is_delivered),
}  # fmt: skip
