"""全部检查 · 常用筛选: filters kept under a name on this laptop, chosen from a box, kept and dropped in a line."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QSizePolicy, QWidget

from app.domain.problems import Problem
from app.services.desk import Desk
from app.services.listing.finding import Wanted
from app.services.listing.saved import (
    LONGEST_NAME,
    Kept,
    drop_filter,
    keep_filter,
    move_filter,
    rename_filter,
)
from ui.widgets.buttons import button
from ui.widgets.chooser import offer
from ui.widgets.drop_down import DropDown
from ui.widgets.labels import label
from ui.widgets.typed_line import TypedLine
from ui.workplace import Workplace


class SavedFilters(QWidget):
    """The line in which a filter is named, renamed, moved and dropped. ``box`` and ``keep`` stand in the head.

    It is about the filter chosen, or chosen last: whoever changed its conditions saves them under its name again.
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
        self._rename = button(self.tr("改名"), "filterRename", tip=self.tr("给选中的常用筛选换上面的名字，条件不变"))
        self._up = button(self.tr("上移"), "filterUp", tip=self.tr("在常用筛选的列表中上移一位"))
        self._down = button(self.tr("下移"), "filterDown", tip=self.tr("在常用筛选的列表中下移一位"))
        self._drop = button(self.tr("删除"), "filterDrop", tip=self.tr("删除选中的常用筛选"))
        self._problem = label("", "problem", wrap=True, name="filterNameProblem")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        for part, stretch in ((self._name, 2), (self._save, 0), (self._rename, 0), (self._up, 0), (self._down, 0),
                              (self._drop, 0), (self._problem, 1)):  # fmt: skip
            row.addWidget(part, stretch)
        self._about, self._sure = "", ""  # the filter chosen last, and the one that may be replaced
        self.hide()
        offer(self.box, (), self.tr("常用筛选"))
        self.keep.toggled.connect(self._on_keep)
        self.box.activated.connect(self._on_activated)
        self._connect()

    def _connect(self) -> None:
        self._save.clicked.connect(self._on_save)
        self._name.returnPressed.connect(self._on_save)
        self._rename.clicked.connect(self._on_rename)
        self._up.clicked.connect(lambda: self._move(-1))
        self._down.clicked.connect(lambda: self._move(1))
        self._drop.clicked.connect(self._on_drop)

    def show_kept(self, kept: Kept) -> None:
        """Offer what is kept."""
        self._kept = kept
        if self._about not in kept.filters:
            self._about = ""
        offer(self.box, [(name, name) for name in kept.filters], self.tr("常用筛选"))
        self.box.setEnabled(bool(kept.filters))
        self._show_acts()

    def no_longer(self) -> None:
        """Show that the list is no longer that of the filter chosen."""
        self.box.setCurrentIndex(0)

    def _show_acts(self) -> None:
        for one in (self._rename, self._up, self._down, self._drop):
            one.setVisible(bool(self._about))
        names = list(self._kept.filters)
        self._up.setEnabled(self._about in names[1:])
        self._down.setEnabled(self._about in names[:-1])

    def _on_keep(self, wanted: bool) -> None:
        self.setVisible(wanted)
        self._say(())
        if wanted:
            self._name.setText(self._about)
            self._name.selectAll()
            self._name.setFocus()

    def _say(self, problems: Sequence[Problem]) -> None:
        self._problem.setText("".join(one.text for one in problems))

    def _on_activated(self) -> None:
        self._about = str(self.box.currentData() or "")
        self._name.setText(self._about)
        self._show_acts()
        found = self._kept.filters.get(self._about)
        self.chosen.emit(found or Wanted())

    def _on_save(self) -> None:
        """Keep the present conditions; those of a filter that is not the one chosen are replaced at a second press."""
        name, wanted = self._name.text().strip(), self._wanted()
        if name in self._kept.filters and name not in (self._about, self._sure):
            self._sure = name
            self._say([Problem("name", self.tr("已经有“{name}”，再点一次“保存”就替换它。").format(name=name))])
            return

        def ended(done: tuple[Kept, tuple[Problem, ...]]) -> None:
            self._show_done(done, name, chosen=True)

        self._place.ask(self, lambda desk: keep_filter(desk, name, wanted), ended, self.failed.emit)

    def _on_rename(self) -> None:
        before, name, chosen = self._about, self._name.text().strip(), bool(self.box.currentData())

        def ended(done: tuple[Kept, tuple[Problem, ...]]) -> None:
            self._show_done(done, name, chosen=chosen)

        self._place.ask(self, lambda desk: rename_filter(desk, before, name), ended, self.failed.emit)

    def _show_done(self, done: tuple[Kept, tuple[Problem, ...]], name: str, *, chosen: bool) -> None:
        kept, problems = done
        self._sure = ""
        self._say(problems)
        if problems:
            return
        self._about = name
        self.show_kept(kept)
        self.box.setCurrentIndex(max(0, self.box.findData(name)) if chosen else 0)
        self.keep.setChecked(False)

    def _move(self, steps: int) -> None:
        name, shown = self._about, str(self.box.currentData() or "")

        def ended(kept: Kept) -> None:
            self.show_kept(kept)
            self.box.setCurrentIndex(max(0, self.box.findData(shown)))

        self._place.ask(self, lambda desk: move_filter(desk, name, steps), ended, self.failed.emit)

    def _on_drop(self) -> None:
        name = self._about

        def work(desk: Desk) -> Kept:
            return drop_filter(desk, name)

        def ended(kept: Kept) -> None:
            self.show_kept(kept)
            self.keep.setChecked(False)

        self._place.ask(self, work, ended, self.failed.emit)
