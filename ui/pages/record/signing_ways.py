"""Two ways to sign as forms: ink on the screen, and the photo of a sheet signed by hand."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui.models.paper_prints import print_sheet_to_sign
from ui.models.record import RecordView
from ui.models.signing import SignerRow, sign_ink, sign_paper
from ui.pages.parts.handover import HonestWords
from ui.pages.parts.sheet_to_sign import save_sheet_to_sign
from ui.pages.record.record_step import RecordStep
from ui.widgets.buttons import button
from ui.widgets.chooser import offer
from ui.widgets.drop_down import DropDown
from ui.widgets.field import Field
from ui.widgets.file_dialogs import PHOTOS, ask_file
from ui.widgets.ink_and_acts import InkAndActs
from ui.widgets.labels import label
from ui.widgets.page import into_sight
from ui.widgets.secret_field import SecretField


class SigningForm(QWidget):
    """One way of signing for the signer shown."""

    def __init__(self, page: RecordStep) -> None:
        super().__init__()
        self.page = page
        self.signer: SignerRow | None = None
        self.problem = label("", "problem", wrap=True, name=f"{type(self).__name__}Problem")
        self.problem.hide()
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(10)

    def secret_field(self, name: str) -> SecretField:
        """Return a field for PIN or passphrase."""
        return SecretField(self.tr("本人的 PIN 或口令"), name, training=self.page.place.desk.store.training)

    def photo_filter(self) -> str:
        """Return the kinds of file that are photos."""
        return self.tr("照片 (*.jpg *.jpeg *.png *.heic *.heif)")

    def show_signer(self, signer: SignerRow, view: RecordView) -> None:
        """Make ready for a signer; what was entered for another is gone."""
        if self.signer is None or self.signer.id != signer.id or bool(signer.signature):
            self.clear()
        self.signer = signer

    def clear(self) -> None:
        """Empty the form."""

    def say(self, problem: str) -> None:
        """Show what is lacking; "" takes it away."""
        self.problem.setText(problem)
        self.problem.setVisible(bool(problem))


class InkForm(SigningForm):
    """An officer signs here with the own PIN; for anybody else the laptop is handed over."""

    hand_over_wanted = Signal()

    def __init__(self, page: RecordStep) -> None:
        super().__init__(page)
        self._secret = self.secret_field("inkSecret")
        self._sign = button(self.tr("记录签名"), "signInk", "primary")
        self._own, self._other = InkAndActs(self._secret, (self.problem, self._sign)), QWidget()
        self._pad = self._own.ink.pad
        self._hand = button("", "handOver", "primary")
        other = QVBoxLayout(self._other)
        other.setContentsMargins(0, 0, 0, 0)
        told = self.tr("屏幕将只显示笔录和签名框；签完后由您输入 PIN 收回电脑。")
        other.addWidget(label(told, "plain", wrap=True))
        row = QHBoxLayout()
        row.addWidget(self._hand)
        row.addStretch(1)
        other.addLayout(row)
        for part in (self._own, self._other, HonestWords()):
            self.column.addWidget(part)
        self.column.addStretch(1)
        self._sign.clicked.connect(self._on_sign)
        self._secret.returned.connect(self._sign.click)
        self._hand.clicked.connect(self.hand_over_wanted)
        self._pad.changed.connect(lambda: self.say(""))

    def show_signer(self, signer: SignerRow, view: RecordView) -> None:
        """Show the pad to an officer, the way to hand over for others."""
        if self.signer is not None and self.signer.id != signer.id:
            QTimer.singleShot(0, self, lambda: into_sight(self._pad))  # where the one before signed is scrolled to
        super().show_signer(signer, view)
        self._pad.set_signer(signer.name)
        self._own.setVisible(signer.is_officer)
        self._other.setVisible(not signer.is_officer)
        self._hand.setText(self.tr("把电脑交给 {name} 签名").format(name=signer.name))
        self._hand.setAccessibleName(self._hand.text())

    def clear(self) -> None:
        """Empty the pad and forget the secret."""
        self._pad.clear()
        self._secret.clear()
        self.say("")

    def _on_sign(self) -> None:
        signer, ink = self.signer, self._pad.ink()
        if signer is None:
            return
        if self._pad.is_empty:
            self.say(self.tr("还没有笔迹，请先在签名框内签名。"))
            return
        secret = self._secret.take()
        if secret:
            page = self.page
            page.act(lambda desk: sign_ink(desk, page.inspection, signer, ink, secret))


class PaperForm(SigningForm):
    """The sheet is printed, signed by hand, photographed and bound to the words by their digest."""

    def __init__(self, page: RecordStep) -> None:
        super().__init__(page)
        self._document = ""
        self._photo: Path | None = None
        self._save = button(self.tr("另存手签用纸…"), "saveSheet", tip=self.tr("保存不带“草稿”字样的笔录，打印后手签"))
        self._print = button(self.tr("打印手签用纸"), "printSheet", tip=self.tr("打印不带“草稿”字样的笔录，供手签"))
        self._pick = button(self.tr("选择照片…"), "pickSheet")
        self._chosen = label("", "quiet", wrap=True, name="sheetChosen")
        self._earlier = DropDown()
        self._earlier_field = Field(self.tr("或者与他人签在同一张纸上"), self._earlier, "earlierSheet")
        self._secret = self.secret_field("paperSecret")
        self._sign = button(self.tr("记录纸上签名"), "signPaper", "primary")
        self._build()
        self._print.clicked.connect(self._on_print)
        self._save.clicked.connect(self._on_save)
        self._pick.clicked.connect(self._on_pick)
        self._sign.clicked.connect(self._on_sign)
        self._secret.returned.connect(self._sign.click)

    def _build(self) -> None:
        told = self.tr("一、打印手签用纸；二、由本人签名；三、拍照后选入。照片随签名保存，并与笔录内容的摘要绑定。")
        self.column.addWidget(label(told, "plain", wrap=True))
        row = QHBoxLayout()
        row.addWidget(self._print)
        row.addWidget(self._save)
        row.addWidget(self._pick)
        row.addWidget(self._chosen, 1)
        self.column.addLayout(row)
        for one in (self._earlier_field, self.problem, self._secret):
            self.column.addWidget(one)
        row = QHBoxLayout()
        row.addWidget(self._sign)
        row.addStretch(1)
        self.column.addLayout(row)
        self.column.addStretch(1)

    def show_signer(self, signer: SignerRow, view: RecordView) -> None:
        """Ask an officer for the PIN; offer the sheets that others signed."""
        super().show_signer(signer, view)
        self._document = view.document
        self._print.setVisible(bool(self.page.printers.names()))
        self._secret.setVisible(signer.is_officer)
        offer(self._earlier, view.sheets, self.tr("不是，另有照片"))
        self._earlier_field.setVisible(bool(view.sheets))

    def clear(self) -> None:
        """Forget photo and secret."""
        self._photo = None
        self._chosen.setText("")
        self.say("")
        self._earlier.setCurrentIndex(0)
        self._secret.clear()

    def choose(self, photo: Path) -> None:
        """Take this photo of the signed sheet."""
        self._photo = photo
        self._chosen.setText(photo.name)
        self.say("")

    def _on_pick(self) -> None:
        found = ask_file(self, self.tr("选择照片"), self.photo_filter(), sort=PHOTOS)
        if found:
            self.choose(Path(found))

    def _on_print(self) -> None:
        page, document = self.page, self._document
        printer = page.printers.names()[0]
        work = lambda desk: print_sheet_to_sign(desk, page.inspection, document, printer)  # noqa: E731  # short
        send = lambda pdf: page.print_file(pdf, self.tr("现场检查笔录"), logged=True)  # noqa: E731  # short
        page.when_ready(lambda: page.place.ask_once(self, work, send, page.show_failure))

    def _on_save(self) -> None:
        save_sheet_to_sign(self.page, self._document, self.tr("现场检查笔录"))

    def _on_sign(self) -> None:
        signer, sheet = self.signer, str(self._earlier.currentData() or "") or self._photo
        if signer is None:
            return
        if sheet is None:
            self.say(self.tr("请选择已签名纸张的照片。"))
            return
        secret = self._secret.take() if signer.is_officer else ""
        if secret or not signer.is_officer:
            page = self.page
            page.act(lambda desk: sign_paper(desk, page.inspection, signer, sheet, secret))
