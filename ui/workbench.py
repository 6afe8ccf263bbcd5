"""The workbench behind the door: the top bar and the pages of one officer at one desk."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from app.services.papers.printable import load_typesetter
from app.services.registers.officers import ROLES
from app.services.session.opening import last_place
from ui import entry
from ui.destination import DestinationPage
from ui.destinations import DESTINATIONS, offered
from ui.models.help import chapter_of
from ui.models.overview import Overview, pending
from ui.pages.help import HelpPage
from ui.pages.home import HomePage
from ui.pages.inspection import InspectionPage
from ui.pages.new_inspection import NewInspectionPage
from ui.pages.seat import SeatPage
from ui.widgets.top_bar import HELP, HOME, TopBar
from ui.workplace import Workplace

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.domain.procedure.records import Officer


class Workbench(QWidget):
    """Shows one page at a time: one of the top bar, a new inspection, an inspection, or who is at the desk."""

    lock_wanted = Signal()
    large_wanted = Signal(bool)
    seat_taken = Signal(object)

    def __init__(self, place: Workplace, *, large: bool) -> None:
        super().__init__()
        self.setObjectName("workbench")
        self._place = place
        self._bar = TopBar(self._officer_name(), large=large, offered=offered(place))
        self._kept: dict[str, DestinationPage] = {}
        self._passing: QWidget | None = None
        self._plan: NewInspectionPage | None = None  # kept while another page is looked at: nothing typed is lost
        self._help: HelpPage | None = None
        self._pages = QStackedWidget()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._bar)
        layout.addWidget(self._pages, 1)
        self._helped: QWidget = self._kept_page(HOME)
        self._connect()

    @property
    def page(self) -> QWidget:
        """Return the page that is shown."""
        shown = self._pages.currentWidget()
        assert shown is not None
        return shown

    def begin(self) -> None:
        """Show where this officer last was, or the home page."""
        self._place.ask(self, last_place, self._on_last_place)
        self._count_pending()

    def show_home(self) -> None:
        """Show the home page as things stand now."""
        self.show_destination(HOME)

    def show_destination(self, name: str) -> None:
        """Show a page of the top bar as things stand now."""
        if DESTINATIONS[name].kept:
            page = self._kept_page(name)
            self._drop_passing()
            self._pages.setCurrentWidget(page)
            self._bar.show_place(name, self.tr("档案执法检查"))
        else:
            page = self._made(name)
            self._show_passing(page, self.tr("档案执法检查"), name)
        page.refresh()

    def show_help(self) -> None:
        """Show the chapter of the page that is shown; that page stays as it is behind it."""
        if self._help is None:
            self._help = HelpPage()
            self._help.given_up.connect(lambda: self._pages.setCurrentWidget(self._helped))
            self._pages.addWidget(self._help)
        if self.page is not self._help:
            self._helped = self.page
        shown = self._helped.page if isinstance(self._helped, InspectionPage) else self._helped
        self._pages.setCurrentWidget(self._help)
        self._help.show_chapter(chapter_of(shown))

    def show_inspection(self, inspection: str, step: str = "", question: str = "") -> None:
        """Show an inspection at a step and question, or where it stands."""
        page = InspectionPage(self._place, inspection, step, question)
        page.saved.connect(self._bar.show_saved)
        page.titled.connect(lambda title, team: self._bar.show_place("", title, team))
        page.changed.connect(self._count_pending)
        page.destination_wanted.connect(self.show_destination)
        self._show_passing(page, self.tr("正在打开…"))

    def keep_unsaved(self) -> None:
        """Record what is being typed: the desk is about to be left."""
        for page in (*self._kept.values(), self._passing):
            if isinstance(page, InspectionPage | DestinationPage):
                page.keep_unsaved()

    def _connect(self) -> None:
        self._bar.wanted.connect(self._on_wanted)
        self._bar.seat_wanted.connect(self._on_seat_wanted)
        self._bar.lock_wanted.connect(self.lock_wanted)
        self._bar.large_wanted.connect(self.large_wanted)
        QShortcut(QKeySequence("F1"), self, self.show_help)

    def _officer_name(self) -> str:
        known = self._place.desk.officers().get(self._place.desk.officer)
        return known.name if known is not None else self._place.desk.officer

    def _kept_page(self, name: str) -> DestinationPage:
        if name not in self._kept:
            self._kept[name] = self._made(name)
            self._pages.addWidget(self._kept[name])
        return self._kept[name]

    def _made(self, name: str) -> DestinationPage:
        page = DESTINATIONS[name].make(self._place)
        page.inspection_wanted.connect(self.show_inspection)
        page.destination_wanted.connect(self.show_destination)
        page.changed.connect(self._count_pending)
        page.large_wanted.connect(self.large_wanted)
        if isinstance(page, HomePage):
            page.new_wanted.connect(self._on_new_wanted)
            page.looked_over.connect(self._on_looked_over)
        return page

    def _show_passing(self, page: QWidget, title: str, where: str = "") -> None:
        self._drop_passing()
        self._passing = page
        self._pages.addWidget(page)
        self._pages.setCurrentWidget(page)
        self._bar.show_place(where, title)

    def _drop_passing(self) -> None:
        if self._passing is None:
            return
        if isinstance(self._passing, InspectionPage | DestinationPage):
            self._passing.keep_unsaved()
        self._pages.setCurrentWidget(self._kept_page(HOME))
        self._pages.removeWidget(self._passing)
        if self._passing is not self._plan:
            self._passing.deleteLater()
        self._passing = None

    def _count_pending(self) -> None:
        self._place.ask(self, pending, self._bar.show_pending)

    def _on_wanted(self, where: str) -> None:
        if where == HELP:
            self.show_help()
            return
        self.show_destination(where)
        self._place.ask(self, lambda desk: desk.store.drafts.remember_place("", where))

    def _on_looked_over(self, found: Overview) -> None:
        self._bar.show_pending(found.pending)

    def _on_last_place(self, last: Any) -> None:
        self._reopen(last)
        # 0.3 s once the first page is there, rather than when an officer asks for a paper
        self._place.tasks.run_last(self, load_typesetter)

    def _reopen(self, last: Any) -> None:
        if last is not None and last.inspection:
            self.show_inspection(last.inspection, last.step, last.question)
            return
        known = DESTINATIONS.get(last.step) if last is not None else None
        self.show_destination(last.step if known is not None and known.reopened else HOME)

    def _on_new_wanted(self) -> None:
        if self._plan is None:
            self._plan = NewInspectionPage(self._place)
            self._plan.given_up.connect(self._on_plan_given_up)
            self._plan.planned.connect(self._on_planned)
        self._show_passing(self._plan, self.tr("档案执法检查"))

    def _on_plan_given_up(self) -> None:
        self._plan = None
        self.show_home()

    def _on_planned(self, inspection: str) -> None:
        self._plan = None
        self.show_inspection(inspection)

    def _on_seat_wanted(self) -> None:
        self._place.ask(self, entry.people, self._on_people)

    def _on_people(self, people: Sequence[Officer]) -> None:
        training = bool(self._place.desk.store.training)
        page = SeatPage(people, ROLES, training=training, may_return=True)
        page.given_up.connect(self.show_home)
        page.seat_wanted.connect(self._on_officer_chosen)
        self._show_passing(page, self.tr("档案执法检查"))
        page.begin()

    def _on_officer_chosen(self, officer: str, secret: str, by_pin: bool) -> None:
        page = self._passing
        assert isinstance(page, SeatPage)
        self._place.ask(
            self,
            lambda desk: entry.take_seat(desk, officer, secret, by_pin=by_pin),
            self.seat_taken.emit,
            page.show_error,
        )
