"""设置 · 涉企检查频次: the yearly cap for enterprises that the government of this level published."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.services.frequency import set_enterprise_cap
from ui.models.settings import Settings, cap_from, settings
from ui.unfinished import Unfinished
from ui.widgets.buttons import button
from ui.widgets.field import Field
from ui.widgets.labels import label
from ui.widgets.notice import SUCCESS, Notice
from ui.widgets.page import card
from ui.widgets.typed_line import TypedLine
from ui.workplace import Workplace


class CapCard(QWidget):
    """One number, or nothing where none was published."""

    def __init__(self, place: Workplace, notice: Notice) -> None:
        super().__init__()
        self._place, self._notice = place, notice
        self._cap = TypedLine()
        self._field = Field(
            self.tr("每年检查次数上限"),
            self._cap,
            "enterpriseCap",
            self.tr("本级政府公布的年度上限；没有公布的留空"),
        )
        self._save = button(self.tr("保存上限"), "capSave")
        frame, inside = card()
        inside.addWidget(label(self.tr("涉企检查频次"), "section"))
        about = self.tr("拟定计划时，同一企业当年的检查次数达到上限会提示。")
        inside.addWidget(label(about, "quiet", wrap=True))
        inside.addWidget(self._field)
        row = QHBoxLayout()
        row.addWidget(self._save)
        row.addStretch(1)
        inside.addLayout(row)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(frame)
        self._kept = Unfinished(self._field, place, "enterpriseCap")
        self._save.clicked.connect(self._on_save)
        self._cap.returnPressed.connect(self._on_save)

    def refresh(self) -> None:
        """Read the cap again; what is being typed stays."""
        self._place.ask(self, settings, self._on_settings, self._notice.show_error)

    def _on_settings(self, found: Settings) -> None:
        if not self._cap.isModified():
            self._cap.setText("" if found.cap is None else str(found.cap))
            self._kept.begin_once()

    def _on_save(self) -> None:
        text = self._cap.text().strip()
        cap = cap_from(text)
        wrong = bool(text) and cap is None
        self._field.set_problem(self.tr("请填写 1 至 365 的整数，或留空。") if wrong else "")
        if wrong:
            self._cap.setFocus()
            return
        self._place.ask(self, lambda desk: set_enterprise_cap(desk, cap), self._on_kept, self._notice.show_error)

    def _on_kept(self, _: object) -> None:
        self._cap.setModified(False)
        self._kept.finish()
        self._notice.say(SUCCESS, self.tr("上限已保存。"))
        self.refresh()
