"""文书与送达: every paper with its next act, and service with its receipt."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QTimer

from app.domain.procedure.case import Case
from app.domain.procedure.rail import LOCKED
from app.services.desk import Desk
from ui.models.making import making_view
from ui.models.papers import APPROVE, DRAFT, NOTHING, PaperRow, papers, with_faults
from ui.models.service import ServiceView, service_view
from ui.pages.papers.desk import PapersDesk
from ui.pages.papers.making import MakingPart
from ui.pages.papers.service import ServicePart
from ui.pages.papers.step import PAPERS, PapersStep, StepView
from ui.pages.papers.wanted_reason import asked_of
from ui.widgets.part_row import PartState
from ui.widgets.printing import Printers
from ui.workplace import Workplace

SERVICE = "service"
MAKING = "making"
_OWN_PLACES = {"service": SERVICE, "papers": PAPERS, MAKING: MAKING}


class PapersPage(PapersStep):
    """The step 文书与送达. What is shown of a paper is what is printed and archived: the same bytes."""

    def __init__(
        self,
        place: Workplace,
        inspection: str,
        previous: Mapping[str, Any] | None = None,
        printers: Printers | None = None,
    ) -> None:
        super().__init__(place, inspection, previous or {}, printers or Printers())
        self._desk, self._document, self._early = PapersDesk(self), "", False
        service, self._making = ServicePart(self), MakingPart(self)
        self._take_parts({PAPERS: self._desk, SERVICE: service, MAKING: self._making})
        self.onward = SERVICE
        self._desk.form_wanted.connect(self._on_form)
        self._making.drafted.connect(self._on_drafted)
        self._making.place_wanted.connect(self._on_place)
        service.paper_wanted.connect(self._on_row)
        self._desk.serve_wanted.connect(lambda: self.show_part(SERVICE))
        self._desk.step_wanted.connect(self.step_wanted)
        self._desk.place_wanted.connect(self._on_mend)

    @property
    def document(self) -> str:
        """Return the id of the paper that is shown or filled in, "" where none is."""
        held = {PAPERS: self._desk, MAKING: self._making}.get(self.shown)
        return held.document if isinstance(held, PapersDesk | MakingPart) else ""

    @property
    def at(self) -> str:
        """Return the paper that is shown or filled in, else the part."""
        return self._document or self.document or super().at

    def save_as(self, path: Path) -> None:
        """Write the file that is shown."""
        self._desk.save_as(path)

    def show_place(self, place: str) -> None:
        """Show a part, or the paper that a place names; ``papers/making/<kind>`` is a paper to be made.

        ``papers/<id>/checkup/<rule>`` is where the reason is given that a rule of 文书体检 asks for,
        ``papers/<id>/countersign`` where the photo of a 补签 is bound.
        """
        part, _, kind = place.removeprefix(f"{PAPERS}/").partition("/")
        if part == MAKING and kind:
            self._making.open_offer(kind)
            super().show_place(f"{PAPERS}/{MAKING}")
            return
        super().show_place(place)
        document, trap = asked_of(place.partition("/")[2])
        if document not in self._parts:
            self.show_document(document)
            self._desk.ask_reason(document, trap)

    def show_document(self, document: str) -> None:
        """Show one paper once the step is read again: its form while it is being filled in, else the paper itself.

        A notice not drafted yet is known by its measure.
        """
        self._document = document

    def read(self, desk: Desk, case: Case) -> StepView:
        """Return the papers and services as they stand."""
        rows = with_faults(desk, case, papers(desk, case))
        return StepView(case, rows, service_view(desk, case), making_view(desk, case))

    def part_states(self, view: StepView) -> Sequence[PartState]:
        """Return the parts with what waits in each."""
        self._early = any(one.act in (DRAFT, APPROVE) for one in view.rows)
        acts = sum(one.act not in (NOTHING, "serve", "sign") for one in view.rows)
        held_up = self.tr("等待定稿、盖章") if view.service.waiting else ""
        return (
            self._part(PAPERS, self.tr("文书"), self.tr("{n} 份待办理").format(n=acts) if acts else "", len(view.rows)),
            self._part(
                SERVICE, self.tr("送达"), self._serving_words(view.service) or held_up, len(view.service.served)
            ),
            self._making_state(view),
        )

    def _serving_words(self, service: ServiceView) -> str:
        """Return how many papers wait to be served, are on their way by post, are announced; "" for none."""
        posted = sum(one.posted for one in service.under_way)
        announced = sum(one.running for one in service.under_way)
        waiting = len(service.papers) + len(service.under_way) - posted - announced
        told = [self.tr("{n} 份待送达").format(n=waiting)] if waiting else []
        told += [self.tr("{n} 份邮寄在途").format(n=posted)] if posted else []
        told += [self.tr("{n} 份公告期内").format(n=announced)] if announced else []
        return "，".join(told)

    def _making_state(self, view: StepView) -> PartState:
        wanted = sum(one.called_for and not one.blockers for one in view.making.offers)
        if view.making.forms:
            return PartState(
                MAKING, self.tr("新办文书"), self.tr("{n} 份填写中").format(n=len(view.making.forms)), False
            )
        words = self.tr("{n} 种需要办理").format(n=wanted) if wanted else self.tr("需要时办理")
        return PartState(MAKING, self.tr("新办文书"), words, not wanted, not wanted)

    def _on_view(self, view: StepView) -> None:
        super()._on_view(view)
        document, self._document = self._document, ""
        if document:
            self._late.bring_all()  # which of them shows it is asked of themselves
        undrafted = next((one for one in view.rows if document and not one.id and one.measure == document), None)
        if undrafted is not None:
            self._on_row(undrafted)
        elif document:
            listed = any(one.id == document for one in view.rows) and not self._making.fills_in(document)
            wanted = self._on_drafted if listed or document in view.case.contents else self._on_form
            wanted(document)

    def _on_form(self, document: str) -> None:
        self._late.bring(MAKING)
        self._making.open_form(document)
        self.show_part(MAKING)
        QTimer.singleShot(0, self, self._making.take_focus)

    def _on_mend(self, place: str) -> None:
        """Go where a fault of a paper is mended: what stands in the paper itself is mended in its form."""
        self._late.bring_all()
        step, _, named = place.partition("/")
        document, trap = asked_of(named)
        if step == PAPERS and self._making.fills_in(document):
            self._on_form(document)
        elif step == PAPERS and document:
            self._desk.ask_reason(document, trap)
            self._on_drafted(document)
        else:
            self._on_place(place)

    def _on_place(self, place: str) -> None:
        if asked_of(place)[1]:
            self._on_mend(place)
        else:
            super()._on_place(place)

    def _on_row(self, row: PaperRow) -> None:
        self._late.bring(PAPERS)
        self._desk.choose_row(row)
        self.show_part(PAPERS)

    def _on_drafted(self, document: str) -> None:
        self._late.bring(PAPERS)
        self._desk.choose(document)
        self.show_part(PAPERS)

    def part_of(self, place: str) -> str:
        """Return the part that a place names."""
        return _OWN_PLACES.get(place.split("/")[0], "")

    def _part(self, key: str, title: str, waiting: str, held: int) -> PartState:
        if waiting:
            return PartState(key, title, waiting, False)
        return PartState(key, title, self.tr("已办完") if held else self.tr("还没有"), bool(held))

    def _lock_title(self) -> str:
        """Say what can be done already: a leader asked by phone approves before the record is sealed."""
        if self._early:
            return self.tr("现在可以先起草、报批；定稿、盖章和送达还须等到：")
        return super()._lock_title()

    def _show_lacking(self) -> None:
        # What an open step lacks stands in its parts; why it is locked, and the way out, stands here.
        if self._state is not None and self._state.step(PAPERS).state == LOCKED:
            super()._show_lacking()
        else:
            self._lacking.clear()
