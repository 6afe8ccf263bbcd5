"""封存: what is still lacking with the way to it, the consequences told, one decision; then the sealed state."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from app.services.record import journey
from ui.models.hindrances import folded, step_of
from ui.models.record import RecordView, SealedFacts
from ui.pages.parts.step_page import Part
from ui.pages.record.correcting import Correcting
from ui.pages.record.record_step import RecordStep
from ui.widgets.buttons import button
from ui.widgets.hindrance_list import HindranceList
from ui.widgets.labels import label
from ui.widgets.notice import SUCCESS, WARNING, Notice
from ui.widgets.page import card
from ui.widgets.tick_box import TickBox

GROUP = 16  # signs of a digest in one line of a paper: they are compared by eye, and break there


class SealPart(Part):
    """One decision: freeze the record for ever."""

    page: RecordStep

    def __init__(self, page: RecordStep) -> None:
        super().__init__(page)
        self._lacks, self._cautions = HindranceList("sealLacks"), HindranceList("sealCautions")
        self._ready = Notice()
        self._decision, self._sealed, self._correcting = QWidget(), QWidget(), Correcting(page)
        self._looked_at, self._heading = "", label("", "section", name="sealHeading")
        self._sure = TickBox(self.tr("以上各项已核对，对方的意见、拒签情况已如实记录"))
        self._problem = label("", "problem", name="sealProblem")
        self._problem.hide()
        self._seal = button(self.tr("封存笔录"), "sealRecord", "primary")
        self._facts = {name: label("", "plain", wrap=True, name=f"sealed_{name}") for name in ("by", "sha256", "sm3")}
        self._build()
        self._seal.clicked.connect(self._on_seal)
        self._sure.toggled.connect(lambda: self._problem.hide())
        for reasons in (self._lacks, self._cautions):
            reasons.place_wanted.connect(page.go)

    def show_view(self, view: RecordView) -> None:
        """Show what is lacking, the decision, or the seal."""
        above = self.page.told_above()
        lacks = [one for one in view.lacks if one.text not in above]
        if lacks:
            linked = [one.place for one in lacks if self.page.part_of(one.place) or step_of(one.place)]
            self._lacks.show_list(WARNING, self.tr("封存前还须完成："), lacks, linked)
        else:
            self._lacks.clear()
        cautions = (*folded((*view.cautions, *view.short)), *view.waiting)
        if cautions:
            linked = [one.place for one in cautions if step_of(one.place)]
            self._cautions.show_list(WARNING, self._title(view), cautions, linked)
        else:
            self._cautions.clear()
        ready = view.sealed is None and not view.lacks
        if view.digest != self._looked_at:  # what was looked over was another wording
            self._sure.setChecked(False)
        self._looked_at = view.digest
        self._heading.setText(self.tr("封存{title}").format(title=view.title))
        self._decision.setVisible(ready)
        self._ready.setVisible(False)
        if ready:
            self._ready.say(SUCCESS, self.tr("各项齐备，可以封存。"))
        self._sealed.setVisible(view.sealed is not None)
        if view.sealed is not None:
            self._show_sealed(view.sealed)
            self._correcting.show_view(view)

    def _title(self, view: RecordView) -> str:
        if view.sealed is not None:
            return self.tr("笔录之外还有：")
        if view.signatures:
            return self.tr("请注意（不妨碍封存；现在补充会改动笔录，须重新生成、宣读和签名）：")
        return self.tr("请注意（不妨碍封存）：")

    def _show_sealed(self, sealed: SealedFacts) -> None:
        self._facts["by"].setText(self.tr("{at}，{officer}").format(at=sealed.at, officer=sealed.officer))
        for name, digest in (("sha256", sealed.digest), ("sm3", sealed.sm3)):
            groups = (digest[place : place + GROUP] for place in range(0, len(digest), GROUP))
            self._facts[name].setText(" ".join(groups))
            self._facts[name].setAccessibleName(digest)

    def _build(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(12)
        for one in (self._lacks, self._cautions, self._ready, self._built_decision(), self._built_sealed()):
            layout.addWidget(one)

    def _built_decision(self) -> QWidget:
        frame, inside = card()
        inside.addWidget(self._heading)
        told = self.tr(
            "封存后：\n"
            "· 检查表、证据、问题、处理措施、陈述和签名都不能再改动，也不能撤销封存；\n"
            "· 笔录内容记下指纹，任何改动都能被查出；\n"
            "· 之后发现的错误只能另作补正，新材料只能作为补充材料；\n"
            "· 文书的定稿、盖章、送达和期限跟踪照常进行。"
        )
        inside.addWidget(label(told, "plain", wrap=True, name="sealConsequences"))
        self._sure.setObjectName("sealSure")
        self._sure.setAccessibleName(self._sure.text())
        inside.addWidget(self._sure)
        inside.addWidget(self._problem)
        row = QHBoxLayout()
        row.addWidget(self._seal)
        row.addStretch(1)
        inside.addLayout(row)
        layout = QVBoxLayout(self._decision)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(frame)
        return self._decision

    def _built_sealed(self) -> QWidget:
        frame, inside = card()
        inside.addWidget(label(self.tr("笔录已封存"), "section"))
        grid = QGridLayout()
        grid.setHorizontalSpacing(24)
        grid.setVerticalSpacing(8)
        grid.setColumnStretch(1, 1)
        words = {"by": self.tr("封存"), "sha256": self.tr("内容指纹（SHA-256）"), "sm3": self.tr("内容指纹（SM3）")}
        for place, (name, shown) in enumerate(self._facts.items()):
            shown.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            grid.addWidget(label(words[name], "quiet"), place, 0)
            grid.addWidget(shown, place, 1)
        inside.addLayout(grid)
        told = self.tr("内容指纹是由笔录全文算出的一串字符，改动一个字就会不同，用来核对笔录没有被改过。")
        inside.addWidget(label(told, "small", wrap=True, name="digestNote"))
        layout = QVBoxLayout(self._sealed)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(12)
        layout.addWidget(frame)
        layout.addWidget(self._correcting)
        return self._sealed

    def _on_seal(self) -> None:
        if not self._sure.isChecked():
            self._problem.setText(self.tr("请先核对，并勾选上面一项。"))
            self._problem.show()
            self._sure.setFocus()
            return
        page = self.page
        done = lambda _: page.say_done(self.tr("笔录已封存。"))  # noqa: E731  # reads better than a def
        page.act(lambda desk: journey.seal_record(desk, page.inspection), done)
