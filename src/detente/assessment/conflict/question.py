"""A question put to the graph model: the conflict, names of its states, and rival rankings beside the first."""

from dataclasses import dataclass, replace
from typing import Final

from detente.assessment.basis import Basis
from detente.assessment.conflict.graph import Conflict
from detente.assessment.conflict.graph_reading import read_conflict, read_ranking
from detente.assessment.reading import Fields

_NAMES: Final = (
    *("id", "title", "question", "source", "options", "states", "state_options", "state_names", "state_numbering"),
    *("infeasible", "extra_moves", "decision_makers", "status_quo", "observed", "notes", "readings"),
)


@dataclass(frozen=True, slots=True)
class Rankings:
    """One way to rank the states for the parties.

    Args:
        bases: on what each ranking rests, and its source, by party; a ranking of the other side is our estimate.
        notes: what the model leaves out, which its readers have to know.
    """

    id: str
    title: str
    source: str
    conflict: Conflict
    bases: tuple[tuple[Basis, str], ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """A conflict with its readings, the file's own first.

    Args:
        names: of the states, by place.
        observed: the place of what happened, where it is given.
    """

    id: str
    question: str
    names: tuple[str, ...]
    readings: tuple[Rankings, ...]
    observed: int | None


def read_question(fields: Fields) -> Question:
    """Return the question in a file, or in the input of a case.

    Raises:
        Malformed: `assessment-malformed`. Refused: `graph-too-large`, `graph-without-state`.
    """
    inner = fields.table("input") if "input" in fields else fields
    inner.check_names(_NAMES)
    conflict = read_conflict(inner)
    source = fields.text("source", "") if not isinstance(fields.fields.get("source"), dict) else ""
    if isinstance(fields.fields.get("source"), dict):
        source = fields.table("source").text("citation", "")
    own = Rankings(
        fields.text("id", "question"), fields.text("title", ""), source, conflict,
        tuple(_basis(one) for one in inner.tables("decision_makers")), tuple(inner.texts("notes", [])),
    )  # fmt: skip
    rivals = tuple(_rival(one, own) for one in inner.tables("readings", []))
    observed = inner.whole("observed", -(10**9), 10**9) if "observed" in inner else None
    if observed is not None and observed not in conflict.numbers:
        inner.refuse("a state that there is", observed, "observed")
    return Question(
        own.id, fields.text("question", ""), _state_names(inner, conflict),
        (own, *rivals), None if observed is None else conflict.numbers.index(observed),
    )  # fmt: skip


def _basis(maker: Fields) -> tuple[Basis, str]:
    word = maker.text("basis", Basis.ASSUMED)
    if word not in set(Basis):
        maker.refuse(f"a basis: {', '.join(Basis)}", word, "basis")
    return Basis(word), maker.text("source", "")


def _rival(one: Fields, first: Rankings) -> Rankings:
    """Return a reading: what it ranks otherwise is assumed unless it says more, the rest is the first one's."""
    conflict = first.conflict
    one.check_names(("id", "title", "basis", "source", "rankings"))
    given = one.table("rankings")
    given.check_names(conflict.parties)
    ranks = tuple(
        read_ranking(given, given.items(name), conflict) if name in given else own
        for name, own in zip(conflict.parties, conflict.ranks, strict=True)
    )
    here = _basis(one)
    bases = tuple(here if name in given else own for name, own in zip(conflict.parties, first.bases, strict=True))
    return Rankings(one.text("id"), one.text("title"), here[1], replace(conflict, ranks=ranks), bases, first.notes)


def _state_names(fields: Fields, conflict: Conflict) -> tuple[str, ...]:
    """Return what is taken in each state, or its name where the file gives one."""
    given = fields.table("state_names") if "state_names" in fields else Fields({}, "state_names")
    return tuple(given.text(str(number), _taken(conflict, place)) for place, number in enumerate(conflict.numbers))


def _taken(conflict: Conflict, place: int) -> str:
    if not conflict.patterns:
        return f"state {conflict.numbers[place]}"
    taken = [
        option.name for option, letter in zip(conflict.options, conflict.patterns[place], strict=True) if letter == "Y"
    ]
    return ", ".join(taken) or "nothing of it"
