"""Above and below the list of questions: the counter and the filters; jumping, taking back, and what comes next."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from ui import style
from ui.models.questions import ALL, OPEN, REQUIRED, VIOLATED
from ui.widgets.buttons import button
from ui.widgets.elided_label import ElidedLabel
from ui.widgets.labels import label, restyle
from ui.widgets.page import in_narrow_window
from ui.widgets.typed_line import TypedLine

PADDING = 14  # that of a field in resources/icons/style.qss, with the margins that Qt adds to its words
GAP = 8


class ChecklistHead(QWidget):
    """``filtered(name)`` when another filter is chosen; ``again`` = the items of a re-inspection."""

    filtered = Signal(str)

    def __init__(self, again: bool = False) -> None:
        super().__init__()
        self._again, self._answered = again, (0, 0)
        self._count, self._bar = label("", "quiet", name="answeredCount"), QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(self.tr("已答进度"))
        self._filters = QButtonGroup(self)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(label(self.tr("逐项复查") if again else self.tr("检查"), "title"))
        head.addSpacing(8)
        head.addWidget(self._count)
        head.addStretch(1)
        words = {ALL: self.tr("全部"), OPEN: self.tr("未答"), VIOLATED: self.tr("不符合"), REQUIRED: self.tr("必答")}
        if again:
            words = {ALL: self.tr("全部"), OPEN: self.tr("未答"), VIOLATED: self.tr("未全部改正")}
        for name, word in words.items():
            made = button(word, f"filter_{name}", checkable=True, tip=self.tr("只看：{words}").format(words=word))
            made.setProperty("filter", name)
            made.setChecked(name == ALL)
            self._filters.addButton(made)
            head.addWidget(made)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(10)
        layout.addLayout(head)
        layout.addWidget(self._bar)
        self._filters.buttonClicked.connect(lambda made: self.filtered.emit(str(made.property("filter"))))

    def show_count(self, done: int, total: int) -> None:
        """Show how many questions are answered."""
        self._answered = (done, total)
        self._say()
        self._bar.setRange(0, max(1, total))
        self._bar.setValue(done)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Say less in a narrow window."""
        super().resizeEvent(event)
        self._say()

    def _say(self) -> None:
        done, total = self._answered
        words = self.tr("已答 {done} / {total}").format(done=done, total=total)
        brief = self.tr("{done}/{total}").format(done=done, total=total)
        self._count.setText(brief if in_narrow_window(self) else words)
        self._count.setAccessibleName(words)
        self._count.setToolTip(words)

    def empty_words(self, name: str) -> str:
        """Return what a filter says that lets nothing through: what it means, not that something is missing."""
        violated = self.tr("没有未全部改正的事项。") if self._again else self.tr("没有不符合的检查项。")
        words = {OPEN: self.tr("全部答完了。"), VIOLATED: violated, REQUIRED: self.tr("没有必答的检查项。")}
        return words.get(name, "")

    def show_all(self) -> None:
        """Choose no filter."""
        self._filters.buttons()[0].click()


class ChecklistFoot(QWidget):
    """``jump_wanted(words)`` for a code or words typed; the buttons are the page's to connect."""

    jump_wanted = Signal(str)

    def __init__(self, again: bool = False) -> None:
        super().__init__()
        self._waiting = True
        self._after = self.tr("下一步：笔录与签名") if again else self.tr("下一步：认定与措施")
        self.jump = TypedLine()
        self.jump.setObjectName("jumpTo")
        large = style.current() is style.LARGE
        self.jump.setAccessibleName(self.tr("跳到某个检查项：输入编号（如 2.3）或文字，快捷键 Ctrl+F"))
        self.jump.setMaximumWidth(round(style.current().base * 15))
        self.items = button(self.tr("事项结果"), "openItems", tip=self.tr("检查事项的结果：查看，或写明理由后更改"))
        self.undo = button(self.tr("撤销"), "undo", tip=self.tr("撤销上一个答案，快捷键 Ctrl+Z"))
        self.redo = button(self.tr("重做"), "redo", tip=self.tr("重做刚撤销的答案，快捷键 Ctrl+Y"))
        self.next = button(self.tr("下一未答（N）"), "nextOpen", tip=self.tr("跳到下一个未答的检查项，快捷键 N"))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GAP)
        layout.addWidget(self.jump, 1)
        layout.addStretch(1)
        if not large:
            hint = ElidedLabel("small", "keysHint", 0)  # gives way where the screen is magnified
            hint.setText(self.tr("键盘 1–3 作答") if again else self.tr("键盘 1–4 作答"))
            layout.addWidget(hint, 0, Qt.AlignmentFlag.AlignVCenter)
        for one in (self.items, self.undo, self.redo, self.next):
            layout.addWidget(one)
        self.items.setVisible(not again)  # a re-inspection has no check items, only what was ordered
        self.redo.hide()  # until there is room
        self.jump.returnPressed.connect(lambda: self.jump_wanted.emit(self.jump.text().strip()))

    def showEvent(self, event: QShowEvent) -> None:
        """Keep the words whole of what the field takes: its letters are known now."""
        super().showEvent(event)
        self._say()
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave the way forward again to its key where the list is narrow: the words of the others stay whole."""
        super().resizeEvent(event)
        self._say()
        self._fit()

    def minimumSizeHint(self) -> QSize:
        """Return what the others need: the way forward again comes where there is more."""
        least = super().minimumSizeHint()
        if not self.redo.isHidden():
            least.setWidth(least.width() - self._redo_width())
        return least

    def _fit(self) -> None:
        whole = self.minimumSizeHint().width() + self._redo_width()
        self.redo.setVisible(style.current() is not style.LARGE and self.width() >= whole)

    def _redo_width(self) -> int:
        return self.redo.sizeHint().width() + GAP

    def look_for(self) -> None:
        """Take the words to look for: those of the last time are replaced by what is typed."""
        self.jump.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def show_ways(self, undo: bool, redo: bool, waiting: bool) -> None:
        """Offer to undo and to redo; say what the last button leads to: an open question, or the next step."""
        self.undo.setEnabled(undo)
        self.redo.setEnabled(redo)
        self._waiting = waiting
        self._say()
        self._fit()
        restyle(self.next, "kind", "" if waiting else "primary")

    def _say(self) -> None:
        """Say what the field takes and what the last button leads to, as briefly as the window is narrow."""
        brief = in_narrow_window(self)
        self.jump.setPlaceholderText(self.tr("编号") if brief or style.is_large() else self.tr("编号或文字"))
        words = self.jump.fontMetrics().horizontalAdvance(self.jump.placeholderText())
        self.jump.setMinimumWidth(words + 2 * PADDING)
        if self._waiting:
            self.next.setText(self.tr("下一未答") if brief else self.tr("下一未答（N）"))
        else:
            self.next.setText(self.tr("下一步") if brief else self._after)
        self.next.setAccessibleName(self.next.toolTip() if self._waiting else self._after)
