"""The inspection of other officers as one reads it who is not of its team: what is read as facts, what is still theirs.

The desk refuses every other act (``app.services.hands``); here it is not offered.
"""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from app.services.hands import Standing
from ui.looking_only import Allowed
from ui.models.inspection_state import InspectionState
from ui.pages.arrival.rights_part import RecusalForm
from ui.pages.arrival.team_part import TeamPart
from ui.pages.closing.keeping import KeepingField
from ui.pages.closing.recheck import RecheckForm
from ui.pages.parts.approval_part import DecisionForm
from ui.pages.parts.conflict_cards import ConflictCards
from ui.pages.preparing.plan_part import PlanPart
from ui.pages.record.two_records_card import TwoRecordsCard

# A re-inspection is planned by whoever will make it.
_ANYBODYS: tuple[type[QWidget], ...] = (RecheckForm,)
_ANYBODYS_NAMES = ("planRecheck", "part_")


def allowed_to(standing: Standing) -> Allowed:
    """Return what somebody who does not carry an inspection out may do on its pages."""
    whole, names = list(_ANYBODYS), list(_ANYBODYS_NAMES)
    if standing.appoints:
        whole += [PlanPart, TeamPart]
        names += ["formDraft", "formFreeze"]
    if standing.decides:
        whole.append(DecisionForm)
        names += ["recordDecision", "moreDecisions", "decideAgain", "countersign_"]
    if standing.settles:
        whole += [ConflictCards, KeepingField, RecusalForm, TwoRecordsCard]
        names += ["makeCaseFile", "printCaseFile"]
    return Allowed(tuple(whole), tuple(names))


def acts_in(step: str, state: InspectionState) -> bool:
    """Return whether a step that is read as facts holds something that is theirs to do."""
    standing = state.standing
    if step == "preparation":
        return standing.appoints or standing.decides
    waits = any(one.recusal.get("requested") and not one.recusal.get("decision") for one in state.case.rights)
    return step == "arrival" and standing.settles and waits
