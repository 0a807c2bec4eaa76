"""What people are alarmed for beside acts: what this party owes soon, and counterparts that do not answer."""

from collections.abc import Iterator

from detente.clock import Instant
from detente.council.silence import Silence, link_fact
from detente.council.waiting import Waiting, of_duty, of_silence
from detente.node.core import Core
from detente.node.owed import unanswered
from detente.node.signs import link_of, signs_of


def owed_soon(core: Core, council: str, now: Instant) -> Iterator[Waiting]:
    """Yield what we owe soon, or owed, and have not answered."""
    rehearsal = core.context.directory.charter(council).rehearsal
    for one in unanswered(core, council, now, who=core.context.party):
        found = of_duty(one.duty, council, one.dossier, rehearsal=rehearsal)
        if found is not None and found.since <= now:
            yield found


def unheard(core: Core, council: str, now: Instant) -> Iterator[Waiting]:
    """Yield counterparts that do not answer and have announced no silence."""
    charter, posts = core.context.directory.charter(council), core.context.posts
    silent = [party for party in charter.present if party in posts and posts[party].silent]
    # Alarms ask every other second, and hardly ever is anybody silent: only then are signs of life looked for.
    signs = signs_of(core.context, council) if silent else {}
    for party in silent:
        link = link_of(core.context, party, signs)
        if link.unanswered_since is None:
            continue
        known = core.folding.standing(council, party)
        announced = any(one.holds(now) for one in known.announcements)
        if not announced and link_fact(link, now).state is Silence.NOT_HEARD:
            found = of_silence(party, link.unanswered_since, council, rehearsal=charter.rehearsal)
            if found.since <= now:
                yield found
