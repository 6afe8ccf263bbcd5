"""The cards beside a paper: seen only once they have their heights; a form not filled in yet is no failure."""

import pytest
from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication, QFrame, QLabel, QListWidget

from app.domain.procedure.settlements import CORRECTION
from app.services.correcting.beginning import begin_correction
from tests.ui import stage
from tests.ui.conftest import calm, on_stage, part
from tests.ui.sealed_visit import show
from ui.pages.papers.acts import PaperActs
from ui.pages.papers.page import PapersPage
from ui.widgets.notice import Notice

sealed, place, site, notice, printers = stage.sealed, stage.place, stage.site, stage.notice, stage.printers


@pytest.fixture
def page(place, site, printers, qtbot):
    made = PapersPage(place, site.inspection, {}, printers)
    window = on_stage(qtbot, made)
    show(qtbot, made)
    yield made
    window.close()


class Painted(QObject):
    """Notes each card that was painted lower than its words need."""

    def __init__(self, acts: PaperActs) -> None:
        super().__init__()
        self._acts, self.pressed = acts, []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint and isinstance(watched, QFrame) and watched.parent() is self._acts:
            needed = watched.heightForWidth(watched.width())
            self.pressed += [(watched.height(), needed)] if watched.height() < needed else []
        return False


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_that_no_card_is_painted_before_it_has_its_height(page, qtbot) -> None:
    page.window().setMinimumSize(0, 0)
    page.window().resize(1152, 430)
    papers, acts = part(page, QListWidget, "papers"), page.findChild(PaperActs)
    painted = Painted(acts)
    QApplication.instance().installEventFilter(painted)
    for row in [*range(papers.count()), *reversed(range(papers.count()))]:
        papers.setCurrentRow(row)
        calm(qtbot, page.place.tasks)
        qtbot.waitUntil(acts.updatesEnabled)
        QApplication.processEvents()
    QApplication.instance().removeEventFilter(painted)
    assert painted.pressed == []


def test_that_a_form_that_is_being_filled_in_is_no_failure(page, site, qtbot) -> None:
    begun = begin_correction(site.desk, site.inspection, CORRECTION)
    show(qtbot, page)
    page.show_part("papers")
    papers = part(page, QListWidget, "papers")
    papers.setCurrentRow(next(at for at in range(papers.count()) if papers.item(at).text().startswith("补正")))
    calm(qtbot, page.place.tasks)
    assert begun.id and part(page, QLabel, "paperNext").text() == "下一步：填写内容"
    assert not [one for one in page.findChildren(Notice) if one.isVisible()]
    assert "起草后在这里看到文书" in " ".join(one.text() for one in page.findChildren(QLabel) if one.isVisible())
