"""设置 · 文书版式: where sheets are stamped beforehand and in whose fonts papers are set, by the administrator."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from app.domain.bureaus import STAMP_ACROSS, STAMP_DOWN
from app.domain.problems import Problem
from app.services.desk import Desk
from app.services.registers.bureau import fixed_because
from app.services.registers.paper_setting import (
    PaperSetting,
    fonts_of_this_machine,
    keep_paper_setting,
    paper_setting,
)
from ui import style
from ui.unfinished import Unfinished
from ui.widgets.buttons import button
from ui.widgets.drop_down import DropDown
from ui.widgets.field import Field
from ui.widgets.labels import label
from ui.widgets.marked import tell
from ui.widgets.notice import Notice
from ui.widgets.page import card
from ui.widgets.typed_line import TypedLine
from ui.workplace import Workplace

STAMPED, UNSTAMPED = "stamped", "unstamped"
OWN, BUNDLED = "machine", "bundled"


class PaperCard(QWidget):
    """``done(words)`` after it was kept."""

    done = Signal(str)

    def __init__(self, place: Workplace, notice: Notice) -> None:
        super().__init__()
        self._place, self._notice = place, notice
        self._unfinished = Unfinished(self, place, "paper-setting")
        self._usual = self.tr("用于以后制作的文书；已制作的文书不变。")
        self._fixed = label(self._usual, "quiet", wrap=True, name="paperFixed")
        self._sheets, self._fonts = DropDown(), DropDown()
        self._across, self._down = TypedLine(), TypedLine()
        self._here = label("", "small", wrap=True, name="fontsHere")
        self._save = button(self.tr("保存文书版式"), "paperSave")
        self._fields = self._made_fields()
        self._build()
        self._sheets.currentIndexChanged.connect(self._show_place)
        self._save.clicked.connect(self._on_save)

    def refresh(self) -> None:
        """Read how papers are set, and which fonts this machine has."""
        work = lambda desk: (paper_setting(desk), fixed_because(desk))  # noqa: E731  # reads better than a def here
        self._place.ask(self, work, self._on_setting, self._notice.show_error)
        self._place.tasks.run(self, fonts_of_this_machine, self._on_fonts, self._notice.show_error, behind=True)

    def _made_fields(self) -> dict[str, Field]:
        self._sheets.addItem(self.tr("不用预盖章纸：署名和日期按国家标准排"), UNSTAMPED)
        self._sheets.addItem(self.tr("用预盖章纸：署名和日期落在印章处"), STAMPED)
        self._fonts.addItem(self.tr("随程序提供的字体"), BUNDLED)
        self._fonts.addItem(self.tr("本机安装的字体"), OWN)
        across = self.tr("从纸的左边量到印章中心，{} 至 {}").format(*STAMP_ACROSS)
        down = self.tr("从纸的上边量到印章中心，{} 至 {}").format(*STAMP_DOWN)
        sheets = self.tr("印章须已印在纸上；直径按 42 毫米")
        fonts = self.tr("只用厂家允许嵌入的；缺字用随程序提供的字体")
        return {
            "sheets": Field(self.tr("落款位置"), self._sheets, "paperSheets", sheets),
            "fonts": Field(self.tr("公文字体"), self._fonts, "paperFonts", fonts),
            "across": Field(self.tr("印章中心距左边（毫米）"), self._across, "paperAcross", across),
            "down": Field(self.tr("印章中心距上边（毫米）"), self._down, "paperDown", down),
        }

    def _build(self) -> None:
        frame, inside = card()
        inside.addWidget(label(self.tr("文书版式"), "section"))
        inside.addWidget(self._fixed)
        grid = QGridLayout()
        grid.setHorizontalSpacing(20)
        grid.setVerticalSpacing(10)
        across = 1 if style.current() is style.LARGE else 2
        for place_in, field in enumerate(self._fields.values()):
            grid.addWidget(field, place_in // across, place_in % across, Qt.AlignmentFlag.AlignTop)
        inside.addLayout(grid)
        inside.addWidget(self._here)
        inside.addWidget(self._save, 0, Qt.AlignmentFlag.AlignLeft)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(frame)

    def _show_place(self) -> None:
        for name in ("across", "down"):
            self._fields[name].setVisible(self._sheets.currentData() == STAMPED)

    def _on_setting(self, found: tuple[PaperSetting, str]) -> None:
        known, fixed = found
        self._unfinished.rest()
        self._sheets.setCurrentIndex(self._sheets.findData(STAMPED if known.stamped else UNSTAMPED))
        self._fonts.setCurrentIndex(self._fonts.findData(OWN if known.machine_fonts else BUNDLED))
        self._across.setText(known.across)
        self._down.setText(known.down)
        for box in (self._sheets, self._fonts):
            box.setEnabled(not fixed)
        for line in (self._across, self._down):
            line.setReadOnly(bool(fixed))
        self._save.setVisible(not fixed)
        self._fixed.setText(fixed or self._usual)
        self._show_place()
        if not fixed:
            self._unfinished.begin()

    def _on_fonts(self, found: tuple[tuple[str, str], ...]) -> None:
        here = [self.tr("{role} {font}").format(role=role, font=font) for role, font in found if font]
        lacking = [role for role, font in found if not font]
        said = self.tr("本机没有可用的公文字体，选“本机安装的字体”也用随程序提供的字体。")
        if here:
            said = self.tr("本机可用：{fonts}。").format(fonts="、".join(here))
        if here and lacking:
            said += self.tr("{roles}用随程序提供的字体。").format(roles="、".join(lacking))
        self._here.setText(said)

    def _on_save(self) -> None:
        stamped, own = self._sheets.currentData() == STAMPED, self._fonts.currentData() == OWN
        entered = PaperSetting(stamped, self._across.text(), self._down.text(), own)

        def work(desk: Desk) -> list[Problem]:
            return keep_paper_setting(desk, entered)

        self._place.ask(self, work, self._on_kept, self._notice.show_error)

    def _on_kept(self, problems: list[Problem]) -> None:
        tell(self._fields, problems)
        if problems:
            self._fields[problems[0].field].control.setFocus()
            return
        self._unfinished.finish()
        self.done.emit(self.tr("文书版式已保存。"))
        self.refresh()
