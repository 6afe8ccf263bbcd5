import logging
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from ui import application


@pytest.mark.parametrize("argv", [["--data", "d"], ["--data=d"], ["x", "--data", "d"]])
def test_that_the_data_folder_is_taken_from_the_arguments(argv) -> None:
    assert application.folder_in(argv) == Path("d")


def test_that_a_window_without_a_folder_is_refused() -> None:
    with pytest.raises(ValueError, match="--data"):
        application.folder_in([])


@pytest.mark.parametrize(
    ("platform", "wanted", "used"),
    [
        ("linux", "fcitx", "ibus"),
        ("linux", "fcitx5", "ibus"),
        ("linux", "ibus", "ibus"),
        ("linux", "", ""),
        ("win32", "fcitx", "fcitx"),
    ],
)
def test_that_chinese_input_goes_through_ibus_where_no_fcitx_plugin_is(platform, wanted, used) -> None:
    environment = {"QT_IM_MODULE": wanted} if wanted else {}
    application.prepare_environment(platform, environment)
    assert environment.get("QT_IM_MODULE", "") == used


def test_that_the_clock_is_chinas() -> None:
    assert application.now().utcoffset().total_seconds() == 8 * 3600


@pytest.mark.parametrize(("platform", "chosen", "used"), [
    ("linux", "", "none"), ("linux", "xcb_egl", "xcb_egl"), ("win32", "", ""),
])  # fmt: skip
def test_that_libraries_for_opengl_are_not_loaded_unless_asked_for(platform: str, chosen: str, used: str) -> None:
    environment = {"QT_XCB_GL_INTEGRATION": chosen} if chosen else {}
    application.prepare_environment(platform, environment)
    assert environment.get("QT_XCB_GL_INTEGRATION", "") == used


def _write(keeper: logging.Handler, *lines: str) -> None:
    """Write lines from a worker, as what goes wrong there does."""
    with ThreadPoolExecutor(1) as worker:
        for words in lines:
            worker.submit(keeper.handle, logging.LogRecord("ui", logging.WARNING, "", 0, words, None, None)).result()
    keeper.close()


def test_that_the_log_begins_with_its_first_line(tmp_path: Path) -> None:
    log = tmp_path / "new" / "logs" / "window.log"
    keeper = application._LogFile(log)
    assert not log.parent.exists()
    _write(keeper, "one", "two")
    assert [line.split()[-1] for line in log.read_text(encoding="utf-8").splitlines()] == ["one", "two"]


def test_that_the_window_goes_on_where_no_log_can_be_written(tmp_path: Path) -> None:
    (tmp_path / "logs").write_text("in the way")
    _write(application._LogFile(tmp_path / "logs" / "window.log"), "one")
    assert (tmp_path / "logs").read_text() == "in the way"
