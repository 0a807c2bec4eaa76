"""What a desk is: the values in which all desks speak, and what each of them exports. Names: design section 8.

A desk gives acts their meaning. It does not care how an act arrived, knows no other desk, and is pure: the acts of a
dossier go in, in any order that proof allows, and the same state comes out (docs/spec/dossiers.md).
"""

from collections.abc import Mapping
from typing import Any, Protocol

from msgspec import Struct, field

from detente.clock import Instant
from detente.council.duty import Duty
from detente.council.journal import Journal
from detente.council.kinds import Kind
from detente.council.said import Said
from detente.council.titles import Title
from detente.errors import Refused
from detente.protocol.charter import Charter


class NextAct(Struct, frozen=True):
    """What an officer could do now: the form to offer.

    Args:
        re: the act that it would answer.
        body: what the form begins with.
    """

    kind: str
    re: str | None = None
    body: Mapping[str, Any] = field(default_factory=dict)


class Hint(Struct, frozen=True):
    """What a form needs to know of one field of a body as things stand; a desk's `hints` gives it by field's name.

    Args:
        open: it stands open although it may be left out.
        last: a text that stands behind everything else.
        required: it has to be filled in as things stand, although the kind lets it be left out.
        ordered: the order of its values says something, so each has a row that can be moved.
        hidden: it makes no sense here.
        choices: those of a field's that may be taken; empty where all may. `why` no others, as a sentence.
        items: a table's rows answer these, one by one, by their number from 1.
        value: what the field begins with, as a body has it; it is taken, too, where the field is left blank while
            `only` holds.
        taken: the act that states that value, so that the form says whose it was.
        least: the least number, or the earliest second.
        only: another field and the value of it with which alone this one counts; then it is asked for.
    """

    open: bool = False
    last: bool = False
    required: bool = False
    ordered: bool = False
    hidden: bool = False
    choices: tuple[str, ...] = ()
    items: tuple[str, ...] = ()
    value: Any = None
    taken: str = ""
    least: int | None = None
    only: tuple[str, str] | None = None
    why: str = ""


class Handled(Struct, frozen=True):
    """How far an act may go, as its desk reads it.

    Args:
        marking: with which its author's node marks it, like `TLP:AMBER`; empty for none.
        words: all that is said of it, a part each, like `for NATO only`; empty for nothing.
        few: it is for readers of its channel alone: no depositary, and nobody who carries it.
        only: of them the parties who may read it; all where empty.
    """

    marking: str = ""
    words: tuple[str, ...] = ()
    few: bool = False
    only: tuple[str, ...] = ()


class Line(Struct, frozen=True):
    """One line of a sheet's table or list.

    Args:
        cells: as many as the section has columns.
        ref: the act from which it comes, or None.
        language: BCP 47 of the text in the last cell, empty where it is ours.
        mark: `good`, `waiting` or `alarm` where a colour says something; always beside a word. Where somebody has not
            answered it is `waiting`: a table with such a line begins unfolded.
        named: the first cell is a name that a party gave, and stands as it came in every language.
    """

    cells: tuple[str, ...]
    ref: str | None = None
    language: str = ""
    mark: str = ""
    named: bool = False


class Section(Struct, frozen=True):
    """One part of a sheet: a table where it has columns, else texts one below the other.

    Args:
        note: a sentence below it.
        timed: its cells are sentences of ours, in which times are shown as everywhere; a party's text stands last.
        heart: it is what the matter is about, so no page folds it.
    """

    heading: str
    lines: tuple[Line, ...]
    columns: tuple[str, ...] = ()
    note: str = ""
    timed: bool = False
    heart: bool = False


class Sheet(Struct, frozen=True):
    """A state for eyes: what command and pages show of any dossier without knowing its desk.

    Args:
        title: what the matter is called, in most desks in the words of its first act.
        status: one of the desk's words, like `not agreed`.
        facts: names and values.
        data: what the words say, for programs.
        timed: the council's time alone may change it, as while a silence procedure runs.
        runs_until: when it takes effect by itself unless somebody speaks, or None.
    """

    title: Title
    status: str
    facts: tuple[tuple[str, str], ...] = ()
    sections: tuple[Section, ...] = ()
    data: Mapping[str, Any] = field(default_factory=dict)
    timed: bool = False
    runs_until: Instant | None = None


class State(Protocol):
    """What a desk's acts in one dossier add up to; frozen, made of values that JSON can say."""

    @property
    def conflicts(self) -> tuple[str, ...]:
        """Return what concurrent acts left open, one sentence each; an act that cites them all resolves it."""
        ...


class Desk(Protocol):
    """What the module of a desk exports.

    It may also have `check_charter(charter)` for its own tables, `background(acts, charter)` for what a party says
    about itself, `may_in_light(background, act, charter)` for acts that depend on what their author had said about
    itself before, in whatever dossier, `hears(kind)` for kinds of other desks that change its state too,
    `may_draft(state, act)` and `may_owing(state, act, duties)` for what the author's own node refuses to sign
    although it would count, `adjust(state, duty, journal)` for what is said of the duties of all desks, and `BESIDE`
    where its sections stand on the sheet of every matter in which it has an act. `appointments(state)` is what of it
    stands in a calendar, and `activities(state)` the military activities that were notified.
    `render_owing(state, duties, journal, language)` takes the place of `render` where a desk's words rest on what is
    owed. `may_draft_among(states, state, act)` is for what the author's node refuses in the light of the desk's other
    matters, and `may_draft_for(act, charter, standing, confirmed)` for what it refuses in the light of those who would
    read the act. `traits(data)` returns by name, one of `FOUND_BY`, what lists of its matters can be filtered by, of a
    sheet's data. `stands(state, journal)` says if something of it stands that lists show although it is nobody's turn.
    `handled(kind, re, body, matter)` says how far an act may go, `matter()` being the desk's state in its matter.
    `part(state, re, body)` says which part of its matter an act is about, where a desk offers a kind for several.
    `hints(state, kind, re, now)` is what a form needs to know of its fields as things stand, by field's name, and
    `unsaid(state, kind, now)` what an officer may want to know or say before an act of a kind; it holds nothing back.
    """

    NAME: str
    TITLE: str
    KINDS: Mapping[str, Kind]

    def begin(self, charter: Charter) -> Any:
        """Return the state of a dossier in which nothing was said yet."""

    def may(self, state: Any, act: Said) -> Refused | None:
        """Return why the act does not count, or None.

        Args:
            state: folded from the acts that are proven to come before it, and from no other: so every record that holds
                the act and its past judges alike.
        """

    def fold(self, state: Any, act: Said) -> Any:
        """Return the state with one more act that counts, of its own kinds or of those that it `hears`."""

    def duties(self, state: Any, journal: Journal) -> tuple[Duty, ...]:
        """Return what parties owe in this dossier, by the charter's clocks and on the journal's evidence."""

    def turn(self, state: Any, journal: Journal) -> frozenset[str]:
        """Return the parties whose turn it is to say something."""

    def next_acts(self, state: Any, party: str) -> tuple[NextAct, ...]:
        """Return what an officer of the party could do now."""

    def render(self, state: Any, journal: Journal, language: str = "en") -> Sheet:
        """Return the state for eyes."""
