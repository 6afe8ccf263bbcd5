"""两份封存的笔录: both side by side, the choice of who decides, and afterwards the file of the other."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.errors import StorageFailed
from app.services.record.choosing import choose_record, finish_choice, unchosen_file
from app.services.saving import save_file
from ui import style
from ui.models.two_records import RecordLine, TwoRecords
from ui.pages.parts.step_page import StepPage
from ui.unfinished import Unfinished
from ui.widgets.buttons import button
from ui.widgets.choice_row import ChoiceRow
from ui.widgets.field import Field
from ui.widgets.file_dialogs import ask_new_file, file_name
from ui.widgets.hindrance_list import empty
from ui.widgets.labels import label
from ui.widgets.page import card
from ui.widgets.typed_text import TypedText


class TwoRecordsCard(QWidget):
    """Hidden where there is one record and always was."""

    def __init__(self, page: StepPage) -> None:
        super().__init__()
        self._page, self._shown = page, TwoRecords()
        self._told = label("", "plain", wrap=True, name="twoRecordsTold")
        self._sides, self._row = QHBoxLayout(), QVBoxLayout()
        self._choice: ChoiceRow | None = None
        self._reason = TypedText(2)
        self._why = Field(self.tr("选定这份、作废另一份的理由"), self._reason, "choiceReason")
        self._go = button(self.tr("选定这份笔录"), "chooseRecord", "primary")
        self._finish = button(self.tr("把没有采用的那份作废"), "finishChoice", "primary")
        self._save = button(self.tr("另存没有采用的笔录…"), "saveUnchosen")
        self._build()
        self._kept = Unfinished(self._why, page.place, f"twoRecords/{page.inspection}")
        self._go.clicked.connect(self._on_go)
        self._finish.clicked.connect(lambda: page.act(lambda desk: finish_choice(desk, page.inspection)))
        self._save.clicked.connect(self._on_save)

    def show_view(self, view: TwoRecords) -> None:
        """Show the records to choose from, or what was chosen."""
        self.setVisible(view.open or bool(view.chosen))
        self._finish.setVisible(view.unfinished)
        self._save.setVisible(bool(view.chosen) and not view.unfinished)
        for part in (self._why, self._go):
            part.setVisible(view.deciding)
        self._told.setText(self._words(view))
        if (view.records, view.deciding) != (self._shown.records, self._shown.deciding):
            self._show_sides(view.records, deciding=view.deciding)
        if view.deciding and not self._shown.deciding:
            self._kept.begin()
        self._shown = view

    def _words(self, view: TwoRecords) -> str:
        if not view.records:
            return view.chosen
        words = self.tr("两台电脑各自封存了这次检查的笔录。选定之前，不能定稿、送达和结案。")
        if view.deciding:
            return words + self.tr("请看过两份笔录，选定一份；另一份、只属于它的内容和文号作废，文件仍然保存。")
        if not view.mine:
            return words + self.tr("由处室负责人或者机关负责人选定；请本人在主办终端上打开这一页办理。")
        return words + view.elsewhere

    def _build(self) -> None:
        frame, inside = card()
        inside.addWidget(label(self.tr("两份封存的笔录"), "section"))
        inside.addWidget(self._told)
        self._sides.setSpacing(16)
        deciding = QVBoxLayout()
        deciding.setSpacing(10)
        deciding.addLayout(self._row)
        deciding.addWidget(self._why)
        deciding.addWidget(self._go, 0, Qt.AlignmentFlag.AlignLeft)
        deciding.addStretch(1)
        # beside what is compared: below it the choice began where a small screen ends
        body = QVBoxLayout() if style.current() is style.LARGE else QHBoxLayout()
        body.setSpacing(24)
        body.addLayout(self._sides, 2)
        body.addLayout(deciding, 1)
        inside.addLayout(body)
        foot = QHBoxLayout()
        for one in (self._finish, self._save):
            foot.addWidget(one)
        foot.addStretch(1)
        inside.addLayout(foot)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(frame)

    def _show_sides(self, records: tuple[RecordLine, ...], *, deciding: bool) -> None:
        empty(self._sides)
        empty(self._row)
        self._choice = None
        for number, one in enumerate(records):
            self._sides.addWidget(self._side(number, one), 1)
        if deciding:
            self._choice = ChoiceRow("standingRecord", {str(n): one.title for n, one in enumerate(records)}, "")
            self._row.addWidget(self._choice)

    def _side(self, number: int, one: RecordLine) -> QWidget:
        held = QWidget()
        column = QVBoxLayout(held)
        column.setContentsMargins(0, 0, 0, 0)
        column.setAlignment(Qt.AlignmentFlag.AlignTop)
        column.addWidget(label(one.title, "label"))
        column.addWidget(label("\n".join(one.lines), "plain", wrap=True, name=f"record_{number}"))
        words = self.tr("看{which}").format(which=one.title)
        look = button(words, f"lookAtRecord_{number}")
        look.clicked.connect(lambda: self._page.step_wanted.emit(f"papers/{one.document}"))
        row = QHBoxLayout()
        row.addWidget(look)
        row.addStretch(1)
        column.addLayout(row)
        return held

    def _on_go(self) -> None:
        key, reason = self._choice.key() if self._choice is not None else "", self._reason.toPlainText()
        problem = "" if reason.strip() else self.tr("请写明理由。")
        if not key:
            problem = self.tr("请先在上面选第几份。")
        self._why.set_problem(problem)
        if problem:
            return
        page, seal = self._page, self._shown.records[int(key)].seal

        def chosen(_: object) -> None:
            self._kept.finish()
            page.say_done(self.tr("已选定，另一份笔录已作废。"))

        page.act(lambda desk: choose_record(desk, page.inspection, seal, reason), chosen)

    def _on_save(self) -> None:
        usual = file_name(self.tr("没有采用的现场检查笔录"), "pdf")
        chosen = ask_new_file(self, self.tr("另存为"), usual, self.tr("PDF 文件 (*.pdf)"))
        if chosen:
            page = self._page
            page.place.ask(
                self, lambda desk: unchosen_file(desk, desk.case(page.inspection)),
                lambda content: self._on_file(Path(chosen), content), page.show_failure,
            )  # fmt: skip

    def _on_file(self, path: Path, content: bytes | None) -> None:
        page = self._page
        if content is None:
            advice = self.tr("请在选定笔录的电脑上同步，本机再同步一次。")
            page.show_failure(StorageFailed("file-not-here", self.tr("本机还没有这份文件。"), advice))
            return
        page.place.ask(
            self, lambda desk: save_file(path, content),
            lambda _: page.say_done(self.tr("已存到 {path}").format(path=path)), page.show_failure,
        )  # fmt: skip
