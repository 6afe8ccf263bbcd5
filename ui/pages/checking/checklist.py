"""检查: the checklist as a list to walk through in any order, answered by tap or by the keys 1 to 4."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QMimeData, QModelIndex, Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QListView, QVBoxLayout, QWidget

from app.domain.checklist.verdicts import VIOLATES
from app.errors import Refused
from app.services.checking.answering import Answering
from ui.afterwards import Afterwards
from ui.models.inspection_state import InspectionState, Opening, QuestionRow
from ui.models.questions import QuestionList
from ui.pages.checking.checklist_bars import ChecklistFoot, ChecklistHead
from ui.pages.checking.question_panel import QuestionPanel
from ui.pages.checking.unfinished_words import UnfinishedWords
from ui.pages.evidence.panel import EvidencePanel
from ui.pages.parts.giving import Giving
from ui.widgets.notice import ERROR, SUCCESS, WARNING, Notice
from ui.widgets.page import FOOT, SIDE, TOP
from ui.widgets.question_view import QuestionView
from ui.workplace import Workplace

FINDING_EXISTS, NEXT_STEP = "finding-exists", "outcome"
ROW_FIRST_MS = 60  # how long the panel lets the row of an answer go first


class ChecklistPage(QWidget):
    """Every answer is on disk before the list shows it. ``changed(state)`` after each one."""

    changed = Signal(object)
    question_shown = Signal(str)
    step_wanted, sample_wanted = Signal(str), Signal(str)
    evidence_wanted = Signal(str, str)
    items_wanted, evidence_waits = Signal(), Signal(object)  # how many pieces at each question but the one shown
    destination_wanted = Signal(str)

    def __init__(self, place: Workplace, inspection: str, opened: Opening, question: str) -> None:
        super().__init__()
        self.setObjectName("page")
        self._opened, self._words = opened, UnfinishedWords(place, inspection, opened.drafts)
        self._path = ""
        self._giving, self._afterwards = Giving(place, inspection, opened.previous, self), Afterwards(self)
        self._row_first = QTimer(self, singleShot=True, interval=ROW_FIRST_MS)
        self._list, self._view = QuestionList(self), QuestionView()
        self._view.setModel(self._list)
        self._delegate = self._view.delegate
        self._evidence = EvidencePanel(place, inspection, opened.previous)
        self._panel = QuestionPanel(self._evidence, place, inspection)
        self._state, self._notice = opened.state, Notice()
        self._head, self._foot = ChecklistHead(opened.state.again), ChecklistFoot(opened.state.again)
        self._build()
        self._connect()
        self.show_state(opened.state)
        self.show_question(question or self._list.next_open(""))

    @property
    def question(self) -> str:
        """Return the path of the question that is shown."""
        return self._path

    def show_state(self, state: InspectionState) -> None:
        """Show the checklist as it stands."""
        self._state = state
        self._list.replace(state.questions)
        self._head.show_count(self._list.answered, self._list.total)
        self._delegate.locked = bool(state.frozen)
        self._panel.lock(bool(state.frozen))
        self._foot.show_ways(self._giving.may_undo, self._giving.may_redo, self._list.answered < self._list.total)
        if (row := self._row()) is not None and self._panel.path == row.path:
            self._evidence.show_question(row, state)
            self._panel.show_sample(row)  # filled in on a page of its own

    def keep_unsaved(self) -> None:
        """Record what stands in the panel: the page is about to be left."""
        self._on_entered()

    def focus_list(self) -> None:
        """Put the focus back on the chosen question."""
        self._view.setFocus()

    def offer(self, content: QMimeData) -> bool:
        """Ask what must be said of evidence of the chosen question that was dropped or pasted; False for nothing."""
        self._turn_panel()
        return self._evidence.offer(content)

    def _build(self) -> None:
        middle = QVBoxLayout()
        middle.setContentsMargins(SIDE, TOP, 16, FOOT)
        middle.setSpacing(10)
        middle.addWidget(self._head)
        middle.addWidget(self._notice)
        middle.addWidget(self._view, 1)
        middle.addWidget(self._foot)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(middle, 1)
        layout.addWidget(self._panel)
        back = QShortcut(QKeySequence("Esc"), self._panel, self.focus_list)
        back.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)

    def _connect(self) -> None:
        self._delegate.chosen.connect(self._on_chosen)
        self._giving.given.connect(self._on_given)
        self._giving.not_recorded.connect(
            lambda path, value: self._words.keep_refused(path, value, (self._panel.row, *self._state.questions))
        )
        self._giving.refused.connect(self._on_refused)
        self._giving.taken_back.connect(self._on_taken_back)
        self._giving.nothing_given.connect(lambda words: self._notice.say(WARNING, words))
        self._giving.stood.connect(self._take)
        self._row_first.timeout.connect(self._turn_panel)
        self._view.selectionModel().currentChanged.connect(self._on_current)
        self._head.filtered.connect(self._on_filter)
        self._foot.jump_wanted.connect(self._on_jump)
        self._foot.items.clicked.connect(self.items_wanted)
        self._foot.next.clicked.connect(self._on_next)
        self._foot.undo.clicked.connect(self._giving.undo)
        self._foot.redo.clicked.connect(self._giving.redo)
        QShortcut(QKeySequence("Ctrl+F"), self, self._foot.look_for)
        self._view.answered.connect(lambda verdict: self._on_chosen(self._path, verdict))
        self._view.next_wanted.connect(self._on_next_key)
        QShortcut(QKeySequence("Alt+Right"), self, self._on_next)
        self._view.undo_wanted.connect(self._giving.undo)
        self._view.redo_wanted.connect(self._giving.redo)
        self._connect_panel()

    def _connect_panel(self) -> None:
        self._panel.entered.connect(self._on_entered)
        self._panel.left.connect(self.focus_list)
        self._panel.cleared.connect(lambda: self._give(self._panel.path, None))
        self._panel.void_wanted.connect(self._giving.give_voiding)
        self._panel.typed.connect(self._on_typed)
        self._panel.sample_wanted.connect(lambda: self.sample_wanted.emit(self._panel.path))
        self._panel.disputed_wanted.connect(lambda: self.destination_wanted.emit("sync/conflicts"))
        self._panel.evidence_wanted.connect(lambda: self.evidence_wanted.emit(self._panel.path, ""))
        self._evidence.look_wanted.connect(lambda one: self.evidence_wanted.emit(self._panel.path, one))
        self._evidence.changed.connect(self._take)
        self._evidence.finished.connect(self.focus_list)
        self._evidence.waits.connect(self.evidence_waits)

    def _row(self) -> QuestionRow | None:
        place = self._list.place_of(self._path)
        return None if place < 0 else self._list.row(place)

    def show_question(self, path: str) -> None:
        """Show one question, whatever the filter."""
        place = self._list.place_of(path)
        if place < 0 and path:
            self._head.show_all()
            place = self._list.place_of(path)
        if self._list.rowCount():
            place = max(0, place)
            self._view.setCurrentIndex(self._list.index(place))
            self._view.scrollTo(self._list.index(place), QListView.ScrollHint.EnsureVisible)
            self._view.setFocus()
        if not self._giving.under_way:
            self._turn_panel()

    def _on_current(self, current: QModelIndex) -> None:
        self._on_entered()
        if not current.isValid():
            return
        self._path = self._list.row(current.row()).path
        self._row_first.start()
        self._afterwards.then(self._on_row_painted)
        self.question_shown.emit(self._path)

    def _on_row_painted(self) -> None:
        if self._row_first.isActive() and not self._giving.under_way:  # else its row comes first, within the time
            self._turn_panel()

    def _turn_panel(self) -> None:
        """Let the panel show the chosen question; what it shows until then stays with its own question."""
        self._row_first.stop()
        row = self._row()
        if row is None:
            return
        if self._panel.path == row.path:
            self._panel.show_answer(row, self._words.of(row)[0])
            return
        self._panel.ask_void(False)
        self._evidence.show_question(row, self._state)
        self._panel.show_question(row, self._opened.bases.get(row.path, ()), *self._words.of(row))

    def _on_jump(self, words: str) -> None:
        path = self._list.found(words, self._path) if words else ""
        if path:
            self._notice.clear()
            self.show_question(path)
        elif words:
            self._notice.say(WARNING, self.tr("没有找到“{words}”。").format(words=words))

    def _on_filter(self, name: str) -> None:
        path = self._path
        self._list.set_filter(name)
        self._view.say_empty(self._head.empty_words(name) if not self._list.rowCount() else "")
        if self._list.rowCount():
            self._view.setCurrentIndex(self._list.index(max(0, self._list.place_of(path))))

    def _on_next(self) -> None:
        path = self._list.next_open(self._path)
        self.show_question(path) if path else self.step_wanted.emit(NEXT_STEP)

    def _on_next_key(self) -> None:
        """Go to the next open question; behind the last one the key stays: it may have been pressed once too often."""
        path = self._list.next_open(self._path)
        if path:
            self.show_question(path)
        else:
            self._notice.say(SUCCESS, self.tr("检查项都已作答。按 Alt+→ 到下一步。"))

    def _on_chosen(self, path: str, verdict: str) -> None:
        if self._delegate.locked or not path:
            return
        anew = self._list.anew(path, verdict)
        if anew is not None:
            self._give(path, anew)  # recorded while the panel turns to its question
        if path != self._path:
            self.show_question(path)
        if anew is None:
            self._turn_panel()
            self._give(path, self._panel.value(verdict))

    def _on_entered(self) -> None:
        row = self._row()
        if row is None or not row.verdict or self._delegate.locked or self._panel.path != row.path:
            return
        known = {"verdict": row.verdict, "reason": row.reason, "severity": row.severity, "note": row.note}
        value = self._panel.value(row.verdict)
        self._give(row.path, value) if value != known else self._words.give_up(row)

    def _on_typed(self, part: str, text: str) -> None:
        self._words.keep(self._panel.row, {part: text})

    def _give(self, path: str, value: Mapping[str, Any] | None) -> None:
        self._words.go(path)
        self._giving.give(path, value)

    def _on_given(self, done: Answering, value: Mapping[str, Any] | None) -> None:
        if done.txn:
            self._list.show_recorded(done.path, value, done.missing)
            self._panel.answered(done.path)
        self._afterwards.then(lambda: self._tell_given(done))

    def _tell_given(self, done: Answering) -> None:
        """Tell beside the list what became of an answer, once its row has been painted; a newer one tells its own."""
        self._notice.clear()
        self._panel.ask_void(False)
        if done.problems:
            self._notice.say(ERROR, self.tr("这个答案没有记录。"), done.problems)
        elif self._giving.under_way:
            return
        self._turn_panel()
        row = self._row()
        if row is not None and row.path == done.path and row.verdict == VIOLATES and row.missing:
            self._panel.focus_words()

    def _on_taken_back(self, path: str) -> None:
        self._notice.clear()
        self.show_question(path)  # what went is seen, wherever it stands in the list

    def _take(self, state: InspectionState) -> None:
        self.show_state(state)
        if not self._giving.under_way and (row := self._row()) is not None and self._panel.path == row.path:
            self._panel.show_answer(row, self._words.of(row)[0])
        self.changed.emit(state)

    def _on_refused(self, error: Exception) -> None:
        self._notice.show_error(error)
        self._turn_panel()
        if isinstance(error, Refused) and any(one.code == FINDING_EXISTS for one in error.blockers):
            self._panel.ask_void(True)
