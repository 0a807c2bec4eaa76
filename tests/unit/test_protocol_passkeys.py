"""Passkeys: an answer counts for the question, the site, the person and the key of which it was asked."""

import json

import pytest
from tests.authenticator import PRESENT, Authenticator

from detente.errors import Malformed
from detente.limits import PASSKEY_ANSWER_BYTES_MAX
from detente.protocol.passkeys import (
    Site,
    assertion_options,
    challenge_of,
    id_of,
    is_behind,
    registration_options,
    user_of,
    verify_assertion,
    verify_registration,
)

SITE = Site("localhost", "http://localhost:8080")
CHALLENGE, OTHER = b"c" * 32, b"d" * 32


def registering(challenge: bytes = CHALLENGE) -> str:
    return registration_options(
        SITE, user_of("ru/root+1", "/ru", "A. Grushko"), "RU · A. Grushko", challenge, [b"known"]
    )


def asking(challenge: bytes = CHALLENGE) -> str:
    return assertion_options(SITE, challenge, [b"known"])


def test_a_passkey_is_made_and_signs() -> None:
    """What was registered verifies what it signs; its own count comes with it."""
    passkey = Authenticator(count=3)
    made = verify_registration(passkey.make(registering()), SITE, CHALLENGE)
    assert (made.id, made.count) == (passkey.id, 3)
    answer = passkey.sign(asking())
    assert id_of(answer) == passkey.id
    assert challenge_of(answer) == CHALLENGE
    said = verify_assertion(answer, SITE, CHALLENGE, made.key)
    assert (said.id, said.count) == (passkey.id, 4)


def test_an_authenticator_keeps_the_passkeys_of_two_nodes_apart() -> None:
    """Of another root, of a copy of the folder elsewhere, of another officer: none takes another's place."""
    nodes = [
        ("ru/root+1", "/ru", "A"),
        ("ru/root+2", "/ru", "A"),
        ("ru/root+1", "/training", "A"),
        ("ru/root+1", "/ru", "B"),
    ]
    assert len({user_of(*node) for node in nodes}) == len(nodes)


def test_what_is_asked_of_a_browser_wants_the_person_and_names_this_site() -> None:
    made, signed = json.loads(registering()), json.loads(asking())
    assert made["rp"]["id"] == signed["rpId"] == "localhost"
    assert made["authenticatorSelection"]["userVerification"] == signed["userVerification"] == "required"
    assert made["authenticatorSelection"]["residentKey"] == "required"
    assert len(made["excludeCredentials"]) == len(signed["allowCredentials"]) == 1
    assert "grushko" not in made["user"]["id"].lower()


@pytest.mark.parametrize(
    "changed",
    [
        {"origin": "http://localhost:9999"},
        {"origin": "https://localhost:8080"},
        {"origin": "http://localhost.example.org:8080"},
        {"site": "example.org"},
        {"flags": PRESENT},
        {"flags": 0},
        {"client": {"crossOrigin": True}},
        {"client": {"type": "payment.get"}},
        {"client": {"challenge": "AAAA"}},
    ],
    ids=str,
)
def test_an_answer_from_elsewhere_or_without_the_person_is_unsound(changed: dict[str, object]) -> None:
    """Another origin, another port, another site, nobody there, nobody verified, a frame, another question."""
    sound = Authenticator()
    key = verify_registration(sound.make(registering()), SITE, CHALLENGE).key
    other = Authenticator(id=sound.id, key=sound.key, **changed)  # type: ignore[arg-type]
    with pytest.raises(Malformed, match="passkey-unsound"):
        verify_registration(other.make(registering()), SITE, CHALLENGE)
    with pytest.raises(Malformed, match="passkey-unsound"):
        verify_assertion(other.sign(asking()), SITE, CHALLENGE, key)


def test_another_key_s_signature_or_another_question_s_answer_is_unsound() -> None:
    mine, other = Authenticator(), Authenticator()
    key = verify_registration(mine.make(registering()), SITE, CHALLENGE).key
    with pytest.raises(Malformed, match="passkey-unsound"):
        verify_assertion(other.sign(asking()), SITE, CHALLENGE, key)
    with pytest.raises(Malformed, match="passkey-unsound"):
        verify_assertion(mine.sign(asking(OTHER)), SITE, CHALLENGE, key)
    with pytest.raises(Malformed, match="passkey-unsound"):
        verify_assertion(mine.make(registering()), SITE, CHALLENGE, key)


@pytest.mark.parametrize(
    "answer",
    ["", "[]", "{", "null", '{"id": 5}', '{"id": "\u00e9", "response": []}', "x" * (PASSKEY_ANSWER_BYTES_MAX + 1),
     "[" * 60_000],
    ids=lambda one: one[:12],
)  # fmt: skip
def test_what_is_no_answer_is_unsound_and_nothing_else(answer: str) -> None:
    for read in (challenge_of, lambda text: verify_registration(text, SITE, CHALLENGE)):
        with pytest.raises(Malformed, match="passkey-unsound"):
            read(answer)


@pytest.mark.parametrize(
    ("count", "known", "behind"),
    [(0, 0, False), (1, 0, False), (5, 5, True), (4, 5, True), (6, 5, False), (0, 5, True)],
)
def test_a_count_that_does_not_go_on_may_be_of_a_copy(count: int, known: int, *, behind: bool) -> None:
    """One that always says 0 does not count, and tells nothing."""
    assert is_behind(count, known) is behind
