"""Who is who: charters, identity chains, and which key may speak for whom. Learned from notes that prove themselves."""

from collections.abc import Iterable, Mapping

from detente import limits
from detente.clock import Instant
from detente.errors import Malformed, Refused
from detente.protocol.acts import IDENTITY, OPEN
from detente.protocol.amended import Amended, amend
from detente.protocol.charter import Charter, verify_charter
from detente.protocol.entries import EntryType, entry_type, parse_plain
from detente.protocol.heads import Head, Origin, Receipt, Role, parse_origin
from detente.protocol.identity import Identity, verify_chain
from detente.record.store import Feed, Store
from detente.tlog.checkpoint import verify_head
from detente.tlog.cosignature import verify_cosignature
from detente.tlog.notes import Algorithm, VerifierKey

LINE = "line"
"""The channel of all that no act can suspend."""

OWN = "own"
"""The private channel that every party has in every council: only member itself, offered to nobody."""


class Directory:
    """The charters and identities of one record, with the look-ups that verification needs.

    Args:
        party: whose record it is.
    """

    def __init__(self, store: Store, party: str) -> None:
        self._store = store
        self.party = party
        self.version = 0
        """Grows with every charter or identity learned: what was computed from them is then computed anew."""
        self.reload()

    def reload(self) -> None:
        """Read everything from the record anew; what was learned in a step that left no trace is forgotten."""
        self._notes = self._store.identities()
        self._chains = {party: verify_chain(notes) for party, notes in self._notes.items()}
        self._logs: dict[str, tuple[VerifierKey, ...]] = {}
        self._founding = {council: verify_charter(note) for council, note in self._store.councils().items()}
        self._papers = self._store.amendments()
        self.amended = {council: self.amended_by(council) for council in self._founding}
        self.councils: dict[str, Charter] = {council: one.charter for council, one in self.amended.items()}
        """The charters as they stand, in the order of joining."""
        self.version += 1

    # --- amendments -------------------------------------------------------------------------------

    def amended_by(self, council: str, papers: Iterable[bytes] = ()) -> Amended:
        """Return a council's charter as it stands by the papers held and these."""
        held = self._papers.get(council, {}).values()
        return amend(self._founding[council], [*held, *papers], self.log_publics())

    def papers(self, council: str) -> Mapping[bytes, bytes]:
        """Return the amendments and withdrawals held, by digest of their text."""
        return self._papers.get(council, {})

    def log_publics(self) -> dict[str, tuple[bytes, ...]]:
        """Return every log key, 32 bytes, that each party ever named."""
        return {
            party: tuple(dict.fromkeys(identity.log for identity in chain)) for party, chain in self._chains.items()
        }

    def put_amendment(self, council: str, digest: bytes, note: bytes, now: Instant) -> None:
        """Store a complete amendment or a withdrawal, and let the charter stand by it from now on."""
        self._store.put_amendment(council, digest, note, now)
        self._papers.setdefault(council, {}).setdefault(digest, note)
        self.amended[council] = self.amended_by(council)
        self.councils[council] = self.amended[council].charter
        self.version += 1

    # --- parties and channels ---------------------------------------------------------------------

    def charter(self, council: str) -> Charter:
        """Return a council's charter.

        Raises:
            Refused: `council-unknown`.
        """
        charter = self.councils.get(council)
        if charter is None:
            known = ", ".join(self.councils) or "none"
            raise Refused(
                "council-unknown",
                expected=f"a council joined here ({known})",
                got=council,
                remedy="detente council join",
            )
        return charter

    def holders(self, council: str, channel: str) -> frozenset[str]:
        """Return who holds the feeds of a channel: its members and the depositary; of `own` nobody else."""
        return frozenset({self.party}) if channel == OWN else self.charter(council).holders_of(channel)

    def members(self, council: str, channel: str) -> tuple[str, ...]:
        """Return who reads a channel, in the order of their numbers."""
        return (self.party,) if channel == OWN else self.charter(council).members_of(channel)

    def all_hold(self, council: str, channel: str, other: str) -> bool:
        """Say if everybody who reads a channel holds the feeds of another one, readable or not."""
        return set(self.members(council, channel)) <= self.holders(council, other)

    def may_hold(self, party: str, feed: Origin | Feed) -> bool:
        """Say if a party may hold a feed of a council joined here; one that has withdrawn holds its own."""
        if feed.channel == OWN:
            return party == self.party
        return self.charter(feed.council).may_hold(party, feed.channel, feed.party)

    def may_cosign(self, party: str, feed: Origin) -> bool:
        """Say if a party's receipt on a feed can count: it holds the channel, or once did."""
        charter = self.charter(feed.council)
        return party in charter.holders_of(feed.channel) or party in charter.channels[feed.channel].ever

    def peers(self) -> frozenset[str]:
        """Return every other party of every council joined."""
        return frozenset(party for charter in self.councils.values() for party in charter.parties) - {self.party}

    def admissible(self, text: str, peer: str | None = None) -> Origin:
        """Return the parts of an origin that this node holds by the charter and that the peer may hold too.

        Raises:
            Malformed: `origin-malformed`, or `origin-foreign`: not a feed of a council, party or channel held here.
        """
        origin = parse_origin(text)
        if origin.channel == OWN and origin.party == self.party and peer is None and origin.council in self.councils:
            return origin
        self.member_feed(text)
        if not all(self.may_hold(one, origin) for one in {self.party, peer or self.party}):
            raise Malformed(
                "origin-foreign", expected=f"a channel held by {self.party} and {peer or self.party}", got=text[:200]
            )
        return origin

    def member_feed(self, text: str) -> Origin:
        """Return the parts of an origin that is a feed of a council joined here, held here or not.

        Raises:
            Malformed: `origin-malformed`, `origin-foreign`.
        """
        origin = parse_origin(text)
        charter = self.councils.get(origin.council)
        known = charter is not None and origin.channel in charter.channels and origin.party in charter.parties
        if charter is None or not known or not charter.has_written(origin.party, origin.channel):
            raise Malformed("origin-foreign", expected="a feed of a council joined here", got=text[:200])
        return origin

    # --- identities -------------------------------------------------------------------------------

    def identity(self, party: str) -> Identity:
        """Return a party's newest identity.

        Raises:
            Refused: `party-unknown`.
        """
        chain = self._chains.get(party)
        if not chain:
            known = ", ".join(sorted(self._chains))
            raise Refused(
                "party-unknown", expected=f"a party known here ({known})", got=party, remedy="detente council join"
            )
        return chain[-1]

    def knows(self, party: str) -> bool:
        """Say if any identity of the party is known."""
        return party in self._chains

    def chain(self, party: str) -> tuple[Identity, ...]:
        """Return all identities of a party, oldest first."""
        return self._chains.get(party, ())

    def notes(self, party: str) -> list[bytes]:
        """Return the signed notes of a party's identity chain, oldest first."""
        return list(self._notes.get(party, []))

    def learn(self, party: str, notes: Iterable[bytes], confirmed_at: Instant | None = None) -> bool:
        """Store those notes that continue the party's chain and say if any was new.

        Raises:
            Malformed: what `verify_chain` raises, or `identity-other`: the chain is of another party or another root.
        """
        known = self._notes.get(party, [])
        new = [note for note in notes if note not in known]
        if not new:
            return False
        chain = verify_chain([*known, *new])
        if chain[0].party != party or any(
            party in charter.parties and charter.parties[party].root != chain[0].root
            for charter in self.councils.values()
        ):
            raise Malformed(
                "identity-other",
                expected=f"the chain of {party} from the root in the charter",
                got=f"one of {chain[0].party}",
            )
        for identity, note in zip(chain[len(known) :], new, strict=True):
            self._store.put_identity(party, identity.serial, note, confirmed_at)
        self._notes[party] = [*known, *new]
        self._chains[party] = chain
        self._logs = {}
        self.version += 1
        return True

    def learn_from_entries(self, party: str, entries: Iterable[bytes]) -> bool:
        """Learn identity notes of a party from the plain entries in which it published them."""
        learned = False
        for entry in entries:
            if entry_type(entry) is not EntryType.PLAIN:
                continue
            try:
                act = parse_plain(entry)
                note = act.body.get("identity")
                if act.kind in (OPEN, IDENTITY) and isinstance(note, bytes):
                    learned = self.learn(party, [note]) or learned
            except Malformed:
                # A note that does not continue the chain teaches nothing; the entry is judged elsewhere.
                continue
        return learned

    # --- verification -----------------------------------------------------------------------------

    def log_keys(self, origin: Origin) -> tuple[VerifierKey, ...]:
        """Return the log keys that the author has ever named, newest first, as keys of that origin."""
        text = str(origin)
        if text not in self._logs:
            if len(self._logs) > limits.FEEDS_PER_LEVEL_MAX:
                self._logs.clear()
            publics = dict.fromkeys(identity.log for identity in reversed(self.chain(origin.party)))
            self._logs[text] = tuple(VerifierKey(text, Algorithm.ED25519, public) for public in publics)
        return self._logs[text]

    def verify_head(self, head: Head, entries: Iterable[bytes] = ()) -> None:
        """Raise unless the head is signed by a log key of its author; keys may stand in the entries that come with it.

        Raises:
            Malformed: `head-unsigned`, or what the signature's verification raises.
        """
        origin = parse_origin(head.origin)
        for attempt in (False, True):
            if attempt and not self.learn_from_entries(origin.party, entries):
                break
            for key in self.log_keys(origin):
                if key.key_id == head.signature[:4]:
                    verify_head(head.note(), key)
                    self._check_retired(origin, head, key)
                    return
        raise Malformed(
            "head-unsigned",
            expected=f"a signature by a log key of {origin.party}",
            got=f"key id {head.signature[:4].hex()}",
        )

    def _check_retired(self, origin: Origin, head: Head, key: VerifierKey) -> None:
        """A key that was retired speaks for what it had signed by then, and for nothing later."""
        for identity in self.chain(origin.party):
            last = identity.retired_size("log", key.public, head.origin)
            if last is not None and head.size > last:
                raise Malformed(
                    "head-by-retired-key", expected=f"at most {last} entries under that key", got=str(head.size)
                )

    def cosigner_keys(self, party: str, role: Role) -> tuple[VerifierKey, ...]:
        """Return the keys with which a party has ever cosigned in a role, newest first."""
        name = f"{party}/{role.name.lower()}"
        publics = dict.fromkeys(
            identity.mirror if role is Role.MIRROR else identity.witness for identity in reversed(self.chain(party))
        )
        return tuple(VerifierKey(name, Algorithm.COSIGNATURE, public) for public in publics)

    def verify_receipt(self, receipt: Receipt, now: Instant) -> None:
        """Raise unless head and cosignature verify and the cosignature's time is not in the future.

        Raises:
            Malformed: `receipt-unsigned`, `receipt-own`, `receipt-from-the-future`, or that of a signature.
        """
        if parse_origin(receipt.head.origin).party == receipt.party:
            raise Malformed("receipt-own", expected="a cosignature by another party than the author", got=receipt.party)
        if receipt.at > now + limits.CLOCK_SKEW_SECONDS_MAX:
            raise Malformed(
                "receipt-from-the-future",
                expected=f"a time at most {limits.CLOCK_SKEW_SECONDS_MAX} s ahead of {now}",
                got=str(receipt.at),
                remedy="compare the clocks of both nodes",
            )
        self.verify_head(receipt.head)
        for key in self.cosigner_keys(receipt.party, receipt.role):
            if key.key_id == receipt.signature[:4]:
                verify_cosignature(receipt.head.checkpoint, receipt.line(), key)
                return
        raise Malformed(
            "receipt-unsigned",
            expected=f"a cosignature by {receipt.party}",
            got=f"key id {receipt.signature[:4].hex()}",
        )
