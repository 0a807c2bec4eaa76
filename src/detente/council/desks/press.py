"""The press desk: what was said in the media, noted beside the acts of the line.

A note says where a statement stands, when it was made, who is reported to have made it, and what it says, in indirect
speech. It binds nobody and proves only that somebody noted it. What statements and acts on one matter say differently
is asked, never found: `council/timeline.py`.

Source: design section 1, "messages through the media". The normative page is docs/council/press.md.

    who         may                               where
    everybody   note a statement in the media     in a channel, or for itself in `own`
"""

from collections.abc import Mapping

from msgspec import Struct, field
from msgspec.structs import replace

from detente.clock import rfc3339
from detente.council.desk import Line, NextAct, Section, Sheet
from detente.council.duty import Duty
from detente.council.journal import Journal
from detente.council.kinds import Field, Kind, Place, Sort, Speech, table_of, text_of
from detente.council.said import Said
from detente.council.titles import quoted, titled
from detente.errors import Refused
from detente.limits import PRESS_LABEL_CHARACTERS_MAX, PRESS_LINK_CHARACTERS_MAX
from detente.protocol.charter import Charter

NAME, TITLE = "press", "In the media"
STATEMENT = "press-statement"
DAY, SECOND = "day", "second"

KINDS = table_of(
    Kind(
        STATEMENT, "statement in the media", Speech.INFORMS, "01",
        {
            "link": Field("Where it stands", characters_max=PRESS_LINK_CHARACTERS_MAX),
            "at": Field("When it was made", Sort.INSTANT),
            "precision": Field("How much of that time is known", choices=(SECOND, DAY), required=False),
            "by": Field("Who said it, as reported: a party or a name", required=False, characters_max=200),
            "subject": Field("Subject", required=False, characters_max=PRESS_LABEL_CHARACTERS_MAX),
            "title": Field("Title", required=False, characters_max=PRESS_LABEL_CHARACTERS_MAX),
            "text": Field("Summary, in indirect speech", required=False),
            "said_in": Field("In which language it was said, BCP 47", required=False, characters_max=35, tag=True),
            "about": Field("Reference of the act that it bears on", required=False, characters_max=200, names="acts"),
        },
        purpose="What somebody said in public, beside what was said here.",
        place=Place.ANYWHERE, text={"en": "{party} notes what was said in the media: {text}"},
    ),
)  # fmt: skip


class PressState(Struct, frozen=True):
    """The statements noted in one dossier, by the reference of the act that noted each."""

    statements: Mapping[str, Said] = field(default_factory=dict)

    @property
    def conflicts(self) -> tuple[str, ...]:
        """Return nothing: notes do not exclude each other."""
        return ()


def begin(charter: Charter) -> PressState:  # noqa: ARG001  the desk contract
    """Return the state before the first note."""
    return PressState()


def may(state: PressState, act: Said) -> Refused | None:  # noqa: ARG001  the desk contract
    """Return why an act does not count: a statement without an address nobody can look up."""
    link = text_of(act.body, "link")
    host = link.partition("://")[2].partition("/")[0]
    if link.startswith(("https://", "http://")) and host and link.isprintable() and " " not in link:
        return None
    return Refused("press-link", expected="an address that begins with https:// or http://", got=link[:120])


def fold(state: PressState, act: Said) -> PressState:
    """Return the state with one more act."""
    return replace(state, statements={**state.statements, act.ref: act}) if act.kind == STATEMENT else state


def duties(state: PressState, journal: Journal) -> tuple[Duty, ...]:  # noqa: ARG001  the desk contract
    """Return nothing: nobody owes an answer to a newspaper."""
    return ()


def turn(state: PressState, journal: Journal) -> frozenset[str]:  # noqa: ARG001  the desk contract
    """Return nobody."""
    return frozenset()


def next_acts(state: PressState, party: str) -> tuple[NextAct, ...]:  # noqa: ARG001  the desk contract
    """Return that one more statement can be noted."""
    return (NextAct(STATEMENT),)


def render(state: PressState, journal: Journal, language: str = "en") -> Sheet:  # noqa: ARG001  the desk contract
    """Return the notes for eyes."""
    noted = [act for _, act in sorted(state.statements.items())]
    lines = tuple(
        Line((shown_at(one), text_of(one.body, "by") or "–", text_of(one.body, "text")), one.ref, one.language)
        for one in noted
    )
    title = next((text_of(one.body, "title") or text_of(one.body, "text") for one in noted), "")
    return Sheet(
        titled(quoted(" ".join(title.split()))),
        "noted",
        sections=(Section(TITLE, lines, ("At", "By, as reported", "Summary")),) if lines else (),
        data={"statements": [data_of(one) for one in noted]},
    )


def shown_at(act: Said) -> str:
    """Return when a statement was made, as far as that is known."""
    at = rfc3339(act.body["at"])
    return at[:10] if text_of(act.body, "precision") == DAY else at


def data_of(act: Said) -> dict[str, object]:
    """Return a statement for programs."""
    names = ("link", "precision", "by", "subject", "title", "text", "said_in", "about")
    return {"ref": act.ref, "at": rfc3339(act.body["at"]), **{name: act.body.get(name) for name in names}}
