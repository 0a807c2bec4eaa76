"""The keys of a party, their files, and what chains to its root: all that signs, opens or shows who we are.

This package makes keys and keeps them in files, so it is the one place of `protocol` that meets chance and the disk.
"""

from detente.protocol.keys.certificates import Draw, issuer_of, root_public
from detente.protocol.keys.ring import Keyring
from detente.protocol.keys.tls import client_context, server_context

__all__ = ["Draw", "Keyring", "client_context", "issuer_of", "root_public", "server_context"]
