"""An inspection that was planned at the office, shown in its page; clicks and fields by their names."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QAbstractButton, QPlainTextEdit, QWidget

from app.services.numbers.ledger import lease_locally
from app.services.papers.life import freeze, stamp
from app.services.pinning import attach_forms, pin_forms
from app.services.preparation.approvals import Decision, record_approval
from app.services.preparation.planning import plan_inspection
from app.services.session.opening import OpenDesk, close, open_desk
from tests.services.office import plan_entry
from tests.ui.conftest import calm, new_store, on_stage, part
from ui.entry import Premises
from ui.models.preparing import draft_form, draft_notice
from ui.pages.inspection import InspectionPage
from ui.tasks import Tasks
from ui.workplace import Workplace

COMPLETE = {
    "place": "演练路1号", "secrecy": "不接触涉密档案", "prepare": "制度文本；登记材料",
    "contact": "演练甲 0312-0000001",
}  # fmt: skip


_MADE: dict[str, tuple[Path, str]] = {}


@contextmanager
def workplace(
    premises: Premises, factory: pytest.TempPathFactory, *, ready: bool = False
) -> Iterator[tuple[Workplace, str]]:
    """Give a desk with 演练甲 at it and an inspection: planned, or ``ready`` with D1 approved and D2 stamped.

    The store is made once and copied for every test.
    """
    name = "ready" if ready else "planned"
    if name not in _MADE:
        _MADE[name] = _make(replace(premises, folder=factory.mktemp(name) / "data"), ready)
    made, inspection = _MADE[name]
    shutil.copytree(made, premises.folder)
    desk = open_desk(premises.folder, forms=premises.forms, clock=premises.clock, officer="jia")
    tasks = Tasks()
    yield Workplace(desk, tasks), inspection
    tasks.close()
    close(desk)


def _make(premises: Premises, ready: bool) -> tuple[Path, str]:
    desk = new_store(premises)
    lease_locally(desk, ["D2", "D33"], 2026, 1, 20)
    inspection = _planned(desk)
    if ready:
        form = draft_form(desk, inspection)
        record_approval(desk, inspection, Decision("D1", form.id, "ding", "leader", "in_person"))
        freeze(desk, inspection, form.id)
        notice = draft_notice(desk, inspection)
        freeze(desk, inspection, notice.id)
        stamp(desk, inspection, notice.id, way="bureau")
    close(desk)
    return premises.folder, inspection


def _planned(desk: OpenDesk) -> str:
    plan = plan_entry(desk, **COMPLETE)
    inspection, problems = plan_inspection(desk, plan, pin_forms(desk, "electronic-records"))
    assert inspection is not None, problems
    attach_forms(desk, inspection.id)
    return inspection.id


class Shown:
    """An inspection's page with one step shown."""

    def __init__(self, place: Workplace, inspection: str, step: str, qtbot: object) -> None:
        self.place, self.inspection, self.qtbot = place, inspection, qtbot
        self.page = InspectionPage(place, inspection, step, "")
        self.window = on_stage(qtbot, self.page)
        self.settle()

    @property
    def step(self) -> QWidget:
        """The page of the step that is shown."""
        found = self.page.page
        assert found is not None
        return found

    @property
    def case(self):
        """The inspection as it is stored."""
        return self.place.desk.case(self.inspection)

    def settle(self) -> None:
        """Wait until nothing is under way."""
        calm(self.qtbot, self.place.tasks)

    def click(self, *names: str) -> None:
        """Click controls that are seen, one after the other."""
        for name in names:
            found = [one for one in self.step.findChildren(QAbstractButton, name) if one.isVisible()]
            assert found, f"{name} is not seen"
            assert found[0].isEnabled(), name
            found[0].click()
            self.settle()

    def type(self, **texts: str) -> None:
        """Type into fields by their names."""
        for name, text in texts.items():
            line = part(self.step, QWidget, name)
            line.setFocus()
            line.selectAll()
            write = line.insertPlainText if isinstance(line, QPlainTextEdit) else line.insert
            write(text)  # as an input method does: keyClicks knows no Chinese

    def sees(self, name: str) -> bool:
        """Return whether a control is seen."""
        return any(one.isVisible() for one in self.step.findChildren(QWidget, name))

    def words(self, name: str) -> str:
        """Return what a screen reader says of a list of reasons or a line."""
        return part(self.step, QWidget, name).accessibleName()

    def label(self, name: str) -> str:
        """Return the text of a label."""
        return part(self.step, QWidget, name).text()
