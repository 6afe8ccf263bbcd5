"""The step 文书与送达 as its parts know it: its view, and the way to the printer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from app.domain.procedure.case import Case
from app.errors import DocumentFailed
from ui.models.acting import Acted, acted
from ui.models.making import MakingView
from ui.models.paper_prints import Printable
from ui.models.papers import PaperRow
from ui.models.service import Act, ServiceView, sign
from ui.models.signing import SignerRow
from ui.pages.parts.handover import HandOver
from ui.pages.parts.step_page import StepPage
from ui.widgets.printer_standing import PrintFailed
from ui.widgets.printing import (
    Printers,
    look_for_printers,
    look_whether_printed,
    once_ready,
    pages_of_copy,
    print_pages,
)
from ui.workplace import Workplace

PAPERS, CLOSING = "papers", "closing"


@dataclass(frozen=True)
class StepView:
    """The step as its parts show it."""

    case: Case
    rows: tuple[PaperRow, ...]
    service: ServiceView
    making: MakingView


class PapersStep(StepPage):
    """A step whose papers go to a printer; what came of it is told in the page."""

    def __init__(self, place: Workplace, inspection: str, previous: Mapping[str, Any], printers: Printers) -> None:
        super().__init__(place, inspection, previous, PAPERS, CLOSING)
        self.printers = printers
        look_for_printers(self, place.tasks, printers, self.look_again)

    def print_copy(self, printer: str, made: Printable, title: str) -> None:
        """Send a logged copy to a printer."""
        self.print_file(printer, made.pdf, title, made.copy if made.several else "")

    def print_file(self, printer: str, pdf: bytes, title: str, copy: str = "") -> None:
        """Send a file, or one copy of it, to a printer."""
        self.printers.remember(printer)
        made = self.printers.printer(printer)

        def work() -> int:
            return print_pages(made, pdf, pages_of_copy(pdf, copy, several=bool(copy)), title)

        self.say_done(self.tr("正在送到打印机“{name}”，请稍候……").format(name=printer))
        self.place.tasks.run(self, work, lambda n: self._on_printed(printer, n), self._on_not_printed, behind=True)

    def when_ready(self, printer: str, go: Callable[[], object]) -> None:
        """Go on where a printer takes pages; where it does not, say so before a print is logged."""
        once_ready(self, self.place.tasks, self.printers, printer, go, self._on_not_printed, self._notice)

    def hand_over(self, act: Act) -> None:
        """Hand the laptop to a party, who sees the receipt and the pad only and gives it back to the officer."""
        signer = act.signer
        row = SignerRow(signer.id, signer.name, signer.role, signer.words, True, "")
        handed = HandOver(self, self.place, self.inspection, act.receipt, row, act.title or self.tr("送达回证"))

        def taken(after: Acted) -> None:
            handed.show_outcome(recorded=True)
            self.show_state(after.state)
            self.changed.emit(after.state)

        def failed(error: Exception) -> None:
            handed.show_outcome(recorded=False)
            self.show_failure(error)

        def record(ink: Any) -> None:
            work = lambda desk: sign(desk, self.inspection, act, ink=ink)  # noqa: E731  # reads better than a def
            self.place.ask(self, lambda desk: acted(desk, self.inspection, self._previous, work), taken, failed)

        handed.signed.connect(record)
        handed.showFullScreen()

    def _on_printed(self, printer: str, pages: int) -> None:
        self.say_done(self.tr("已送到打印机“{name}”，共 {n} 页。").format(name=printer, n=pages))
        look_whether_printed(self, self.place.tasks, self.printers, printer, self._notice)

    def _on_not_printed(self, error: Exception) -> None:
        if isinstance(error, PrintFailed) and error.standing is None:  # handed over, so it is logged already
            title = self.tr("打印机“{name}”没有接受打印。").format(name=error.name)
            advice = self.tr("请检查打印机后重新打印。本次已记入打印登记，重新打印时写明原因（如：打印机故障）。")
            error = DocumentFailed("printer-refused", title, advice)
        self.show_failure(error)
