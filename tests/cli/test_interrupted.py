"""Every long command is told to stop, here and there: a line that says what stands, nothing half-made, then again."""

from __future__ import annotations

import signal
import tempfile
from pathlib import Path

import pytest

from app.centre.trial.embedded import EmbeddedServer
from app.cli import enrol
from tests import stretching
from tests.centre.faults.amounts import LONG
from tests.centre.field import NOW
from tests.cli.folders import run
from tests.cli.interrupted import Stopper
from tests.cli.scene import HALF_MADE, Scene
from tests.cli.scenes import CASES

cheap_codes, cheap_secrets = stretching.codes, stretching.secrets
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
        if not case.done(scene) or (again and "已" not in said and name != "rehearse"):
            faults.append((place, code, again, said[-600:]))
        capsys.readouterr()
    assert not faults


def _scene(folder: Path, server: EmbeddedServer, template: str) -> Scene:
    folder.mkdir()
    return Scene(folder, server, template)
