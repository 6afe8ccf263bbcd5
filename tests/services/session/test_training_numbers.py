"""A fresh training store can number its papers: who tries the program out meets no dead end."""

from app.domain.clock import CHINA
from app.services.numbers.ledger import numbers_left
from app.services.session.opening import close
from app.services.session.setting_up import PRACTICE_NUMBERS, set_up_training
from tests.services.on_site import FORMS, Watch


def test_that_a_training_store_with_made_up_officers_has_numbers_for_every_kind(tmp_path) -> None:
    desk = set_up_training(tmp_path / "data", forms=FORMS, clock=Watch())
    bureau, year = desk.issuing(desk.bureau), desk.now().astimezone(CHINA).year
    assert bureau.number_kinds
    assert {one: numbers_left(desk, one, year) for one in bureau.number_kinds} == dict.fromkeys(
        bureau.number_kinds, PRACTICE_NUMBERS
    )
    close(desk)
