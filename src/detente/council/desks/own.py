"""The own side's desk: what a party writes for itself alone, in its private channel `own`.

Source: design section 4, "Own side": notes on any dossier, and the audit of what was disclosed to strangers.
"""

from msgspec import Struct, field
from msgspec.structs import replace

from detente.council.desk import NextAct, Sheet
from detente.council.duty import Duty
from detente.council.journal import Journal
from detente.council.kinds import TEXT, Field, Kind, Place, Speech, short, table_of, text_of
from detente.council.said import Said
from detente.council.titles import quoted, titled
from detente.errors import Refused
from detente.protocol.charter import Charter

NAME, TITLE = "own", "Own side"
NOTE, DISCLOSURE, INPUTS = "note", "disclosure", "assessment-inputs"

KINDS = table_of(
    Kind(
        NOTE,
        "note to oneself",
        Speech.INFORMS,
        "01",
        {"text": TEXT},
        place=Place.OWN,
        text={"en": "note: {text}"},
        purpose="For your own side alone; it leaves this node only if you disclose it.",
    ),
    Kind(
        DISCLOSURE,
        "disclosure",
        Speech.INFORMS,
        "01",
        {"ref": Field("Act"), "text": Field("What strangers can now read")},
        place=Place.OWN,
        purpose="An entry of your own channel, shown to others.",
        text={"en": "disclosed {ref}: {text}"},
    ),
    Kind(
        INPUTS,
        "inputs of an assessment",
        Speech.INFORMS,
        "01",
        {
            "title": short("Title"),
            "question": Field("Question", required=False),
            "source": Field("Source", required=False),
            "bases": short("On what the inputs rest", required=True),
            "format": Field("Format", choices=("toml", "json")),
            "sha256": short("SHA-256 of the text in hex", required=True),
            "text": Field("The inputs, as they were written"),
        },
        place=Place.OWN,
        made=True,
        text={"en": "{party} keeps inputs of an assessment: {title} ({bases})"},
    ),
)


class OwnState(Struct, frozen=True):
    """The first note and how many there are; nobody else has a part in it."""

    title: str = ""
    notes: frozenset[str] = field(default_factory=frozenset)

    @property
    def conflicts(self) -> tuple[str, ...]:
        """Return nothing: notes do not exclude each other."""
        return ()


def begin(charter: Charter) -> OwnState:  # noqa: ARG001  the desk contract
    """Return the state before the first note."""
    return OwnState()


def may(state: OwnState, act: Said) -> Refused | None:  # noqa: ARG001  the desk contract
    """Return nothing: a party may note what it likes."""
    return None


def fold(state: OwnState, act: Said) -> OwnState:
    """Return the state with one more note."""
    if act.kind not in KINDS:
        return state
    title = text_of(act.body, "title" if act.kind == INPUTS else "text") if not act.past else state.title
    return replace(state, title=title, notes=state.notes | {act.ref})


def duties(state: OwnState, journal: Journal) -> tuple[Duty, ...]:  # noqa: ARG001  the desk contract
    """Return nothing."""
    return ()


def turn(state: OwnState, journal: Journal) -> frozenset[str]:  # noqa: ARG001  the desk contract
    """Return nobody."""
    return frozenset()


def next_acts(state: OwnState, party: str) -> tuple[NextAct, ...]:  # noqa: ARG001  the desk contract
    """Return that one more note can be made."""
    return (NextAct(NOTE),)


def render(state: OwnState, journal: Journal, language: str = "en") -> Sheet:  # noqa: ARG001  the desk contract
    """Return the notes for eyes."""
    return Sheet(titled(quoted(state.title)), "kept for oneself", data={"notes": sorted(state.notes)})
