"""What follows an order cites the power that the order itself cited, a stop order's too."""

from __future__ import annotations

import pytest

from app.typesetting.rendering import render
from tests.typesetting.papers import definitions, sample

CITED = "《保定市档案局责任清单》第三部分（二）第五条第二款"


@pytest.mark.parametrize(("kind", "keys"), [
    ("D35", {"conclusion": "not", "next": "order"}), ("D49", {"decision": "refuse"}),
])  # fmt: skip
def test_that_a_sequel_of_a_stop_order_rests_on_what_it_rested_on(kind: str, keys: dict[str, str]) -> None:
    data = sample(kind)
    stopped = {**data["before"], "words": {"ordering": {"cite": CITED}}}
    said = {**data, "before": stopped, "keys": {**data["keys"], **keys}, "remedy": "如不服，可以申请行政复议。"}
    told = "".join(render(definitions()[kind], said, training=False).text.split())
    assert f"根据{CITED}的规定" in told and "第四十五条" not in told
