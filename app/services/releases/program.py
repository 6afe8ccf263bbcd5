"""A program update as a bureau publishes it: a short description under the bureau's key, and the package it names.

Two releases of the centre: ``program`` (the description, canonical JSON) and ``package`` (the file). The description
carries the package's digest, so its signature vouches for both. A program is never run by what fetched it.
"""

from __future__ import annotations

import platform
import re
import sys
from dataclasses import asdict, dataclass
from typing import Any

from app import VERSION
from app.domain.kept_records import record_of
from app.errors import InspectorError, IntegrityBroken
from app.sealing.canonical import canonical, read_json

PROGRAM, PACKAGE = "program", "package"
PLATFORMS = ("windows-x64", "windows-arm64", "linux-x64", "linux-arm64", "linux-loongarch64")
LARGEST_PACKAGE, LARGEST_DESCRIPTION = 1024**3, 64 * 1024
_SCHEMA = 1
_VERSION = re.compile(r"[0-9]{1,6}(\.[0-9]{1,6}){1,3}")
_FILE = re.compile(r"\w[\w.+() -]{0,118}\w", re.ASCII)
_DIGEST = re.compile(r"[0-9a-f]{64}")
_MACHINES = {"amd64": "x64", "x86_64": "x64", "aarch64": "arm64", "arm64": "arm64", "loongarch64": "loongarch64"}


@dataclass(frozen=True, slots=True)
class ProgramPackage:
    """What is published. ``minimal`` is the oldest version that may still be in use; ``size`` in bytes.

    ``published_at`` is "" where an earlier program published it.
    """

    platform: str
    version: str
    minimal: str
    file: str
    size: int
    sha256: str
    published_at: str = ""

    def as_bytes(self) -> bytes:
        """Return the description as it is published."""
        return canonical({"schema": _SCHEMA, **asdict(self)})


def program_version(text: str) -> tuple[int, ...]:
    """Return a version as numbers that compare; 1.2 and 1.2.0 are the same.

    Raises:
        InspectorError: ``version-malformed``.
    """
    if _VERSION.fullmatch(text) is None:
        advice = "请写成数字和点，例如 0.2.0。"
        raise InspectorError("version-malformed", f"程序版本的写法不对：{text}", advice)
    numbers = [int(one) for one in text.split(".")]
    while numbers and numbers[-1] == 0:
        numbers.pop()
    return tuple(numbers)


def is_newer(version: str, than: str | None = None) -> bool:
    """Return whether a version is newer than another, this program's own unless said otherwise."""
    return program_version(version) > program_version(VERSION if than is None else than)


def this_platform(system: str = sys.platform, machine: str | None = None) -> str:
    """Return the name of the platform that packages for this machine carry, "" where none is made for it."""
    kind = _MACHINES.get((machine or platform.machine()).lower(), "")
    name = f"{'windows' if system == 'win32' else 'linux' if system == 'linux' else system}-{kind}"
    return name if name in PLATFORMS else ""


def described(content: bytes) -> ProgramPackage:
    """Return what a published description says.

    Raises:
        IntegrityBroken: it is none, or names a file that could not lie in a folder of ours.
    """
    fault = IntegrityBroken("release-malformed", "发布的程序更新不合规格，没有采用。", "请联系发布单位重新发布。")
    try:
        said: Any = read_json(content)
        if not isinstance(said, dict) or said.pop("schema", None) != _SCHEMA:
            raise fault
        package = record_of(ProgramPackage, said)  # a later program may tell more
        texts = (value for name, value in asdict(package).items() if name != "size")
        fits = all(isinstance(value, str) for value in texts) and _fits(package)
    except (ValueError, TypeError, InspectorError) as error:
        raise fault from error
    if not fits:
        raise fault
    return package


def _fits(package: ProgramPackage) -> bool:
    whole = type(package.size) is int and 0 < package.size <= LARGEST_PACKAGE
    consistent = not is_newer(package.minimal, package.version) and package.platform in PLATFORMS
    return whole and consistent and usable_name(package.file) and _DIGEST.fullmatch(package.sha256) is not None


def usable_name(name: str) -> bool:
    """Return whether a package may have this file name: no way out of its folder, on no system."""
    return _FILE.fullmatch(name) is not None and ".." not in name
