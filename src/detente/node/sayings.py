"""Acts as desks see them, read from the record: a dossier's, and what their authors had said about themselves."""

from bisect import bisect_left
from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence, Set
from functools import partial
from itertools import product

from msgspec.structs import replace

from detente.council.background import Background
from detente.council.dossier import counting
from detente.council.registry import BACKGROUND, BINDING, background, judged_by
from detente.council.said import Said, in_order, numbered
from detente.errors import Refused
from detente.limits import DOSSIER_ACTS_MAX
from detente.node.context import Context
from detente.node.directory import OWN
from detente.node.reader import open_entry
from detente.protocol.acts import NODE_KINDS, Act
from detente.protocol.heads import parse_origin
from detente.record.store import ActRow, Feed, Reading

BINDING_CITED_MAX = 8
"""Acts of others that bind us and are cited beside what one act of ours builds on; CITES_MAX is 64."""
KEPT_MAX = 5_000
"""Opened acts kept in memory: a busy council's hour, some 10 MB."""


class Sayings:
    """Opens acts for desks; what was opened is kept for a while, because entries never change.

    Args:
        entry_of: gives an entry by its place, one that this very step appended too.
    """

    def __init__(self, context: Context, entry_of: Callable[[Feed, int], bytes]) -> None:
        self._context = context
        self._entry_of = entry_of
        self._kept: OrderedDict[tuple[int, int], Said] = OrderedDict()
        self._backgrounds: dict[tuple[str, frozenset[str]], Background] = {}
        self._own: dict[tuple[str, str], tuple[tuple[Said, ...], tuple[Said, ...]]] = {}
        self._version = (-1, -1)

    def forget(self) -> None:
        """Drop what is kept, because it may have been read in work that left no trace."""
        self._kept.clear()
        self._backgrounds.clear()
        self._own.clear()

    def of_dossier(self, council: str, dossier: str) -> tuple[list[Said], str]:
        """Return the acts that count towards a dossier, and the channel in which it was opened.

        An act in another channel counts where all who read the dossier's channel read it too; others see only some of
        the acts, and would fold another state. What one's own channel says of a dossier is never part of it.
        """
        channel = channel_of(dossier)
        readers = self._readers(council, channel)
        rows = [row for _sequence, row in self._context.store.acts(council, dossier=dossier)]
        counted = [row for row in rows if row.channel == channel or readers <= self._readers(council, row.channel)]
        return self.opened(counted), channel

    def open_ends(self, council: str, dossier: str) -> list[str]:
        """Return the acts that count towards a dossier and come before no other of them, the oldest claim first.

        What is noted in `own`, or said aside in a narrower channel, is not for everybody to know of, and hides no end.
        """
        ends: list[str] = []
        covered: set[str] = set()
        for act in reversed(in_order(self.of_dossier(council, dossier)[0])):
            if act.ref not in covered:
                ends.append(act.ref)
                covered.update(act.past)
        return ends[::-1]

    def opened(self, rows: Iterable[ActRow]) -> list[Said]:
        """Return the acts of rows that can be read here and lie below no contradiction."""
        feeds = {feed.id: feed for feed in self._context.held.all()}
        found = []
        for row in rows:
            feed = feeds[row.feed]
            closed = feed.closed_index is not None and row.index >= feed.closed_index
            if row.reading is Reading.READABLE and row.kind not in NODE_KINDS and not closed:
                found.append(self._said(feed, row))
        return found

    def background_before(self, act: Said, council: str) -> Background:
        """Return what bound the author of an act before it, by proof: in its feed, or cited from it."""
        said, counted = self._about_itself(council, act.party)
        near = [one for one in said if self._comes_before(one, act)]
        before = _with_pasts(near)
        return self._background(council, [one for one in counted if one.ref in before])

    def background_now(self, council: str, party: str, counts: Callable[[Said], bool] | None = None) -> Background:
        """Return everything that a party has said about itself, as far as it is held here.

        Args:
            counts: which acts are read; None for all.
        """
        said = self._about_itself(council, party)[1]
        return self._background(council, said if counts is None else filter(counts, said))

    def background_here(self, council: str, channel: str) -> Background:
        """Return what an act of ours in a channel would be judged by: what is said there, or cited, or could be."""
        said, counted = self._about_itself(council, self._context.party)
        feeds = self._context.held.feeds(council, channel=channel, party=self._context.party)
        cited, all_hold = self._context.store.cited_in, self._context.directory.all_hold
        near = [
            one for one in said
            if (one.party, one.channel) == (self._context.party, channel)
            or all_hold(council, channel, one.channel)
            or any(cited(feed, feed.size, one.ref) for feed in feeds)
        ]  # fmt: skip
        before = _with_pasts(near)
        return self._background(council, [one for one in counted if one.ref in before])

    def check_room(self, council: str, channel: str) -> None:
        """Be silent where one more act in whose light ours are judged would count, said in that channel.

        Raises:
            Refused: `background-full`.
        """
        said = self._about_itself(council, self._context.party)[0]
        mine = sum((one.party, one.channel) == (self._context.party, channel) for one in said)
        if mine >= DOSSIER_ACTS_MAX:
            raise Refused(
                "background-full",
                expected=f"at most {DOSSIER_ACTS_MAX} acts of a party about itself in one channel",
                got=str(mine + 1),
                remedy="say it in another channel",
            )

    def uncited_background(self, council: str, channel: str) -> list[str]:
        """Return what binds us, said by us elsewhere or by others, and no entry of ours in that channel has cited yet.

        Of our own in each other channel the newest is enough: entries of one feed are in the order of proof.
        """
        newest: dict[str, Said] = {}
        binding: list[Said] = []
        for one in self._about_itself(council, self._context.party)[0]:
            if one.party != self._context.party:
                binding.append(one)
            elif one.channel != channel:
                newest[one.channel] = one
        feeds = self._context.held.feeds(council, channel=channel, party=self._context.party)
        cited = self._context.store.cited_in

        def uncited(said: Iterable[Said]) -> list[str]:
            return [one.ref for one in said if not any(cited(feed, feed.size, one.ref) for feed in feeds)]

        # A flood of what others say must not take the place of what an act builds on; the rest is cited by later acts.
        return [*uncited(newest.values()), *uncited(binding)[:BINDING_CITED_MAX]]

    # --- parts ------------------------------------------------------------------------------------

    def _readers(self, council: str, channel: str) -> frozenset[str]:
        charter = self._context.directory.charter(council)
        if channel == OWN:
            return frozenset({OWN})
        return frozenset(charter.members_of(channel)) if channel in charter.channels else frozenset()

    def _said(self, feed: Feed, row: ActRow) -> Said:
        place = (row.feed, row.index)
        known = self._kept.get(place)
        if known is not None and (known.cites, known.dossier) == (row.cites, row.dossier):
            self._kept.move_to_end(place)
            return known
        act = open_entry(self._context, feed, row.index, self._entry_of(feed, row.index), sure=True)
        assert isinstance(act, Act), f"readable by its row, and not now: {row.ref}"
        said = Said(
            ref=row.ref,
            party=row.party,
            kind=act.kind,
            claimed_at=act.claimed_at,
            origin=feed.origin,
            index=row.index,
            re=row.re,
            to=row.to,
            cites=row.cites,
            officer=act.officer,
            body=act.body,
            language=act.language,
            precedence=int(act.precedence),
            dossier=row.dossier,
        )
        self._kept[place] = said
        if len(self._kept) > KEPT_MAX:
            self._kept.popitem(last=False)
        return said

    def _about_itself(self, council: str, party: str) -> tuple[tuple[Said, ...], tuple[Said, ...]]:
        """Return what binds a party, and what of it counts: each is judged in the light of its author's before it."""
        # With a secret that comes late what was cited is read anew, and with it the order of what was said.
        version = self._context.backgrounds_version, self._context.secrets_version
        if self._version != version:
            self._own.clear()
            self._version = version
        key = (council, party)
        if key not in self._own:
            store = self._context.store
            rows = [row for _sequence, row in store.acts(council, kinds=BACKGROUND, party=party)]
            others = (row for _sequence, row in store.acts(council, kinds=BINDING) if row.party != party)
            rows += [row for row in others if party in judged_by(row.kind, row.party, row.re)]
            acts = self.opened(row for row in rows if row.channel != OWN)
            # The first, not the newest: else a later act would take what its author's earlier ones were judged by.
            numbers = numbered(acts)
            said = in_order(self._linked([one for one in acts if numbers[one.ref] <= DOSSIER_ACTS_MAX]))
            self._own[key] = said, counting(said, self._context.directory.charter(council))
        return self._own[key]

    def _linked(self, acts: list[Said]) -> list[Said]:
        """Return acts with what other entries of their feeds, which are not among them, had cited before them.

        A feed cites such an act of another channel once: a plain message may have done so, and proves it for all after.
        """
        runs: dict[str, list[Said]] = {}
        for act in sorted(acts, key=lambda act: act.index):
            runs.setdefault(act.origin, []).append(act)
        cites: dict[str, list[str]] = {}
        for one, (origin, run) in product(acts, runs.items()):
            if one.origin != origin:
                first = bisect_left(run, True, key=partial(self._comes_before, one))
                for act in run[first : first + 1]:
                    cites.setdefault(act.ref, []).append(one.ref)
        return [replace(act, cites=(*act.cites, *cites.get(act.ref, ()))) for act in acts]

    def _background(self, council: str, acts: Iterable[Said]) -> Background:
        acts = tuple(acts)
        key = (council, frozenset(act.ref for act in acts))
        if key not in self._backgrounds:
            if len(self._backgrounds) > KEPT_MAX:
                self._backgrounds.clear()
            self._backgrounds[key] = background(acts, self._context.directory.charter(council))
        return self._backgrounds[key]

    def _comes_before(self, one: Said, act: Said) -> bool:
        mine, here = parse_origin(one.origin), parse_origin(act.origin)
        if (mine.party, mine.channel) == (here.party, here.channel):
            same = mine.generation == here.generation and one.index < act.index
            return same or mine.number < here.number
        for feed in self._context.held.feeds(here.council, channel=here.channel, party=here.party):
            below = act.index + 1 if feed.origin == act.origin else feed.size
            earlier = feed.origin == act.origin or feed.number < here.number
            if earlier and self._context.store.cited_in(feed, below, one.ref):
                return True
        return False


def _with_pasts(acts: Sequence[Said]) -> Set[str]:
    """Return the references of acts and of all that comes before them; the acts are in an order that proof allows."""
    found: set[str] = set()
    for act in reversed(acts):
        # What is there already brought its past with it.
        if act.ref not in found:
            found.add(act.ref)
            found.update(act.past)
    return found


def channel_of(ref: str) -> str:
    """Return the channel that a reference names."""
    return ref.lower().split("/")[1]
