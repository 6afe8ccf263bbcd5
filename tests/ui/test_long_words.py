"""Words of two thousand characters push no act out of sight, and are read whole where one asks for them."""

from PySide6.QtWidgets import QLabel, QPushButton

from app.services.preparation.approvals import Decision, record_approval
from tests.ui import stage
from tests.ui.conftest import on_stage, part
from tests.ui.sealed_visit import FilePrinters, show
from ui.pages.papers.page import PapersPage
from ui.widgets.long_words import SHOWN, LongWords

sealed, place, site, notice = stage.sealed, stage.place, stage.site, stage.notice


def test_that_long_words_are_shortened_until_they_are_asked_for(qtbot) -> None:
    shown = LongWords("problem", "told")
    window = on_stage(qtbot, shown)
    text, more, words = "很" * 2000, part(shown, QPushButton, "toldMore"), part(shown, QLabel, "told")
    shown.setText(text)
    assert words.text() == "很" * SHOWN + "…" and words.accessibleName() == text and more.isVisible()
    more.click()
    assert words.text() == text and more.text() == "收起"
    shown.setText("很短")
    assert words.text() == "很短" and not more.isVisible()
    window.close()


def test_that_a_long_refusal_leaves_drafting_anew_in_sight(place, site, notice, tmp_path, qtbot) -> None:
    told = "请写明日志保存的起止时间和依据；" * 120
    record_approval(
        site.desk, site.inspection, Decision("D11", notice, "ding", "leader", "in_person", "refuse", opinion=told)
    )
    page = PapersPage(place, site.inspection, {}, FilePrinters(tmp_path))
    window = on_stage(qtbot, page)
    window.resize(1366, 700)
    show(qtbot, page)
    again = part(page, QPushButton, "draftPaper")
    assert again.text() == "重新起草" and again.visibleRegion().boundingRect() == again.rect()
    window.close()
