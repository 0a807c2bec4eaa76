"""What an officer signs in a session with their own passkey: a question bound to what is signed, and its evidence."""

from collections.abc import Mapping
from typing import Any

from detente.council.desks.access import BY_REHEARSAL
from detente.errors import Refused
from detente.home.access import sessions
from detente.home.access.passkeys import standing
from detente.home.access.sessions import Session
from detente.home.access.state import Access
from detente.protocol.passkeys import Site, assertion_options, challenge_of, verify_assertion


async def asked_of(access: Access, session: Session, question: bytes, purpose: str, site: Site, **kept: Any) -> str:
    """Return as JSON what the browser asks of the officer's passkey; empty where a click is enough, as in a rehearsal.

    Args:
        question: SHA-256 over all that is signed, the officer and a nonce.
        purpose: for which alone the answer serves, in this session.
        kept: what is needed again with the answer, its nonce among it.
    """
    if session.means == BY_REHEARSAL:
        return ""
    access.challenges.put(question, f"{session.id} {purpose}", access.now(), **kept)
    mine = [one for one in (await standing(access)).values() if one.officer == session.officer and one.site == site.id]
    return assertion_options(site, question, [one.credential for one in mine])


async def evidence_of(
    access: Access, session: Session, purpose: str, answer: str, site: Site
) -> tuple[dict[str, Any], Mapping[str, Any]]:
    """Return how the pages knew the officer, as it goes into the record, and what was kept with the question.

    Raises:
        Refused: the codes of `sessions.answered`; `release-other-passkey`, `challenge-unknown`.
        Malformed: `passkey-unsound`.
    """
    if session.means == BY_REHEARSAL:
        return {"session": session.id}, {}
    challenge = challenge_of(answer)
    kept = access.challenges.take(challenge, f"{session.id} {purpose}", access.now())
    passkey = await sessions.answered(access, answer, site, challenge)
    if passkey.officer != session.officer:
        raise Refused(
            "release-other-passkey", expected=f"the passkey of {session.officer}, who is signed in",
            got=f"that of {passkey.officer}", remedy="let them sign in themselves",
        )  # fmt: skip
    signed = verify_assertion(answer, site, challenge, passkey.key)
    found = {
        "session": session.id, "passkey": passkey.ref, "nonce": kept["nonce"], "authenticator": signed.authenticator,
        "client": signed.client, "signature": signed.signature,
    }  # fmt: skip
    return found, kept
