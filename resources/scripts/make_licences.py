"""Write resources/licences.json: every component that is shipped, with its licence as its own distribution tells it.

    python resources/scripts/make_licences.py

Shipped is what setup.cfg requires and what that requires in turn, as installed here, with the fonts of resources/fonts
and Python. Run it after ``make lock``; tests/architecture holds the result against requirements.lock.
"""

from __future__ import annotations

import configparser
import hashlib
import json
import re
import sys
from importlib import metadata
from pathlib import Path

from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parents[2]
TARGET = ROOT / "resources" / "licences.json"
# The wheels of Qt name their licence and do not carry its text: it stands with others under the same one.
SAME_TEXTS = {"pyside6-essentials": ("psycopg",), "shiboken6": ("psycopg",)}
LICENCE_FILE = re.compile(r"(licen[cs]e|copying|notice|ofl|lgpl|gpl)", re.IGNORECASE)
FONTS = {
    "LICENCE-fandol.txt": ("Fandol", "GPL-3.0 with font exception"),
    "LICENCE-hanazono.txt": ("HanaMin", "OFL-1.1"),
    "LICENCE-lxgw.txt": ("LXGW WenKai", "OFL-1.1"),
    "LICENCE-noto-sans.txt": ("Noto Sans CJK", "OFL-1.1"),
    "LICENCE-noto-serif.txt": ("Noto Serif CJK", "OFL-1.1"),
}


def plain(name: str) -> str:
    """Return the name of a package as the index compares names."""
    return re.sub(r"[-_.]+", "-", name).lower()


def shipped() -> dict[str, metadata.Distribution]:
    """Return the installed distributions that setup.cfg requires, and those they require, by plain name."""
    config = configparser.ConfigParser()
    config.read(ROOT / "setup.cfg", encoding="utf-8")
    lines = config["options"]["install_requires"].splitlines()
    waiting = [Requirement(line) for line in lines if line.strip() and not line.strip().startswith("#")]
    found: dict[str, metadata.Distribution] = {}
    seen: set[tuple[str, tuple[str, ...]]] = set()
    while waiting:
        wanted = waiting.pop()
        key = (plain(wanted.name), tuple(sorted(wanted.extras)))
        if key in seen:
            continue
        seen.add(key)
        dist = found.setdefault(key[0], metadata.distribution(wanted.name))
        for text in dist.requires or ():
            one = Requirement(text)
            extras = ["", *wanted.extras]
            if one.marker is None or any(one.marker.evaluate({"extra": extra}) for extra in extras):
                waiting.append(one)
    return found


def licence_of(dist: metadata.Distribution) -> str:
    """Return the name of a licence: the expression, else the short text, else the classifiers."""
    told = dist.metadata
    if plain(str(told["Name"])) == "sqlcipher3":
        return "zlib（SQLCipher 部分待核实）"
    short = (told.get("License") or "").strip()
    classes = [one.rpartition(" :: ")[2] for one in told.get_all("Classifier") or () if one.startswith("License")]
    if told.get("License-Expression"):
        return str(told["License-Expression"])
    return short if short and len(short) < 80 and "\n" not in short else ", ".join(classes)


def texts_of(dist: metadata.Distribution) -> list[str]:
    """Return the texts of a distribution's licence files, each once."""
    texts = []
    for file in dist.files or ():
        inside = ".dist-info" in str(file.parent) or len(file.parts) <= 2
        named = LICENCE_FILE.search(file.name) or "licenses" in (part.lower() for part in file.parent.parts)
        if inside and named and file.suffix.lower() in ("", ".txt", ".md", ".rst", ".apache"):
            path = Path(str(dist.locate_file(file)))
            if path.is_file():
                texts.append(path.read_text(encoding="utf-8", errors="replace").strip())
    return list(dict.fromkeys(one for one in texts if one))


def main() -> int:
    """Write the file and return the exit code."""
    texts: dict[str, str] = {}

    def kept(text: str) -> str:
        digest = hashlib.sha256(text.encode()).hexdigest()[:16]
        texts[digest] = text
        return digest

    found = shipped()
    components = [
        {
            "name": dist.metadata["Name"], "version": dist.version, "licence": licence_of(dist),
            "kind": "package",
            "texts": [kept(one) for owner in SAME_TEXTS.get(name, (name,)) for one in texts_of(found[owner])],
        }
        for name, dist in sorted(found.items())
    ]  # fmt: skip
    for file, (name, licence) in FONTS.items():
        text = (ROOT / "resources" / "fonts" / file).read_text(encoding="utf-8").strip()
        components.append({"name": name, "version": "", "licence": licence, "kind": "font", "texts": [kept(text)]})
    python = Path(sys.base_prefix) / "lib" / f"python{sys.version_info.major}.{sys.version_info.minor}" / "LICENSE.txt"
    if python.is_file():
        told = [kept(python.read_text(encoding="utf-8", errors="replace").strip())]
        components.append({"name": "Python", "version": "3.11", "licence": "PSF-2.0", "kind": "python", "texts": told})
    config = configparser.ConfigParser()
    config.read(ROOT / "setup.cfg", encoding="utf-8")
    body = {"version": config["metadata"]["version"], "components": components, "texts": dict(sorted(texts.items()))}
    TARGET.write_text(json.dumps(body, ensure_ascii=False, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    for one in components:
        print(one["name"], one["version"], "|", one["licence"], "|", len(one["texts"]))
    return 0


if __name__ == "__main__":
    sys.exit(main())
