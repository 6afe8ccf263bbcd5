"""A font's outlines stay in its file until they are set; a file that was changed meanwhile gives no paper."""

import os
from pathlib import Path

import pytest

from app.errors import DocumentFailed
from app.typesetting import fonts
from app.typesetting.archiving import ArchiveFile, Descriptor
from app.typesetting.fontfiles import FontBroken, FontFile
from app.typesetting.kept_files import KeptFile
from tests.typesetting.test_font_files import NAMES, content


class Counted(KeptFile):
    """A file that tells which of its bytes were asked for."""

    read_bytes = 0

    def read(self, first: int, length: int) -> bytes:
        self.read_bytes += length
        return super().read(first, length)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Give a font file of our own."""
    (tmp_path / "ArchivesSong.ttf").write_bytes(content("ArchivesSong"))
    return tmp_path / "ArchivesSong.ttf"


def test_that_only_outlines_that_are_set_are_read_and_each_once(path: Path) -> None:
    file = Counted(path)
    font = FontFile(file.content(), file=file)
    whole, wanted = file.read_bytes, [font.glyphs[ord(one)] for one in "档案执法检查"]
    first = font.subset(wanted)
    assert 0 < file.read_bytes - whole < len(first)
    read = file.read_bytes
    assert font.subset(wanted) == first
    assert file.read_bytes == read


@pytest.mark.parametrize("name", NAMES)
def test_that_a_subset_is_the_same_from_the_file_and_from_memory(name: str) -> None:
    file = KeptFile(fonts.FONT_FOLDER / f"{name}.ttf")
    there, here = FontFile(file.content(), file=file), FontFile(content(name))
    wanted = list(here.glyphs.values())[::97]
    assert there.subset(wanted) == here.subset(wanted)


def test_that_a_file_changed_since_is_no_font_any_more(path: Path) -> None:
    file = KeptFile(path)
    font = FontFile(file.content(), file=file)
    with path.open("r+b") as changed:
        changed.write(bytes(16))
    os.utime(path, ns=(1, 1))  # whatever the file system's clock is worth
    with pytest.raises(FontBroken, match="changed"):
        font.subset([font.glyphs[ord("档")]])


def test_that_a_file_cut_off_since_is_no_font_any_more(path: Path) -> None:
    file = KeptFile(path)
    font = FontFile(file.content(), file=file)
    os.truncate(path, 4_000)
    with pytest.raises(FontBroken, match="changed"):
        font.subset([font.glyphs[ord("档")]])


@pytest.mark.skipif(os.name == "nt", reason="Windows replaces no file that is open")
def test_that_a_new_file_of_the_name_leaves_the_font_as_it_was_read(path: Path) -> None:
    file = KeptFile(path)
    font = FontFile(file.content(), file=file)
    (path.parent / "new").write_bytes(bytes(16))
    (path.parent / "new").replace(path)
    wanted = [font.glyphs[ord("档")]]
    assert font.subset(wanted) == FontFile(content("ArchivesSong")).subset(wanted)


def test_that_a_font_changed_since_makes_no_paper(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fonts, "FONT_FOLDER", path.parent)
    monkeypatch.setattr(fonts, "_FACES", {})
    file = ArchiveFile(Descriptor("演练", "演练", "2026-01-01T00:00:00+08:00"))
    file.typecase(fonts.face("ArchivesSong")).codes("档")
    os.truncate(path, 4_000)
    with pytest.raises(DocumentFailed, match="文书未能转为存档格式"):
        file.finished()
