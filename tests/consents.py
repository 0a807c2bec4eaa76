"""Joint texts on paper: what proposing, consenting and publishing look like in the bodies of acts."""

from typing import Any

from tests.councils import identity_of, ring_of
from tests.matter import NAMES, Matter

from detente.council.desks import publications
from detente.council.proposed_text import joint_text
from detente.council.said import Said
from detente.protocol.communique import render_text
from detente.protocol.documents import Purpose, draft_document, sign_document, text_digest
from detente.protocol.identity import make_identity_note

VERSIONS = [
    {"language": "en", "title": "The line is checked", "text": "It is checked every day.\n\nNothing else follows."},
    {"language": "ru", "title": "Проверка линии", "text": "Линия проверяется ежедневно."},
]


def matter_of_texts() -> Matter:
    """Return a matter in which an officer without credentials may do everything: ranks are tested elsewhere."""
    from tests.matter import charter_of

    kinds = dict.fromkeys(("communique-consent", "communique-withdraw", "communique-publish"), "watch officer")
    return Matter(charter_of(tables={"levels": {"kinds": kinds}}))


def identity_note(party: str) -> str:
    """Return the first identity note of a party on paper."""
    ring = ring_of(party)
    return make_identity_note(identity_of(ring, NAMES[party]), [ring.root_signer()]).decode()


def propose(matter: Matter, party: str = "nato", **more: Any) -> Said:
    """Let a party propose a joint text of NATO and Russia."""
    return matter.say(party, "communique-draft", **{"versions": VERSIONS, "parties": ["nato", "ru"], **more})


def text_of(matter: Matter, draft: Said | None, parties: set[str] | None = None, versions: Any = None) -> str:
    """Return what is to be signed."""
    if draft is not None:
        return str(matter.state("publications").proposals[draft.ref].document.note.text)
    return render_text(joint_text(matter.charter, "", parties or {"nato"}, versions or VERSIONS))


def line_of(text: str, party: str, council: str) -> str:
    """Return the signature line of a party under a text."""
    return sign_document(text, ring_of(party).document_signer(council, Purpose.COMMUNIQUE)).text()


def consent(matter: Matter, party: str, draft: Said, **more: Any) -> dict[str, Any]:
    """Return the body of a consent."""
    text = text_of(matter, draft)
    line = line_of(text, party, matter.charter.council_id)
    return {"digest": text_digest(text), "signature": line, "identities": [identity_note(party)], **more}


def publication(
    matter: Matter, draft: Said | None, *signers: str, identities: tuple[str, ...] | None = None, text: str = ""
) -> dict[str, Any]:
    """Return the body of a publication, in the public channel, with the lines of these signers."""
    text = text or text_of(matter, draft)
    lines = "".join(line_of(text, party, matter.charter.council_id) for party in signers)
    notes = [identity_note(party) for party in (signers if identities is None else identities)]
    return {"channel": "public", "note": f"{text}\n{lines}", "identities": notes}


def say_consent(matter: Matter, party: str, draft: Said, **more: Any) -> Said:
    """Let a party consent."""
    return matter.say(party, publications.CONSENT, draft, **consent(matter, party, draft), **more)


def sent_by(matter: Matter, party: str, draft: Said | None, *signers: str, **more: Any) -> Said:
    """Let a party publish."""
    return matter.say(party, publications.PUBLISH, draft, **publication(matter, draft, *signers, **more))


def parsed(matter: Matter, draft: Said) -> Any:
    """Return the document that was proposed."""
    return draft_document(text_of(matter, draft))
