"""A device is let in once, within 72 hours, and holds a secret that nobody else ever saw."""

from datetime import timedelta

import pytest

from app.centre.device.enrolment import Enrolment, enrol, enrolment_file, read_enrolment
from app.centre.device.postgres import PostgresTransport
from app.centre.office import administration
from app.centre.office.certifying import certify_devices
from app.centre.office.status import status
from app.centre.secrecy import new_code, scram_verifier
from app.errors import CentreRefused, CentreUnreachable
from app.sealing.signing import new_key_pair, training_root
from tests.centre.field import NOW, Centre, FieldDevice
from tests.centre.proxy import CuttingProxy


def test_that_an_enrolment_file_opens_with_its_code_only(centre: Centre) -> None:
    enrolment, code = centre.invite(), new_code()
    content = enrolment_file(enrolment, code)
    assert enrolment.secret.encode() not in content
    assert read_enrolment(content, code.lower().replace("-", " "), NOW) == enrolment
    with pytest.raises(CentreRefused, match="enrolment-code-wrong"):
        read_enrolment(content, new_code(), NOW)
    with pytest.raises(CentreRefused, match="enrolment-unreadable"):
        read_enrolment(b"{}", code, NOW)
    with pytest.raises(CentreRefused, match="enrolment-expired"):
        read_enrolment(content, code, NOW + timedelta(hours=72, seconds=1))


def test_that_secrets_show_in_no_repr(centre: Centre) -> None:
    enrolment = centre.invite()
    assert enrolment.secret not in repr(enrolment)
    assert enrolment.secret not in repr(FieldDevice(enrolment).line())


def test_that_a_second_use_is_refused_and_reported(centre: Centre) -> None:
    device = centre.device()
    with pytest.raises(CentreRefused, match="enrolment-used"):
        enrol(device.enrolment, new_key_pair().public.hex(), "another-secret")
    reported = status(centre.connection)["refused_enrolments"]
    assert [one["outcome"] for one in reported if one["device"] == device.device] == ["enrolment-used"]
    assert device.line().hello().device == device.device


def test_that_the_one_time_secret_opens_nothing_after_enrolment(centre: Centre) -> None:
    device = centre.device()
    device.secret = device.enrolment.secret
    with pytest.raises(CentreRefused, match="login-refused"):
        device.line().hello()


def test_that_an_old_file_is_refused_by_the_centre_too(centre: Centre) -> None:
    enrolment = centre.invite()
    centre.ask(
        "update centre.enrolment set expires_at = now() - interval '1 second' where device = %s returning 1",
        enrolment.device,
    )
    with pytest.raises(CentreRefused, match="enrolment-expired"):
        enrol(enrolment, new_key_pair().public.hex(), "secret")


def test_that_a_device_that_did_not_enrol_can_do_nothing(centre: Centre) -> None:
    device = FieldDevice(centre.invite())
    device.secret = device.enrolment.secret
    line = device.line()
    for act in (line.hello, lambda: line.pull(0), lambda: line.rotate_secret(scram_verifier("x"))):
        with pytest.raises(CentreRefused, match="device-not-enrolled"):
            act()


def test_that_enrolment_goes_on_after_any_lost_answer(centre: Centre) -> None:
    device = FieldDevice(centre.invite())
    with CuttingProxy((centre.server.host, centre.server.port)) as proxy:
        outcomes = []
        for budget in (300, 700, 900, 1200, 1500, 1 << 60, 1 << 60):
            proxy.cut_at([(1 << 60, budget), (1 << 60, 700 if budget > 1 << 50 and not outcomes else budget)])
            try:
                enrol(device.enrolment, device.key.public.hex(), device.secret, via=proxy.via)
                outcomes.append("done")
            except CentreUnreachable:
                outcomes.append("cut")
    assert "cut" in outcomes
    assert outcomes[-1] == "done"
    assert device.line().hello().next_lseq == 1


def test_that_a_secret_is_changed_without_ever_travelling(centre: Centre) -> None:
    device = centre.device()
    pending = "a-new-secret"
    device.line().rotate_secret(scram_verifier(pending))
    with pytest.raises(CentreRefused, match="login-refused"):
        device.line().hello()
    device.secret = pending
    assert device.line().hello().device == device.device


def test_that_a_lost_answer_to_a_new_secret_locks_nobody_out(centre: Centre) -> None:
    device = centre.device()
    enrolment = device.enrolment
    line = PostgresTransport(
        enrolment.address(None), enrolment.role, ["never-arrived", device.secret], centre_id=None, training=True
    )
    try:
        assert line.hello().device == device.device
    finally:
        line.close()


@pytest.mark.parametrize("verifier", ["", "plain", "md5" + "0" * 32, "SCRAM-SHA-256$4096:x' superuser --"])
def test_that_only_a_verifier_is_taken_for_one(centre: Centre, verifier: str) -> None:
    with pytest.raises(CentreRefused, match="verifier-malformed"):
        centre.device().line().rotate_secret(verifier)


def test_that_a_revoked_device_is_told_so_and_gets_nothing(centre: Centre) -> None:
    device = centre.device()
    device.write("符合")
    line = device.line()
    line.push(device.log)
    administration.revoke_device(centre.connection, device.device, "遗失")
    with pytest.raises(CentreUnreachable):
        line.pull(0)
    for act in (line.hello, lambda: line.pull(0), lambda: line.push(device.log)):
        with pytest.raises(CentreRefused, match="device-revoked"):
            act()
    with pytest.raises(CentreRefused, match="login-refused"):
        enrol(device.enrolment, device.key.public.hex(), device.secret)


def test_that_a_certificate_reaches_its_device_and_those_who_verify_it(centre: Centre) -> None:
    device = centre.device()
    device.write("符合")
    line = device.line()
    line.push(device.log)
    assert line.hello().certificate is None
    assert certify_devices(centre.connection, centre.county, training_root(), NOW).fresh == 1
    certificate = line.hello().certificate
    assert certificate is not None
    assert certificate["public_key"] == device.key.public.hex()
    assert line.pull(0, 2000).devices[device.device].certificate == certificate


def test_that_a_stranger_learns_nothing_but_the_refusal(centre: Centre) -> None:
    stranger = Enrolment(**{**_fields(centre.invite()), "role": "d_nobody", "enrolment_role": "e_nobody"})
    with pytest.raises(CentreRefused, match="login-refused"):
        FieldDevice(stranger).line().hello()


def _fields(enrolment: Enrolment) -> dict[str, object]:
    return {name: getattr(enrolment, name) for name in Enrolment.__slots__}
