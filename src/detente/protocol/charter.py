"""The charter: the text that all founding parties signed. It says who is in the council and who may write where.

The text itself is the authority: it is parsed for what this software acts on, and never printed anew, so comments and
tables that only some desk or a later version understands stay as they were signed. The normative page is
docs/spec/identity-and-charter.md section 5, whose rules are numbered here.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Final

from msgspec import Struct
from msgspec.structs import replace

from detente.clock import Instant
from detente.errors import Malformed, Refused
from detente.limits import CHANNELS_MAX, CHARTERS_KEPT, NOTE_SIGNATURES_MAX, PARTIES_MAX, POLICY_BYTES_MAX
from detente.protocol.toml import ID, Table, is_shown, parse_toml
from detente.tlog.notes import Algorithm, Note, Signer, VerifierKey, parse_note, parse_vkey, sign_text, verify_note

VERSION: Final = 1
LINE: Final = "line"
JOURNAL: Final = "journal"
OWN: Final = "own"
EVERYBODY: Final = "*"
REHEARSAL: Final = "rehearsal"
ALL: Final = "all"
MOST: Final = "most"

LEVELS: Final = ("heads", "ministers", "ambassadors", "military", "experts", "watch")
"""The usual levels of channels, highest first; a charter may name others."""

FOUNDERS_MAX: Final = min(PARTIES_MAX, NOTE_SIGNATURES_MAX)
"""Parties of one council: as many as can sign one note."""

_HOURS_MAX: Final = 8_760
STRUCTURE: Final = frozenset({"parties", "channels"})
"""The tables of a charter that are no settings."""


class Member(Struct, frozen=True):
    """A party: its number on the wire, its name for people, and its root, whose name is the party's id.

    Args:
        since: the number of the amendment by which it came, or came back; 0 for a founder.
    """

    number: int
    name: str
    root: VerifierKey
    since: int = 0


class Channel(Struct, frozen=True):
    """A named subset of parties at a level.

    Args:
        members: ids in the order of their numbers.
        level: who speaks there, for people and desks; empty where the charter does not say.
        public: written in clear, for anyone to read.
        writers: who may append there; the members where the charter does not say.
        title: for people; empty where the charter does not say.
        everybody: open to all, whoever comes later included.
        former: who read or wrote there once and does no more; what they said stays.
        late: members for whom nothing was sealed before they came.
        returned: those of them who had been members before.
    """

    members: tuple[str, ...]
    level: str = ""
    public: bool = False
    writers: tuple[str, ...] = ()
    title: str = ""
    everybody: bool = False
    former: tuple[str, ...] = ()
    late: tuple[str, ...] = ()
    returned: tuple[str, ...] = ()

    @property
    def ever(self) -> frozenset[str]:
        """Return who reads or writes there, or once did."""
        return frozenset((*self.members, *self.writers, *self.former))


class Clocks(Struct, frozen=True):
    """After how many hours with the depositary an act counts as received."""

    deeming_hours: int = 24
    flash_deeming_hours: int = 1


@dataclass(frozen=True, slots=True)
class Charter:
    """What a charter says, as it was founded or with the amendments in force (`protocol/amended.py`).

    Args:
        text: as it was founded and signed; it names the council for good.
        name: the council's short name.
        title: for people.
        rehearsal: whether all of it is a rehearsal.
        founded_at: on the founders' word.
        depositary: id, or None.
        parties: by id, in the order of their numbers; those that have withdrawn among them.
        channels: by id, in the order of the text; `own` is implied and does not stand here.
        clocks: hours.
        quorum: `group` and `quorum` lines of a tlog-policy over `<party>/mirror` and `<party>/witness`: who makes time.
        languages: BCP 47, the first being the council's working language.
        tables: every table but `parties` and `channels`, as it stands there, for desks.
        rule: whose signatures an amendment needs: `all`, `most`, or how many.
        amended: how many amendments are in force.
        withdrawn: parties that have withdrawn, with the time on their own word.
        ended: by party and channel, the generations that a withdrawal ended: (number, entries that count).
    """

    text: str
    name: str
    title: str
    rehearsal: bool
    founded_at: Instant
    depositary: str | None
    parties: Mapping[str, Member]
    channels: Mapping[str, Channel]
    clocks: Clocks
    quorum: str
    languages: tuple[str, ...]
    tables: Mapping[str, Any]
    rule: str | int = ALL
    amended: int = 0
    withdrawn: Mapping[str, Instant] = field(default_factory=dict)
    ended: Mapping[tuple[str, str], tuple[tuple[int, int], ...]] = field(default_factory=dict)
    charter_hash: bytes = field(init=False)
    """SHA-256 of the text, 32 bytes: what grants and first entries are bound to."""
    council_id: str = field(init=False)
    """The name, a hyphen, and the first 16 hex digits of the hash."""

    def __post_init__(self) -> None:
        digest = hashlib.sha256(self.text.encode()).digest()
        object.__setattr__(self, "charter_hash", digest)
        object.__setattr__(self, "council_id", f"{self.name}-{digest.hex()[:16]}")

    def members_of(self, channel: str) -> tuple[str, ...]:
        """Return who reads a channel, in the order of their numbers.

        Raises:
            Refused: `channel-unknown`.
        """
        return self._channel(channel).members

    def holders_of(self, channel: str) -> frozenset[str]:
        """Return who holds the feeds of a channel: its members, its writers, and the depositary.

        Raises:
            Refused: `channel-unknown`.
        """
        found = self._channel(channel)
        keeper = frozenset() if self.depositary is None else frozenset({self.depositary})
        return keeper.union(found.members, found.writers)

    def may_hold(self, party: str, channel: str, author: str) -> bool:
        """Return whether a party holds an author's feed: of a channel that it holds, or because it wrote it."""
        if party == author:
            return True
        found = self._channel(channel)
        return party == self.depositary or party in found.members or party in found.writers

    def has_written(self, party: str, channel: str) -> bool:
        """Return whether a party may append to a channel, or once might; false where either is unknown."""
        found = self.channels.get(channel)
        return found is not None and (party in found.writers or party in found.former)

    def after_withdrawal(self, party: str, channel: str, generation: int, index: int) -> bool:
        """Return whether an entry stands beyond what its author said before it withdrew.

        A withdrawal ends the generations that it names at the sizes that it states; who comes back writes new ones.
        """
        ended = self.ended.get((party, channel), ())
        if any(generation == number for number, _size in ended):
            return any(generation == number and index >= size for number, size in ended)
        return party in self.withdrawn and all(generation > number for number, _size in ended)

    def may_write(self, party: str, channel: str) -> bool:
        """Return whether a party may append to a channel; false where either is unknown."""
        return channel in self.channels and party in self.channels[channel].writers

    @property
    def present(self) -> tuple[str, ...]:
        """Return the parties that have not withdrawn, in the order of their numbers."""
        return tuple(party for party in self.parties if party not in self.withdrawn)

    def channels_of(self, party: str) -> tuple[str, ...]:
        """Return the channels that a party reads, `own` not among them."""
        return tuple(name for name, channel in self.channels.items() if party in channel.members)

    def number_of(self, party: str) -> int:
        """Return a party's number on the wire.

        Raises:
            Refused: `party-not-in-council`.
        """
        if party not in self.parties:
            raise self._stranger(party)
        return self.parties[party].number

    def party_of(self, number: int) -> str:
        """Return the party of a number on the wire.

        Raises:
            Refused: `party-not-in-council`.
        """
        for party, member in self.parties.items():
            if member.number == number:
                return party
        raise self._stranger(f"number {number}")

    def _channel(self, channel: str) -> Channel:
        if channel not in self.channels:
            raise Refused("channel-unknown", expected=f"one of {', '.join(self.channels)}", got=channel)
        return self.channels[channel]

    def _stranger(self, got: str) -> Refused:
        return Refused("party-not-in-council", expected=f"one of {', '.join(self.parties)}", got=got)


# --- signing ----------------------------------------------------------------------------------------------------------


def sign_charter(data: bytes, signer: Signer) -> bytes:
    """Return the charter with the signer's line below those that it has.

    Args:
        data: a charter's bare text, or the note with the signatures of others.
        signer: the root of a founding party.

    Raises:
        Refused: `not-a-founder`.
        Malformed: what `parse_charter` says, or `charter-signature` where another's signature does not verify.
    """
    note = _note_of(data)
    charter = parse_charter(note.text)
    if signer.key not in [member.root for member in charter.parties.values()]:
        raise Refused(
            "not-a-founder",
            expected=f"the root of one of {', '.join(charter.parties)}",
            got=signer.key.text(),
            remedy="ask for a draft that names this root: detente party show prints it",
        )
    if note.signatures:
        _signed(note, charter)
    return note.with_signatures([sign_text(note.text, signer)]).to_bytes()


def merge_charters(one: bytes, other: bytes) -> bytes:
    """Return one charter with the signatures of two copies.

    Raises:
        Malformed: `charter-differs` where their texts differ by as much as a space.
    """
    first, second = _note_of(one), _note_of(other)
    if first.text != second.text:
        got = " and ".join(hashlib.sha256(note.text.encode()).hexdigest()[:16] for note in (first, second))
        raise Malformed("charter-differs", expected="two copies of one text", got=f"texts {got}")
    return first.with_signatures(second.signatures).to_bytes()


def missing_signatures(data: bytes) -> tuple[str, ...]:
    """Return the founding parties whose root has not signed, in the order of their numbers.

    Raises:
        Malformed: as `sign_charter`.
    """
    note = _note_of(data)
    charter = parse_charter(note.text)
    signed = _signed(note, charter)
    return tuple(party for party in charter.parties if party not in signed)


def verify_charter(data: bytes) -> Charter:
    """Return the charter of a signed note that every founding party's root signed.

    Args:
        data: claimed. That these roots are the parties' own is for the caller to know: by identity notes and words.

    Raises:
        Malformed: `charter-unsigned` with the names that are missing, `charter-signature`, and those of `parse_note`
            and `parse_charter`.
    """
    return _verified(data)


@lru_cache(maxsize=CHARTERS_KEPT)
def _verified(data: bytes) -> Charter:
    """Return the same for the same bytes: a node asks again at each start, and after each step that left no trace."""
    note = _note_of(data)
    charter = parse_charter(note.text)
    signed = _signed(note, charter)
    if missing := [party for party in charter.parties if party not in signed]:
        raise Malformed(
            "charter-unsigned",
            expected="the signature of every founding party's root",
            got=f"none by {', '.join(missing)}",
            remedy="let them sign: detente council sign",
        )
    return charter


# --- reading ----------------------------------------------------------------------------------------------------------


def parse_charter(text: str) -> Charter:
    """Return what the text of a charter says, claimed.

    Raises:
        Malformed: `charter-malformed`, and the codes of vkeys.
    """
    top = Table("charter-malformed", parse_toml("charter-malformed", text))
    top.number("detente-charter", VERSION, VERSION)
    name = top.id("name")
    rehearsal = top.flag(REHEARSAL, default=False)
    # Rule 1: a rehearsal says so in its id, and nothing else does.
    if rehearsal != (REHEARSAL in name.split("-")):
        top.refuse(f"the word `{REHEARSAL}` in the name where rehearsal = true, and only there", name)
    parties = _parse_parties(top)
    # Rule 4: the depositary is one of the parties.
    depositary = top.id("depositary", "") or None
    if depositary is not None and depositary not in parties:
        top.refuse(f"one of {', '.join(parties)} as depositary", depositary)
    channels = _parse_channels(top, tuple(parties), depositary)
    return Charter(
        text=text,
        name=name,
        title=top.shown("title"),
        rehearsal=rehearsal,
        founded_at=top.instant("founded_at"),
        depositary=depositary,
        parties=parties,
        channels=channels,
        tables=top.subtables(STRUCTURE),
        **parse_settings(top, depositary),
    )


def parse_settings(top: Table, depositary: str | None) -> dict[str, Any]:
    """Return the fields of a charter that its further tables settle: clocks, quorum, languages, rule.

    Raises:
        Malformed: with the code of `top`.
    """
    clocks = top.table("clocks")
    return {
        "clocks": Clocks(
            clocks.number("deeming_hours", 1, _HOURS_MAX, 24), clocks.number("flash_deeming_hours", 1, _HOURS_MAX, 1)
        ),
        "quorum": _parse_quorum(top.table("time"), depositary),
        "languages": top.table("languages").texts("working"),
        "rule": top.table("amendments").choice("rule", (ALL, MOST), PARTIES_MAX, ALL),
    }


def parse_member(party: str, table: Table) -> Member:
    """Return a party of a charter or of an amendment by which it comes.

    Raises:
        Malformed: with the table's code, and those of `parse_vkey`.
    """
    member = Member(table.number("number", 0, PARTIES_MAX), table.shown("name"), table.check("root", parse_vkey))
    if member.root.name != party or member.root.algorithm is not Algorithm.ED25519:
        table.refuse(f"a root named {party}, type 0x01", member.root.text())
    return member


def _parse_parties(top: Table) -> dict[str, Member]:
    tables = top.tables("parties")
    # Rule 2: 2 to 100 parties, each with an id, a number, a name and a root of its own.
    if not 2 <= len(tables) <= FOUNDERS_MAX:
        top.refuse(f"2 to {FOUNDERS_MAX} parties", len(tables))
    found: dict[str, Member] = {}
    for party, table in tables.items():
        if ID.fullmatch(party) is None:
            top.refuse("ids of a to z, 0 to 9 and hyphens, 32 at most, under parties", party)
        found[party] = parse_member(party, table)
    for what in ("number", "name"):
        _check_once(top, what, [getattr(member, what) for member in found.values()])
    _check_once(top, "root", [member.root.public.hex() for member in found.values()])
    return dict(sorted(found.items(), key=lambda item: item[1].number))


def _check_once(top: Table, what: str, values: list[Any]) -> None:
    if twice := [value for value in values if values.count(value) > 1]:
        top.refuse(f"each party's {what} to be its own", f"{twice[0]} twice")


def _parse_channels(top: Table, parties: tuple[str, ...], depositary: str | None) -> dict[str, Channel]:
    tables = top.tables("channels")
    # Rule 5: at most 255 channels, with ids; `own` is implied.
    if len(tables) > CHANNELS_MAX:
        top.refuse(f"at most {CHANNELS_MAX} channels", len(tables))
    if odd := [name for name in tables if ID.fullmatch(name) is None or name == OWN]:
        top.refuse(f"ids of channels, none of them `{OWN}`", odd[0])
    channels = {name: parse_channel(table, parties, depositary) for name, table in tables.items()}
    # Rule 7: the line, sealed, with all parties in it and all of them writing.
    readers = tuple(party for party in parties if party != depositary)
    line = channels.get(LINE)
    if line is None or line.public or line.members != readers or line.writers != readers:
        top.refuse(f"a channel `{LINE}`, not public, in which all parties read and write", line and line.members)
    # Rule 8: the journal, public, in which the depositary alone writes, where there is one.
    journal = channels.get(JOURNAL)
    sound = journal is None if depositary is None else journal == _journal_of(journal, parties, depositary)
    if not sound:
        top.refuse(
            f"a public channel `{JOURNAL}` of all, written by the depositary, exactly where there is one", journal
        )
    # However they are written, these two are of all.
    return {name: replace(one, everybody=one.everybody or name in (LINE, JOURNAL)) for name, one in channels.items()}


def _journal_of(journal: Channel | None, parties: tuple[str, ...], depositary: str) -> Channel:
    level, title, everybody = (journal.level, journal.title, journal.everybody) if journal else ("", "", True)
    return Channel(parties, level, True, (depositary,), title, everybody)


def parse_channel(table: Table, parties: tuple[str, ...], depositary: str | None) -> Channel:
    """Return a channel among these parties.

    Raises:
        Malformed: with the table's code.
    """
    public = table.flag("public", default=False)
    named = table.texts("members")
    # Rule 6: a depositary reads nothing that is sealed.
    readers = parties if public else tuple(party for party in parties if party != depositary)
    members = readers if named == (EVERYBODY,) else named
    if not members or len(set(members)) != len(members) or not set(members) <= set(readers):
        table.refuse(f'["{EVERYBODY}"] or some of {", ".join(readers)}, each once, as members', list(named))
    members = tuple(party for party in parties if party in members)
    writers = table.texts("writers")
    allowed = {*members, depositary} if public else set(members)
    if len(set(writers)) != len(writers) or not set(writers) <= allowed:
        table.refuse("members, each once, as writers", list(writers))
    level, title = table.text("level", ""), table.text("title", "")
    if any(text and not is_shown(text) for text in (level, title)):
        table.refuse("level and title on one line", [level, title])
    ordered = tuple(party for party in parties if party in writers)
    return Channel(members, level, public, ordered or members, title, everybody=named == (EVERYBODY,))


def _parse_quorum(time: Table, depositary: str | None) -> str:
    default = "quorum none\n" if depositary is None else f"quorum {depositary}/mirror\n"
    quorum = time.text("quorum", default)
    if len(quorum.encode(errors="replace")) > POLICY_BYTES_MAX or not quorum.endswith("\n"):
        time.refuse("lines of a tlog-policy, `group` and `quorum`, as quorum", quorum[:100])
    return quorum


def _note_of(data: bytes) -> Note:
    """Return the note, or a bare text as a note that nobody has signed; TOML never ends in signature lines."""
    try:
        return parse_note(data)
    except Malformed:
        try:
            return Note(data.decode(), ())
        except UnicodeDecodeError:
            raise Malformed("charter-malformed", expected="a charter in UTF-8", got=f"{len(data)} bytes") from None


def _signed(note: Note, charter: Charter) -> frozenset[str]:
    """Return the founding parties whose root signed; a line by one of them that does not verify spoils it all."""
    signed = set()
    for party, member in charter.parties.items():
        if any(line.is_by(member.root) for line in note.signatures):
            try:
                verify_note(note, [member.root])
            except Malformed as fault:
                raise Malformed(
                    "charter-signature", expected=f"a signature of {party} over this text", got=fault.got
                ) from None
            signed.add(party)
    return frozenset(signed)
