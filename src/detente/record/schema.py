"""The tables of a record, and how a place in a feed is one number. docs/spec/record.md says what each one promises.

What is *kept* cannot be made again from anything else here: entries, heads, receipts, notes, secrets, proofs. What is
*derived* can be dropped and rebuilt: tiles and leaf hashes from entries; `acts` and `citations` from entries and
secrets; the journal's tables, dossiers, turns, traits and duties from those. Types are the ones that every SQL database
has: integers, text, bytes.
"""

from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.schema import CreateIndex, CreateTable

REVISIONS: Final = ("0001", "0002", "0003", "0004", "0005", "0006", "0007", "0008")
"""The versions of this schema that this program can open, oldest first; the last is what it writes."""

HEAD: Final = REVISIONS[-1]

INDEX_BITS = 40
"""Bits of a place that are the index: 10^12 entries a feed, and 2^23 feeds, fit a signed 64-bit integer."""

TILE_BITS = 36
"""Bits of a tile's place that are its number; level 0 of a feed of 2^40 entries has 2^32 tiles."""

FEEDS_MAX = 2**23 - 1
"""Feeds of one record: what a place leaves for them."""


def place_of(feed: int, index: int) -> int:
    """Return the number under which an entry is stored: feeds one after the other, entries in order."""
    assert 0 < feed <= FEEDS_MAX, f"no feed number: {feed}"
    assert 0 <= index < 1 << INDEX_BITS, f"no index that a record can hold: {index}"
    return feed << INDEX_BITS | index


def feed_and_index(place: int) -> tuple[int, int]:
    """Return what `place_of` joined."""
    return place >> INDEX_BITS, place & (1 << INDEX_BITS) - 1


def tile_place(feed: int, level: int, n: int) -> int:
    """Return the number under which a tile is stored: of one feed, level by level."""
    assert 0 < feed <= FEEDS_MAX, f"no feed number: {feed}"
    assert 0 <= level < 8, f"no tile level: {level}"
    assert 0 <= n < 1 << TILE_BITS, f"no tile number that a record can hold: {n}"
    return feed << INDEX_BITS | level << TILE_BITS | n


def tile_of(place: int) -> tuple[int, int, int]:
    """Return (feed, level, number), what `tile_place` joined."""
    below = place & (1 << INDEX_BITS) - 1
    return place >> INDEX_BITS, below >> TILE_BITS, below & (1 << TILE_BITS) - 1


_Big = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
"""SQLite keeps a table by its key only where the key's type is spelled INTEGER; it has 64 bits there too."""

metadata = sa.MetaData()


def _table(name: str, *columns: "sa.Column[Any] | sa.Index | sa.ForeignKeyConstraint", keyed: bool = False) -> sa.Table:
    """Return a table; `keyed` keeps its short rows in the tree of the key itself, where SQLite would make two trees."""
    return sa.Table(name, metadata, *columns, sqlite_strict=True, sqlite_with_rowid=not keyed)


def _key(name: str, kind: Any, *references: sa.ForeignKey) -> "sa.Column[Any]":
    return sa.Column(name, kind, *references, primary_key=True, autoincrement=False)


def _integer(name: str) -> "sa.Column[int]":
    return sa.Column(name, _Big, nullable=False)


def _text(name: str) -> "sa.Column[str]":
    return sa.Column(name, sa.Text(), nullable=False)


def _bytes(name: str) -> "sa.Column[bytes]":
    return sa.Column(name, sa.LargeBinary(), nullable=False)


# --- this node -------------------------------------------------------------------------------------------------------

commits = _table("commits", _key("id", _Big), _integer("count"), _integer("acts_dropped"))
"""One row: how many writing transactions there ever were, and the greatest sequence of acts ever dropped."""

settings = _table("settings", _key("key", sa.Text()), _bytes("value"), keyed=True)

councils = _table("councils", _key("id", sa.Text()), _integer("position"), _bytes("charter"), _integer("joined_at"))

identities = _table(
    "identities",
    _key("party", sa.Text()),
    _key("serial", _Big),
    _bytes("note"),
    sa.Column("confirmed_at", _Big),
)

amendments = _table(
    "amendments",
    _key("council", sa.Text()),
    _key("digest", sa.LargeBinary()),
    _bytes("note"),
    _integer("known_at"),
)
"""What changes a charter, complete: amendments and withdrawals, by the SHA-256 of their text."""

contacts = _table("contacts", _key("party", sa.Text()), _integer("at"), keyed=True)

shelves = _table(
    "shelves", _key("shelf", sa.Text()), _key("key", sa.Text()), _integer("until"), _bytes("value"), keyed=True
)
"""What this machine alone has: neither evidence nor derived from it."""

# --- feeds: what was signed ------------------------------------------------------------------------------------------

feeds = _table(
    "feeds",
    _key("id", _Big),
    sa.Column("origin", sa.Text(), nullable=False, unique=True),
    _text("council"),
    _text("channel"),
    _text("party"),
    _text("generation"),
    _integer("number"),
    _integer("size"),
    _bytes("range"),
    _integer("head_size"),
    sa.Column("closed_index", _Big),
    _integer("opened_at"),
)

entries = _table("entries", _key("place", _Big), _bytes("leaf"), _integer("stored_at"), _bytes("entry"))

tiles = _table("tiles", _key("place", _Big), _bytes("hashes"))

heads = _table(
    "heads",
    _key("feed", _Big, sa.ForeignKey("feeds.id")),
    _key("size", _Big),
    _key("root", sa.LargeBinary()),
    _integer("held"),
    _bytes("signature"),
    keyed=True,
)
"""`held` is 1 where the head was stored for the entries held here, 0 where it only came inside a receipt."""

receipts = _table(
    "receipts",
    _key("feed", _Big),
    _key("party", sa.Text()),
    _key("role", _Big),
    _key("size", _Big),
    _bytes("root"),
    _integer("overtaken"),
    _integer("first_at"),
    _bytes("first_signature"),
    _integer("last_at"),
    _bytes("last_signature"),
    sa.Index("receipts_last", "party", "last_at"),
    sa.ForeignKeyConstraint(("feed", "size", "root"), ("heads.feed", "heads.size", "heads.root")),
    keyed=True,
)
"""`overtaken` is 1 where the same cosigner covers more with an earlier time: never its earliest word on any entry."""

secrets = _table(
    "secrets",
    _key("epoch_id", sa.LargeBinary()),
    _key("feed", _Big, sa.ForeignKey("feeds.id")),
    _integer("granted_index"),
    _bytes("sealed"),
    sa.Index("secrets_feed", "feed", "granted_index"),
    keyed=True,
)

contradictions = _table(
    "contradictions",
    _key("position", _Big),
    sa.Column("id", sa.Text(), nullable=False, unique=True),
    _text("council"),
    _text("origin"),
    sa.Column("index", _Big),
    _bytes("proof"),
    _integer("known_at"),
)

attachments = _table(
    "attachments",
    _key("hash", sa.LargeBinary()),
    _key("council", sa.Text()),
    _key("channel", sa.Text()),
    _integer("size"),
    _integer("held"),
    keyed=True,
)

erasables = _table(
    "erasables",
    _key("hash", sa.LargeBinary()),
    _key("council", sa.Text()),
    _key("channel", sa.Text()),
    _text("erased_by"),
    keyed=True,
)
"""Attachments that may be erased, or were: by which act, empty where none did."""

# --- derived: how entries read ---------------------------------------------------------------------------------------

acts = _table(
    "acts",
    _key("sequence", _Big),
    sa.Column("place", _Big, nullable=False, unique=True),
    _text("ref"),
    _text("council"),
    _text("channel"),
    _text("party"),
    _text("reading"),
    _integer("stored_at"),
    _text("kind"),
    _integer("claimed_at"),
    _text("officer"),
    _text("dossier"),
    sa.Column("re", sa.Text()),
    _integer("precedence"),
    _text("to"),
    _text("cites"),
    _text("irregular"),
)
"""`to`, `cites` and `irregular` are JSON."""

sa.Index("acts_ref", acts.c.council, acts.c.ref, unique=True)
sa.Index("acts_council", acts.c.council, acts.c.sequence)
sa.Index("acts_channel", acts.c.council, acts.c.channel, acts.c.sequence)
sa.Index("acts_dossier", acts.c.council, acts.c.dossier, acts.c.sequence)
sa.Index("acts_kind", acts.c.council, acts.c.kind, acts.c.sequence)
sa.Index("acts_re", acts.c.council, acts.c.re, acts.c.party)
_closed = acts.c.reading == sa.text("'cannot-open'")
sa.Index("acts_closed", acts.c.place, sqlite_where=_closed, postgresql_where=_closed)

citations = _table(
    "citations",
    _key("council", sa.Text()),
    _key("cited", sa.Text()),
    _key("place", _Big),
    keyed=True,
)

# --- derived: the council's time, and what dossiers add up to ---------------------------------------------------------

journal_heads = _table("journal_heads", _key("council", sa.Text()), _key("position", _Big), _integer("at"), keyed=True)
"""One row for each `heads` entry; `position` grows over all generations of the journal."""

journal_sizes = _table("journal_sizes", _key("origin", sa.Text()), _key("position", _Big), _integer("size"), keyed=True)

journal_receipts = _table(
    "journal_receipts",
    _key("origin", sa.Text()),
    _key("position", _Big),
    _key("party", sa.Text()),
    _integer("size"),
    _integer("at"),
    keyed=True,
)

dossiers = _table(
    "dossiers",
    _key("council", sa.Text()),
    _key("dossier", sa.Text()),
    _integer("last_sequence"),
    _integer("stale"),
    _integer("timed"),
    _text("desk"),
    _text("channel"),
    _text("status"),
    _integer("conflict"),
    _integer("acts"),
    sa.Column("due_at", _Big),
    sa.Column("sealed", sa.LargeBinary()),
    sa.Column("open", _Big, nullable=False, server_default="1"),
    sa.Index("dossiers_last", "council", "last_sequence"),
    sa.Index("dossiers_desk", "council", "desk", "last_sequence"),
)
"""`stale` is 1 until it is folded, 2 where only what reads it has changed; `timed` is 1 where new heads may change it;
`open` is 1 where something in it waits or stands; `sealed` holds its words."""

_stale, _open = dossiers.c.stale > sa.text("0"), dossiers.c.open == sa.text("1")
sa.Index("dossiers_stale", dossiers.c.stale, dossiers.c.last_sequence, sqlite_where=_stale, postgresql_where=_stale)
sa.Index("dossiers_open", dossiers.c.council, dossiers.c.dossier, sqlite_where=_open, postgresql_where=_open)

turns = _table("turns", _key("council", sa.Text()), _key("party", sa.Text()), _key("dossier", sa.Text()), keyed=True)

traits = _table(
    "traits",
    _key("council", sa.Text()),
    _key("dossier", sa.Text()),
    _key("trait", sa.LargeBinary()),
    _integer("last_sequence"),
    sa.Index("traits_of", "council", "trait", "last_sequence"),
    keyed=True,
)
"""What lists of a desk are filtered by: `trait` is a mark under the store key, `last_sequence` that of the dossier."""

duties = _table(
    "duties",
    _key("council", sa.Text()),
    _key("dossier", sa.Text()),
    _key("number", _Big),
    _text("who"),
    _text("state"),
    sa.Column("due_at", _Big),
    _bytes("sealed"),
    sa.Index("duties_who", "council", "who", "state", "due_at"),
)

version = sa.Table(
    "alembic_version",
    metadata,
    sa.Column("version_num", sa.String(32), nullable=False),
    sa.PrimaryKeyConstraint("version_num", name="alembic_version_pkc"),
)
"""Alembic's own table, of Alembic's own shape."""

DERIVED: Final = (acts, citations, journal_heads, journal_sizes, journal_receipts, dossiers, turns, traits, duties)


def creation(dialect: sa.Dialect) -> list[str]:
    """Return the statements that make an empty record of version `HEAD`, as the migrations would have made it."""
    statements = [str(CreateTable(table).compile(dialect=dialect)) for table in metadata.sorted_tables]
    for table in metadata.sorted_tables:
        statements += [str(CreateIndex(index).compile(dialect=dialect)) for index in sorted(table.indexes, key=_name)]
    return [*statements, *first_rows(HEAD)]


def first_rows(revision: str) -> list[str]:
    """Return the statements that put the first rows into an empty record."""
    return [
        "INSERT INTO commits (id, count, acts_dropped) VALUES (1, 0, 0)",
        f"INSERT INTO alembic_version (version_num) VALUES ('{revision}')",  # noqa: S608  our own constant
    ]


def _name(index: sa.Index) -> str:
    return str(index.name)
