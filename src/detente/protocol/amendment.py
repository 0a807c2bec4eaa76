"""What changes a charter: amendments, which follow each other in one chain, and a party's own word that it leaves.

Both are documents of plain text that anybody can read and check. An amendment is signed by the parties that the
charter's rule asks for, with their log keys; a party that comes or comes back signs it with its root as well. A
withdrawal needs nobody else. The normative page is docs/spec/amendments.md; what they add up to is in `amended.py`.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final, NoReturn

from msgspec import Struct

from detente.clock import Instant
from detente.errors import Malformed
from detente.limits import (
    AMENDMENT_BYTES_MAX,
    AMENDMENTS_MAX,
    CHANNELS_MAX,
    TREE_SIZE_MAX,
    WITHDRAWAL_REASON_CHARACTERS_MAX,
)
from detente.protocol.charter import OWN, Member, parse_member
from detente.protocol.documents import Document, Purpose, compose, draft_document
from detente.protocol.drafting import render_table, render_value
from detente.protocol.toml import ID, Table, parse_toml, timestamp
from detente.tlog.notes import Note, parse_note

ACCESSION: Final = "accession"
READMISSION: Final = "readmission"
CHANGE: Final = "amendment"

_COMMON: Final = frozenset({"detente-amendment", "council", "number", "previous", "kind", "title", "withdrawn"})
_SIGNATURE: Final = "— "


class Accession(Struct, frozen=True):
    """A new party comes.

    Args:
        channels: that it joins beside those of all.
    """

    party: str
    member: Member
    channels: tuple[str, ...]


class Readmission(Struct, frozen=True):
    """A party that has withdrawn comes back, under the number that it had.

    Args:
        channels: that it joins beside those of all.
    """

    party: str
    channels: tuple[str, ...]


class Change(Struct, frozen=True):
    """Tables of the charter are replaced as a whole, or added.

    Args:
        channels: by id.
        tables: all others, as they stand in the text.
    """

    channels: Mapping[str, Table]
    tables: Mapping[str, Any]


class Amendment(Struct, frozen=True):
    """What an amendment says, with the signature lines that it has.

    Args:
        number: 1 for the first, then one more each.
        previous: SHA-256 in hex of the text that it follows: the charter's, or the amendment's before it.
        title: for people.
        withdrawn: parties that have withdrawn, so that this amendment does without their signature.
    """

    document: Document
    number: int
    previous: str
    title: str
    withdrawn: tuple[str, ...]
    change: Accession | Readmission | Change

    @property
    def digest(self) -> str:
        """Return SHA-256 of the text in hex: what the next one names."""
        return self.document.digest.hex()

    @property
    def kind(self) -> str:
        """Return what it does, in one word."""
        match self.change:
            case Accession():
                return ACCESSION
            case Readmission():
                return READMISSION
            case Change():
                return CHANGE

    @property
    def comer(self) -> str | None:
        """Return the party that comes or comes back, whose root must sign; None where none does."""
        return None if isinstance(self.change, Change) else self.change.party


class LastWord(Struct, frozen=True):
    """Where one feed of a party ends: what stands there beyond `size` entries of that generation does not count."""

    channel: str
    generation: int
    size: int


class Withdrawal(Struct, frozen=True):
    """A party's own word that it leaves.

    Args:
        amended: how many amendments it knew to be in force; a later readmission ends the withdrawal.
        withdrawn_at: on its own word.
        reason: for people; may be empty.
        feeds: the newest generation in each channel in which it has written.
    """

    document: Document
    party: str
    amended: int
    withdrawn_at: Instant
    reason: str
    feeds: tuple[LastWord, ...]


# --- reading ----------------------------------------------------------------------------------------------------------


def parse_paper(data: bytes) -> Amendment | Withdrawal:
    """Return the amendment or the withdrawal of a signed note, claimed.

    Raises:
        Malformed: `amendment-malformed`, `withdrawal-malformed`, and the codes of `parse_document`.
    """
    return _paper(parse_note(data))


def draft_of(data: bytes) -> Amendment:
    """Return the amendment of a bare text, or of a note that some have signed.

    Raises:
        Malformed: `amendment-malformed`, `document-malformed`, `note-encoding`.
    """
    try:
        note = parse_note(data)
    except Malformed:
        text = data.decode(errors="replace")
        note = draft_document(text).note
    paper = _paper(note)
    if isinstance(paper, Withdrawal):
        _no_amendment(note.text)
    return paper


def _paper(note: Note) -> Amendment | Withdrawal:
    size = len(note.text.encode())
    if size > AMENDMENT_BYTES_MAX or any(line.startswith(_SIGNATURE) for line in note.text.split("\n")):
        expected = f"at most {AMENDMENT_BYTES_MAX} bytes, in which no line begins as a signature does"
        raise Malformed("amendment-malformed", expected=expected, got=f"{size} bytes")
    document = draft_document(note.text)
    document = Document(document.purpose, document.council, document.content, note)
    match document.purpose:
        case Purpose.AMENDMENT:
            return _parse_amendment(document)
        case Purpose.WITHDRAWAL:
            return _parse_withdrawal(document)
        case _:
            return _no_amendment(note.text)


def _no_amendment(text: str) -> NoReturn:
    raise Malformed("amendment-malformed", expected="an amendment or a withdrawal", got=repr(text[:80]))


def _parse_amendment(document: Document) -> Amendment:
    top = Table("amendment-malformed", parse_toml("amendment-malformed", document.note.text))
    previous, withdrawn = top.text("previous"), top.texts("withdrawn")
    if len(previous) != 64 or not set(previous) <= set("0123456789abcdef"):
        top.refuse("64 lower-case hex digits as previous", previous)
    if withdrawn != tuple(sorted(set(withdrawn))) or not all(map(ID.fullmatch, withdrawn)):
        top.refuse("ids of parties in alphabetical order as withdrawn", list(withdrawn))
    return Amendment(
        document=document,
        number=top.number("number", 1, AMENDMENTS_MAX),
        previous=previous,
        title=top.shown("title"),
        withdrawn=withdrawn,
        change=_parse_change(top),
    )


def _parse_change(top: Table) -> Accession | Readmission | Change:
    match top.text("kind"):
        case "accession":
            _check_names(top, {"channels", "parties"})
            comers = list(top.tables("parties").items())
            if len(comers) != 1 or ID.fullmatch(comers[0][0]) is None:
                top.refuse("one party with an id under parties", [party for party, _table in comers])
            party, table = comers[0]
            return Accession(party, parse_member(party, table), _channel_names(top))
        case "readmission":
            _check_names(top, {"channels", "party"})
            return Readmission(top.id("party"), _channel_names(top))
        case "amendment":
            channels, tables = top.tables("channels"), top.subtables(frozenset({"channels"}))
            _check_names(top, {"channels", *tables} - {"parties"})
            if not channels and not tables:
                top.refuse("at least one table that changes", "none")
            return Change(channels, tables)
        case kind:
            expected = f"{ACCESSION}, {READMISSION} or {CHANGE} as kind"
            raise Malformed("amendment-malformed", expected=expected, got=repr(kind)[:80])


def _check_names(top: Table, own: set[str]) -> None:
    """What is not understood must not be agreed upon: a text with an unknown field is refused whole."""
    if unknown := sorted(top.names() - _COMMON - own):
        top.refuse("no fields but those of its kind", unknown[0])


def _channel_names(top: Table) -> tuple[str, ...]:
    names = top.texts("channels")
    if len(set(names)) != len(names) or len(names) > CHANNELS_MAX or OWN in names:
        top.refuse("ids of channels, each once", list(names)[:8])
    return names


def _parse_withdrawal(document: Document) -> Withdrawal:
    top = Table("withdrawal-malformed", parse_toml("withdrawal-malformed", document.note.text))
    reason = top.text("reason")
    if len(reason) > WITHDRAWAL_REASON_CHARACTERS_MAX:
        top.refuse(f"at most {WITHDRAWAL_REASON_CHARACTERS_MAX} characters as reason", f"{len(reason)}")
    feeds = tuple(
        LastWord(one.id("channel"), one.number("generation", 1, 1 << 31), one.number("size", 0, TREE_SIZE_MAX))
        for one in top.array("feeds", CHANNELS_MAX)
    )
    if [one.channel for one in feeds] != sorted({one.channel for one in feeds}):
        top.refuse("each channel once under feeds, in alphabetical order", [one.channel for one in feeds][:8])
    return Withdrawal(
        document=document,
        party=top.id("party"),
        amended=top.number("amended", 0, AMENDMENTS_MAX),
        withdrawn_at=top.instant("withdrawn_at"),
        reason=reason,
        feeds=feeds,
    )


# --- drafting ---------------------------------------------------------------------------------------------------------


def draft_accession(
    council: str,
    number: int,
    previous: str,
    *,
    title: str,
    party: str,
    member: Member,
    channels: Sequence[str] = (),
    withdrawn: Sequence[str] = (),
) -> str:
    """Return the text by which a party comes, ready to be read and signed.

    Raises:
        Malformed: what `parse_paper` says of it.
    """
    fields = {"channels": list(channels)} if channels else {}
    table = {"number": member.number, "name": member.name, "root": member.root.text()}
    below = render_table(f"parties.{party}", table)
    return _amendment_text(council, number, previous, ACCESSION, title, withdrawn, fields, below)


def draft_readmission(
    council: str,
    number: int,
    previous: str,
    *,
    title: str,
    party: str,
    channels: Sequence[str] = (),
    withdrawn: Sequence[str] = (),
) -> str:
    """Return the text by which a party comes back.

    Raises:
        Malformed: what `parse_paper` says of it.
    """
    fields = {"party": party} | ({"channels": list(channels)} if channels else {})
    return _amendment_text(council, number, previous, READMISSION, title, withdrawn, fields)


def draft_change(
    council: str, number: int, previous: str, *, title: str, tables: str, withdrawn: Sequence[str] = ()
) -> str:
    """Return the text by which tables of the charter are replaced.

    Args:
        tables: TOML, whole tables only; it stands in the amendment as it is.

    Raises:
        Malformed: what `parse_paper` says of it.
    """
    return _amendment_text(council, number, previous, CHANGE, title, withdrawn, {}, f"\n{tables}")


def _amendment_text(
    council: str,
    number: int,
    previous: str,
    kind: str,
    title: str,
    withdrawn: Sequence[str],
    fields: Mapping[str, Any],
    below: str = "",
) -> str:
    head: dict[str, Any] = {"number": number, "previous": previous, "kind": kind, "title": title}
    head |= {"withdrawn": sorted(withdrawn)} if withdrawn else {}
    content = "".join(f"{key} = {render_value(value)}\n" for key, value in {**head, **fields}.items())
    text = compose(Purpose.AMENDMENT, council, content + below)
    draft_of(text.encode())
    return text


def draft_withdrawal(
    council: str, *, party: str, amended: int, withdrawn_at: Instant, reason: str, feeds: Sequence[LastWord]
) -> str:
    """Return the text by which a party leaves.

    Raises:
        Malformed: what `parse_paper` says of it.
    """
    content = f'party = "{party}"\namended = {amended}\nwithdrawn_at = {timestamp(withdrawn_at)}\n'
    content += f"reason = {render_value(reason)}\n"
    for one in sorted(feeds, key=lambda one: one.channel):
        content += f'\n[[feeds]]\nchannel = "{one.channel}"\ngeneration = {one.generation}\nsize = {one.size}\n'
    text = compose(Purpose.WITHDRAWAL, council, content)
    _paper(draft_document(text).note)
    return text
