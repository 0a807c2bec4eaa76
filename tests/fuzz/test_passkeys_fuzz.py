"""What may come out of what a browser answers? A verified passkey or signature, or `Malformed`; never anything else."""

import json
from contextlib import suppress

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.authenticator import Authenticator
from tests.fuzz.test_protocol_fuzz import mutations

from detente.errors import Malformed
from detente.protocol.passkeys import (
    Site,
    assertion_options,
    challenge_of,
    id_of,
    registration_options,
    verify_assertion,
    verify_registration,
)

SITE, CHALLENGE = Site("localhost", "http://localhost:8080"), b"c" * 32
PASSKEY = Authenticator()
MADE = PASSKEY.make(registration_options(SITE, b"u", "n", CHALLENGE, []))
KEY = verify_registration(MADE, SITE, CHALLENGE).key
SIGNED = PASSKEY.sign(assertion_options(SITE, CHALLENGE, []))
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=5,
)


def read(answer: str) -> None:
    for work in (
        challenge_of,
        id_of,
        lambda text: verify_registration(text, SITE, CHALLENGE),
        lambda text: verify_assertion(text, SITE, CHALLENGE, KEY),
    ):
        with suppress(Malformed):
            work(answer)


@settings(max_examples=60, deadline=None)
@given(mutations(MADE.encode()), mutations(SIGNED.encode()))
def test_changed_answers(made: bytes, signed: bytes) -> None:
    read(made.decode("utf-8", "replace"))
    read(signed.decode("utf-8", "replace"))


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(["id", "rawId", "type", "response", "clientDataJSON", "attestationObject", "signature"]), VALUES)
def test_answers_with_a_part_of_another_sort(name: str, value: object) -> None:
    for text in (MADE, SIGNED):
        answer = json.loads(text)
        (answer if name in answer else answer["response"])[name] = value
        read(json.dumps(answer))
