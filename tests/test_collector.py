"""The collector of cycles is spared while any block needs it, and comes back after the last."""

import gc

from app.collector import without_collector


def test_that_the_collector_comes_back_after_the_last_block():
    with without_collector():
        assert not gc.isenabled()
        with without_collector():
            assert not gc.isenabled()
        assert not gc.isenabled()
    assert gc.isenabled()


def test_that_a_collector_that_was_off_stays_off():
    gc.disable()
    try:
        with without_collector():
            pass
        assert not gc.isenabled()
    finally:
        gc.enable()
