"""A new training store comes with numbers for months of practice, three thousand operations.

A test file that is not about them takes a tenth of them over by a name of its own: ``few = practising.numbers``.
"""

import pytest

from app.services.session import setting_up


@pytest.fixture(autouse=True)
def numbers(monkeypatch: pytest.MonkeyPatch) -> None:
    """Give new training stores a tenth of the numbers."""
    monkeypatch.setattr(setting_up, "PRACTICE_NUMBERS", setting_up.PRACTICE_NUMBERS // 10)
