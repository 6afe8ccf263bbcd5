"""What must never stand in a tracked file."""

import re

from tests.architecture.source_files import named, tracked_files

# Written in pieces, so that this file does not find itself.
_MACHINE_PATHS = "|".join(["/wor" + "k/", "/ro" + "ot/", "/opt/" + "(py|wheels)", "/ho" + r"me/\w+/"])
_HOSTS = "|".join(["py" + r"pi\.org", "python" + r"hosted\.org", "registry" + r"\.npmjs", "deb" + r"ian\.org"])
_OTHER_TREES = r"\.\./sha" + "red"
_FORBIDDEN = re.compile(f"{_MACHINE_PATHS}|{_HOSTS}|{_OTHER_TREES}")


def test_that_no_file_names_a_machine_a_registry_or_a_neighbouring_tree() -> None:
    found = []
    for file in tracked_files():
        try:
            text = file.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        found += [f"{named(file)}: {match[0]}" for match in _FORBIDDEN.finditer(text)]
    assert not found


def test_that_every_locked_package_has_one_version_and_hashes() -> None:
    lock = next(file for file in tracked_files() if named(file) == "requirements.lock").read_text(encoding="utf-8")
    entries = re.split(r"\n(?=\w)", lock.strip())
    packages = [entry for entry in entries if not entry.startswith("#")]
    pinned = re.compile(r"[\w.-]+==[\w.]+ .*--hash=sha256:[0-9a-f]{64}", re.S)
    assert len(packages) > 20
    assert not [entry for entry in packages if not pinned.match(entry)]
    assert "://" not in lock
