"""What the system says of a file or a folder, in Chinese: for failures that nothing nearer to them has told."""

from __future__ import annotations

import errno

from app.errors import StorageFailed

_MOST_SHOWN = 120  # letters of a place; more would not fit where it is read
_ELSEWHERE = "请换一个可以写入的位置后重试。"
_FILE_FAULTS = {
    errno.EROFS: ("所在磁盘是只读的", _ELSEWHERE),
    errno.EACCES: ("没有权限", _ELSEWHERE),
    errno.EPERM: ("没有权限", _ELSEWHERE),
    errno.ENOENT: ("不存在或不能新建", "请核对路径。"),
    errno.ENOTDIR: ("路径中有一段不是文件夹", "请核对路径。"),
    errno.EISDIR: ("是文件夹，不是文件", "请核对路径。"),
    errno.ENAMETOOLONG: ("名称太长", "请换一个短的路径。"),
    errno.ENOSPC: ("磁盘空间不足", "请清理磁盘空间后重试。"),
}


def unusable_place(error: BaseException) -> StorageFailed | None:
    """Return the Chinese error for a place that the system named and refused, None for any other failure."""
    if not isinstance(error, OSError) or not error.filename or error.errno not in _FILE_FAULTS:
        return None
    fault, remedy = _FILE_FAULTS[error.errno]
    title = f"文件或文件夹不能使用（{fault}）：{_shortened(str(error.filename))}"
    return StorageFailed("place-unusable", title, f"{remedy}已保存的内容不受影响。")


def _shortened(place: str) -> str:
    return place if len(place) <= _MOST_SHOWN else f"{place[:_MOST_SHOWN // 2]}…{place[-_MOST_SHOWN // 2:]}"
