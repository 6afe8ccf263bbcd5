"""The step 准备 on a desk of the office, with its approval and its notice at a press."""

import pytest

from tests.ui.at_the_office import Shown, workplace


@pytest.fixture
def shown(premises, tmp_path_factory, qtbot):
    with workplace(premises, tmp_path_factory) as (place, inspection):
        yield Shown(place, inspection, "preparation", qtbot)


def approve(shown, channel: str = "in_person") -> None:
    shown.click("part_approval", "formDraft", f"channel_{channel}", "decision_approve", "recordDecision")


def make_notice(shown) -> None:
    shown.click("formFreeze", "part_notice", "noticeDraft", "noticeFreeze")
