"""What is said above every step of an inspection."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.services.desk import Desk
from ui.destination_names import APPROVALS
from ui.models.hindrances import Hindrance, hindrances, step_of
from ui.models.inspection_state import InspectionState
from ui.widgets.hindrance_list import HindranceList
from ui.widgets.notice import WARNING
from ui.widgets.page import SIDE, TOP

CHECKING, PREPARATION = "checking", "preparation"


class OnEveryStep(QWidget):
    """Says that neither laptop seals while the lead is handed over, and whose inspection it is; hidden elsewhere.

    ``place_wanted(place)`` where somebody goes to what it names.
    """

    place_wanted = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._moving, self._strange = HindranceList("leadMoving"), HindranceList("notOurs")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SIDE, TOP, SIDE, 0)
        layout.setSpacing(8)
        for reasons in (self._strange, self._moving):
            layout.addWidget(reasons)
            reasons.place_wanted.connect(self.place_wanted)
        self.hide()

    def show_state(self, desk: Desk, state: InspectionState, shown: str) -> None:
        """Say it on the step that is shown."""
        strange = hindrances(desk, state.standing.strange)
        if strange and shown != CHECKING:  # which says so itself
            linked = [one.place for one in strange if state.standing.appoints and shown != PREPARATION]
            if state.standing.decides:
                words = self.tr("需要您审批、审核的文书，在“待我审批”中办理。")
                strange, linked = (Hindrance(APPROVALS, words, "", APPROVALS), *strange), [APPROVALS, *linked]
            self._strange.show_list(WARNING, "", strange, linked)
        else:
            self._strange.clear()
        # what holds closing up stands on its page; the lead is one of several parts of the preparation
        elsewhere = [one for one in state.moving if shown == PREPARATION or step_of(one.place) != shown]
        self._moving.show_list(WARNING, "", elsewhere, [one.place for one in elsewhere])
        self.setVisible(bool(elsewhere) or not self._strange.isHidden())
