"""The two kinds of page: official papers on the 28 x 22 grid of GB/T 9704-2012, and forms.

Both are A4 with 37, 28, 26 and 35 mm at top, left, right and bottom. All figures in points, y downwards.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from app.typesetting.fonts import OWN
from app.typesetting.glyphs import TextStyle

MM = 72 / 25.4
PAGE_WIDTH, PAGE_HEIGHT = 210 * MM, 297 * MM
TOP, LEFT = 37 * MM, 28 * MM
MEASURE, HEIGHT = 156 * MM, 225 * MM
RED = "red"
PAD = 4.5


@dataclass(frozen=True)
class SetStyle:
    """A text style with its line pitch and the padding above and below it in a cell, in points."""

    style: TextStyle
    pitch: float
    pad: float = PAD

    def in_own_font(self) -> SetStyle:
        """Return the style in the machine's own font of its role."""
        return replace(self, style=replace(self.style, role=OWN + self.style.role))

    def tightened(self, share: float) -> SetStyle:
        """Return the style with ``share`` of its pitch and padding; the letters keep their size."""
        return replace(self, pitch=self.pitch * share, pad=self.pad * share)


@dataclass(frozen=True)
class Layout:
    """The styles of one kind of page; ``official`` pages carry — 1 —, forms 第 1 页 共 3 页."""

    name: str
    styles: dict[str, SetStyle]
    cell: SetStyle
    label: SetStyle
    table: SetStyle
    table_head: SetStyle

    @property
    def official(self) -> bool:
        """Return whether this is the layout of official papers."""
        return self.name == "official"

    @property
    def body(self) -> SetStyle:
        """Return the style of running text."""
        return self.styles["body"]

    def tightened(self, share: float) -> Layout:
        """Return the layout with lines and cells set closer together."""
        return Layout(
            self.name,
            {name: style.tightened(share) for name, style in self.styles.items()},
            *(style.tightened(share) for style in (self.cell, self.label, self.table, self.table_head)),
        )


def layout_named(name: str, machine_fonts: bool = False) -> Layout:
    """Return the layout ``official``, in the machine's own fonts if wanted, or ``form``."""
    if name != "official":
        return _FORM
    return _IN_OWN_FONTS if machine_fonts else _OFFICIAL


def _styles(size: float, em: float, pitch: float, title_pitch: float) -> dict[str, SetStyle]:
    return {
        "title": SetStyle(TextStyle("title", 22), title_pitch),
        "body": SetStyle(TextStyle("fang", size, em), pitch),
        "hei": SetStyle(TextStyle("hei", size, em), pitch),
        "kai": SetStyle(TextStyle("kai", size, em), pitch),
        "song": SetStyle(TextStyle("song", size, em), pitch),
        "small": SetStyle(TextStyle("fang", 12), 19),
        "note": SetStyle(TextStyle("song", 9), 14),
    }


def _layout(name: str, styles: dict[str, SetStyle]) -> Layout:
    return Layout(
        name,
        styles,
        cell=SetStyle(TextStyle("fang", 12), 18),
        label=SetStyle(TextStyle("hei", 11), 18),
        table=SetStyle(TextStyle("song", 10), 15),
        table_head=SetStyle(TextStyle("hei", 10), 15),
    )


_OFFICIAL = _layout("official", _styles(16, MEASURE / 28, HEIGHT / 22, HEIGHT / 22 * 1.25))
_IN_OWN_FONTS = replace(_OFFICIAL, styles={name: style.in_own_font() for name, style in _OFFICIAL.styles.items()})
_FORM = _layout("form", _styles(14, MEASURE / 31, 24, 33))
