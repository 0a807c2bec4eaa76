"""A charter as it stands: the founding text, the amendments in force, and who has withdrawn.

It is a pure fold of a set of papers, in whatever order they came: every node, a newcomer and a stranger with the same
papers find the same charter. Whose consent counts follows from the chain alone, never from when somebody heard of a
withdrawal. The normative page is docs/spec/amendments.md, whose rules are numbered here.
"""

import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NoReturn

from msgspec import Struct
from msgspec.structs import replace

from detente.errors import Malformed
from detente.limits import CHANNELS_MAX
from detente.protocol.amendment import (
    Accession,
    Amendment,
    Change,
    Readmission,
    Withdrawal,
    parse_paper,
)
from detente.protocol.charter import (
    ALL,
    FOUNDERS_MAX,
    JOURNAL,
    LINE,
    MOST,
    OWN,
    STRUCTURE,
    Channel,
    Charter,
    parse_channel,
    parse_settings,
)
from detente.protocol.documents import verify_document
from detente.protocol.toml import ID, Table
from detente.tlog.notes import Note, VerifierKey, verify_note

LogKeys = Mapping[str, Iterable[bytes]]
"""Public log keys by party, 32 bytes each: every one that its verified identities ever named."""


class Course(Struct, frozen=True):
    """Where a charter has come to by its amendments.

    Args:
        charter: after the last of them; withdrawals that no amendment names are not in it.
        chain: the amendments in force, oldest first.
        rivals: complete amendments that follow the last one and exclude each other: none of them is in force.
        before: the charter before each amendment of the chain.
    """

    charter: Charter
    chain: tuple[Amendment, ...] = ()
    rivals: tuple[Amendment, ...] = ()
    before: tuple[Charter, ...] = ()

    @property
    def number(self) -> int:
        """Return the number of the next amendment."""
        return len(self.chain) + 1

    @property
    def previous(self) -> str:
        """Return what the next amendment names as the text that it follows."""
        return self.chain[-1].digest if self.chain else self.charter.charter_hash.hex()


class Amended(Struct, frozen=True):
    """A charter as it stands.

    Args:
        charter: with the amendments in force and without those who have withdrawn.
        course: the amendments.
        words: withdrawals, also of those who have come back since.
    """

    charter: Charter
    course: Course
    words: tuple[Withdrawal, ...] = ()

    def as_of(self, number: int, without: Iterable[str] = ()) -> Charter:
        """Return the charter as it stood after so many amendments, without parties that had withdrawn by then.

        Args:
            number: as an act names it; where so many are not known here, the charter as it stands.
            without: parties, of whom only those count that have withdrawn by their own word.
        """
        stages = (*self.course.before, self.course.charter)
        if not 0 <= number < len(stages):
            return self.charter
        charter, gone = stages[number], frozenset(without)
        for word in self.words:
            if word.party in gone and _counts(charter, word):
                charter = depart(charter, word)
        return charter

    @property
    def papers(self) -> tuple[Amendment | Withdrawal, ...]:
        """Return everything that counts: amendments in force, rivals, withdrawals."""
        return (*self.course.chain, *self.course.rivals, *self.words)


class Tally(Struct, frozen=True):
    """How far an amendment has come.

    Args:
        voters: who has a voice in it, in the order of their numbers.
        needed: how many of them must sign.
        signed: who has.
        roots: whose root must sign as well and has not.
        unheard: parties named as withdrawn whose word is not here.
    """

    voters: tuple[str, ...]
    needed: int
    signed: frozenset[str]
    roots: tuple[str, ...] = ()
    unheard: tuple[str, ...] = ()

    @property
    def complete(self) -> bool:
        """Return whether nothing is missing."""
        return len(self.signed) >= self.needed and not self.roots and not self.unheard

    @property
    def missing(self) -> tuple[str, ...]:
        """Return whose signature may still be given."""
        return tuple(party for party in self.voters if party not in self.signed)


# --- the whole --------------------------------------------------------------------------------------------------------


def amend(founding: Charter, papers: Iterable[bytes], log_keys: LogKeys) -> Amended:
    """Return the charter as it stands by these papers; what does not verify or does not fit counts for nothing.

    Args:
        founding: verified.
        papers: signed notes, in any order.
    """
    words: list[Withdrawal] = []
    following: dict[str, list[Amendment]] = {}
    for paper in _verified(founding, papers, log_keys):
        if isinstance(paper, Withdrawal):
            words.append(paper)
        else:
            following.setdefault(paper.previous, []).append(paper)
    course = _follow(Course(founding), following, words, log_keys)
    return _without(course, words)


def _verified(founding: Charter, papers: Iterable[bytes], log_keys: LogKeys) -> list[Amendment | Withdrawal]:
    """Return one paper of each text, in an order of their own."""
    found: dict[str, Amendment | Withdrawal] = {}
    for data in papers:
        try:
            paper = parse_paper(data)
            if paper.document.council != founding.council_id:
                continue
            signed = verify_document(paper.document, log_keys)
        except Malformed:
            continue
        if isinstance(paper, Amendment) or paper.party in signed:
            found[paper.document.digest.hex()] = paper
    return [found[digest] for digest in sorted(found)]


def _follow(
    course: Course, following: Mapping[str, Sequence[Amendment]], words: Sequence[Withdrawal], log_keys: LogKeys
) -> Course:
    """Go along the chain; where two amendments exclude each other, the one that was built upon further holds."""
    while True:
        complete = [
            after
            for amendment in following.get(course.previous, ())
            if (after := _complete(course, amendment, words, log_keys)) is not None
        ]
        if not complete:
            return course
        if len(complete) == 1:
            course = complete[0]
            continue
        ways = [_follow(after, following, words, log_keys) for after in complete]
        longest = max(len(way.chain) for way in ways)
        best = [way for way in ways if len(way.chain) == longest]
        if len(best) > 1:
            return replace(course, rivals=tuple(after.chain[-1] for after in complete))
        return best[0]


def _complete(course: Course, amendment: Amendment, words: Sequence[Withdrawal], log_keys: LogKeys) -> Course | None:
    try:
        charter = apply(course, amendment, words)
        complete = tally(course, amendment, words, log_keys).complete
    except Malformed:
        return None
    before = (*course.before, course.charter)
    return Course(charter, (*course.chain, amendment), before=before) if complete else None


def _without(course: Course, words: Sequence[Withdrawal]) -> Amended:
    """Return the charter without those who have withdrawn since they came."""
    charter = course.charter
    counting = [word for word in _in_order(words) if _may_withdraw(charter, word.party)]
    for word in counting:
        charter = depart(charter, word, present=not _counts(charter, word))
    return Amended(charter, course, tuple(counting))


def _in_order(words: Iterable[Withdrawal]) -> list[Withdrawal]:
    return sorted(words, key=lambda word: (word.party, word.amended, word.withdrawn_at, word.document.digest))


def _may_withdraw(charter: Charter, party: str) -> bool:
    return party in charter.parties and party != charter.depositary


# --- whose consent ----------------------------------------------------------------------------------------------------


def tally(course: Course, amendment: Amendment, words: Sequence[Withdrawal], log_keys: LogKeys) -> Tally:
    """Return how far an amendment that fits the end of the course has come.

    Raises:
        Malformed: `document-signature`, `amendment-signature`.
    """
    voters = voters_of(course.charter, amendment)
    signed = verify_document(amendment.document, log_keys).intersection(voters)
    heard = {word.party for word in words if _counts(course.charter, word)} | set(course.charter.withdrawn)
    unheard = tuple(party for party in amendment.withdrawn if party not in heard)
    return Tally(voters, needed(course.charter.rule, len(voters)), signed, _roots(course.charter, amendment), unheard)


def voters_of(charter: Charter, amendment: Amendment) -> tuple[str, ...]:
    """Return who has a voice in an amendment: the parties, but for the depositary and those that have withdrawn."""
    gone = {*charter.withdrawn, *amendment.withdrawn, charter.depositary}
    return tuple(party for party in charter.parties if party not in gone)


def needed(rule: str | int, voters: int) -> int:
    """Return how many of the voters must sign; always more than half, so that two rivals share a signer.

    Raises:
        AssertionError: a rule that no charter can have.
    """
    least = voters // 2 + 1
    match rule:
        case "all":
            return voters
        case "most":
            return least
        case int(count):
            return min(max(count, least), voters)
        case _:
            raise AssertionError(f"no rule of a charter: {rule!r}, neither {ALL} nor {MOST} nor a number")


def _roots(charter: Charter, amendment: Amendment) -> tuple[str, ...]:
    """Return the party that comes or comes back where its root has not signed."""
    match amendment.change:
        case Accession(party, member):
            root = member.root
        case Readmission(party) if party in charter.parties:
            root = charter.parties[party].root
        case _:
            return ()
    return () if signed_by_root(amendment, root) else (party,)


def signed_by_root(amendment: Amendment, root: VerifierKey) -> bool:
    """Return whether a root signed the amendment.

    Raises:
        Malformed: `amendment-signature`, where a line claims to be the root's and is not.
    """
    lines = [line for line in amendment.document.note.signatures if line.is_by(root)]
    try:
        for line in lines:
            verify_note(Note(amendment.document.note.text, (line,)), [root])
    except Malformed as fault:
        expected = f"a signature by the root of {root.name} over this text"
        raise Malformed("amendment-signature", expected=expected, got=fault.got) from None
    return bool(lines)


# --- one step ---------------------------------------------------------------------------------------------------------


def apply(course: Course, amendment: Amendment, words: Sequence[Withdrawal] = ()) -> Charter:
    """Return the charter after one more amendment, whoever has signed it.

    Args:
        words: withdrawals that are known, for those that the amendment names.

    Raises:
        Malformed: `amendment-unfit`, where it does not follow this charter or asks for what cannot be.
    """
    charter = course.charter
    if (amendment.document.council, amendment.number, amendment.previous) != (
        charter.council_id,
        course.number,
        course.previous,
    ):
        expected = f"number {course.number} of {charter.council_id} after {course.previous}"
        _unfit(expected, f"number {amendment.number} of {amendment.document.council} after {amendment.previous}")
    # Rule 3: who is named as withdrawn is out, by its own word.
    for party in amendment.withdrawn:
        if not _may_withdraw(charter, party):
            _unfit("parties that can withdraw under withdrawn", party)
        own = [word for word in _in_order(words) if word.party == party and _counts(charter, word)]
        charter = depart(charter, own[-1]) if own else charter
    match amendment.change:
        case Accession():
            charter = _accede(charter, amendment, amendment.change)
        case Readmission():
            charter = _readmit(charter, amendment, amendment.change)
        case Change():
            charter = _change(charter, amendment.change)
    return dataclasses.replace(charter, amended=amendment.number)


def depart(charter: Charter, word: Withdrawal, *, present: bool = False) -> Charter:
    """Return the charter without the party: it reads and writes nowhere any more, and what it said until then stays.

    Args:
        present: it has come back since; only where it had ended is noted.
    """
    ended = dict(charter.ended)
    for feed in word.feeds:
        place = (word.party, feed.channel)
        ended[place] = tuple(dict.fromkeys((*ended.get(place, ()), (feed.generation, feed.size))))
    if present:
        return dataclasses.replace(charter, ended=ended)
    channels = {name: _leave(channel, word.party) for name, channel in charter.channels.items()}
    withdrawn = {**charter.withdrawn, word.party: word.withdrawn_at}
    return dataclasses.replace(charter, channels=channels, withdrawn=withdrawn, ended=ended)


def _counts(charter: Charter, word: Withdrawal) -> bool:
    """Return whether a withdrawal was said since its party came, or came back."""
    return _may_withdraw(charter, word.party) and word.amended >= charter.parties[word.party].since


def _leave(channel: Channel, party: str) -> Channel:
    if party not in channel.members and party not in channel.writers:
        return channel
    return replace(
        channel,
        members=tuple(one for one in channel.members if one != party),
        writers=tuple(one for one in channel.writers if one != party),
        former=(*channel.former, party),
        late=tuple(one for one in channel.late if one != party),
        returned=tuple(one for one in channel.returned if one != party),
    )


def _accede(charter: Charter, amendment: Amendment, change: Accession) -> Charter:
    # Rule 5: id, number, name and root are its own; numbers are never given twice.
    member, known = change.member, charter.parties.values()
    if change.party in charter.parties or len(charter.parties) >= FOUNDERS_MAX:
        _unfit(f"a new party, {FOUNDERS_MAX} at most", change.party)
    if member.number <= max(one.number for one in known):
        _unfit(f"a number above {max(one.number for one in known)}", member.number)
    if member.name in [one.name for one in known] or member.root.public in [one.root.public for one in known]:
        _unfit("a name and a root of its own", f"{member.name}, {member.root.text()}")
    parties = {**charter.parties, change.party: replace(member, since=amendment.number)}
    return _join(dataclasses.replace(charter, parties=parties), change.party, change.channels)


def _readmit(charter: Charter, amendment: Amendment, change: Readmission) -> Charter:
    # Rule 6: only who has withdrawn comes back; the amendment or one before it says so.
    if change.party not in charter.withdrawn:
        _unfit(f"a party that has withdrawn ({', '.join(charter.withdrawn) or 'none'})", change.party)
    member = replace(charter.parties[change.party], since=amendment.number)
    withdrawn = {party: at for party, at in charter.withdrawn.items() if party != change.party}
    charter = dataclasses.replace(charter, parties={**charter.parties, change.party: member}, withdrawn=withdrawn)
    return _join(charter, change.party, change.channels)


def _join(charter: Charter, party: str, channels: Sequence[str]) -> Charter:
    if unknown := [name for name in channels if name not in charter.channels]:
        _unfit(f"channels of the charter ({', '.join(charter.channels)})", unknown[0])
    order = tuple(charter.parties)
    joined = {
        name: _enter(channel, party, order) if channel.everybody or name in channels else channel
        for name, channel in charter.channels.items()
    }
    return dataclasses.replace(charter, channels=joined)


def _enter(channel: Channel, party: str, order: Sequence[str]) -> Channel:
    """Return a channel with one more reader, who writes there where all readers do."""
    all_write = channel.writers == channel.members
    members = tuple(one for one in order if one in channel.members or one == party)
    return replace(
        channel,
        members=members,
        writers=members if all_write else channel.writers,
        former=tuple(one for one in channel.former if one != party),
        late=(*channel.late, party),
        returned=(*channel.returned, party) if party in channel.former else channel.returned,
    )


def _change(charter: Charter, change: Change) -> Charter:
    channels = dict(charter.channels)
    for name, table in change.channels.items():
        channels[name] = _changed_channel(charter, name, table)
    if len(channels) > CHANNELS_MAX:
        _unfit(f"at most {CHANNELS_MAX} channels", len(channels))
    tables = {**charter.tables, **{name: one for name, one in change.tables.items() if name not in STRUCTURE}}
    settings = parse_settings(Table("amendment-unfit", tables), charter.depositary)
    return dataclasses.replace(charter, channels=channels, tables=tables, **settings)


def _changed_channel(charter: Charter, name: str, table: Table) -> Channel:
    # Rule 7: the line and the journal stay as they are, and what was sealed stays sealed.
    if ID.fullmatch(name) is None or name in (LINE, JOURNAL, OWN):
        _unfit(f"a channel other than {LINE}, {JOURNAL} and {OWN}", name)
    found = parse_channel(table, charter.present, charter.depositary)
    before = charter.channels.get(name)
    if before is None:
        return found
    if before.public != found.public:
        _unfit(f"public = {str(before.public).lower()} in {name}, as it was founded", str(found.public).lower())
    new = {party for party in found.members if party not in before.members}
    return replace(
        found,
        former=tuple(party for party in charter.parties if party in before.ever - {*found.members, *found.writers}),
        late=tuple(party for party in found.members if party in new or party in before.late),
        returned=tuple(
            party for party in found.members if party in new & set(before.former) or party in before.returned
        ),
    )


def _unfit(expected: str, got: Any) -> NoReturn:
    raise Malformed("amendment-unfit", expected=expected, got=str(got)[:200])
