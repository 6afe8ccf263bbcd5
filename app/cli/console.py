"""What every sub-command shares: UTF-8 output, JSON, secrets, the data folder."""

from __future__ import annotations

import argparse
import getpass
import json
import os
import sys
from collections.abc import Mapping
from io import TextIOWrapper
from pathlib import Path
from typing import Any

from app.errors import InspectorError

_LONGEST_SECRET = 4096
_FOLDER_NAME = "archives-inspection"


def use_utf8() -> None:
    """Make standard output and error UTF-8, whatever the console's code page is."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def print_json(value: Any, *, indent: int | None = None) -> None:
    """Print ``value`` as one line of UTF-8 JSON (or indented), flushed, so that a reading program never waits."""
    print(json.dumps(value, ensure_ascii=False, indent=indent), flush=True)


def default_data_folder(platform: str = sys.platform, environ: Mapping[str, str] | None = None) -> Path:
    """Return this machine's data folder where ``--data`` names none.

    Windows: ``%PROGRAMDATA%``, shared by everybody who uses the laptop. Linux: ``/var/lib`` where the administrator
    made the folder there, else the user's own data folder.
    """
    environ = os.environ if environ is None else environ
    if platform == "win32":
        return Path(environ.get("PROGRAMDATA") or "C:/ProgramData") / _FOLDER_NAME
    for_all = Path("/var/lib") / _FOLDER_NAME
    if for_all.is_dir():
        return for_all
    return Path(environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / _FOLDER_NAME


def data_folder(arguments: argparse.Namespace) -> Path:
    """Return the folder given with ``--data``, else the machine's own."""
    given: Path | None = arguments.data
    return default_data_folder() if given is None else given


def add_secret_arguments(parser: argparse.ArgumentParser) -> None:
    """Let a command take its secret from a file as well (``--password-file``)."""
    parser.add_argument("--password-file", type=Path, metavar="FILE", help="从文件第一行读取口令")


def read_secret(arguments: argparse.Namespace, prompt: str) -> str:
    """Return one secret: from ``--password-file``, else the next line of ``--secret-fd``, else asked for.

    Several calls read several lines of ``--secret-fd``. A secret is never taken from the command line.

    Raises:
        InspectorError: ``no-secret`` where none can be had, ``secret-unreadable`` where its source cannot be read.
    """
    password_file: Path | None = getattr(arguments, "password_file", None)
    try:
        if password_file is not None:
            secret = password_file.read_text(encoding="utf-8-sig").split("\n", 1)[0].rstrip("\r")
        elif arguments.secret_fd is not None:
            secret = _next_line(arguments.secret_fd)
        else:
            secret = _asked(prompt)
    except (OSError, OverflowError, UnicodeDecodeError) as error:
        raise InspectorError(
            "secret-unreadable",
            "无法读取口令。",
            "请检查 --password-file 的文件或 --secret-fd 的编号，内容须为 UTF-8 文本。",
        ) from error
    if not secret:
        raise InspectorError("no-secret", "没有读到口令。", "请在提示处输入，或用 --secret-fd N 逐行提供。")
    return secret


def _next_line(descriptor: int) -> str:
    # Byte by byte: what lies behind the line belongs to the next call, or to a child process.
    line = bytearray()
    while len(line) < _LONGEST_SECRET:
        byte = os.read(descriptor, 1)
        if byte in (b"", b"\n"):
            break
        line += byte
    return line.decode("utf-8").rstrip("\r")


def _asked(prompt: str) -> str:
    if sys.stdin is None or not sys.stdin.isatty():
        return ""
    return getpass.getpass(f"{prompt}：")


def minute_words(moment: str) -> str:
    """Return an ISO moment as people write it, to the minute: 2026-03-09 09:30."""
    return moment[:16].replace("T", " ")


def print_done(arguments: argparse.Namespace, values: dict[str, Any], *lines: str) -> int:
    """Tell what was done, as JSON where that was asked for, and return the exit code for it."""
    if arguments.json:
        print_json(values)
    else:
        print("\n".join(lines), flush=True)
    return 0
