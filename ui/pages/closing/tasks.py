"""待办事项: what must still be done with its term in words, closed with its result; the 补签 of approvals by phone."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.services.measures.deciding import close_task
from ui.models.closing import ClosingView
from ui.models.tasks_left import TaskLine
from ui.pages.parts.approval import CountersignForm
from ui.pages.parts.step_page import Part, StepPage
from ui.unfinished import kept_form
from ui.widgets.buttons import button
from ui.widgets.field import Field
from ui.widgets.hindrance_list import empty
from ui.widgets.labels import label
from ui.widgets.page import card
from ui.widgets.tick_box import TickBox
from ui.widgets.typed_line import TypedLine


class TasksPart(Part):
    """Open tasks first, what was done below."""

    def __init__(self, page: StepPage) -> None:
        super().__init__(page)
        self._shown: tuple[TaskLine, ...] | None = None
        self._held = QVBoxLayout(self)
        self._held.setContentsMargins(0, 0, 0, 0)
        self._held.setSpacing(12)

    def show_view(self, view: ClosingView) -> None:
        """Show the tasks as they stand."""
        if view.tasks == self._shown:
            return
        self._shown = view.tasks
        empty(self._held)
        for number, one in enumerate(view.tasks):
            self._held.addWidget(self._done(one) if one.result else self._open(number, one))
        if not view.tasks:
            words = self.tr("没有待办。电话批准的补签、须另行办理的事项会出现在这里；各种期限见“期限总览”。")
            self._held.addWidget(label(words, "quiet", wrap=True, name="noTasksLeft"))

    def _open(self, number: int, one: TaskLine) -> QWidget:
        frame, inside = card()
        inside.addWidget(label(one.title, "section", wrap=True))
        role = "problem" if one.red else "quiet"
        due = self.tr("须办理 · {due}").format(due=one.due) if one.red else one.due
        inside.addWidget(label(due, role, wrap=True, name=f"taskDue{number}"))
        if one.law:
            inside.addWidget(label(self.tr("依据：{law}").format(law=one.law), "small", wrap=True))
        if one.by_itself:
            inside.addWidget(self._elsewhere(number))
        elif one.by_paper:
            inside.addWidget(self._by_paper(number))
        else:
            form = CountersignForm(self.page, one.approval, "") if one.approval else self._closing(number, one)
            inside.addWidget(form)
        return frame

    def _elsewhere(self, number: int) -> QWidget:
        tip = self.tr("复查笔录封存后自动办结")
        go = button(self.tr("去“复查”办理（复查笔录封存后自动办结）"), f"taskRecheck{number}", "link", tip=tip)
        go.clicked.connect(lambda: self.page.show_part("recheck"))
        return go

    def _by_paper(self, number: int) -> QWidget:
        tip = self.tr("文书送达或者报送后自动办结")
        go = button(self.tr("去“文书与送达”办理（文书送达或者报送后自动办结）"), f"taskPaper{number}", "link", tip=tip)
        go.clicked.connect(lambda: self.page.step_wanted.emit("papers"))
        return go

    def _closing(self, number: int, one: TaskLine) -> QWidget:
        held, result = QWidget(), TypedLine()
        layout = QVBoxLayout(held)
        layout.setContentsMargins(0, 0, 0, 0)
        hint = self.tr("时间、文号或理由")
        own = one.id.rpartition("/")[2]  # not the row: what is kept never lands on another task
        field = Field(self.tr("办理结果"), result, f"taskResult_{own}", hint)
        layout.addWidget(field)
        follow = TickBox(self.tr("接着办理：{title}").format(title=one.follows))
        follow.setObjectName(f"taskFollows_{own}")
        follow.setChecked(True)
        if one.follows:
            layout.addWidget(follow)
        kept = kept_form(held, self.page.place, f"task/{one.id}")
        go = button(self.tr("办结"), f"closeTask{number}", tip=self.tr("办结：{title}").format(title=one.title))
        layout.addWidget(go)

        def close() -> None:
            text, on = result.text().strip(), follow.isChecked()
            field.set_problem("" if text else self.tr("请写明办理结果。"))
            if text:
                self.page.act(lambda desk: close_task(desk, one.id, text, follow_up=on), lambda _: kept.finish())

        go.clicked.connect(close)
        return held

    def _done(self, one: TaskLine) -> QWidget:
        frame, inside = card()
        inside.addWidget(label(one.title, "label", wrap=True))
        words = self.tr("{due}：{result}").format(due=one.due, result=one.result)
        inside.addWidget(label(words, "quiet", wrap=True))
        return frame
