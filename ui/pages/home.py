"""工作台: what is due, under way, waiting for approval, signing or sync, each one click away; and where to begin."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.services.listing.refreshing import refresh
from ui.destination import DestinationPage
from ui.destination_names import APPROVALS, DEADLINES, DEPARTURE, IMPORTING, INSPECTIONS, PROGRESS, REGISTERS, SYNC
from ui.models.approvals import deciding_roles
from ui.models.moments import moment_words
from ui.models.overview import Overview, overview
from ui.pages.home_cards import MOST, HomeCards
from ui.widgets.buttons import button
from ui.widgets.labels import label, restyle
from ui.widgets.midnight import Midnight
from ui.widgets.nothing_yet import nothing_yet
from ui.widgets.notice import WARNING, Notice
from ui.widgets.page import CurrentOnly, framed, heading, scrolled
from ui.widgets.set_up_card import SetUpCard
from ui.workplace import Workplace

UNREAD, WORK, NONE_YET = 0, 1, 2


class HomePage(DestinationPage):
    """``new_wanted()`` begins the plan of an inspection, ``looked_over(overview)`` after each look at the store."""

    new_wanted = Signal()
    looked_over = Signal(object)

    def __init__(self, place: Workplace) -> None:
        super().__init__()
        self._place = place
        decides = bool(deciding_roles(place.officer))
        self._cards, self._notice = HomeCards(place, decides=decides), Notice()
        self._new = button(self.tr("新建检查"), "newInspection", "primary")
        self._begin = button(self.tr("新建第一次检查"), "firstInspection", "primary")
        self._fetch = button(self.tr("导入同事的文件…"), "homeImport", tip=self.tr("到“同步”导入同事用 U 盘交来的文件"))
        self._departure = button(self.tr("出发前检查"), "homeDeparture", tip=self.tr("出发前检查：下次到场的准备情况"))
        self._approvals = button(self.tr("待我审批"), "homeApprovals")
        self._all = button(self.tr("全部检查"), "homeAll")
        self._deadlines = button(self.tr("期限总览"), "homeDeadlines")
        self._progress = button(self.tr("进度统计"), "homeProgress")
        self._reports, self._unsaved = button("", "homeReports"), button("", "homeBackup")
        self._credential = button("", "homeCredential")
        self._paused = button("", "homeNumbers")
        self._count = label("", "quiet", name="inspectionCount")
        self._set_up = SetUpCard()
        self._again = button(self.tr("重新读取"), "homeAgain")
        self._lists = CurrentOnly()
        self._midnight = Midnight(self)
        self._tidying, self._thaws = False, SYNC
        self._build()
        # not before it has a place, else it is a window of its own
        self._progress.setVisible(decides or self._place.only_looks)
        self._approvals.setVisible(decides and not self._sets_out)
        self._put_first()
        self._connect()

    @property
    def _sets_out(self) -> bool:
        """Return whether who sits here begins inspections; who only decides or looks begins with what waits."""
        officer = self._place.officer
        decides = self._place.only_looks or bool(deciding_roles(officer))
        return officer is None or "officer" in officer.roles or not decides

    def _put_first(self) -> None:
        """Let that button stand out which leads to one's own work."""
        if self._sets_out:
            return
        for one in (self._new, self._begin):
            restyle(one, "kind", "")
        restyle(self._all if self._place.only_looks else self._approvals, "kind", "primary")

    def refresh(self) -> None:
        """Look over the store again."""
        self._place.ask(self, lambda desk: overview(desk, MOST), self._on_looked_over, self._on_unread)

    def _build(self) -> None:
        head = heading(label(self.tr("工作台"), "title"))
        head.addSpacing(4)
        head.addWidget(self._count, 1)
        for one in (self._progress, self._deadlines, self._all, self._departure, self._new, self._approvals):
            head.addWidget(one)
        self._lists.addWidget(self._unread_view())
        self._lists.addWidget(scrolled(self._cards, at_edge=True))
        self._lists.addWidget(scrolled(self._empty_view(), at_edge=True))
        above, layout = framed(self)
        above.addLayout(head)
        above.addWidget(self._notice)
        for one in (self._paused, self._unsaved, self._credential, self._reports):
            above.addWidget(one, 0, Qt.AlignmentFlag.AlignLeft)
            one.hide()
        layout.addWidget(self._lists, 1)

    def _unread_view(self) -> QWidget:
        """Return what stands there until the store was looked over: no list that could be taken for an empty one."""
        held = QWidget()
        inside = QVBoxLayout(held)
        inside.addWidget(self._again, 0, Qt.AlignmentFlag.AlignCenter)
        self._again.hide()
        return held

    def _empty_view(self) -> QWidget:
        words = self.tr(
            "先登记被检查单位并拟定计划，再报批、到场、检查。点下面的按钮开始。\n"
            "同事的电脑上已经有这次检查的，不要再建：同步，或者导入同事用 U 盘交来的文件。"
        )
        frame, inside = nothing_yet(self.tr("还没有检查"), words, self._begin, self._fetch)
        inside.addWidget(self._set_up)
        return frame

    def _connect(self) -> None:
        self._new.clicked.connect(self.new_wanted)
        self._set_up.wanted.connect(self.destination_wanted)
        self._again.clicked.connect(self.refresh)
        self._begin.clicked.connect(self.new_wanted)
        self._fetch.clicked.connect(lambda: self.destination_wanted.emit(f"{SYNC}/stick/{IMPORTING}"))
        self._departure.clicked.connect(lambda: self.destination_wanted.emit(DEPARTURE))
        self._approvals.clicked.connect(lambda: self.destination_wanted.emit(APPROVALS))
        self._all.clicked.connect(lambda: self.destination_wanted.emit(INSPECTIONS))
        self._reports.clicked.connect(lambda: self.destination_wanted.emit(f"{REGISTERS}/reports"))
        self._paused.clicked.connect(lambda: self.destination_wanted.emit(self._thaws))
        self._credential.clicked.connect(lambda: self.destination_wanted.emit(f"{REGISTERS}/officers"))
        self._unsaved.clicked.connect(lambda: self.destination_wanted.emit(f"{SYNC}/backup"))
        self._midnight.timeout.connect(self.refresh)
        for mine, own in (
            (self._cards.inspection_wanted, self.inspection_wanted), (self._cards.step_wanted, self.step_wanted),
            (self._cards.destination_wanted, self.destination_wanted), (self._cards.list_wanted, self.list_wanted),
        ):  # fmt: skip
            mine.connect(own)
        self._progress.clicked.connect(lambda: self.destination_wanted.emit(PROGRESS))
        self._deadlines.clicked.connect(lambda: self.destination_wanted.emit(DEADLINES))

    def _on_looked_over(self, found: Overview) -> None:
        self._show_clock(found)
        self._midnight.wait_from(self._place.desk.now())
        work = found.work
        known = bool(work.total or found.stale)
        self._lists.setCurrentIndex(WORK if known else NONE_YET)
        for one in (self._new, self._all, self._deadlines):
            one.setVisible(known)
        self._departure.setVisible(known and self._sets_out)
        self._show_count(work.total, found.stale)
        self._cards.show_work(work)
        self._show_reports(found)
        words = self.tr("您的执法证：{state}。换证后请管理员在“登记簿 · 执法人员”中登记").format(state=found.credential)
        self._credential.setText(words)
        self._credential.setVisible(bool(found.credential))
        self._unsaved.setText(found.unsaved)
        self._unsaved.setAccessibleName(found.unsaved)
        self._unsaved.setVisible(bool(found.unsaved))
        self._show_paused(found)
        self._set_up.show_steps(found.set_up)
        self.looked_over.emit(found)
        if found.stale and not self._tidying:
            self._tidying = True
            self._place.ask(self, refresh, self._on_tidied, self._on_failed, behind=True)

    def _show_clock(self, found: Overview) -> None:
        self._notice.clear()
        if found.recorded is None:
            return
        title = self.tr("电脑时钟（{now}）早于本机上次记录的时间（{last}）。").format(
            now=moment_words(self._place.desk.now()), last=moment_words(found.recorded)
        )
        advice = self.tr("文书日期和期限都按电脑时钟计算。请先在系统设置中校准日期和时间，再继续工作。")
        self._notice.say(WARNING, title, [advice])

    def _on_unread(self, error: Exception) -> None:
        self._notice.show_error(error)
        self._again.show()

    def _on_tidied(self, left: int) -> None:
        self._tidying = False
        self.refresh()

    def _on_failed(self, error: Exception) -> None:
        self._tidying = False
        self._notice.show_error(error)

    def _show_count(self, total: int, stale: int) -> None:
        if stale:
            words = self.tr("正在整理，还有 {count:,} 次检查").format(count=stale)
        else:
            words = self.tr("共 {count:,} 次检查").format(count=total) if total else ""
        self._count.setText(words)

    def _show_paused(self, found: Overview) -> None:
        """Say that papers get no number since a restore, and lead to where that ends."""
        alone = found.pending is None
        self._thaws = f"{REGISTERS}/numbers" if alone else SYNC
        here = self.tr("恢复备份后文号暂停使用：请管理员在“登记簿 · 文号”中核对后恢复")
        centre = self.tr("恢复备份后文号暂停使用：与中心库同步一次后恢复")
        self._paused.setText(here if alone else centre)
        self._paused.setVisible(found.paused)

    def _show_reports(self, found: Overview) -> None:
        words = self.tr("收到的报告：{count} 份待处理").format(count=found.reports)
        if found.late_reports:
            words += self.tr("，{late} 份已逾期没有采取措施").format(late=found.late_reports)
        self._reports.setText(words)
        self._reports.setAccessibleName(words)
        self._reports.setVisible(found.reports > 0)
