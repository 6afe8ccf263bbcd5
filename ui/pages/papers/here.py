"""A paper signed on the spot: everybody's signature, a refusal with its reason and witness, then the seal."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.domain.procedure.records import REFUSAL
from app.services.desk import Desk
from app.services.evidence.intake import Particulars
from app.services.papers.signed_papers import seal_paper
from app.services.papers.signed_papers import sign_paper as sign
from ui.models.paper_view import PaperView
from ui.models.service import BY_THEMSELVES, UnderWay
from ui.pages.papers.photo import PhotoField, taken_in
from ui.pages.papers.signing import SigningBox
from ui.pages.papers.step import PapersStep
from ui.pages.parts.namesake_field import NamesakeField
from ui.pages.parts.recording_field import RecordingField
from ui.unfinished import kept_form
from ui.widgets.buttons import button
from ui.widgets.chooser import offer
from ui.widgets.drop_down import DropDown
from ui.widgets.field import Field
from ui.widgets.labels import label
from ui.widgets.page import opens
from ui.widgets.typed_line import TypedLine


class SignHere(QWidget):
    """The signatures of one paper, and its seal once everybody has signed or refused."""

    def __init__(self, page: PapersStep, view: PaperView) -> None:
        super().__init__()
        self._page = page
        assert view.signing is not None
        signing = view.signing
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(10)
        if signing.signed:
            layout.addWidget(label(self.tr("已全部签名。封存后内容和签名不能再改。"), "plain", wrap=True))
            go = button(self.tr("封存"), "sealPaper", "primary")
            go.clicked.connect(lambda: page.act(lambda desk: seal_paper(desk, page.inspection, signing.receipt)))
            layout.addWidget(go)
            return
        layout.addWidget(SigningBox(page, signing, narrow=True))
        if any(one.role not in BY_THEMSELVES and not one.done for one in signing.signers):
            layout.addWidget(RefusalForm(page, view, signing))


class RefusalForm(QWidget):
    """Somebody does not sign: who, why, and a witness, photos or a body-camera file."""

    def __init__(self, page: PapersStep, view: PaperView, signing: UnderWay) -> None:
        super().__init__()
        self._page, self._signing = page, signing
        self._who, self._witness, self._reason = DropDown(), DropDown(), TypedLine()
        self._photos = PhotoField("refusalPhotos", self.tr("添加现场照片…"), many=True)
        self._problem = label("", "problem", wrap=True, name="refusalProblem")
        self._open = button(self.tr("有人拒绝签名…"), "openRefusal", checkable=True)
        self._go = button(self.tr("记录拒签"), "recordRefusal")
        self._form = QWidget()
        waiting = [one for one in signing.signers if one.role not in BY_THEMSELVES and not one.done]
        offer(self._who, [(one.id, one.words) for one in waiting])
        self._view, self._two = view, NamesakeField("refusalNamesake")
        self._filmed = RecordingField("refusal")
        self._filmed.show_files(view.recordings)
        self._roles = {one.id: one.role for one in waiting}
        self._build()
        opens(self._open, self._form, self._who)
        self._go.clicked.connect(self._on_go)
        self._who.currentIndexChanged.connect(self._on_who)
        self._witness.currentIndexChanged.connect(self._on_witness)
        self._on_who()
        reopen = lambda: self._open.setChecked(True)  # noqa: E731  # reads better than a def
        self._kept = kept_form(self._form, page.place, f"refusal/{signing.receipt}", reopen)

    def _build(self) -> None:
        inside = QVBoxLayout(self._form)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(8)
        for field in (
            Field(self.tr("拒绝签名的人"), self._who, "refuser"),
            Field(self.tr("理由"), self._reason, "refusalReason", self.tr("对方不说明的，写明“未说明理由”和当时情形")),
            Field(self.tr("见证人"), self._witness, "refusalWitness"),
            self._two,
            self._filmed,
            self._photos,
            self._problem,
            self._go,
        ):
            inside.addWidget(field)
        self._problem.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._open)
        layout.addWidget(self._form)

    def _may(self) -> Mapping[str, str]:
        return self._view.witnesses.get(str(self._who.currentData() or ""), {})

    def _on_who(self) -> None:
        known = [(one.id, one.words) for one in self._view.people if one.id in self._may()]
        offer(self._witness, known, self.tr("没有见证人，另附照片"), self._view.witness)
        self._on_witness()

    def _on_witness(self) -> None:
        self._two.ask(self._may().get(str(self._witness.currentData() or ""), ""))

    def _on_go(self) -> None:
        reason, witness = self._reason.text().strip(), str(self._witness.currentData() or "")
        problem = "" if reason else self.tr("请写明拒签原因。")
        if not problem and not (witness or self._photos.paths or self._filmed.file):
            problem = self.tr("请选择见证人、执法记录仪文件，或者添加现场照片。")
        at, wrong = self._filmed.at(self._page.place.desk.now().date())
        problem = problem or wrong
        self._problem.setText(problem)
        self._problem.setVisible(bool(problem))
        if problem:
            return
        who, page, photos = str(self._who.currentData()), self._page, self._photos.paths
        document, role = self._signing.receipt, self._roles[who]
        said = Particulars("照片", "拍照", self.tr("拒绝签名的现场情况"))
        told: dict[str, Any] = {"reason": reason, "witness": witness, "remark": self._two.said()}
        told |= {"recording": self._filmed.file, "refused_at": at}

        def work(desk: Desk) -> Any:
            with taken_in(desk, page.inspection, photos, said) as media:
                sign(desk, page.inspection, document, who, role, REFUSAL, media=media, **told)

        page.act(work, lambda _: self._kept.finish())
