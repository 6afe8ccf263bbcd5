"""A refusal to sign the record as a form: its reason, and a witness, photos or a body-camera file that show it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from PySide6.QtWidgets import QHBoxLayout

from app.domain.problems import Problem
from ui.models.record import RecordView
from ui.models.signing import REASONS, Refusing, SignerRow, refuse
from ui.pages.parts.namesake_field import NamesakeField
from ui.pages.parts.recording_field import RecordingField
from ui.pages.record.record_step import RecordStep
from ui.pages.record.signing_ways import SigningForm
from ui.unfinished import Unfinished
from ui.widgets.buttons import button
from ui.widgets.chooser import offer
from ui.widgets.drop_down import DropDown
from ui.widgets.field import Field
from ui.widgets.file_dialogs import PHOTOS, ask_files
from ui.widgets.labels import label


class RefusalForm(SigningForm):
    """Somebody does not sign: the reason in words, and a witness, photos or a body-camera file."""

    def __init__(self, page: RecordStep) -> None:
        super().__init__(page)
        self._photos: tuple[Path, ...] = ()
        self._reason, self._witness = DropDown(), DropDown()
        self._reason.setEditable(True)
        self._reason.addItems(["", *REASONS])
        self._pick = button(self.tr("添加现场照片…"), "pickRefusal")
        self._chosen = label("", "quiet", wrap=True, name="refusalPhotos")
        self._proof = Field(self.tr("见证人"), self._witness, "refusalWitness")
        self._two, self._filmed = NamesakeField("refusalNamesake"), RecordingField("refusal")
        self._witnesses: Mapping[str, str] = {}
        self._why = Field(self.tr("拒签原因（可选用，也可改写）"), self._reason, "refusalReason")
        self._record = button(self.tr("记录拒绝签名"), "recordRefusal", "primary")
        self.column.addWidget(self._why)
        self.column.addWidget(self._proof)
        self.column.addWidget(self._two)
        self.column.addWidget(self._filmed)
        row = QHBoxLayout()
        row.addWidget(self._pick)
        row.addWidget(self._chosen, 1)
        self.column.addLayout(row)
        row = QHBoxLayout()
        row.addWidget(self._record)
        row.addStretch(1)
        self.column.addLayout(row)
        self.column.addStretch(1)
        self._pick.clicked.connect(self._on_pick)
        self._record.clicked.connect(self._on_record)
        self._kept = Unfinished(self, page.place, "")
        self._reason.editTextChanged.connect(lambda: self._why.set_problem(""))
        self._witness.currentIndexChanged.connect(self._on_witness)

    def show_signer(self, signer: SignerRow, view: RecordView) -> None:
        """Offer as witness who is present and may be one."""
        anew = self.signer is None or self.signer.id != signer.id
        if anew:
            self._kept.rest()
        super().show_signer(signer, view)
        self._witnesses = view.witnesses.get(signer.id, {})
        others = [one for one in view.speakers if one[0] in self._witnesses]
        offer(self._witness, others, self.tr("没有见证人，另附照片"))
        self._filmed.show_files(view.recordings)
        if anew:
            self._witness.setCurrentIndex(max(0, self._witness.findData(view.witness)))
            self._kept.begin(f"refusal/{self.page.inspection}/{signer.id}")

    def clear(self) -> None:
        """Empty the form."""
        self._photos = ()
        self._chosen.setText("")
        self._reason.setCurrentIndex(0)
        self._witness.setCurrentIndex(0)
        self._two.clear()
        self._filmed.clear()
        for field in (self._why, self._proof):
            field.set_problem("")

    def add_photos(self, photos: Sequence[Path]) -> None:
        """Take photos of what happened."""
        self._photos = (*self._photos, *photos)
        self._chosen.setText("、".join(one.name for one in self._photos))
        self._proof.set_problem("")

    def _on_witness(self) -> None:
        self._proof.set_problem("")
        self._two.ask(self._witnesses.get(str(self._witness.currentData() or ""), ""))

    def _on_pick(self) -> None:
        found = ask_files(self, self.tr("选择照片"), self.photo_filter(), sort=PHOTOS)
        self.add_photos([Path(one) for one in found])

    def _on_record(self) -> None:
        signer = self.signer
        if signer is None:
            return
        witness = str(self._witness.currentData() or "")
        at, wrong = self._filmed.at(self.page.place.desk.now().date())
        self._filmed.say(wrong)
        if wrong:
            return
        said = Refusing(self._reason.currentText(), witness, self._photos, self._two.said(), self._filmed.file, at)
        page, done = self.page, lambda _: self._kept.finish()
        page.enter(lambda desk: refuse(desk, page.inspection, signer, said), done, self._show_problems)

    def _show_problems(self, problems: Sequence[Problem]) -> None:
        found = {one.field: one.text for one in problems}
        self._why.set_problem(found.get("reason", ""))
        self._proof.set_problem(found.get("proof", ""))
