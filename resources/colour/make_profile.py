"""Writes sRGB.icc, the colour profile of every paper, as Pillow's Little CMS makes it.

Its date and its identity are blanked, so that it is the same whenever it is made. Run from the project's folder:

    python resources/colour/make_profile.py
"""

import struct
from pathlib import Path

from PIL import ImageCms

profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
profile[24:36] = struct.pack(">6H", 2020, 1, 1, 0, 0, 0)
profile[84:100] = bytes(16)
(Path(__file__).parent / "sRGB.icc").write_bytes(profile)
