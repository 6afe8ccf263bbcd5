"""笔录与签名: what the record says and what the unit says to it, the draft, read-back, signatures, and the seal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from app.domain.procedure.case import Case
from app.domain.procedure.rail import LOCKED
from app.services.desk import Desk
from ui.models.hindrances import Hindrance
from ui.models.record import RecordView, record_view
from ui.pages.parts.step_page import Part
from ui.pages.record.read_back import ReadBackPart
from ui.pages.record.record_contents import ContentsPart
from ui.pages.record.record_draft import DraftPart
from ui.pages.record.record_step import CONTENTS, DRAFT, READ_BACK, SEAL, SIGNING, RecordStep
from ui.pages.record.sealing import SealPart
from ui.pages.record.signing import SigningPart
from ui.widgets.notice import WARNING
from ui.widgets.part_row import PartState
from ui.widgets.printing import Printers
from ui.workplace import Workplace


class RecordPage(RecordStep):
    """The step ``record``, one decision per part. ``step_wanted`` may carry a question: ``checking/<path>``."""

    def __init__(
        self, place: Workplace, inspection: str, previous: Mapping[str, Any], printers: Printers | None = None
    ) -> None:
        super().__init__(place, inspection, previous, printers)
        self._elsewhere: Sequence[Hindrance] = ()
        self.setAccessibleName(self.tr("笔录与签名"))
        self._take_parts({
            CONTENTS: ContentsPart(self),
            DRAFT: DraftPart(self),
            READ_BACK: ReadBackPart(self),
            SIGNING: SigningPart(self),
            SEAL: SealPart(self),
        })

    def read(self, desk: Desk, case: Case) -> RecordView:
        """Return the record as it stands."""
        return record_view(desk, case)

    def part_states(self, view: RecordView) -> Sequence[PartState]:
        """Return the five parts with their state in words."""
        self._elsewhere = [one for one in view.lacks if one.code == "not-lead-device"]
        sealed = view.sealed is not None
        fresh = view.drafted or sealed
        drafted = self.tr("已生成") if view.drafted else self.tr("须重新生成") if view.document else self.tr("未生成")
        heard = self.tr("须重新宣读") if view.read_backs else self.tr("未进行")
        heard = self.tr("已完成") if view.was_read and fresh else heard
        told = self.tr("陈述已记录") if view.statement else self.tr("陈述未记录")
        closed = self.tr("已封存") if sealed else self.tr("还差 {n} 项").format(n=len(view.lacks))
        if not sealed and not view.lacks:
            closed = self.tr("可以封存")
        return (
            PartState(CONTENTS, self.tr("内容与陈述"), told, bool(view.statement) or sealed),
            PartState(DRAFT, self.tr("生成笔录"), drafted, fresh),
            PartState(READ_BACK, self.tr("宣读核对"), heard, (view.was_read and fresh) or sealed),
            self._signing_state(view),
            PartState(SEAL, self.tr("封存"), closed, sealed),
        )  # fmt: skip

    def _signing_state(self, view: RecordView) -> PartState:
        done = [one for one in view.signers if one.done]
        refused = sum(one.refused for one in done)
        told = self.tr("已签 {n} 人").format(n=len(done) - refused) if done else self.tr("未签")
        if refused:
            told = self.tr("已签 {n}，拒签 {refused}").format(n=len(done) - refused, refused=refused)
        sealed = view.sealed is not None
        if view.changed and done:
            told = self.tr("笔录有改动，须重新签名")
        return PartState(SIGNING, self.tr("签名"), told, (bool(done) and view.all_signed and view.drafted) or sealed)

    def _take_parts(self, parts: Mapping[str, Part], width: int = 0) -> None:
        """Put the parts in; those that fill the page bring their own scrolling."""
        self._parts = dict(parts)
        for key, part in self._parts.items():
            self._add(part, width, scrolls_itself=key in (DRAFT, READ_BACK))

    def _show_lacking(self) -> None:
        """Say what locks the step; what the seal lacks stands in its own part."""
        assert self._state is not None
        if self._state.step(self._key).state == LOCKED:
            super()._show_lacking()
        elif self.shown == SIGNING and self._elsewhere:  # who signs on the own laptop learns how it gets to the seal
            self._lacking.show_list(WARNING, "", self._elsewhere, self._linked(self._elsewhere, here=self.shown))
        else:
            self._lacking.clear()
