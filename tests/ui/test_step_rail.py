"""The rail: the words of each step are read whole, in both sizes of letters."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtWidgets import QApplication

from app.domain.procedure.case import Case
from app.domain.procedure.rail import steps
from app.domain.procedure.records import REFUSAL
from app.domain.procedure.tasks import ORDER
from tests.builders import circumstances, lawful_case, sealed_case
from tests.ui.conftest import on_stage, part
from ui import style
from ui.widgets.step_rail import StepButton, StepRail


def refused() -> Case:
    """Return a record that officers signed and two others refused to sign."""
    case = lawful_case()
    record = case.document("D4")
    of_it = [one for one in case.signatures if one.document == record.id]
    others = tuple(replace(of_it[0], id=f"s{n}", signer=f"p{n}", way=REFUSAL) for n in (1, 2))
    return replace(case, signatures=(*case.signatures, *others))


def papers_of_all_states() -> Case:
    """Return a sealed case with an order whose notice is not drafted, a draft, and papers to be served."""
    case = sealed_case()
    order = next(one for one in case.measures if one.kind == ORDER)
    notice = next(one for one in case.documents if one.is_served and one.measure)
    more = tuple(replace(notice, id=f"d{n}", state=state) for n, state in enumerate(("draft", "frozen", "frozen")))
    return replace(case, measures=(*case.measures, replace(order, id="another")), documents=(*case.documents, *more))


@pytest.mark.parametrize("large", [False, True])
@pytest.mark.parametrize(
    ("made", "step", "words"),
    [(refused, "record", "拒签 2 人"), (papers_of_all_states, "papers", "送达")],
)
def test_that_the_longest_words_of_a_step_are_not_cut(qtbot, qapp: QApplication, made, step, words, large) -> None:
    style.dress(qapp, large=large)
    rail = StepRail()
    rail.show_steps(steps(made(), circumstances()))
    window = on_stage(qtbot, rail)
    shown = part(rail, StepButton, f"step_{step}")
    assert words in shown.fitted() and "…" not in shown.fitted(), shown.accessibleName()
    window.close()


def test_that_the_rail_leaves_its_room_to_the_page_in_a_narrow_window(qtbot) -> None:
    case = lawful_case()
    rail = StepRail()
    rail.show_steps(steps(case, circumstances()))
    window = on_stage(qtbot, rail)
    wide = rail.width()
    window.resize(960, 600)
    qtbot.waitUntil(lambda: rail.width() < wide / 2)
    rows = len(rail.findChildren(StepButton))
    qtbot.waitUntil(lambda: rail.minimumSizeHint().height() <= rows * (style.current().target + 3))  # 1366x768 at 150 %
    assert "笔录与签名" in part(rail, StepButton, "step_record").toolTip()
    window.resize(1366, 700)
    qtbot.waitUntil(lambda: rail.width() == wide)
    window.close()
