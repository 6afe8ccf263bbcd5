"""Rewrite requirements.lock from the lists in setup.cfg: exact versions and hashes for Linux and Windows.

    python resources/packaging/lock.py [--upgrade]

Versions already locked stay unless ``--upgrade`` is given or setup.cfg forbids them. Needs ``uv``, which resolves for
every platform at once (pip-compile sees its own platform only); it is fetched into a temporary environment.
"""

from __future__ import annotations

import configparser
import os
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

_ROOT = Path(__file__).resolve().parents[2]
_LOCK = _ROOT / "requirements.lock"
_HEAD = """\
# Made by resources/packaging/lock.py from setup.cfg. Do not edit.
# Install: python -m pip install --no-deps --require-hashes -r requirements.lock
"""


def wanted_packages() -> str:
    """Return what the program and its tests ask for, one requirement a line."""
    config = configparser.ConfigParser()
    config.read(_ROOT / "setup.cfg", encoding="utf-8")
    return config["options"]["install_requires"] + config["options.extras_require"]["test"] + "\n"


def main(argv: list[str]) -> int:
    """Write the lock and return uv's exit code."""
    with tempfile.TemporaryDirectory() as folder:
        environment = Path(folder, "uv")
        venv.create(environment, with_pip=True)
        binaries = environment / ("Scripts" if os.name == "nt" else "bin")
        subprocess.run([binaries / "python", "-m", "pip", "install", "--quiet", "uv"], check=True)
        wanted, resolved = Path(folder, "wanted.in"), Path(folder, "resolved.txt")
        wanted.write_text(wanted_packages(), encoding="utf-8")
        if _LOCK.exists():
            resolved.write_text(_LOCK.read_text(encoding="utf-8"), encoding="utf-8")
        options = ["--universal", "--python-version", "3.11", "--generate-hashes"]
        plain = ["--no-header", "--no-annotate", "--no-emit-index-url", "--no-emit-find-links", "--quiet"]
        files: list[str | Path] = [wanted, "--output-file", resolved]
        code = subprocess.run([binaries / "uv", "pip", "compile", *files, *options, *plain, *argv]).returncode
        if code == 0:
            _LOCK.write_text(_HEAD + resolved.read_text(encoding="utf-8"), encoding="utf-8", newline="\n")
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
