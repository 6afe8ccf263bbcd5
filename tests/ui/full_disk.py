"""A disk on which there is no room for a while."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from app.errors import StorageFailed


@contextmanager
def full_disk(place) -> Iterator[list[Exception]]:
    """Let nothing be written; give what was told in the window."""
    told: list[Exception] = []
    place.tasks.unkept.connect(told.append)

    def full(*_: object, **__: object) -> None:
        raise StorageFailed("disk-full", "磁盘空间不足，未能保存。", "请清理磁盘空间后重试。")

    with pytest.MonkeyPatch.context() as disk:
        disk.setattr(place.desk.store, "commit", full)
        disk.setattr(place.desk.store, "undo", full)
        disk.setattr(place.desk.store.drafts, "save_draft", full)
        disk.setattr(place.desk.store.drafts, "remember_place", full)
        yield told
