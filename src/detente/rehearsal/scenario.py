"""What a scenario is: a setting, and events in the order of time. Format: docs/spec/scenario.md.

Each event says on what it rests. `sourced`: the named sources carry who did or said this, and when; the line as its
carrier is the rehearsal's premise. `reconstructed`: the sources carry the matter, but its form, date or addressee on
the line is ours. `inject`: ours alone, nobody did or said it. Texts are our summaries in indirect speech; quotation
marks only round words that the source published, and few of them. Measures on a rehearsal count sourced acts only.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from msgspec import Struct

from detente.clock import Instant
from detente.rehearsal.setting import MAIN, Attached, Concerned, Council, Party, Source

SUMMARY_LINES = 4
"""Lines of a demo's opening: what this is, what it is not, whose keys, which sources."""

LINE_TEXT_BYTES_MAX = 600
"""Text and translations of one act in `line`: what LINE_ACT_BYTES_MAX leaves beside envelope and padding."""

ACT_TEXT_BYTES_MAX = 4_000
"""Text and translations of one act elsewhere: a page to be read in a demo, not a paper."""

HEADLINE_CHARACTERS_MAX = 72
"""A headline fits the middle column of the demo."""

QUOTED_WORDS_MAX = 12
"""Words within one pair of quotation marks: enough to recognise a phrase, too few to copy a statement."""


class Basis(StrEnum):
    """On what an event rests."""

    SOURCED = "sourced"
    RECONSTRUCTED = "reconstructed"
    INJECT = "inject"


class Precision(StrEnum):
    """How much of an event's time the sources carry; what is finer is ours."""

    SECOND = "second"
    MINUTE = "minute"
    HOUR = "hour"
    DAY = "day"
    MONTH = "month"
    UNDATED = "undated"


class Priority(StrEnum):
    """An act's precedence in words; it says how quickly, not how important."""

    ROUTINE = "routine"
    PRIORITY = "priority"
    IMMEDIATE = "immediate"
    FLASH = "flash"


class Rung(StrEnum):
    """A rung of receipt that a check can ask for."""

    SEEN = "seen"
    STORED = "stored"


class Expect(StrEnum):
    """What a check asks of the council at that time."""

    RECEIVED = "received"
    NOT_RECEIVED = "not-received"
    STATE = "state"
    IRREGULAR = "irregular"
    FSCK = "fsck"


class Act(Struct, frozen=True):
    """A party says or does something on the line.

    Texts of `body`, `args` and of what checks expect may be `@act`, the reference of an earlier act, or `@act.field`, a
    field of what its node replied.

    Args:
        id: for later reference within the scenario.
        kind: empty where a call makes the act, which then names the kind.
        to: action addressees; all other members of the channel are informed.
        re: the act that this one answers, or empty.
        cites: further acts that this one builds on.
        dossier: any act of the matter that this one belongs to; empty: that of `re`, else it opens its own.
        text: in `language`, the author's own; what is signed.
        texts: translations by language, unofficial, carried beside the text.
        body: the kind's fields beside the text, times in seconds.
        call: tag of the home call that makes the act, or empty: what a person can type goes by `send`.
        args: of that call, beside what the event says anyway.
        file: content of the file that the call reads, or empty.
        refused: code by which the author's own node is to refuse it, or empty. Such an act is not said.
        council: in which it is said.
        attach: files that go with it.
    """

    id: str
    party: str
    channel: str
    kind: str
    officer: str
    language: str = ""
    text: str = ""
    to: tuple[str, ...] = ()
    precedence: Priority = Priority.ROUTINE
    re: str = ""
    cites: tuple[str, ...] = ()
    dossier: str = ""
    texts: Mapping[str, str] = {}
    body: Mapping[str, Any] = {}
    call: str = ""
    args: Mapping[str, Any] = {}
    file: str = ""
    refused: str = ""
    council: str = MAIN
    attach: tuple[Attached, ...] = ()

    def in_language(self, language: str) -> str:
        """Return the text in that language where there is one, else the author's own."""
        return self.text if language == self.language else self.texts.get(language, self.text)


class Ask(Struct, frozen=True):
    """A party asks something of its own node; nothing is said to others.

    Args:
        id: for later reference within the scenario.
        call: tag of the home call.
        args: of that call.
        file: content of the file that the call reads, or empty.
        expect: paths into the reply, like `items.0.status`, with what must stand there.
        refused: code by which the node must refuse to answer; empty where it answers.
    """

    id: str
    party: str
    call: str
    args: Mapping[str, Any] = {}
    file: str = ""
    expect: Mapping[str, Any] = {}
    refused: str = ""
    council: str = MAIN


class Tick(Struct, frozen=True):
    """The council's time is entered in the journal, and nothing else happens: an expiry passes."""


class Cut(Struct, frozen=True):
    """The wire between two parties is cut."""

    between: tuple[str, str]


class Mend(Struct, frozen=True):
    """The wire between two parties works again."""

    between: tuple[str, str]


class Stop(Struct, frozen=True):
    """A party's node stops."""

    party: str


class Start(Struct, frozen=True):
    """A party's node starts again."""

    party: str


class Check(Struct, frozen=True):
    """What must hold at that time; a check that does not hold ends the rehearsal as not passed.

    Args:
        expect: `received`, `not-received` (both of one act by one party), `state` of an act's dossier, `irregular`, or
            `fsck` of every record.
        of: the act's id.
        by: the party whose receipt the author holds, or does not hold; else the party whose node is asked, empty for
            all that read the act's channel.
        rung: at least this one.
        within_seconds: of the scenario's clock, from the act's time to the receipt's.
        via: the third holder through whom the entry and its receipt must have come, or empty.
        status: the dossier's, in its desk's word, or empty.
        data: paths into the dossier's data, like `items.0.result`, with what must stand there.
        code: why the act counts for nothing.
    """

    expect: Expect
    of: str = ""
    by: str = ""
    rung: Rung = Rung.STORED
    within_seconds: int = 60
    via: str = ""
    status: str = ""
    data: Mapping[str, Any] = {}
    code: str = ""


class Published(Struct, frozen=True):
    """A statement in the media: no act on the line, nobody receipts it; shown on the time line as such.

    Args:
        by: a party or a concerned state.
        about: an act of the scenario that it bears on, or empty.
    """

    by: str
    language: str
    text: str
    about: str = ""
    texts: Mapping[str, str] = {}


class Note(Struct, frozen=True):
    """The narrator's line."""

    text: str
    about: str = ""


What = Act | Ask | Tick | Cut | Mend | Stop | Start | Check | Published | Note


class Event(Struct, frozen=True):
    """One thing that happens, and on what that rests.

    Args:
        number: from 1, in the file's order.
        precision: None for an inject.
        reported_by: parties or concerned states on whose word alone it rests; empty: not one-sided.
        headline: for the demo's column, in our own words; never signed as a party's.
        remark: the narrator's word on it, like what the sources leave open; never signed either.
    """

    number: int
    at: Instant
    basis: Basis
    sources: tuple[str, ...]
    precision: Precision | None
    headline: str
    what: What
    reported_by: tuple[str, ...] = ()
    remark: str = ""


class Scenario(Struct, frozen=True):
    """A whole scenario, checked: every reference in it resolves.

    Args:
        file: its file name, for messages.
        summary: `SUMMARY_LINES` lines for the opening.
        parties: of all councils.
        councils: by their names in the scenario, in the order of their founding: `MAIN` is the last.
        events: in the order of time.
    """

    id: str
    file: str
    title: str
    titles: Mapping[str, str]
    summary: tuple[str, ...]
    sources: Mapping[str, Source]
    parties: Mapping[str, Party]
    concerned: Mapping[str, Concerned]
    councils: Mapping[str, Council]
    events: tuple[Event, ...]

    @property
    def council(self) -> Council:
        """Return the council by which the scenario is known."""
        return self.councils[MAIN]

    def acts(self) -> dict[str, Event]:
        """Return the events that are acts, by the act's id, in the order of time."""
        return {event.what.id: event for event in self.events if isinstance(event.what, Act)}

    def name_of(self, party: str) -> str:
        """Return the name of a party or a concerned state."""
        return self.parties[party].name if party in self.parties else self.concerned[party].name
