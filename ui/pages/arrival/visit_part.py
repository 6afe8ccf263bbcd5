"""到场: the visit of the day begun; entry refused or the visit called off, each with its reason."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from app.domain.problems import Problem
from app.services.arrival.visits import call_off_visit, prove_refusal, refuse_entry
from ui.models.acting import moment_of
from ui.models.arrival import ArrivalView
from ui.models.arriving import begin, prove
from ui.pages.parts.step_page import Part, StepPage
from ui.unfinished import Unfinished
from ui.ways_back import leaves_by
from ui.widgets.buttons import button
from ui.widgets.choice_row import ChoiceRow
from ui.widgets.chooser import offer
from ui.widgets.drop_down import DropDown
from ui.widgets.field import Field, level
from ui.widgets.file_dialogs import PHOTOS, ask_file
from ui.widgets.hindrance_list import empty
from ui.widgets.labels import label
from ui.widgets.marked import tell
from ui.widgets.page import card, reveal
from ui.widgets.typed_line import TypedLine

REFUSED, OFF = "refused", "off"


class VisitPart(Part):
    """Begin a visit, or say why there is none."""

    def __init__(self, page: StepPage) -> None:
        super().__init__(page)
        self._visits = QVBoxLayout()
        self._begin, self._ending, self._proof = BeginForm(page), EndingForm(page), ProofForm(page)
        self._after = label("", "plain", wrap=True, name="afterRefusal")
        self._again = button(self.tr("登记新的到场…"), "visitAgain", "link", checkable=True)
        frame, inside = card()
        inside.addWidget(label(self.tr("到场"), "section"))
        inside.addLayout(self._visits)
        inside.addWidget(self._after)
        inside.addWidget(self._proof)
        inside.addWidget(self._again, 0, Qt.AlignmentFlag.AlignLeft)
        inside.addWidget(self._begin)
        inside.addWidget(self._ending)
        self._again.toggled.connect(self._begin.setVisible)
        leaves_by(self._begin, self._again)
        self._again.clicked.connect(lambda shown: reveal(self._begin, self._begin) if shown else None)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(frame)

    def show_view(self, view: ArrivalView) -> None:
        """Show the visits and what can be done now."""
        empty(self._visits)
        for number, words in enumerate(view.visits):
            self._visits.addWidget(label(words, "plain", wrap=True, name=f"visit_{number}"))
        refused = view.visit is not None and bool(view.visit.refused)
        if view.open:
            self._again.setChecked(False)
        self._again.setVisible(refused)
        self._begin.setVisible(not view.open and (not refused or self._again.isChecked()))
        self._ending.setVisible(view.open)
        self._proof.setVisible(refused)
        self._after.setVisible(refused)
        self._after.setText(self._what_follows(view))
        self._begin.show_view(view)
        self._ending.show_view(view)
        self._proof.show_view(view)


    def _what_follows(self, view: ArrivalView) -> str:
        """Return what is done after entry was refused: the visit is not over with that."""
        refused = view.visit.refused if view.visit is not None else {}
        proved = refused.get("witness") or refused.get("media")
        proof = "" if proved else self.tr("请添加现场照片（没有见证人的，封存笔录前必须有）。")
        signing = self.tr("接下来：当天由到场的执法人员在“签到”中签到，再到“笔录与签名”制作笔录。")
        return proof + signing


class BeginForm(QWidget):
    """Place and time of arrival; the reasons that this visit needs."""

    def __init__(self, page: StepPage) -> None:
        super().__init__()
        self._page = page
        self._where, self._at = TypedLine(), TypedLine()
        self._offered = ""
        self._fields = {
            "place": Field(self.tr("检查地点"), self._where, "visitPlace"),
            "arrived_at": Field(self.tr("到场时间"), self._at, "arrivedAt", self.tr("如 09:00；不填为现在")),
        }
        self._reasons: dict[str, QLineEdit] = {}
        self._asked = QVBoxLayout()
        self._go = button(self.tr("登记到场"), "beginVisit", "primary")
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self._go)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(10)
        entered = QHBoxLayout()
        entered.setSpacing(20)
        for field, share in zip(self._fields.values(), (3, 2), strict=True):
            entered.addWidget(field, share, Qt.AlignmentFlag.AlignTop)
        level(*self._fields.values())
        layout.addLayout(entered)
        layout.addLayout(self._asked)
        layout.addLayout(row)
        self._kept = Unfinished(self, page.place, f"visit/{page.inspection}")
        self._go.clicked.connect(self._on_go)
        self._at.returnPressed.connect(self._on_go)

    def show_view(self, view: ArrivalView) -> None:
        """Offer the place of last time, and ask for the reasons due."""
        if self._where.text() in ("", self._offered):
            self._where.offer(view.usual_place)
        self._offered = view.usual_place
        self._go.setText(self.tr("登记新的到场") if view.visits else self.tr("登记到场"))
        self._ask_reasons(view)
        if not view.open:
            self._kept.begin_once()

    def _ask_reasons(self, view: ArrivalView) -> None:
        codes = {one.code for one in view.reasons}
        if codes == set(self._reasons):
            return
        empty(self._asked)
        self._reasons = {one.code: TypedLine() for one in view.reasons}
        for one in view.reasons:
            words = f"{one.text}（{one.law}）" if one.law else one.text
            self._asked.addWidget(Field(words, self._reasons[one.code], f"reason_{one.code}"))

    def _on_go(self) -> None:
        typed = self._at.text().strip()
        arrived = moment_of(typed, self._page.place.desk.now().date())
        if typed and arrived is None:
            wrong = [Problem("arrived_at", self.tr("请写成 09:00 这样的时间，不填为现在。"))]
            self._page.enter(lambda desk: (None, wrong), wrong=self._show_problems)
            return
        place, reasons = self._where.text(), {code: line.text() for code, line in self._reasons.items()}
        self._page.enter(
            lambda desk: begin(desk, self._page.inspection, place, arrived, reasons), self._on_begun,
            self._show_problems,
        )  # fmt: skip

    def _on_begun(self, visit: object) -> None:
        self._at.clear()
        self._kept.finish()
        self._page.show_part("sign_in")

    def _show_problems(self, problems: Sequence[Problem]) -> None:
        tell(self._fields, problems)


class EndingForm(QWidget):
    """The visit that comes to nothing: entry refused by somebody, or called off."""

    def __init__(self, page: StepPage) -> None:
        super().__init__()
        self._page = page
        words = {REFUSED: self.tr("对方拒绝进场…"), OFF: self.tr("取消本次到场…")}
        self._which = ChoiceRow("visitEnding", words)
        self._reason, self._by, self._witness = TypedLine(), TypedLine(), DropDown()
        self._fields = {
            "reason": Field(self.tr("原因"), self._reason, "endingReason"),
            "by": Field(self.tr("拒绝的人员"), self._by, "refusedBy", self.tr("姓名、职务；不清楚的写明特征")),
        }
        self._witness_field = Field(self.tr("见证人"), self._witness, "refusalWitness")
        self._go = button(self.tr("记录"), "recordEnding")
        self._form = QWidget()
        form = QVBoxLayout(self._form)
        form.setContentsMargins(0, 0, 0, 0)
        for part in (*self._fields.values(), self._witness_field):
            form.addWidget(part)
        form.addWidget(self._go, 0, Qt.AlignmentFlag.AlignRight)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 6, 0, 0)
        layout.addWidget(label(self.tr("没有检查成的，如实记录："), "quiet"))
        layout.addWidget(self._which)
        layout.addWidget(self._form)
        self._form.hide()
        self._kept = Unfinished(self, page.place, f"visitEnding/{page.inspection}")
        self._kept.restored.connect(self._show_form)
        self._which.chosen.connect(self._on_which)
        self._go.clicked.connect(self._on_go)

    def show_view(self, view: ArrivalView) -> None:
        """Offer the people present as witnesses."""
        people = [(one.id, one.name) for one in view.persons]
        offer(self._witness, people, self.tr("没有见证人，记录后添加现场照片"), view.witness)
        if view.open:
            self._kept.begin_once()

    def _on_which(self) -> None:
        self._show_form()
        self._reason.setFocus()

    def _show_form(self) -> None:
        key = self._which.key()
        self._form.setVisible(bool(key))
        self._fields["by"].setVisible(key == REFUSED)
        self._witness_field.setVisible(key == REFUSED)
        self._fields["reason"].set_title(self.tr("拒绝的理由") if key == REFUSED else self.tr("取消的原因"))
        self._go.setText(self.tr("记录拒绝进场") if key == REFUSED else self.tr("取消本次到场"))
        self._go.setAccessibleName(self._go.text())

    def _on_go(self) -> None:
        reason, by, witness = self._reason.text(), self._by.text(), str(self._witness.currentData() or "")
        inspection = self._page.inspection
        if self._which.key() == REFUSED:
            self._page.enter(
                lambda desk: refuse_entry(desk, inspection, reason, by, witness), self._on_done, self._show_problems
            )
        else:
            self._page.enter(lambda desk: call_off_visit(desk, inspection, reason), self._on_done, self._show_problems)

    def _on_done(self, visit: object) -> None:
        self._reason.clear()
        self._by.clear()
        self._kept.finish()
        self._form.hide()

    def _show_problems(self, problems: Sequence[Problem]) -> None:
        tell(self._fields, problems)


class ProofForm(QWidget):
    """What proves that entry was refused: photos, or a witness added later."""

    def __init__(self, page: StepPage) -> None:
        super().__init__()
        self._page, self._visit = page, ""
        self._witness = DropDown()
        self._bind = button(self.tr("补充见证人"), "proofWitnessGo")
        self._photo = button(self.tr("添加现场照片…"), "proofPhoto")
        self._field = Field(self.tr("见证人"), self._witness, "proofWitness")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        for part in (self._field, self._bind, self._photo):
            row.addWidget(part)
        row.addStretch(1)
        self._bind.clicked.connect(self._on_witness)
        self._photo.clicked.connect(self._on_photo)

    def show_view(self, view: ArrivalView) -> None:
        """Offer the people present."""
        self._visit = view.visit.id if view.visit is not None else ""
        offer(self._witness, [(one.id, one.name) for one in view.persons], usual=view.witness)
        self._field.setVisible(bool(view.persons))
        self._bind.setVisible(bool(view.persons))

    def add_photo(self, photo: Path) -> None:
        """Take a photo of the refusal in and bind it to the visit."""
        visit = self._visit
        self._page.enter(lambda desk: prove(desk, self._page.inspection, visit, photo))

    def _on_witness(self) -> None:
        visit, witness = self._visit, str(self._witness.currentData() or "")
        self._page.act(lambda desk: prove_refusal(desk, self._page.inspection, visit, witness))

    def _on_photo(self) -> None:
        chosen = ask_file(
            self, self.tr("选择现场照片"), self.tr("照片 (*.jpg *.jpeg *.png *.heic *.heif)"), sort=PHOTOS
        )
        if chosen:
            self.add_photo(Path(chosen))
