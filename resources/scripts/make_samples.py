"""Make the made-up photos, scan and log export of the rehearsal scenarios.

    python resources/scripts/make_samples.py forms/inspections/electronic-records/samples

Needs pillow-heif besides the project's own packages (it carries a GPL encoder, so it is no dependency and is only
used here, to write the one HEIC). Pictures are drawn, nothing is copied from anywhere; each says 演练.
"""

from __future__ import annotations

import random
import sys
from pathlib import Path

import pillow_heif
from PIL import Image, ImageDraw, ImageFont

FONT = Path(__file__).resolve().parents[1] / "fonts" / "ArchivesHei.ttf"
PHOTOS = {
    "photo-log-retention.jpg": ("系统设置 · 日志管理", ["日志保存期：90 天", "超期：自动清除", "管理员可清空：是"]),
    "photo-backup-list.heic": ("备份任务清单", ["任务一　在线备份　每日 02:00", "离线备份　无", "恢复测试　无"]),
    "signed-page.jpg": ("现场检查笔录（末页）", ["以上笔录经核对无误", "签名：（演练签名）", "2026年6月8日"]),
    "refusal-scene.jpg": ("会议室现场", ["单位负责人表示暂不签名", "见证人在场"]),
    "rules-2019.png": ("电子文件归档管理办法（2019）", ["第一条　为规范电子文件归档……（演练文本）", "第二条　……"]),
    "log-settings.png": ("系统设置 · 日志管理", ["日志保存期：见设置", "（照片没有自带拍摄时间）"]),
}


def picture(title: str, lines: list[str], size: tuple[int, int], seed: int) -> Image.Image:
    """Return a drawn screen or page with a title, lines and the mark 演练."""
    rng = random.Random(seed)  # noqa: S311  (specks on a picture)
    width, height = size
    image = Image.new("RGB", size, (236, 239, 243))
    draw = ImageDraw.Draw(image)
    sheet = (width * 0.06, height * 0.08, width * 0.94, height * 0.92)
    draw.rectangle(sheet, fill=(255, 255, 255), outline=(120, 130, 140), width=4)
    draw.rectangle((width * 0.06, height * 0.08, width * 0.94, height * 0.19), fill=(38, 84, 124))
    draw.text((width * 0.09, height * 0.10), title, font=font(height // 18), fill=(255, 255, 255))
    for i, line in enumerate(lines):
        draw.text((width * 0.10, height * (0.27 + 0.12 * i)), line, font=font(height // 20), fill=(30, 36, 42))
    for _ in range(60):
        x, y = rng.randrange(width), rng.randrange(height)
        draw.point((x, y), fill=(rng.randrange(256), rng.randrange(256), rng.randrange(256)))
    draw.text((width * 0.70, height * 0.80), "演练样片", font=font(height // 16), fill=(190, 40, 40))
    return image


def font(size: int) -> ImageFont.FreeTypeFont:
    """Return the bundled sans font at a pixel size."""
    return ImageFont.truetype(str(FONT), size)


def exif(turned: int, taken: str) -> Image.Exif:
    """Return EXIF with orientation and the time of taking ("2026:06:08 10:05:00")."""
    tags = Image.Exif()
    tags[0x0112] = turned
    tags.get_ifd(0x8769)[0x9003] = taken
    return tags


def main(target: Path) -> None:
    """Write all sample files into a folder."""
    target.mkdir(parents=True, exist_ok=True)
    for number, (name, (title, lines)) in enumerate(PHOTOS.items()):
        image = picture(title, lines, (2400, 1800), number)
        path = target / name
        if path.suffix == ".heic":
            pillow_heif.from_pillow(image).save(path, quality=60, exif=exif(1, "2026:06:08 10:22:00").tobytes())
        elif path.suffix == ".png":
            image.quantize(32).save(path, optimize=True)
        else:
            turned = 6 if name.startswith("photo") else 1
            stored = image.rotate(90, expand=True) if turned == 6 else image
            stored.save(path, quality=70, exif=exif(turned, "2026:06:08 10:05:00"))
    rows = [f"2026-03-{8 + i // 4:02},{i % 24:02}:00,演练账号{i % 5},登录,成功" for i in range(60)]
    (target / "log-export.csv").write_text("日期,时间,账号,操作,结果\n" + "\n".join(rows) + "\n", "utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
