"""U 盘交换: without a network, from laptop to laptop by a file; the code is told, never written beside it."""

from __future__ import annotations

from pathlib import Path
from threading import Event

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from app.services.exchange.parcels import Packed, pack
from app.services.exchange.taking_in import TakenIn, take_in
from app.services.session.opening import OpenDesk
from ui.models.stick import StickView, Told, packed_words, stick_view, taken_in_words
from ui.reading_order import focus
from ui.widgets.buttons import button
from ui.widgets.chooser import offer
from ui.widgets.drop_down import DropDown
from ui.widgets.field import Field
from ui.widgets.file_dialogs import STICK, ask_file, ask_new_file, file_name
from ui.widgets.labels import label
from ui.widgets.notice import SUCCESS, WARNING, Notice
from ui.widgets.page import card
from ui.widgets.typed_line import TypedLine
from ui.workplace import Workplace

SUFFIX = "aix"


class StickCard(QWidget):
    """Export to a file with a code, import a colleague's file; ``changed()`` after something new may have arrived.

    ``tab_wanted(name)`` where something of it is left to do, ``step_wanted(inspection, place)`` to what came.
    """

    changed = Signal()
    tab_wanted = Signal(str)
    step_wanted = Signal(str, str)
    _heard = Signal(int, int)

    def __init__(self, place: Workplace) -> None:
        super().__init__()
        self._place, self._stop = place, Event()
        self._name, self._chosen = "", Path()
        self._last: Packed | None = None
        self._notice, self._progress = Notice(), QProgressBar()
        self._peer, self._code = DropDown(), TypedLine()
        hint = self.tr("交换过的电脑只需带上它还没有的内容")
        self._peer_field = Field(self.tr("交给谁"), self._peer, "stickPeer", hint)
        hint = self.tr("12 位，例如 ABCD-EFGH-JKLM")
        self._code_field = Field(self.tr("同事口头告诉的口令"), self._code, "stickCode", hint)
        self._export = button(self.tr("导出到 U 盘…"), "stickExport")
        self._rest = button(self.tr("导出余下的附件…"), "stickRest")
        self._import = button(self.tr("导入同事的文件…"), "stickImport")
        self._open = button(self.tr("开始导入"), "stickOpen", "primary")
        self._cancel = button(self.tr("取消"), "stickCancel")
        self._told = label("", "title", name="stickTold")
        self._told.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._copy = button(self.tr("复制口令"), "stickCopy")
        self._log = label("", "small", wrap=True, name="stickLog")
        self._asking, self._telling = QWidget(), QWidget()
        self._build()
        self._rest.hide()
        self._connect()
        self._running(under_way=False)

    def refresh(self) -> None:
        """Look at what was exchanged."""
        self._place.ask(self, stick_view, self._on_view, self._notice.show_error)

    def begin_import(self) -> None:
        """Put the focus on what takes in a colleague's file."""
        focus(self._import, Qt.FocusReason.OtherFocusReason)

    def stop(self) -> None:
        """Stop what is under way: the desk is about to be left."""
        self._stop.set()

    def export_to(self, path: Path, behind: Packed | None = None) -> None:
        """Write a parcel for the laptop chosen; one that goes on ``behind`` another has its code and not its files."""
        self._begin()
        peer, heard, stopped = str(self._peer.currentData() or ""), self._heard.emit, self._stop.is_set

        def work(desk: OpenDesk) -> Packed:
            before, code = (behind.carried, behind.code) if behind is not None else (frozenset(), "")
            return pack(desk, path, peer=peer, without=before, code=code, progress=heard, cancelled=stopped)

        self._place.ask(self, work, self._on_packed, self._on_failed, behind=True)

    def choose(self, path: Path) -> None:
        """Ask for the code of a colleague's file."""
        self._chosen = path
        self._code_field.set_hint(self.tr("文件 {name}，口令 12 位，例如 ABCD-EFGH-JKLM").format(name=path.name))
        self._notice.clear()
        self._telling.hide()
        self._asking.show()
        self._code.setFocus()

    def _build(self) -> None:
        frame, inside = card()
        inside.addWidget(label(self.tr("没有网络时：用 U 盘和同事的电脑交换"), "section"))
        told = self.tr("两台电脑各导出、各导入一次，内容就一致了。文件已加密，口令请口头告诉同事。重复导入不会出错。")
        inside.addWidget(label(told, "quiet", wrap=True))
        inside.addWidget(self._notice)
        inside.addWidget(self._peer_field)
        row = QHBoxLayout()
        for one in (self._export, self._rest, self._import):
            row.addWidget(one)
        row.addStretch(1)
        inside.addLayout(row)
        self._build_rows()
        self._progress.setTextVisible(False)
        self._progress.setAccessibleName(self.tr("交换进度"))
        running = QHBoxLayout()
        running.addWidget(self._progress, 1)
        running.addWidget(self._cancel)
        inside.addWidget(self._asking)
        inside.addWidget(self._telling)
        inside.addLayout(running)
        inside.addWidget(self._log)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(frame)
        self._asking.hide()
        self._telling.hide()

    def _build_rows(self) -> None:
        asking = QHBoxLayout(self._asking)
        asking.setContentsMargins(0, 0, 0, 0)
        asking.addWidget(self._code_field, 1)
        asking.addWidget(self._open, 0, Qt.AlignmentFlag.AlignBottom)
        telling = QHBoxLayout(self._telling)
        telling.setContentsMargins(0, 0, 0, 0)
        telling.addWidget(self._told)
        telling.addWidget(self._copy)
        telling.addStretch(1)

    def _connect(self) -> None:
        self._export.clicked.connect(lambda: self._on_export())
        self._rest.clicked.connect(lambda: self._on_export(self._last))
        self._notice.way_wanted.connect(self._on_way)
        self._import.clicked.connect(self._on_import)
        self._open.clicked.connect(self._on_open)
        self._code.returnPressed.connect(self._on_open)
        self._cancel.clicked.connect(self._stop.set)
        self._copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(self._told.text()))
        self._heard.connect(self._on_heard)

    def _on_view(self, view: StickView) -> None:
        self._name = view.name
        offer(self._peer, view.peers, self.tr("任何同事的电脑（全部内容）"))
        self._peer_field.setVisible(bool(view.peers))
        self._log.setText("\n".join(view.lines))
        self._log.setVisible(bool(view.lines))

    def _on_export(self, behind: Packed | None = None) -> None:
        title, kinds = self.tr("导出到 U 盘"), self.tr("交换文件 (*.aix)")
        name = f"{self._name}{self.tr('-余下') if behind is not None else ''}"
        found = ask_new_file(self, title, file_name(name, SUFFIX), kinds, sort=STICK)
        if found:
            path = Path(found)
            self.export_to(path if path.suffix else path.with_suffix(f".{SUFFIX}"), behind)

    def _on_import(self) -> None:
        kinds = self.tr("交换文件 (*.aix);;所有文件 (*)")  # some ways of sending a file change its name
        found = ask_file(self, self.tr("导入同事的文件"), kinds, sort=STICK)
        if found:
            self.choose(Path(found))

    def _on_open(self) -> None:
        code = self._code.text().strip()
        self._code_field.set_problem("" if code else self.tr("请输入同事告诉的口令。"))
        if not code:
            return
        self._begin()
        path, heard, stopped = self._chosen, self._heard.emit, self._stop.is_set
        work = lambda desk: take_in(desk, path, code, progress=heard, cancelled=stopped)  # noqa: E731  # reads better
        self._place.ask(self, work, self._on_taken_in, self._on_failed, behind=True)

    def _on_way(self, place: str) -> None:
        inspection, inside, step = place.partition("/")
        if inside:
            self.step_wanted.emit(inspection, step)
        else:
            self.tab_wanted.emit(place)

    def _begin(self) -> None:
        self._stop.clear()
        self._notice.clear()
        self._telling.hide()
        self._running(under_way=True)

    def _running(self, *, under_way: bool) -> None:
        self._progress.setVisible(under_way)
        self._progress.setRange(0, 0)
        self._cancel.setVisible(under_way)
        for one in (self._export, self._rest, self._import, self._open):
            one.setEnabled(not under_way)

    def _on_heard(self, done: int, total: int) -> None:
        self._progress.setRange(0, 1000)
        self._progress.setValue(1000 * done // max(1, total))

    def _on_packed(self, packed: Packed) -> None:
        self._running(under_way=False)
        self._asking.hide()
        self._say(packed_words(packed, self._last))
        self._last = packed
        self._rest.setVisible(bool(packed.left))
        self._told.setText(packed.code)
        self._told.setAccessibleName(self.tr("口令 {code}").format(code=packed.code))
        self._telling.show()
        self._copy.setFocus()  # it was on a button that rested meanwhile; the code is told only here
        self.refresh()

    def _on_taken_in(self, got: TakenIn) -> None:
        self._running(under_way=False)
        self._code.clear()
        self._asking.hide()
        self._say(taken_in_words(got))
        (self._notice.way or self._import).setFocus()
        self.refresh()
        self.changed.emit()

    def _on_failed(self, error: Exception) -> None:
        self._running(under_way=False)
        self._notice.show_error(error)
        self.changed.emit()  # a part may have come

    def _say(self, told: Told) -> None:
        self._notice.say(SUCCESS if told.calm else WARNING, told.title, told.lines, told.way)
