"""The main window: the way in, the workbench behind it, and the way out again. Navigation only."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QApplication, QMainWindow, QScrollArea, QVBoxLayout, QWidget

from ui import entry, style
from ui.entry import Premises
from ui.idle import IdleWatch
from ui.keyboard import Keyboard
from ui.leftovers import Leftovers
from ui.loading import Loading
from ui.memory import Memory
from ui.messages import Messages
from ui.reception import Reception
from ui.suspend import SuspendWatch
from ui.tasks import Tasks
from ui.widgets.labels import label
from ui.widgets.notice import ERROR, SUCCESS, Notice
from ui.widgets.page import CurrentOnly
from ui.workplace import Workplace

if TYPE_CHECKING:
    from app.domain.procedure.records import Officer
    from app.services.session.opening import OpenDesk
    from ui.whereabouts import Whereabouts
    from ui.workbench import Workbench


# On laptops of 1366x768 the whole screen is wanted from the first start.
SMALL_SCREEN = 800
# What is left of 1366x768 at 175 % beside the task bar and the frame. A page that needs more says so, and scrolls.
LEAST_LAYOUT, LEAST_WINDOW = (760, 366), (640, 360)


class Shell(QWidget):
    """What the window shows: never laid out smaller than its page can be, nor than ``LEAST_LAYOUT``."""

    def minimumSizeHint(self) -> QSize:
        """Return the least size of the page that is shown."""
        return super().minimumSizeHint().expandedTo(QSize(*LEAST_LAYOUT))


class _ShellLayout(QVBoxLayout):
    """Takes the height there is: a scroll area asks a layout with wrapped words for all the height it would like."""

    def hasHeightForWidth(self) -> bool:
        """Return that the height does not follow from the width."""
        return False


class MainWindow(QMainWindow):
    """Shows the reception until a desk is open, then the workbench; locks when idle and closes the store at the end.

    ``loaded`` once all that comes after the passphrase is loaded, ``ready`` once the workbench is there.
    """

    loaded = Signal()
    ready = Signal()

    def __init__(self, premises: Premises, memory: Memory) -> None:
        super().__init__()
        self.setObjectName("mainWindow")
        self.setWindowTitle(self.tr("档案执法检查"))
        self._premises = premises
        self._memory = memory
        self._here: tuple[str, Whereabouts] | None = None  # whose place it is, while the pages are made anew
        self._tasks = Tasks(self)
        self._messages = Messages(self)
        self._desk: OpenDesk | None = None
        self._workbench: Workbench | None = None
        self._place: Workplace | None = None
        self._leftovers = Leftovers()
        self._reception = Reception(premises, self._tasks, memory)
        self._idle, self._suspend = IdleWatch(self), SuspendWatch(self)
        self._build()
        self._keyboard = Keyboard(self, self._shell, self._tasks)
        self._connect()

    @property
    def tasks(self) -> Tasks:
        """Return the runner of this window."""
        return self._tasks

    @property
    def workbench(self) -> Workbench | None:
        """Return the workbench, None while the data is locked."""
        return self._workbench

    @property
    def shell(self) -> QWidget:
        """Return what the window shows: it scrolls where the window is too small for it."""
        return self._shell

    def start(self) -> None:
        """Open the door."""
        if not self.restoreGeometry(self._memory.geometry):
            self.resize(1366, 700)
            if self.screen().availableSize().height() <= SMALL_SCREEN:
                self.showMaximized()
        self._idle.listen(self.windowHandle())
        self._reception.start()
        # Behind what the reception asks first: the prompt is there before the loading begins.
        Loading(self._tasks, self._on_loaded, self).begin()

    def lock(self, why: str) -> None:
        """Close the store, drop the keys and ask for the passphrase again."""
        if self._desk is not None:
            self._reception.wait()
            self._leave_desk(lambda: self._reception.start(why))

    def set_large(self, large: bool) -> None:
        """Show everything in the 大字 view, or not, and remember it."""
        self._memory.large = large
        if self._workbench is None:
            self._dress()
            return
        if self._place is not None:
            self._desk = self._place.desk  # with the calendar that was brought in meanwhile
            self._here = self._desk.officer, self._workbench.whereabouts
        # Widths and row heights follow the letters: the pages are made anew, at the same place. The old ones go
        # first, since dressing them once more would take seconds; Qt tells of it while what was in it is still there.
        self._workbench.destroyed.connect(lambda: QTimer.singleShot(0, self, self._dress))
        self._drop_workbench()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Close the store before the window goes: nothing that was acknowledged is pending."""
        if self._workbench is not None:
            self._workbench.keep_unsaved()
            self._tasks.finish_begun()  # words typed just now may find no room: they are asked about, too
        lost = self._leftovers.asked(self._place)
        if lost and not self._messages.confirmed(*lost, self):
            event.ignore()
            return
        self._memory.geometry = self.saveGeometry()
        waiting = self._reception.give_up_desk()
        if waiting is not None:
            self._tasks.run(self, lambda: entry.leave(waiting))
        if self._desk is not None:
            self._leave_desk(lambda: None)
        self._tasks.close()
        if self._leftovers.loss and not lost:  # the disk was full only now
            self._on_went_wrong(self._leftovers.loss)
        super().closeEvent(event)

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Go on with Tab as one reads."""
        return self._keyboard.step(forward=forward)

    def _build(self) -> None:
        self._band = label(
            self.tr("演练 · 这里的单位、人员和文书都是虚构的，没有法律效力"), "band", name="trainingBand"
        )
        self._band.hide()
        self._greeting = Notice()
        self._greeting.setObjectName("greeting")
        self._stack = CurrentOnly()
        self._stack.addWidget(self._reception)
        shell = Shell()
        shell.setObjectName("shell")
        layout = _ShellLayout(shell)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._band)
        layout.addWidget(self._greeting)
        layout.addWidget(self._stack, 1)
        area = QScrollArea()
        area.setObjectName("shellArea")
        area.setWidgetResizable(True)
        area.setFrameShape(QScrollArea.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(shell)
        self._shell = shell
        self.setCentralWidget(area)
        self.setMinimumSize(*LEAST_WINDOW)

    def _connect(self) -> None:
        self._reception.opened.connect(self._on_opened)
        self._greeting.way_wanted.connect(lambda _: self._greeting.clear())
        self._tasks.went_wrong.connect(self._on_went_wrong)
        self._tasks.unkept.connect(self._on_unkept)
        self._idle.idle.connect(self._on_idle)
        self._suspend.slept.connect(self._on_slept)

    def _on_opened(self, desk: OpenDesk) -> None:
        self._desk = desk
        self._tasks.run(self, lambda: entry.who_sits(desk), lambda found: self._show_workbench(desk, *found))

    def _show_workbench(self, desk: OpenDesk, officer: Officer | None, idle_minutes: int) -> None:
        from ui.workbench import Workbench

        self._drop_workbench()
        self._band.setVisible(bool(desk.store.training))
        if self._place is not None:  # another officer sits down, or the pages are made anew
            self._leftovers.take(self._place)
        self._place = Workplace(desk, self._tasks, officer)
        self._leftovers.give(self._place)
        bench = Workbench(self._place, large=self._memory.large)
        bench.lock_wanted.connect(self._on_lock_wanted)
        bench.large_wanted.connect(self.set_large)
        bench.seat_taken.connect(self._on_opened)
        self._workbench = bench
        self._stack.addWidget(bench)
        self._stack.setCurrentWidget(bench)
        self._idle.allow(idle_minutes)
        self._idle.begin()
        self._suspend.begin()
        bench.idle_set.connect(self._idle.allow)
        whose, here = self._here or ("", None)
        self._here = None
        bench.begin(here if whose == desk.officer else None)
        if here is not None and whose == desk.officer:
            self._keyboard.return_to(here.focused, here.cursor)
        told = self._reception.take_words()
        if told:
            self._greeting.say(SUCCESS, told, way=(self.tr("知道了"), "read"))
        self.ready.emit()

    def _on_loaded(self) -> None:
        self._shell.parentWidget()  # the first widget that PySide does not know costs fifty types: now, not later
        self.loaded.emit()

    def _dress(self) -> None:
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        style.dress(application, self._memory.large)
        if self._desk is not None:
            self._on_opened(self._desk)

    def _leave_desk(self, then: Callable[[], None]) -> None:
        """Close the store after all that is under way: an answer being recorded, evidence being copied.

        What the disk does not take is held until somebody sits down again.
        """
        desk, self._desk = self._desk, None
        assert desk is not None
        self._idle.rest()
        self._here = (desk.officer, self._workbench.whereabouts.while_locked) if self._workbench is not None else None
        self._drop_workbench()
        if self._place is not None:
            self._leftovers.take(self._place)
            self._place = None
        self._band.hide()
        if self._greeting.property("role") != ERROR:
            self._greeting.clear()
        self._tasks.forget()

        def leave() -> None:
            self._leftovers.try_once_more(desk)
            entry.leave(desk)

        def left(_: None) -> None:
            self._suspend.rest()
            self._on_unkept(self._leftovers.refusal)
            then()

        self._tasks.run_last(self, leave, left)

    def _drop_workbench(self) -> None:
        if self._workbench is not None:
            self._workbench.keep_unsaved()
            self._stack.setCurrentWidget(self._reception)
            self._stack.removeWidget(self._workbench)
            self._workbench.deleteLater()
            self._workbench = None

    def _on_lock_wanted(self) -> None:
        self.lock(self.tr("数据已锁定，重新进入后回到原来的位置。"))

    def _on_idle(self) -> None:
        if self._tasks.busy:  # a long copy or a synchronisation is work, though nobody touches a key
            self._idle.look_again()
            return
        self.lock(self.tr("一段时间没有操作，数据已自动锁定。重新进入后回到原来的位置。"))

    def _on_slept(self) -> None:
        self.lock(self.tr("电脑进入过睡眠或休眠，数据已自动锁定。重新进入后回到原来的位置。"))

    def _on_went_wrong(self, error: Exception) -> None:
        self._messages.show(error, self)

    def _on_unkept(self, error: Exception | None) -> None:
        """Say in a line that words being typed are not on the disk: a box would swallow what is typed meanwhile."""
        if error is None:
            held = self._place is not None and self._place.holds_any  # words are safe, a picture is not, or reversed
            if not held and not self._leftovers.count and self._greeting.property("role") == ERROR:
                self._greeting.clear()
            return
        title, advice = self._messages.words(error)
        told = self.tr("正在填写的内容还没有存到磁盘：{why}").format(why=title)
        stay = self.tr("请不要关闭程序：能保存时会自动保存，锁定以后要重新进入才会保存。")
        self._greeting.say(ERROR, told, [advice, stay])
