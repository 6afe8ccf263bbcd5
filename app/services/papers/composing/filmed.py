"""Body-camera files in the words of papers: as rows of the record's list, and as what shows a refusal."""

from __future__ import annotations

from app.domain.procedure.records import Recording
from app.services.papers.composing.wording import minute, moment_words


def recording_row(one: Recording) -> dict[str, str]:
    """Return a file as the record lists it."""
    return {
        "no": one.number,
        "device": one.camera,
        "starts": minute(one.started_at),
        "ends": minute(one.ended_at),
        "sha256": one.sha256 or "存于记录仪，未复制",
    }


def filmed_words(one: Recording) -> str:
    """Return which file shows a refusal: its number and camera, from when until when, its digest where it was told."""
    camera = f"，设备{one.camera}" if one.camera else ""
    digest = f"，SHA-256：{one.sha256}" if one.sha256 else ""
    lasts = f"{moment_words(one.started_at)}至{moment_words(one.ended_at)}"
    return f"执法记录仪已录像（文件编号{one.number}，{lasts}{camera}{digest}）"
