"""The receipt of a synchronisation as people read it."""

from ui.models.receipt_words import receipt_facts

ROOT = {"day": "2026-03-09", "count": 3, "last": 9, "root": "ab" * 32, "head": "cd" * 32}


def test_that_the_root_over_the_signatures_is_shown_where_the_centre_told_it() -> None:
    earlier = dict(receipt_facts({"bureau": "130600", "feed_root": ROOT}))
    assert "签名校验根" not in earlier
    told = dict(receipt_facts({"bureau": "130600", "feed_root": {**ROOT, "signed_head": "ef" * 32}}))
    assert told["签名校验根"] == " ".join(["efefefef"] * 8)
    assert told["中心库校验根"] == earlier["中心库校验根"]
