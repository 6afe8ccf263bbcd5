"""A picture in few colours shows what it showed: a small green tick beside a page full of greys stays green."""

from PIL import Image

from tests.pictures.__main__ import COLOURS, quantised

TICK, GREEN, BLUE = (0, 300, 12, 312), (34, 102, 68), (30, 80, 140)


def test_that_few_green_points_stay_green_among_many_greys_and_blues() -> None:
    picture = Image.new("RGB", (512, 400), BLUE)
    picture.paste(Image.merge("RGB", [Image.linear_gradient("L").resize((512, 256))] * 3), (0, 0))
    picture.paste(Image.radial_gradient("L").convert("RGB"), (256, 0))
    picture.paste(GREEN, TICK)
    kept = quantised(picture, COLOURS).convert("RGB").crop(TICK)
    assert all(abs(one - wanted) < 12 for one, wanted in zip(kept.getpixel((6, 6)), GREEN, strict=True))
