"""全部证据: every piece of the inspection with what it belongs to; what belongs to nothing is marked."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path, PurePath
from typing import Any

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QIcon, QImage, QKeySequence, QPainter, QPixmap, QShortcut
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QStackedWidget,
    QWidget,
)
from shiboken6 import isValid

from app.services.desk import Desk
from app.services.evidence.linking import save_original
from ui import style
from ui.models.evidence_list import (
    ORPHAN,
    PICTURE,
    EvidenceRow,
    EvidenceView,
    evidence_view,
    large_picture,
    size_words,
    small_picture,
)
from ui.models.inspection_state import InspectionState, inspection_state
from ui.pages.evidence.detail import EvidenceDetail
from ui.ways_back import leaves_by
from ui.widgets.buttons import button
from ui.widgets.file_dialogs import ask_new_file
from ui.widgets.labels import label
from ui.widgets.notice import SUCCESS, WARNING, Notice
from ui.widgets.page import above_foot, framed, heading, inset, scrolled
from ui.widgets.picture_view import PictureView
from ui.workplace import Workplace

ALL, HERE, LOOSE = "all", "here", "loose"
_ID = Qt.ItemDataRole.UserRole


class EvidencePage(QWidget):
    """Beside one question. ``changed(state)`` after each act, ``back_wanted()`` to the checklist."""

    changed = Signal(object)
    back_wanted = Signal()

    def __init__(self, place: Workplace, inspection: str, previous: Mapping[str, Any]) -> None:
        super().__init__()
        self.setObjectName("page")
        self._place, self._inspection, self._previous = place, inspection, previous
        self._question = ""
        self._view: EvidenceView | None = None
        self._icons: dict[str, QIcon] = {}
        self._back = button(self.tr("返回检查表"), "evidenceBack", tip=self.tr("返回检查表，快捷键 Alt+←"))
        self._notice, self._detail = Notice(), EvidenceDetail(place)
        self._large, self._both, self._wanted, self._opened = PictureView(), QStackedWidget(), "", False
        self._filters, self._list = QButtonGroup(self), QListWidget()
        nothing = self.tr("这里没有证据。返回检查表，在检查项旁拖入、粘贴或选择文件。")
        self._empty = label(nothing, "quiet", wrap=True, name="evidenceEmpty")
        self._build()
        self._connect()

    @property
    def question(self) -> str:
        """Return beside which question the evidence is shown."""
        return self._question

    def show_question(self, question: str, evidence: str = "") -> None:
        """Show the evidence beside a question, or one piece of it large."""
        self._question, self._wanted, self._opened = question, evidence, True
        self._both.setCurrentIndex(0)
        self._notice.clear()
        self._read()

    def show_state(self, state: InspectionState) -> None:
        """Show the evidence as it stands."""
        self._read()

    def _build(self) -> None:
        head = heading(self._back)
        head.addWidget(label(self.tr("证据"), "title", name="evidencePageTitle"))
        head.addStretch(1)
        for name, words in ((ALL, self.tr("全部")), (HERE, self.tr("本题")), (LOOSE, self.tr("未关联"))):
            one = button(words, f"evidence_{name}", checkable=True)
            one.setProperty("filter", name)
            one.setChecked(name == ALL)
            self._filters.addButton(one)
            head.addWidget(one)
        self._list.setObjectName("evidenceList")
        self._list.setAccessibleName(self.tr("全部证据"))
        self._list.setIconSize(PICTURE)
        self._list.setVerticalScrollMode(QListWidget.ScrollMode.ScrollPerPixel)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        above, layout = framed(self)
        above.addLayout(head)
        above.addWidget(self._notice)
        above.addWidget(self._empty)
        layout.addWidget(self._both, 1)
        self._build_middle()

    def _build_middle(self) -> None:
        held = QWidget()
        self._both.addWidget(held)
        self._both.addWidget(inset(self._large))
        middle = QHBoxLayout(held)
        middle.setContentsMargins(0, 0, 0, 0)
        middle.setSpacing(16)
        middle.addLayout(above_foot(self._list), 5)
        middle.addWidget(scrolled(self._detail, at_edge=True), 4)

    def _connect(self) -> None:
        self._back.clicked.connect(self.back_wanted)
        self._filters.buttonClicked.connect(lambda _: self._show_list())
        self._list.currentItemChanged.connect(lambda *_: self._show_detail())
        self._list.itemActivated.connect(lambda _: self._look())
        self._detail.look_wanted.connect(self._look)
        self._detail.save_wanted.connect(self._on_save)
        self._large.left.connect(self._on_looked)
        self._detail.act_wanted.connect(self._on_act)
        QShortcut(QKeySequence("Alt+Left"), self, self.back_wanted.emit)
        leaves_by(self, self._back)

    def _read(self) -> None:
        question = self._question
        if question:
            work = lambda desk: evidence_view(desk, self._inspection, question)  # noqa: E731  # reads better than a def
            self._place.ask(self, work, self._on_view, self._notice.show_error)

    def _on_view(self, view: EvidenceView) -> None:
        self._view = view
        if self._wanted:  # whatever the filter hides
            self._filters.buttons()[0].setChecked(True)
        self._show_list()
        if self._wanted and self._choose(self._wanted):
            self._look()
        elif self._opened:  # the arrow keys go from piece to piece
            (self._list if self._list.count() else self._back).setFocus()
        self._wanted, self._opened = "", False
        for row in view.rows:
            if row.photo and row.id not in self._icons:
                self._icons[row.id] = _icon(QImage())
                self._ask_picture(row.id)

    def _ask_picture(self, evidence: str) -> None:
        def done(image: QImage) -> None:
            self._icons[evidence] = _icon(image)
            for place in range(self._list.count()):
                if self._list.item(place).data(_ID) == evidence:
                    self._list.item(place).setIcon(self._icons[evidence])

        self._place.ask(self, lambda desk: small_picture(desk, evidence), done, self._notice.show_error, behind=True)

    def _show_list(self) -> None:
        assert self._view is not None
        here = [one for one in self._view.rows if any(link.target == self._question for link in one.links)]
        loose = [one for one in self._view.rows if one.state == ORPHAN]
        found = {ALL: list(self._view.rows), HERE: here, LOOSE: loose}
        words = {
            ALL: self.tr("全部 {count}"),
            HERE: self.tr("{code} 的 {count}"),
            LOOSE: self.tr("未关联 {count}"),
        }
        for one in self._filters.buttons():
            name = str(one.property("filter"))
            one.setText(words[name].format(count=len(found[name]), code=self._view.about))
            one.setAccessibleName(one.text())
        rows = found[str(self._filters.checkedButton().property("filter"))]
        self._fill(rows)
        self._list.setVisible(bool(rows))
        self._empty.setVisible(not rows)
        self._show_detail()

    def _fill(self, rows: list[EvidenceRow]) -> None:
        chosen, places = self._chosen(), [row.id for row in rows]
        self._list.blockSignals(True)
        self._list.clear()
        for row in rows:
            self._list.addItem(self._item(row))
        if rows:
            self._list.setCurrentRow(places.index(chosen) if chosen in places else 0)
        self._list.blockSignals(False)

    def _item(self, row: EvidenceRow) -> QListWidgetItem:
        state = self.tr("⚠ 未关联") if row.state == ORPHAN else row.word
        state = self.tr("⚠ 核对拍摄时间　{state}").format(state=state) if row.question else state
        item = QListWidgetItem(f"{row.name}\n{row.proves}\n{state}　{row.taken}")
        item.setData(_ID, row.id)
        told = "，".join(one for one in (row.name, row.word, row.proves, row.question) if one)
        item.setData(Qt.ItemDataRole.AccessibleTextRole, told)
        item.setIcon(self._icons.get(row.id) or _icon(QImage(), "" if row.photo else _ending(row.name)))
        lines = self._list.fontMetrics().lineSpacing() * 3
        item.setSizeHint(QSize(0, max(PICTURE.height(), lines) + 20))
        return item

    def _choose(self, evidence: str) -> bool:
        place = next((at for at in range(self._list.count()) if self._list.item(at).data(_ID) == evidence), -1)
        self._list.setCurrentRow(place)
        return place >= 0

    def _look(self) -> None:
        """Show the chosen photo large in the place of the list; a file of another kind has no picture."""
        assert self._view is not None
        chosen = self._chosen()
        row = next((one for one in self._view.rows if one.id == chosen), None)
        if row is None or not row.photo:
            return

        def done(image: QImage) -> None:
            self._large.show_picture(image, f"{row.name}　{row.proves}")
            self._both.setCurrentWidget(self._large)
            self._large.setFocus()

        self._place.ask(self, lambda desk: large_picture(desk, row.id), done, self._notice.show_error, behind=True)

    def _on_save(self, evidence: str, name: str) -> None:
        chosen = ask_new_file(self, self.tr("另存证据"), name)
        if not chosen:
            return

        def done(size: int) -> None:
            told = self.tr("已另存为“{file}”，{size}。").format(file=Path(chosen).name, size=size_words(size))
            self._notice.say(SUCCESS, told)

        self._notice.say(WARNING, self.tr("正在另存“{name}”，完成前请不要拔出U盘。").format(name=name))
        work = lambda desk: save_original(desk, evidence, Path(chosen))  # noqa: E731  # reads better than a def
        again = lambda: self._on_save(evidence, name)  # noqa: E731  # reads better than a def
        self._place.ask(self, work, done, lambda error: self._notice.show_unsaved(error, again), behind=True)

    def _on_looked(self) -> None:
        self._both.setCurrentIndex(0)
        self._list.setFocus()

    def _chosen(self) -> str:
        item = self._list.currentItem()
        return "" if item is None else str(item.data(_ID))

    def _show_detail(self) -> None:
        if not isValid(self._detail):
            return  # the list lets its rows go while the page is being deleted
        assert self._view is not None
        chosen = self._chosen()
        self._detail.show_row(next((one for one in self._view.rows if one.id == chosen), None), self._view)

    def _on_act(self, act: Any, then: Callable[[], None] | None) -> None:
        def work(desk: Desk) -> InspectionState:
            act(desk)
            return inspection_state(desk, self._inspection, self._previous)

        def done(state: InspectionState) -> None:
            self._notice.clear()
            if then is not None:
                then()
            self._read()
            self.changed.emit(state)

        self._place.ask(self, work, done, self._notice.show_error)


def _ending(name: str) -> str:
    return PurePath(name).suffix.removeprefix(".").upper()[:5]


def _icon(image: QImage, words: str = "") -> QIcon:
    """Return an icon of one size for pictures and, by their kind in words, files; the same whether chosen or not."""
    shown = QPixmap(PICTURE)
    shown.fill(QColor(style.GROUND))
    painter = QPainter(shown)
    rect = QRect(QPoint(0, 0), image.size())
    rect.moveCenter(shown.rect().center())
    painter.drawImage(rect, image)
    painter.setPen(QColor(style.QUIET))
    painter.drawText(shown.rect(), Qt.AlignmentFlag.AlignCenter, words)
    painter.end()
    made = QIcon(shown)
    made.addPixmap(shown, QIcon.Mode.Selected)
    return made
