"""A command that is told to stop (Ctrl-C, SIGTERM, a closed terminal): it tidies up and says what stands."""

from __future__ import annotations

import argparse
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

EXIT_CODE = 130
_AGAIN = "请再执行一次同样的命令。"
_USUAL = f"已中断。已保存的内容不受影响。{_AGAIN}"
_LOOK = "是否已经做完，用 centre status 核对"
# by command, and for the centre by act: true whether the last step was through or not
_WORDS = {
    "init": "已中断。没有建好的数据文件夹没有留下；文件夹已经在的，就是已经建好。",
    "enrol": "已中断。请用同一份登记文件和口令码再执行一次，会接着办完。",
    "sync": "已中断。中心库确认过的内容有效，没有传完的下次同步接着传，不会丢失也不会重复。",
    "parcel": f"已中断。没有写完的交换文件没有留下；收下了一部分的，不会重复计入。{_AGAIN}",
    "backup": f"已中断。原来的备份和本机内容都不受影响，没有做完的备份不算数。{_AGAIN}",
    "restore": f"已中断。没有恢复完的内容没有留下，备份盘没有改动。{_AGAIN}",
    "recover": f"已中断。新口令没有设好的，原来的口令和恢复密钥仍然有效。{_AGAIN}",
    "casefile": f"已中断。没有写出案卷的，没有留下文件；本机内容没有改动。{_AGAIN}",
    "rehearse": "已中断。演练没有做完，写出的文件夹可以删除；请换一个空文件夹再执行。",
    "centre init": f"已中断。每个版本整个做完才算数，没有做完的没有改动数据库。{_AGAIN}",
    "centre upgrade": f"已中断。每个版本整个做完才算数，没有做完的没有改动数据库。{_AGAIN}",
    "centre backup": f"已中断。文件没有写出来的，就是没有备份；中心库不受影响。{_AGAIN}",
    "centre restore": f"已中断。没有恢复完的已全部撤回，数据库仍是空的；{_LOOK}，没有中心库的再执行一次。",
    "centre storage": f"已中断。没有核对完，附件没有改动。{_AGAIN}",
    "centre release": "已中断。没有发布完的，终端看不到；请用同一个版本号再执行一次，提示已发布过的就是已经发布。",
    "centre parcel": f"已中断。已经收下的内容有效，再收一次不会重复计入。{_AGAIN}",
    "centre certify": f"已中断。终端证书要么都已签发，要么都没有。{_AGAIN}",
    "centre ca": f"已中断。没有写完的证书和密钥没有留下。{_AGAIN}",
    "centre key": f"已中断。没有写完的密钥没有留下；密钥文件已经在的，请核对信任名单中有没有它。{_AGAIN}",
    "centre device": f"已中断。没有写出的登记文件对应的终端已停用；{_LOOK}。{_AGAIN}",
    "centre feed": f"已中断。没有改动任何内容。{_AGAIN}",
    "centre root": f"已中断。没有写出文件的没有留下。{_AGAIN}",
}
_SIGNALS = ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK")
# who asks again and again wants it to end now, tidied up or not
_INSISTENT = 4


def words_for(arguments: argparse.Namespace | None) -> str:
    """Return what stands after a command was interrupted, and what to do."""
    command = getattr(arguments, "command", None) or ""
    act = getattr(arguments, "act", None) if command == "centre" else None
    return _WORDS.get(f"{command} {act}" if act else command, _USUAL)


@contextmanager
def stopping_at_signals() -> Iterator[None]:
    """Let every signal to end raise KeyboardInterrupt once within the block; what tidies up is not disturbed by more.

    Nothing changes outside of the main thread, where signals cannot be taken.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    asked = 0

    def stop(number: int, frame: FrameType | None) -> None:
        nonlocal asked
        asked += 1
        if asked == 1 or asked >= _INSISTENT:
            raise KeyboardInterrupt

    before: dict[int, Any] = {}
    try:
        for name in _SIGNALS:
            if (number := getattr(signal, name, None)) is not None and signal.getsignal(number) is not signal.SIG_IGN:
                before[number] = signal.signal(number, stop)
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
