"""What the about page tells of shipped components holds against the lock and the fonts."""

import configparser
import json
import re

from tests.architecture.source_files import ROOT


def plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def locked() -> dict[str, str]:
    text = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    return {plain(name): version for name, version in re.findall(r"^([\w.-]+)==([\w.]+)", text, re.M)}


def told() -> dict:
    return json.loads((ROOT / "resources" / "licences.json").read_text(encoding="utf-8"))


def test_that_every_component_told_has_the_locked_version_and_a_text() -> None:
    versions, found = locked(), told()
    wrong = [
        one["name"]
        for one in found["components"]
        if one["kind"] == "package" and versions.get(plain(one["name"])) != one["version"]
    ]
    assert not wrong, "run resources/scripts/make_licences.py"
    empty = [one["name"] for one in found["components"] if not one["licence"] or not one["texts"]]
    assert not empty
    assert {text for one in found["components"] for text in one["texts"]} == set(found["texts"])


def test_that_everything_required_and_every_font_is_told() -> None:
    config = configparser.ConfigParser()
    config.read(ROOT / "setup.cfg", encoding="utf-8")
    lines = [one.strip() for one in config["options"]["install_requires"].splitlines()]
    required = {plain(re.split(r"[\[<>=!~; ]", one)[0]) for one in lines if one and not one.startswith("#")}
    names = {plain(one["name"]) for one in told()["components"]}
    assert required <= names
    fonts = [one for one in told()["components"] if one["kind"] == "font"]
    assert len(fonts) == len(list((ROOT / "resources" / "fonts").glob("LICENCE-*.txt")))
    assert told()["version"] == config["metadata"]["version"]
