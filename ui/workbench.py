"""The workbench behind the door: the top bar and the pages of one officer at one desk."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.services.papers.printable import load_papers
from app.services.registers.officers import ROLES
from app.services.session.opening import last_place
from ui import entry
from ui.courier import Rounds
from ui.destination import DestinationPage
from ui.destination_names import HELP, HOME, INSPECTIONS
from ui.destinations import DESTINATIONS, offered
from ui.looking_only import Allowed, LookingOnly
from ui.models.help import chapter_of
from ui.models.line import waiting_and_offline
from ui.pages.all_inspections.page import AllInspectionsPage
from ui.pages.entrance.seat import SeatPage
from ui.pages.help import HelpPage
from ui.pages.home import HomePage
from ui.pages.inspection import InspectionPage
from ui.pages.preparing.new_inspection import NewInspectionPage
from ui.pages.record.page import RecordPage
from ui.pages.unit import UnitPage
from ui.pages.verifying import VerifyingPage
from ui.unfinished import keep_all
from ui.whereabouts import Remembering, Whereabouts, come_back, page_at, recalled, whereabouts_of
from ui.widgets.page import CurrentOnly
from ui.widgets.printing import Printers
from ui.widgets.reading import Reading
from ui.widgets.top_bar import TopBar
from ui.widgets.typed_fields import put_back
from ui.workplace import Workplace

if TYPE_CHECKING:
    from app.domain.procedure.records import Officer
    from app.services.exchange.syncing import SyncReport
    from app.services.listing.finding import Wanted

PLAN = "new_inspection"  # where one is while an inspection is being planned
_KEEPING = (InspectionPage, DestinationPage)


class Workbench(QWidget):
    """Shows one page at a time: one of the top bar, a new inspection, an inspection, or who is at the desk."""

    lock_wanted, seat_taken = Signal(), Signal(object)
    large_wanted, idle_set = Signal(bool), Signal(int)

    def __init__(self, place: Workplace, *, large: bool) -> None:
        super().__init__()
        self.setObjectName("workbench")
        self._place = place
        name = place.officer.name if place.officer is not None else place.desk.officer
        self._bar = TopBar(name, large=large, offered=offered(place))
        self._passing: QWidget | None = None
        self._kept, self._named = dict[str, DestinationPage](), ""  # what the bench calls the page that is shown
        self._plan: NewInspectionPage | None = None  # kept while another page is looked at: nothing typed is lost
        self._help: HelpPage | None = None
        self._pages, self._reading = CurrentOnly(), Reading(place.tasks, self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._bar)
        layout.addWidget(self._pages, 1)
        if place.only_looks:
            LookingOnly(self._pages, Allowed((HelpPage, SeatPage, VerifyingPage)))  # all acts of these are theirs, too
        self._helped: QWidget = self._kept_page(HOME)
        place.tasks.run(self, Printers().look, behind=True)
        self._remembering = Remembering(place, lambda: page_at(self._looked_at(), self._named), self)
        self._rounds = Rounds(place.ask, place.courier, self._may_sync, self)
        self._ways = (self.show_destination, self.show_inspection, self.show_unit, self._on_seat_wanted)
        self._connect()

    @property
    def page(self) -> QWidget:
        """Return the page that is shown."""
        shown = self._pages.currentWidget()
        assert shown is not None
        return shown

    def begin(self, at: Whereabouts | None = None) -> None:
        """Show where one last was, or the home page; ``at``: where this officer was a moment ago."""
        self._place.ask(self.page, last_place, lambda last: self._on_last_place(last, at or Whereabouts()))
        self._reading.watch(self.page)
        self._count_pending()
        self._rounds.begin()

    def show_home(self) -> None:
        """Show the home page as things stand now."""
        self.show_destination(HOME)

    def show_destination(self, place: str) -> None:
        """Show a page of the top bar, or a part of it (``name/part``), as things stand now."""
        name, _, part = place.partition("/")
        if DESTINATIONS[name].kept:
            page = self._kept_page(name)
            self._drop_passing()
            self._pages.setCurrentWidget(page)
            self._named = name
            self._bar.show_place(name, self.tr("档案执法检查"))
        else:
            page = self._made(name)
            self._show_passing(page, self.tr("档案执法检查"), name)
        page.open_part(part)
        page.refresh()
        self._reading.watch(page)

    def show_help(self, chapter: str = "") -> None:
        """Show a chapter, that of the page that is shown where none is named; that page stays as it is behind it."""
        if self._help is None:
            self._help = HelpPage()
            self._help.given_up.connect(self._on_help_left)
            self._pages.addWidget(self._help)
        if self.page is not self._help:
            self._helped = self.page
        shown = self._helped.page if isinstance(self._helped, InspectionPage) else self._helped
        wanted = chapter or chapter_of(shown)  # while the page is still in sight
        self._help.show_over(self._pages, wanted)

    def show_inspection(self, inspection: str, step: str = "", question: str = "") -> None:
        """Show an inspection at a step and question, or where it stands."""
        page = InspectionPage(self._place, inspection, step, question)
        page.saved.connect(self._bar.show_saved)
        page.titled.connect(lambda title, team: self._bar.show_place("", title, team))
        page.changed.connect(self._count_pending)
        page.unit_wanted.connect(self.show_unit)
        page.inspection_wanted.connect(self.show_inspection)
        page.destination_wanted.connect(self.show_destination)
        self._show_passing(page, self.tr("正在打开…"))

    def show_unit(self, unit: str) -> None:
        """Show a unit with all its inspections; from there back to where one was."""
        page = UnitPage(self._place, unit)
        self._follow(page)
        page.titled.connect(lambda title: self._bar.show_place("", title))
        page.given_up.connect(lambda: self._place.ask(self, last_place, self._reopen))
        self._show_passing(page, self.tr("正在打开…"))
        page.refresh()
        self._reading.watch(page)

    @property
    def whereabouts(self) -> Whereabouts:
        """Return where one is, for a bench made anew."""
        chapter = self._help.chapter if self._help is not None and self.page is self._help else ""
        return whereabouts_of(self._looked_at(), self._named, chapter)

    def _looked_at(self) -> QWidget:
        return self._helped if self.page is self._help else self.page

    def keep_unsaved(self) -> None:
        """Record what is being typed, stop what is exchanged: the desk is about to be left."""
        self._place.courier.stop()
        keep_all(self)
        for page in [one for one in (*self._kept.values(), self._passing) if isinstance(one, _KEEPING)]:
            page.keep_unsaved()

    def _connect(self) -> None:
        self._bar.wanted.connect(self._on_wanted)
        self._bar.seat_wanted.connect(self._on_seat_wanted)
        self._bar.lock_wanted.connect(self.lock_wanted)
        self._bar.large_wanted.connect(self.large_wanted)
        self._place.courier.ended.connect(self._on_synced)
        QShortcut(QKeySequence("F1"), self, lambda: self.show_help())

    def _may_sync(self) -> bool:
        """Return whether a synchronisation may begin by itself: not while a record is read back, signed and sealed."""
        return not (isinstance(self.page, InspectionPage) and isinstance(self.page.page, RecordPage))

    def _on_synced(self, report: SyncReport) -> None:
        self._bar.show_refusal(report.problem.title if report.problem and report.state == "refused" else "")
        self._count_pending()
        if report.pulled and isinstance(self.page, HomePage | InspectionPage):
            self.page.refresh()

    def _kept_page(self, name: str) -> DestinationPage:
        if name not in self._kept:
            self._kept[name] = self._made(name)
            self._pages.addWidget(self._kept[name])
        return self._kept[name]

    def _made(self, name: str) -> DestinationPage:
        page = DESTINATIONS[name].make(self._place)
        self._follow(page)
        if isinstance(page, HomePage):
            page.new_wanted.connect(lambda: self._on_new_wanted())
            page.looked_over.connect(lambda found: self._bar.show_pending(found.pending))
        return page

    def _follow(self, page: DestinationPage) -> None:
        page.inspection_wanted.connect(self.show_inspection)
        page.step_wanted.connect(self._on_step_wanted)
        page.destination_wanted.connect(self.show_destination)
        page.list_wanted.connect(self._on_list_wanted)
        page.plan_wanted.connect(self._on_new_wanted)
        page.changed.connect(self._count_pending)
        page.unit_wanted.connect(self.show_unit)
        page.large_wanted.connect(self.large_wanted)
        page.idle_set.connect(self.idle_set)

    def _show_passing(self, page: QWidget, title: str, where: str = "") -> None:
        self._drop_passing()
        self._passing = page
        self._pages.addWidget(page)
        self._pages.setCurrentWidget(page)
        self._named = where
        self._bar.show_place(where, title)

    def _drop_passing(self) -> None:
        if self._passing is None:
            return
        if isinstance(self._passing, _KEEPING):
            self._passing.keep_unsaved()
        self._pages.setCurrentWidget(self._kept_page(HOME))
        self._pages.removeWidget(self._passing)
        if self._passing is not self._plan:
            self._passing.deleteLater()
        self._passing = None

    def _on_step_wanted(self, inspection: str, place: str) -> None:
        self.show_inspection(inspection, *place.partition("/")[::2])

    def _count_pending(self) -> None:
        self._place.ask(self, waiting_and_offline, lambda told: self._bar.show_pending(*told))

    def _on_help_left(self) -> None:
        if self.page is self._help:  # another page may have come since Esc was pressed: the helped one is gone then
            self._pages.setCurrentWidget(self._helped)

    def _on_wanted(self, where: str) -> None:
        if where == HELP:
            self.show_help()
            return
        self.show_destination(where)
        self._remember(where)

    def _on_list_wanted(self, wanted: Wanted) -> None:
        page = self._kept_page(INSPECTIONS)
        assert isinstance(page, AllInspectionsPage)
        page.ask_for(wanted)
        self.show_destination(INSPECTIONS)

    def _on_last_place(self, last: Any, here: Whereabouts) -> None:
        if not come_back(here, *self._ways):
            self._reopen(last)
        self._remembering.begin()
        self._place.tasks.run_last(self.page, lambda: here.texts, partial(put_back, self.page))  # once it is read
        if here.chapter:
            self.show_help(here.chapter)
        self._place.tasks.run_last(self, lambda: load_papers(self._place.desk))  # 0.4 s that no paper waits for

    def _reopen(self, last: Any) -> None:
        plans = last is not None and last.step == PLAN and not last.inspection and not self._place.only_looks
        self._on_new_wanted() if plans else come_back(recalled(last, self._place), *self._ways)

    def _on_new_wanted(self, unit: str = "") -> None:
        if self._plan is None:
            self._plan = NewInspectionPage(self._place, unit)
            self._plan.given_up.connect(self._on_plan_given_up)
            self._plan.planned.connect(self._on_planned)
        elif unit:
            self._plan.choose_unit(unit)
        self._show_passing(self._plan, self.tr("档案执法检查"))
        self._remember(PLAN)

    def _on_plan_given_up(self) -> None:
        self._plan = None
        self._remember(HOME)
        self.show_home()

    def _remember(self, where: str) -> None:
        self._place.remember(self, "", where)

    def _on_planned(self, inspection: str) -> None:
        self._plan = None
        self.show_inspection(inspection)

    def _on_seat_wanted(self) -> None:
        self._place.ask(self, entry.people, self._on_people)

    def _on_people(self, people: tuple[Officer, ...]) -> None:
        page = SeatPage(people, ROLES, training=bool(self._place.desk.store.training), may_return=True)
        page.given_up.connect(self.show_home)
        page.seat_wanted.connect(self._on_officer_chosen)
        self._show_passing(page, self.tr("档案执法检查"))
        page.begin()

    def _on_officer_chosen(self, officer: str, secret: str, by_pin: bool) -> None:
        page = self._passing
        assert isinstance(page, SeatPage)
        take = partial(entry.take_seat, officer=officer, secret=secret, by_pin=by_pin)
        self._place.ask(self, take, self.seat_taken.emit, page.show_error)
