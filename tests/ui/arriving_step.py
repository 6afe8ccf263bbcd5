"""The step 到场 on a desk that is ready to leave, with what its tests do again and again."""

from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtWidgets import QComboBox, QLabel

from tests.ui.at_the_office import Shown, workplace
from tests.ui.conftest import part


@pytest.fixture
def shown(premises, tmp_path_factory, qtbot):
    with workplace(premises, tmp_path_factory, ready=True) as (place, inspection):
        yield Shown(place, inspection, "arrival", qtbot)


def arrive(shown) -> None:
    shown.click("part_visit", "beginVisit")


def register_head(shown) -> None:
    shown.click("part_persons", "recordPerson")


def photo(folder: Path) -> Path:
    Image.new("RGB", (40, 30), "white").save(folder / "photo.jpg")
    return folder / "photo.jpg"


def texts(shown) -> str:
    return "\n".join(one.text() for one in shown.step.findChildren(QLabel) if one.isVisible())


def choose(shown, name: str, value: str) -> None:
    box = part(shown.step, QComboBox, name)
    box.setCurrentIndex(box.findText(value))
