"""Who decides, and an approval that was given by phone, for tests of what waits."""

from dataclasses import replace

import pytest
from PIL import Image

from app.services.preparation.approvals import Decision, record_approval
from ui.models.preparing import countersign
from ui.workplace import Workplace


@pytest.fixture
def leader(place, notice):
    return Workplace(replace(place.desk, officer="ding"), place.tasks)


@pytest.fixture
def by_phone(leader, notice, site, watch):
    done, problems = record_approval(
        leader.desk, site.inspection, Decision("D11", notice, "ding", "leader", "phone")
    )
    assert done is not None, problems
    return done.id


def bind(desk, inspection, approval, folder) -> None:
    Image.new("RGB", (40, 30), "white").save(folder / "signed.jpg")
    done, problems = countersign(desk, inspection, approval, folder / "signed.jpg")
    assert done is not None, problems
