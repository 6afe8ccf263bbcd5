"""Setting up a machine: what the person is told where something is missing."""

import importlib.util
import sys
from pathlib import Path

import pytest

_SCRIPT = Path(__file__).resolve().parents[1] / "resources" / "packaging" / "prepare.py"


@pytest.fixture
def prepare(tmp_path):
    """The script, as if it stood in an empty checkout."""
    spec = importlib.util.spec_from_file_location("prepare_under_test", _SCRIPT)
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    script.VENV = tmp_path / ".venv"
    script.LOCK = tmp_path / "requirements.lock"
    script.LOCK.write_text("a==1\n")
    return script


def test_that_a_missing_needed_library_ends_with_the_exact_command(prepare, capsys) -> None:
    prepare.NEEDED_LIBRARIES = {"libnowhere1": "libnowhere.so.1"}
    prepare.install_system = lambda packages: not packages
    assert prepare.main([]) == 1
    assert "sudo apt-get update && sudo apt-get install -y libnowhere1" in capsys.readouterr().out


def test_that_a_missing_wished_package_stops_nothing(prepare, capsys) -> None:
    prepare.NEEDED_LIBRARIES = {}
    prepare.WINDOW_LIBRARIES = {"libnowhere1": "libnowhere.so.1"}
    prepare.install_system = lambda packages: not packages
    assert prepare.prepare_system(tests=False)
    assert "libnowhere1" in capsys.readouterr().out


def test_that_without_python_3_11_the_person_is_told(prepare, capsys) -> None:
    prepare.python_3_11 = lambda: None
    assert prepare.main([]) == 1
    assert "需要 Python 3.11" in capsys.readouterr().out


def test_that_a_prepared_environment_is_left_alone_until_the_lock_changes(prepare) -> None:
    done = []
    prepare.prepare_system = lambda tests: True
    prepare.prepare_environment = lambda python: True
    prepare.install_packages = lambda: done.append("installed") is None
    prepare.compile_sources = lambda python: None
    prepare.venv_python().parent.mkdir(parents=True)
    prepare.venv_python().touch()
    assert [prepare.main([]), prepare.main([]), len(done)] == [0, 0, 1]
    prepare.LOCK.write_text("a==2\n")
    assert [prepare.main([]), len(done)] == [0, 2]


def test_that_an_extra_of_a_locked_package_is_not_resolved_anew(prepare, monkeypatch) -> None:
    """pip 23 refuses coverage[toml] beside the pinned coverage once a newer coverage is published."""
    commands = []
    ended = prepare.subprocess.CompletedProcess([], 0)
    monkeypatch.setattr(prepare.subprocess, "run", lambda command: commands.append(command) or ended)
    assert prepare.install_packages()
    assert {"--no-deps", "--require-hashes"} <= set(commands[0])


def test_that_what_drives_the_real_window_is_installed_for_tests_only(prepare, monkeypatch) -> None:
    monkeypatch.setattr(prepare.shutil, "which", lambda program: None)
    monkeypatch.setattr(prepare, "missing_packages", lambda libraries: [])
    assert not {"xvfb", "xdotool"} & set(prepare.wished_packages(tests=False))
    assert {"xvfb", "openbox", "xdotool", "xclip"} <= set(prepare.wished_packages(tests=True))


def test_that_the_program_has_its_bytecode_before_its_first_start(prepare, tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(prepare, "ROOT", tmp_path)
    for name in ("app/one.py", "ui/two.py"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("x = 1\n")
    prepare.compile_sources(sys.executable)
    assert {path.name.split(".")[0] for path in tmp_path.rglob("*.pyc")} == {"one", "two"}
