import argparse
import os
from pathlib import Path

import pytest

from app.cli import console
from app.errors import InspectorError


def _pipe_with(content: bytes) -> int:
    reader, writer = os.pipe()
    os.write(writer, content)
    os.close(writer)
    return reader


def _arguments(**given: object) -> argparse.Namespace:
    return argparse.Namespace(**{"data": None, "secret_fd": None, **given})


def test_that_each_call_takes_the_next_line_of_the_descriptor() -> None:
    arguments = _arguments(secret_fd=_pipe_with("口令一\r\nsecond\n".encode()))
    assert console.read_secret(arguments, "口令") == "口令一"
    assert console.read_secret(arguments, "口令") == "second"
    with pytest.raises(InspectorError, match="no-secret"):
        console.read_secret(arguments, "口令")
    os.close(arguments.secret_fd)


def test_that_a_password_file_goes_before_the_descriptor(tmp_path: Path) -> None:
    file = tmp_path / "password.txt"
    file.write_bytes("\ufeff从文件来\r\n第二行".encode())
    assert console.read_secret(_arguments(secret_fd=99, password_file=file), "口令") == "从文件来"


@pytest.mark.parametrize("content", [b"\xff\xfe\n", None])
def test_that_an_unreadable_secret_is_a_foreseen_failure(content: bytes | None) -> None:
    descriptor = 10_000 if content is None else _pipe_with(content)
    with pytest.raises(InspectorError, match="secret-unreadable"):
        console.read_secret(_arguments(secret_fd=descriptor), "口令")


def test_that_without_a_terminal_nobody_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", None)
    with pytest.raises(InspectorError, match="no-secret"):
        console.read_secret(_arguments(), "口令")


def test_that_windows_keeps_one_folder_per_machine() -> None:
    folder = console.default_data_folder("win32", {"PROGRAMDATA": "D:/ProgramData"})
    assert folder == Path("D:/ProgramData/archives-inspection")


def test_that_a_given_folder_goes_before_the_default(tmp_path: Path) -> None:
    assert console.data_folder(_arguments(data=tmp_path)) == tmp_path
    assert console.data_folder(_arguments()) == console.default_data_folder()
