"""TLS between peers: version 1.3 only, both sides shown by certificate, trust in the roots of identity notes alone."""

import ssl
from collections.abc import Iterable

from detente.protocol.keys.ring import Keyring


def server_context(keyring: Keyring, roots: Iterable[bytes]) -> ssl.SSLContext:
    """Return the context of the peer face: TLS 1.3, and only to those whose certificate chains to one of the roots.

    Args:
        keyring: saved.
        roots: DER of the root certificates in the identity notes of the parties that may connect.
    """
    return _context(ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER), keyring, roots)


def client_context(keyring: Keyring, roots: Iterable[bytes]) -> ssl.SSLContext:
    """Return the context for calling peers: TLS 1.3, and only those whose certificate chains to one of the roots.

    The name of the host is not compared: a party is known by its root, not by where it is reached.
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    return _context(context, keyring, roots)


def _context(context: ssl.SSLContext, keyring: Keyring, roots: Iterable[bytes]) -> ssl.SSLContext:
    chain, key, password = keyring.chain_paths()
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    context.verify_mode = ssl.CERT_REQUIRED
    context.load_cert_chain(chain, key, password)
    if trusted := b"".join(dict.fromkeys(roots)):
        context.load_verify_locations(cadata=trusted)
    return context
