"""A joint text as values: what was proposed, what was published with whose signatures; and how both are shown.

Used by the publications desk, which says who may do what and when, and by whoever checks a communiqué with no council
at hand.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from msgspec import Struct

from detente.council.desk import Line, Section
from detente.council.kinds import text_of, texts_of
from detente.council.said import Said
from detente.protocol.charter import Charter
from detente.protocol.communique import (
    JointText,
    Version,
    check_council,
    parse_text,
    render_text,
)
from detente.protocol.documents import Document, draft_document, parse_document
from detente.protocol.signatories import log_keys_of, signed_by


class Proposal(Struct, frozen=True):
    """A joint text that somebody proposed.

    Args:
        document: what is to be signed, without signatures.
    """

    act: Said
    text: JointText
    document: Document


class Publication(Struct, frozen=True):
    """A text that was published.

    Args:
        author: of the public act.
        signed: the parties that it names and whose signature under exactly this text verifies.
    """

    author: str
    text: JointText
    document: Document
    signed: frozenset[str]

    @property
    def joint(self) -> bool:
        """Say if several parties speak, and each of them has signed: anything else is its author's own statement."""
        return len(self.text.parties) > 1 and self.signed >= frozenset(self.text.parties)

    @property
    def missing(self) -> tuple[str, ...]:
        """Return parties in whose name the text speaks and whose signature it does not carry."""
        return tuple(party for party in self.text.parties if party not in self.signed)

    @property
    def authors(self) -> tuple[str, ...]:
        """Return who speaks in it."""
        return self.text.parties if self.joint else (self.author,)


def propose(charter: Charter, act: Said) -> Proposal:
    """Return the joint text that an act proposes.

    Raises:
        Malformed: `communique-malformed`.
    """
    named = set(texts_of(act.body, "parties") or charter.members_of(act.channel))
    text = joint_text(charter, act.ref, named, act.body["versions"])
    return Proposal(act, text, draft_document(render_text(text)))


def joint_text(charter: Charter, draft: str, parties: set[str], versions: Any) -> JointText:
    """Return a text in the name of parties.

    Args:
        versions: as a body carries them: mappings with `language`, `title` and `text`.
    """
    read = (Version(*(text_of(one, name) for name in ("language", "title", "text"))) for one in versions)
    ordered = tuple(party for party in charter.parties if party in parties)
    return JointText(charter.council_id, draft, ordered, charter.rehearsal, tuple(read))


def read_publication(
    author: str, body: Mapping[str, Any], charter: Charter, known: Mapping[str, frozenset[bytes]]
) -> Publication:
    """Return what the body of a public act says, and whose signatures under it verify.

    Args:
        known: log keys by party, beside those that the identity notes in the body name.

    Raises:
        Malformed: `communique-malformed`, `communique-other-council`, `document-signature`, `identity-other`, and the
            codes of notes and identities.
    """
    document = parse_document(text_of(body, "note").encode())
    text = parse_text(document)
    check_council(text, charter)
    keys = log_keys_of(texts_of(body, "identities"), charter)
    together = {party: keys.get(party, frozenset()) | known.get(party, frozenset()) for party in {*keys, *known}}
    return Publication(author, text, document, signed_by(document, text.parties, together))


# --- for eyes and programs --------------------------------------------------------------------------------------------


def title_of(text: JointText, language: str) -> str:
    """Return the title in a language, else the first that there is."""
    return next((one.title for one in text.versions if one.language == language), text.versions[0].title)


def words_section(text: JointText, heading: str, ref: str) -> Section:
    """Return the text in each of its languages."""
    return Section(
        heading,
        tuple(
            Line((one.language, line), ref, one.language)
            for one in text.versions
            for line in (one.title, *filter(None, one.text.split("\n")))
        ),
    )


def publication_sections(ref: str, one: Publication) -> Iterator[Section]:
    """Yield how a text was published."""
    yield words_section(one.text, "Joint communiqué" if one.joint else f"Statement of {one.author.upper()} alone", ref)
    lines = tuple(
        Line((party.upper(), "signed exactly this text" if party in one.signed else "no signature here"), ref)
        for party in one.text.parties
    )
    yield Section("In whose name it speaks", lines, ("Party", "Signature"))


def publication_data(ref: str, one: Publication) -> dict[str, object]:
    """Return a publication for programs."""
    return {
        "ref": ref,
        "by": one.author,
        "joint": one.joint,
        "signed": sorted(one.signed),
        "missing": list(one.missing),
        **text_data(one.text, one.document),
    }


def text_data(text: JointText, document: Document) -> dict[str, object]:
    """Return a text for programs."""
    return {
        "digest": document.digest.hex(),
        "document": document.note.text,
        "draft": text.draft or None,
        "parties": list(text.parties),
        "rehearsal": text.rehearsal,
        "versions": [
            {"language": one.language, "title": one.title, "text": one.text} for one in text.versions
        ],
    }  # fmt: skip
