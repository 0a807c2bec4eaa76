"""Reading entries: opening what is sealed for us, and the derived row of each entry. It judges no meaning."""

from collections.abc import Iterable
from contextlib import suppress
from typing import Any

from msgspec.structs import replace

from detente.clock import Instant
from detente.errors import Malformed
from detente.limits import ATTACHMENT_BYTES_MAX
from detente.node.context import Context
from detente.node.directory import OWN
from detente.node.references import awaited, to_text
from detente.protocol.acts import Act, parse_act
from detente.protocol.charter import Channel
from detente.protocol.entries import EntryType, entry_type, epoch_of, parse_plain
from detente.protocol.heads import parse_origin
from detente.protocol.seal import open_grant, open_sealed, parse_grant
from detente.record.store import ActRow, Feed, Reading

GRANT_KIND = "grant"
UNKNOWN_KIND = "unknown"


def charter_hash(context: Context, feed: Feed) -> bytes:
    """Return the hash that binds a feed's grants to its council."""
    return context.directory.charter(feed.council).charter_hash


def take_grant(context: Context, feed: Feed, index: int, entry: bytes) -> bool:
    """Open our box of a grant and keep the secret; say if there was one that opened.

    What was granted before we came is noted as not for us.
    """
    charter = context.directory.charter(feed.council)
    if feed.channel != OWN and context.party not in charter.members_of(feed.channel):
        return False
    if feed.channel != OWN and context.party in charter.channels[feed.channel].late:
        with suppress(Malformed):
            grant = parse_grant(entry)
            if charter.number_of(context.party) not in grant.boxes:
                context.store.put_secret(feed, grant.epoch_id, b"", index)
                return False
    for private in context.keyring.hpke_privates():
        try:
            epoch = open_grant(
                entry, feed.origin, index, charter.charter_hash, charter.number_of(context.party), private
            )
        except Malformed:
            continue
        context.keep_secret(feed, epoch.id, epoch.secret, index)
        return True
    return False


def open_entry(context: Context, feed: Feed, index: int, entry: bytes, *, sure: bool = False) -> Act | Reading:
    """Return the act that an entry says, or how far it can be read.

    A grant and an entry of unknown type have no act: they read as `Reading.SEALED` where they are not for us.

    Args:
        sure: its row says that it was readable when it was stored; a third of the time goes into seeing that.
    """
    match entry_type(entry):
        case EntryType.PLAIN:
            try:
                return parse_plain(entry, sure=sure)
            except Malformed:
                return Reading.MALFORMED
        case EntryType.SEALED:
            return _open_sealed(context, feed, index, entry, sure=sure)
        case EntryType.GRANT | None:
            return Reading.SEALED


def open_at(context: Context, feed: Feed, index: int) -> Act | Reading:
    """Return what the entry at an index of a feed says, or how far it can be read."""
    return open_entry(context, feed, index, context.store.entries(feed, index, index + 1)[0])


def _open_sealed(context: Context, feed: Feed, index: int, entry: bytes, *, sure: bool) -> Act | Reading:
    if feed.channel != OWN and context.party not in _channel(context, feed).ever:
        return Reading.SEALED
    try:
        epoch = epoch_of(entry)
        secret = context.secret(epoch)
        if secret is None:
            return Reading.SEALED if _before_us(context, feed, index, epoch) else Reading.CANNOT_OPEN
        plaintext = open_sealed(secret, feed.origin, index, entry)
    except Malformed:
        return Reading.CANNOT_OPEN
    try:
        return parse_act(plaintext, sure=sure)
    except Malformed:
        return Reading.MALFORMED


def _before_us(context: Context, feed: Feed, index: int, epoch: bytes) -> bool:
    """Say if an epoch was granted to others only because we had not come yet, or had left.

    Once its author has boxed a secret for us, it leaves us out again only where we have left meanwhile.
    """
    if feed.channel == OWN or not context.store.granted_to_others(feed, epoch):
        return False
    channel = _channel(context, feed)
    stayed = context.party in channel.members and context.party not in channel.returned
    return not (stayed and any(granted < index for granted, _epoch in context.store.epochs(feed)))


def derive(context: Context, feed: Feed, index: int, entry: bytes, stored_at: Instant) -> ActRow:
    """Return the derived row of an entry; the same bytes and secrets always give the same row."""
    return read_entry(context, feed, index, entry, stored_at)[0]


def read_entry(context: Context, feed: Feed, index: int, entry: bytes, stored_at: Instant) -> tuple[ActRow, Act | None]:
    """Return the derived row of an entry, and the act where it could be read."""
    row, act = _read(context, feed, index, entry, stored_at)
    return in_its_time(context, feed, row), act


def read_citing_again(context: Context, feed: Feed, first: int) -> None:
    """Derive anew, now that entries of a feed from that index on are stored, the acts that had cited them before."""
    for index in range(first, feed.size):
        for row in context.store.citing(feed.council, awaited(feed, index)):
            feeds = context.held.feeds(row.council, channel=row.channel, party=row.party)
            citing = next(one for one in feeds if one.id == row.feed)
            # What this very step appended and has not stored yet cites what was here.
            if row.index < citing.size:
                entry = context.store.entries(citing, row.index, row.index + 1)[0]
                again = derive(context, citing, row.index, entry, row.stored_at)
                if again != row:
                    context.put_act(again)


def in_its_time(context: Context, feed: Feed, row: ActRow) -> ActRow:
    """Return the row, marked where its author had withdrawn before."""
    charter = context.directory.charter(feed.council)
    if feed.channel == OWN or not charter.after_withdrawal(feed.party, feed.channel, feed.number, row.index):
        return row
    fault = ("party-withdrawn", f"{feed.party} had withdrawn before")
    return _with(row, irregular=(*row.irregular, fault))


def _read(context: Context, feed: Feed, index: int, entry: bytes, stored_at: Instant) -> tuple[ActRow, Act | None]:
    origin = parse_origin(feed.origin)
    ref = origin.reference(index)
    base = ActRow(feed.id, index, ref, feed.council, feed.channel, feed.party, Reading.READABLE, stored_at)
    sort = entry_type(entry)
    if sort is EntryType.GRANT:
        return _with(base, kind=GRANT_KIND), None
    if sort is None:
        unknown = ("entry-type-unknown", f"first byte {entry[:1].hex()}")
        return _with(base, kind=UNKNOWN_KIND, irregular=(unknown,)), None
    if sort is EntryType.SEALED and _is_public(context, feed):
        fault = ("sealed-in-public", "a public channel is in clear")
        return _with(base, reading=Reading.MALFORMED, irregular=(fault,)), None
    read = open_entry(context, feed, index, entry)
    if isinstance(read, Reading):
        faults = (("act-malformed", "opened, and not an act of this format"),) if read is Reading.MALFORMED else ()
        return _with(base, reading=read, irregular=faults), None
    return row_of(context, base, read), read


def _is_public(context: Context, feed: Feed) -> bool:
    return feed.channel != OWN and _channel(context, feed).public


def _channel(context: Context, feed: Feed) -> Channel:
    return context.directory.charter(feed.council).channels[feed.channel]


def row_of(context: Context, base: ActRow, act: Act) -> ActRow:
    """Return the row of an act that could be read."""
    charter = context.directory.charter(base.council)
    cites = tuple(to_text(context, charter, cited, base) for cited in act.cites)
    dossier = to_text(context, charter, act.dossier, base) if act.dossier else base.ref
    return _with(
        base,
        kind=act.kind,
        claimed_at=act.claimed_at,
        officer=act.officer,
        dossier=dossier,
        re=cites[0] if act.answers and cites else None,
        precedence=int(act.precedence),
        to=_names(context, base.council, act.to),
        cites=cites,
        irregular=_irregularities(context, base, act),
    )


def _names(context: Context, council: str, numbers: Iterable[int]) -> tuple[str, ...]:
    by_number = {member.number: party for party, member in context.directory.charter(council).parties.items()}
    return tuple(by_number.get(number, f"?{number}") for number in numbers)


def _irregularities(context: Context, base: ActRow, act: Act) -> tuple[tuple[str, str], ...]:
    """What is wrong with an act by the rules that need no desk: it is kept, marked, and counts for nothing."""
    found = []
    own = base.channel == OWN
    # Who was addressed before its withdrawal was known was rightly addressed.
    members = {base.party} if own else context.directory.charter(base.council).channels[base.channel].ever
    unknown = [name for name in _names(context, base.council, act.to) if name not in members]
    if unknown:
        found.append(("addressee-not-a-member", f"addressed to {', '.join(unknown)}, not in {base.channel}"))
    if any(one.size > ATTACHMENT_BYTES_MAX for one in act.attachments):
        found.append(("attachment-too-large", f"an attachment of more than {ATTACHMENT_BYTES_MAX} bytes"))
    return tuple(found)


def _with(base: ActRow, **changes: Any) -> ActRow:
    return replace(base, **changes)
