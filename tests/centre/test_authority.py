"""A bureau without a certificate authority makes its own, and laptops trust nobody else."""

import json
import os
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509

from app.centre.authority import SERVER_DAYS, issue_server, make_authority
from app.centre.device.postgres import PostgresTransport
from app.centre.device.transport import CentreAddress
from app.centre.trial.embedded import EmbeddedServer
from app.cli.registry import build_parser
from app.errors import CentreRefused, InspectorError, StorageFailed
from app.services.centre.authority import make_ca, make_server
from tests.centre.field import establish
from tests.centre.servers import hasty_server
from tests.centre.test_tls import _switch_tls_on

NOW = datetime(2026, 3, 9, tzinfo=UTC)
PASSPHRASE = "only for this test"


def _typed(tmp_path: Path, *words: str) -> int:
    secret = tmp_path / "secret"
    secret.write_text(PASSPHRASE + "\n", encoding="utf-8")
    handle = os.open(secret, os.O_RDONLY)
    arguments = build_parser().parse_args(["centre", "ca", *words, "--json", "--secret-fd", str(handle)])
    return arguments.run(arguments)


def test_that_a_laptop_reaches_a_server_certified_by_the_commands(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    binaries = Path("/usr/lib/postgresql/15/bin")
    if not (binaries / "initdb").is_file():
        pytest.skip("needs a PostgreSQL that was built with TLS")
    assert _typed(tmp_path, "make", "--name", "演练市档案局", "--out", str(tmp_path / "ca")) == 0
    words = ("server", "--ca", str(tmp_path / "ca"), "--host", "centre.example", "--host", "10.0.0.5")
    assert _typed(tmp_path, *words, "--out", str(tmp_path / "server")) == 0
    assert json.loads(capsys.readouterr().out.splitlines()[-1])["valid_until"] > "2026"
    other = tmp_path / "other"
    make_ca(other, "别的单位", PASSPHRASE, datetime.now(UTC))
    with hasty_server(binaries) as server:
        _switch_tls_on(server, tmp_path / "server")
        _reached(server, tmp_path / "ca" / "ca.pem", other / "ca.pem")


def _reached(server: EmbeddedServer, authority: Path, stranger: Path) -> None:
    server.create_database("centre_ca")
    centre = establish(server, "centre_ca")
    device = centre.device()

    def line(host: str, ca: Path) -> PostgresTransport:
        address = CentreAddress(host, server.port, "centre_ca", str(ca))
        return PostgresTransport(
            address, device.enrolment.role, [device.secret], centre_id=None, training=True, patience=5,
            via=f"127.0.0.1:{server.port}",
        )  # fmt: skip

    for host in ("centre.example", "10.0.0.5"):
        reached = line(host, authority)
        assert reached.hello().device == device.device
        reached.close()
    for host, ca in (("another.example", authority), ("centre.example", stranger)):
        with pytest.raises(CentreRefused, match="certificate-untrusted"):
            line(host, ca).hello()
    centre.connection.close()


def test_that_the_authoritys_key_opens_with_its_passphrase_only() -> None:
    made = make_authority("演练市档案局", PASSPHRASE, NOW)
    assert b"ENCRYPTED" in made.key
    with pytest.raises(InspectorError, match="ca-unusable"):
        issue_server(made.certificate, made.key, "another passphrase", ["a.example"], NOW)
    foreign = make_authority("别的单位", PASSPHRASE, NOW)
    with pytest.raises(InspectorError, match="ca-unusable"):
        issue_server(foreign.certificate, made.key, PASSPHRASE, ["a.example"], NOW)
    with pytest.raises(InspectorError, match="passphrase-weak"):
        make_authority("演练市档案局", "short", NOW)


def test_that_a_server_certificate_ends_with_its_authority_at_the_latest() -> None:
    made = make_authority("演练市档案局", PASSPHRASE, NOW)
    late = made.valid_until - timedelta(days=SERVER_DAYS - 1)
    issued = x509.load_pem_x509_certificate(
        issue_server(made.certificate, made.key, PASSPHRASE, ["a.example"], late).certificate
    )
    assert issued.not_valid_after_utc == made.valid_until
    with pytest.raises(InspectorError, match="ca-expired"):
        issue_server(made.certificate, made.key, PASSPHRASE, ["a.example"], made.valid_until)


@pytest.mark.parametrize("hosts", [(), ("中心库",)])
def test_that_a_host_that_no_laptop_could_name_is_refused(hosts: tuple[str, ...]) -> None:
    made = make_authority("演练市档案局", PASSPHRASE, NOW)
    with pytest.raises(InspectorError, match="host-"):
        issue_server(made.certificate, made.key, PASSPHRASE, hosts, NOW)


def test_that_no_file_is_overwritten_and_a_missing_one_named(tmp_path: Path) -> None:
    made = make_ca(tmp_path, "演练市档案局", PASSPHRASE, NOW)
    with pytest.raises(StorageFailed, match="file-exists"):
        make_ca(tmp_path, "演练市档案局", PASSPHRASE, NOW)
    assert (tmp_path / "ca.key").read_bytes() == made.key
    shutil.move(tmp_path / "ca.key", tmp_path / "elsewhere")
    with pytest.raises(StorageFailed):
        make_server(tmp_path, tmp_path / "server", PASSPHRASE, ["a.example"], NOW)
