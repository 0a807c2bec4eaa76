"""Certificates: with which a party's root vouches for its TLS keys, and how a connection shows whose root that is.

Each party is its own authority; there is no public one. Certificates have no end and are not withdrawn: what travels
proves itself, and a connection decides only who may ask. Rules: docs/spec/identity-and-charter.md section 3.
"""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Final

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    KeySerializationEncryption,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from detente.clock import Instant
from detente.errors import Malformed
from detente.limits import CERTIFICATE_BYTES_MAX
from detente.tlog import ed25519

_NOT_BEFORE: Final = datetime(2000, 1, 1, tzinfo=UTC)
"""Before every course of events that is replayed, because a scenario's clock stands where the story does."""
_NOT_AFTER: Final = datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)
"""No end. Source: RFC 5280 section 4.1.2.5."""

Draw = Callable[[int], bytes]
"""Returns so many fresh random bytes: `os.urandom`, or a seeded source in tests and simulations."""


def make_root_certificate(party: str, name: str, root: bytes, draw: Draw) -> str:
    """Return the PEM of a certificate with which a root, a seed of 32 bytes, vouches for itself."""
    key = Ed25519PrivateKey.from_private_bytes(root)
    attributes = [x509.NameAttribute(NameOID.COMMON_NAME, party)]
    if 0 < len(name.encode()) <= 64:
        attributes.append(x509.NameAttribute(NameOID.ORGANIZATION_NAME, name))
    subject = x509.Name(attributes)
    certificate = (
        _builder(subject, subject, key.public_key(), draw)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(signs_certificates=True), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, None)
    )
    return certificate.public_bytes(Encoding.PEM).decode("ascii")


def make_chain(root_pem: str, root: bytes, tls: bytes, draw: Draw) -> str:
    """Return the chain that TLS shows: the certificate of the TLS key, then the root's."""
    issuer = x509.load_pem_x509_certificate(root_pem.encode("ascii"))
    public = Ed25519PrivateKey.from_private_bytes(tls).public_key()
    party = str(issuer.subject.get_attributes_for_oid(NameOID.COMMON_NAME)[0].value)
    identifier = issuer.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value
    certificate = (
        _builder(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, party)]), issuer.subject, public, draw)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(signs_certificates=False), critical=True)
        .add_extension(
            x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH, ExtendedKeyUsageOID.CLIENT_AUTH]), critical=False
        )
        .add_extension(
            x509.SubjectAlternativeName([x509.UniformResourceIdentifier(f"detente:{party}")]), critical=False
        )
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(identifier), critical=False)
        .sign(Ed25519PrivateKey.from_private_bytes(root), None)
    )
    return certificate.public_bytes(Encoding.PEM).decode("ascii") + root_pem


def _builder(subject: x509.Name, issuer: x509.Name, public: Ed25519PublicKey, draw: Draw) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(public)
        # 127 bits with the first one set: positive, and never zero. Source: RFC 5280 section 4.1.2.2.
        .serial_number(int.from_bytes(draw(16), "big") >> 1 | 1 << 126)
        .not_valid_before(_NOT_BEFORE)
        .not_valid_after(_NOT_AFTER)
    )


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=signs_certificates,
        crl_sign=False,
        encipher_only=False,
        decipher_only=False,
    )


def issuer_of(leaf: bytes, roots: Mapping[str, bytes], now: Instant) -> str | None:
    """Return the party whose root certified this TLS certificate, or None where no known root did.

    Args:
        leaf: DER, as the other side of a connection showed it; names in it are not read.
        roots: DER of root certificates by party, trusted.
        now: the second at which the certificate must be valid.
    """
    if len(leaf) > CERTIFICATE_BYTES_MAX:
        return None
    try:
        certificate = x509.load_der_x509_certificate(leaf)
        signature, signed = certificate.signature, certificate.tbs_certificate_bytes
        valid = certificate.not_valid_before_utc.timestamp() <= now <= certificate.not_valid_after_utc.timestamp()
    except (ValueError, UnsupportedAlgorithm, x509.InvalidVersion):
        return None
    if not valid:
        return None
    for party, root in roots.items():
        if ed25519.verify(root_public(root), signed, signature):
            return party
    return None


def root_public(certificate: bytes) -> bytes:
    """Return the public root key in a root certificate that is self-signed by it.

    Raises:
        Malformed: `root-certificate`.
    """
    try:
        if len(certificate) <= CERTIFICATE_BYTES_MAX:
            parsed = x509.load_der_x509_certificate(certificate)
            constraints = parsed.extensions.get_extension_for_class(x509.BasicConstraints)
            public = parsed.public_key()
            if isinstance(public, Ed25519PublicKey) and constraints.value.ca and parsed.subject == parsed.issuer:
                public.verify(parsed.signature, parsed.tbs_certificate_bytes)
                return public.public_bytes_raw()
    except (ValueError, InvalidSignature, UnsupportedAlgorithm, x509.InvalidVersion):
        pass
    except (x509.ExtensionNotFound, x509.DuplicateExtension, x509.UnsupportedGeneralNameType):
        pass
    raise Malformed(
        "root-certificate",
        expected="a self-signed X.509 CA certificate with an Ed25519 key",
        got=f"{len(certificate)} bytes",
        remedy="let the party make its identity note with its own software",
    )


def der_of(pem: str) -> bytes:
    """Return the first certificate of a PEM text as DER.

    Raises:
        Malformed: `certificate-pem`.
    """
    try:
        return x509.load_pem_x509_certificate(pem.encode("ascii")).public_bytes(Encoding.DER)
    except (ValueError, x509.InvalidVersion) as fault:
        raise Malformed("certificate-pem", expected="an X.509 certificate in PEM", got=str(fault)[:100]) from None


def pem_of(der: bytes) -> str:
    """Return a certificate of ours in PEM, as we write it."""
    return x509.load_der_x509_certificate(der).public_bytes(Encoding.PEM).decode("ascii")


def public_of(leaf: bytes) -> bytes:
    """Return the Ed25519 key, 32 bytes, in one of our own certificates in DER.

    Raises:
        Malformed: `certificate-pem`.
    """
    try:
        public = x509.load_der_x509_certificate(leaf).public_key()
    except (ValueError, UnsupportedAlgorithm):
        public = None
    if not isinstance(public, Ed25519PublicKey):
        raise Malformed("certificate-pem", expected="an Ed25519 key", got=type(public).__name__)
    return public.public_bytes_raw()


def private_pem(seed: bytes, password: str | None) -> str:
    """Return a TLS key, a seed of 32 bytes, as PKCS 8 in PEM: closed under a password where there is one."""
    closing: KeySerializationEncryption = (
        NoEncryption() if password is None else BestAvailableEncryption(password.encode())
    )
    key = Ed25519PrivateKey.from_private_bytes(seed)
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, closing).decode("ascii")


def parse_private_pem(pem: str, password: str) -> bytes:
    """Return the seed of a TLS key; the password is used only where the file is closed.

    Raises:
        Malformed: `private-key-pem`.
    """
    closed = "ENCRYPTED PRIVATE KEY" in pem
    try:
        key = load_pem_private_key(pem.encode("ascii"), password.encode() if closed else None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        key = None
    if not isinstance(key, Ed25519PrivateKey):
        got = "one that does not open" if closed else "something else"
        raise Malformed("private-key-pem", expected="an Ed25519 key as PKCS 8 in PEM", got=got)
    return key.private_bytes_raw()
