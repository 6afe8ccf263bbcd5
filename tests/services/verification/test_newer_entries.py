"""What a newer program wrote into a folder is left to it: the folder cannot be judged, unless it is broken besides."""

from pathlib import Path

from app.services.session.opening import close
from app.storage.exchange.later_entries import ENTRIES
from tests.services.verification.judging import check, opener


def test_that_a_folder_with_entries_of_a_newer_program_cannot_be_judged(folder: Path) -> None:
    desk = opener(folder)
    desk.store.settings.set(ENTRIES, ["third-past"])
    close(desk)
    outcome = check(folder)
    assert (outcome.state, outcome.exit_code) == ("unknown", 3)
    assert "third-past" in outcome.reasons[0]
    assert outcome.as_json()["operations"] > 0
    # what is broken all the same stays so
    blob = next(one for one in (folder / "blobs").rglob("*") if one.is_file())
    blob.write_bytes(blob.read_bytes()[:-1])
    assert check(folder).state == "broken"
