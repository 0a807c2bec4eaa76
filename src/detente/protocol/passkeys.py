"""Passkeys: what a browser's authenticator is asked, and what is true of its answer. The one door to `webauthn`.

A passkey is a person's own key at one site. It signs a challenge together with the site's name, so an answer that
another page got out of a person is of no use here. Presence and verification of the person (a touch, a PIN, a finger)
are always asked for: the passkey is the only thing that a person shows.

The library is slow to import, and most commands need none of it: a node with pages brings it by `begin`, apart from its
loop.

Source: W3C Web Authentication Level 3, sections 7.1 (registering) and 7.2 (asserting).
"""

import base64
import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from detente.errors import Malformed
from detente.limits import PASSKEY_ANSWER_BYTES_MAX, PASSKEY_ID_BYTES_MAX, PASSKEY_KEY_BYTES_MAX

CHALLENGE_BYTES: Final = 32
ANSWER_MILLISECONDS: Final = 120_000
"""How long a browser waits for the person, as a hint."""


@dataclass(frozen=True, slots=True)
class Site:
    """Where passkeys are used.

    Args:
        id: the name that a passkey is bound to (rpId), like `localhost`.
        origin: of the pages, like `http://localhost:8446`.
    """

    id: str
    origin: str


@dataclass(frozen=True, slots=True)
class Registered:
    """A passkey as it was verified when it was registered.

    Args:
        id: the credential's, at most 1,023 bytes.
        key: its public half as COSE.
        count: how often it had signed; 0 where it does not count.
        model: AAGUID of the authenticator, which it may leave at zeros.
    """

    id: bytes
    key: bytes
    count: int
    model: str


@dataclass(frozen=True, slots=True)
class Asserted:
    """An answer that a passkey signed.

    Args:
        count: how often it has signed by its own word; 0 where it does not count.
        authenticator, client, signature: what is signed, and the signature, for whoever checks it later.
    """

    id: bytes
    count: int
    authenticator: bytes
    client: bytes
    signature: bytes


def begin() -> None:
    """Import the library, which takes a tenth of a second or so."""
    import webauthn.helpers.structs  # noqa: F401


def registration_options(site: Site, user: bytes, name: str, challenge: bytes, known: Iterable[bytes]) -> str:
    """Return as JSON what a browser is asked in order to make a passkey.

    Args:
        user: an opaque id of the person, at most 64 bytes.
        known: passkeys of that person, of which none is to be made once more.
    """
    from webauthn import generate_registration_options, options_to_json
    from webauthn.helpers.structs import (
        AttestationConveyancePreference,
        AuthenticatorSelectionCriteria,
        PublicKeyCredentialDescriptor,
        ResidentKeyRequirement,
        UserVerificationRequirement,
    )

    options = generate_registration_options(
        rp_id=site.id,
        rp_name="Détente",
        user_id=user,
        user_name=name,
        challenge=challenge,
        timeout=ANSWER_MILLISECONDS,
        attestation=AttestationConveyancePreference.NONE,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED, user_verification=UserVerificationRequirement.REQUIRED
        ),
        exclude_credentials=[PublicKeyCredentialDescriptor(id=one) for one in known],
    )
    return options_to_json(options)


def assertion_options(site: Site, challenge: bytes, known: Iterable[bytes]) -> str:
    """Return as JSON what a browser is asked in order to sign a challenge with one of these passkeys."""
    from webauthn import generate_authentication_options, options_to_json
    from webauthn.helpers.structs import PublicKeyCredentialDescriptor, UserVerificationRequirement

    options = generate_authentication_options(
        rp_id=site.id,
        challenge=challenge,
        timeout=ANSWER_MILLISECONDS,
        allow_credentials=[PublicKeyCredentialDescriptor(id=one) for one in known],
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return options_to_json(options)


def verify_registration(answer: str, site: Site, challenge: bytes) -> Registered:
    """Return the passkey that a browser made for this site and challenge; who makes it vouches for it by itself.

    Raises:
        Malformed: `passkey-unsound`.
    """
    from webauthn import verify_registration_response

    given = _parsed(answer)
    try:
        found = verify_registration_response(
            credential=given,
            expected_challenge=challenge,
            expected_rp_id=site.id,
            expected_origin=site.origin,
            require_user_verification=True,
        )
    except Exception as fault:  # noqa: BLE001  a foreign library on foreign bytes: whatever it says, the answer is unsound
        raise _unsound(fault) from None
    if len(found.credential_id) > PASSKEY_ID_BYTES_MAX or len(found.credential_public_key) > PASSKEY_KEY_BYTES_MAX:
        raise _unsound("an id or a key longer than any authenticator makes")
    return Registered(found.credential_id, found.credential_public_key, found.sign_count, found.aaguid)


def verify_assertion(answer: str, site: Site, challenge: bytes, key: bytes) -> Asserted:
    """Return an answer to this challenge at this site, signed by the passkey whose public half is `key`.

    Its count is not compared with anything: see `is_behind`.

    Raises:
        Malformed: `passkey-unsound`.
    """
    from webauthn import verify_authentication_response

    given = _parsed(answer)
    try:
        found = verify_authentication_response(
            credential=given,
            expected_challenge=challenge,
            expected_rp_id=site.id,
            expected_origin=site.origin,
            credential_public_key=key,
            # 0: the library compares counts before it looks at the signature, so anybody could raise an alarm.
            credential_current_sign_count=0,
            require_user_verification=True,
        )
        response = given["response"]
        parts = [_bytes_of(response[part]) for part in ("authenticatorData", "clientDataJSON", "signature")]
    except Exception as fault:  # noqa: BLE001  as above
        raise _unsound(fault) from None
    return Asserted(found.credential_id, found.new_sign_count, *parts)


def id_of(answer: str) -> bytes:
    """Return the id of the passkey by which an answer says to be signed; it proves nothing.

    Raises:
        Malformed: `passkey-unsound`.
    """
    found = _parsed(answer).get("id")
    try:
        return _bytes_of(found) if isinstance(found, str) else b""
    except ValueError as fault:
        raise _unsound(fault) from None


def challenge_of(answer: str) -> bytes:
    """Return the challenge that an answer says to be signed for; it proves nothing.

    Raises:
        Malformed: `passkey-unsound`.
    """
    try:
        client = json.loads(_bytes_of(_parsed(answer)["response"]["clientDataJSON"]))
        found = _bytes_of(client["challenge"])
    except (KeyError, TypeError, ValueError, RecursionError) as fault:
        raise _unsound(fault) from None
    return found


def is_behind(count: int, known: int) -> bool:
    """Say if a count has not gone on since the last one: then the passkey may exist twice.

    Source: Web Authentication Level 3, section 6.1.1; one that always says 0 does not count.
    """
    return (count > 0 or known > 0) and count <= known


def user_of(root: str, folder: str, officer: str) -> bytes:
    """Return the opaque id under which an officer's passkeys of one node are kept by an authenticator: 32 bytes.

    All nodes of a machine have one name, and an authenticator keeps one passkey of a name and an id: with the same id a
    rehearsal's passkey would take the place of the real one.

    Args:
        root: the party's root key, as notes write it.
        folder: the node's, whole: a copy of a folder has the same root.

    Source: Client to Authenticator Protocol 2.1, section 6.1.2.
    """
    return hashlib.sha256(f"detente passkey\n{root}\n{folder}\n{officer}".encode()).digest()


def text_of(data: bytes) -> str:
    """Return bytes as a browser writes them: base64url without padding."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _bytes_of(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def _parsed(answer: str) -> dict[str, Any]:
    if len(answer) > PASSKEY_ANSWER_BYTES_MAX:
        raise _unsound(f"{len(answer)} characters")
    try:
        found = json.loads(answer)
    except (ValueError, RecursionError) as fault:
        raise _unsound(fault) from None
    if not isinstance(found, dict):
        raise _unsound(type(found).__name__)
    if _crosses(found):
        raise _unsound("an answer that a page inside another one asked for")
    return found


def _crosses(answer: dict[str, Any]) -> bool:
    """Say if the answer was given in a frame of another page; that it cannot be read is said elsewhere."""
    try:
        client = json.loads(_bytes_of(answer["response"]["clientDataJSON"]))
        return client.get("crossOrigin") not in (None, False)
    except (KeyError, TypeError, ValueError, AttributeError, RecursionError):
        return False


def _unsound(got: object) -> Malformed:
    words = f"{type(got).__name__}: {got}" if isinstance(got, Exception) else str(got)
    return Malformed(
        "passkey-unsound",
        expected="an answer of this officer's passkey to this page's question",
        got=words[:200],
        remedy="open the page anew and try once more",
    )
