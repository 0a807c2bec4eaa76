"""Replies about what acts add up to: dossiers, duties, kinds."""

from typing import Any

from msgspec import Struct

from detente.home.replies.acts import ActView, Heads
from detente.home.replies.search import CoversView


class DossierView(Struct, frozen=True):
    """One dossier in a list.

    Args:
        dossier: reference of its first act.
        desk: to which the matter belongs, and `status` in that desk's word.
        theirs: where in the title a party's own words stand: from which character, and behind which.
        turn: parties whose turn it is.
        conflicts: what concurrent acts left open, one sentence each.
        due_at: the next due second of an open duty in it, or None.
        drill: name of the drill as which it was opened, else empty; its title says so too.
        runs_until_at: when something in it takes effect by silence, or None.
        sequence: of its newest act in this record's order of storing; a listing continues below it.
    """

    dossier: str
    council: str
    desk: str
    channel: str
    kind: str
    title: str
    topic: str
    status: str
    opened_by: str
    opened_at: str | None
    acts: int
    turn: tuple[str, ...]
    conflicts: tuple[str, ...]
    irregular: int
    due_at: str | None
    sequence: int
    drill: str = ""
    runs_until_at: str | None = None
    theirs: tuple[tuple[int, int], ...] = ()


class DossiersView(Struct, frozen=True):
    """Dossiers, those with the newest acts first; `next` is given as `before` to go on.

    Args:
        covers: what was looked through, where acts had to be; None where the list needed none.
        rehearsal: whether the council is a rehearsal.
        left_out: dossiers of desks that were to be left out.
    """

    as_of: str
    heads: Heads
    items: list[DossierView]
    next: int | None = None
    covers: CoversView | None = None
    council: str = ""
    rehearsal: bool = False
    left_out: int = 0


class DutyView(Struct, frozen=True):
    """What a party owes.

    Args:
        act: from which it comes.
        started_at: since when its clock runs, and by which evidence: `receipt`, `cited`, `deemed`.
        answer: the act that meets it, or is to; `met_at` since when it is there, by evidence.
        unproven: it is answered, and nothing proves yet that the answer is there.
        late: it was met, or said not to be owed, after the due second.
        by_evidence: of a disputed duty, how it stands without what is said of it.
        rule: where the due time comes from.
        due_strict_at: the due second by the stricter reading of its rule, where that leaves two.
        steps: how the due second was found, one sentence each.
        regime: id of the agreement, empty for the charter itself.
        drill: name of the drill to which it belongs, empty for a real one.
        stands: its clock stands, for a question that waits for its answer; else nothing sets a time where none is due.
    """

    council: str
    dossier: str
    who: str
    to_whom: tuple[str, ...]
    what: str
    act: str
    state: str
    started_at: str | None
    evidence: str | None
    due_at: str | None
    answer: str | None
    met_at: str | None
    late: bool
    rule: str
    reason: str
    due_strict_at: str | None = None
    steps: tuple[str, ...] = ()
    regime: str = ""
    drill: str = ""
    by_evidence: str | None = None
    unproven: bool = False
    stands: bool = False


class DutiesView(Struct, frozen=True):
    """Duties, the earliest due first.

    Args:
        time_at: the second of the newest heads in the depositary's journal held here: what rests on absence is said as
            of it; None where there are none.
        drills: what is practised, apart from what is owed.
    """

    as_of: str
    time_at: str | None
    items: list[DutyView]
    next: None = None
    drills: list[DutyView] = []
    council: str = ""
    heads: Heads = {}
    rehearsal: bool = False


class NextActView(Struct, frozen=True):
    """What an officer of this party could do now.

    Args:
        suspended_by: reference of this party's suspension for which it would be refused now, or None.
        awaited: an answer to another party's act that addresses or asks this party, and that it has not answered; None
            in a list of matters, where nobody looks.
        place: of the answered act among those of its matter, from 1; 0 where it answers none.
        part: of the matter that it is about, in the matter's words, where the desk offers it for several; else empty.
    """

    kind: str
    title: str
    re: str | None
    body: dict[str, Any] = {}
    suspended_by: str | None = None
    awaited: bool | None = None
    place: int = 0
    part: str = ""


class DeskMatterView(Struct, frozen=True):
    """One matter of a desk: its dossier, what its desk says of it for programs, and what is owed in it.

    Args:
        next_acts: what an officer of this party could say in it.
        phase: `ahead`, `under way` or `over`, by a time that was said in it; empty where none stands.
    """

    dossier: DossierView
    data: dict[str, Any]
    duties: list[DutyView]
    next_acts: list[NextActView] = []
    phase: str = ""


class DeskMattersView(Struct, frozen=True):
    """Matters of one desk in the order that was asked for; `next` is given as `before` to go on.

    Args:
        time_at: as in `DutiesView`.
        unread: as in `CalendarView`.
    """

    as_of: str
    time_at: str | None
    heads: Heads
    items: list[DeskMatterView]
    next: int | None = None
    unread: int = 0
    council: str = ""
    rehearsal: bool = False


class LineView(Struct, frozen=True):
    """One line of a sheet: cells, the act from which it comes, the language of its text, and a mark.

    Args:
        named: the first cell is a name that a party gave.
    """

    cells: tuple[str, ...]
    ref: str | None = None
    language: str = ""
    mark: str = ""
    named: bool = False


class SectionView(Struct, frozen=True):
    """One part of a sheet: a table where it has columns, else texts.

    Args:
        timed: times stand within sentences of ours in its cells.
        heart: it is what the matter is about.
    """

    heading: str
    lines: tuple[LineView, ...]
    columns: tuple[str, ...] = ()
    note: str = ""
    timed: bool = False
    heart: bool = False


class AnswerView(Struct, frozen=True):
    """That a party answered an act, otherwise than by saying that it read it.

    Args:
        to: the act that is answered, `ref` the answer.
        at: since when the answer was there at the latest, by its first receipt; None where none is held here.
    """

    to: str
    party: str
    ref: str
    kind: str
    at: str | None


class ChangeView(Struct, frozen=True):
    """That an act was amended, corrected or taken back by its author.

    Args:
        of: the act that no longer stands as it was said, `ref` the act by which that is so.
        earlier: how many earlier changes of it do not come with the reply, at the first one that does.
    """

    of: str
    ref: str
    kind: str
    claimed_at: str
    earlier: int = 0


class BesideView(Struct, frozen=True):
    """What stands beside an act and changes nothing of it: somebody's unofficial translation, or one's own note.

    Args:
        sort: `translation` or `note`.
        about: the act; empty for a note about the matter as a whole.
        own: it stands in `own`, where nobody else reads it.
        language: BCP 47 of the text, where it is named.
    """

    sort: str
    about: str
    ref: str
    party: str
    officer: str
    claimed_at: str
    own: bool
    language: str
    text: str


class DossierShown(Struct, frozen=True):
    """What one dossier adds up to, for eyes and for programs.

    Args:
        facts: names and values, for eyes.
        data: the same for programs, in the desk's own words.
        time_at: as in `DutiesView`.
        items: its acts, in an order that proof allows; those of other channels that do not count stand in `aside`.
        next: give it as `after` to go on; None where these are the last.
        skipped: how many acts come before these.
        answers: who answered these acts, wherever in the dossier the answer stands.
        beside: translations and notes, the oldest claim first.
        changes: what amended, corrected or took back these acts, in the order of the dossier's acts.
        suspensions: references of those in force within whose scope the matter lies, this party's first.
    """

    as_of: str
    heads: Heads
    time_at: str | None
    dossier: DossierView
    facts: tuple[tuple[str, str], ...]
    sections: tuple[SectionView, ...]
    data: dict[str, Any]
    duties: list[DutyView]
    next_acts: list[NextActView]
    items: list[ActView]
    aside: list[ActView]
    next: int | None = None
    skipped: int = 0
    answers: list[AnswerView] = []
    beside: list[BesideView] = []
    suspensions: list[str] = []
    changes: list[ChangeView] = []


class FieldView(Struct, frozen=True):
    """One field of a kind's body."""

    name: str
    label: str
    sort: str
    required: bool
    many: bool
    choices: tuple[str, ...]


class KindView(Struct, frozen=True):
    """One kind of act.

    Args:
        place: in which channels it may be said.
        least_rank: from whom it is accepted, by the charter where a council was named.
        made: by a command of its own, not by `detente send`.
        purpose: what it is for, of a kind that can be said first; else empty.
    """

    kind: str
    title: str
    desk: str
    speech: str
    place: str
    least_rank: str
    needs_re: bool
    answers: tuple[str, ...]
    opens: bool
    made: bool
    fields: tuple[FieldView, ...]
    purpose: str = ""


class KindsView(Struct, frozen=True):
    """Kinds of act, desk by desk."""

    as_of: str
    items: list[KindView]
    next: None = None
