"""The foot of the import page: leave faulty rows out, give up, enter, take back; and why entering has to wait."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.services.registers.importing.rows import CHANGED, FAULTY, NEW
from ui.models.importing import Looked
from ui.pages.registers.import_progress import ImportProgress
from ui.widgets.buttons import button
from ui.widgets.labels import label
from ui.widgets.tick_box import TickBox


class ImportEnding(QWidget):
    """Shows what fits the table that was looked over, nothing where there is none."""

    def __init__(self) -> None:
        super().__init__()
        self._looked: Looked | None = None
        self._under_way = False
        self.progress = ImportProgress()
        self._skip = TickBox()
        self._skip.setObjectName("importSkip")
        self._why = label("", "problem", wrap=True, name="importWhy")
        self.undo = button(self.tr("撤销这次导入"), "importUndo")
        self.drop = button(self.tr("放弃这次导入"), "importDrop")
        self.go = button("", "importGo", "primary")
        row = QHBoxLayout()
        row.setSpacing(10)
        row.addWidget(self._skip)
        row.addWidget(self.progress, 1)
        row.addStretch(0)
        for one in (self.drop, self.undo, self.go):
            row.addWidget(one)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addWidget(self._why)
        layout.addLayout(row)
        self.undo.hide()
        self._skip.toggled.connect(lambda _: self._show())
        self.show_looked(None)

    @property
    def leaves_faulty(self) -> bool:
        """Return whether rows at fault are to be left out."""
        return self._skip.isChecked()

    def show_looked(self, looked: Looked | None) -> None:
        """Show what can be done with a table; rows at fault keep it out until it is said otherwise."""
        self._looked = looked
        faulty = looked.count(FAULTY) if looked is not None else 0
        self._skip.setText(self.tr("不导入有错误的 {count} 行").format(count=faulty))
        self._skip.setAccessibleName(self._skip.text())
        self._skip.setChecked(False)
        self._skip.setVisible(bool(faulty))
        for one in (self.drop, self.go):
            one.setVisible(looked is not None)
        self._show()

    def set_under_way(self, under_way: bool) -> None:
        """Rest while a table is read or entered."""
        for one in (self._skip, self.drop, self.undo):
            one.setEnabled(not under_way)
        self._under_way = under_way
        self._show()

    def begin(self) -> None:
        """Put the focus where work goes on: on what keeps the rows out, else on the button that enters them."""
        (self.go if self.go.isEnabled() else self._skip if self._skip.isVisible() else self.drop).setFocus()

    def _show(self) -> None:
        why = self._why_not()
        self._why.setText(why)
        self._why.setVisible(bool(why))
        self.go.setEnabled(not why and not self._under_way)
        self.go.setAccessibleDescription(why)
        if self._looked is not None:
            new, changed = (self._looked.count(one) for one in (NEW, CHANGED))
            self.go.setText(self.tr("导入：新增 {new}，更新 {changed}").format(new=new, changed=changed))
            self.go.setAccessibleName(self.go.text())

    def _why_not(self) -> str:
        looked = self._looked
        if looked is None:
            return ""
        if looked.missing:
            return self.tr("还不能导入：请先在上面指定{titles}是哪一列。").format(titles="、".join(looked.missing))
        if not looked.count(NEW) + looked.count(CHANGED):
            return self.tr("没有可以导入的行：没有新增，也没有更新。")
        if looked.count(FAULTY) and not self.leaves_faulty:
            return self.tr(
                "还不能导入：请改正后重新选择文件，或者勾选“不导入有错误的 {count} 行”。"
            ).format(count=looked.count(FAULTY))
        return ""
