"""The version that the program tells the centre is the one it is released as."""

import configparser
import json

from app import VERSION
from tests.architecture.source_files import ROOT


def test_that_the_version_is_the_one_of_setup_cfg_and_of_the_about_page() -> None:
    settings = configparser.ConfigParser()
    settings.read(ROOT / "setup.cfg", encoding="utf-8")
    licences = json.loads((ROOT / "resources" / "licences.json").read_text(encoding="utf-8"))
    assert VERSION == settings["metadata"]["version"] == licences["version"]
