"""An authenticator in software: it makes passkeys and signs with them, also as no honest one would."""

import hashlib
import json
import os
from dataclasses import dataclass, field
from typing import Any

import cbor2
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url

PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40


@dataclass
class Authenticator:
    """One passkey, as a browser at `origin` uses it.

    Args:
        flags: what it says of the person: present, verified.
        count: how often it has signed; 0 and not counting where `counts` is false.
    """

    origin: str = "http://localhost:8080"
    flags: int = PRESENT | VERIFIED
    count: int = 0
    counts: bool = True
    site: str = ""
    client: dict[str, Any] = field(default_factory=dict)
    id: bytes = field(default_factory=lambda: os.urandom(16))
    key: Ed25519PrivateKey = field(default_factory=Ed25519PrivateKey.generate)

    def make(self, asked: str) -> str:
        """Return the answer to a page that asks for a new passkey."""
        options = json.loads(asked)
        public = self.key.public_key().public_bytes_raw()
        cose = cbor2.dumps({1: 1, 3: -8, -1: 6, -2: public})
        attested = bytes(16) + len(self.id).to_bytes(2, "big") + self.id + cose
        data = self._data(self.site or options["rp"]["id"], ATTESTED) + attested
        client = self._client("webauthn.create", options["challenge"])
        attestation = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data})
        return self._answer({"clientDataJSON": client, "attestationObject": attestation})

    def sign(self, asked: str) -> str:
        """Return the answer to a page that asks for a signature."""
        options = json.loads(asked)
        if self.counts:
            self.count += 1
        data = self._data(self.site or options["rpId"], 0)
        client = self._client("webauthn.get", options["challenge"])
        signature = self.key.sign(data + hashlib.sha256(client).digest())
        return self._answer({"clientDataJSON": client, "authenticatorData": data, "signature": signature})

    def _data(self, site: str, more: int) -> bytes:
        return hashlib.sha256(site.encode()).digest() + bytes([self.flags | more]) + self.count.to_bytes(4, "big")

    def _client(self, kind: str, challenge: str) -> bytes:
        given = {"type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": False, **self.client}
        return json.dumps(given).encode()

    def _answer(self, response: dict[str, bytes]) -> str:
        named = bytes_to_base64url(self.id)
        told = {name: bytes_to_base64url(data) for name, data in response.items()}
        return json.dumps({"id": named, "rawId": named, "type": "public-key", "response": told})


def challenge_in(asked: str) -> bytes:
    """Return the challenge of what a page asks."""
    found: bytes = base64url_to_bytes(json.loads(asked)["challenge"])
    return found
