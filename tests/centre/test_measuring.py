"""The yardstick of the push measures the real push."""

from app.centre.trial.embedded import EmbeddedServer
from app.centre.trial.measuring import push_against_copy


def test_that_push_and_copy_are_measured_on_the_same_rows(server: EmbeddedServer) -> None:
    moments = iter([0.0, 3.0, 5.0, 7.0])
    figures = push_against_copy(server, operations=130, batch=50, timer=lambda: next(moments))
    assert (figures.operations, figures.push, figures.copy) == (130, 3.0, 2.0)
