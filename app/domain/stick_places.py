"""Where Linux desktops put the sticks that are plugged in."""

from pathlib import PurePosixPath

FOR_STICKS = (PurePosixPath("/media"), PurePosixPath("/run/media"), PurePosixPath("/mnt"))
