"""TLS: the server must prove its name with the bureau's authority, also when reached another way."""

import ipaddress
import os
import shutil
import socket
import ssl
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from app.centre.device.line import connection_options
from app.centre.device.postgres import PostgresTransport
from app.centre.device.served_certificate import authority_until, server_until
from app.centre.device.transport import CentreAddress
from app.centre.office.status import status
from app.centre.trial.embedded import EmbeddedServer
from app.cli.centre_status import status_lines
from app.errors import CentreRefused, CentreUnreachable, InspectorError
from tests.centre.field import Centre, FieldDevice, establish

HOST = "centre.example"


DAY = timedelta(days=1)


def _signed(
    name: str, key: ec.EllipticCurvePrivateKey, issuer: x509.Name, issuer_key: ec.EllipticCurvePrivateKey, ca: bool,
    begins: timedelta = -DAY,
) -> x509.Certificate:
    now = datetime.now(UTC)
    builder = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]))
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now + begins)
        .not_valid_after(now + begins + 3 * DAY)
        .add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
    )
    if not ca:
        builder = builder.add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
    return builder.sign(issuer_key, hashes.SHA256())


def _authority(folder: Path, name: str) -> tuple[ec.EllipticCurvePrivateKey, x509.Name]:
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    certificate = _signed(name, key, subject, key, ca=True)
    (folder / f"{name}.pem").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    return key, subject


@pytest.fixture(scope="module")
def papers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an authority, a stranger's authority, and the server's key and certificates: good, old, too new."""
    folder = tmp_path_factory.mktemp("tls")
    authority_key, authority = _authority(folder, "authority")
    _authority(folder, "stranger")
    key = ec.generate_private_key(ec.SECP256R1())
    for file, begins in (("server.crt", -DAY), ("expired.crt", -4 * DAY), ("future.crt", DAY)):
        certificate = _signed(HOST, key, authority, authority_key, ca=False, begins=begins)
        (folder / file).write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    (folder / "server.key").write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    return folder


@pytest.fixture(scope="module")
def device(papers: Path, oldest_server: EmbeddedServer) -> Iterator[FieldDevice]:
    """An enrolled device of a centre that speaks TLS."""
    _switch_tls_on(oldest_server, papers)
    oldest_server.create_database("centre_tls")
    centre: Centre = establish(oldest_server, "centre_tls")
    yield centre.device()
    centre.connection.close()


def _put(server: EmbeddedServer, source: Path, name: str) -> None:
    data = server.folder / "data"
    owner = data.stat()
    shutil.copyfile(source, data / name)
    os.chown(data / name, owner.st_uid, owner.st_gid)
    (data / name).chmod(0o600)


def _shown(device: FieldDevice) -> bytes:
    """Return the certificate that the server shows to whoever asks for TLS, as DER."""
    asks_for_tls = (8).to_bytes(4, "big") + (80877103).to_bytes(4, "big")
    anyone = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    anyone.check_hostname, anyone.verify_mode = False, ssl.CERT_NONE
    with socket.create_connection(("127.0.0.1", device.enrolment.port), timeout=20) as plain:
        plain.sendall(asks_for_tls)
        assert plain.recv(1) == b"S"
        with anyone.wrap_socket(plain) as line:
            return line.getpeercert(binary_form=True) or b""


def _show(server: EmbeddedServer, device: FieldDevice, certificate: Path) -> None:
    """Let the server show another certificate from now on."""
    _put(server, certificate, "server.crt")
    with server.connect() as connection:
        connection.execute("select pg_reload_conf()")
    wanted = ssl.PEM_cert_to_DER_cert(certificate.read_text(encoding="utf-8"))
    deadline = time.monotonic() + 60
    while _shown(device) != wanted:
        assert time.monotonic() < deadline


def _switch_tls_on(server: EmbeddedServer, papers: Path) -> None:
    for name in ("server.crt", "server.key"):
        _put(server, papers / name, name)
    with server.connect() as connection:
        connection.execute("alter system set ssl = on")
        connection.execute("select pg_reload_conf()")
    while True:
        with server.connect() as connection:
            if connection.execute("show ssl").fetchone() == ("on",):
                return


def _line(device: FieldDevice, host: str, ca: Path) -> PostgresTransport:
    address = CentreAddress(host, device.enrolment.port, device.enrolment.database, str(ca))
    return PostgresTransport(
        address, device.enrolment.role, [device.secret], centre_id=None, training=True, patience=5,
        via=f"127.0.0.1:{device.enrolment.port}",
    )  # fmt: skip


def test_that_the_line_goes_another_way_under_the_same_name(device: FieldDevice, papers: Path) -> None:
    line = _line(device, HOST, papers / "authority.pem")
    try:
        assert line.hello().device == device.device
    finally:
        line.close()


@pytest.mark.parametrize(("host", "authority"), [("another.example", "authority"), (HOST, "stranger")])
def test_that_another_name_or_authority_is_refused(
    device: FieldDevice, papers: Path, host: str, authority: str
) -> None:
    with pytest.raises(CentreRefused, match="certificate-untrusted"):
        _line(device, host, papers / f"{authority}.pem").hello()


@pytest.mark.parametrize("certificate", ["expired", "future"])
def test_that_a_certificate_out_of_its_days_is_refused_and_a_new_one_taken(
    device: FieldDevice, oldest_server: EmbeddedServer, papers: Path, certificate: str
) -> None:
    _show(oldest_server, device, papers / f"{certificate}.crt")
    try:
        with pytest.raises(CentreRefused, match="certificate-untrusted") as refused:
            _line(device, HOST, papers / "authority.pem").hello()
    finally:
        _show(oldest_server, device, papers / "server.crt")
    assert "不在有效期内" in refused.value.title
    assert "本机的日期" in refused.value.advice
    line = _line(device, HOST, papers / "authority.pem")
    try:
        assert line.hello().device == device.device
    finally:
        line.close()


def test_that_the_administrator_is_told_until_when_the_servers_certificate_is_good(
    device: FieldDevice, oldest_server: EmbeddedServer, papers: Path
) -> None:
    def told() -> str:
        with oldest_server.connect(device.enrolment.database) as connection:
            return "\n".join(status_lines(status(connection)))

    assert "服务器证书还有 1 天到期" in told() and "centre ca server" in told()
    _show(oldest_server, device, papers / "expired.crt")
    try:
        assert "服务器证书已于" in told() and "终端不能连接" in told()
    finally:
        _show(oldest_server, device, papers / "server.crt")


def test_that_the_administrator_is_told_when_the_authority_of_the_laptops_ends(
    device: FieldDevice, oldest_server: EmbeddedServer, papers: Path
) -> None:
    known = f"{oldest_server.dsn(device.enrolment.database)} sslmode=verify-ca sslrootcert={papers / 'authority.pem'}"
    with psycopg.connect(known, password=oldest_server.password, autocommit=True) as connection:
        told = "\n".join(status_lines(status(connection)))
    assert "CA 证书还有 1 天到期" in told and "centre device readmit --ca" in told


def test_that_a_laptop_learns_until_when_its_own_servers_certificate_is_good(
    oldest_server: EmbeddedServer, papers: Path, device: FieldDevice
) -> None:
    via = f"127.0.0.1:{oldest_server.port}"

    def until(file: Path | None) -> datetime | None:
        address = CentreAddress(HOST, oldest_server.port, "any", None if file is None else str(file))
        return server_until(address, via)

    shown = x509.load_pem_x509_certificate((papers / "server.crt").read_bytes()).not_valid_after_utc
    assert until(papers / "authority.pem") == shown
    assert until(papers / "stranger.pem") is None and until(papers / "none.pem") is None and until(None) is None


def test_that_an_authority_counts_until_the_first_of_its_good_certificates_ends(papers: Path) -> None:
    both = (papers / "expired.crt").read_bytes() + (papers / "server.crt").read_bytes()
    now = datetime.now(UTC)
    ends = [one.not_valid_after_utc for one in x509.load_pem_x509_certificates(both)]
    assert authority_until(both, now) == ends[1] and authority_until(both, now + 9 * DAY) == max(ends)
    assert authority_until(b"none", now) is None


def test_that_a_server_without_tls_is_refused(centre: Centre, papers: Path) -> None:
    device = centre.device()
    with pytest.raises(CentreRefused, match="no-tls"):
        _line(device, HOST, papers / "authority.pem").hello()


@pytest.mark.parametrize(
    ("host", "via"), [("10.0.0.5", None), ("10.0.0.5", "127.0.0.1:5432"), ("localhost", "10.0.0.5:5432")]
)
def test_that_nothing_leaves_this_machine_in_the_clear(host: str, via: str | None) -> None:
    with pytest.raises(CentreRefused, match="no-tls"):
        connection_options(CentreAddress(host, 5432, "centre"), via)


def test_that_a_detour_keeps_the_name_and_resolves_the_way() -> None:
    options = connection_options(CentreAddress(HOST, 5432, "centre", "ca.pem"), "localhost:6432")
    assert (options["host"], options["port"], options["sslmode"]) == (HOST, 6432, "verify-full")
    assert ipaddress.ip_address(options["hostaddr"]).is_loopback


@pytest.mark.parametrize("via", ["localhost", "localhost:", ":5432", "localhost:x", "localhost:99999"])
def test_that_a_malformed_detour_is_wrong_usage(via: str) -> None:
    with pytest.raises(InspectorError, match="via-malformed"):
        connection_options(CentreAddress(HOST, 5432, "centre", "ca.pem"), via)


def test_that_an_unknown_way_is_unreachable() -> None:
    with pytest.raises(CentreUnreachable):
        connection_options(CentreAddress(HOST, 5432, "centre", "ca.pem"), "no-such-host.invalid:5432")
