"""换用文号 on the page of a paper: the reason is asked for, the act is said to be done."""

import pytest
from PySide6.QtWidgets import QAbstractButton, QLabel, QLineEdit

from tests.ui.conftest import on_stage, part
from ui.pages.papers.year import NumberOfYearForm

TOLD = ("换用2027年的文号", "文号的年度是2026年，文书的日期在2027年。")


@pytest.fixture
def page(qtbot, monkeypatch):
    class Page:
        inspection, place, acted = "演练", None, ()

        def act(self, work, then=None):
            self.acted = (*self.acted, work)

    return Page()


def test_that_a_number_is_changed_with_a_reason_alone(page, qtbot, monkeypatch) -> None:
    monkeypatch.setattr("ui.pages.papers.year.kept_form", lambda *_: None)
    made = NumberOfYearForm(page, "演练", TOLD)
    window = on_stage(qtbot, made)
    assert part(made, QLabel, "numberOfYearTold").text() == TOLD[1]
    part(made, QAbstractButton, "openNumberOfYear").click()
    part(made, QAbstractButton, "takeNumberOfYear").click()
    assert page.acted == () and "原因" in part(made, QLabel, "numberOfYearReasonProblem").text()
    part(made, QLineEdit, "numberOfYearReason").setText("跨年定稿（演练）")
    part(made, QAbstractButton, "takeNumberOfYear").click()
    assert len(page.acted) == 1
    window.close()
