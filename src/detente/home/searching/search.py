"""Searching: what is sought becomes a question to the index, and what it finds is opened and shown with its words."""

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import islice
from operator import itemgetter
from typing import Final

from detente.clock import DAY, Instant, rfc3339
from detente.council.kinds import drill_of, text_of
from detente.council.registry import DESKS, KINDS
from detente.council.search.asked import Asked, Term, parse_asked
from detente.council.search.marks import Piece, marked, opening
from detente.errors import Refused
from detente.home.asked import ME, time_of
from detente.home.calls import LISTING_MAX
from detente.home.calls.search import ListChoices, Search, Sought
from detente.home.host import Host
from detente.home.replies.search import (
    ChoicesView,
    ExcerptView,
    FileFoundView,
    FoundActView,
    FoundView,
    LaterView,
    PieceView,
)
from detente.home.searching.documents import said_texts
from detente.home.searching.keeper import Keeper, keeper_of
from detente.home.views import Viewer, council_of, heads_of
from detente.limits import SEARCH_COUNTED_MAX
from detente.node.core import Core
from detente.node.folding import Words
from detente.protocol.acts import Act, Precedence
from detente.protocol.attachments import files_of
from detente.record.index import Criteria, expression
from detente.record.store import ActRow, DossierRow

EXCERPTS_MAX: Final = 3
"""Texts of one act that are shown: what it says, and two translations."""
LATER_MAX: Final = 5
_DAY_CHARACTERS: Final = len("2016-04-20")
_UNOFFICIAL: Final = "unofficial "


async def search(host: Host, call: Search) -> FoundView:
    """Return acts in which something stands, the newest first.

    Raises:
        Refused: `search-too-long`, `search-filter`, `search-time`, `council-unknown`.
    """
    asked = parse_asked(call.sought.words)
    council, party = await host.read(lambda core: (council_of(core, call.council), core.context.party))
    wanted = criteria_of(council, call.sought, party)
    keeper = await ready(host)
    limit = max(1, min(call.limit, LISTING_MAX))
    found = await asyncio.to_thread(keeper.index.find, wanted, before=call.before, limit=limit + 1)
    counted = not call.whole or call.before is None
    total = await asyncio.to_thread(keeper.index.count, wanted, SEARCH_COUNTED_MAX) if counted else 0
    now = host.clock.now()
    return await host.read(lambda core: _view(core, call, asked, _Found(keeper, council, found, limit, total), now))


async def ready(host: Host) -> Keeper:
    """Return the index, brought up to the newest act as far as there is time; at rest there is."""
    await host.fold()
    keeper = keeper_of(host)
    await keeper.catch_up(host, None if host.port is None else keeper.patience_seconds)
    return keeper


async def list_choices(host: Host, call: ListChoices) -> ChoicesView:
    """Return by what acts of a council can be filtered.

    Raises:
        Refused: `council-unknown`.
    """
    council = await host.read(lambda core: council_of(core, call.council))
    keeper = keeper_of(host)
    await keeper.catch_up(host, None if host.port is None else keeper.patience_seconds)
    found = keeper.index.choices(council)
    titled = sorted(((name, KINDS[name].title if name in KINDS else name) for name in found.kinds), key=itemgetter(1))
    return ChoicesView(rfc3339(host.clock.now()), titled, list(found.topics), list(found.states))


def criteria_of(council: str, sought: Sought, me: str) -> Criteria:
    """Return what the index is asked for.

    Args:
        me: this party.

    Raises:
        Refused: `search-too-long`, `search-filter`, `search-time`.
    """
    asked = parse_asked(sought.words)
    precedence = _one_of("precedence", sought.precedence.lower(), tuple(one.name.lower() for one in Precedence))
    return Criteria(
        council=council,
        match=expression(map(_pair, asked.wanted), map(_pair, asked.unwanted)),
        party=me if sought.party == ME else sought.party.lower(),
        channel=sought.channel.lower(),
        kinds=(sought.kind,) if sought.kind else (),
        precedence=Precedence[precedence.upper()] if precedence else None,
        since=moment_of(sought.since, last=False) if sought.since else None,
        until=moment_of(sought.until, last=True) if sought.until else None,
        desk=_one_of("desk", sought.desk, tuple(DESKS)),
        topic=sought.topic,
        state=sought.state,
    )


def moment_of(text: str, *, last: bool) -> Instant:
    """Return the first or last second of a day in UTC, or the second that is named.

    Raises:
        Refused: `search-time`.
    """
    try:
        if len(text) > _DAY_CHARACTERS:
            return time_of(text)
        day = int(datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=UTC).timestamp())
    except (ValueError, Refused):
        raise Refused(
            "search-time", expected="a day like 2016-04-20, or a time with its zone, like 2016-04-20T12:00:00Z",
            got=text[:80], remedy="write year, month and day",
        ) from None  # fmt: skip
    return day + DAY - 1 if last else day


def _one_of(what: str, text: str, choices: tuple[str, ...]) -> str:
    if text and text not in choices:
        raise Refused(
            "search-filter",
            expected=f"a {what}: one of {', '.join(choices)}",
            got=text[:80],
            remedy="choose one of them",
        )
    return text


def _pair(term: Term) -> tuple[tuple[str, ...], bool]:
    return term.words, term.prefix


# --- what was found ---------------------------------------------------------------------------------------------------


class _Found:
    """What the index says."""

    def __init__(self, keeper: Keeper, council: str, sequences: list[int], limit: int, total: int) -> None:
        self.council = council
        self.items = sequences[:limit]
        self.next = self.items[-1] if len(sequences) > limit else None
        self.total, self.more = min(total, SEARCH_COUNTED_MAX), total > SEARCH_COUNTED_MAX
        self.covers = keeper.covers


def _view(core: Core, call: Search, asked: Asked, found: _Found, now: Instant) -> FoundView:
    store = core.context.store
    reading = _Reading(core, asked, whole=call.whole, marks=call.marked)
    rows = [row for sequence in found.items for row in store.acts(after=sequence - 1, limit=1)]
    items = [reading.act(row, sequence) for sequence, row in rows if row.council == found.council]
    heads = heads_of(store.feeds(found.council, channel=call.sought.channel.lower() or None))
    return FoundView(
        as_of=rfc3339(now),
        heads=heads,
        items=[one for one in items if one is not None],
        covers=found.covers,
        total=found.total,
        more=found.more,
        council=found.council,
        rehearsal=core.context.directory.charter(found.council).rehearsal,
        next=found.next,
    )


class _Reading:
    """Opens what was found; what several acts share is read once."""

    def __init__(self, core: Core, asked: Asked, *, whole: bool, marks: bool) -> None:
        self._core = core
        self._asked = asked
        self._whole = whole
        self._marks = marks
        self._viewer = Viewer(core)
        self._matters: dict[tuple[str, str], tuple[DossierRow, Words]] = {}

    def act(self, row: ActRow, sequence: int) -> FoundActView | None:
        """Return one act as it was found, or None where it cannot be read any more."""
        act = self._viewer.opened(row)
        if act is None:
            return None
        matter, words = self._matter(row)
        kind = KINDS.get(row.kind)
        texts = [(field, text) for field, text in said_texts(row, act) if text]
        return FoundActView(
            ref=row.ref,
            kind=row.kind,
            title=row.kind if kind is None else kind.title,
            council=row.council,
            channel=row.channel,
            party=row.party,
            officer=row.officer,
            claimed_at=rfc3339(row.claimed_at),
            stored_at=rfc3339(row.stored_at),
            precedence=Precedence(row.precedence).name.lower(),
            to=row.to,
            re=row.re,
            dossier=row.dossier,
            desk=matter.desk,
            matter=words.title.words,
            theirs=words.title.theirs,
            state=matter.status,
            topic=text_of(act.body, "topic") or words.topic,
            language=act.language,
            marking=act.marking,
            basis=text_of(act.body, "basis"),
            drill=drill_of(act.body),
            irregular="; ".join(text for _code, text in (*row.irregular, *self._judged(row, words))),
            excerpts=tuple(islice(self._excerpts(texts, act), EXCERPTS_MAX)) if self._marks else (),
            files=self._files(row, act),
            later=self._later(row),
            sequence=sequence,
            text="\n".join(text for field, text in texts if field not in ("officer", "reference", "file", "marking"))
            if self._whole
            else "",
        )

    def _matter(self, row: ActRow) -> tuple[DossierRow, Words]:
        key = (row.council, row.dossier)
        if key not in self._matters:
            found = self._core.context.store.dossier(*key)
            words = Words() if found is None else self._core.folding.words_of(found)
            self._matters[key] = found or DossierRow(*key, 0), words
        return self._matters[key]

    @staticmethod
    def _judged(row: ActRow, words: Words) -> list[tuple[str, str]]:
        why = words.irregular.get(row.ref)
        return [] if why is None else [why]

    def _excerpts(self, texts: list[tuple[str, str]], act: Act) -> Iterator[ExcerptView]:
        """Yield where the words stand; how the first text begins where none of them stands in one."""
        stand = False
        for field, text in texts:
            pieces = marked(text, self._asked)
            stand = stand or bool(pieces)
            if pieces:
                yield ExcerptView(field, _views(pieces), _language(field, act))
        if not stand and texts:
            field, text = texts[0]
            yield ExcerptView(field, _views(opening(text)), _language(field, act))

    def _files(self, row: ActRow, act: Act) -> tuple[FileFoundView, ...]:
        rows = self._core.context.attachments
        return tuple(
            FileFoundView(
                one.name,
                next(
                    (known.erased_by for known in rows.of(one.hash)
                     if (known.council, known.channel) == (row.council, row.channel) and known.erased_by),
                    None,
                ),
            )
            for one in files_of(act.attachments)
        )  # fmt: skip

    def _later(self, row: ActRow) -> tuple[LaterView, ...]:
        found = self._core.context.store.answers(row.council, row.ref, row.party)
        own = [one for one in found if one.kind in KINDS and one.ref != row.ref]
        return tuple(LaterView(one.ref, one.kind, KINDS[one.kind].title) for one in own[:LATER_MAX])


def _views(pieces: tuple[Piece, ...]) -> tuple[PieceView, ...]:
    return tuple(PieceView(one.text, one.found) for one in pieces)


def _language(field: str, act: Act) -> str:
    if field == "text":
        return act.language
    return field.removeprefix(_UNOFFICIAL) if field.startswith(_UNOFFICIAL) else ""
