"""全部检查 · 常用筛选: filters kept under a name on this laptop, chosen from a box, kept and dropped in a line."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QSizePolicy, QWidget

from app.domain.problems import Problem
from app.services.listing.finding import Wanted
from app.services.listing.saved import LONGEST_NAME, Kept, drop_filter, keep_filter
from ui.widgets.buttons import button
from ui.widgets.chooser import offer
from ui.widgets.drop_down import DropDown
from ui.widgets.labels import label
from ui.widgets.typed_line import TypedLine
from ui.workplace import Workplace


class SavedFilters(QWidget):
    """The line in which a filter is named. ``box`` and ``keep`` stand in the head of the page.

    ``chosen(wanted)`` when a kept filter is to be shown.
    """

    chosen = Signal(object)
    failed = Signal(object)

    def __init__(self, place: Workplace, wanted: Callable[[], Wanted]) -> None:
        super().__init__()
        self._place, self._wanted, self._kept = place, wanted, Kept()
        self.box = DropDown()
        self.box.setObjectName("savedFilters")
        self.box.setAccessibleName(self.tr("常用筛选"))
        self.box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.box.setMinimumContentsLength(7)
        self.box.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.keep = button(self.tr("保存筛选"), "keepFilter", checkable=True)
        self._name = TypedLine()
        self._name.setObjectName("filterName")
        self._name.setMaxLength(LONGEST_NAME)
        self._name.setAccessibleName(self.tr("筛选的名字"))
        self._name.setPlaceholderText(self.tr("给现在的筛选起个名字，例如：本季度竞秀区逾期"))
        self._save = button(self.tr("保存"), "filterSave", "primary")
        self._drop = button(self.tr("删除所选"), "filterDrop", tip=self.tr("删除上面选中的常用筛选"))
        self._problem = label("", "problem", wrap=True, name="filterNameProblem")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        for part, stretch in ((self._name, 2), (self._save, 0), (self._drop, 0), (self._problem, 1)):
            row.addWidget(part, stretch)
        self.hide()
        offer(self.box, (), self.tr("常用筛选"))
        self.keep.toggled.connect(self._on_keep)
        self.box.activated.connect(self._on_activated)
        self._save.clicked.connect(self._on_save)
        self._name.returnPressed.connect(self._on_save)
        self._drop.clicked.connect(self._on_drop)

    def show_kept(self, kept: Kept) -> None:
        """Offer what is kept."""
        self._kept = kept
        offer(self.box, [(name, name) for name in kept.filters], self.tr("常用筛选"))
        self.box.setEnabled(bool(kept.filters))
        self._show_drop()

    def no_longer(self) -> None:
        """Show that the list is no longer that of the filter chosen."""
        self.box.setCurrentIndex(0)
        self._show_drop()

    def _show_drop(self) -> None:
        self._drop.setVisible(bool(self.box.currentData()))

    def _on_keep(self, wanted: bool) -> None:
        self.setVisible(wanted)
        self._problem.setText("")
        if wanted:
            self._name.setText(str(self.box.currentData() or ""))
            self._name.setFocus()

    def _on_activated(self) -> None:
        self._show_drop()
        found = self._kept.filters.get(str(self.box.currentData() or ""))
        self.chosen.emit(found or Wanted())

    def _on_save(self) -> None:
        name, wanted = self._name.text(), self._wanted()

        def ended(done: tuple[Kept, tuple[Problem, ...]]) -> None:
            kept, problems = done
            self._problem.setText("".join(one.text for one in problems))
            if not problems:
                self.show_kept(kept)
                self.box.setCurrentIndex(max(0, self.box.findData(name.strip())))
                self._show_drop()
                self.keep.setChecked(False)

        self._place.ask(self, lambda desk: keep_filter(desk, name, wanted), ended, self.failed.emit)

    def _on_drop(self) -> None:
        name = str(self.box.currentData() or "")

        def ended(kept: Kept) -> None:
            self.show_kept(kept)
            self.keep.setChecked(False)

        self._place.ask(self, lambda desk: drop_filter(desk, name), ended, self.failed.emit)
