"""The party's own feeds: appending, sealing, granting, signing. A signature covers a commit, not an entry.

A step appends whatever it has to any number of own feeds; `finish` writes the entries and signs one head a feed. The
core commits after that, and only then lets anything leave.
"""

import hashlib
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from detente import limits
from detente.clock import DAY, Instant
from detente.council.kinds import Place, texts_of
from detente.council.registry import kind_of
from detente.errors import Refused
from detente.node.context import DOUBT, Context
from detente.node.directory import LINE, OWN
from detente.node.events import Changed, Draft, Written
from detente.node.reader import derive, in_its_time, read_citing_again, row_of
from detente.node.references import find, to_wire
from detente.protocol import cbor
from detente.protocol.acts import CHARTER_KINDS, NODE_KINDS, OPEN, Act, Reference
from detente.protocol.charter import Charter
from detente.protocol.entries import plain_entry
from detente.protocol.heads import Head, Origin, parse_origin
from detente.protocol.seal import Epoch, entry_size, make_grant, new_epoch, plaintext_max, seal
from detente.record.store import ActRow, Feed, Reading
from detente.tlog.checkpoint import Checkpoint, sign_head
from detente.tlog.merkle import Range, leaf_hash


class Room(NamedTuple):
    """How many bytes an act has before it is sealed, and how many it may have."""

    size: int
    most: int


class Scribe:
    """Writes what this party says."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._pending: dict[str, tuple[Feed, list[bytes], list[bytes], Range]] = {}
        self._epochs: dict[str, list[tuple[int, bytes, bytes]]] = {}
        self.on_charter: set[str] = set()
        """Councils on whose charter this party said something in this step."""
        self._boxed: dict[tuple[str, str, int], tuple[dict[int, bytes], bytes]] = {}
        self.background: Callable[[str, str], list[str]] = lambda _council, _channel: []
        """What we said about ourselves (council, channel) that no entry of ours in that channel has cited yet."""
        self.open_ends: Callable[[str, str], list[str]] = lambda _council, _dossier: []
        """The acts (council, dossier) that count there and come before no other of them."""

    def mark(self) -> dict[str, int]:
        """Return how much of each feed is appended so far, for `forget`."""
        return {origin: len(entries) for origin, (_feed, entries, _leaves, _after) in self._pending.items()}

    def forget(self, mark: dict[str, int] | None = None) -> None:
        """Drop what was appended since the mark by work that left no trace; without a mark, all."""
        self._epochs.clear()
        for origin, (feed, entries, leaves, _after) in list(self._pending.items()):
            kept = (mark or {}).get(origin, 0)
            if kept == 0:
                del self._pending[origin]
            elif kept < len(entries):
                self._pending[origin] = (feed, entries[:kept], leaves[:kept], feed.range.extend(leaves[:kept]))

    # --- acts -------------------------------------------------------------------------------------

    def submit(self, draft: Draft, now: Instant) -> Written:
        """Append an officer's act that was checked, and return where it stands.

        Raises:
            Refused: `reference-unknown`, `entry-too-large`, `line-act-too-large`.
        """
        act = self.planned(draft, now)
        feed, index = self.append(draft.council, draft.channel, act, now)
        return Written(draft.council, parse_origin(feed.origin).reference(index), feed.origin, index)

    def append(self, council: str, channel: str, act: Act, now: Instant, *, plain: bool = False) -> tuple[Feed, int]:
        """Append one act to the feed in which this party writes now; public channels are never sealed.

        Nor is what changes the charter: the depositary must know it, and parties to come must be able to check it.
        """
        feed = self._writing(council, channel, now)
        if plain or self._in_clear(council, channel, act.kind):
            entry = plain_entry(act)
            index = self._next_index(feed)
        else:
            epoch = self._epoch(feed, now)
            index = self._next_index(feed)
            entry = seal(epoch, feed.origin, index, act.to_bytes())
        _check_size(channel, act.kind, len(entry))
        if act.kind in CHARTER_KINDS:
            self.on_charter.add(council)
        self._add(feed, entry)
        base = ActRow(
            feed.id,
            index,
            parse_origin(feed.origin).reference(index),
            council,
            channel,
            feed.party,
            Reading.READABLE,
            now,
        )
        self._context.want(feed, act.attachments)
        row = in_its_time(self._context, feed, row_of(self._context, base, act))
        self._context.put_act(row)
        self._context.effects.append(Changed(council, "act", row.ref))
        return feed, index

    def place(self, council: str, channel: str, now: Instant) -> tuple[Feed, int]:
        """Return the feed of a channel in which this party writes now, and the index of its next entry."""
        feed = self._writing(council, channel, now)
        return feed, self._next_index(feed)

    def finish(self, now: Instant) -> None:
        """Store what the step appended and sign one head for each feed that grew."""
        context = self._context
        written = []
        for feed, entries, leaves, after in self._pending.values():
            grown = context.store.append(feed, entries, leaves, after, now)
            note = sign_head(Checkpoint(feed.origin, after.size, after.root()), context.log_signer(feed.origin))
            head = Head(feed.origin, after.size, after.root(), note.signatures[0].key_id + note.signatures[0].value)
            written.append((context.held.put(context.store.put_head(grown, head)), feed.size))
            context.owe_entries(feed)
        self._pending.clear()
        for feed, first in written:
            read_citing_again(context, feed, first)

    # --- drafting ---------------------------------------------------------------------------------

    def check(self, draft: Draft) -> None:
        """Be silent where this party may write in the channel, and all who read it may know whom and what it names.

        Raises:
            Refused: `council-unknown`, `channel-unknown`, `not-a-member`, `addressee-unknown`, `addressee-twice`,
                `reference-unknown`, `citation-hidden`.
        """
        context = self._context
        charter = context.directory.charter(draft.council)
        if draft.channel != OWN and draft.channel not in charter.channels:
            raise Refused("channel-unknown", expected=f"one of {', '.join(charter.channels)}", got=draft.channel)
        members = context.directory.members(draft.council, draft.channel)
        if context.party not in members or (
            draft.channel != OWN and not charter.may_write(context.party, draft.channel)
        ):
            raise Refused("not-a-member", expected=f"a channel in which {context.party} may write", got=draft.channel)
        strangers = [party for party in draft.to if party not in members]
        if strangers:
            raise Refused(
                "addressee-unknown",
                expected=f"members of {draft.channel}: {', '.join(members)}",
                got=", ".join(strangers),
                remedy="address a member, or choose a channel in which the party reads",
            )
        if len(set(draft.to)) != len(draft.to):
            raise Refused(
                "addressee-twice", expected="each addressee once", got=", ".join(draft.to), remedy="name a party once"
            )
        self._check_cited(draft)

    def _check_cited(self, draft: Draft) -> None:
        """A citation shows that an act exists, where, and half of its hash: only who holds that entry may see it.

        What is made for a public channel names, by its making, the sealed act that it publishes.
        """
        named = (draft.re, draft.dossier, self._dossier_of(draft), *draft.cites, *texts_of(draft.body, "bears_on"))
        for text in filter(None, named):
            feed, _index = self.locate(draft.council, text)
            if self._context.directory.all_hold(draft.council, draft.channel, feed.channel):
                continue
            if feed.channel == OWN or kind_of(draft.kind).place is not Place.PUBLIC:
                raise Refused(
                    "citation-hidden",
                    expected=f"an act that everybody who reads {draft.channel} may hold",
                    got=f"{text}, of {feed.channel}",
                    remedy=f"leave the citation out, or say it in {feed.channel}",
                )

    def _dossier_of(self, draft: Draft) -> str | None:
        """Return the first act of the dossier to which a draft belongs: the one named, or that of what it answers."""
        named = draft.dossier or draft.re
        if named is None:
            return None
        row = self._context.store.act_at(*self.locate(draft.council, named))
        return (row.dossier if row else None) or named

    def planned(self, draft: Draft, now: Instant) -> Act:
        """Return the act that a draft makes when it is written at that second; nothing is written.

        Raises:
            Refused: `reference-unknown`.
        """
        charter = self._context.directory.charter(draft.council)
        cites, dossier = self._citations(draft)
        return Act(
            kind=draft.kind,
            claimed_at=now if draft.claimed_at is None else draft.claimed_at,
            officer=draft.officer,
            dossier=dossier,
            cites=cites,
            body=draft.body if dossier is not None or draft.channel == OWN else {**draft.body, **_terms(charter)},
            precedence=draft.precedence,
            to=tuple(sorted(charter.number_of(party) for party in draft.to)),
            language=draft.language,
            marking=draft.marking,
            attachments=draft.attachments,
            answers=draft.re is not None,
        )

    def _citations(self, draft: Draft) -> tuple[tuple[Reference, ...], Reference | None]:
        """Return what the act builds on and its dossier's first act.

        First what it answers, then what its officer names or its body says to bear on, then the dossier's open ends.
        """
        context, council = self._context, draft.council
        cited: dict[str, Reference] = {}

        def cite(text: str) -> None:
            feed, index = self.locate(council, text)
            row = context.store.act_at(feed, index)
            ref = row.ref if row else text
            cited.setdefault(ref, self._to_wire(charter_of=council, feed=feed, index=index, channel=draft.channel))

        for text in filter(None, (draft.re, *draft.cites, *texts_of(draft.body, "bears_on"))):
            cite(text)
        if draft.channel != OWN:
            # So that everybody can prove under which accreditations and suspensions of ours this act was made.
            for text in self.background(council, draft.channel):
                if self._context.directory.all_hold(council, draft.channel, self.locate(council, text)[0].channel):
                    cite(text)
        dossier_text = self._dossier_of(draft)
        if dossier_text is None:
            return tuple(cited.values())[: limits.CITES_MAX], None
        feed, index = self.locate(council, dossier_text)
        dossier = self._to_wire(charter_of=council, feed=feed, index=index, channel=draft.channel)
        head_ref = parse_origin(feed.origin).reference(index)
        for text in self.open_ends(council, head_ref)[: limits.CITES_MAX - 2]:
            cite(text)
        if not cited:
            cite(head_ref)
        return tuple(cited.values())[: limits.CITES_MAX], dossier

    def locate(self, council: str, text: str) -> tuple[Feed, int]:
        """Return feed and index of a reference, one appended in this very step included."""
        for feed, entries, _leaves, after in self._pending.values():
            for index in range(after.size - len(entries), after.size):
                if feed.council == council and parse_origin(feed.origin).reference(index) == text.upper():
                    return feed, index
        return find(self._context, council, text)

    def _to_wire(self, *, charter_of: str, feed: Feed, index: int, channel: str) -> Reference:
        charter = self._context.directory.charter(charter_of)
        pending = self._pending.get(feed.origin)
        if pending is not None and index >= pending[3].size - len(pending[1]):
            leaf = pending[2][index - (pending[3].size - len(pending[1]))][:16]
            number = charter.number_of(feed.party)
            return Reference(number, feed.number, index, leaf, None if feed.channel == channel else feed.channel)
        return to_wire(self._context, charter, feed, index, channel)

    def room(self, draft: Draft, now: Instant) -> Room:
        """Return how long the act is that a draft makes, and how long it may be.

        Raises:
            Refused: `reference-unknown`.
        """
        size, most = len(self.planned(draft, now).to_bytes()), _entry_bytes_max(draft.channel, draft.kind)
        clear = self._in_clear(draft.council, draft.channel, draft.kind)
        return Room(size, most - 1 if clear else plaintext_max(most))

    def check_size(self, draft: Draft, now: Instant) -> None:
        """Be silent where the act that a draft makes is no longer than its channel takes, once it is sealed.

        Raises:
            Refused: `entry-too-large`, `line-act-too-large`, `reference-unknown`.
        """
        size = len(self.planned(draft, now).to_bytes())
        clear = self._in_clear(draft.council, draft.channel, draft.kind)
        _check_size(draft.channel, draft.kind, size + 1 if clear else entry_size(size))

    def _in_clear(self, council: str, channel: str, kind: str) -> bool:
        """Say if an act is not sealed: in a public channel, and where it changes the charter."""
        if kind in CHARTER_KINDS:
            return True
        return channel != OWN and self._context.directory.charter(council).channels[channel].public

    # --- feeds and generations --------------------------------------------------------------------

    def _next_index(self, feed: Feed) -> int:
        pending = self._pending.get(feed.origin)
        return feed.size if pending is None else pending[3].size

    def _add(self, feed: Feed, entry: bytes) -> None:
        _feed, entries, leaves, after = self._pending.get(feed.origin) or (feed, [], [], feed.range)
        leaf = leaf_hash(entry)
        entries.append(entry)
        leaves.append(leaf)
        self._pending[feed.origin] = (feed, entries, leaves, after.append(leaf))

    def _writing(self, council: str, channel: str, now: Instant) -> Feed:
        """Return the generation in which this party writes now; open the first, or the next where there is doubt."""
        context = self._context
        named = context.store.setting(_writing_key(council, channel))
        if named is not None:
            feed = context.held.feed(named.decode())
            if feed is not None and feed.closed_index is None:
                return feed
        return self._open_generation(council, channel, now)

    def entry(self, feed: Feed, index: int) -> bytes:
        """Return an entry by its place, one appended in this very step included."""
        pending = self._pending.get(feed.origin)
        if pending is not None:
            _feed, entries, _leaves, after = pending
            first = after.size - len(entries)
            if index >= first:
                return entries[index - first]
        return self._context.store.entries(feed, index, index + 1)[0]

    def pends(self, origin: str) -> bool:
        """Say if this step has appended to a feed what is not signed yet."""
        return origin in self._pending

    def outran(self, feed: Feed) -> bool:
        """Say if a generation is later than the one in which this node writes, and so was opened by another node."""
        named = self._context.store.setting(_writing_key(feed.council, feed.channel))
        return named is not None and parse_origin(named.decode()).number < feed.number

    def writes(self, feed: Feed) -> bool:
        """Say if this is the generation in which this party writes now."""
        return self._context.store.setting(_writing_key(feed.council, feed.channel)) == feed.origin.encode()

    def doubt(self, council: str, channel: str, now: Instant) -> None:
        """Never continue a feed whose newest may not be here: the next generation opens at once."""
        context = self._context
        if context.held.feeds(council, channel=channel, party=context.party) or context.store.setting(
            _writing_key(council, channel)
        ):
            self._open_generation(council, channel, now)

    def _open_generation(self, council: str, channel: str, now: Instant) -> Feed:
        context = self._context
        mine = context.held.feeds(council, channel=channel, party=context.party)
        number = max((feed.number for feed in mine), default=0) + 1
        if number == 1 and context.store.setting(DOUBT) is not None:
            # An empty record under keys that may have written before: the first generation may exist elsewhere.
            number = 2
        generation = "1" if number == 1 else f"{number}-{context.dice.randbytes(8).hex()}"
        origin = str(Origin(council, channel, context.party, generation))
        feed = context.held.open(origin, now)
        context.store.put_setting(_writing_key(council, channel), origin.encode())
        self._append_open(feed, mine, now)
        return feed

    def _append_open(self, feed: Feed, mine: list[Feed], now: Instant) -> None:
        """The first entry names the charter, the identity, and each head that this generation continues."""
        context = self._context
        charter = context.directory.charter(feed.council)
        body: dict[str, Any] = {
            "charter": charter.charter_hash,
            "identity": context.directory.notes(context.party)[-1],
        }
        heads = [
            head for old in sorted(mine, key=lambda old: old.number) if (head := context.store.head(old)) is not None
        ]
        if heads:
            body["previous"] = heads[-1].checkpoint.text()
        if len(heads) > 1:
            body["branches"] = [head.checkpoint.text() for head in heads[:-1]]
        act = Act(kind=OPEN, claimed_at=now, body=body)
        entry = plain_entry(act)
        self._add(feed, entry)
        context.put_act(derive(context, feed, 0, entry, now))

    # --- epochs -----------------------------------------------------------------------------------

    def _epoch(self, feed: Feed, now: Instant) -> Epoch:
        """Return the epoch to seal with: a next one when all reachable members have receipted its grant."""
        context = self._context
        epochs = self._own_epochs(feed)
        members, digest = self._members(feed)
        if not epochs or epochs[-1][2] != digest:
            return self._grant(feed, members, digest, now)
        index, epoch_id, _digest = epochs[-1]
        if len(epochs) > 1 and not self._receipted_by_reachable(feed, index, now):
            epoch_id = epochs[-2][1]
        elif self._next_index(feed) - index > context.settings.epoch_entries:
            # The next grant goes out now; this entry still uses the present epoch.
            self._grant(feed, members, digest, now)
        secret = context.secret(epoch_id)
        if secret is None:
            return self._grant(feed, members, digest, now)
        return Epoch(secret, epoch_id)

    def _grant(self, feed: Feed, members: Mapping[int, bytes], digest: bytes, now: Instant) -> Epoch:
        context = self._context
        epoch = new_epoch(context.dice.randbytes(32))
        charter = context.directory.charter(feed.council)
        if len(members) > limits.GRANT_BOXES_MAX:
            raise Refused(
                "grant-too-large",
                expected=f"at most {limits.GRANT_BOXES_MAX} members of a sealed channel",
                got=str(len(members)),
            )
        index = self._next_index(feed)
        entry = make_grant(epoch, feed.origin, index, charter.charter_hash, members)
        self._add(feed, entry)
        context.keep_secret(feed, epoch.id, epoch.secret, index)
        context.put_act(derive(context, feed, index, entry, now))
        self._epochs[feed.origin] = [*self._own_epochs(feed)[-1:], (index, epoch.id, digest)]
        context.store.put_setting(_epochs_key(feed), cbor.encode([list(item) for item in self._epochs[feed.origin]]))
        return epoch

    def grant_again(
        self, council: str, channel: str, epoch: Epoch, members: Mapping[int, bytes], now: Instant
    ) -> tuple[Feed, int]:
        """Hand an earlier epoch's secret to more members, and return where that stands; nothing is sealed under it."""
        context = self._context
        feed, index = self.place(council, channel, now)
        charter_hash = context.directory.charter(council).charter_hash
        entry = make_grant(epoch, feed.origin, index, charter_hash, members)
        self._add(feed, entry)
        context.put_act(derive(context, feed, index, entry, now))
        return feed, index

    def _members(self, feed: Feed) -> tuple[dict[int, bytes], bytes]:
        """Return the HPKE keys that a grant is boxed for, by member number, and their hash."""
        directory = self._context.directory
        key = (feed.council, feed.channel, directory.version)
        if key not in self._boxed:
            charter = directory.charter(feed.council)
            members = directory.members(feed.council, feed.channel)
            keys = {
                charter.number_of(party): directory.identity(party).hpke for party in members if directory.knows(party)
            }
            self._boxed[key] = keys, hashlib.sha256(cbor.encode(keys)).digest()
        return self._boxed[key]

    def _own_epochs(self, feed: Feed) -> list[tuple[int, bytes, bytes]]:
        if feed.origin not in self._epochs:
            stored = self._context.store.setting(_epochs_key(feed))
            self._epochs[feed.origin] = (
                [(index, epoch_id, digest) for index, epoch_id, digest in cbor.decode(stored)] if stored else []
            )
        return self._epochs[feed.origin]

    def _receipted_by_reachable(self, feed: Feed, index: int, now: Instant) -> bool:
        context = self._context
        receipted = {receipt.party for receipt in context.store.receipts(feed, covering=index)}
        contacts = context.store.contacts()
        reachable = {party for party, at in contacts.items() if now - at < DAY}
        members = set(context.directory.members(feed.council, feed.channel)) - {context.party}
        return reachable & members <= receipted


def _terms(charter: Charter) -> dict[str, Any]:
    """Return under which charter a matter is opened, where it is no longer the founding one: docs/spec/dossiers.md."""
    gone = sorted(charter.withdrawn)
    return ({"amended": charter.amended} if charter.amended else {}) | ({"without": gone} if gone else {})


def _entry_bytes_max(channel: str, kind: str) -> int:
    """Return how many bytes an entry may have there.

    What the node itself has to say, an identity above all, does not fit the line's limit for people.
    """
    spoken = channel == LINE and kind not in NODE_KINDS | CHARTER_KINDS
    return limits.LINE_ACT_BYTES_MAX if spoken else limits.ENTRY_BYTES_MAX


def _check_size(channel: str, kind: str, size: int) -> None:
    """Be silent where an entry of so many bytes is not too long for its channel."""
    if size <= (most := _entry_bytes_max(channel, kind)):
        return
    if most == limits.LINE_ACT_BYTES_MAX:
        raise Refused(
            "line-act-too-large",
            expected=f"at most {limits.LINE_ACT_BYTES_MAX} bytes sealed on the line",
            got=f"{size} bytes",
            remedy="shorten the text, attach the long part, or use another channel",
        )
    raise Refused(
        "entry-too-large",
        expected=f"at most {limits.ENTRY_BYTES_MAX} bytes",
        got=f"{size} bytes",
        remedy="send the long part as an attachment",
    )


def _writing_key(council: str, channel: str) -> str:
    return f"writing/{council}/{channel}"


def _epochs_key(feed: Feed) -> str:
    return f"epochs/{feed.origin}"
