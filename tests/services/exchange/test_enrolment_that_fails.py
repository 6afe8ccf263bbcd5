"""What an enrolment that does not succeed leaves behind: nothing, or what the next try goes on with."""

from dataclasses import replace
from pathlib import Path

import pytest

from app.centre.device.enrolment import Enrolment
from app.centre.office.administration import revoke_device
from app.errors import CentreRefused, CentreUnreachable, StorageFailed
from app.services.exchange.enrolling import Newcomer, enrol
from app.services.exchange.link import link_of
from app.services.exchange.syncing import synchronise
from app.services.session.opening import OpenDesk, close, open_desk
from app.services.session.paths import built_in_forms
from app.services.session.setting_up import Secrets
from app.storage.keys.passphrases import Cost
from tests.centre.field import Centre
from tests.centre.proxy import NO_LIMIT, CuttingProxy
from tests.services.exchange.device import BUREAU, IMPATIENT, clock, with_bureau

UNCUT = (NO_LIMIT, NO_LIMIT)
NOBODY_THERE = "127.0.0.1:9"
PASSPHRASE = "演练用的很长的口令一号"
BEGUN = "登记没有开始，没有留下任何文件。"


@pytest.fixture
def real(formal_centre: Centre, monkeypatch) -> Centre:
    """Return a centre for real data, whose laptops have secrets and a recovery key."""
    monkeypatch.setattr("app.storage.keys.keyring.Cost", lambda: Cost(1, 64, 1))
    return with_bureau(formal_centre)


def _try(folder: Path, invitation: Enrolment, via: str | None = None) -> OpenDesk:
    secrets = Secrets(PASSPHRASE, "135790")
    newcomer = Newcomer("training-1", secrets, folder.with_suffix(".key"))
    return enrol(folder, invitation, newcomer, forms=built_in_forms(), clock=clock, via=via)


def _nothing_at(folder: Path) -> bool:
    return not folder.exists() and not folder.with_suffix(".key").exists()


def test_that_a_centre_that_is_away_leaves_nothing_behind_and_the_file_good(real: Centre, tmp_path: Path) -> None:
    invitation = real.invite(BUREAU)
    with pytest.raises(CentreUnreachable) as failure:
        _try(tmp_path / "d", invitation, NOBODY_THERE)
    assert failure.value.advice.startswith(BEGUN)
    assert "同一份登记文件" in failure.value.advice
    assert _nothing_at(tmp_path / "d")
    close(_try(tmp_path / "d", invitation))


def test_that_a_certificate_that_proves_nothing_leaves_nothing_behind(real: Centre, tmp_path: Path) -> None:
    with pytest.raises(CentreRefused) as refusal:
        _try(tmp_path / "d", replace(real.invite(BUREAU), ca="没有这样的证书"))
    assert refusal.value.advice.startswith(BEGUN)
    assert "本机内容" not in refusal.value.advice
    assert _nothing_at(tmp_path / "d")


def test_that_a_revoked_device_leaves_nothing_behind(real: Centre, tmp_path: Path) -> None:
    invitation = real.invite(BUREAU)
    revoke_device(real.connection, invitation.device, "发错了")
    with pytest.raises(CentreRefused, match="login-refused") as refusal:
        _try(tmp_path / "d", invitation)
    assert "向管理员索取新的登记文件" in refusal.value.advice
    assert _nothing_at(tmp_path / "d")


@pytest.mark.parametrize("spoil", ["used", "late"])
def test_that_a_file_of_no_more_use_leaves_nothing_behind(real: Centre, tmp_path: Path, spoil: str) -> None:
    invitation = real.invite(BUREAU)
    if spoil == "used":
        close(_try(tmp_path / "first", invitation))
    else:
        real.connection.execute("update centre.enrolment set expires_at = clock_timestamp() - interval '1 s'")
    with pytest.raises(CentreRefused, match=r"enrolment-used|enrolment-expired"):
        _try(tmp_path / "d", invitation)
    assert _nothing_at(tmp_path / "d")
    assert (tmp_path / "first").exists() == (spoil == "used")


def test_that_a_recovery_key_that_was_there_before_stays(real: Centre, tmp_path: Path) -> None:
    (tmp_path / "d.key").write_text("恢复密钥")
    with pytest.raises(StorageFailed, match="recovery-exists"):
        _try(tmp_path / "d", real.invite(BUREAU))
    assert (tmp_path / "d.key").read_text() == "恢复密钥"
    assert not (tmp_path / "d").exists()


@pytest.mark.parametrize("cut", [[0], [200], [400], [NO_LIMIT, 0], [NO_LIMIT, NO_LIMIT, 300]])
def test_that_an_enrolment_cut_while_it_is_told_goes_on_with_the_same_file(
    real: Centre, tmp_path: Path, cut: list[int]
) -> None:
    invitation = real.invite(BUREAU)
    with CuttingProxy((real.server.host, real.server.port)) as proxy:
        proxy.cut_at([UNCUT, *((NO_LIMIT, down) for down in cut)])
        with pytest.raises(CentreUnreachable) as failure:
            _try(tmp_path / "d", invitation, proxy.via)
    assert "登记还没有办完" in failure.value.title
    assert "同一份登记文件" in failure.value.advice
    assert (tmp_path / "d.key").exists()
    desk = _try(tmp_path / "d", invitation)
    assert not link_of(desk.store).waiting
    assert synchronise(desk, patience=IMPATIENT).state == "synced"
    close(desk)


def test_that_an_enrolment_cut_while_it_is_told_is_ended_by_the_next_synchronisation(
    real: Centre, tmp_path: Path
) -> None:
    with CuttingProxy((real.server.host, real.server.port)) as proxy:
        proxy.cut_at([UNCUT, (NO_LIMIT, 200)])
        with pytest.raises(CentreUnreachable):
            _try(tmp_path / "d", real.invite(BUREAU), proxy.via)
    desk = open_desk(
        tmp_path / "d", forms=built_in_forms(), clock=clock, officer="training-1", passphrase=PASSPHRASE
    )
    assert synchronise(desk, patience=IMPATIENT).state == "synced"
    assert not link_of(desk.store).waiting
    close(desk)


def test_that_a_centre_that_took_the_key_and_then_refuses_leaves_what_goes_on(
    real: Centre, tmp_path: Path, monkeypatch
) -> None:
    invitation = real.invite(BUREAU)
    with monkeypatch.context() as patched:
        patched.setattr("app.centre.device.enrolment.scram_verifier", lambda secret: "nonsense")
        with pytest.raises(CentreRefused, match="verifier-malformed"):
            _try(tmp_path / "d", invitation)
    close(_try(tmp_path / "d", invitation))


def test_that_a_folder_of_an_unfinished_enrolment_is_told_from_one_with_work(real: Centre, tmp_path: Path) -> None:
    with CuttingProxy((real.server.host, real.server.port)) as proxy:
        proxy.cut_at([UNCUT, (0, 0)])
        with pytest.raises(CentreUnreachable):
            _try(tmp_path / "d", real.invite(BUREAU), proxy.via)
    with pytest.raises(StorageFailed, match="enrolment-unfinished") as refused:
        _try(tmp_path / "d", real.invite(BUREAU))
    assert str(tmp_path / "d") in refused.value.advice and "移走" in refused.value.advice


def test_that_a_second_device_cannot_use_the_file(real: Centre, tmp_path: Path) -> None:
    invitation = real.invite(BUREAU, "演练三号机")
    close(_try(tmp_path / "a", invitation))
    with pytest.raises(CentreRefused, match=r"enrolment-used|login-refused"):
        _try(tmp_path / "b", invitation)
