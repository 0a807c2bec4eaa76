"""A dossier as a story: its acts with all that stands beside each, and what it comes to at first glance."""

import hashlib
import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from detente.console.told.filled import Filled
from detente.console.told.receipts import NODE_RUNGS, Rungs, rungs_of
from detente.console.words.facts import FIELDS, HELD
from detente.console.words.times import is_moment
from detente.council.desks.line import NAME as LINE
from detente.council.duty import OPEN as OWING
from detente.council.duty import DutyState
from detente.council.kinds import NEED_BY, Field, text_of, unofficial_of
from detente.council.meeting import state as meeting
from detente.council.registry import KINDS, desk_of
from detente.home.making import by_form
from detente.home.replies import (
    ActView,
    BesideView,
    ChangeView,
    CouncilView,
    DossierShown,
    DutyView,
    Heads,
    NextActView,
)
from detente.languages import gettext as _
from detente.languages import ngettext, noted, ours, said
from detente.protocol.acts import CANNOT_OPEN, HEADS, IDENTITY, OPEN, RECEIPTS

ANSWERS_SHOWN: Final = 6
"""Answers that a page offers above the story; the others stand at the acts that they answer."""
OWN_SHOWN: Final = 12
"""Of what belongs to this sort of matter so much stands open; a desk may offer one act for each of a hundred items."""
PARALLEL_MAX: Final = 12
"""Languages of one act beside each other."""
NODE_TITLES: Final = {
    OPEN: noted("beginning of a log"),
    IDENTITY: noted("identity note"),
    HEADS: noted("heads"),
    RECEIPTS: noted("receipts"),
    CANNOT_OPEN: noted("entry that does not open"),
}
"""What people call the kinds that nodes write by themselves."""
KEPT_WHOLE: Final = ("act", "files", "digest")
"""Fields of a request for clearance that stand on its page as the act that would be signed."""
_PARALLEL: Final = frozenset({"language", "title", "text"})
_NO_ANCHOR: Final = re.compile(r"[^a-z0-9.]+")


@dataclass(frozen=True, slots=True)
class Words:
    """One text in one language.

    Args:
        of: whose words they are where another party or an act of its own gives them: that act; else None.
        official: the author's own, each of equal standing; else an unofficial translation.
        title: of a text that has one.
    """

    language: str
    text: str
    official: bool
    of: BesideView | None = None
    title: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One act of the story.

    Args:
        words: the original first, then its author's other languages, then translations.
        bounding: parties whose receipt is the first, which bounds its time above.
        sayable: what can be said to it now.
        filled: the form of an agreement that it holds.
        changes: by what its author amended, corrected or took it back.
    """

    act: ActView
    title: str
    words: tuple[Words, ...]
    notes: tuple[BesideView, ...]
    rungs: tuple[Rungs, ...]
    bounding: tuple[str, ...]
    sayable: tuple[NextActView, ...]
    filled: Filled | None = None
    changes: tuple[ChangeView, ...] = ()

    @property
    def anchor(self) -> str:
        """Return the name by which a page can be opened at this act."""
        return anchor_of(self.act.ref)


def anchor_of(ref: str) -> str:
    """Return what names an act within a page, whatever a lying reference has in it."""
    return f"act-{_NO_ANCHOR.sub('-', ref.lower())}"


def title_of(kind: str) -> str:
    """Return what people call a kind, in the language spoken now."""
    found = KINDS.get(kind)
    return said(NODE_TITLES.get(kind, kind) if found is None else found.title)


def verb_of(kind: str) -> str:
    """Return what a button says that leads to the form of a kind, in the language spoken now: what one does there."""
    found = KINDS.get(kind)
    words = title_of(kind) if found is None or not found.verb else said(found.verb)
    return words[:1].upper() + words[1:]


def entries_of(shown: DossierShown, council: CouncilView) -> list[Entry]:
    """Return the acts that came with a dossier as entries of its story."""
    return [entry_of(act, shown, council) for act in shown.items]


def entry_of(act: ActView, shown: DossierShown, council: CouncilView) -> Entry:
    """Return an act with what stands beside it in its dossier."""
    beside = [one for one in shown.beside if one.about == act.ref]
    return Entry(
        act=act,
        title=title_of(act.kind),
        words=words_of(act, [one for one in beside if one.sort == "translation"]),
        notes=tuple(one for one in beside if one.sort == "note"),
        rungs=() if act.channel == "own" else tuple(rungs_of(act, council, shown.answers)),
        bounding=tuple(
            one.party
            for one in act.received
            if one.rung in NODE_RUNGS and one.at is not None and one.at == act.bounds.not_after
        ),
        sayable=tuple(one for one in sayable_in(shown) if one.re == act.ref),
        changes=tuple(one for one in shown.changes if one.of == act.ref),
    )


def words_of(act: ActView, translations: Iterable[BesideView] = ()) -> tuple[Words, ...]:
    """Return an act's text in all languages: what its author says, then unofficial translations of whoever made one.

    Others' bodies may have anything in any place; what is no text in a language is left to the act's other fields.
    """
    text = text_of(act.body, "text")
    found = [Words(act.language, text, official=True)] if text else []
    found += parallel_of(act.body)
    found += [Words(language, words, official=False) for language, words in sorted(unofficial_of(act.body).items())]
    found += [Words(one.language, one.text, official=False, of=one) for one in translations]
    return tuple(found[:PARALLEL_MAX])


def parallel_of(body: dict[str, Any]) -> list[Words]:
    """Return texts that an author gives in several languages: lists of tables with a language and a text in each."""
    return [
        Words(one["language"], one["text"], official=True, title=one["title"] if is_text(one.get("title")) else "")
        for value in body.values()
        if is_parallel(value)
        for one in value
    ]


def is_parallel(value: object) -> bool:
    """Say if a value of a body is one text in several languages, and nothing else is said in it."""
    if not isinstance(value, list) or not value or not all(isinstance(one, dict) for one in value):
        return False
    whole = all(is_text(one.get("language")) and is_text(one.get("text")) and one.keys() <= _PARALLEL for one in value)
    return whole and len({one["language"] for one in value}) == len(value)


def is_text(value: object) -> bool:
    """Say if a value is a text."""
    return isinstance(value, str)


def asked_by(act: ActView) -> str | None:
    """Return by when an act asks for an answer, or None where it does not say so in a way that can be read."""
    at = act.body.get(NEED_BY) if act.kind in KINDS and NEED_BY in KINDS[act.kind].fields else None
    return at if isinstance(at, str) and is_moment(at) else None


def label_of(kind: str, name: str) -> str:
    """Return what people call a field of a kind's body, in the language spoken now."""
    known = KINDS[kind].known if kind in KINDS else {}
    return said(known[name].label if name in known else FIELDS.get(name, name))


def fields_of(
    act: ActView, filled: Filled | None = None, without: Collection[str] = ()
) -> list[tuple[str, Any, Field | None]]:
    """Return what else an act's body holds, with name and field of its kind.

    What was shown as words, or in a form of an agreement, is left out.

    Args:
        without: fields that the page shows in another place.
    """
    known = KINDS[act.kind].known if act.kind in KINDS else {}
    places = {name: place for place, name in enumerate(known)}
    return [
        (label_of(act.kind, name), value, known.get(name))
        for name, value in sorted(act.body.items(), key=lambda one: places.get(one[0], len(places)))
        if name not in without
        and not (name in ("text", "basis") and is_text(value))
        and not (filled is not None and name in filled.names)
        and not (name == "unofficial" and isinstance(value, dict))
        and not is_parallel(value)
    ]


# --- what can be said -------------------------------------------------------------------------------------------------


def sayable_in(shown: DossierShown) -> list[NextActView]:
    """Return what can be said in a dossier by a form."""
    return [one for one in shown.next_acts if one.kind in KINDS and by_form(KINDS[one.kind])]


@dataclass(frozen=True, slots=True)
class Offer:
    """What can be said in a dossier now, what it waits for first.

    Args:
        awaited: answers that this party was asked for and has not given, to the newest act first.
        own: what else belongs to this sort of matter, like an amendment, an account, a result; `folded` more of it.
        general: what can be said in any matter; `more` says how many others stand at the acts that they answer.
        apart: how many others stand on the page that the matter has of its own, each beside what it concerns.
    """

    awaited: tuple[NextActView, ...]
    own: tuple[NextActView, ...]
    general: tuple[NextActView, ...]
    more: int
    apart: int = 0
    folded: tuple[NextActView, ...] = ()

    @property
    def shown(self) -> tuple[NextActView, ...]:
        """Return all that the page offers above the story."""
        return (*self.awaited, *self.own, *self.folded, *self.general)


def offer_of(shown: DossierShown) -> Offer:
    """Return what can be said in a dossier now, as its page offers it; see `NextActView` for what is awaited."""
    sayable = sorted(sayable_in(shown), key=lambda one: -one.place)
    awaited = [one for one in sayable if one.awaited]
    special = [one for one in sayable if not one.awaited and _is_special(one.kind)]
    own = [one for one in special if not _stands_apart(one, shown)]
    left = [one for one in sayable if not one.awaited and not _is_special(one.kind)]
    replies = [*awaited[ANSWERS_SHOWN:], *(one for one in left if one.re and not KINDS[one.kind].rung)]
    return Offer(
        tuple(awaited[:ANSWERS_SHOWN]),
        tuple(own[:OWN_SHOWN]),
        (*(one for one in left if not one.re), *replies[:ANSWERS_SHOWN]),
        sum(bool(one.re) for one in left) + len(awaited[ANSWERS_SHOWN:]) - len(replies[:ANSWERS_SHOWN]),
        len(special) - len(own),
        tuple(own[OWN_SHOWN:]),
    )


def _is_special(kind: str) -> bool:
    return desk_of(kind).NAME != LINE and not KINDS[kind].rung


def _stands_apart(one: NextActView, shown: DossierShown) -> bool:
    """Say if an act is about a part of a matter that has a page of its own, as a meeting or a decision.

    To open a closed meeting again stands there, too, under the reason for which one does.
    """
    whole = one.re in (None, shown.dossier.dossier) and not one.body
    again = one.kind == meeting.OPEN and shown.data.get("phase") in HELD
    return again or (not whole and ("phase" in shown.data or "procedure" in shown.data))


def commands_of(shown: DossierShown) -> tuple[str, ...]:
    """Return what can be said in a dossier now by a command alone: its title in the language spoken now, and that."""
    made = (one for one in shown.next_acts if one.kind in KINDS and not by_form(KINDS[one.kind]))
    return tuple(dict.fromkeys(_with_command(one) for one in made))


def _with_command(one: NextActView) -> str:
    command = KINDS[one.kind].command.format(re=one.re or "REF")
    return f"{title_of(one.kind)} (detente {command})" if command else title_of(one.kind)


# --- at first glance --------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Clock:
    """What is due next.

    Args:
        who: the debtor, empty for what is nobody's duty; `act` the act from which it comes, where there is one.
    """

    at: str
    what: str
    who: str = ""
    act: str = ""


BEGINS, COMING = "begins_at", "convened"
CLOCKS: Final = (
    ("expires_at", noted("silence ends")),
    (BEGINS, noted("begins")),
    (NEED_BY, noted("answer asked by")),
)
"""Times that desks say of a matter, and what each is called; they count while they lie ahead."""


def next_clock(shown: DossierShown, party: str = "") -> Clock | None:
    """Return the next second that somebody has to keep or await, or None; of the same second a party's own first."""
    found = [
        Clock(duty.due_at, ours(duty.what), duty.who, duty.act)
        for duty in shown.duties
        if duty.state in OWING and duty.due_at is not None and not duty.unproven
    ]
    for name, what in CLOCKS:
        if name == BEGINS and shown.data.get("phase", COMING) != COMING:
            # A meeting that was opened, closed or cancelled does not begin any more.
            continue
        at = shown.data.get(name)
        if isinstance(at, str) and at > shown.as_of:
            found.append(Clock(at, said(what)))
    return min(found, key=lambda one: (one.at, one.who != party), default=None)


def counts_of(duties: Sequence[DutyView]) -> list[tuple[str, int]]:
    """Return how many duties are in each state, what is open first; what there is none of is left out."""
    order = dict.fromkeys((*sorted(OWING, reverse=True), DutyState.DISPUTED, *DutyState))
    found = [(str(state), sum(duty.state == state for duty in duties)) for state in order]
    return [(state, number) for state, number in found if number]


HEADS_NAMED_MAX: Final = 12
"""Logs that the foot of a sheet names; the last page has them all."""


def heads_line(heads: Heads) -> str:
    """Return what a dossier was read from, short enough for the foot of each sheet.

    The digest is SHA-256 over lines of origin, size and root as the last sheet has them, in the order of origins.
    """
    lines = [f"{origin} {size} {root}\n" for origin, (size, root) in sorted(heads.items())]
    digest = hashlib.sha256("".join(lines).encode()).hexdigest()
    named = [f"{origin.split('/')[2].upper()} {size}" for origin, (size, _root) in sorted(heads.items())]
    logs = ", ".join(named) if len(named) <= HEADS_NAMED_MAX else _logs(len(named))
    return _("Heads: {logs}; SHA-256 of all of them {digest}.").format(logs=logs, digest=digest)


def _logs(number: int) -> str:
    return ngettext("{n} log", "{n} logs", number).format(n=number)
