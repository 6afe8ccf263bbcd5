"""The look: one palette, one short style sheet, sizes that all follow from one base so that 大字 reflows everything."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtGui import QColor, QFont, QPalette
from PySide6.QtWidgets import QApplication, QStyleFactory

from app.services.session.paths import resource_path

FAMILIES = (
    "Microsoft YaHei UI", "Microsoft YaHei", "PingFang SC", "Noto Sans CJK SC", "Source Han Sans SC",
    "WenQuanYi Micro Hei",
)  # fmt: skip

INK, QUIET, FAINT = "#1b2530", "#465466", "#5d6b7c"
SURFACE, GROUND, TINT, PRESSED = "#ffffff", "#f3f5f8", "#e6eef7", "#d5e2f1"
LINE, EDGE = "#d3dae3", "#76828f"
BRAND, BRAND_DEEP = "#1d4f8c", "#163c6b"
GREEN, RED, GREY = "#1c6b3f", "#b3261e", "#4a5563"
GREEN_TINT, RED_TINT, AMBER_TINT = "#e4f3ea", "#fdeceb", "#fff1cf"
AMBER_INK = "#5e3d00"
FOCUS = "#c46a00"

# Everything written on something: checked against 4.5:1 by a test.
TEXT_PAIRS = (
    (INK, SURFACE), (INK, GROUND), (INK, TINT), (INK, PRESSED), (INK, AMBER_TINT), (INK, RED_TINT), (INK, GREEN_TINT),
    (QUIET, SURFACE), (QUIET, GROUND), (QUIET, TINT), (FAINT, SURFACE), (FAINT, GROUND),
    (SURFACE, BRAND), (SURFACE, BRAND_DEEP), (SURFACE, GREEN), (SURFACE, RED), (SURFACE, GREY),
    (BRAND, SURFACE), (BRAND, GROUND), (BRAND, TINT), (GREEN, SURFACE), (GREEN, TINT), (GREEN, GREEN_TINT),
    (RED, SURFACE), (RED, RED_TINT), (RED, TINT), (AMBER_INK, AMBER_TINT), (AMBER_INK, SURFACE),
)  # fmt: skip
# Borders of controls and the focus ring: 3:1.
EDGE_PAIRS = ((EDGE, SURFACE), (EDGE, GROUND), (FOCUS, SURFACE), (FOCUS, GROUND), (FOCUS, TINT), (BRAND, GROUND))


@dataclass(frozen=True, slots=True)
class Sizes:
    """Sizes that follow from the base: ``base`` in points, ``target`` the least height of what is tapped, in pixels."""

    base: float
    target: int

    @property
    def box(self) -> int:
        """Return the side of what is ticked, inside its border, in pixels."""
        return round(self.base * 1.8)

    @property
    def title(self) -> float:
        """Return the size of page titles in points."""
        return self.base * 1.55

    @property
    def section(self) -> float:
        """Return the size of headings inside a page in points."""
        return self.base * 1.15

    @property
    def small(self) -> float:
        """Return the size of secondary lines in points."""
        return self.base * 0.9


SIDE, TOP, FOOT = 24, 14, 14
"""The margins of every page, in pixels: left and right, above its title, below what it shows."""

NORMAL, LARGE = Sizes(11.0, 44), Sizes(16.0, 60)
ROOM_OF_LARGE = 1200
"""Where the system magnifies, 大字 is ``LARGE`` on a screen of so many logical pixels, less on a narrower one."""
_SIGNS_ACROSS = 70  # what the bar at the top and two columns need
_BARE = "bare"  # the property of an application in Fusion that no sheet was put over
_LEAST_LARGE, _MOST_MAGNIFIED = 12, 15


def sizes(large: bool, across: int = ROOM_OF_LARGE) -> Sizes:
    """Return the sizes of the normal or of the 大字 view on a screen of so many logical pixels ``across``.

    Where the system magnifies too, letters grow as far as a line of the page still has its words: on the glass they are
    never smaller than those of 大字 on the same screen not magnified.
    """
    if not large or across >= ROOM_OF_LARGE:
        return LARGE if large else NORMAL
    base = max(_LEAST_LARGE, min(_MOST_MAGNIFIED, across // _SIGNS_ACROSS))
    return Sizes(float(base), round(base * LARGE.target / LARGE.base))


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours as WCAG 2.2 defines it, 1 to 21."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    known = QColor(colour)
    red, green, blue = (_linear(part) for part in (known.redF(), known.greenF(), known.blueF()))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.03928 else float(((part + 0.055) / 1.055) ** 2.4)


def new_application(program: str) -> QApplication:
    """Return the application of this process, in Fusion from the start.

    Asked for as an argument the style costs nothing; named from Python, PySide completes all of QStyle first.
    """
    application = QApplication([program, "-style", "Fusion"])
    application.setProperty(_BARE, True)
    return application


def dress(application: QApplication, large: bool, across: int = 0) -> None:
    """Give the whole program its look: Fusion everywhere, so that pictures of it are the same on every system.

    ``across`` is the width of another screen than the one there is, in logical pixels.
    """
    size = sizes(large, across or _across(application))
    if (application.property("large"), application.property("letters")) == (large, size):
        return  # each widget would be styled anew, to look as it does
    if not application.property(_BARE):
        # A new one each time: a sheet put over another sheet's style goes through widgets that are gone, and crashes.
        application.setStyle(QStyleFactory.create("Fusion"))
    application.setProperty(_BARE, False)
    font = QFont()
    font.setFamilies(list(FAMILIES))
    font.setPointSizeF(size.base)
    application.setFont(font)
    application.setPalette(_palette())
    application.setStyleSheet(style_sheet(size))
    application.setProperty("large", large)
    application.setProperty("letters", size)


def current(application: QApplication | None = None) -> Sizes:
    """Return the sizes in use."""
    known = application or QApplication.instance()
    found = known.property("letters") if known is not None else None
    return found if isinstance(found, Sizes) else NORMAL


def is_large() -> bool:
    """Return whether the 大字 view was chosen, however large its letters are on this screen."""
    known = QApplication.instance()
    return bool(known is not None and known.property("large"))


def _across(application: QApplication) -> int:
    """Return the width of the screen in logical pixels where the system magnifies, else as much as 大字 wants."""
    screen = application.primaryScreen()
    return screen.availableGeometry().width() if screen.devicePixelRatio() > 1 else ROOM_OF_LARGE


def _palette() -> QPalette:
    palette = QPalette()
    role = QPalette.ColorRole
    for what, colour in (
        (role.Window, GROUND), (role.WindowText, INK), (role.Base, SURFACE), (role.AlternateBase, GROUND),
        (role.Text, INK), (role.Button, SURFACE), (role.ButtonText, INK), (role.Highlight, BRAND),
        (role.HighlightedText, SURFACE), (role.PlaceholderText, FAINT), (role.ToolTipBase, SURFACE),
        (role.ToolTipText, INK), (role.Link, BRAND), (role.BrightText, SURFACE),
    ):  # fmt: skip
        palette.setColor(what, QColor(colour))
    for what in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, what, QColor(FAINT))
    return palette


def style_sheet(size: Sizes) -> str:
    """Return the style sheet for these sizes."""
    template = resource_path("resources", "icons", "style.qss").read_text(encoding="utf-8")
    values = {
        "ink": INK, "quiet": QUIET, "faint": FAINT, "surface": SURFACE, "ground": GROUND, "tint": TINT,
        "pressed": PRESSED, "line": LINE, "edge": EDGE, "brand": BRAND, "brand-deep": BRAND_DEEP, "green": GREEN,
        "red": RED, "amber-tint": AMBER_TINT, "amber-ink": AMBER_INK, "red-tint": RED_TINT, "green-tint": GREEN_TINT,
        "focus": FOCUS, "title": f"{size.title:.1f}pt", "section": f"{size.section:.1f}pt",
        "small": f"{size.small:.1f}pt", "target": f"{size.target - 2}px",
        "least": f"{size.target}px", "inner": f"{size.target - 16}px", "ticked": f"{size.target - 4}px",
        "top": f"{TOP}px", "side": f"{SIDE}px",
        "arrow": f"{round(size.base * 1.45)}px", "box": f"{size.box}px", "round": f"{size.box // 2 + 1}px",
        "icons": resource_path("resources", "icons").as_posix(),
    }  # fmt: skip
    for name in sorted(values, key=len, reverse=True):
        template = template.replace(f"@{name}", values[name])
    return template
