"""A certificate authority for a bureau without one: its certificate, and those of the centre's server.

The authority's key is locked by a passphrase and belongs on a stick, not on the server. Laptops get the authority's
certificate in their enrolment file and take no other server.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from app.errors import InspectorError

AUTHORITY_YEARS, SERVER_DAYS = 20, 825
# clocks of laptops go wrong: a certificate made a moment ago is valid already
_BEFORE = timedelta(days=1)
_SHORTEST = 10


@dataclass(frozen=True, slots=True)
class Issued:
    """A certificate and its key as PEM; the authority's key is encrypted, a server's is not (PostgreSQL reads it)."""

    certificate: bytes
    key: bytes
    valid_until: datetime

    def __repr__(self) -> str:
        return f"Issued(valid_until={self.valid_until!r})"


def make_authority(name: str, passphrase: str, now: datetime) -> Issued:
    """Return a new authority.

    Raises:
        InspectorError: the passphrase is too short.
    """
    if len(passphrase) < _SHORTEST:
        advice = f"请至少用 {_SHORTEST} 个字符。"
        raise InspectorError("passphrase-weak", "CA 密钥的口令太短。", advice)
    key, subject = ec.generate_private_key(ec.SECP256R1()), _name(f"{name} CA")
    until = now + timedelta(days=365 * AUTHORITY_YEARS)
    usage = x509.KeyUsage(False, False, False, False, False, True, True, False, False)
    made = (
        _unsigned(subject, subject, key, now, until)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )
    locked = serialization.BestAvailableEncryption(passphrase.encode())
    return Issued(_pem(made), _key_pem(key, locked), until)


def issue_server(authority: bytes, key: bytes, passphrase: str, hosts: Sequence[str], now: datetime) -> Issued:
    """Return a server's certificate for the names and addresses by which laptops reach it.

    Raises:
        InspectorError: the authority's files or passphrase are others, the authority has expired, or no host is given.
    """
    issuer, issuer_key = _opened(authority, key, passphrase)
    if issuer.not_valid_after_utc <= now:
        raise InspectorError("ca-expired", "CA 证书已过期。", "请重新生成 CA，并为各终端重新发放登记文件。")
    if not hosts:
        raise InspectorError("host-missing", "没有给出服务器名称或地址。", "请给出终端连接用的名称或 IP 地址。")
    own = ec.generate_private_key(ec.SECP256R1())
    until = min(now + timedelta(days=SERVER_DAYS), issuer.not_valid_after_utc)
    made = (
        _unsigned(_name(hosts[0]), issuer.subject, own, now, until)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.SubjectAlternativeName([_alternative(one) for one in hosts]), critical=False)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key()), critical=False)
        .sign(issuer_key, hashes.SHA256())
    )
    return Issued(_pem(made), _key_pem(own, serialization.NoEncryption()), until)


def _opened(authority: bytes, key: bytes, passphrase: str) -> tuple[x509.Certificate, ec.EllipticCurvePrivateKey]:
    advice = "请给出 centre ca make 生成的两个文件，并核对口令。"
    fault = InspectorError("ca-unusable", "CA 证书或密钥无法使用（口令不正确、文件不对或已损坏）。", advice)
    try:
        certificate = x509.load_pem_x509_certificate(authority)
        private = serialization.load_pem_private_key(key, passphrase.encode())
    except (ValueError, TypeError) as error:
        raise fault from error
    if not isinstance(private, ec.EllipticCurvePrivateKey) or certificate.public_key() != private.public_key():
        raise fault
    return certificate, private


def _alternative(host: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(host))
    except ValueError:
        pass
    try:
        return x509.DNSName(host)
    except ValueError as error:
        advice = "请写成英文域名或 IP 地址，例如 centre.example 或 10.0.0.5。"
        raise InspectorError("host-malformed", f"服务器名称的写法不对：{host}", advice) from error


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text[:64])])


def _unsigned(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePrivateKey, now: datetime, until: datetime
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - _BEFORE)
        .not_valid_after(until)
    )


def _pem(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.PEM)


def _key_pem(key: ec.EllipticCurvePrivateKey, lock: serialization.KeySerializationEncryption) -> bytes:
    return key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, lock)
