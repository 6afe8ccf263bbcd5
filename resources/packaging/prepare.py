"""Bring a bare machine to where the program runs: system libraries, .venv, the locked packages, bytecode.

    python3 resources/packaging/prepare.py [--tests]

Standard library only, and written so that an older Python can at least say what is missing. What was done is
remembered in .venv by a digest of the lock and of this file: a second run answers at once.
"""

from __future__ import annotations

import ctypes
import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
VENV = ROOT / ".venv"
LOCK = ROOT / "requirements.lock"
WINDOWS = os.name == "nt"

# Debian package -> the file by which it is known. Without the first group nothing runs.
NEEDED_LIBRARIES = {
    "libglib2.0-0": "libglib-2.0.so.0",
    "libegl1": "libEGL.so.1",
    "libgl1": "libGL.so.1",
    "libxkbcommon0": "libxkbcommon.so.0",
    "libfontconfig1": "libfontconfig.so.1",
    "libdbus-1-3": "libdbus-1.so.3",
}
# For the window on X11.
WINDOW_LIBRARIES = {
    "libxcb-cursor0": "libxcb-cursor.so.0",
    "libxcb-icccm4": "libxcb-icccm.so.4",
    "libxcb-keysyms1": "libxcb-keysyms.so.1",
    "libxcb-shape0": "libxcb-shape.so.0",
    "libxcb-xkb1": "libxcb-xkb.so.1",
    "libxkbcommon-x11-0": "libxkbcommon-x11.so.0",
}
CHINESE_FONTS = ("*CJK*", "*SourceHan*", "wqy*", "*[sS]im[sS]un*", "FZ*", "*NotoSansSC*")
SERVER = "postgresql/*/bin/postgres"
# Tests that drive the real window on a screen of its own: Debian package -> its program.
SCREEN_PROGRAMS = {"xvfb": "Xvfb", "openbox": "openbox", "xdotool": "xdotool", "xclip": "xclip"}


def say(text: str) -> None:
    """Print for the person, on whatever console."""
    encoding = sys.stdout.encoding or "utf-8"
    print(text.encode(encoding, "replace").decode(encoding), flush=True)


def python_3_11() -> str | None:
    """Return the command of a working Python 3.11, or None."""
    candidates = [sys.executable, "python3.11", "/usr/bin/python3.11", "/usr/local/bin/python3.11", "python3"]
    for candidate in candidates:
        path = shutil.which(candidate)
        if path and _answer(path, "import sys; print(sys.version_info[:2])") == "(3, 11)":
            return path
    return None


def _answer(python: str, code: str) -> str | None:
    ran = subprocess.run([python, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    return ran.stdout.decode("utf-8", "replace").strip() if ran.returncode == 0 else None


def missing_packages(libraries: dict[str, str]) -> list[str]:
    """Return the Debian packages of those ``libraries`` that cannot be loaded."""
    missing = []
    for package, library in libraries.items():
        try:
            ctypes.CDLL(library)
        except OSError:
            missing.append(package)
    return missing


def wished_packages(tests: bool) -> list[str]:
    """Return the Debian packages that are absent and only make some things possible."""
    wished = missing_packages(WINDOW_LIBRARIES)
    folders = [Path("/usr/share/fonts"), Path("/usr/local/share/fonts"), Path.home() / ".local/share/fonts"]
    if not any(any(folder.rglob(name)) for folder in folders for name in CHINESE_FONTS):
        wished.append("fonts-noto-cjk")
    if tests and not any(Path("/usr/lib").glob(SERVER)):
        wished.append("postgresql")
    if tests:
        wished += [package for package, program in SCREEN_PROGRAMS.items() if shutil.which(program) is None]
    return wished


def install_system(packages: list[str]) -> bool:
    """Install Debian packages where root or sudo without a password allows; return whether all went well."""
    if not packages or not shutil.which("apt-get"):
        return not packages
    prefix = [] if os.geteuid() == 0 else ["sudo", "-n"]
    if prefix and not _sudo_without_password():
        return False
    say("正在安装系统软件包：" + " ".join(packages))
    environment = prefix + ["env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq", "-y"]
    install = environment + ["install", "--no-install-recommends"] + packages
    if subprocess.run(install, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode == 0:
        return True
    subprocess.run(environment + ["update"])
    return subprocess.run(install, stdout=subprocess.DEVNULL).returncode == 0


def _sudo_without_password() -> bool:
    if not shutil.which("sudo"):
        return False
    return subprocess.run(["sudo", "-n", "true"], stderr=subprocess.DEVNULL).returncode == 0


def ask_for(packages: list[str], consequence: str) -> None:
    """Tell the exact command that a person with rights must run."""
    say(consequence + "\n请运行（需要管理员权限）：")
    say("  sudo apt-get update && sudo apt-get install -y " + " ".join(packages))
    if not shutil.which("apt-get"):
        say("本系统没有 apt-get：请用系统自带的软件管理工具安装同名或对应的软件包。")


def prepare_system(tests: bool) -> bool:
    """See to the system libraries; return False where the program cannot run without a missing one."""
    needed = missing_packages(NEEDED_LIBRARIES)
    if not install_system(needed):
        ask_for(needed, "缺少程序必需的系统库。")
        return False
    wished = wished_packages(tests)
    if not install_system(wished):
        ask_for(wished, "以下系统软件包建议安装（窗口显示、中文字体、中心库和窗口的测试），没有也可继续。")
    return True


def prepare_environment(python: str) -> bool:
    """Make .venv where it is missing or of another Python; return False where it cannot be made."""
    probe = "import sys, pip; print(sys.version_info[:2])"
    if venv_python().exists() and _answer(str(venv_python()), probe) == "(3, 11)":
        return True
    if _answer(python, "import ensurepip, venv; print(1)") is None and not install_system(["python3.11-venv"]):
        ask_for(["python3.11-venv"], "此 Python 缺少 venv 模块，无法建立运行环境。")
        return False
    say("正在建立运行环境 .venv")
    return subprocess.run([python, "-m", "venv", "--clear", str(VENV)]).returncode == 0


def venv_python() -> Path:
    """Return the interpreter inside .venv."""
    return VENV / "Scripts" / "python.exe" if WINDOWS else VENV / "bin" / "python"


def install_packages() -> bool:
    """Install exactly what the lock says; return whether all went well."""
    say("正在安装 Python 软件包（第一次约一两分钟）")
    options = ["-qq", "--disable-pip-version-check", "--no-input", "--require-hashes", "--only-binary", ":all:"]
    # The lock is whole, so nothing is resolved anew: pip takes an extra (coverage[toml]) for an unpinned requirement
    # as soon as its package has a release newer than the lock (pip issue 9644), and a sound lock would stop installing.
    options.append("--no-deps")
    command = [str(venv_python()), "-m", "pip", "install"] + options + ["-r", str(LOCK)]
    # -qq: warnings about other sources in a user's pip settings are noise, since only the hashes decide.
    if subprocess.run(command).returncode == 0:
        return True
    say("Python 软件包没有装全。请检查网络后再运行一次 make setup。")
    return False


def compile_sources(python: str) -> None:
    """Write the bytecode of the program, so that not even its first start has to; it starts without as well."""
    folders = [str(ROOT / name) for name in ("app", "ui")]
    subprocess.run([python, "-m", "compileall", "-q"] + folders, stderr=subprocess.DEVNULL)


def _digest(tests: bool) -> str:
    content = LOCK.read_bytes() + Path(__file__).read_bytes() + (b"tests" if tests else b"")
    return hashlib.sha256(content).hexdigest()


def main(arguments: list[str]) -> int:
    """Return 0 when everything needed is there."""
    tests = "--tests" in arguments
    if _is_prepared(tests):
        return 0
    python = python_3_11()
    if python is None:
        say("需要 Python 3.11。Linux 请安装 python3.11 和 python3.11-venv，Windows 请安装官方的 3.11 版，再运行一次。")
        return 1
    if not WINDOWS and not prepare_system(tests):
        return 1
    if not (prepare_environment(python) and install_packages()):
        return 1
    compile_sources(str(venv_python()))
    for stamp, digest in _stamps(tests):
        stamp.write_text(digest)
    return 0


def _is_prepared(tests: bool) -> bool:
    stamp, digest = _stamps(tests)[0]
    return venv_python().exists() and stamp.exists() and stamp.read_text() == digest


def _stamps(tests: bool) -> list[tuple[Path, str]]:
    """Return what is remembered: what the tests need holds all that a run needs."""
    run = (VENV / ".prepared", _digest(False))
    return [(VENV / ".prepared-tests", _digest(True)), run] if tests else [run]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
