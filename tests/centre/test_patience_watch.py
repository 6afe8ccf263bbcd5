"""A call that outlasts its patience is ended; one that does not is left alone."""

import threading

from app.centre.device.patience_watch import PatienceWatch


def test_that_only_a_call_that_outlasts_its_patience_is_ended() -> None:
    watch, ended, untouched = PatienceWatch(), threading.Event(), threading.Event()
    for _ in range(3):
        with watch.within(3600, untouched.set):
            pass
        ended.clear()
        with watch.within(0.001, ended.set):
            assert ended.wait(60)
    watch.end()
    watch.end()
    with watch.within(0, ended.set):  # a line may be opened again
        assert ended.wait(60)
    watch.end()
    assert not untouched.is_set()
