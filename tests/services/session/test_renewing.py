"""Passphrases, PINs and the recovery key renewed on a real store of a bureau without a centre."""

import pytest

from app.domain.procedure.mapping import changes_of
from app.errors import Refused, StorageFailed
from app.services.safekeeping.recovering import recover
from app.services.session.opening import add_slot, close, confirm, enter, issue_code
from app.services.session.renewing import change_passphrase, change_pin, recovery_fits, renew_recovery, renew_slot
from app.services.session.setting_up import Secrets, set_up_standalone, set_up_training
from tests import practising, stretching
from tests.services.on_site import BUREAU, FORMS, Watch, officer

cheap, few = stretching.secrets, practising.numbers
OLD, NEW, OTHER = "演练口令甲很长的一句话", "演练口令乙换成另一句话", "演练口令丙另外一句话吧"


@pytest.fixture
def made(tmp_path):
    (tmp_path / "stick").mkdir()
    desk = set_up_standalone(
        tmp_path / "data", forms=FORMS, clock=Watch(), bureau=BUREAU, administrator="演练管理员",
        secrets=Secrets(OLD, "135790"), recovery_file=tmp_path / "stick" / "recovery.key",
    )  # fmt: skip
    desk.commit(changes_of(officer("yi", "演练乙", 2, "officer")))
    add_slot(desk, "yi", OTHER, "246801", code=issue_code(desk, "yi"))
    yield desk
    close(desk)


def refused(act) -> str:
    with pytest.raises(Refused) as failed:
        act()
    return failed.value.blockers[0].code


def test_that_an_own_passphrase_is_changed_with_the_old_one_and_the_pin(made) -> None:
    assert refused(lambda: change_passphrase(made, NEW, NEW, "135790")) == "passphrase-wrong"
    made.clock.pass_by(minutes=1)
    assert refused(lambda: change_passphrase(made, OLD, "短", "135790")) == "weak"
    change_passphrase(made, OLD, NEW, "135790")
    assert refused(lambda: enter(made, "administrator", OLD)) == "passphrase-wrong"
    made.clock.pass_by(minutes=1)
    assert enter(made, "administrator", NEW).officer == "administrator"


def test_that_a_pin_is_renewed_on_the_code_of_the_administrator_only_once(made) -> None:
    enter(made, "yi", OTHER)
    assert refused(lambda: change_pin(made, "yi", "975310", "GUESS")) == "code-wrong"
    code = issue_code(made, "yi")
    change_pin(made, "yi", "975310", f"{code[:5]} {code[5:].lower()}")
    assert confirm(made, "yi", "975310").officer == "yi"
    assert refused(lambda: change_pin(made, "yi", "864209", code)) == "code-wrong"


def test_that_a_forgotten_passphrase_is_replaced_and_the_signing_key_is_new(made) -> None:
    before = made.officers()["yi"].public_key
    assert refused(lambda: renew_slot(made, "yi", NEW, "975310", "")) == "code-wrong"
    renew_slot(made, "yi", NEW, "975310", issue_code(made, "yi"))
    assert enter(made, "yi", NEW).officer == "yi"
    assert made.officers()["yi"].public_key not in ("", before)


def test_that_the_recovery_key_is_tried_out_and_renewed(made, tmp_path) -> None:
    first, second = tmp_path / "stick" / "recovery.key", tmp_path / "stick" / "second.key"
    assert recovery_fits(made, first)
    with pytest.raises(StorageFailed):
        renew_recovery(made, first)  # it exists: nothing is written over
    assert refused(lambda: renew_recovery(made.acting("yi"), second)) == "not-administrator"
    assert refused(lambda: renew_recovery(made, made.store.folder / "x.key")) == "recovery-inside"
    assert recovery_fits(made, first)
    renew_recovery(made, second)
    assert recovery_fits(made, second) and not recovery_fits(made, first)
    close(made)
    again = recover(made.store.folder, second, Secrets(OTHER, "246801"), forms=FORMS, clock=Watch())
    close(again)


def test_that_the_training_store_keeps_its_published_secrets(tmp_path) -> None:
    desk = set_up_training(tmp_path / "data", forms=FORMS, clock=Watch())
    assert refused(lambda: change_passphrase(desk, "training-only", NEW, "000000")) == "training"
    close(desk)
