"""Where a picture stands on its page: as large as its box allows, in its own proportions, in the middle."""

from __future__ import annotations

from dataclasses import dataclass

from app.typesetting.layouts import PAGE_HEIGHT

MOST_POINTS_PER_PIXEL = 1.0


@dataclass(frozen=True)
class Placement:
    """One picture: its place among the photos, and its rectangle in points from the lower left corner."""

    photo: int
    x: float
    y: float
    width: float
    height: float

    @property
    def code(self) -> str:
        """Return what draws the picture under the name of ``name``."""
        return f"q {self.width:.3f} 0 0 {self.height:.3f} {self.x:.3f} {self.y:.3f} cm /{self.name} Do Q"

    @property
    def name(self) -> str:
        """Return the picture's name in the page's resources."""
        return f"P{self.photo + 1}"


def placed(photo: int, width: int, height: int, box: tuple[float, float, float, float]) -> Placement:
    """Return the place of a picture of so many pixels in a box (left, top, width, height; y downwards)."""
    left, top, room_x, room_y = box
    scale = min(room_x / width, room_y / height, MOST_POINTS_PER_PIXEL)
    across, down = width * scale, height * scale
    x, y = left + (room_x - across) / 2, top + (room_y - down) / 2
    return Placement(photo, x, PAGE_HEIGHT - y - down, across, down)
