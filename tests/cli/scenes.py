"""The long commands, each with what must be there before it, and how one sees that it did its work."""

from __future__ import annotations

from pathlib import Path

from app.centre.device.enrolment import enrolment_file
from app.services.attaching import attached, keep
from app.services.session.opening import close, open_desk
from app.services.session.paths import built_in_forms
from app.services.session.setting_up import set_up_training
from tests.cli import scenes_at_centre
from tests.cli.folders import run, standalone
from tests.cli.scene import SECRET, Case, Prepared, Scene, is_file
from tests.cli.scenes_at_centre import filled
from tests.services.exchange.device import BUREAU, clock, laptop
from tests.services.on_site import FORMS, PEOPLE, Watch, begin

CODE = "AAAA-BBBB-CCCC"


def _training(scene: Scene) -> Prepared:
    return ("--data", scene.folder / "d", "init", "--training"), ()


def _opens(scene: Scene) -> bool:
    return run("verify", scene.folder / "d") == 0


def _with_files(folder: Path) -> None:
    desk = open_desk(folder, forms=built_in_forms(), clock=clock)
    for number in range(3):
        desk.commit(attached(desk, "inspection-1", keep(desk, bytes([number]) * 700_000), f"演练{number}"))
    close(desk)


def keep_copy(scene: Scene) -> Prepared:
    assert run(*_training(scene)[0]) == 0
    _with_files(scene.folder / "d")
    return ("--data", scene.folder / "d", "backup", "--to", scene.folder / "usb"), ()


def _comes_back(scene: Scene) -> bool:
    scene.number += 1
    again = scene.folder / f"again{scene.number}"
    return run("--data", again, "restore", scene.folder / "usb") == 0 and run("verify", again) == 0


def _bring_back(scene: Scene) -> Prepared:
    assert run(*keep_copy(scene)[0]) == 0
    return ("--data", scene.folder / "back", "restore", scene.folder / "usb"), ()


def _is_back(scene: Scene) -> bool:
    return run("verify", scene.folder / "back") == 0


def _recover(scene: Scene) -> Prepared:
    standalone(scene.folder / "d", scene.folder / "usb.key")
    return ("--data", scene.folder / "d", "recover", "--key", scene.folder / "usb.key"), (SECRET, "246813")


def _is_recovered(scene: Scene) -> bool:
    return run("verify", scene.folder / "d", secrets=(SECRET,)) == 0


def export(scene: Scene) -> Prepared:
    assert run(*_training(scene)[0]) == 0
    _with_files(scene.folder / "d")
    scene.made["file"] = scene.folder / "stick.aix"
    return ("--data", scene.folder / "d", "parcel", "export", scene.made["file"]), ()


def enrol(scene: Scene) -> Prepared:
    file = scene.folder / "device.enrol"
    file.write_bytes(enrolment_file(scene.centre().invite(BUREAU), CODE))
    return ("--data", scene.folder / "d", "enrol", file), (CODE,)


def sync(scene: Scene) -> Prepared:
    centre = filled(scene)
    made = laptop(centre, scene.folder / "d")
    other = centre.device(BUREAU, "演练另机")
    other.write(*["符合"] * 50, officer="training-1")
    other.line().push(other.log)
    for number in range(3):
        made.desk.commit(attached(made.desk, "inspection-1", keep(made.desk, bytes([number]) * 700_000), "演练"))
    close(made.desk)
    return ("--data", scene.folder / "d", "sync"), ()


def _case_file(scene: Scene) -> Prepared:
    watch = Watch()
    desk = set_up_training(scene.folder / "d", forms=FORMS, clock=watch, bureau=BUREAU, officers=PEOPLE)
    inspection = begin(desk, watch).inspection
    close(desk)
    scene.made["file"] = scene.folder / "case.pdf"
    return ("--data", scene.folder / "d", "casefile", inspection, "--out", scene.made["file"], "--draft"), ()


def _rehearsal(scene: Scene) -> Prepared:
    scene.number += 1
    scene.made["file"] = scene.folder / f"rehearsal{scene.number}" / "summary.json"
    return ("rehearse", "--out", scene.made["file"].parent, "--until", "arrived"), ()


def _rehearses_elsewhere(scene: Scene) -> bool:
    words, _ = _rehearsal(scene)
    return run(*words) == 0 and is_file(scene)


CASES = {
    **scenes_at_centre.CASES,
    "init": Case(_training, _opens), "backup": Case(keep_copy, _comes_back), "restore": Case(_bring_back, _is_back),
    "recover": Case(_recover, _is_recovered), "parcel": Case(export, is_file), "enrol": Case(enrol, _opens),
    "sync": Case(sync, _opens), "casefile": Case(_case_file, is_file),
    "rehearse": Case(_rehearsal, _rehearses_elsewhere),
}  # fmt: skip
