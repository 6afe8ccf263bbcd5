"""Officers of one name are told apart where names are all that one sees."""

from dataclasses import replace

from app.domain.namesakes import told_apart
from tests.services.on_site import officer


def test_that_only_namesakes_are_called_by_more_than_their_name() -> None:
    first = replace(officer("a", "王芳", 1, "officer"), credential="冀F-1")
    second = replace(officer("b", "王芳", 2, "leader"), credential="", office="法规科")
    other = officer("c", "李伟", 3, "officer")
    assert told_apart((first, second, other)) == {"a": "王芳（冀F-1）", "b": "王芳（法规科）", "c": "李伟"}
