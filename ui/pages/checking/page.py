"""The step 检查: the checklist, and beside a question its sampling table and all the evidence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QMimeData, QTimer, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QShowEvent
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from ui.models.hindrances import Hindrance, hindrances, sampling_hindrances, step_of
from ui.models.inspection_state import InspectionState, Opening
from ui.pages.checking.checklist import ChecklistPage
from ui.pages.checking.items import ItemsPage
from ui.pages.checking.sampling import SamplingPage
from ui.pages.evidence.offered import PastedEvidence
from ui.pages.evidence.page import EvidencePage
from ui.widgets.hindrance_list import HindranceList
from ui.widgets.notice import WARNING
from ui.widgets.page import CurrentOnly, apart
from ui.workplace import Workplace

CHECKING, EVIDENCE, ITEMS, SAMPLE = "checking", "evidence", "items", "sample/"


class CheckingPage(QWidget):
    """Shows the checklist until a table or the evidence is asked for, and comes back to the same question."""

    changed = Signal(object)
    question_shown = Signal(str)
    step_wanted = Signal(str)
    destination_wanted = Signal(str)

    def __init__(self, place: Workplace, inspection: str, opened: Opening, question: str) -> None:
        super().__init__()
        self.setObjectName("page")
        self._place, self._inspection, self._previous = place, inspection, opened.previous
        self._state = opened.state
        self._sampling: SamplingPage | None = None
        self._evidence: EvidencePage | None = None
        self._items: ItemsPage | None = None
        self._checklist = ChecklistPage(place, inspection, opened, question)
        self._locked, self._short = HindranceList("checklistLocked"), HindranceList("shortSamples")
        self._waits = HindranceList("evidenceWaits")
        self._stack = CurrentOnly()
        self._stack.addWidget(self._checklist)
        self._build()
        self._connect()
        self._show_locked()
        self._show_short()

    def _build(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        for one in (self._locked, self._short, self._waits):
            layout.addWidget(apart(one))
        layout.addWidget(self._stack, 1)

    def _connect(self) -> None:
        self._checklist.changed.connect(self._on_changed)
        self._checklist.question_shown.connect(self.question_shown)
        self._checklist.step_wanted.connect(self.step_wanted)
        self._checklist.destination_wanted.connect(self.destination_wanted)
        self._checklist.sample_wanted.connect(self._on_sample)
        self._checklist.evidence_wanted.connect(self._on_evidence)
        self._checklist.items_wanted.connect(self._on_items)
        self._locked.place_wanted.connect(self.step_wanted)
        self._short.place_wanted.connect(lambda place: self._on_sample(place.removeprefix("checking/")))
        self._waits.place_wanted.connect(lambda place: self._checklist.show_question(place))
        self._checklist.evidence_waits.connect(self._show_waits)
        self._stack.currentChanged.connect(lambda _: self._show_short())
        PastedEvidence(self).pasted.connect(self._on_offered)
        self.setAcceptDrops(True)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Let files and pictures be dropped anywhere: they are evidence of the question that is shown."""
        if event.mimeData().hasUrls() or event.mimeData().hasImage():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Ask what must be said of the evidence that was dropped."""
        if self._on_offered(event.mimeData()):
            event.acceptProposedAction()

    def showEvent(self, event: QShowEvent) -> None:
        """Let the keys 1 to 4 answer at once: the focus would stay on the rail that led here."""
        super().showEvent(event)
        if not event.spontaneous():
            QTimer.singleShot(0, self, self._on_seen)

    def _on_seen(self) -> None:
        held = self.window().focusWidget()
        # a button of this page got it by chance, when the one that led here was hidden
        typing = isinstance(held, QLineEdit | QPlainTextEdit) and self.isAncestorOf(held)
        if not typing and self._stack.currentWidget() is self._checklist:
            self._checklist.focus_list()

    def begin_again(self) -> None:
        """Show the checklist, ready to be answered: the step was asked for once more."""
        self.keep_unsaved()
        self._on_back()

    @property
    def shown(self) -> str:
        """Return what is shown, as ``show_question`` takes it."""
        page = self._stack.currentWidget()
        if isinstance(page, SamplingPage):
            return f"{SAMPLE}{page.question}"
        return EVIDENCE if page is self._evidence else ITEMS if page is self._items else self._checklist.question

    def show_state(self, state: InspectionState) -> None:
        """Show the step as it stands."""
        self._state = state
        self._show_locked()
        self._show_short()
        self._checklist.show_state(state)
        shown = self._stack.currentWidget()
        if isinstance(shown, SamplingPage | EvidencePage | ItemsPage):
            shown.show_state(state)

    def keep_unsaved(self) -> None:
        """Record what is being typed."""
        shown: Any = self._stack.currentWidget()
        if hasattr(shown, "keep_unsaved"):
            shown.keep_unsaved()

    def show_question(self, path: str) -> None:
        """Show one question of the checklist, or its table: ``sample/<path>``.

        ``evidence`` is all the evidence, ``items`` how every item came out.
        """
        if path == EVIDENCE:
            self._on_evidence(self._state.questions[0].path)
            return
        if path == ITEMS:
            self._on_items()
            return
        if path.startswith(SAMPLE):
            self._on_sample(path.removeprefix(SAMPLE))
            return
        self._stack.setCurrentWidget(self._checklist)
        self._checklist.show_question(path)

    def _on_offered(self, content: QMimeData) -> bool:
        """Ask about evidence at the question it belongs to, also from the page beside it."""
        shown = self._stack.currentWidget()
        if isinstance(shown, SamplingPage | EvidencePage):
            self.keep_unsaved()
            self.show_question(shown.question)
        self._stack.setCurrentWidget(self._checklist)
        return self._checklist.offer(content)

    def _on_sample(self, question: str) -> None:
        self._checklist.keep_unsaved()
        if self._sampling is None:
            self._sampling = SamplingPage(self._place, self._inspection, self._previous)
            self._open(self._sampling)
        self._sampling.show_state(self._state)
        row = next((one for one in self._state.questions if one.path == question), self._state.questions[0])
        self._sampling.show_question(question, f"{row.code}　{row.label}")
        self._stack.setCurrentWidget(self._sampling)

    def _on_evidence(self, question: str, evidence: str = "") -> None:
        self._checklist.keep_unsaved()
        if self._evidence is None:
            self._evidence = EvidencePage(self._place, self._inspection, self._previous)
            self._open(self._evidence)
        self._evidence.show_question(question, evidence)
        self._stack.setCurrentWidget(self._evidence)

    def _on_items(self) -> None:
        self._checklist.keep_unsaved()
        if self._items is None:
            self._items = ItemsPage(self._place, self._inspection, self._previous)
            self._open(self._items)
        self._items.show_state(self._state)
        self._stack.setCurrentWidget(self._items)

    def _show_locked(self) -> None:
        """Say why nothing can be filled in now, with the way to the step that unlocks it."""
        reasons = hindrances(self._place.desk, self._state.frozen)
        if not reasons:
            self._locked.clear()
            return
        linked = [one.place for one in reasons if step_of(one.place) not in ("", CHECKING)]
        self._locked.show_list(WARNING, self.tr("现在不能填写检查表，可以查看。"), reasons, linked)

    def _show_short(self) -> None:
        """Say which answered question has too few pieces, while more can be drawn; the first of several is enough."""
        short = sampling_hindrances(self._state.short)
        if not short or self._state.frozen or self._stack.currentWidget() is not self._checklist:
            self._short.clear()
            return
        first, more = short[0], len(short) - 1
        words = self.tr("{first}；另有 {n} 张没有抽满").format(first=first.text, n=more) if more else first.text
        self._short.show_list(WARNING, "", [replace(first, text=words)], [first.place])

    def _show_waits(self, waiting: Mapping[str, int]) -> None:
        """Say at which other questions evidence waits to be taken in: nobody would look there for it."""
        codes = {one.path: one.code for one in self._state.questions}
        words = self.tr("检查项 {code} 还有 {n} 件证据没有存入")
        told = [Hindrance("evidence-waits", words.format(code=codes[path], n=n), "", path)
                for path, n in waiting.items() if path in codes]  # fmt: skip
        self._waits.show_list(WARNING, "", told, [one.place for one in told])

    def _open(self, page: SamplingPage | EvidencePage | ItemsPage) -> None:
        self._stack.addWidget(page)
        page.changed.connect(self._on_other_changed)
        page.back_wanted.connect(self._on_back)

    def _on_back(self) -> None:
        self._stack.setCurrentWidget(self._checklist)
        self._checklist.focus_list()

    def _on_other_changed(self, state: InspectionState) -> None:
        self._checklist.show_state(state)
        self._on_changed(state)

    def _on_changed(self, state: InspectionState) -> None:
        self._state = state
        self._show_short()
        self.changed.emit(state)
