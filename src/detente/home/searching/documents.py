"""What the index is given: acts opened and turned into words, and what dossiers are filtered by."""

from collections.abc import Iterable, Iterator

from detente.council.desks import searches
from detente.council.kinds import text_of
from detente.council.search.texts import texts_of, written_words
from detente.node.core import Core
from detente.node.reader import GRANT_KIND, open_entry
from detente.protocol.acts import NODE_KINDS, Act
from detente.record.index import Document, Matter
from detente.record.store import ActRow, DossierRow, Reading


def said_texts(row: ActRow, act: Act) -> Iterator[tuple[str, str]]:
    """Yield everything in an act that is searched, each text with the field in which it stands."""
    yield from texts_of(act.kind, act.body)
    yield "officer", row.officer
    for one in dict.fromkeys((row.ref, row.re or "", row.dossier)):
        yield "reference", one
    for file in act.attachments:
        yield "file", file.name
    yield "marking", act.marking


def is_searched(row: ActRow) -> bool:
    """Say if an entry is something that people or desks say, can be read here, and is no search that is kept."""
    if row.kind in searches.KINDS:
        return False
    return row.reading is Reading.READABLE and row.kind not in NODE_KINDS and row.kind != GRANT_KIND


def documents(core: Core, rows: Iterable[tuple[int, ActRow]]) -> list[Document]:
    """Return the acts among rows as the index has them; what cannot be read here is none of them."""
    feeds = {feed.id: feed for feed in core.context.held.all()}
    found = []
    for sequence, row in rows:
        if not is_searched(row):
            continue
        feed = feeds[row.feed]
        entry = core.context.store.entries(feed, row.index, row.index + 1)[0]
        act = open_entry(core.context, feed, row.index, entry, sure=True)
        if isinstance(act, Act):
            found.append(_document(sequence, row, act))
    return found


def _document(sequence: int, row: ActRow, act: Act) -> Document:
    return Document(
        sequence=sequence,
        council=row.council,
        channel=row.channel,
        party=row.party,
        kind=row.kind,
        precedence=row.precedence,
        claimed_at=row.claimed_at,
        topic=text_of(act.body, "topic"),
        matter=row.dossier,
        words=written_words(text for _field, text in said_texts(row, act)),
    )


def matters(core: Core, rows: Iterable[DossierRow]) -> list[Matter]:
    """Return dossiers as the index has them."""
    return [
        Matter(
            council=row.council,
            dossier=row.dossier,
            desk=row.desk,
            channel=row.channel,
            topic=core.folding.words_of(row).topic,
            state=row.status,
            open=row.open,
            conflict=row.conflict,
            turn=core.context.store.turns(row.council, row.dossier),
            last=row.last_sequence,
        )
        for row in rows
    ]
