import errno
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

import main
from app.cli import registry
from app.errors import Blocker, InspectorError, Refused


@pytest.fixture
def command(monkeypatch: pytest.MonkeyPatch) -> Iterator[ModuleType]:
    """A command ``try`` whose behaviour the test sets."""
    module = ModuleType("app.cli.tried")
    module.__spec__ = registry.importlib.machinery.ModuleSpec("app.cli.tried", None)
    module.add_arguments = lambda parser: parser.add_argument("--count", type=int, default=0)
    module.run = lambda arguments: arguments.count
    monkeypatch.setitem(sys.modules, "app.cli.tried", module)
    absent = registry.Command("absent", "app.cli.absent", "尚无")
    monkeypatch.setattr(registry, "COMMANDS", (registry.Command("try", "app.cli.tried", "试一试"), absent))
    return module


def _raising(error: Exception):
    def run(_arguments):
        raise error

    return run


def test_that_a_command_decides_the_exit_code(command) -> None:
    assert main.main(["try", "--count", "3"]) == 3


@pytest.mark.parametrize("argv", [["--data", "d", "try"], ["try", "--data", "d"]])
def test_that_global_options_stand_before_or_after_the_command(command, argv) -> None:
    seen = {}
    command.run = lambda arguments: seen.update(vars(arguments)) or 0
    main.main([*argv])
    assert seen["data"] == Path("d")
    assert seen["secret_fd"] is None


def test_that_help_names_the_commands_that_are_there(command, capsys) -> None:
    with pytest.raises(SystemExit):
        main.main(["--help"])
    shown = capsys.readouterr().out
    assert "试一试" in shown
    assert "尚无" not in shown


def test_that_help_loads_no_command() -> None:
    registry.build_parser()
    assert not {"sqlalchemy", "pikepdf", "PySide6.QtWidgets"} & _loaded_by_help()


def _loaded_by_help() -> set[str]:
    import subprocess

    code = "import sys, main; main.build_parser().format_help(); print(*sys.modules)"
    root = Path(main.__file__).parent
    return set(subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True).stdout.split())


def test_that_a_foreseen_failure_shows_its_title_and_advice(command, capsys) -> None:
    command.run = _raising(InspectorError("x", "磁盘已满。", "请清理空间。"))
    assert main.main(["try"]) == 1
    assert capsys.readouterr().err == "磁盘已满。\n请清理空间。\n"


def test_that_a_refusal_names_each_rule_and_its_article(command, capsys) -> None:
    command.run = _raising(Refused("不能开始检查。", [Blocker("two", "执法人员少于两人", ("penalty-law-2021:42",))]))
    assert main.main(["try"]) == 1
    cited = "《中华人民共和国行政处罚法》第四十二条"
    assert capsys.readouterr().err == f"不能开始检查。\n  - 执法人员少于两人（依据：{cited}）\n"


@pytest.mark.parametrize("number", [errno.EROFS, errno.EACCES, errno.ENOENT, errno.ENOTDIR, errno.ENAMETOOLONG])
def test_that_a_folder_that_cannot_be_written_is_named_with_the_next_step(command, capsys, number: int) -> None:
    command.run = _raising(OSError(number, os.strerror(number), "/media/只读/输出"))
    assert main.main(["try"]) == 1
    told = capsys.readouterr().err
    assert "/media/只读/输出" in told and "请" in told and "未预料" not in told


def test_that_an_unforeseen_failure_is_logged_without_what_was_typed(command, capsys, tmp_path) -> None:
    command.run = _raising(ValueError("演练甲 130000"))
    assert main.main(["--data", str(tmp_path), "try"]) == 1
    shown = capsys.readouterr().err
    logged = (tmp_path / "logs" / "archives-inspection-errors.log").read_text(encoding="utf-8")
    assert "已保存的内容不受影响" in shown
    assert "Traceback" not in shown
    assert "ValueError" in logged
    assert "演练甲" not in logged + shown
