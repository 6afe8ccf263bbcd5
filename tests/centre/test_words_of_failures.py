"""What is told of a centre's refusals: a person must know from each what became of the content of this laptop."""

import re

import pytest
from psycopg import OperationalError
from psycopg.errors import UndefinedTable

from app.centre.failures import _REFUSALS, connection_failed, refused, tells_of_content, translated, unreachable
from app.errors import InspectorError

UNREACHABLE = ("centre-busy", "centre-slow", "centre-full", "centre-closed", "centre-unreachable")
TOLD = [
    *map(refused, _REFUSALS), *map(unreachable, UNREACHABLE), translated(UndefinedTable()),
    connection_failed(OperationalError("certificate verify failed")), translated(OperationalError()),
    connection_failed(OperationalError("password authentication failed")),
]  # fmt: skip


@pytest.mark.parametrize("one", TOLD, ids=lambda one: one.code)
def test_that_it_is_known_whether_an_advice_says_what_became_of_the_content(one: InspectorError) -> None:
    says = re.search("本机的?(没有上传的|未上传的)?内容|内容已照常同步", one.advice) is not None
    assert says == tells_of_content(one), one.advice
